"""Several processes at one request, whichever of them dies: it is bought once and comes home."""

from __future__ import annotations

import signal
from dataclasses import replace

import pytest

from storyboard.generate.client import Client
from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper
from storyboard.generate.order import Order
from tests.generate.buying.customer import STEPS
from tests.generate.buying.shop import Shop, gone, outcome, wait_until
from tests.generate.buying.test_crashes import NEVER_SENT, WITH_FAULT


@pytest.mark.parametrize("step", STEPS)
def test_two_processes_race_and_one_dies_at_a_step(shop: Shop, step: str) -> None:
    shop.fail(*filter(None, [WITH_FAULT.get(step)]))
    doomed, other = shop.customer("a", die_at=step), shop.customer("a")
    said = outcome(other)
    # It dies unless the other one was so much quicker that it never came to this step.
    died = gone(doomed) == -signal.SIGKILL
    paid = [entry for entry in shop.theirs() if not entry.refunded]
    if died and step == NEVER_SENT:
        assert said["failed"] == ["unconfirmed"]
        assert paid == []
        return
    assert said["takes"] == 1
    assert len(paid) == 1
    assert shop.open() == ()
    shop.check_books()
    shop.fail()
    assert shop.buy(shop.order("a")).made == frozenset()
    assert len(shop.theirs()) == (2 if step.startswith("failed") else 1)


@pytest.mark.parametrize(
    "step", ["accepted, before the id is durable", "accepted, before the first poll"]
)
def test_three_processes_take_over_from_a_dead_one_and_one_wins(shop: Shop, step: str) -> None:
    dead = shop.customer("a", "b", die_at=step, nth=2)
    assert gone(dead) == -signal.SIGKILL
    (left,) = shop.store.locks.iterdir()
    assert {attempt.keeper for attempt in shop.open()} == {left.name}
    said = [outcome(process) for process in [shop.customer("a", "b") for _ in range(3)]]
    assert [one["takes"] for one in said] == [2, 2, 2]
    assert sum(one["made"] for one in said) == 2
    assert set(shop.accepted().values()) == {1}
    assert shop.open() == ()
    # The dead run's file went with its last attempt, and the others took theirs along.
    assert list(shop.store.locks.iterdir()) == []
    shop.check_books()


def test_what_one_gives_up_another_need_not_wait_for(shop: Shop) -> None:
    shop.fail("output:http-404@prompt=<a>", "task:slow@prompt=<long>,seconds=60")
    first = shop.customer("a", "long")
    try:
        wait_until(lambda: shop.store.journal.exists() and len(shop.open()) == 2)
        wait_until(lambda: any(each.keeper == "" for each in shop.open()))
        shop.fail("task:slow@prompt=<long>,seconds=60")
        assert outcome(shop.customer("a"))["made"] == 1
        assert first.poll() is None
    finally:
        first.kill()
        gone(first)
    assert set(shop.accepted().values()) == {1}


def test_two_providers_of_one_run_share_its_lock(shop: Shop) -> None:
    near, far = shop.provider(), shop.provider()
    far.name = "elsewhere"
    there = shop.order("b")
    request = replace(there.request, provider="elsewhere")
    wanted = [shop.order("a"), Order(request, "b", there.price)]
    answers = Client(shop.store, {"wavespeed": near, "elsewhere": far}).run(wanted)
    assert not answers.failed
    assert len(answers.made) == 2
    shop.check_books()


def test_nobody_waits_for_an_attempt_whose_clip_is_there(shop: Shop) -> None:
    dead = shop.customer("a", die_at="recorded, before it is done")
    assert gone(dead) == -signal.SIGKILL
    (attempt,) = shop.open()
    with (
        Journal(shop.store.journal) as journal,
        Keeper(shop.store.locks, journal.run) as keeper,
    ):
        keeper.hold()
        assert journal.take_over(attempt)
        answers = shop.buy(shop.order("a"), shop.order("b"))
    assert len(answers.takes) == 2
    assert len(answers.made) == 1
    assert shop.open() == ()
    shop.check_books()
