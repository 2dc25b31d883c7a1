"""Where pictures were uploaded to: a part of the journal, so that no run uploads one again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

SCHEMA: Final = """
CREATE TABLE upload (
    id INTEGER PRIMARY KEY,
    base TEXT NOT NULL,
    picture TEXT NOT NULL,
    digest TEXT NOT NULL,
    address TEXT NOT NULL,
    at TEXT NOT NULL,
    refused INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(frozen=True)
class Address:
    """A picture at a service: `picture` is its name in a request, `digest` the sha256 of its bytes.

    `base` is the service's own address; any account there may use the picture's. `at` is when it
    was uploaded. A `refused` one could not be read when it was wanted: it is not sent any more,
    and still tells what an earlier request was sent with.
    """

    base: str
    picture: str
    digest: str
    address: str
    at: datetime
    refused: bool = False


def write(database: sqlite3.Connection, found: Address) -> None:
    """Add an address, within whatever transaction is open."""
    database.execute(
        "INSERT INTO upload (base, picture, digest, address, at) VALUES (?, ?, ?, ?, ?)",
        (found.base, found.picture, found.digest, found.address, found.at.isoformat()),
    )


def refuse(database: sqlite3.Connection, base: str, addresses: Sequence[str]) -> None:
    """Send these addresses no more."""
    for address in addresses:
        database.execute(
            "UPDATE upload SET refused = 1 WHERE base = ? AND address = ?", (base, address)
        )


def read(database: sqlite3.Connection, base: str) -> tuple[Address, ...]:
    """Every address at a service, oldest first."""
    rows = database.execute(
        "SELECT picture, digest, address, at, refused FROM upload WHERE base = ? ORDER BY id",
        (base,),
    )
    return tuple(
        Address(base, picture, digest, address, datetime.fromisoformat(at), bool(refused))
        for picture, digest, address, at, refused in rows
    )
