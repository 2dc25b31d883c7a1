"""What is lettered in a drawn clip can be left out, and others know where it stands."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from storyboard.compile.request import Request
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.lettered import is_subtitled, words_top
from storyboard.generate.providers.animatic.lettering import font, wrap
from storyboard.generate.providers.animatic.page import draw_subtitles, layout
from storyboard.generate.providers.animatic.sound import Spoken
from tests.animatic.conftest import SIGNALMAN, body, pictures

Make = Callable[..., Path]
SIZES = [(640, 360), (360, 640), (360, 360), (160, 90)]
LONG = "Not tonight. I have said so before, and I will say it again until you hear me. " * 3


def said(line: str) -> list[dict[str, str | None]]:
    return [{"speaker": SIGNALMAN["name"], "line": line, "tone": None, "voice": None}]


def frame(make: Make, at: int = 12, **changes: object) -> np.ndarray:
    return pictures(make(frames=36, characters=[], **changes))[at].astype(int)


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


def test_a_long_line_goes_on_on_the_next_card() -> None:
    plan = layout(Brief.read(body(width=640, height=360)))
    ends = ("Then they went home." * 4).replace(".", ". ")
    spoken = Spoken("Ann", f"{LONG}{ends}", "", 1.0, 9.0, ())
    cards = draw_subtitles(spoken, plan)
    assert len(cards) > 1
    assert (cards[0][0], cards[-1][1]) == (1.0, 9.0)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(cards))
    assert all(end - start > 0.4 for start, end, _ in cards)
    # Another end of the line is another last card, and the first is the same.
    other = draw_subtitles(replace(spoken, line=f"{LONG}{ends.replace('home', 'away')}"), plan)
    assert (cards[0][2].rgb == other[0][2].rgb).all()
    assert (cards[-1][2].rgb != other[-1][2].rgb).any()
    # Where there is no time for it, it is shortened, and that is said by an ellipsis.
    assert len(draw_subtitles(replace(spoken, end=1.5), plan)) == 1


def test_a_sentence_without_spaces_begins_beside_its_speaker() -> None:
    # In letters that every typeface has: those of such languages come with an extra.
    sentence, letters = "изачемтымолчишь" * 4, font(20, 400, "и")
    rows = wrap(f"YUKI: {sentence}", letters, 300, 9)
    assert rows[0].startswith("YUKI: и")
    assert "".join(rows).replace("YUKI: ", "") == sentence
    assert all(letters.getlength(row) <= 300 for row in rows)
