"""The journal: one open attempt a request, a bill that adds up, nothing lost by reopening."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Attempt, Limits, OverLimit, PredictionTaken, Standing, State
from storyboard.generate.journal import Journal
from storyboard.generate.ledger import Event, from_micros, to_micros

OPEN = (State.INTENDED, State.SUBMITTED, State.UNCONFIRMED)
PRICES = st.sampled_from([Decimal(0), Decimal("0.35"), Decimal("1.40"), Decimal("0.000001")])
IDS = st.sampled_from([f"prediction{number}" for number in range(6)])
LIMIT = Decimal("3.00")


def request(number: int) -> Request:
    return Request("wavespeed", "model", {"prompt": f"Léa {number}"})


class JournalMachine(RuleBasedStateMachine):
    """Any calls in any order, from two journals on one file that are reopened at any time.

    A stale attempt (one that has moved on since) may come with every call, as it may from a
    second process.
    """

    attempts = Bundle("attempts")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.sqlite"
        self.journals = [Journal(self.path), Journal(self.path)]
        self.states: dict[int, State] = {}
        self.predictions: dict[int, str] = {}
        self.bill = Decimal(0)
        self.lines = 0

    @rule(target=attempts, which=st.integers(0, 1), number=st.integers(0, 3), price=PRICES)
    def intend(self, which: int, number: int, price: Decimal) -> Attempt | object:
        journal, wanted = self.journals[which], request(number)
        standing = journal.standing(wanted.key)
        try:
            attempt = journal.intend(wanted, f"shot{number}", price, Limits(LIMIT, None))
        except OverLimit:
            owing = sum(a.price for a in journal.open_attempts() if a.state is not State.SUBMITTED)
            assert self.bill + owing + price > LIMIT
            return multiple()
        except Standing:
            assert standing is not None
            return multiple()
        assert standing is None
        self.states[attempt.id] = State.INTENDED
        return attempt

    @rule(attempt=attempts, which=st.integers(0, 1), prediction=IDS, adopt=st.booleans())
    def has_an_id(self, attempt: Attempt, which: int, prediction: str, adopt: bool) -> None:
        journal = self.journals[which]
        other = [id_ for id_, found in self.predictions.items() if found == prediction]
        try:
            if adopt:
                journal.adopted(attempt, prediction, "found")
            else:
                journal.accepted(attempt, prediction)
        except PredictionTaken:
            assert other
            assert other != [attempt.id]
        except StoryboardError:
            assert not self.may_get_an_id(attempt)
        else:
            assert self.may_get_an_id(attempt)
            self.states[attempt.id] = State.SUBMITTED
            self.predictions[attempt.id] = prediction
            self.bill += attempt.price
            self.lines += 1

    def may_get_an_id(self, attempt: Attempt) -> bool:
        return self.states[attempt.id] in (State.INTENDED, State.UNCONFIRMED)

    @rule(
        attempt=attempts,
        which=st.integers(0, 1),
        how=st.sampled_from(["withdrawn", "refused", "unconfirmed", "abandoned"]),
    )
    def had_no_id(self, attempt: Attempt, which: int, how: str) -> None:
        journal, state = self.journals[which], self.states[attempt.id]
        allowed = OPEN if how == "abandoned" else (State.INTENDED,)
        try:
            if how in ("withdrawn", "refused"):
                journal.withdrawn(attempt, "no such model" if how == "refused" else "")
            elif how == "unconfirmed":
                journal.unconfirmed(attempt, "lost")
            else:
                journal.abandoned(attempt, "bought anew")
        except StoryboardError:
            assert state not in allowed
        else:
            assert state in allowed
            self.states[attempt.id] = State("withdrawn" if how == "refused" else how)
            self.lines += how != "withdrawn"

    @rule(attempt=attempts, which=st.integers(0, 1), refunded=st.booleans())
    def failed(self, attempt: Attempt, which: int, refunded: bool) -> None:
        state = self.states[attempt.id]
        try:
            self.journals[which].failed(attempt, "it broke", refunded=refunded)
        except StoryboardError:
            assert state is not State.SUBMITTED
        else:
            assert state is State.SUBMITTED
            self.states[attempt.id] = State.FAILED
            self.bill -= attempt.price if refunded else 0
            self.lines += 1 + refunded

    @rule(attempt=attempts, which=st.integers(0, 1))
    def done(self, attempt: Attempt, which: int) -> None:
        self.journals[which].done(attempt)
        if self.states[attempt.id] is State.SUBMITTED:
            self.states[attempt.id] = State.DONE

    @rule(which=st.integers(0, 1))
    def reopened(self, which: int) -> None:
        before = self.journals[which].open_attempts()
        self.journals[which].close()
        self.journals[which] = Journal(self.path)
        assert self.journals[which].open_attempts() == before

    @invariant()
    def it_is_as_it_should_be(self) -> None:
        if not hasattr(self, "journals"):
            return
        for journal in self.journals:
            found = journal.open_attempts()
            keys = [attempt.request.key for attempt in found]
            assert len(keys) == len(set(keys))
            assert {attempt.id: attempt.state for attempt in found} == {
                id_: state for id_, state in self.states.items() if state in OPEN
            }
            assert all(a.prediction == self.predictions.get(a.id) for a in found)
            assert journal.claimed() == set(self.predictions.values())
            assert journal.spent() == self.bill <= LIMIT
        entries = journal.entries()
        assert len(entries) == self.lines
        sign = {Event.ACCEPTED: 1, Event.ADOPTED: 1, Event.REFUNDED: -1}
        assert self.bill == sum(e.price * sign.get(e.event, 0) for e in entries)

    def teardown(self) -> None:
        for journal in self.journals:
            journal.close()
        self.folder.cleanup()


TestJournal = JournalMachine.TestCase
TestJournal.settings = settings(max_examples=40, stateful_step_count=30)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite") as found:
        yield found


def test_the_ledger_is_append_only(journal: Journal, tmp_path: Path) -> None:
    attempt = journal.intend(request(1), "a", Decimal("0.35"), Limits())
    journal.accepted(attempt, "p1")
    with sqlite3.connect(tmp_path / "journal.sqlite") as database:
        for statement in ("DELETE FROM ledger", "UPDATE ledger SET amount = 0"):
            with pytest.raises(sqlite3.IntegrityError, match="append only"):
                database.execute(statement)
    database.close()
    assert [entry.event for entry in journal.entries()] == ["accepted"]


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, b"SQLite format 3\0"])
def test_a_file_that_is_no_journal(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(content)
    if not content:
        Journal(path).close()
        return
    with pytest.raises(StoryboardError) as caught:
        Journal(path)
    assert caught.value.diagnostics[0].code == "journal-unusable"
    assert path.read_bytes() == content


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    Journal(path).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoryboardError) as caught:
        Journal(path)
    assert caught.value.diagnostics[0].code == "newer-journal"


def test_processes_that_make_the_file_at_once_all_get_it(tmp_path: Path) -> None:
    """Switching a new file to its log does not wait for others by itself."""
    program = (
        "import sys; from pathlib import Path; from storyboard.generate.journal import Journal\n"
        "sys.stdin.read()\n"
        "for number in range(25): Journal(Path(sys.argv[1]) / str(number)).close()"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait(60) for process in processes] == [0, 0, 0]


@pytest.mark.parametrize("usd", ["0.35", "0", "1.4", "0.000001", "12345.678901"])
def test_money_is_exact(usd: str) -> None:
    assert from_micros(to_micros(Decimal(usd))) == Decimal(usd)


def test_money_finer_than_a_millionth_is_refused() -> None:
    with pytest.raises(ValueError, match="finer"):
        to_micros(Decimal("0.0000001"))
