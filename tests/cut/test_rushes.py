"""Rushes: what can be cut of the clips that have come is encoded before the others are there."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storyboard.cut import Lab, cut
from storyboard.cut.profile import DRAFT, PROXY
from storyboard.cut.rushes import Print, Rushes
from storyboard.cut.segments import place, plan_segments
from storyboard.cut.slating import Slating
from storyboard.cut.timeline import lay_out
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip
from storyboard.read.burns import USUAL_BURN_IN
from tests.cut.films import beeps, numbered_clip, shotlist

FILM = shotlist([(20, 0), (20, 7), (16, 4), (12, 0), (12, 5)])
CLEAN = Print(FILM, Slating(), DRAFT)
SMALL = Print(replace(FILM, size=(160, 90)), Slating(USUAL_BURN_IN), PROXY)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        shot.id: numbered_clip(
            folder / f"{shot.id}.mp4", number, shot.needed, sound=beeps(1.2, [0.25])
        )
        for number, shot in enumerate(FILM.shots, start=1)
    }


class AtOnce(Executor):
    """Does what is asked before it returns."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        job: Future[Any] = Future()
        try:
            job.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - told by the future, as executors do
            job.set_exception(error)
        return job


def rushes(lab: Lab, folder: Path, *prints: Print) -> Rushes:
    return Rushes(prints, lab, folder)


def shown_by(there: set[str]) -> int:
    """How many parts of the film need no other clips."""
    return sum(set(part.shots) <= there for part in lay_out(FILM, {}).parts)


@pytest.mark.parametrize("seed", range(3))
def test_each_clip_brings_what_it_was_lacking_for(
    clips: dict[str, Clip], tmp_path: Path, seed: int
) -> None:
    order = random.Random(seed).sample(sorted(clips), len(clips))
    there: set[str] = set()
    for shot in order:
        with Lab(AtOnce()) as lab:
            coming = rushes(lab, tmp_path / "s", CLEAN)
            for earlier in there:
                coming.add(earlier, clips[earlier])
            coming.add(shot, clips[shot])
            there.add(shot)
        assert len(list((tmp_path / "s").rglob("*.mp4"))) == shown_by(there)


def test_the_cut_finds_everything_and_is_the_same_film(
    clips: dict[str, Clip], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    with Lab(AtOnce()) as lab:
        coming = rushes(lab, tmp_path / "s", CLEAN, SMALL)
        for shot, clip in clips.items():
            coming.add(shot, clip)
        made = cut(
            FILM,
            clips,
            tmp_path / "early.mp4",
            segments=tmp_path / "s",
            burn_in=False,
            lab=lab,
            progress=lambda done, count: told.append((done, count)),
        )
    assert told == [(1, 1)]  # the soundtrack
    assert made.encoded == made.segments
    assert len(list((tmp_path / "s").rglob("*.mp4"))) == 2 * made.segments
    late = cut(FILM, clips, tmp_path / "late.mp4", segments=tmp_path / "t", burn_in=False)
    assert made.path.read_bytes() == late.path.read_bytes()


def test_the_cut_takes_over_what_is_still_being_made(
    clips: dict[str, Clip], tmp_path: Path
) -> None:
    with Lab(workers=1) as lab:
        coming = rushes(lab, tmp_path / "s", CLEAN)
        for shot, clip in clips.items():
            coming.add(shot, clip)
        made = cut(FILM, clips, tmp_path / "f.mp4", segments=tmp_path / "s", burn_in=False, lab=lab)
    assert made.encoded == made.segments


def test_what_goes_wrong_early_is_told_by_the_cut(clips: dict[str, Clip], tmp_path: Path) -> None:
    rubble = tmp_path / "rubble.mp4"
    rubble.write_bytes(b"\0" * 5000)
    bad = {**clips, "sh1": Clip("0" * 64, rubble, clips["sh1"].media)}
    with Lab(AtOnce()) as lab:
        coming = rushes(lab, tmp_path / "s", CLEAN)
        for shot, clip in bad.items():
            coming.add(shot, clip)
        with pytest.raises(StoryboardError) as caught:
            cut(FILM, bad, tmp_path / "f.mp4", segments=tmp_path / "s", burn_in=False, lab=lab)
    assert [problem.code for problem in caught.value.diagnostics] == ["unreadable-clip"]


def test_a_cache_that_cannot_be_written_stops_no_clip(
    clips: dict[str, Clip], tmp_path: Path
) -> None:
    (tmp_path / "s").write_text("in the way")
    with Lab(AtOnce()) as lab:
        coming = rushes(lab, tmp_path / "s", CLEAN)
        for shot, clip in clips.items():
            coming.add(shot, clip)


def test_what_is_in_the_cache_is_not_made_again(clips: dict[str, Clip], tmp_path: Path) -> None:
    cut(FILM, clips, tmp_path / "f.mp4", segments=tmp_path / "s", burn_in=False)
    planned = plan_segments(lay_out(FILM, {}), FILM, clips, slating=Slating(), profile=DRAFT)
    with Lab(AtOnce()) as lab:
        coming = rushes(lab, tmp_path / "s", CLEAN)
        for shot, clip in clips.items():
            coming.add(shot, clip)
        assert not any(lab.made(place(tmp_path / "s", each.key, ".mp4")) for each in planned)


def test_a_clip_that_is_short_is_shown_as_the_cut_will(
    clips: dict[str, Clip], tmp_path: Path
) -> None:
    """It gives up the handle before its picture that a J cut would have kept."""
    handled = tuple(replace(shot, head=shot.head + 4) for shot in FILM.shots)
    film = replace(FILM, shots=handled)
    with Lab(AtOnce()) as lab:
        coming = Rushes([replace(CLEAN, shotlist=film)], lab, tmp_path / "s")
        for shot, clip in clips.items():
            coming.add(shot, clip)
        planned = len(list((tmp_path / "s").rglob("*.mp4")))
        made = cut(film, clips, tmp_path / "f.mp4", segments=tmp_path / "s", burn_in=False, lab=lab)
    assert planned == made.segments == made.encoded
    assert len(list((tmp_path / "s").rglob("*.mp4"))) == planned
