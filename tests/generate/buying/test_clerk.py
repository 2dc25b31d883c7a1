"""Many notes in one trip to the disk: each has its own outcome, and none is lost or half done."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Attempt, Limits, OverLimit
from storyboard.generate.clerk import Clerk
from storyboard.generate.database import Unusable
from storyboard.generate.journal import Journal

PRICE = Decimal("0.35")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite") as found:
        yield found


def request(number: int) -> Request:
    return Request("wavespeed", "model", {"prompt": str(number)})


def outcomes(journal: Journal, numbers: list[int], limits: Limits) -> list[object]:
    async def run() -> list[object]:
        clerk = Clerk(journal)
        work: list[Awaitable[Attempt]] = [
            clerk.note(journal.intend, request(number), f"shot{number}", PRICE, limits)
            for number in numbers
        ]
        return await asyncio.gather(*work, return_exceptions=True)

    return asyncio.run(run())


def test_each_note_has_its_own_outcome(journal: Journal) -> None:
    found = outcomes(journal, [1, 2, 1, 3], Limits())
    assert [isinstance(one, Attempt) for one in found] == [True, True, False, True]
    assert isinstance(found[2], StoryboardError)
    assert len(journal.open_attempts()) == 3


def test_notes_of_one_trip_do_not_pass_a_limit_together(journal: Journal) -> None:
    found = outcomes(journal, list(range(40)), Limits(project=PRICE * 7))
    assert sum(isinstance(one, Attempt) for one in found) == 7
    assert sum(isinstance(one, OverLimit) for one in found) == 33
    assert len(journal.open_attempts()) == 7


def test_a_mistake_of_one_does_not_undo_the_others(journal: Journal) -> None:
    async def run() -> tuple[object, object]:
        note = Clerk(journal).note
        good = note(journal.intend, request(1), "a", PRICE, Limits())
        bad = note(journal.intend, request(2), "b", Decimal("0.0000001"), Limits())
        return await asyncio.gather(good, bad, return_exceptions=True)

    good, bad = asyncio.run(run())
    assert isinstance(good, Attempt)
    assert isinstance(bad, ValueError)
    assert [attempt.shot for attempt in journal.open_attempts()] == ["a"]


def test_a_disk_that_fails_fails_all(journal: Journal, tmp_path: Path) -> None:
    outcomes(journal, [0], Limits())
    with sqlite3.connect(tmp_path / "journal.sqlite") as other:
        other.execute("ALTER TABLE attempt RENAME TO gone")
    other.close()
    found = outcomes(journal, [1, 2, 3], Limits())
    assert all(isinstance(one, Unusable) for one in found)
    with sqlite3.connect(tmp_path / "journal.sqlite") as other:
        other.execute("ALTER TABLE gone RENAME TO attempt")
    other.close()
    assert [attempt.shot for attempt in journal.open_attempts()] == ["shot0"]
    assert all(isinstance(one, Attempt) for one in outcomes(journal, [1, 2, 3], Limits()))


def test_who_is_cancelled_has_been_noted(journal: Journal) -> None:
    async def run() -> None:
        clerk = Clerk(journal)
        work = [
            asyncio.create_task(clerk.note(journal.intend, request(number), "a", PRICE, Limits()))
            for number in range(5)
        ]
        await asyncio.sleep(0)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        assert all(task.cancelled() for task in work)
        assert len(journal.open_attempts()) == 5

    asyncio.run(run())


def test_a_clerk_that_is_cut_short_keeps_nobody_waiting(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_it, go_on = threading.Event(), threading.Event()
    together = Journal.together

    def slowly(self: Journal, changes: Any) -> Any:
        at_it.set()
        go_on.wait(20)
        return together(self, changes)

    async def run() -> None:
        clerk = Clerk(journal)
        first, second = (
            asyncio.create_task(clerk.note(journal.intend, request(number), "a", PRICE, Limits()))
            for number in range(2)
        )
        await asyncio.to_thread(at_it.wait)
        third = asyncio.create_task(clerk.note(journal.intend, request(3), "late", PRICE, Limits()))
        await asyncio.sleep(0)
        # What the loop does at its end with all that is left, as after a second Ctrl-C.
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        done, _ = await asyncio.wait([first, second, third], timeout=5)
        go_on.set()
        assert {task.cancelled() for task in done} == {True}
        assert len(done) == 3

    monkeypatch.setattr(Journal, "together", slowly)
    asyncio.run(run())
