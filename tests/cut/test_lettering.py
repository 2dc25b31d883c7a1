"""Captions and titles: legible, in their place, and nothing else of the picture changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.edit import Edit, Titling
from storyboard.cut import burnin, cut
from storyboard.cut.burnin import font_digest
from storyboard.cut.lettering import LOWER, SAFE, Letterer
from storyboard.cut.overlay import Dialogue, Words
from storyboard.cut.subtitles import Subtitle
from storyboard.cut.timeline import lay_out
from storyboard.cut.words import lettering_over
from tests.cut.films import flat, pictures_of, shotlist, write_clip

LONG = "Nobody has come down to the old pier since the lamp went out, and nobody ever will. "


def lettered(
    text: str,
    place: str = "caption",
    *,
    subtitle: str = "",
    size: tuple[int, int] = (1280, 720),
    index: int = 10,
    background: int = 128,
) -> np.ndarray:
    words = Words(place, text, subtitle, 0, 20, font_digest())
    (picture,) = flat(background, 1, size)
    return Letterer([words], size).paint(picture.copy(), index)


def box(picture: np.ndarray, background: int = 128) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of what differs from the background."""
    height = picture.shape[0] * 2 // 3
    where = np.argwhere(np.abs(picture[:height].astype(int) - background) > 2)
    (top, left), (bottom, right) = where.min(axis=0), where.max(axis=0)
    return int(top), int(bottom), int(left), int(right)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720), (640, 360)])
@pytest.mark.parametrize("text", ["No.", LONG, LONG + LONG, "x" * 200, "Above.\nBelow."])
def test_a_caption_stays_in_the_safe_area_in_the_middle(text: str, size: tuple[int, int]) -> None:
    top, bottom, left, right = box(lettered(text, size=size))
    width, height = size
    assert bottom < height * (1 - SAFE) + 2
    assert top > height * 0.45
    assert left >= width * SAFE
    assert abs(left - (width - 1 - right)) <= 2


@pytest.mark.parametrize("background", [16, 128, 235])
def test_words_stand_out_on_any_picture(background: int) -> None:
    top, bottom, left, right = box(lettered("Not tonight.", background=background), background)
    luma = lettered("Not tonight.", background=background)[top : bottom + 1, left : right + 1]
    assert luma.max() >= 230
    assert luma.max() - np.median(luma) >= 110


def test_a_title_in_the_lower_third_is_at_the_left_above_a_caption() -> None:
    _, bottom, left, right = box(lettered("Mara", "lower", subtitle="Keeper of the lamp"))
    assert (left, right < 640) == (102, True)
    assert bottom < 720 * LOWER
    assert bottom < box(lettered(LONG + LONG))[0]


def test_a_centred_title_is_in_the_middle() -> None:
    top, bottom, left, right = box(lettered("THE END", "centre"))
    assert abs(top - (719 - bottom)) <= 2
    assert abs(left - (1279 - right)) <= 2


def test_a_title_comes_and_goes_and_a_caption_is_there_at_once() -> None:
    changes = [
        [np.abs(lettered("A", place, index=n).astype(int) - 128).sum() for n in range(-1, 21)]
        for place in ("lower", "caption")
    ]
    title, caption = changes
    assert title[0] == title[-1] == caption[0] == caption[-1] == 0
    assert title[1] < title[2] < title[6] == title[15] > title[19] > title[20] > 0
    assert len(set(caption[1:-1])) == 1


Beside = tuple[str, str, str, float | None]


def said(text: str, *clear: Beside, size: tuple[int, int] = (1280, 720)) -> np.ndarray:
    line = Dialogue(text, 0, 20, clear, font_digest())
    (picture,) = flat(128, 1, size)
    return Letterer([line], size).paint(picture.copy(), 10)


TWO_ROWS = "MARA: I have been waiting on this pier for\nlonger than a day."
CAPTION = ("caption", LONG, "", None)
LOWER_THIRD = ("lower", "Mara", "Keeper of the lamp", None)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720), (640, 360)])
@pytest.mark.parametrize(
    "clear",
    [(), (CAPTION,), (LOWER_THIRD,), (CAPTION, LOWER_THIRD), (("centre", "THE END", "", None),)],
)
def test_a_subtitle_touches_no_other_words(
    clear: tuple[Beside, ...], size: tuple[int, int]
) -> None:
    width, height = size
    top, bottom, left, right = box(said(TWO_ROWS, *clear, size=size))
    assert bottom < height * (1 - SAFE) + 2
    assert left >= width * SAFE - 2
    assert abs(left - (width - 1 - right)) <= 2
    assert top > height * 0.1
    alone = np.abs(said(TWO_ROWS, *clear, size=size).astype(int) - 128) > 2
    for place, text, subtitle, _ in clear:
        other = lettered(text, place, subtitle=subtitle, size=size)
        assert not (alone & (np.abs(other.astype(int) - 128) > 2)).any()


def test_a_subtitle_stays_low_where_there_is_room() -> None:
    low = box(said(TWO_ROWS))
    assert box(said(TWO_ROWS, LOWER_THIRD)) == low
    assert low[1] > 720 * (1 - SAFE) - 4
    assert box(said(TWO_ROWS, CAPTION))[1] < low[0] + 40


def test_long_rows_are_broken_anew_on_a_narrow_picture() -> None:
    rows = []
    for text in (TWO_ROWS, TWO_ROWS.replace("\n", " ")):
        top, bottom, *_ = box(said(text, size=(360, 640)))
        rows.append(bottom - top)
    assert rows[0] == rows[1]


spoken = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900)), max_size=8)


@given(
    st.lists(st.tuples(st.integers(13, 40), st.sampled_from([0, 5, 6])), min_size=1, max_size=6),
    spoken,
)
def test_every_frame_shows_the_subtitle_that_a_player_would(
    plan: list[tuple[int, int]], times: list[tuple[int, int]]
) -> None:
    film = shotlist([*plan[:-1], (plan[-1][0], 0)])
    lines, end = [], 0
    for number, (pause, length) in enumerate(times):
        lines.append(Subtitle(end + pause, end + pause + length, f"line {number}"))
        end += pause + length
    timeline = lay_out(film, {})
    shown = {}
    for part, words in zip(timeline.parts, lettering_over(timeline, film, lines), strict=True):
        for each in words:
            assert isinstance(each, Dialogue)
            assert 0 <= each.start < each.start + each.frames <= part.frames
            for at in range(each.frames):
                assert shown.setdefault(part.start + each.start + at, each.text) == each.text
    for frame in range(film.frames):
        now = film.rate.seconds(frame) * 1000
        read = [line.text for line in lines if line.start <= now < line.end]
        assert [shown[frame]] == read if frame in shown else not read


def test_a_subtitle_keeps_its_place_while_a_title_comes_and_goes() -> None:
    """It spans three segments; the title is seen in the last of them alone."""
    film = shotlist([(24, 8), (24, 0)])
    first, second = film.shots
    titled = replace(second, edit=Edit(title=Titling("Mara", "", "lower", 10, 8)))
    film = replace(film, shots=(first, titled))
    lines = [Subtitle(0, 2000, "One."), Subtitle(2000, 2000, "Never.")]
    found = lettering_over(lay_out(film, {}), film, lines)
    dialogue = [each for words in found for each in words if isinstance(each, Dialogue)]
    assert [each.frames for each in dialogue] == [20, 8, 20]
    assert {each.clear for each in dialogue} == {(("lower", "Mara", "", None),)}
    short = [Subtitle(0, 500, "One.")]
    (only,) = (
        each
        for words in lettering_over(lay_out(film, {}), film, short)
        for each in words
        if isinstance(each, Dialogue)
    )
    assert only.clear == ()


def test_a_caption_makes_its_own_segments_anew_and_changes_its_box_alone(tmp_path: Path) -> None:
    size = (640, 360)
    film = shotlist([(12, 6), (16, 0), (8, 0)], size=size)
    clips = {
        shot.id: write_clip(tmp_path / f"{shot.id}.mp4", flat(60, 20, size)) for shot in film.shots
    }
    plain = cut(film, clips, tmp_path / "a.mp4", segments=tmp_path / "s", burn_in=False)
    first, second, third = film.shots
    edit = Edit(caption="Not tonight.", title=Titling("Mara", "", "lower", 4, 8))
    worded = replace(film, shots=(first, replace(second, edit=edit), third))
    made = cut(worded, clips, tmp_path / "b.mp4", segments=tmp_path / "s", burn_in=False)
    assert (plain.segments, made.segments, made.encoded) == (4, 4, 2)
    before, after = pictures_of(plain.path), pictures_of(made.path)
    differs = [
        np.abs(a[:360].astype(int) - b[:360]) > 8 for a, b in zip(before, after, strict=True)
    ]
    caption, title = np.s_[300:332, :], np.s_[200:268, 50:320]
    assert [bool(each[caption].any()) for each in differs] == [False] * 12 + [True] * 16 + [
        False
    ] * 8
    assert [n for n, each in enumerate(differs) if each[title].any()] == list(range(16, 24))
    assert not any(each[:180].any() for each in differs)


def test_the_typeface_of_each_text_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A subtitle in another script is lettered in a typeface that may come or change alone."""
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for face in (one, two, three):
        face.write_bytes(face.name.encode())
    film = shotlist([(24, 0)])
    (shot,) = film.shots
    titled = replace(shot, edit=Edit(title=Titling("Long enough", "灯", "lower", 0, 24)))
    film = replace(film, shots=(titled,))

    def fonts(other: Path) -> set[str]:
        monkeypatch.setattr(burnin, "typeface", lambda text: other if text == "灯" else one)
        return {words.font for part in lettering_over(lay_out(film, {}), film) for words in part}

    assert len(fonts(one) | fonts(two) | fonts(three)) == 3
