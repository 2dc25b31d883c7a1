"""An account's rate: so many submits in any one minute, one by one and evenly."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable


class Pace:
    """Gives out turns to submit. A turn that was not used may be given back.

    Evenly, since a minute's worth at once, then more as it drains, would pass the service's count
    of any one minute.
    """

    def __init__(self, per_minute: int) -> None:
        self._gap = 60 / per_minute
        self._turns: list[float] = []
        self._line = asyncio.Lock()
        self._given_back = asyncio.Event()

    async def turn(self) -> Callable[[], None]:
        """Wait for a turn. What is returned gives it back."""
        clock = asyncio.get_running_loop().time
        async with self._line:
            earliest = clock()
            while (left := self._next() - clock()) > 0:
                self._given_back.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._given_back.wait(), left)
                    earliest = clock()
            # By the plan, not by when this wakes up: a loop's delays would add up.
            turn = max(self._next(), earliest)
            # Of what is older than a minute nothing more can be given back to any use.
            self._turns = [*(each for each in self._turns if each > turn - 60), turn]

        def give_back() -> None:
            if turn in self._turns:
                self._turns.remove(turn)
                self._given_back.set()

        return give_back

    def _next(self) -> float:
        return self._turns[-1] + self._gap if self._turns else 0.0
