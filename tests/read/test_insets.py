"""Insets: what can be written, and mistakes in exact words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pictures import PNG
from tests.read.boards import GOOD, said, with_shot
from tests.read.test_schema import agrees, loads

NEXT = "      - {id: next, action: She leaves.}\n"
CARD = "      - {id: end, card: The end}\n"

MISTAKES = {
    "no picture": (
        with_shot("inset: {place: top-left}"),
        "14:16: error[wrong-value]: an inset shows one picture (write `file: PATH` or `shot: ID`)",
    ),
    "two pictures": (
        with_shot("inset: {file: a.png, shot: next}"),
        "14:16: error[wrong-value]: an inset shows one picture (write `file: PATH` or `shot: ID`)",
    ),
    "an unknown corner": (
        with_shot("inset: {file: a.png, place: topleft}"),
        "14:37: error[wrong-value]: `place` cannot be `topleft` (did you mean `top-left`?)",
    ),
    "too wide": (
        with_shot("inset: {file: a.png, width: 0.8}"),
        "14:37: error[wrong-value]: `width` must be at most 0.5, not 0.8",
    ),
    "a file that is not there": (
        with_shot("inset: panels/a.png"),
        "14:16: error[missing-file]: there is no file `panels/a.png` "
        "(paths are relative to the storyboard's folder)",
    ),
    "a shot that is not there": (
        with_shot("inset: {shot: sc010_0011}"),
        "14:23: error[unknown-shot]: there is no shot `sc010_0011` (did you mean `sc010_0010`?)",
    ),
    "itself": (
        with_shot("inset: {shot: sc010_0010}"),
        "14:23: error[not-a-clip]: `sc010_0010` is this shot itself "
        "(name another shot, or a picture file)",
    ),
    "a card": (
        with_shot("inset: {shot: end}") + CARD,
        "14:23: error[not-a-clip]: `end` is a card: it has no clip to show "
        "(name another shot, or a picture file)",
    ),
    "on a card": (
        GOOD + "      - {id: end, card: The end, inset: a.png}\n",
        "14:34: error[unknown-field]: `inset` is not a field of a card "
        "(leave it out: the edit draws a card, there is no clip)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "inset: a.png",
        "inset: {file: a.png}",
        "inset: {shot: next, place: top-right, width: 0.5, at: 12f, for: 1s}",
        "inset: {shot: next, file: null}",
    ],
)
def test_what_can_be_written(line: str) -> None:
    Path("a.png").write_bytes(PNG)
    assert loads(with_shot(line) + NEXT)
    assert agrees(with_shot(line) + NEXT)


@pytest.mark.parametrize(
    "line", ["inset: {place: top-left}", "inset: [a.png]", "inset: {file: a.png, shot: next}"]
)
def test_the_schema_refuses_what_is_refused(line: str) -> None:
    Path("a.png").write_bytes(PNG)
    assert not loads(with_shot(line) + NEXT)
    assert not agrees(with_shot(line) + NEXT)
