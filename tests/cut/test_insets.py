"""Insets: in their corner, frame for frame, and nothing else of the picture changes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from storyboard.compile.edit import Edit, Inset
from storyboard.compile.shotlist import Shotlist
from storyboard.cut import Cut, Lab, cut
from storyboard.cut.conform import planes
from storyboard.cut.insets import box_of
from storyboard.cut.lettering import SAFE
from storyboard.cut.profile import DRAFT
from storyboard.cut.rushes import Print, Rushes
from storyboard.cut.segments import pictures_of, plan_segments
from storyboard.cut.slating import Slating
from storyboard.cut.timeline import lay_out
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip
from storyboard.read.edit import Corner
from tests.boards import SMALL, compiled
from tests.cut.films import flat, numbered_clip, shotlist, write_clip
from tests.cut.test_rushes import AtOnce
from tests.pictures import PNG

SIZE = (320, 180)
CORNER = Inset("bottom-right", 0.25)


def film(inset: Inset | None) -> Shotlist:
    """Shots of 12, 20 and 12 frames with a dissolve of 6 before the second, which has an inset."""
    made = shotlist([(12, 6), (20, 0), (12, 0)], size=SIZE)
    first, second, third = made.shots
    return replace(made, shots=(first, replace(second, edit=Edit(inset=inset)), third))


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    folder = tmp_path_factory.mktemp("clips")
    grey = {"sh0": flat(60, 24, SIZE), "sh1": flat(120, 30, SIZE)}
    made = {name: write_clip(folder / f"{name}.mp4", frames) for name, frames in grey.items()}
    rising = [flat(40 + 8 * n, 1, SIZE)[0] for n in range(24)]
    return made | {"sh2": write_clip(folder / "sh2.mp4", rising)}


@pytest.fixture(scope="module")
def white(tmp_path_factory: pytest.TempPathFactory) -> Inset:
    path = tmp_path_factory.mktemp("stills") / "white.png"
    Image.new("RGB", (160, 90), (255, 255, 255)).save(path)
    return replace(CORNER, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=path)


def shown(inset: Inset | None, clips: dict[str, Clip]) -> list[np.ndarray]:
    """The film's pictures before they are encoded."""
    board = film(inset)
    segments = plan_segments(lay_out(board, {}), board, clips, slating=Slating(), profile=DRAFT)
    return [picture for segment in segments for picture in pictures_of(segment)]


def made(inset: Inset | None, clips: dict[str, Clip], folder: Path, name: str) -> Cut:
    target = folder / f"{name}.mp4"
    return cut(film(inset), clips, target, segments=folder / "s", burn_in=False)


def middle(inset: Inset) -> tuple[slice, slice]:
    """What lies inside the border."""
    (left, top), (width, height), border = box_of(inset, Fraction(16, 9), SIZE)
    down, across = (top, top + height), (left, left + width)
    return slice(down[0] + border, down[1] - border), slice(across[0] + border, across[1] - border)


@given(
    corner=st.sampled_from(Corner),
    width=st.floats(0.1, 0.5),
    shape=st.fractions(Fraction(1, 8), 8, max_denominator=50),
    size=st.sampled_from([(1920, 1080), (360, 640), (640, 360), (720, 720), (160, 90)]),
)
def test_the_box_is_even_and_in_the_safe_area(
    corner: Corner, width: float, shape: Fraction, size: tuple[int, int]
) -> None:
    (left, top), box, border = box_of(Inset(corner.value, width), shape, size)
    assert not any(length % 2 for length in (left, top, *box, border))
    for start, length, whole in ((left, box[0], size[0]), (top, box[1], size[1])):
        assert length > 2 * border
        assert start >= whole * SAFE - 2
        assert start + length <= whole * (1 - SAFE) + 2
    assert box[0] <= size[0] * width + 6 * border


@pytest.mark.parametrize("place", [corner.value for corner in Corner])
def test_beside_it_no_sample_changes(place: str, white: Inset, clips: dict[str, Clip]) -> None:
    inset = replace(white, place=place, at=3, frames=10)
    before, after = shown(None, clips), shown(inset, clips)
    (left, top), (width, height), _ = box_of(inset, Fraction(16, 9), SIZE)
    seen = []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        differs = np.argwhere(planes(old)[0] != planes(new)[0])
        if len(differs):
            seen.append(number)
            assert (differs.min(0) >= (top, left)).all()
            assert (differs.max(0) < (top + height, left + width)).all()
        beside = [plane.copy() for plane in (*planes(old), *planes(new))]
        for plane, step in zip(beside, (1, 2, 2, 1, 2, 2), strict=True):
            box = np.s_[top // step : (top + height) // step, left // step : (left + width) // step]
            plane[box] = 0
        assert all((a == b).all() for a, b in zip(beside[:3], beside[3:], strict=True))
    assert seen == list(range(15, 25)), "ten frames from the shot's fourth on"
    assert planes(after[20])[0][middle(inset)].min() >= 234


def test_without_a_moment_it_comes_with_the_dissolve(white: Inset, clips: dict[str, Clip]) -> None:
    inside = [int(planes(p)[0][middle(white)].mean()) for p in shown(white, clips)]
    assert inside[8] == 60
    assert 60 < inside[9] < inside[11] < inside[13] < 235
    assert inside[15:32] == [235] * 17
    assert inside[32] < 60


def test_another_shot_is_shown_from_its_beginning(clips: dict[str, Clip]) -> None:
    inset = replace(CORNER, shot="sh2", at=4)
    inside = [int(planes(p)[0][middle(inset)].mean()) for p in shown(inset, clips)]
    assert inside[15] == 120
    assert inside[16:32] == pytest.approx([40 + 8 * n for n in range(16)], abs=2)


def test_only_segments_that_show_it_are_made_anew(
    white: Inset, clips: dict[str, Clip], tmp_path: Path
) -> None:
    first = made(None, clips, tmp_path, "a")
    late = made(replace(white, at=5), clips, tmp_path, "b")
    early = made(white, clips, tmp_path, "c")
    again = made(replace(white, path=white.path), clips, tmp_path, "d")
    assert (first.segments, late.encoded, early.encoded, again.encoded) == (4, 1, 2, 0)
    other = made(replace(CORNER, shot="sh2"), clips, tmp_path, "e")
    changed = clips | {"sh2": numbered_clip(tmp_path / "new.mp4", 3, 24, size=SIZE)}
    assert other.encoded == 2
    assert made(replace(CORNER, shot="sh2"), changed, tmp_path, "f").encoded == 3


def test_a_segment_waits_for_the_clip_in_its_corner(clips: dict[str, Clip], tmp_path: Path) -> None:
    board = film(replace(CORNER, shot="sh2"))
    with Lab(AtOnce()) as lab:
        rushes = Rushes((Print(board, Slating(), DRAFT),), lab, tmp_path / "s")
        counts = []
        for name in ("sh0", "sh1", "sh2"):
            rushes.add(name, clips[name])
            counts.append(len(list((tmp_path / "s").rglob("*.mp4"))))
    assert counts == [1, 1, 4]
    again = cut(board, clips, tmp_path / "f.mp4", segments=tmp_path / "s", burn_in=False)
    assert again.encoded == 0


def test_it_is_the_edits_alone_and_counts_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    text = SMALL.replace("size: ELS", "size: ELS\n        inset: {file: a.png, at: 6f}")
    plain, inlaid = compiled(tmp_path, SMALL), compiled(tmp_path, text)
    keys = [[(s.request.key, s.draft.key) for s in each.filmed] for each in (plain, inlaid)]
    assert keys[0] == keys[1]
    inset = inlaid.shots[2].edit.inset
    assert inset is not None
    assert (inset.at, inset.sha256) == (6, hashlib.sha256(PNG).hexdigest())
    with pytest.raises(StoryboardError, match="the inset is not seen: it comes after 24 of 24"):
        compiled(tmp_path, text.replace("at: 6f", "at: 1s"))


def test_an_inset_that_outlasts_what_it_shows_is_told() -> None:
    board = film(replace(CORNER, shot="sh2"))
    long, short = {"sh0": 60, "sh1": 60, "sh2": 60}, {"sh0": 60, "sh1": 60, "sh2": 16}
    assert lay_out(board, long).warnings == ()
    assert lay_out(board, short, drawn={"sh2"}).warnings == ()
    (told,) = lay_out(board, short).warnings
    assert told.code == "clip-too-short"
    assert "inset of shot sh1" in told.message
    shown_for = lay_out(board, short).appearances[1].inlay
    assert shown_for is not None
    assert f"held for {shown_for.end - shown_for.begin - 16}" in told.message
