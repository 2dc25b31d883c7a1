"""What a good storyboard becomes, and what deserves a second look in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from storyboard.cli.diagnostics import concise
from storyboard.read.load import Loaded, load
from storyboard.read.model import Size
from storyboard.read.movement import Move, Movement, Speed
from tests.read.boards import GOOD, changed, problems, with_shot


def loaded(text: str) -> Loaded:
    Path("film.yaml").write_text(text)
    return load(Path("film.yaml"))


def test_short_forms() -> None:
    shot = (
        loaded(
            with_shot(
                "movement: slow dolly in",
                "transition: dissolve 12f",
                "size: CU",
                "duration: 3.5",
                "dialogue:",
                "  - mara: Not tonight.",
                "    tone: low",
            )
        )
        .storyboard.scenes[0]
        .shots[0]
    )
    assert shot.movement == Movement(type=Move.DOLLY, direction="in", speed=Speed.SLOW)
    assert shot.size is Size.CU
    assert shot.duration is not None
    assert shot.duration.whole_seconds == Fraction(7, 2)
    assert shot.transition is not None
    assert (shot.transition.type, str(shot.transition.duration)) == ("dissolve", "12f")
    (line,) = shot.dialogue
    assert (line.speaker, line.line, line.tone) == ("mara", "Not tonight.", "low")


def test_what_no_shot_uses_is_a_warning() -> None:
    board = changed("locations:", "  finn: {name: Finn}\nlocations:\n  pier: {name: Pier}")
    assert [concise(warning) for warning in loaded(board).warnings] == [
        "film.yaml:5:3: warning[unused-character]: no shot has the character `finn`",
        "film.yaml:7:3: warning[unused-location]: no scene has the location `pier`",
    ]


def test_a_speaker_off_screen_is_used() -> None:
    board = with_shot("dialogue:", "  - mara: Here!").replace("[mara]", "[]")
    assert loaded(board).warnings == ()


def test_a_good_storyboard_has_nothing_to_say() -> None:
    assert loaded(GOOD).warnings == ()


def test_a_flood_of_problems_is_cut_off() -> None:
    shots = "".join(f"      - {{id: s{number}, action: x, lens: 1}}\n" for number in range(1500))
    found = problems(GOOD + shots)
    assert len(found) == 1001
    assert found[-1].code == "too-many-problems"
    assert found[0].span is not None
    assert found[0].span.line == 14
