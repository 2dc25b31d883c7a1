"""The animatic as a provider: free, repeatable, cancellable, and calm about strange words."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.media import probe
from storyboard.generate.providers.animatic.lettering import font, wrap
from storyboard.generate.providers.animatic.provider import Animatic
from storyboard.generate.providers.base import LocalProvider, PaidProvider
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


def test_it_fits_the_seam_of_what_costs_nothing() -> None:
    provider = Animatic()
    assert isinstance(provider, LocalProvider)
    assert not isinstance(provider, PaidProvider)
    assert provider.name == "animatic"
    assert provider.concurrency >= 1


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_strange_words_are_drawn(clip: Make, words: str) -> None:
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


def test_a_caption_is_cut_with_an_ellipsis_and_never_wider_than_its_room() -> None:
    letters = font(20)
    rows = wrap("The signal-man descends the zigzag path, lamp in hand. " * 40, letters, 300, 2)
    assert len(rows) == 2
    assert rows[-1].endswith("…")
    assert all(letters.getlength(row) <= 300 for row in rows)
    assert wrap("Short.", letters, 300, 2) == ["Short."]


def test_cancelled_it_stops_and_leaves_no_file(tmp_path: Path) -> None:
    request = Request("animatic", "animatic", body(width=640, height=360, frames=2400))

    async def go() -> None:
        work = asyncio.create_task(Animatic(1).make(request, tmp_path / "clip.mp4"))
        while not list(tmp_path.iterdir()):
            await asyncio.sleep(0.05)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(go())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_plain_refusal(tmp_path: Path) -> None:
    request = Request("animatic", "animatic", body())

    with pytest.raises(StoryboardError) as refused:
        asyncio.run(Animatic(1).make(request, tmp_path / "no" / "clip.mp4"))
    assert refused.value.diagnostics[0].code == "draft-not-written"


def test_a_full_disk_is_named_and_the_half_written_file_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoryboardError) as refused:
        asyncio.run(Animatic(1).make(Request("animatic", "animatic", body()), tmp_path / "c.mp4"))
    (said,) = refused.value.diagnostics
    assert said.message == "the draft clip could not be written: the disk is full"
    assert said.hint is not None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change", [{"width": 161}, {"frames": 0}, {"fps": "0"}, {"fps": "fast"}, {"movement": None}]
)
def test_a_body_that_is_no_draft_request_is_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    request = Request("animatic", "animatic", body(**change))
    with pytest.raises(StoryboardError) as refused:
        asyncio.run(Animatic().make(request, tmp_path / "clip.mp4"))
    assert refused.value.diagnostics[0].code == "bad-draft-request"
