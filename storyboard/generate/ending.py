"""A run that is asked to end by SIGTERM gets the same care as one that is stopped with Ctrl-C.

asyncio knows Ctrl-C alone, and a shell's background, a CI's runner or `nohup` may ignore that.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Like asyncio.run. Where Ctrl-C is ignored, a SIGTERM that somebody minds ends the work as
    Ctrl-C does elsewhere: the first cancels it, the second does not wait. Raises
    KeyboardInterrupt then."""
    minded = callable(signal.getsignal(signal.SIGTERM))
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    if not (minded and ignored and threading.current_thread() is threading.main_thread()):
        return asyncio.run(work)
    asked = False

    async def stoppable() -> _T:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None

        def end(*_: object) -> None:
            nonlocal asked
            if asked:
                raise KeyboardInterrupt
            asked = True
            task.cancel()
            # The loop may be asleep.
            loop.call_soon_threadsafe(lambda: None)

        before = signal.signal(signal.SIGTERM, end)
        try:
            return await work
        finally:
            signal.signal(signal.SIGTERM, before)

    try:
        return asyncio.run(stoppable())
    except asyncio.CancelledError:
        if asked:
            raise KeyboardInterrupt from None
        raise
