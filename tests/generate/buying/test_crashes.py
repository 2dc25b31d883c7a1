"""Killed at any instant, the next run brings home what was bought and buys nothing twice."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from typing import Any, Final

import pytest

from storyboard.generate.attempt import Limits
from storyboard.generate.buyer import Buyer
from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper
from tests.generate.buying.customer import STEPS
from tests.generate.buying.shop import Shop, gone, only, outcome, wait_until

WITH_FAULT: Final = {
    "lost, before that is durable": "submit:lost-answer",
    "found, before it is adopted": "submit:lost-answer",
    "failed, before that is durable": "task:failed-5000@times=1",
}
NEVER_SENT: Final = "intended, before the POST"


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step(shop: Shop, step: str) -> None:
    shop.fail(*filter(None, [WITH_FAULT.get(step)]))
    assert gone(shop.customer("a", die_at=step)) == -signal.SIGKILL
    shop.fail()
    answers = shop.buy(shop.order("a"))
    if step == NEVER_SENT:
        assert only(answers.failed).code == "unconfirmed"
        assert shop.theirs() == []
    else:
        assert len(answers.takes) == 1
        assert [entry.refunded for entry in shop.theirs()].count(False) == 1
        assert shop.open() == ()
    shop.check_books()
    assert shop.buy(shop.order("a")).made == frozenset()
    shop.check_books()


def test_killed_while_the_service_has_it_and_has_not_answered(shop: Shop) -> None:
    shop.fail("submit:slow@seconds=20")
    process = shop.customer("a")
    wait_until(shop.theirs)
    process.kill()
    gone(process)
    shop.fail()
    assert len(shop.buy(shop.order("a")).made) == 1
    assert shop.events() == ["unconfirmed", "adopted"]
    shop.check_books()


def test_killed_before_the_service_took_it(shop: Shop) -> None:
    shop.fail("submit:stall@seconds=0.5")
    process = shop.customer("a")
    wait_until(lambda: shop.store.journal.exists() and shop.open())
    process.kill()
    gone(process)
    shop.fail()
    assert only(shop.buy(shop.order("a")).failed).code == "unconfirmed"
    assert only(shop.buy(shop.order("a")).failed).code == "unconfirmed"
    assert shop.theirs() == []


def test_killed_while_the_clip_comes_in(shop: Shop) -> None:
    shop.fail("output:slow@seconds=20")
    process = shop.customer("a")
    wait_until(lambda: any(entry.downloads for entry in shop.theirs()))
    process.kill()
    gone(process)
    shop.fail()
    assert len(shop.buy(shop.order("a")).made) == 1
    assert shop.events() == ["accepted"]
    shop.check_books()


def test_what_a_dead_run_bought_comes_home_though_nobody_wants_it_any_more(shop: Shop) -> None:
    process = shop.customer("a", die_at="accepted, before the first poll")
    assert gone(process) == -signal.SIGKILL
    shop.buy(shop.order("b"))
    assert shop.store.find(shop.order("a").request) is not None
    assert shop.open() == ()
    shop.check_books()


def test_ctrl_c_stops_the_buying_and_loses_nothing(shop: Shop) -> None:
    shop.fail("task:slow@seconds=4")
    process = shop.customer(*(f"shot{number}" for number in range(9)), concurrent=4)
    wait_until(lambda: len(shop.theirs()) == 4 and len(shop.events()) == 4)
    process.send_signal(signal.SIGINT)
    pressed = time.monotonic()
    assert gone(process) == 130
    assert time.monotonic() - pressed < 3
    assert [str(attempt.state) for attempt in shop.open()] == ["submitted"] * 4
    shop.fail()
    answers = shop.buy(*shop.orders(9))
    assert len(answers.made) == 9
    assert set(shop.accepted().values()) == {1}
    shop.check_books()


def test_ctrl_c_in_the_middle_of_a_post_waits_for_its_answer(shop: Shop) -> None:
    shop.fail("submit:slow@seconds=1.5", "task:slow@seconds=2")
    process = shop.customer("a", "b", concurrent=1)
    wait_until(shop.theirs)
    process.send_signal(signal.SIGINT)
    assert gone(process) == 130
    assert shop.events() == ["accepted"]
    assert [str(attempt.state) for attempt in shop.open()] == ["submitted"]
    shop.check_books()


def test_ctrl_c_between_the_intent_and_the_post_sends_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting = threading.Event()
    together = Journal.together

    def slowly(self: Journal, changes: Any) -> Any:
        noting.set()
        time.sleep(0.3)
        return together(self, changes)

    monkeypatch.setattr(Journal, "together", slowly)

    async def run(journal: Journal) -> None:
        async with shop.provider() as provider:
            buyer = Buyer(
                provider, shop.store, journal, Keeper(shop.store.locks, journal.run), Limits()
            )
            task = asyncio.create_task(buyer.buy(shop.order("a")))
            await asyncio.to_thread(noting.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    shop.store.prepare()
    with Journal(shop.store.journal) as journal:
        asyncio.run(run(journal))
    assert shop.theirs() == []
    assert (shop.open(), shop.events()) == ((), [])
    monkeypatch.undo()
    assert len(shop.buy(shop.order("a")).made) == 1


def test_two_processes_buy_one_project_once(shop: Shop) -> None:
    shop.fail("task:slow@seconds=0.5")
    names = [f"shot{number}" for number in range(12)]
    both = [shop.customer(*names), shop.customer(*reversed(names))]
    said = [outcome(process) for process in both]
    assert [one["takes"] for one in said] == [12, 12]
    assert sum(one["made"] for one in said) == 12
    assert set(shop.accepted().values()) == {1}
    shop.check_books()


def test_another_process_waits_for_its_own_shots_only(shop: Shop) -> None:
    shop.fail("task:slow@prompt=<long>,seconds=60")
    slow = shop.customer("long")
    try:
        wait_until(lambda: shop.store.journal.exists() and "accepted" in shop.events())
        assert outcome(shop.customer("short"))["made"] == 1
        assert slow.poll() is None
    finally:
        slow.kill()
        gone(slow)
    assert [attempt.shot for attempt in shop.open()] == ["long"]
    assert shop.accepted().total() == 2


def test_a_process_takes_over_from_one_that_died(shop: Shop) -> None:
    shop.fail("task:slow@seconds=3")
    first = shop.customer("a")
    wait_until(lambda: shop.store.journal.exists() and "accepted" in shop.events())
    second = shop.customer("a")
    first.kill()
    gone(first)
    assert outcome(second)["made"] == 1
    assert shop.events() == ["accepted"]
    shop.check_books()
