"""What is lettered in a drawn clip can be left out, and others know where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from storyboard.compile.request import Request
from storyboard.generate.providers.animatic.lettered import is_subtitled, words_top
from tests.animatic.conftest import SIGNALMAN, body, pictures

Make = Callable[..., Path]
SIZES = [(640, 360), (360, 640), (360, 360), (160, 90)]
LONG = "Not tonight. I have said so before, and I will say it again until you hear me. " * 3


def said(line: str) -> list[dict[str, str | None]]:
    return [{"speaker": SIGNALMAN["name"], "line": line, "tone": None, "voice": None}]


def frame(make: Make, at: int = 12, **changes: object) -> np.ndarray:
    return pictures(make(frames=24, characters=[], **changes))[at].astype(int)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("line", ["Where?", LONG])
def test_others_know_where_a_subtitle_begins(clip: Make, size: tuple[int, int], line: str) -> None:
    shot = {"width": size[0], "height": size[1], "dialogue": said(line), "action": "Mist."}
    hidden = {**shot, "without": ["dialogue"]}
    differs = np.abs(frame(clip, **shot) - frame(clip, **hidden)).max(axis=(1, 2)) > 24
    top = words_top(Request("animatic", "panel", body(**shot)))
    assert top is not None
    assert differs.any()
    # It is a little above the first row that the subtitle touches, and not far above it.
    first = np.flatnonzero(differs).min() / size[1]
    assert 0 <= first - top < 0.03
    assert is_subtitled(Request("animatic", "panel", body(**shot)))
    assert not is_subtitled(Request("animatic", "panel", body(**hidden)))


@pytest.mark.parametrize("size", SIZES)
def test_without_the_action_the_picture_fills_the_frame(clip: Make, size: tuple[int, int]) -> None:
    shot = {"width": size[0], "height": size[1]}
    for action in ("Mist.", "Mist over the line, and over the wall, and over everything."):
        assert words_top(Request("animatic", "panel", body(**shot, without=["action"]))) is None
        bare = frame(clip, **shot, action=action, without=["action"])
        with_strip = frame(clip, **shot, action=action)
        # The strip is paper, much of it of one tone; the drawing goes on to the edge.
        foot = slice(-size[1] // 16, None)
        assert with_strip[foot].mean() > bare[foot].mean() + 20
    top = words_top(Request("animatic", "panel", body(**shot, dialogue=[])))
    assert top is not None
    assert 0.7 < top < 0.95


def test_a_shot_is_drawn_alike_whatever_is_lettered(clip: Make) -> None:
    shot = {"width": 320, "height": 180, "frames": 2, "dialogue": said("Where?"), "size": "MS"}
    full = pictures(clip(**shot))[0].astype(int)
    hidden = pictures(clip(**shot, without=["dialogue"]))[0].astype(int)
    assert np.abs(full[20:100] - hidden[20:100]).max() < 12


def test_what_is_no_draft_request_has_no_words() -> None:
    assert words_top(Request("animatic", "panel", {})) is None
    assert not is_subtitled(Request("animatic", "panel", {"dialogue": [1]}))
