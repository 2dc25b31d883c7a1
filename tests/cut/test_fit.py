"""How a clip of another shape fills the frame, measured at its edges."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from storyboard.compile.edit import Edit
from storyboard.cut import cut
from storyboard.cut.conform import conform, planes
from storyboard.read.edit import Fit
from tests.cut.films import numbered_clip, pictures_of, shotlist, write_clip

GREEN = (150, 60, 70)


def frame(width: int, height: int) -> av.VideoFrame:
    """Green, with a light left half."""
    array = np.empty((height * 3 // 2, width), np.uint8)
    luma, u, v = planes(array)
    luma[:], u[:], v[:] = GREEN
    luma[:, : width // 2] = 220
    return av.VideoFrame.from_ndarray(array, format="yuv420p")


@pytest.mark.parametrize(
    ("clip", "film", "bars"),
    [
        ((72, 72), (128, 72), (28, 0)),
        ((128, 72), (72, 72), (0, 16)),
        ((72, 128), (640, 320), (230, 0)),
        ((128, 72), (128, 72), (0, 0)),
    ],
)
def test_contain_leaves_exact_bars(
    clip: tuple[int, int], film: tuple[int, int], bars: tuple[int, int]
) -> None:
    luma, u, v = planes(conform(frame(*clip), film, fit=Fit.CONTAIN))
    (width, height), (side, top) = film, bars
    inside = np.zeros((height, width), bool)
    inside[top : height - top, side : width - side] = True
    assert (luma[~inside] == 16).all()
    assert luma[inside].min() > 140
    assert (u[~inside[::2, ::2]] == 128).all()
    assert np.abs(v[inside[::2, ::2]].astype(int) - GREEN[2]).max() <= 2


def test_stretch_shows_all_of_the_clip() -> None:
    luma, u, _ = planes(conform(frame(72, 72), (128, 72), fit=Fit.STRETCH))
    assert np.abs(luma[:, :60].astype(int) - 220).max() <= 2
    assert np.abs(luma[:, 68:].astype(int) - 150).max() <= 2
    assert np.abs(u.astype(int) - GREEN[1]).max() <= 2


def test_blur_fills_the_sides_with_the_clips_own_colours_and_leaves_its_middle_alone() -> None:
    blur = planes(conform(frame(72, 72), (128, 72), fit=Fit.BLUR))
    bars = planes(conform(frame(72, 72), (128, 72), fit=Fit.CONTAIN))
    assert np.array_equal(blur[0][:, 28:100], bars[0][:, 28:100])
    assert np.array_equal(blur[1][:, 14:50], bars[1][:, 14:50])
    left, right = blur[0][:, :28].astype(int), blur[0][:, 100:].astype(int)
    assert left.mean() > right.mean() + 20
    assert right.min() > 50
    assert left.max() < 160
    assert blur[1][:, :14].max() < 115


def test_a_blurred_ground_has_no_detail() -> None:
    noise = np.random.default_rng(3).integers(30, 220, (108, 72)).astype(np.uint8)
    picture = conform(av.VideoFrame.from_ndarray(noise, "yuv420p"), (128, 72), fit=Fit.BLUR)
    sides = planes(picture)[0][:, :28].astype(int)
    assert np.abs(np.diff(sides, axis=1)).max() <= 4


def test_contain_heeds_oblong_pixels_and_turned_clips(tmp_path: Path) -> None:
    luma = planes(conform(frame(64, 72), (128, 72), Fraction(2), Fit.CONTAIN))[0]
    assert luma.min() > 140
    clip = write_clip(tmp_path / "a.mp4", [frame(128, 72).to_ndarray()] * 3, turned=90)
    with av.open(str(clip.path)) as container:
        upright = conform(next(container.decode(video=0)), (128, 72), fit=Fit.CONTAIN)
    columns = planes(upright)[0][36]
    assert (columns < 20).sum() == pytest.approx(128 - 72 * 72 / 128, abs=4)


def test_the_fit_makes_other_segments_of_its_own_shot_alone(tmp_path: Path) -> None:
    film = shotlist([(8, 0), (8, 0)])
    clips = {
        shot.id: numbered_clip(tmp_path / f"{shot.id}.mp4", 1 + n, 8, size=(72, 72))
        for n, shot in enumerate(film.shots)
    }
    cut(film, clips, tmp_path / "a.mp4", segments=tmp_path / "s", burn_in=False)
    first, second = film.shots
    barred = replace(film, shots=(first, replace(second, edit=Edit(fit=Fit.CONTAIN))))
    made = cut(barred, clips, tmp_path / "b.mp4", segments=tmp_path / "s", burn_in=False)
    assert (made.segments, made.encoded) == (2, 1)
    found = pictures_of(made.path)
    assert found[3][:72, :24].mean() > 60
    assert found[11][:72, :24].mean() == pytest.approx(16, abs=2)
