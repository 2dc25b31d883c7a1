"""What the edit does with clips: fit, speed, freeze, and the words over them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.compile.edit import Edit, Titling
from storyboard.read.edit import Fit
from tests.boards import SMALL, compiled
from tests.compile.test_build import problems
from tests.read.test_schema import agrees


def test_nothing_written_leaves_the_clip_as_it_is(tmp_path: Path) -> None:
    assert all(shot.edit == Edit() for shot in compiled(tmp_path).shots)


def test_a_shot_fits_as_it_says_or_inherits(tmp_path: Path) -> None:
    text = SMALL.replace("look: pencil", "defaults: {fit: blur}\nlook: pencil")
    text = text.replace("sound: false", "fit: contain")
    assert [shot.edit.fit for shot in compiled(tmp_path, text).shots] == [
        Fit.BLUR,
        Fit.BLUR,
        Fit.CONTAIN,
    ]


@pytest.mark.parametrize(
    ("written", "needed", "bought"),
    [
        ("speed: 2, duration: 4s", 192, 10),
        ("speed: 0.5, duration: 8s", 96, 5),
        ("speed: 1.5, duration: 80f", 120, 5),
        ("speed: 1.5, duration: 81f", 122, 10),
        ("freeze: 2s, duration: 7s", 120, 5),
        ("freeze: 1s, speed: 2, duration: 3s", 96, 5),
    ],
)
def test_the_clip_is_bought_for_what_is_shown_of_it(
    tmp_path: Path, written: str, needed: int, bought: int
) -> None:
    text = SMALL.replace("duration: 24f", written.replace(", ", "\n        "))
    shot = compiled(tmp_path, text).shots[2]
    assert (shot.needed, shot.clip_seconds) == (needed, bought)


def test_handles_run_at_the_shots_speed_and_a_freeze_needs_none_after_it(tmp_path: Path) -> None:
    fast = SMALL.replace("action: She", "speed: 2\n        action: She")
    assert compiled(tmp_path, fast).shots[1].needed == (3 + 24) * 2
    held = SMALL.replace("action: Mara", "freeze: 6f\n        action: Mara")
    assert compiled(tmp_path, held).shots[0].needed == 24 - 6


def test_a_shot_at_another_speed_is_mute(tmp_path: Path) -> None:
    text = SMALL.replace("action: She", "speed: 1.5\n        action: She")
    shots = compiled(tmp_path, text).shots
    assert [shot.audio.mute for shot in shots] == [False, True, False]
    assert shots[1].edit.speed == Fraction(3, 2)


@pytest.mark.parametrize("written", ["speed: 0.4", "speed: 5", "speed: fast", "fit: crop"])
def test_what_cannot_be_is_refused_where_it_stands(tmp_path: Path, written: str) -> None:
    (found,) = problems(tmp_path, SMALL.replace("sound: false", written))
    assert found.span is not None
    assert written.split()[0] in found.span.text


def test_a_freeze_is_shorter_than_its_shot(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, SMALL.replace("sound: false", "freeze: 1s"))
    assert found.code == "freeze-too-long"
    assert found.span is not None
    assert "freeze" in found.span.text


def test_a_fast_shot_that_no_clip_covers_says_what_it_needs(tmp_path: Path) -> None:
    text = SMALL.replace("duration: 24f", "speed: 4\n        duration: 3s")
    (found,) = problems(tmp_path, text)
    assert found.code == "shot-too-long"
    assert "12.00 s" in found.message


def test_a_title_stays_within_its_shot(tmp_path: Path) -> None:
    text = SMALL.replace("sound: false", "title: {text: The pier, at: 0.5s, for: 2s}")
    assert compiled(tmp_path, text).shots[2].edit.title == Titling("The pier", "", "lower", 12, 12)


def test_a_title_may_be_its_text_alone(tmp_path: Path) -> None:
    text = SMALL.replace("sound: false", "title: The pier")
    assert compiled(tmp_path, text).shots[2].edit.title == Titling("The pier", "", "lower", 0, 24)
    assert agrees(text)
    for mistake in ("title: [The pier]", "title: ' '", f"title: {'x' * 81}"):
        text = SMALL.replace("sound: false", mistake)
        assert problems(tmp_path, text)
        assert not agrees(text)


@pytest.mark.parametrize("written", ["{text: A, at: 1s}", "{text: A, for: 0f}"])
def test_a_title_that_is_not_seen_is_refused(tmp_path: Path, written: str) -> None:
    (found,) = problems(tmp_path, SMALL.replace("sound: false", f"title: {written}"))
    assert found.code == "title-not-seen"
    assert found.span is not None
    assert "title" in found.span.text


@pytest.mark.parametrize("written", ["caption: ' '", "title: {subtitle: A}", "title: {text: ''}"])
def test_words_are_not_empty(tmp_path: Path, written: str) -> None:
    assert problems(tmp_path, SMALL.replace("sound: false", written))
