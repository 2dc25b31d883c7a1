"""One process at a time works on a request: a lock file for each, which a death lets go of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from storyboard.errors import StoryboardError

_LOOK_AGAIN: Final = 0.2


class Locks:
    """The locks of one project, in a folder of their own.

    Every method raises StoryboardError `no-lock` where the disk has no file locks.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def attempt(self, key: str) -> Iterator[bool]:
        """Hold a request's lock if it is free, and say whether it was."""
        lock = self._take(key)
        try:
            yield lock is not None
        finally:
            if lock is not None:
                lock.release()

    @asynccontextmanager
    async def attempt_aside(self, key: str) -> AsyncIterator[bool]:
        """The same while others go on: a new lock's file may have to wait for the disk."""
        lock = await self._take_aside(key)
        try:
            yield lock is not None
        finally:
            if lock is not None:
                lock.release()

    @asynccontextmanager
    async def waiting(self, key: str) -> AsyncIterator[None]:
        """Hold a request's lock, however long another process is at work on it."""
        while (lock := await self._take_aside(key)) is None:
            await asyncio.sleep(_LOOK_AGAIN)
        try:
            yield
        finally:
            lock.release()

    def held_elsewhere(self, key: str) -> bool:
        """Whether another process is at work on a request now."""
        with self.attempt(key) as free:
            return not free

    async def _take_aside(self, key: str) -> FileLock | None:
        taking = asyncio.ensure_future(asyncio.to_thread(self._take, key))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            await asyncio.wait([taking])
            if taking.exception() is None and (lock := taking.result()) is not None:
                lock.release()
            raise

    def _take(self, key: str) -> FileLock | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Not a lock by a file's mere being there: that outlives a process that is killed.
            lock = FileLock(self._folder / key, thread_local=False, fallback_to_soft=False)
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
