"""The subject is drawn where the composition has it, and who is called by a part of a name is
meant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.generate.providers.animatic.blocking import LEFT, RIGHT, blocks
from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.company import company
from storyboard.generate.providers.animatic.composition import Composition, composed
from storyboard.generate.providers.animatic.figures import head_at
from storyboard.generate.providers.animatic.names import by_whole_names
from storyboard.generate.providers.animatic.staging import Staging, stage
from tests.animatic.conftest import body

VERA, SAM = {"name": "Vera Lund", "look": "woman"}, {"name": "Sam Kolb", "look": "man"}
KEYS = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vera waits for Kolb.", "Vera Lund waits for Sam Kolb."),
        ("VERA's hand. Vera Lund, vera lund.", "Vera Lund's hand. Vera Lund, vera lund."),
        ("Veranda, verA", "Veranda, verA"),
        ("Mr Bell and Bell's wife", "Mr Bell and Mr Bell's wife"),
        ("The signal-man, a Signal-Man", "The signal-man, a The Signal-Man"),
        ("Anna and Lund", "Anna and Vera Lund"),
        ("A Berg alone says nothing.", "A Berg alone says nothing."),
    ],
)
def test_a_part_of_a_name_says_who_is_meant(text: str, expected: str) -> None:
    names = ["Vera Lund", "Sam Kolb", "Mr Bell", "The Signal-Man", "Anna", "Ida Berg", "Ole Berg"]
    assert by_whole_names(text, names) == expected


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=4))
def test_any_names_are_read_and_whole_ones_stay(text: str, names: list[str]) -> None:
    assert isinstance(by_whole_names(text, names), str)
    assert by_whole_names(names[0] if names else "", names[:1]) == (names[0] if names else "")


@pytest.mark.parametrize(
    ("action", "near"),
    [
        ("Over Mara's shoulder, Jonah turns.", "Mara"),
        ("We look over Jonah’s left shoulder at Mara.", "Jonah"),
        ("Jonah, over the shoulder of Mara.", "Mara"),
        ("Jonah over Mara's shoulder, smiling.", "Mara"),
        ("Jonah looks over Mara's shoulder.", None),
        ("Jonah looks over his shoulder at Mara.", None),
    ],
)
def test_over_whose_shoulder_we_look(action: str, near: str | None) -> None:
    found = blocks(action, [Person("Jonah"), Person("Mara")])
    assert [name for name, block in found.items() if block.near] == ([near] if near else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("left third", Composition(LEFT)),
        ("Vera Lund on the far right, the street empty", Composition(RIGHT)),
        ("low in the frame, empty sky above", Composition(low=1)),
        ("small, in the upper third of the frame and frame left", Composition(LEFT, -1)),
        ("dead centre, symmetrical", Composition(centred=True)),
        ("off-centre", Composition()),
        ("a lamp post in the left third", Composition()),
        ("high contrast, deep shadows", Composition()),
        ("", Composition()),
    ],
)
def test_a_composition_is_of_its_subject(text: str, expected: Composition) -> None:
    assert composed(text, ["Vera Lund"]) == expected


@given(st.text(max_size=80))
def test_any_composition_is_read(text: str) -> None:
    assert isinstance(composed(text, [text[:9]]), Composition)


def staged(key: str, *people: dict[str, str], **more: Any) -> Staging:
    brief = Brief.read(body(characters=list(people), width=640, height=360, **more))
    return stage(brief, company(brief).people, 640, 360, key)


def spot(staging: Staging, name: str) -> tuple[float, float]:
    """Where somebody's head is, as parts of the frame's width and height."""
    actor = next(each for each in staging.actors if each.figure.name == name)
    (at,) = staging.eye.project(np.array([head_at(actor)]))
    return float(at[0]) / 640, float(at[1]) / 360


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", ["CU", "MCU", "MS", "MLS"])
@pytest.mark.parametrize("people", [(VERA, SAM), (SAM, VERA)], ids=["vera first", "sam first"])
def test_the_shoulder_is_whose_the_words_say(
    key: str, size: str, people: tuple[dict[str, str], ...]
) -> None:
    for more in (
        {"action": "Over Vera's shoulder, Sam turns."},
        {"action": "Sam waits.", "composition": "over the shoulder of VERA"},
    ):
        staging = staged(key, *people, size=size, **more)
        assert [each.figure.name for each in staging.actors if each.near] == ["Vera Lund"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", ["MCU", "MS", "FS", "LS", "ELS"])
def test_the_subject_is_drawn_where_the_composition_has_it(key: str, size: str) -> None:
    def where(composition: str) -> tuple[float, float]:
        made = staged(key, VERA, size=size, action="Vera waits.", composition=composition)
        return spot(made, "Vera Lund")

    assert where("left third")[0] < 0.45 < 0.55 < where("right third")[0]
    assert where("centred")[0] == pytest.approx(0.5, abs=0.06)
    assert where("high in the frame")[1] < where("")[1] < where("low in the frame")[1]
    assert where("high in the frame")[1] > 0
    assert where("low in the frame")[1] < 0.8


@pytest.mark.parametrize("key", KEYS)
def test_the_head_over_whose_shoulder_we_look_is_seen_beside_a_child(key: str) -> None:
    boy = {"name": "Billy", "look": "boy of ten"}
    staging = staged(key, boy, VERA, size="MCU", action="Over Vera's shoulder, Billy waits.")
    assert 0 < spot(staging, "Vera Lund")[1] < 0.5
    staging = staged(key, boy, VERA, size="MCU", action="Over Billy's shoulder, Vera waits.")
    assert spot(staging, "Billy")[1] < 0.9
