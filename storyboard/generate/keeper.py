"""Who is at work on what: each run holds one lock for as long as it lives, and a death lets go.

The journal says which run keeps an attempt; the lock says whether that run is still there. So one
file does for all the requests of a run, and another run waits only for what a living one keeps.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from types import TracebackType
from typing import Final

from filelock import FileLock, Timeout

from storyboard.errors import StoryboardError

_GOOD_FOR: Final = 0.2
"""Seconds for which a look at another run's lock serves all who ask."""
_STALE: Final = 24 * 3600


class Keeper:
    """One run's lock in a project's folder of locks. Use it as a context manager.

    Every method raises StoryboardError `no-lock` where the disk has no file locks.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self._folder, self.run = folder, run
        self._lock: FileLock | None = None
        self._dead: set[str] = set()
        self._living: dict[str, float] = {}

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            _remove(self._lock)
            self._lock = None

    def hold(self) -> None:
        """Hold this run's lock from now on: before the journal says that it keeps anything."""
        if self._lock is None:
            lock = self._take(self.run)
            assert lock is not None, "no two runs have the same name"
            self._lock = lock
            self._sweep()

    def elsewhere(self, run: str) -> bool:
        """Whether another run is alive, and so at work on what it keeps."""
        if run == self.run or run in self._dead:
            return False
        if time.monotonic() < self._living.get(run, 0):
            return True
        # A run's lock is held before its name can be known: without its file it is over.
        if not run.isalnum() or not (self._folder / run).exists():
            self._dead.add(run)
            return False
        if (lock := self._take(run)) is not None:
            _remove(lock)
            self._dead.add(run)
            return False
        self._living[run] = time.monotonic() + _GOOD_FOR
        return True

    def _sweep(self) -> None:
        """Remove what dead runs left behind, as far as that goes: what is not ours to open harms
        nobody. A young file may be about to be locked."""
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError, StoryboardError):
                if path.stat().st_mtime < time.time() - _STALE:
                    lock = self._take(path.name)
                    if lock is not None:
                        _remove(lock)

    def _take(self, name: str) -> FileLock | None:
        """The lock of a run, unless somebody holds it."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Not a lock by a file's mere being there: that outlives a process that is killed.
            lock = FileLock(self._folder / name, thread_local=False, fallback_to_soft=False)
            lock.acquire(blocking=False)
        except Timeout:
            return None
        except (OSError, NotImplementedError) as error:
            raise StoryboardError.of(
                "no-lock",
                f"{self._folder} cannot be locked: {error}",
                hint="nothing is bought without it, since two runs at once could pay twice; put "
                "the project on a disk that has file locks",
            ) from error
        return lock


def _remove(lock: FileLock) -> None:
    """Let go of a lock whose run is over, and of its file."""
    with contextlib.suppress(OSError):
        # While it is held, where the system allows that: nobody can be about to take it.
        Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
    with contextlib.suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)
