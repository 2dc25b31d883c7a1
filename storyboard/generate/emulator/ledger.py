"""What the emulator accepted, billed, refused and saw, in SQLite, for good."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from storyboard.errors import StoryboardError
from storyboard.money import total

_MICRO: Final = Decimal(1_000_000)

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS predictions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, nth INTEGER NOT NULL,
  at_ns INTEGER NOT NULL, model TEXT NOT NULL, received TEXT NOT NULL, billed TEXT NOT NULL,
  micros INTEGER NOT NULL, starts REAL NOT NULL, ends REAL NOT NULL,
  ending TEXT NOT NULL, code INTEGER, error TEXT NOT NULL, twist TEXT NOT NULL,
  fault TEXT NOT NULL, polls INTEGER NOT NULL DEFAULT 0, downloads INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS predictions_at ON predictions (at_ns);
CREATE TABLE IF NOT EXISTS rejected (
  at_ns INTEGER NOT NULL, model TEXT NOT NULL, received TEXT NOT NULL, status INTEGER NOT NULL,
  message TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS leaks (at_ns INTEGER NOT NULL, path TEXT NOT NULL, header TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY, at_ns INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
  content BLOB NOT NULL
);
"""

REFUNDED: Final = ("failed", "cancelled", "timeout")


@dataclass(frozen=True)
class Accepted:
    """A submit that was taken and billed.

    `received` is the body as it came, `billed` with unknown keys dropped and defaults filled in.
    `starts` and `ends` are seconds of the epoch, infinite for a task that never gets there;
    `ending` is the status it then has. `twist` is a fault of the task that is not its ending,
    `fault` one of the submit's answer.
    """

    id: str
    nth: int
    at_ns: int
    model: str
    received: dict[str, Any]
    billed: dict[str, Any]
    price: Decimal
    starts: float
    ends: float
    ending: str = "completed"
    code: int | None = None
    error: str = ""
    twist: str = ""
    fault: str = ""
    polls: int = 0
    downloads: int = 0
    deleted: bool = False

    @property
    def at(self) -> float:
        """When it was accepted, in seconds of the epoch."""
        return self.at_ns / 1e9

    @property
    def prompt(self) -> str:
        """The prompt as it was received."""
        return str(self.received.get("prompt", ""))

    @property
    def status(self) -> str:
        """Where it stands now: created, processing, or how it ended."""
        now = time.time()
        if now >= self.ends:
            return self.ending
        return "processing" if now >= self.starts else "created"

    @property
    def refunded(self) -> bool:
        """Whether the money went back, which it does as soon as the task has failed."""
        return self.status in REFUNDED


@dataclass(frozen=True)
class Rejected:
    """A submit that was refused, with the HTTP status and the words it got."""

    at_ns: int
    model: str
    received: str
    status: int
    message: str


@dataclass(frozen=True)
class Leak:
    """A request to the output host that carried a key. The key itself is not kept."""

    at_ns: int
    path: str
    header: str


@dataclass(frozen=True)
class Upload:
    """A file that a client sent."""

    id: str
    name: str
    type: str
    content: bytes


class Ledger:
    """The books. Any number of readers, in any process, beside the one emulator that writes.

    Raises StoryboardError `bad-ledger` where the file is something else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        try:
            # The books need to outlive a killed process, not a power cut.
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=OFF")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            self._db.close()
            raise StoryboardError.of(
                "bad-ledger", f"{path} cannot be used as the emulator's ledger: {error}"
            ) from error

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def accepted(self) -> list[Accepted]:
        """Every prediction, oldest first."""
        return [_accepted(row) for row in self._db.execute(f"{_SELECT} ORDER BY seq")]

    def find(self, prediction: str) -> Accepted | None:
        """The prediction with that id, unless it was deleted."""
        rows = self._db.execute(f"{_SELECT} WHERE id = ? AND NOT deleted", (prediction,))
        row = rows.fetchone()
        return _accepted(row) if row else None

    def billed_total(self) -> Decimal:
        """USD billed and not given back."""
        return total(entry.price for entry in self.accepted() if not entry.refunded)

    def rejected(self) -> list[Rejected]:
        """Every refused submit, oldest first."""
        return [Rejected(*row) for row in self._db.execute("SELECT * FROM rejected ORDER BY rowid")]

    def leaks(self) -> list[Leak]:
        """Every request to the output host that carried a key."""
        return [Leak(*row) for row in self._db.execute("SELECT * FROM leaks ORDER BY rowid")]

    def upload(self, file: str) -> Upload | None:
        """A file that was uploaded, by id."""
        rows = self._db.execute("SELECT id, name, type, content FROM uploads WHERE id = ?", (file,))
        row = rows.fetchone()
        return Upload(*row) if row else None

    def uploads(self) -> list[str]:
        """The id of every file that was uploaded, oldest first."""
        return [id_ for (id_,) in self._db.execute("SELECT id FROM uploads ORDER BY rowid")]

    def delete_upload(self, file: str) -> None:
        """Keep an uploaded file no longer, as the service does after 7 days."""
        self._db.execute("DELETE FROM uploads WHERE id = ?", (file,))

    def spent(self, now: float) -> Decimal:
        """`billed_total` at a time, added up by the database: it is asked for at every submit."""
        (micros,) = self._db.execute(
            "SELECT coalesce(sum(micros), 0) FROM predictions "
            f"WHERE NOT (ends <= ? AND ending IN {REFUNDED})",
            (now,),
        ).fetchone()
        return Decimal(micros) / _MICRO

    def accepted_since(self, when: float) -> int:
        """How many submits were accepted after that second of the epoch."""
        found = self._db.execute("SELECT count(*) FROM predictions WHERE at_ns > ?", (when * 1e9,))
        return int(found.fetchone()[0])

    def unfinished(self, now: float) -> list[float]:
        """When the tasks that have not ended will end."""
        found = self._db.execute("SELECT ends FROM predictions WHERE ends > ?", (now,))
        return [float(ends) for (ends,) in found]

    def write_accepted(self, entry: Accepted) -> None:
        """Enter a prediction."""
        self._db.execute(
            "INSERT INTO predictions (id, nth, at_ns, model, received, billed, micros, starts, "
            "ends, ending, code, error, twist, fault) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                *(entry.id, entry.nth, entry.at_ns, entry.model),
                *(json.dumps(entry.received), json.dumps(entry.billed)),
                *(int(entry.price * _MICRO), entry.starts, entry.ends),
                *(entry.ending, entry.code, entry.error, entry.twist, entry.fault),
            ),
        )

    def write_rejected(self, entry: Rejected) -> None:
        """Enter a refused submit."""
        self._db.execute(
            "INSERT INTO rejected VALUES (?,?,?,?,?)",
            (entry.at_ns, entry.model, entry.received, entry.status, entry.message),
        )

    def write_leak(self, path: str, header: str) -> None:
        """Enter a request to the output host that carried a key."""
        self._db.execute("INSERT INTO leaks VALUES (?,?,?)", (time.time_ns(), path, header))

    def write_upload(self, file: Upload) -> None:
        """Keep an uploaded file."""
        self._db.execute(
            "INSERT INTO uploads VALUES (?,?,?,?,?)",
            (file.id, time.time_ns(), file.name, file.type, file.content),
        )

    def count_poll(self, prediction: str) -> None:
        """One more question about a prediction."""
        self._db.execute("UPDATE predictions SET polls = polls + 1 WHERE id = ?", (prediction,))

    def count_download(self, prediction: str) -> None:
        """One more download of a prediction's clip."""
        self._db.execute(
            "UPDATE predictions SET downloads = downloads + 1 WHERE id = ?", (prediction,)
        )

    def delete(self, prediction: str) -> None:
        """Forget a prediction towards the client; the books keep it."""
        self._db.execute("UPDATE predictions SET deleted = 1 WHERE id = ?", (prediction,))


_SELECT: Final = (
    "SELECT id, nth, at_ns, model, received, billed, micros, starts, ends, ending, code, error, "
    "twist, fault, polls, downloads, deleted FROM predictions"
)


def _accepted(row: Sequence[Any]) -> Accepted:
    values = dict(zip((field.name for field in fields(Accepted)), row, strict=True))
    values["received"] = json.loads(values["received"])
    values["billed"] = json.loads(values["billed"])
    values["price"] = Decimal(values["price"]) / _MICRO
    values["deleted"] = bool(values["deleted"])
    return Accepted(**values)
