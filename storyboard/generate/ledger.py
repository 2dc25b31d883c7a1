"""The ledger: a line for each thing that happened to money, never changed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

SCHEMA: Final = """
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    shot TEXT NOT NULL,
    key TEXT NOT NULL,
    model TEXT NOT NULL,
    price INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    prediction TEXT,
    note TEXT NOT NULL
);
CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""


class Event(StrEnum):
    """What happened to money."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    REFUNDED = "refunded"
    UNCONFIRMED = "unconfirmed"
    ADOPTED = "adopted"
    CORRECTED = "corrected"
    ABANDONED = "abandoned"
    REFUSED = "refused"


OWED: Final = {Event.ACCEPTED: 1, Event.ADOPTED: 1, Event.REFUNDED: -1}
"""How an event moves the bill, in prices. An unconfirmed request is not on the bill until its
prediction is found: it stands beside it, in words."""


@dataclass(frozen=True)
class Entry:
    """One line. `amount` is what it adds to the bill in USD, negative for money back."""

    run: str
    at: datetime
    event: Event
    shot: str
    key: str
    model: str
    price: Decimal
    amount: Decimal
    prediction: str | None
    note: str


def to_micros(usd: Decimal) -> int:
    """USD as whole millionths. Raises ValueError for a finer amount."""
    micros = usd * 1_000_000
    if micros != micros.to_integral_value():
        raise ValueError(f"{usd} USD is finer than a millionth")
    return int(micros)


def from_micros(micros: int) -> Decimal:
    """Whole millionths as USD."""
    return Decimal(micros) / 1_000_000


def write(
    database: sqlite3.Connection,
    event: Event,
    *,
    run: str,
    shot: str,
    key: str,
    model: str,
    price: Decimal,
    prediction: str | None,
    note: str = "",
) -> None:
    """Add a line, within whatever transaction is open."""
    micros = to_micros(price)
    database.execute(
        "INSERT INTO ledger"
        " (run, at, event, shot, key, model, price, amount, prediction, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run,
            datetime.now(UTC).isoformat(),
            event,
            shot,
            key,
            model,
            micros,
            micros * OWED.get(event, 0),
            prediction,
            note,
        ),
    )


def read(database: sqlite3.Connection, since: datetime | None = None) -> tuple[Entry, ...]:
    """The lines written since a moment, oldest first."""
    after = "" if since is None else since.astimezone(UTC).isoformat()
    rows = database.execute(
        "SELECT run, at, event, shot, key, model, price, amount, prediction, note FROM ledger"
        " WHERE at >= ? ORDER BY id",
        (after,),
    )
    return tuple(_entry(row) for row in rows)


def spent(database: sqlite3.Connection) -> Decimal:
    """The project's bill in USD, refunds taken off."""
    row = database.execute("SELECT coalesce(sum(amount), 0) FROM ledger").fetchone()
    return from_micros(row[0])


def bought(database: sqlite3.Connection, run: str) -> Decimal:
    """What one run bought in USD, less what came back of that: a refund of something that an
    earlier run bought makes no room here."""
    row = database.execute(
        "SELECT coalesce(sum(owed), 0) FROM"
        " (SELECT max(0, sum(amount)) AS owed FROM ledger WHERE run = ? GROUP BY prediction)",
        (run,),
    ).fetchone()
    return from_micros(row[0])


def spent_by_key(database: sqlite3.Connection, run: str) -> dict[str, Decimal]:
    """The bill of one run by request key."""
    rows = database.execute(
        "SELECT key, sum(amount) FROM ledger WHERE run = ? GROUP BY key", (run,)
    )
    return {key: from_micros(amount) for key, amount in rows}


def _entry(row: tuple[Any, ...]) -> Entry:
    run, at, event, shot, key, model, price, amount, prediction, note = row
    return Entry(
        run,
        datetime.fromisoformat(at),
        Event(event),
        shot,
        key,
        model,
        from_micros(price),
        from_micros(amount),
        prediction,
        note,
    )
