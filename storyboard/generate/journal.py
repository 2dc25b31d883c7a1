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
transaction that writes the intent, so two processes cannot pass it together either. The *keeper*
of an attempt is the run that is at work on it; another takes it over only if that run is dead.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate import addresses, ledger
from storyboard.generate.addresses import Address
from storyboard.generate.attempt import Attempt, Limits, OverLimit, PredictionTaken, Standing, State
from storyboard.generate.database import Database
from storyboard.generate.ledger import Entry, Event, from_micros, to_micros
from storyboard.money import show

_OPEN: Final = "('intended', 'submitted', 'unconfirmed')"
_STANDING: Final = "('intended', 'submitted', 'unconfirmed', 'done')"
_FIRST: Final = f"""
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
# Version 1 had a lock for each request, under its key: a process of it that still runs is waited
# for by that, and can intend nothing more.
_KEEPERS: Final = f"""
ALTER TABLE attempt ADD COLUMN keeper TEXT NOT NULL DEFAULT '';
UPDATE attempt SET keeper = key WHERE state IN {_OPEN};
CREATE TRIGGER attempts_are_kept BEFORE INSERT ON attempt WHEN NEW.keeper = ''
BEGIN SELECT RAISE(ABORT, 'written by an older version'); END;
"""
_STEPS: Final = (_FIRST, _KEEPERS, addresses.SCHEMA)


class Journal:
    """The journal of one project. A method that changes it returns after it is on the disk.

    Each object is one `run`: its attempts and lines carry its name.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises StoryboardError where that cannot be."""
        self.run = uuid.uuid4().hex
        self._database = Database(path, _STEPS)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def together(self, changes: Sequence[Callable[[], Any]]) -> list[tuple[Any, Exception | None]]:
        """Call several methods of this journal with one trip to the disk. See `Database`."""
        return self._database.together(changes)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def intend(self, request: Request, shot: str, price: Decimal, limits: Limits) -> Attempt:
        """Write down that a request is about to be sent.

        Raises OverLimit where its price would pass a limit, counting everything that is in
        flight or unconfirmed, and Standing where an attempt stands for it (see `standing`).
        """
        begun = datetime.now(UTC)
        document = json.dumps(request.document(), sort_keys=True, ensure_ascii=False)
        try:
            with self._database.change() as change:
                if change.execute(_STANDS, (request.key,)).fetchone() is not None:
                    raise _standing(shot)
                self._check(change, limits, price, shot)
                cursor = change.execute(
                    "INSERT INTO attempt (run, keeper, key, shot, state, price, request, begun_at)"
                    " VALUES (?, ?, ?, ?, 'intended', ?, ?, ?)",
                    (
                        *(self.run, self.run, request.key, shot),
                        *(to_micros(price), document, begun.isoformat()),
                    ),
                )
        except sqlite3.IntegrityError as error:
            raise _standing(shot) from error
        number = int(cursor.lastrowid or 0)
        return Attempt(number, shot, State.INTENDED, price, request, None, begun, self.run)

    def take_over(self, attempt: Attempt) -> bool:
        """Keep an open attempt of a run that is dead; False if it is not as it was any more."""
        with self._database.change() as change:
            taken = change.execute(
                f"UPDATE attempt SET keeper = ? WHERE id = ? AND keeper = ? AND state IN {_OPEN}",
                (self.run, attempt.id, attempt.keeper),
            )
            return taken.rowcount == 1

    def let_go(self, key: str) -> None:
        """Whatever is open at a request is for any run to go on with."""
        with self._database.change() as change:
            change.execute(
                f"UPDATE attempt SET keeper = '' WHERE key = ? AND keeper = ? AND state IN {_OPEN}",
                (key, self.run),
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
        with self._database.change() as change:
            change.execute(
                "UPDATE attempt SET state = 'done' WHERE id = ? AND state = 'submitted'",
                (attempt.id,),
            )

    def open_attempts(self) -> tuple[Attempt, ...]:
        """Every attempt whose clip may still come, oldest first."""
        with self._database.reading() as reader:
            rows = reader.execute(f"{_SELECT} WHERE state IN {_OPEN} ORDER BY id")
            return tuple(_attempt(row) for row in rows)

    def open_attempt(self, key: str) -> Attempt | None:
        """The open attempt at a request, if there is one."""
        with self._database.reading() as reader:
            row = reader.execute(f"{_SELECT} WHERE key = ? AND state IN {_OPEN}", (key,)).fetchone()
            return None if row is None else _attempt(row)

    def standing(self, key: str) -> Attempt | None:
        """The attempt that stands for a request: the open one, else the latest whose clip came
        home once, be it still there or not."""
        with self._database.reading() as reader:
            row = reader.execute(_STANDS, (key,)).fetchone()
            return None if row is None else _attempt(row)

    def standing_keys(self) -> frozenset[str]:
        """The requests for which an attempt stands now."""
        with self._database.reading() as reader:
            rows = reader.execute(f"SELECT key FROM attempt WHERE state IN {_STANDING}")
            return frozenset(row[0] for row in rows)

    def came_home(self, shot: str) -> tuple[Attempt, ...]:
        """The attempts for a shot whose clips came home, oldest first."""
        with self._database.reading() as reader:
            rows = reader.execute(
                f"{_SELECT} WHERE shot = ? AND state = 'done' ORDER BY id", (shot,)
            )
            return tuple(_attempt(row) for row in rows)

    def all_home(self) -> frozenset[str]:
        """The request keys of every attempt that came home."""
        with self._database.reading() as reader:
            rows = reader.execute("SELECT key FROM attempt WHERE state = 'done'")
            return frozenset(row[0] for row in rows)

    def given_up(self) -> frozenset[str]:
        """The request keys that somebody decided to pay for again, and that nothing stands for."""
        with self._database.reading() as reader:
            rows = reader.execute(
                "SELECT key FROM attempt WHERE state = 'abandoned'"
                f" EXCEPT SELECT key FROM attempt WHERE state IN {_STANDING}"
            )
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
        with self._database.reading() as reader:
            rows = reader.execute("SELECT prediction FROM attempt WHERE prediction IS NOT NULL")
            return frozenset(row[0] for row in rows)

    def uploaded(self, address: Address) -> None:
        """A picture has an address now, and is found at it by later runs."""
        with self._database.change() as change:
            addresses.write(change, address)

    def unreadable(self, base: str, places: Sequence[str]) -> None:
        """The service could not read a picture at one of these addresses: none is sent again."""
        with self._database.change() as change:
            addresses.refuse(change, base, places)

    def addresses(self, base: str) -> tuple[Address, ...]:
        """Every address that a service gave to a picture, oldest first."""
        with self._database.reading() as reader:
            return addresses.read(reader, base)

    def entries(self, since: datetime | None = None) -> tuple[Entry, ...]:
        """The ledger, oldest line first."""
        with self._database.reading() as reader:
            return ledger.read(reader, since)

    def spent(self) -> Decimal:
        """The project's bill so far, refunds taken off."""
        with self._database.reading() as reader:
            return ledger.spent(reader)

    def spent_by_key(self) -> dict[str, Decimal]:
        """This run's bill by request key."""
        with self._database.reading() as reader:
            return ledger.spent_by_key(reader, self.run)

    @staticmethod
    def _owing(change: sqlite3.Connection, run: str | None) -> Decimal:
        """What intended and unconfirmed requests may turn out to have cost."""
        where, values = ("AND run = ?", (run,)) if run else ("", ())
        row = change.execute(
            "SELECT coalesce(sum(price), 0) FROM attempt"
            f" WHERE state IN ('intended', 'unconfirmed') {where}",
            values,
        ).fetchone()
        return from_micros(row[0])

    def _check(self, change: sqlite3.Connection, limits: Limits, price: Decimal, shot: str) -> None:
        for name, limit, run in (
            ("the budget", limits.project, None),
            ("--max-cost", limits.run, self.run),
        ):
            if limit is None:
                continue
            paid = ledger.bought(change, run) if run else ledger.spent(change)
            reached = paid + self._owing(change, run)
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
            with self._database.change() as change:
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


_FROM: Final = {
    State.UNCONFIRMED: (State.INTENDED,),
    State.WITHDRAWN: (State.INTENDED,),
    State.SUBMITTED: (State.INTENDED, State.UNCONFIRMED),
    State.FAILED: (State.SUBMITTED,),
    State.DONE: (State.SUBMITTED,),
    State.ABANDONED: (State.INTENDED, State.UNCONFIRMED, State.SUBMITTED),
}

_SELECT: Final = "SELECT id, shot, state, price, request, prediction, begun_at, keeper FROM attempt"
_STANDS: Final = (
    f"{_SELECT} WHERE key = ? AND state IN {_STANDING} ORDER BY state = 'done', id DESC LIMIT 1"
)


def _standing(shot: str) -> Standing:
    return Standing.of(
        "being-bought", f"an attempt to buy {shot} stands already", hint="see storyboard recover"
    )


def _attempt(row: tuple[Any, ...]) -> Attempt:
    number, shot, state, price, text, prediction, begun, keeper = row
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
        keeper,
    )
