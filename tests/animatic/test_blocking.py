"""People stand where the shot says, and look where it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.generate.providers.animatic.blocking import LEFT, RIGHT, Block, blocks
from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.company import company
from storyboard.generate.providers.animatic.figures import head_at
from storyboard.generate.providers.animatic.staging import Staging, stage
from tests.animatic.conftest import body

JONAH, MARA = Person("Jonah"), Person("Mara")
THE_MAN = Person("The Signal-Man")


@pytest.mark.parametrize(
    ("action", "jonah", "mara"),
    [
        ("They wait.", Block(), Block()),
        (
            "Jonah, frame left, stops before Mara, frame right, who waits.",
            Block(LEFT),
            Block(RIGHT),
        ),
        ("Jonah sits screen right and Mara on the left of the frame.", Block(RIGHT), Block(LEFT)),
        ("Jonah, frame left looking right, waits.", Block(LEFT, RIGHT), Block()),
        ("Jonah turns his head slowly to frame right.", Block(look=RIGHT, go=RIGHT), Block()),
        ("Mara watches. Jonah exits frame left.", Block(go=LEFT), Block()),
        ("Jonah enters from the left. Mara runs to the right.", Block(go=RIGHT), Block(go=RIGHT)),
        ("Mara, her back to us, waits.", Block(), Block(back=True)),
        ("Somebody frame left calls Mara.", Block(), Block()),
    ],
)
def test_the_action_places_people(action: str, jonah: Block, mara: Block) -> None:
    assert blocks(action, [JONAH, MARA]) == {"Jonah": jonah, "Mara": mara}


def test_somebodys_own_blocking_goes_before_the_action() -> None:
    jonah = Person("Jonah", blocking="right, back to us")
    found = blocks("Jonah, frame left looking right, waits.", [jonah])
    assert found == {"Jonah": Block(RIGHT, RIGHT, back=True)}


def test_a_name_within_a_name_is_not_mixed_up() -> None:
    man = Person("Man")
    found = blocks("The Signal-Man, frame right, waits for Man, frame left.", [man, THE_MAN])
    assert (found["Man"].side, found["The Signal-Man"].side) == (LEFT, RIGHT)


@given(st.text(max_size=80), st.lists(st.builds(Person, st.text(max_size=9)), max_size=4))
def test_any_words_are_read(action: str, people: list[Person]) -> None:
    assert set(blocks(action, people)) == {person.name for person in people}


def across(staging: Staging, name: str) -> float:
    """Where somebody's head is, as a part of the width."""
    actor = next(each for each in staging.actors if each.figure.name == name)
    (spot,) = staging.eye.project(np.array([head_at(actor)]))
    return float(spot[0]) / 640


def staged(key: str, *people: dict[str, str], **more: Any) -> Staging:
    brief = Brief.read(body(characters=list(people), width=640, height=360, **more))
    return stage(brief, company(brief).people, 640, 360, key)


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
@pytest.mark.parametrize("size", ["CU", "MCU", "MS", "FS", "LS"])
@pytest.mark.parametrize("speaker", ["Mara", "Jonah"])
def test_two_stand_on_their_sides_of_the_frame(key: str, size: str, speaker: str) -> None:
    look = "somebody of thirty"
    jonah, mara = ({"name": name, "look": look} for name in ("Jonah", "Mara"))
    line = {"speaker": speaker, "line": "No.", "tone": None, "voice": None}
    action = "Jonah, frame left, looks at Mara, frame right."
    staging = staged(key, jonah, mara, size=size, action=action, dialogue=[line])
    assert across(staging, "Jonah") < 0.5 < across(staging, "Mara")


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
def test_one_stands_on_the_side_that_is_said(key: str) -> None:
    jonah = {"name": "Jonah", "look": "man of thirty", "blocking": "frame right"}
    assert across(staged(key, jonah, size="MS", action="He waits."), "Jonah") > 0.5
    jonah["blocking"] = "frame left"
    assert across(staged(key, jonah, size="MS", action="He waits."), "Jonah") < 0.5


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
@pytest.mark.parametrize(("words", "way"), [("runs to the right", RIGHT), ("exits left", LEFT)])
def test_who_moves_moves_the_way_that_is_said(key: str, words: str, way: int) -> None:
    jonah = {"name": "Jonah", "look": "man of thirty"}
    action = f"Jonah {words}, running." if way == LEFT else f"Jonah {words}."
    (actor,) = staged(key, jonah, size="FS", action=action).actors
    ahead = np.array([np.sin(actor.facing), 0.0, np.cos(actor.facing)])
    spots = staged(key, jonah, size="FS", action=action).eye.project(
        np.array([head_at(actor), head_at(actor) + 0.3 * ahead])
    )
    assert np.sign(spots[1][0] - spots[0][0]) == way
