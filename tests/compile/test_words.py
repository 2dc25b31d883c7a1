"""Camera moves as an author writes them and as a prompt says them."""

from __future__ import annotations

import pytest

from storyboard.compile.words import movement_words
from storyboard.read.movement import Move, Movement


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("static", "the camera holds still"),
        ("slow dolly in", "the camera slowly dollies in"),
        ("rack focus", "the camera holds still and racks focus to the background"),
        ("rack focus near", "the camera holds still and racks focus to the foreground"),
        ("slow rack far", "the camera holds still and slowly racks focus to the background"),
    ],
)
def test_a_move_is_a_clause_of_the_prompt(written: str, said: str) -> None:
    assert movement_words(Movement.model_validate(written)) == said


def test_every_move_can_be_said() -> None:
    clauses = [movement_words(Movement(type=move)) for move in Move]
    assert len(set(clauses)) == len(Move)
    assert not any("{" in clause or "None" in clause for clause in clauses)
