"""The journal's clerk: what many orders have to note goes to the disk in one trip.

A trip takes milliseconds, whether it brings one note or fifty. It runs in a thread, so that the
others go on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from storyboard.generate.journal import Journal

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Clerk:
    """Takes notes from one event loop to one journal, in the order in which they were given."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._trip: asyncio.Task[None] | None = None
        # A thread of its own: it does not stand in line behind clips on their way to the disk.
        self._desk = ThreadPoolExecutor(1, "journal")

    async def note(self, change: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Call a method of the journal. When this returns, what it did is on the disk.

        Raises what the method raises. A cancellation is kept until it is done: what was given
        is noted before anything ends.
        """
        done: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._waiting.append((partial(change, *given, **named), done))
        if self._trip is None:
            self._trip = asyncio.create_task(self._work())
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            await asyncio.wait([done])
            done.exception()  # seen: who is cancelled has no use for it
            raise

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        batch: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                changes = [change for change, _ in batch]
                outcomes = await loop.run_in_executor(self._desk, self._journal.together, changes)
                for (_, done), (value, error) in zip(batch, outcomes, strict=True):
                    if error is None:
                        done.set_result(value)
                    else:
                        done.set_exception(error)
        finally:
            # Cut short, as by a second Ctrl-C: who waits is not told any more what came of it, and
            # must not wait for ever. What was given to the thread is noted all the same.
            for _, done in (*batch, *self._waiting):
                done.cancel()
            self._waiting, self._trip = [], None
