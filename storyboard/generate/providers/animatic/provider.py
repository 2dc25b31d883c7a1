"""The animatic as a provider: it takes any request at once, costs nothing and draws in threads."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.media import probe
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.trouble import not_written


class _Stopped(Exception):
    """Raised inside the drawing thread when nobody waits for the clip any more."""


class Animatic:
    """Draws shots as storyboard panels, on this machine.

    `concurrency` is how many clips are drawn at a time; by default one a core.
    """

    name = "animatic"

    def __init__(self, concurrency: int | None = None) -> None:
        self.concurrency = concurrency or os.cpu_count() or 1

    async def make(
        self, request: Request, into: Path, files: Mapping[str, Path] = MappingProxyType({})
    ) -> None:
        """Draw the clip and write it, whole, to `into`; cancelled, it leaves no file.

        Raises StoryboardError, among others `bad-draft-request`, `unreadable-picture` (a panel of
        the artist) and `draft-not-written`.
        """
        brief = Brief.read(request.body)
        stop = threading.Event()
        work = asyncio.ensure_future(
            asyncio.to_thread(_draw, brief, _hand(request), files, into, stop)
        )
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            # The thread looks at `stop` for every frame; its file must be gone before we are.
            await asyncio.wait([work])
            if not work.cancelled() and work.exception() is None:
                into.unlink(missing_ok=True)
            raise


def _hand(request: Request) -> str:
    """What the hand's chances follow from: a drawing is the same, whatever is lettered on it, and a
    later version of this program frames a shot as an earlier one did."""
    body = {name: value for name, value in request.body.items() if name != "without"}
    return replace(request, body=body | {"drawing": 1}).key


def _draw(
    brief: Brief, key: str, files: Mapping[str, Path], into: Path, stop: threading.Event
) -> None:
    from storyboard.generate.providers.animatic.clip import make_clip

    part = into.with_name(f".{into.name}.{os.getpid()}-{threading.get_ident()}.part")

    def alive() -> None:
        if stop.is_set():
            raise _Stopped

    try:
        make_clip(brief, key, files, part, alive)
        _check(brief, part)
        alive()
        part.replace(into)
    except OSError as error:
        raise not_written(error) from error
    finally:
        part.unlink(missing_ok=True)


def _check(brief: Brief, part: Path) -> None:
    media = probe(part)
    found = (media.frames, media.rate, media.width, media.height)
    if found != (brief.frames, brief.rate, brief.width, brief.height):
        raise StoryboardError.of(
            "draft-not-written",
            f"the draft clip came out as {media.frames} frames of {media.width}×{media.height} at "
            f"{media.rate}, not {brief.frames} of {brief.width}×{brief.height} at {brief.rate}",
        )
