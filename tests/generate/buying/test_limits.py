"""The money gate: no limit is passed, whatever runs side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest

from storyboard.generate.attempt import Limits
from storyboard.generate.journal import Journal
from tests.generate.buying.shop import PRICE, Shop, outcome


@pytest.mark.parametrize("limits", [Limits(run=PRICE * 5), Limits(project=PRICE * 5 + PRICE / 2)])
def test_sixty_four_at_once_do_not_pass_a_limit(shop: Shop, limits: Limits) -> None:
    answers = shop.buy(*shop.orders(64), limits=limits, concurrent=64)
    assert len(answers.made) == 5
    assert shop.accepted().total() == 5
    codes = {failure.code for failure in answers.failed.values()}
    assert {"over-budget"} <= codes <= {"over-budget", "not-sent"}
    name = "--max-cost" if limits.run else "the budget"
    for failure in answers.failed.values():
        assert name in failure.message
        assert "limit" in (failure.hint or "")
    assert shop.open() == ()
    shop.check_books()


def test_what_is_in_flight_is_counted_and_collected(shop: Shop) -> None:
    shop.fail("task:slow@seconds=0.3")
    answers = shop.buy(*shop.orders(6), limits=Limits(run=PRICE * 3), concurrent=6)
    assert (len(answers.made), shop.accepted().total()) == (3, 3)


def test_a_limit_holds_over_several_runs(shop: Shop) -> None:
    limits = Limits(project=PRICE * 4)
    made = [len(shop.buy(*shop.orders(count), limits=limits).made) for count in (3, 6, 6)]
    assert made == [3, 1, 0]
    with Journal(shop.store.journal) as journal:
        assert journal.spent() == PRICE * 4
    assert len(shop.buy(*shop.orders(6), limits=Limits(project=PRICE * 5)).made) == 1


def test_two_processes_do_not_pass_the_limit_of_their_project(shop: Shop) -> None:
    limits = Limits(project=PRICE * 10)
    names = [[f"{side}{number}" for number in range(10)] for side in "ab"]
    both = [shop.customer(*shots, limits=limits) for shots in names]
    said = [outcome(process) for process in both]
    assert sum(one["made"] for one in said) == shop.accepted().total() == 10
    assert sum(Decimal(one["spent"]) for one in said) == PRICE * 10
    shop.check_books()


def test_a_refund_frees_its_room(shop: Shop) -> None:
    shop.fail("task:failed@prompt=<shot0>")
    limits = Limits(run=PRICE, project=PRICE)
    answers = shop.buy(*shop.orders(2), limits=limits, concurrent=1)
    assert len(answers.made) == 1
    assert [failure.code for failure in answers.failed.values()] == ["task-failed"]
    shop.check_books()


def test_buying_again_after_a_failure_stays_under_the_limit(shop: Shop) -> None:
    shop.fail("task:failed-5000@times=2")
    answers = shop.buy(shop.order("a"), limits=Limits(run=PRICE))
    assert len(answers.made) == 1
    assert sum(entry.amount for entry in shop.entries()) == PRICE


def test_a_refund_of_an_earlier_run_makes_no_room_in_this_one(shop: Shop) -> None:
    shop.fail("task:failed@prompt=<old>", "task:slow@prompt=<old>,seconds=0.4")
    shop.buy(shop.order("old"), deadline=0.1)
    answers = shop.buy(
        shop.order("old"), *shop.orders(3), limits=Limits(run=PRICE * 2), concurrent=1, deadline=5
    )
    assert "refunded" in shop.events()
    assert len(answers.made) == 2
    again = shop.buy(*shop.orders(4), limits=Limits(run=PRICE))
    assert len(again.made) == 1
    shop.check_books()


def test_a_limit_of_nothing_buys_nothing(shop: Shop) -> None:
    answers = shop.buy(*shop.orders(2), limits=Limits(run=Decimal(0)))
    assert answers.made == frozenset()
    assert shop.theirs() == []
