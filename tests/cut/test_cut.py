"""The cut as a whole: frame-exact, incremental, and safe when something breaks."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.compile.shotlist import Shotlist
from storyboard.cut import Cut, cut
from storyboard.cut.timeline import Blend, Body, lay_out
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip
from storyboard.timing import FrameRate
from tests.cut.films import (
    beeps,
    flat,
    numbered_clip,
    pictures_of,
    read_number,
    shotlist,
    write_clip,
)
from tests.cut.test_timeline import films

Clips = dict[str, Clip]

PLAN = [(20, 0), (20, 7), (20, 6), (15, 5)]


@pytest.fixture(scope="session")
def film() -> Shotlist:
    """Four shots: a cut, two dissolves, a fade to black."""
    return shotlist(PLAN)


@pytest.fixture(scope="session")
def clips(film: Shotlist, tmp_path_factory: pytest.TempPathFactory) -> Clips:
    folder = tmp_path_factory.mktemp("clips")
    return {
        shot.id: numbered_clip(
            folder / f"{shot.id}.mp4", number + 1, shot.needed, sound=beeps(1.2, [0.25])
        )
        for number, shot in enumerate(film.shots)
    }


@pytest.fixture(scope="session")
def first(film: Shotlist, clips: Clips, tmp_path_factory: pytest.TempPathFactory) -> Cut:
    """The film, cut once without burn-in; its cache lies beside it."""
    folder = tmp_path_factory.mktemp("first")
    return cut(film, clips, folder / "film.mp4", segments=folder / "segments", burn_in=False)


def cached(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.mp4"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shows(film: Shotlist, path: Path) -> None:
    """Every frame of the bodies of the film at `path` is the frame of the clip it should be."""
    pictures = pictures_of(path)
    assert len(pictures) == film.frames
    numbers = {shot.id: number + 1 for number, shot in enumerate(film.shots)}
    for part in lay_out(film, {}).parts:
        if isinstance(part, Body):
            for n in range(part.frames):
                wanted = (part.material.start + n, numbers[part.material.shot])
                assert read_number(pictures[part.start + n]) == wanted


def test_every_frame_is_the_right_one(film: Shotlist, first: Cut) -> None:
    assert (first.frames, first.segments, first.encoded) == (75, 7, 7)
    assert first.warnings == ()
    shows(film, first.path)


@pytest.fixture(scope="session")
def long_clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    """Clips of 60 frames at 24 a second, one without sound."""
    folder = tmp_path_factory.mktemp("long")
    return [
        numbered_clip(folder / f"{n}.mp4", n, 60, sound=beeps(2.5, [0.5]) if n % 2 else None)
        for n in range(1, 9)
    ]


@settings(max_examples=12)
@given(planned=films(), burn_in=st.booleans())
def test_the_film_is_as_long_as_its_shots_whatever_they_are(
    planned: Shotlist,
    burn_in: bool,
    long_clips: list[Clip],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    clips = {shot.id: long_clips[n] for n, shot in enumerate(planned.shots)}
    made = cut(planned, clips, folder / "film.mp4", segments=folder / "s", burn_in=burn_in)
    assert len(pictures_of(made.path)) == planned.frames == made.frames
    off = abs(made.audio_seconds - planned.rate.seconds(planned.frames))
    assert off <= planned.rate.seconds(1)
    if planned.rate == FrameRate.parse(24) and not burn_in:
        shows(planned, made.path)


def test_the_film_has_square_pixels(first: Cut) -> None:
    with av.open(str(first.path)) as film:
        assert film.streams.video[0].sample_aspect_ratio == 1
    assert b"pasp" in first.path.read_bytes()


def test_the_join_is_its_segments_one_after_the_other(
    film: Shotlist, clips: Clips, tmp_path: Path
) -> None:
    from storyboard.cut.profile import DRAFT
    from storyboard.cut.segments import place, plan_segments
    from storyboard.cut.slating import Slating
    from storyboard.read.burns import USUAL_BURN_IN

    segments = tmp_path / "s"
    made = cut(film, clips, tmp_path / "film.mp4", segments=segments, burn_in=True)
    slating = Slating(USUAL_BURN_IN)
    planned = plan_segments(lay_out(film, {}), film, clips, slating=slating, profile=DRAFT)
    apart = [p for s in planned for p in pictures_of(place(segments, s.key, ".mp4"))]
    assert len(apart) == film.frames
    for joined, alone in zip(pictures_of(made.path), apart, strict=True):
        assert np.array_equal(joined, alone)


def test_a_second_cut_encodes_nothing_and_is_the_same_file(
    film: Shotlist, clips: Clips, first: Cut, tmp_path: Path
) -> None:
    segments = first.path.parent / "segments"
    again = cut(film, clips, tmp_path / "again.mp4", segments=segments, burn_in=False)
    assert again.encoded == 0
    assert digest(again.path) == digest(first.path)


def test_a_cut_from_nothing_is_the_same_file_too(
    film: Shotlist, clips: Clips, first: Cut, tmp_path: Path
) -> None:
    again = cut(film, clips, tmp_path / "f.mp4", segments=tmp_path, burn_in=False)
    assert again.encoded == again.segments
    assert digest(again.path) == digest(first.path)


def test_a_changed_clip_costs_its_body_and_its_transitions(
    film: Shotlist, clips: Clips, first: Cut, tmp_path: Path
) -> None:
    changed = numbered_clip(tmp_path / "new.mp4", 9, film.shots[1].needed)
    made = cut(
        film,
        {**clips, "sh1": changed},
        tmp_path / "film.mp4",
        segments=first.path.parent / "segments",
        burn_in=False,
    )
    assert made.encoded == 2
    pictures = pictures_of(made.path)
    assert read_number(pictures[25]) == (5, 9)
    assert read_number(pictures[19]) == (19, 1)


def test_renaming_a_clip_or_a_shot_costs_nothing_without_burn_in(
    film: Shotlist, clips: Clips, first: Cut, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere.mp4"
    moved.write_bytes(clips["sh2"].path.read_bytes())
    shots = tuple(replace(shot, id=f"other-{shot.id}") for shot in film.shots)
    named = {f"other-{id_}": clip for id_, clip in clips.items()}
    named["other-sh2"] = replace(clips["sh2"], path=moved)
    made = cut(
        replace(film, shots=shots),
        named,
        tmp_path / "film.mp4",
        segments=first.path.parent / "segments",
        burn_in=False,
    )
    assert made.encoded == 0


def test_damaged_files_of_the_cache_are_made_again(
    film: Shotlist, clips: Clips, first: Cut, tmp_path: Path
) -> None:
    segments = tmp_path / "s"
    cut(film, clips, tmp_path / "film.mp4", segments=segments, burn_in=False)
    damaged = cached(segments)
    for path, keep in zip(damaged, (0.5, 0.8, 0), strict=False):
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    other = numbered_clip(tmp_path / "other.mp4", 1, 10, size=(64, 36))
    damaged[3].write_bytes(other.path.read_bytes())
    (sound,) = segments.rglob("*.m4a")
    sound.write_bytes(sound.read_bytes()[:500])
    (tmp_path / "film.mp4").unlink()
    healed = cut(film, clips, tmp_path / "film.mp4", segments=segments, burn_in=False)
    assert healed.encoded == 4
    assert digest(healed.path) == digest(first.path)


@pytest.mark.parametrize("wrong", [{"pix_fmt": "yuv444p"}, {"bframes": 0}])
def test_segments_of_other_settings_are_made_again(
    film: Shotlist, clips: Clips, first: Cut, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    """As many frames of the same size at the same rate, which would play as rubbish."""
    from storyboard.cut.encode import encode
    from storyboard.cut.profile import DRAFT

    segments = tmp_path / "s"
    cut(film, clips, tmp_path / "film.mp4", segments=segments, burn_in=False)
    strange = cached(segments)[0]
    profile = replace(DRAFT, **wrong)
    encode(pictures_of(strange), strange, size=film.size, rate=film.rate, profile=profile)
    (tmp_path / "film.mp4").unlink()
    healed = cut(film, clips, tmp_path / "film.mp4", segments=segments, burn_in=False)
    assert healed.encoded == 1
    assert digest(healed.path) == digest(first.path)


def test_a_clip_that_is_short_holds_its_last_frame(tmp_path: Path) -> None:
    film = shotlist([(20, 4), (20, 0)])
    clips = {
        "sh0": numbered_clip(tmp_path / "a.mp4", 1, 15),
        "sh1": numbered_clip(tmp_path / "b.mp4", 2, 22),
    }
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    numbers = [read_number(picture) for picture in pictures_of(made.path)]
    assert len(numbers) == 40
    assert numbers[13:18] == [(13, 1), (14, 1), (14, 1), (14, 1), (14, 1)]
    assert [warning.code for warning in made.warnings] == ["clip-too-short"]


def test_progress_counts_what_is_made(film: Shotlist, clips: Clips, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    cut(
        film,
        clips,
        tmp_path / "film.mp4",
        segments=tmp_path / "s",
        burn_in=False,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(done, 8) for done in range(1, 9)]


def broken(clips: Clips, tmp_path: Path) -> Clips:
    rubble = tmp_path / "rubble.mp4"
    rubble.write_bytes(b"\0" * 5000)
    return {**clips, "sh1": Clip("0" * 64, rubble, clips["sh1"].media)}


def test_a_clip_that_cannot_be_read_leaves_the_old_film(
    film: Shotlist, clips: Clips, tmp_path: Path
) -> None:
    target = tmp_path / "out" / "film.mp4"
    target.parent.mkdir()
    target.write_bytes(b"the film of yesterday")
    with pytest.raises(StoryboardError) as caught:
        cut(film, broken(clips, tmp_path), target, segments=tmp_path / "s", burn_in=False)
    (problem,) = caught.value.diagnostics
    assert problem.code == "unreadable-clip"
    assert problem.hint
    assert target.read_bytes() == b"the film of yesterday"
    assert list(target.parent.iterdir()) == [target]
    assert not list((tmp_path / "s").rglob("*.part"))


def test_an_interrupt_leaves_nothing_half_written(
    film: Shotlist, clips: Clips, tmp_path: Path
) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut(
            film,
            clips,
            tmp_path / "film.mp4",
            segments=tmp_path / "s",
            burn_in=False,
            progress=interrupt,
        )
    assert not (tmp_path / "film.mp4").exists()
    assert not list(tmp_path.rglob("*.part"))
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    assert made.encoded < made.segments


@pytest.mark.parametrize("room", [0.9, 0.05])
def test_a_disk_that_takes_no_more_leaves_the_old_film(
    film: Shotlist, clips: Clips, tmp_path: Path, room: float
) -> None:
    """The system refuses files beyond a part of the film's length, as a full disk does."""
    resource = pytest.importorskip("resource")
    target = tmp_path / "film.mp4"
    target.write_bytes(b"the film of yesterday")
    cut(film, clips, tmp_path / "a" / "film.mp4", segments=tmp_path / "s", burn_in=False)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    length = (tmp_path / "a" / "film.mp4").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(length * room), hard))
    try:
        with pytest.raises(StoryboardError) as caught:
            cut(film, clips, target, segments=tmp_path / "s", burn_in=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.diagnostics[0].code in ("cannot-write", "bad-film")
    assert caught.value.diagnostics[0].hint
    assert target.read_bytes() == b"the film of yesterday"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "a", target, tmp_path / "s"]


def test_missing_clips_are_named_all_at_once(film: Shotlist, clips: Clips, tmp_path: Path) -> None:
    with pytest.raises(StoryboardError) as caught:
        cut(film, {"sh0": clips["sh0"]}, tmp_path / "f.mp4", segments=tmp_path, burn_in=False)
    assert [d.code for d in caught.value.diagnostics] == ["missing-clip"] * 3


def test_a_target_that_cannot_be_written_is_refused_before_anything_is_encoded(
    film: Shotlist, clips: Clips, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path / "file" / "film.mp4", tmp_path):
        with pytest.raises(StoryboardError) as caught:
            cut(film, clips, target, segments=tmp_path / "s", burn_in=False)
        assert caught.value.diagnostics[0].code == "cannot-write"
    assert not (tmp_path / "s").exists()


def test_a_dissolve_is_the_mix_and_a_fade_ends_in_black(tmp_path: Path) -> None:
    film = shotlist([(12, 5), (12, 4)])
    clips = {
        "sh0": write_clip(tmp_path / "a.mp4", flat(60, 15)),
        "sh1": write_clip(tmp_path / "b.mp4", flat(180, 14)),
    }
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    lumas = [round(float(picture[:72].mean())) for picture in pictures_of(made.path)]
    assert lumas[:10] == pytest.approx([60] * 10, abs=1)
    # The dissolve of five frames: two before the cut at frame 12, three after.
    wanted = [60 + 120 * (n + 0.5) / 5 for n in range(5)]
    assert lumas[10:15] == pytest.approx(wanted, abs=2)
    assert lumas[15:20] == pytest.approx([180] * 5, abs=1)
    assert lumas[20:] == sorted(lumas[20:], reverse=True)
    assert lumas[-1] == 16


def test_parts_of_the_plan_that_are_blends_hold_both_clips(film: Shotlist, first: Cut) -> None:
    """In the middle of a dissolve both clips' numbers shine through at half strength."""
    pictures = pictures_of(first.path)
    blends = [part for part in lay_out(film, {}).parts if isinstance(part, Blend)]
    middle = blends[0].start + blends[0].frames // 2
    before = pictures[blends[0].start - 1].astype(int)
    after = pictures[blends[0].start + blends[0].frames].astype(int)
    mixed = pictures[middle][:72].astype(int)
    low = np.minimum(before, after)[:72]
    high = np.maximum(before, after)[:72]
    differs = high - low > 120
    between = (mixed > low + 30) & (mixed < high - 30)
    assert differs.sum() > 200
    assert between[differs].mean() > 0.75


def test_a_gap_is_marked_in_a_clean_film_and_nowhere_else(
    film: Shotlist, clips: Clips, tmp_path: Path
) -> None:
    clean = cut(film, clips, tmp_path / "clean.mp4", segments=tmp_path / "s", burn_in=False)
    gone = film.shots[0].id
    marked = cut(
        film,
        clips,
        tmp_path / "marked.mp4",
        segments=tmp_path / "s",
        burn_in=False,
        missing={gone},
    )
    changed = [
        number
        for number, (before, after) in enumerate(
            zip(pictures_of(clean.path), pictures_of(marked.path), strict=True)
        )
        if (before != after).any()
    ]
    reach = film.shots[0].frames + film.shots[0].joint.frames
    assert changed
    assert max(changed) < reach
    assert 0 in changed
