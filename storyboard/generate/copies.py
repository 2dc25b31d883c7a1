"""Reading a journal where nothing can be written: on a disk for reading only, in a copy."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from storyboard.generate.database import Unusable
from storyboard.generate.journal import Journal

_TRIES: Final = 100


@contextmanager
def journal_to_read(path: Path) -> Iterator[Journal]:
    """The journal, or a copy of it where it cannot be opened because it cannot be written.

    SQLite needs to write beside a file even to read it, as long as somebody else may be writing.
    Raises StoryboardError.
    """
    try:
        journal = Journal(path)
    except Unusable:
        with tempfile.TemporaryDirectory(prefix="storyboard-") as folder:
            copy = _copied(path, Path(folder) / path.name)
            if copy is None:
                raise
            with Journal(copy) as journal:
                yield journal
        return
    with journal:
        yield journal


def _copied(path: Path, into: Path) -> Path | None:
    """A whole copy of a database with its log; None where it cannot be read.

    What another process adds to the log meanwhile is there or not. Only when a log is brought
    into the file itself would the two not fit: then it is copied again.
    """
    log, log_copy = (each.with_name(f"{each.name}-wal") for each in (path, into))
    try:
        for _ in range(_TRIES):
            before = _state(path)
            shutil.copyfile(path, into)
            log_copy.unlink(missing_ok=True)
            if log.exists():
                shutil.copyfile(log, log_copy)
            if _state(path) == before:
                return into
            time.sleep(0.05)
    except OSError:
        pass
    return None


def _state(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
