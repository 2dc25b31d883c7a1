"""The timeline covers the film exactly, whatever the shots and transitions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.shotlist import Shotlist
from storyboard.cut.timeline import Blend, Body, film_frames, lay_out, sample_at
from storyboard.errors import Severity, StoryboardError
from storyboard.generate.media import Media
from storyboard.timing import FrameRate
from tests.cut.films import shotlist

RATES = st.sampled_from(["24", "25", "30", "60", "24000/1001", "30000/1001"]).map(FrameRate.parse)


@st.composite
def films(draw: st.DrawFn) -> Shotlist:
    """Any film whose transitions fit into its shots."""
    plan: list[tuple[int, int]] = []
    before = 0
    count = draw(st.integers(1, 8))
    for number in range(count):
        dissolve = draw(st.integers(0, 12))
        inside = dissolve if number == count - 1 else dissolve // 2
        least = max(1, before - before // 2 + inside)
        plan.append((draw(st.integers(least, least + 30)), dissolve))
        before = dissolve
    return shotlist(plan, rate=draw(RATES))


def clips_for(film: Shotlist) -> dict[str, int]:
    return {shot.id: shot.needed for shot in film.shots}


@given(films())
def test_the_parts_cover_the_film_without_gap_or_overlap(film: Shotlist) -> None:
    timeline = lay_out(film, clips_for(film))
    reached = 0
    for part in timeline.parts:
        assert part.start == reached
        assert part.frames >= 1
        reached += part.frames
    assert reached == timeline.frames == film.frames
    assert timeline.warnings == ()


@given(films())
def test_no_more_of_a_clip_is_shown_than_was_asked_for(film: Shotlist) -> None:
    timeline = lay_out(film, clips_for(film))
    needed = clips_for(film)
    for part in timeline.parts:
        shown = [part.material] if isinstance(part, Body) else [part.outgoing, part.incoming]
        for material in shown:
            if material is not None:
                assert material.start >= 0
                assert material.start + material.frames <= needed[material.shot]


@given(films())
def test_a_dissolve_is_centred_on_its_cut_and_the_last_one_ends_the_film(film: Shotlist) -> None:
    blends = [p for p in lay_out(film, clips_for(film)).parts if isinstance(p, Blend)]
    found = [(blend.start, blend.frames, blend.incoming is None) for blend in blends]
    wanted, cut = [], 0
    for shot in film.shots:
        cut, n, last = cut + shot.frames, shot.joint.frames, shot is film.shots[-1]
        if n:
            wanted.append((cut - (n if last else n // 2), n, last))
    assert found == wanted


@given(films())
def test_each_shot_plays_at_its_own_speed_through_its_transitions(film: Shotlist) -> None:
    """In every part a clip's frame lies at the same distance from the film's frame."""
    offsets: dict[str, set[int]] = {}
    for part in lay_out(film, clips_for(film)).parts:
        shown = [part.material] if isinstance(part, Body) else [part.outgoing, part.incoming]
        for material in shown:
            if material is not None:
                offsets.setdefault(material.shot, set()).add(part.start - material.start)
    assert all(len(found) == 1 for found in offsets.values())


def test_a_short_clip_is_said_and_changes_nothing_else() -> None:
    film = shotlist([(20, 0), (20, 0)])
    timeline = lay_out(film, {"sh0": 20, "sh1": 15})
    assert timeline.frames == 40
    (warning,) = timeline.warnings
    assert warning.severity is Severity.WARNING
    assert warning.code == "clip-too-short"
    assert "sh1" in warning.message
    assert "held for 5" in warning.message


def test_transitions_that_do_not_fit_are_refused_all_at_once() -> None:
    film = shotlist([(20, 12), (5, 12), (20, 0), (4, 5)])
    with pytest.raises(StoryboardError) as caught:
        lay_out(film, {})
    assert [d.code for d in caught.value.diagnostics] == ["transitions-overlap"] * 2
    assert "sh1" in caught.value.diagnostics[0].message
    assert "sh3" in caught.value.diagnostics[1].message


def test_a_film_without_frames_is_refused() -> None:
    with pytest.raises(StoryboardError, match="nothing to cut"):
        lay_out(shotlist([]), {})


@pytest.mark.parametrize(
    ("frames", "clip", "film", "expected"),
    [
        (48, "24", "24", 48),
        (48, "24", "30", 60),
        (60, "30", "24", 48),
        (50, "25", "24000/1001", 48),
        (24, "24000/1001", "24", 24),
        (1, "24", "60", 2),
    ],
)
def test_a_clip_lasts_as_many_film_frames_as_it_shows(
    frames: int, clip: str, film: str, expected: int
) -> None:
    media = Media(frames, Fraction(clip), 16, 9, None)
    assert film_frames(media, FrameRate.parse(film)) == expected


@given(st.integers(0, 24 * 3600 * 60), RATES)
def test_sound_and_picture_never_part_by_more_than_half_a_sample(
    frame: int, rate: FrameRate
) -> None:
    assert abs(Fraction(sample_at(frame, rate), 48_000) - rate.seconds(frame)) <= Fraction(
        1, 96_000
    )


@given(films())
def test_a_drawn_clip_begins_with_its_shot_and_needs_no_handles(film: Shotlist) -> None:
    drawn = {shot.id for shot in film.shots}
    timeline = lay_out(film, {shot.id: shot.frames for shot in film.shots}, drawn)
    assert timeline.frames == film.frames
    assert timeline.warnings == ()
    begins = 0
    for shot, seen in zip(film.shots, timeline.appearances, strict=True):
        assert seen.clip_start == seen.start - begins
        begins += shot.frames


@given(films(), st.integers(0, 20), st.integers(0, 30))
def test_a_short_clip_gives_up_its_j_cut_before_its_picture(
    film: Shotlist, spare: int, lacking: int
) -> None:
    """What was kept before the shots for their sound serves the picture where clips are short."""
    shots = tuple(replace(shot, head=shot.head + spare) for shot in film.shots)
    film = replace(film, shots=shots)
    available = {shot.id: max(1, shot.needed - lacking) for shot in shots}
    timeline = lay_out(film, available)
    assert timeline.frames == film.frames
    for shot, seen in zip(shots, timeline.appearances, strict=True):
        short = shot.needed - available[shot.id]
        assert seen.clip_start == max(0, spare - short)
        told = any(f"shot {shot.id} has" in problem.message for problem in timeline.warnings)
        assert told == (short > spare)


@given(st.integers(1, 40), st.integers(1, 20))
def test_a_short_clip_keeps_the_beginning_that_its_trim_says(begin: int, lacking: int) -> None:
    """What the author left out is not shown in place of what is missing at the end."""
    film = shotlist([(48, 0)])
    (shot,) = film.shots
    trimmed = replace(shot, head=begin, edit=replace(shot.edit, begin=begin))
    film = replace(film, shots=(trimmed,))
    timeline = lay_out(film, {shot.id: begin + 48 - lacking})
    assert [seen.clip_start for seen in timeline.appearances] == [begin]
    (warning,) = timeline.warnings
    assert warning.code == "clip-too-short"
    assert f"held for {lacking}" in warning.message
