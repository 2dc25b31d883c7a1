"""The animatic as a provider: free, repeatable, cancellable, and calm about strange words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.media import probe
from storyboard.generate.providers.animatic.lettering import font, wrap
from storyboard.generate.providers.animatic.provider import Animatic
from storyboard.generate.providers.base import Provider
from tests.animatic.conftest import SIGNALMAN, body

Make = Callable[..., Path]

HOSTILE = {
    "five thousand words": "word " * 5000,
    "one endless word": "x" * 30000,
    "emoji": "👩‍👩‍👧‍👦🎬🔥 cut!",
    "right to left": "\u202eمرحبا بالعالم\u202c שלום",
    "newlines": "\n\n\r\n\tline\n\u2028line\x00\x1b[31m",
    "empty": "",
    "markup": "<b>&{{ 7 * 7 }}%s {0} %n",
}


def test_it_fits_the_seam_and_names_its_ticket_by_the_request() -> None:
    provider: Provider = Animatic()
    assert provider.name == "animatic"
    assert provider.concurrency >= 1
    first, again = (
        asyncio.run(provider.submit(Request("animatic", "animatic", body()))) for _ in range(2)
    )
    other = asyncio.run(provider.submit(Request("animatic", "animatic", body(frames=7))))
    assert first == again
    assert first != other


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_strange_words_are_drawn_in_bounded_time(clip: Make, words: str) -> None:
    started = time.monotonic()
    path = clip(
        action=words,
        characters=[{"name": words, "look": words}, SIGNALMAN],
        dialogue=[{"speaker": words, "line": words, "tone": words, "voice": words}],
        sfx=[words],
        location={"name": words, "set": "ext", "look": words},
        mood=words,
        ambience=words,
        look=words,
    )
    assert probe(path).frames == 6
    assert time.monotonic() - started < 6


def test_a_caption_is_cut_with_an_ellipsis_and_never_wider_than_its_room() -> None:
    letters = font(20)
    rows = wrap("The signal-man descends the zigzag path, lamp in hand. " * 40, letters, 300, 2)
    assert len(rows) == 2
    assert rows[-1].endswith("…")
    assert all(letters.getlength(row) <= 300 for row in rows)
    assert wrap("Short.", letters, 300, 2) == ["Short."]


def test_cancelled_it_stops_soon_and_leaves_no_file(tmp_path: Path) -> None:
    request = Request("animatic", "animatic", body(width=640, height=360, frames=2400))

    async def go() -> float:
        provider = Animatic(1)
        ticket = await provider.submit(request)
        work = asyncio.create_task(provider.collect(ticket, request, tmp_path / "clip.mp4"))
        await asyncio.sleep(0.7)
        work.cancel()
        asked = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await work
        return time.monotonic() - asked

    assert asyncio.run(go()) < 4.0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_plain_refusal(tmp_path: Path) -> None:
    request = Request("animatic", "animatic", body())

    async def go() -> None:
        provider = Animatic(1)
        await provider.collect(
            await provider.submit(request), request, tmp_path / "no" / "clip.mp4"
        )

    with pytest.raises(StoryboardError) as refused:
        asyncio.run(go())
    assert refused.value.diagnostics[0].code == "draft-not-written"


@pytest.mark.parametrize(
    "change", [{"width": 161}, {"frames": 0}, {"fps": "0"}, {"fps": "fast"}, {"movement": None}]
)
def test_a_body_that_is_no_draft_request_is_refused_at_submit(change: dict[str, object]) -> None:
    with pytest.raises(StoryboardError) as refused:
        asyncio.run(Animatic().submit(Request("animatic", "animatic", body(**change))))
    assert refused.value.diagnostics[0].code == "bad-draft-request"
