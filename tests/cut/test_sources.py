"""Clips of other rates, sizes and colours become the film's, and seams don't show."""

from __future__ import annotations

import gc
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from storyboard.compile.shotlist import Joint
from storyboard.cut import cut
from storyboard.cut.compose import blend, to_picture, to_rgb
from storyboard.cut.conform import conform
from storyboard.cut.source import pictures
from storyboard.errors import StoryboardError
from storyboard.timing import FrameRate
from tests.cut.films import (
    RATE,
    SIZE,
    numbered,
    numbered_clip,
    pictures_of,
    read_number,
    shotlist,
    write_clip,
)


@pytest.mark.parametrize("start", [0, 1, 30, 61, 100])
def test_reading_from_anywhere_gives_the_frames_asked_for(tmp_path: Path, start: int) -> None:
    """The clip has one keyframe every 50 frames, so that most starts lie between them."""
    clip = numbered_clip(tmp_path / "a.mp4", 3, 120, options={"g": "50", "crf": "12"})
    found = [read_number(p) for p in pictures(clip.path, start, 10, rate=RATE, size=SIZE)]
    assert found == [(start + n, 3) for n in range(10)]


def test_a_clip_holds_before_its_beginning_and_after_its_end(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "a.mp4", 3, 20)
    before = [read_number(p)[0] for p in pictures(clip.path, -2, 4, rate=RATE, size=SIZE)]
    after = [read_number(p)[0] for p in pictures(clip.path, 18, 4, rate=RATE, size=SIZE)]
    beyond = [read_number(p)[0] for p in pictures(clip.path, 90, 2, rate=RATE, size=SIZE)]
    assert (before, after, beyond) == ([0, 0, 0, 1], [18, 19, 19, 19], [19, 19])


@pytest.mark.parametrize(
    ("clip_rate", "film_rate"), [("30", "24"), ("25", "24000/1001"), ("24", "60"), ("16", "30")]
)
def test_another_rate_shows_the_frame_of_that_moment(
    tmp_path: Path, clip_rate: str, film_rate: str
) -> None:
    clip = numbered_clip(tmp_path / "a.mp4", 1, 60, rate=Fraction(clip_rate))
    rate = FrameRate.parse(film_rate)
    found = [read_number(p)[0] for p in pictures(clip.path, 3, 40, rate=rate, size=SIZE)]
    moments = [(Fraction(3 + n) + Fraction(1, 2)) / rate.value for n in range(40)]
    assert found == [min(59, int(moment * Fraction(clip_rate))) for moment in moments]


@pytest.mark.parametrize("size", [(256, 144), (64, 36), (160, 72), (144, 96), (130, 74)])
def test_another_size_fills_the_frame_and_keeps_its_centre(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    scale = max(SIZE[0] / size[0], SIZE[1] / size[1])
    clip = numbered_clip(tmp_path / "a.mp4", 5, 10, size=size)
    whole = list(pictures(clip.path, 0, 10, rate=RATE, size=SIZE))
    assert all(picture.shape == (SIZE[1] * 3 // 2, SIZE[0]) for picture in whole)
    if scale * size[1] == SIZE[1]:
        assert [read_number(picture) for picture in whole] == [(n, 5) for n in range(10)]
    for edge in (np.s_[0, :], np.s_[SIZE[1] - 1, :], np.s_[: SIZE[1], 0], np.s_[: SIZE[1], -1]):
        assert whole[0][edge].mean() == pytest.approx(90, abs=3)


def test_a_square_picture_is_cut_at_the_centre() -> None:
    array = np.full((96, 64), 128, np.uint8)
    array[:32], array[32:64] = 50, 200
    frame = av.VideoFrame.from_ndarray(array, format="yuv420p")
    picture = conform(frame, (64, 32))
    assert picture[2:14].mean() == pytest.approx(50, abs=2)
    assert picture[18:30].mean() == pytest.approx(200, abs=2)


def test_oblong_pixels_become_square() -> None:
    array = np.full((108, 64), 128, np.uint8)
    array[:72, :32], array[:72, 32:] = 50, 200
    frame = av.VideoFrame.from_ndarray(array, format="yuv420p")
    picture = conform(frame, (128, 72), Fraction(2))
    assert picture[:72, :60].mean() == pytest.approx(50, abs=2)
    assert picture[:72, 68:].mean() == pytest.approx(200, abs=2)


@pytest.mark.parametrize("turned", [90, -90, 180])
def test_a_clip_shot_on_its_side_stands_upright(tmp_path: Path, turned: int) -> None:
    """The stored picture is dark on the right; turned by 90 counterclockwise that is the top."""
    stored = np.full((108, 128), 128, np.uint8)
    stored[:72, :64], stored[:72, 64:] = 200, 50
    clip = write_clip(tmp_path / "a.mp4", [stored] * 3, turned=turned)
    (picture,) = pictures(clip.path, 0, 1, rate=RATE, size=(128, 72))
    dark = {90: np.s_[:30, :], -90: np.s_[42:72, :], 180: np.s_[:72, :58]}[turned]
    light = {90: np.s_[42:72, :], -90: np.s_[:30, :], 180: np.s_[:72, 70:]}[turned]
    assert picture[dark].mean() == pytest.approx(50, abs=3)
    assert picture[light].mean() == pytest.approx(200, abs=3)


def test_a_frame_is_given_back_once_it_was_shown(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "a.mp4", 5, 48)
    gc.collect()
    gc.disable()
    try:
        for _ in pictures(clip.path, 0, 48, rate=RATE, size=SIZE):
            assert sum(isinstance(each, av.VideoFrame) for each in gc.get_objects()) < 8
    finally:
        gc.enable()


def coded(y: int, u: int, v: int) -> np.ndarray:
    array = np.empty((54, 64), np.uint8)
    array[:36], array[36:45], array[45:] = y, u, v
    return array


def test_colour_by_another_matrix_or_range_is_converted_not_relabelled() -> None:
    """Pure red: (81, 90, 240) by BT.601 is (63, 102, 240) by BT.709."""
    frame = av.VideoFrame.from_ndarray(coded(81, 90, 240), format="yuv420p")
    frame.colorspace = Colorspace.SMPTE170M
    picture = conform(frame, (64, 36))
    assert np.abs(picture.astype(int) - coded(63, 102, 240)).max() <= 1
    full = av.VideoFrame.from_ndarray(coded(255, 128, 128), format="yuv420p")
    full.color_range = ColorRange.JPEG
    assert np.abs(conform(full, (64, 36)).astype(int) - coded(235, 128, 128)).max() <= 1
    untagged = av.VideoFrame.from_ndarray(coded(63, 102, 240), format="yuv420p")
    assert np.array_equal(conform(untagged, (64, 36)), coded(63, 102, 240))


def test_compositing_uses_the_matrix_that_the_film_is_tagged_with() -> None:
    rgb = to_rgb(coded(63, 102, 240))
    assert np.abs(rgb.astype(int) - (255, 0, 0)).max() <= 1
    assert np.array_equal(to_picture(rgb), coded(63, 102, 240))


def test_a_blend_of_a_still_picture_with_itself_shows_no_seam() -> None:
    noise = np.random.default_rng(1).integers(-20, 20, (SIZE[1] * 3 // 2, SIZE[0]))
    still = (numbered(5, 2).astype(int) + noise).clip(40, 210).astype(np.uint8)
    still[SIZE[1] :] = still[SIZE[1] :] // 4 + 96
    joint, rate = Joint("dissolve", 6), FrameRate.parse("24000/1001")
    for mixed in blend(joint, iter([still] * 6), iter([still] * 6), rate):
        assert psnr(mixed, still) >= 45


def test_an_encoded_seam_does_not_show(tmp_path: Path) -> None:
    still = numbered(5, 2)
    film = shotlist([(16, 6), (16, 0)])
    clips = {s.id: write_clip(tmp_path / f"{s.id}.mp4", [still] * 19) for s in film.shots}
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    found = pictures_of(made.path)
    for seam in (13, 19):
        assert psnr(found[seam - 1], found[seam]) >= 40


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    error = np.mean((a.astype(float) - b) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


@pytest.mark.parametrize("content", [None, b"", b"not a film" * 100])
def test_a_file_that_is_no_clip_is_an_error_with_advice(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "clip.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoryboardError) as caught:
        list(pictures(path, 0, 1, rate=RATE, size=SIZE))
    (problem,) = caught.value.diagnostics
    assert problem.code == "unreadable-clip"
    assert problem.hint
