"""The file beneath the journal: SQLite, opened so that nothing written is ever in doubt."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storyboard.errors import StoryboardError


class Unusable(StoryboardError):
    """The file cannot be read or written now."""


class Database:
    """One file: a connection that writes, and one that reads beside it without waiting.

    Safe to use from several threads and processes. What is read is what is on the disk.
    """

    def __init__(self, path: Path, steps: Sequence[str]) -> None:
        """Open the file, or make it.

        `steps` are the SQL scripts that bring it from each version to the next, from an empty
        file on. Raises Unusable, and StoryboardError `newer-journal`.
        """
        self._path, self._mine = path, threading.RLock()
        self._as_one = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = _connect(path)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(path, error) from error
        self._reader = self._writer
        try:
            with self._translating():
                _into_wal(self._writer)
                self._writer.execute("PRAGMA synchronous=FULL")
            self._prepare(steps)
            with self._translating():
                self._reader = _connect(path)
        except StoryboardError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with self._mine:
            self._reader.close()
            self._writer.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection to read from. Raises Unusable."""
        with self._translating():
            yield self._reader

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when the block ends; within another, a part of that.

        The write lock is taken at its start, so it cannot fail half way. Raises Unusable, and
        lets sqlite3.IntegrityError through: a broken rule is for the caller to say.
        """
        with self._mine, self._translating():
            inner = self._writer.in_transaction
            if inner and self._as_one:
                yield self._writer
                return
            self._writer.execute("SAVEPOINT inner" if inner else "BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("RELEASE inner" if inner else "COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK TO inner" if inner else "ROLLBACK")
                if inner and self._writer.in_transaction:
                    self._writer.execute("RELEASE inner")
                raise

    def together(self, changes: Sequence[Callable[[], Any]]) -> list[tuple[Any, Exception | None]]:
        """Call several functions that change the file, with one trip to the disk for all.

        What each returned or raised, in their order. Where one fails, the others hold; where the
        file does, nothing holds and all have failed. A function may be called twice, the first
        time to no effect.
        """
        try:
            try:
                return self._at_once(changes)
            except Unusable:
                raise
            except Exception:  # noqa: BLE001 - one of them: which, is seen one by one
                return self._one_by_one(changes)
        except Unusable as error:
            return [(None, error) for _ in changes]

    def _at_once(self, changes: Sequence[Callable[[], Any]]) -> list[tuple[Any, Exception | None]]:
        """All of them or none. Each statement hands Python's lock to another thread and waits for
        it again, so that a savepoint around each change would take longer than the change."""
        with self._mine, self.change():
            self._as_one = True
            try:
                return [(change(), None) for change in changes]
            finally:
                self._as_one = False

    def _one_by_one(
        self, changes: Sequence[Callable[[], Any]]
    ) -> list[tuple[Any, Exception | None]]:
        outcomes: list[tuple[Any, Exception | None]] = []
        with self.change():
            for change in changes:
                try:
                    outcomes.append((change(), None))
                except Unusable:
                    raise
                except Exception as error:  # noqa: BLE001 - it goes to whoever gave the change
                    outcomes.append((None, error))
        return outcomes

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from error

    def _prepare(self, steps: Sequence[str]) -> None:
        with self.change() as change:
            (version,) = change.execute("PRAGMA user_version").fetchone()
            for step in steps[version:]:
                for statement in _statements(step):
                    change.execute(statement)
            if version < len(steps):
                change.execute(f"PRAGMA user_version = {len(steps)}")
        if version > len(steps):
            raise StoryboardError.of(
                "newer-journal",
                f"{self._path} was written by a newer version of storyboard",
                hint="use that version: this one could pay for a clip again",
            )


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)


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
