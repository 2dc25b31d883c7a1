"""A place among what is in flight, held from the submit until the provider is done."""

from __future__ import annotations

import asyncio


class Slot:
    """One of the places for work in flight; giving it back twice does no harm."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots, self._held = slots, False

    async def take(self) -> None:
        """Wait for the place."""
        await self._slots.acquire()
        self._held = True

    def release(self) -> None:
        """Give it to the next who waits, if it is held."""
        if self._held:
            self._held = False
            self._slots.release()
