"""Other speeds and held frames: which of a clip's frames the film shows, and for how long."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.edit import Edit
from storyboard.compile.shotlist import Shotlist
from storyboard.cut import cut
from storyboard.cut.timeline import Body, film_frames, lay_out, moment
from storyboard.generate.media import Media
from tests.cut.films import RATE, numbered_clip, pictures_of, read_number, shotlist
from tests.cut.test_timeline import films

SPEEDS = st.sampled_from(
    [Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(11, 10), *map(Fraction, (2, 3, 4))]
)


def edited(film: Shotlist, number: int, edit: Edit) -> Shotlist:
    shots = list(film.shots)
    shots[number] = replace(shots[number], edit=edit)
    return replace(film, shots=tuple(shots))


def shown(tmp_path: Path, film: Shotlist, frames: int = 100) -> list[int]:
    """The numbers of the clips' frames that a film shows."""
    clips = {s.id: numbered_clip(tmp_path / f"{s.id}.mp4", 1, frames) for s in film.shots}
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    assert made.frames == film.frames
    return [read_number(picture)[0] for picture in pictures_of(made.path)]


@pytest.mark.parametrize(
    ("speed", "frames"),
    [
        ("1", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("2", [0, 2, 4, 6, 8, 10, 12, 14]),
        ("4", [0, 4, 8, 12, 16, 20, 24, 28]),
        ("1/2", [0, 0, 1, 1, 2, 2, 3, 3]),
        ("3/2", [0, 2, 3, 5, 6, 8, 9, 11]),
    ],
)
def test_a_speed_shows_the_nearest_frames(tmp_path: Path, speed: str, frames: list[int]) -> None:
    film = edited(shotlist([(8, 0)]), 0, Edit(speed=Fraction(speed)))
    assert shown(tmp_path, film) == frames


def test_a_freeze_holds_the_last_frame_shown(tmp_path: Path) -> None:
    film = edited(shotlist([(10, 0), (4, 0)]), 0, Edit(freeze=4))
    assert shown(tmp_path, film) == [0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 0, 1, 2, 3]


def test_a_fast_shot_may_freeze(tmp_path: Path) -> None:
    film = edited(shotlist([(8, 0)]), 0, Edit(speed=Fraction(2), freeze=3))
    assert shown(tmp_path, film) == [0, 2, 4, 6, 8, 8, 8, 8]


def test_a_freeze_holds_through_the_transition_after_it(tmp_path: Path) -> None:
    film = edited(shotlist([(20, 6), (20, 0)]), 0, Edit(freeze=8))
    seen = lay_out(film, {}).parts[1]
    assert not isinstance(seen, Body)
    assert (seen.outgoing.last, seen.outgoing.start) == (11, 17)
    assert shown(tmp_path, film)[8:17] == [8, 9, 10, 11, 11, 11, 11, 11, 11]


def test_a_freeze_leaves_the_segments_that_it_does_not_reach_alone() -> None:
    film = shotlist([(20, 6), (20, 6), (20, 0)])
    before, after = lay_out(film, {}).parts, lay_out(edited(film, 1, Edit(freeze=4)), {}).parts
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False, False, True]


@given(films(), SPEEDS, st.integers(0, 40))
def test_a_clip_as_long_as_needed_is_never_too_short(
    film: Shotlist, speed: Fraction, freeze: int
) -> None:
    shots = tuple(
        replace(shot, edit=Edit(speed=speed, freeze=min(freeze, shot.frames - 1)))
        for shot in film.shots
    )
    fast = replace(film, shots=shots)
    clips = {
        shot.id: film_frames(Media(shot.needed, film.rate.value, 16, 9, None), film.rate, speed)
        for shot in fast.shots
    }
    timeline = lay_out(fast, clips)
    assert timeline.warnings == ()
    assert timeline.frames == film.frames


@given(SPEEDS, st.integers(1, 300))
def test_a_clip_lasts_as_long_as_it_has_frames_to_show(speed: Fraction, frames: int) -> None:
    lasts = film_frames(Media(frames, RATE.value, 16, 9, None), RATE, speed)
    assert int(moment(lasts - 1, speed)) < frames <= moment(lasts, speed)


def test_a_clip_too_short_for_its_speed_is_said() -> None:
    film = edited(shotlist([(20, 0)]), 0, Edit(speed=Fraction(2)))
    lasts = film_frames(Media(20, RATE.value, 16, 9, None), RATE, Fraction(2))
    (warning,) = lay_out(film, {"sh0": lasts}).warnings
    assert "has 10 of the 20 frames" in warning.message


def test_a_drawing_is_shown_at_its_own_speed() -> None:
    film = edited(shotlist([(20, 0)]), 0, Edit(speed=Fraction(2), freeze=5))
    (part,) = lay_out(film, {}, {"sh0"}).parts
    assert isinstance(part, Body)
    assert (part.material.speed, part.material.last) == (1, 14)
