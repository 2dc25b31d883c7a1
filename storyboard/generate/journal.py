"""The journal: what was meant to be bought, and how far it got. One SQLite file with the ledger.

An *attempt* is one try to buy one request. It is written before the request is sent and moves
through these states; each step is on the disk before the next thing happens:

    intended ──▶ submitted ──▶ done            the clip is in the store
        │            ├───────▶ failed          the provider gave up; the money comes back
        │            └───────▶ abandoned       somebody decided to pay again
        ├──▶ withdrawn                         never accepted: nothing was owed
        └──▶ unconfirmed ──▶ submitted         the answer was lost; an id was found or adopted
                   └───────▶ abandoned         somebody decided to pay again

A request has at most one *open* attempt (intended, submitted, unconfirmed): an index of the
database sees to it, whatever two processes do. The limit on spending is checked in the same
transaction that writes the intent, so two processes cannot pass it together either.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate import ledger
from storyboard.generate.ledger import Entry, Event, from_micros, to_micros
from storyboard.money import show

SCHEMA_VERSION: Final = 1
_OPEN: Final = "('intended', 'submitted', 'unconfirmed')"
_SCHEMA: Final = f"""
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    key TEXT NOT NULL,
    shot TEXT NOT NULL,
    state TEXT NOT NULL,
    price INTEGER NOT NULL,
    request TEXT NOT NULL,
    prediction TEXT,
    begun_at TEXT NOT NULL
);
CREATE UNIQUE INDEX one_open_attempt ON attempt (key) WHERE state IN {_OPEN};
CREATE UNIQUE INDEX one_attempt_a_prediction ON attempt (prediction) WHERE prediction IS NOT NULL;
CREATE INDEX attempts_by_key ON attempt (key);
{ledger.SCHEMA}
"""


class State(StrEnum):
    """Where an attempt stands."""

    INTENDED = "intended"
    SUBMITTED = "submitted"
    UNCONFIRMED = "unconfirmed"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Attempt:
    """One try to buy one request. `begun_at` is when it was meant, before it was sent."""

    id: int
    shot: str
    state: State
    price: Decimal
    request: Request
    prediction: str | None
    begun_at: datetime


@dataclass(frozen=True)
class Limits:
    """What may be spent in USD: by the project in all its life, and by this run. None: no limit."""

    project: Decimal | None = None
    run: Decimal | None = None


class OverLimit(StoryboardError):
    """The next request would pass a limit on spending. Nothing was written."""


class Unusable(StoryboardError):
    """The file cannot be read or written now."""


class PredictionTaken(StoryboardError):
    """The prediction belongs to another attempt already. Nothing was written."""


class Journal:
    """The journal of one project. A method that changes it returns after it is on the disk.

    Each object is one `run`: its attempts and lines carry its name.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises StoryboardError where that cannot be."""
        self._path, self.run = path, uuid.uuid4().hex
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                path, timeout=60, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise _unusable(path, error) from error
        try:
            with self._translating():
                _into_wal(self._database)
                self._database.execute("PRAGMA synchronous=FULL")
            self._prepare()
        except StoryboardError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def intend(self, request: Request, shot: str, price: Decimal, limits: Limits) -> Attempt:
        """Write down that a request is about to be sent.

        Raises OverLimit where its price would pass a limit, counting everything that is in
        flight or unconfirmed, and StoryboardError `being-bought` where an attempt is open.
        """
        begun = datetime.now(UTC)
        document = json.dumps(request.document(), sort_keys=True, ensure_ascii=False)
        try:
            with self._change() as change:
                self._check(limits, price, shot)
                cursor = change.execute(
                    "INSERT INTO attempt (run, key, shot, state, price, request, begun_at)"
                    " VALUES (?, ?, ?, 'intended', ?, ?, ?)",
                    (self.run, request.key, shot, to_micros(price), document, begun.isoformat()),
                )
        except sqlite3.IntegrityError as error:
            raise StoryboardError.of(
                "being-bought",
                f"an attempt to buy {shot} is open already",
                hint="see storyboard recover",
            ) from error
        return Attempt(
            int(cursor.lastrowid or 0), shot, State.INTENDED, price, request, None, begun
        )

    def accepted(self, attempt: Attempt, prediction: str) -> Attempt:
        """The provider has the request: keep its id, and owe the price."""
        return self._move(attempt, State.SUBMITTED, (Event.ACCEPTED,), prediction=prediction)

    def adopted(self, attempt: Attempt, prediction: str, note: str) -> Attempt:
        """The lost answer was found: keep its id, and owe the price."""
        return self._move(attempt, State.SUBMITTED, (Event.ADOPTED,), note, prediction)

    def withdrawn(self, attempt: Attempt, refused: str = "") -> None:
        """It was not accepted and nothing is owed. A final refusal goes into the ledger."""
        self._move(attempt, State.WITHDRAWN, (Event.REFUSED,) if refused else (), refused)

    def unconfirmed(self, attempt: Attempt, note: str) -> Attempt:
        """The answer was lost: it may have been bought."""
        return self._move(attempt, State.UNCONFIRMED, (Event.UNCONFIRMED,), note)

    def abandoned(self, attempt: Attempt, note: str) -> None:
        """Somebody decided to pay again for a request that was, or may have been, bought."""
        self._move(attempt, State.ABANDONED, (Event.ABANDONED,), note)

    def failed(self, attempt: Attempt, note: str, *, refunded: bool) -> None:
        """There will be no clip of it."""
        events = (Event.FAILED, Event.REFUNDED) if refunded else (Event.FAILED,)
        self._move(attempt, State.FAILED, events, note)

    def done(self, attempt: Attempt) -> None:
        """The clip is in the store. That another process said so first is no trouble."""
        with self._change() as change:
            change.execute(
                "UPDATE attempt SET state = 'done' WHERE id = ? AND state = 'submitted'",
                (attempt.id,),
            )

    def open_attempts(self) -> tuple[Attempt, ...]:
        """Every attempt whose clip may still come, oldest first."""
        with self._translating():
            rows = self._database.execute(f"{_SELECT} WHERE state IN {_OPEN} ORDER BY id")
            return tuple(_attempt(row) for row in rows)

    def open_attempt(self, key: str) -> Attempt | None:
        """The open attempt at a request, if there is one."""
        with self._translating():
            row = self._database.execute(
                f"{_SELECT} WHERE key = ? AND state IN {_OPEN}", (key,)
            ).fetchone()
            return None if row is None else _attempt(row)

    def bought(self, key: str) -> Attempt | None:
        """The latest attempt at a request whose clip came home once, be it still there or not."""
        with self._translating():
            row = self._database.execute(
                f"{_SELECT} WHERE key = ? AND state = 'done' ORDER BY id DESC", (key,)
            ).fetchone()
            return None if row is None else _attempt(row)

    def came_home(self, shot: str) -> tuple[Attempt, ...]:
        """The attempts for a shot whose clips came home, oldest first."""
        with self._translating():
            rows = self._database.execute(
                f"{_SELECT} WHERE shot = ? AND state = 'done' ORDER BY id", (shot,)
            )
            return tuple(_attempt(row) for row in rows)

    def all_home(self) -> frozenset[str]:
        """The request keys of every attempt that came home."""
        with self._translating():
            rows = self._database.execute("SELECT key FROM attempt WHERE state = 'done'")
            return frozenset(row[0] for row in rows)

    def corrected(self, attempt: Attempt, prediction: str) -> Attempt:
        """Another prediction id for what is on the bill already."""
        return self._move(
            attempt,
            State.SUBMITTED,
            (Event.CORRECTED,),
            prediction=prediction,
            start=(State.SUBMITTED,),
        )

    def written_off(self, attempt: Attempt, note: str) -> None:
        """Its clip came home and is lost for good: somebody decided to pay again."""
        self._move(attempt, State.ABANDONED, (Event.ABANDONED,), note, start=(State.DONE,))

    def claimed(self) -> frozenset[str]:
        """The prediction ids that belong to some attempt."""
        with self._translating():
            rows = self._database.execute(
                "SELECT prediction FROM attempt WHERE prediction IS NOT NULL"
            )
            return frozenset(row[0] for row in rows)

    def entries(self, since: datetime | None = None) -> tuple[Entry, ...]:
        """The ledger, oldest line first."""
        with self._translating():
            return ledger.read(self._database, since)

    def spent(self) -> Decimal:
        """The project's bill so far, refunds taken off."""
        with self._translating():
            return ledger.spent(self._database)

    def spent_by_key(self) -> dict[str, Decimal]:
        """This run's bill by request key."""
        with self._translating():
            return ledger.spent_by_key(self._database, self.run)

    def _owing(self, run: str | None) -> Decimal:
        """What intended and unconfirmed requests may turn out to have cost."""
        where, values = ("AND run = ?", (run,)) if run else ("", ())
        row = self._database.execute(
            "SELECT coalesce(sum(price), 0) FROM attempt"
            f" WHERE state IN ('intended', 'unconfirmed') {where}",
            values,
        ).fetchone()
        return from_micros(row[0])

    def _check(self, limits: Limits, price: Decimal, shot: str) -> None:
        for name, limit, run in (
            ("the budget", limits.project, None),
            ("--max-cost", limits.run, self.run),
        ):
            if limit is None:
                continue
            paid = ledger.bought(self._database, run) if run else ledger.spent(self._database)
            reached = paid + self._owing(run)
            if reached + price > limit:
                raise OverLimit.of(
                    "over-budget",
                    f"{shot} was not bought: its {show(price)} USD and the {show(reached)} USD "
                    f"already spent or in flight would pass {name} of {show(limit)} USD",
                    hint="raise the limit and run the same command again",
                )

    def _move(
        self,
        attempt: Attempt,
        state: State,
        events: tuple[Event, ...],
        note: str = "",
        prediction: str | None = None,
        start: tuple[State, ...] = (),
    ) -> Attempt:
        try:
            with self._change() as change:
                now, known = change.execute(
                    "SELECT state, prediction FROM attempt WHERE id = ?", (attempt.id,)
                ).fetchone()
                if now not in (start or _FROM[state]):
                    raise StoryboardError.of(
                        "journal-moved",
                        f"the attempt at {attempt.shot} is {now} and cannot become {state}",
                    )
                moved = replace(attempt, state=state, prediction=prediction or known)
                change.execute(
                    "UPDATE attempt SET state = ?, prediction = ? WHERE id = ?",
                    (state, moved.prediction, attempt.id),
                )
                for event in events:
                    ledger.write(
                        change,
                        event,
                        run=self.run,
                        shot=attempt.shot,
                        key=attempt.request.key,
                        model=attempt.request.model,
                        price=attempt.price,
                        prediction=moved.prediction,
                        note=note,
                    )
        except sqlite3.IntegrityError as error:
            raise PredictionTaken.of(
                "prediction-taken", f"the prediction {prediction} belongs to another shot already"
            ) from error
        return moved

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction. The write lock is taken at its start, so it cannot fail half way."""
        with self._translating():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _translating(self) -> Iterator[None]:
        """Say in our words what ails the file; a broken rule of ours is for the caller to say."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from error

    def _prepare(self) -> None:
        with self._change() as change:
            (version,) = change.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _statements(_SCHEMA):
                    change.execute(statement)
                change.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        if version > SCHEMA_VERSION:
            raise StoryboardError.of(
                "newer-journal",
                f"{self._path} was written by a newer version of storyboard",
                hint="use that version: this one could pay for a clip again",
            )


_FROM: Final = {
    State.UNCONFIRMED: (State.INTENDED,),
    State.WITHDRAWN: (State.INTENDED,),
    State.SUBMITTED: (State.INTENDED, State.UNCONFIRMED),
    State.FAILED: (State.SUBMITTED,),
    State.DONE: (State.SUBMITTED,),
    State.ABANDONED: (State.INTENDED, State.UNCONFIRMED, State.SUBMITTED),
}

_SELECT: Final = "SELECT id, shot, state, price, request, prediction, begun_at FROM attempt"


def _attempt(row: tuple[Any, ...]) -> Attempt:
    number, shot, state, price, text, prediction, begun = row
    document = json.loads(text)
    request = Request(document["provider"], document["model"], document["body"], document["take"])
    return Attempt(
        number,
        shot,
        State(state),
        from_micros(price),
        request,
        prediction,
        datetime.fromisoformat(begun),
    )


def _into_wal(database: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side.

    The one statement that does not wait for another process that does the same right now.
    """
    for left in reversed(range(200)):
        try:
            database.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.05)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would end the transaction that is open."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _unusable(path: Path, error: Exception) -> Unusable:
    return Unusable.of(
        "journal-unusable",
        f"the journal {path} cannot be used: {error}",
        hint="nothing is bought without it; check the disk's space and the folder's permissions",
    )
