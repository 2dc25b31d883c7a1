"""Fetching a finished clip from whatever host it lies on: streamed, counted, without our key."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx

from storyboard.errors import StoryboardError
from storyboard.generate import backoff
from storyboard.generate.providers.wavespeed.network import Lines

_TRIES: Final = 5
_COURTESY: Final = 0.25
"""Seconds for which a download lets other calls go first."""
_CHUNK: Final = 256 * 1024
"""Bytes of a clip that are held in memory at one time."""
_BOX: Final = 8
"""Bytes of a box's head at least: its length and its kind."""


class _Broken(Exception):
    """This download did not bring a whole clip."""


class Downloads:
    """A client of its own, which has never seen the API key."""

    def __init__(self, connections: int, certificates: ssl.SSLContext | None = None) -> None:
        self._lines = Lines(
            connections,
            certificates,
            timeout=httpx.Timeout(60, connect=15),
            follow_redirects=True,
            headers={"User-Agent": "storyboard", "Accept-Encoding": "identity"},
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._lines.close()

    async def fetch(self, url: str, into: Path, ahead: Callable[[], bool] = lambda: False) -> None:
        """Write what lies at a URL to a file, whole.

        `ahead` says whether something goes first; it does for a moment only.

        Raises StoryboardError `bad-output` when several tries brought no whole video file, and
        `cannot-write` where the disk does not take it.
        """
        address = _address(url)
        waits = backoff.full_jitter(0.5, 10)
        for left in reversed(range(_TRIES)):
            try:
                await self._once(address, into, ahead)
                return
            except (_Broken, httpx.HTTPError) as error:
                if not left:
                    raise _bad_output(str(error) or type(error).__name__) from error
                await asyncio.sleep(next(waits))
            except OSError as error:
                raise _unwritable(error) from error

    async def _once(self, address: httpx.URL, into: Path, ahead: Callable[[], bool]) -> None:
        async with self._lines.line() as http:
            since = time.monotonic()
            while ahead() and time.monotonic() - since < _COURTESY:
                await asyncio.sleep(_COURTESY / 50)
            async with http.stream("GET", address) as answer:
                await self._receive(answer, into)

    async def _receive(self, answer: httpx.Response, into: Path) -> None:
        if answer.status_code != 200:
            raise _Broken(f"the output's host answers HTTP {answer.status_code}")
        empty = True
        async for chunk in answer.aiter_bytes(_CHUNK):
            if empty and _is_page(chunk):
                raise _Broken("the output is a web page, not a video")
            # Aside, so that nobody waits for the disk but this clip.
            await asyncio.to_thread(_write, into, "wb" if empty else "ab", chunk)
            empty = False
        # What came over the wire: the host may pack it though it is asked not to.
        received = answer.num_bytes_downloaded
        announced = answer.headers.get("Content-Length")
        if announced is not None and announced.isdigit() and int(announced) != received:
            raise _Broken(f"only {received} of {announced} bytes arrived")
        if empty:
            raise _Broken("the output is an empty file")
        if announced is None and await asyncio.to_thread(_is_cut_short, into):
            # Such an end looks like any other on the wire, and what is there would play.
            raise _Broken(f"the output broke off after {received} bytes")


def _write(into: Path, mode: str, chunk: bytes) -> None:
    with into.open(mode) as file:
        file.write(chunk)


def _is_cut_short(path: Path) -> bool:
    """Whether an MP4's or MOV's outermost boxes say that more should follow."""
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at < size:
            file.seek(at)
            head = file.read(16)
            length, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if at == 0 and kind != b"ftyp":
                return False
            if length == 1:
                length = int.from_bytes(head[8:], "big")
            # The last box may leave its length open.
            if length == 0 and len(head) >= _BOX:
                return False
            if length < _BOX:
                return True
            at += length
    return at > size


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
        if address.scheme in ("http", "https") and address.host:
            return address
    except (ValueError, httpx.InvalidURL):
        pass
    raise _bad_output("its address is not one of the web")


def _is_page(chunk: bytes) -> bool:
    return chunk.lstrip()[:1] in (b"<", b"{")


def _bad_output(why: str) -> StoryboardError:
    return StoryboardError.of(
        "bad-output",
        f"the clip was made and paid for, but could not be fetched: {why}",
        hint="run the same command again within 7 days: it is fetched, not bought again",
    )


def _unwritable(error: OSError) -> StoryboardError:
    return StoryboardError.of(
        "cannot-write",
        f"the clip was made and paid for, but cannot be kept: {error.strerror}",
        hint="make room on the disk, then run the same command again: it is fetched, not bought",
    )
