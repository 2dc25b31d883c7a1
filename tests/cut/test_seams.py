"""Where a body meets its transition nothing jumps: not the picture, not what lies over it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from storyboard.compile.edit import Edit, Inset
from storyboard.compile.shotlist import Card, Face, Shotlist
from storyboard.cut import cut
from storyboard.cut.encode import Picture
from storyboard.cut.profile import DRAFT, PROXY, SKETCH, WEB, EncoderProfile
from storyboard.cut.segments import pictures_of, plan_segments
from storyboard.cut.slating import Slating
from storyboard.cut.subtitles import Subtitle
from storyboard.cut.timeline import lay_out
from storyboard.generate.takes import Clip
from storyboard.read.edit import Fit
from tests.cut.films import shotlist, write_clip

SIZE = (320, 180)
WIDE, TALL = SIZE, (180, 320)
OVER = {
    "nothing": Edit(),
    "a caption": Edit(caption="Later that night, by the water"),
    "an inset": Edit(inset=Inset("top-right", 0.3, shot="sh0")),
}
"""A title is not among them: it fades, so that it is never twice the same."""


def soft() -> Picture:
    """A still as cameras make them, with slopes and edges that an encoder can keep."""
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    wave = 120 + 50 * np.sin(across / 23) + 30 * np.cos(down / 17 + across / 61)
    luma = np.where((across // 40 + down // 45) % 2, wave, wave - 25).astype(np.uint8)
    chroma = (128 + 20 * np.sin(across[::2] / 31 + down[::2] / 13)).astype(np.uint8)
    return np.concatenate([luma, chroma])


def textured() -> Picture:
    """A still with fine detail and colour, of which every softening shows."""
    random = np.random.default_rng(5)
    luma = random.integers(40, 200, (SIZE[1], SIZE[0]), np.uint8)
    chroma = random.integers(90, 160, (SIZE[1] // 2, SIZE[0]), np.uint8)
    return np.concatenate([luma, chroma])


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    """One still for both shots, without loss: whatever changes in the film is the cut's doing."""
    path = tmp_path_factory.mktemp("clips") / "still.mp4"
    clip = write_clip(path, [textured()] * 40, options={"crf": "0"})
    return {"sh0": clip, "sh1": clip}


def film(edit: Edit, size: tuple[int, int]) -> Shotlist:
    """Two shots of 16 frames with a dissolve of 8 between them."""
    made = shotlist([(16, 8), (16, 0)], size=size)
    return replace(made, shots=tuple(replace(shot, edit=edit) for shot in made.shots))


def psnr(a: Picture, b: Picture) -> float:
    error = float(np.mean((a.astype(float) - b) ** 2))
    return 99.0 if not error else 10 * np.log10(255**2 / error)


def segments_of(
    made: Shotlist, clips: dict[str, Clip], lines: tuple[Subtitle, ...] = ()
) -> list[list[Picture]]:
    timeline = lay_out(made, {"sh0": 40, "sh1": 40})
    planned = plan_segments(
        timeline, made, clips, slating=Slating(), profile=DRAFT, subtitles=lines
    )
    return [list(pictures_of(segment)) for segment in planned]


@pytest.mark.parametrize("size", [WIDE, TALL], ids=["wide", "tall"])
@pytest.mark.parametrize("fit", list(Fit))
@pytest.mark.parametrize("over", OVER)
def test_a_still_under_anything_shows_no_seam(
    clips: dict[str, Clip], over: str, fit: Fit, size: tuple[int, int]
) -> None:
    made = film(replace(OVER[over], fit=fit), size)
    bodies = segments_of(made, clips)
    assert [len(each) for each in bodies] == [12, 8, 12]
    for before, after in pairwise(bodies):
        assert psnr(before[-1], after[0]) >= 45


def decoded(path: Path) -> list[Picture]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="yuv420p") for frame in film.decode(video=0)]


@pytest.mark.parametrize(
    "profile", [DRAFT, SKETCH, WEB, PROXY], ids=["film", "draft", "web", "proxy"]
)
@pytest.mark.parametrize("over", OVER)
def test_a_seam_is_not_seen_in_the_film_as_it_is_decoded(
    tmp_path: Path, over: str, profile: EncoderProfile
) -> None:
    clip = write_clip(tmp_path / "still.mp4", [soft()] * 40, options={"crf": "0"})
    film_of_it = cut(
        film(OVER[over], WIDE),
        {"sh0": clip, "sh1": clip},
        tmp_path / "film.mp4",
        segments=tmp_path / "s",
        burn_in=False,
        profile=profile,
    )
    frames = decoded(film_of_it.path)
    assert film_of_it.segments == 3
    for after in (12, 20):
        assert psnr(frames[after - 1], frames[after]) >= 45


def test_a_card_that_dissolves_into_its_like_shows_no_seam(tmp_path: Path) -> None:
    board = shotlist([(16, 8), (16, 0)], size=WIDE)
    first, second = board.shots
    face = Face("London, 1861")
    cards = tuple(
        Card(each.id, each.scene_id, each.slate, each.frames, each.joint, face)
        for each in (first, second)
    )
    target = tmp_path / "film.mp4"
    made = cut(replace(board, shots=cards), {}, target, segments=tmp_path / "s", burn_in=False)
    frames = decoded(made.path)
    assert len(frames) == 32
    assert all(psnr(before, after) >= 45 for before, after in pairwise(frames))
    assert frames[16].std() > 5


def test_a_subtitle_stays_where_it_is_over_the_seams(clips: dict[str, Clip]) -> None:
    line = Subtitle(0, int(32 / 24 * 1000), "Halloa! Below there!")
    made = film(Edit(caption="By the line"), WIDE)
    lettered = segments_of(made, clips, (line,))
    bare = segments_of(made, clips)
    for before, after in pairwise(lettered):
        assert psnr(before[-1], after[0]) >= 45
    assert all(psnr(a[0], b[0]) < 40 for a, b in zip(lettered, bare, strict=True))
