"""Where a body meets its transition nothing jumps: not the picture, not what lies over it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from storyboard.compile.edit import Edit
from storyboard.compile.shotlist import Shotlist
from storyboard.cut.encode import Picture
from storyboard.cut.profile import DRAFT
from storyboard.cut.segments import pictures_of, plan_segments
from storyboard.cut.slating import Slating
from storyboard.cut.subtitles import Subtitle
from storyboard.cut.timeline import lay_out
from storyboard.generate.takes import Clip
from storyboard.read.edit import Fit
from tests.cut.films import shotlist, write_clip

SIZE = (320, 180)
WIDE, TALL = SIZE, (180, 320)
OVER = {"nothing": Edit(), "a caption": Edit(caption="Later that night, by the water")}
"""A title is not among them: it fades, so that it is never twice the same."""


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


def test_a_subtitle_stays_where_it_is_over_the_seams(clips: dict[str, Clip]) -> None:
    line = Subtitle(0, int(32 / 24 * 1000), "Halloa! Below there!")
    made = film(Edit(caption="By the line"), WIDE)
    lettered = segments_of(made, clips, (line,))
    bare = segments_of(made, clips)
    for before, after in pairwise(lettered):
        assert psnr(before[-1], after[0]) >= 45
    assert all(psnr(a[0], b[0]) < 40 for a, b in zip(lettered, bare, strict=True))
