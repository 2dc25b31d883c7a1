"""What is a person, a thing or a hand in a cast, and what the drawing is of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.company import (
    PRODUCT,
    company,
    extras,
    rides,
    ware_cue,
)
from storyboard.generate.providers.animatic.cues import doing
from storyboard.generate.providers.animatic.insert import Insert, insert_for
from storyboard.generate.providers.animatic.staging import stage
from storyboard.generate.providers.animatic.wardrobe import dress
from tests.animatic.conftest import BOX, SIGNALMAN, TRAVELLER, body, pictures

Make = Callable[..., Path]

WREN = {
    "name": "The Wren lamp",
    "look": "bicycle lamp the size of a hen's egg, brushed aluminium body, round clear glass lens",
}
PARTS = {
    "name": "The Wren lamp in parts",
    "look": "aluminium shell, round clear glass lens, silver reflector, one battery cell, a switch",
}
HANDS = {"name": "A pair of hands", "look": "woman's hands, short nails"}
POTTER = {"name": "The potter", "look": "strong bare forearms, linen sleeves rolled"}
WHEEL = {"name": "Potter's wheel", "set": "int", "look": "slate-grey wheel head, pale wet clay"}


def insert(**changes: Any) -> Insert | None:
    """What a close view shows; None where people or the set are the picture."""
    brief = Brief.read(body(location=BOX, **changes))
    return insert_for(brief, company(brief))


@pytest.mark.parametrize(
    ("name", "look", "cue"),
    [
        ("The Wren lamp", WREN["look"], "headlamp"),
        ("The lantern", "", "lamp"),
        ("Aurora", "a slim glass perfume bottle with a gold cap", "bottle"),
        ("Aurora", "red steel bicycle with a wicker basket", "bicycle"),
        ("Pocket watch", "silver, with a white face", "clock"),
        ("The X1", "wireless headphones in matt black", PRODUCT),
        ("The car", "red, with a fresh coat of paint", "car"),
        ("Aurora", "", None),
        ("Rose", "", None),
        ("Mr Bell", "", None),
        ("Rose", "a woman with a red coat", None),
        ("The lamp-lighter", "an old man with a lantern", None),
        ("The Rider", "woman of thirty, mustard rain jacket, steel touring bicycle", None),
        ("The Signal-Man", "sallow, dark beard", None),
        ("Grace", "tall, dark dress, a camera on a strap", None),
    ],
)
def test_the_words_decide_whether_the_cast_is_a_person_or_a_thing(
    name: str, look: str, cue: str | None
) -> None:
    assert ware_cue(Person(name, look)) == cue


def test_a_product_in_the_cast_is_shown_as_the_thing_it_is() -> None:
    shown = insert(characters=[WREN], size="CU", action="The Wren lamp stands alone on slate.")
    assert shown is not None
    assert (shown.cue, shown.hands) == ("headlamp", 0)
    assert shown.ware is not None
    assert shown.ware.name == "The Wren lamp"


def test_a_product_keeps_its_colour_and_another_has_another(clip: Make) -> None:
    def frame(look: str) -> np.ndarray:
        thing = {"name": "The radio", "look": look}
        shot = clip(characters=[thing], location=BOX, size="CU", time="day", frames=1,
                    width=320, height=180, action="It stands there.")  # fmt: skip
        return pictures(shot)[0].astype(int)

    red, blue = frame("red radio"), frame("blue radio")
    assert (red[..., 0] - blue[..., 0]).max() > 40
    assert (blue[..., 2] - red[..., 2]).max() > 40


def test_people_are_drawn_with_the_thing_they_have_and_not_the_thing_as_one_of_them() -> None:
    brief = Brief.read(body(characters=[WREN, TRAVELLER], size="FS", action="He waits."))
    cast = company(brief)
    assert insert_for(brief, cast) is None
    assert [person.name for person in cast.people] == ["The Traveller"]
    assert [ware.name for ware in cast.wares] == ["The Wren lamp"]


@pytest.mark.parametrize(
    ("action", "count"),
    [
        ("A fingertip presses the brass switch of The Wren lamp.", 1),
        ("One hand steadies The Wren lamp while the other turns a coin.", 2),
    ],
)
def test_hands_in_the_cast_are_hands_at_the_thing(action: str, count: int) -> None:
    shown = insert(characters=[WREN, HANDS], size="CU", action=action)
    assert shown is not None
    assert (shown.cue, shown.hands) == ("headlamp", count)


@pytest.mark.parametrize(
    ("action", "size", "cue"),
    [
        ("Her gloved hand pushes the door.", "CU", "door"),
        ("A key turns in the lock.", "ECU", "door"),
        ("The door at the end of the corridor.", "MCU", "door"),
        ("A key lies on the table.", "CU", "key"),
        ("Her hand opens the car door.", "CU", "car"),
        ("A letter is pushed under the door.", "CU", "letter"),
        ("The door at the end of the corridor.", "MS", None),
    ],
)
def test_a_door_is_seen_where_it_is_what_the_view_is_of(
    action: str, size: str, cue: str | None
) -> None:
    shown = insert(characters=[], size=size, action=action)
    assert (shown and shown.cue) == cue


def test_a_hand_that_is_at_nothing_is_in_the_picture(clip: Make) -> None:
    close = {"size": "CU", "action": "Her hand opens slowly.", "characters": []}
    shown = insert(**close)
    assert shown is not None
    shot = clip(**close, location=BOX, time="day", width=320, height=180)
    middle = pictures(shot)[0][50:120, 120:240].astype(int)
    skin = np.abs(middle - np.array(shown.skin)).max(axis=2) < 30
    assert skin.mean() > 0.1


def test_hands_that_lead_the_action_are_the_picture_and_a_face_that_is_named_is_not() -> None:
    close = {"characters": [POTTER], "size": "CU"}
    clay = "Two hands close round the spinning clay and two thumbs press down into its middle"
    shown = insert(action=clay, **close)
    assert shown is not None
    assert (shown.cue, shown.hands) == ("wheel", 2)
    face = insert(action="The potter looks up. His hands rest.", **close)
    assert face is None
    medium = {"characters": [POTTER], "size": "MCU"}
    assert insert(action="Hands move before a face that smiles.", **medium) is None
    assert insert(action="Fingertips draw the clay upwards.", **medium) is not None


def test_whoever_speaks_in_the_shot_is_seen() -> None:
    said = [{"speaker": "The potter", "line": "There.", "tone": None, "voice": None}]
    shot = {"characters": [POTTER], "size": "CU", "action": "Two hands close round the clay."}
    assert insert(dialogue=said, **shot) is None


def test_clay_on_a_wheel_is_no_cup_and_hands_that_are_not_there_are_not_drawn() -> None:
    action = "A dome of wet clay spins on the wheel, its rings like ripples in glass. No hands."
    shown = insert(characters=[], size="MCU", action=action)
    assert shown is not None
    assert (shown.cue, shown.hands) == ("wheel", 0)


def test_a_wheel_from_overhead_is_a_circle_and_from_the_eye_an_ellipse(clip: Make) -> None:
    def reach(angle: str) -> float:
        """How far the clay spreads in height over width; clay is what is warmer than slate."""
        shot = clip(characters=[], location=WHEEL, size="MCU", angle=angle, time="day", frames=1,
                    width=320, height=320, action="A smooth dome of clay spins.")  # fmt: skip
        frame = pictures(shot)[0].astype(int)[10:270, 40:280]
        rows, columns = np.nonzero(frame[..., 0] - frame[..., 2] > 45)
        return float(np.std(rows) / np.std(columns))

    assert reach("overhead") > 1.3 * reach("eye")


def test_five_parts_in_a_row_are_five_different_drawings() -> None:
    action = "The five parts lie in a neat row on the oak, evenly spaced and not touching."
    shown = insert(characters=[PARTS], size="MS", angle="overhead", action=action)
    assert shown is not None
    assert shown.row == ("shell", "lens", "reflector", "cell", "switch")


@pytest.mark.parametrize(
    "look",
    ["grey coat, no hat, dark hair", "without a hat", "bare-headed", "hatless", "no cap or hat"],
)
def test_a_hat_that_is_not_there_is_not_drawn(look: str) -> None:
    assert dress(Person("The Traveller", f"tall man, {look}")).hat is None
    assert dress(Person("The Traveller", "no beard, grey coat and a top hat")).hat == "top"


@pytest.mark.parametrize(
    ("action", "pose"),
    [
        ("He stands, left arm across its face, right arm waving slowly", "warn"),
        ("lays his left arm across his face and swings his right arm", "warn"),
        ("The black sleeve across the face of somebody, edged with light", "cover"),
        ("left sleeve held across the face so that no face is seen", "cover"),
        ("She covers her face and runs", "cover"),
        ("He walks across the street, facing us", "walk"),
    ],
)
def test_a_covered_face_comes_before_any_verb(action: str, pose: str) -> None:
    assert doing(action) == pose


@pytest.mark.parametrize(
    ("action", "count"),
    [
        ("Far below, four men in dark coats stand round something low.", 4),
        ("Two old women wait.", 2),
        ("A crowd fills the square.", 9),
        ("three figures on the ridge", 3),
        ("Nobody is there. The empty rails lead away.", 0),
        ("There are no two men alike, and no crowd.", 0),
    ],
)
def test_people_the_action_counts_are_there_without_a_name(action: str, count: int) -> None:
    brief = Brief.read(body(characters=[], size="ELS", action=action))
    assert extras(brief)[0] == count
    actors = stage(brief, (), 320, 180, "key").actors
    assert [actor.figure.name for actor in actors] == [""] * count
    named = Brief.read(body(characters=[SIGNALMAN], size="ELS", action=action))
    assert len(stage(named, named.people, 320, 180, "key").actors) == 1


@pytest.mark.parametrize(
    ("look", "hairdo"),
    [
        ("young man of twenty, wet dark curls", "curls"),
        ("woman of thirty, long black hair", "long"),
        ("woman, long, straight hair", "long"),
        ("long-haired guitarist", "long"),
        ("girl with two braids", "braids"),
        ("woman with a red bob", "bob"),
        ("bald man in a long coat, no hair", "bald"),
        ("man in a long coat, grey hair", "short"),
    ],
)
def test_hair_is_as_it_is_written(look: str, hairdo: str) -> None:
    assert dress(Person("Jonah", look)).hairdo == hairdo


def test_nobody_young_has_a_moustache_that_is_not_written() -> None:
    names = [f"Jonah {number}" for number in range(40)]
    assert {dress(Person(name, "young man of twenty")).beard for name in names} == {None}
    assert {dress(Person(name, "student with a moustache")).beard for name in names} == {
        "moustache"
    }


def test_a_hoodie_is_no_hood_and_a_robot_no_man_with_a_moustache() -> None:
    assert dress(Person("Tim", "young man in a hoodie")).hat is None
    assert dress(Person("Tim", "young man, hood up")).hat == "hood"
    for number in range(9):
        robot = dress(Person(f"Unit {number}", "humanoid robot, white shell"))
        assert (robot.hairdo, robot.beard, robot.garment) == ("bald", None, "shirt")
        assert min(robot.skin) > 200
    assert dress(Person("Pia", "girl of twelve")).garment == "shirt"
    assert dress(Person("Pia", "girl of twelve in a school uniform")).garment == "jacket"


@pytest.mark.parametrize(
    "look", ["woman of thirty, short red hair", "short-haired girl", "a woman with a pixie cut"]
)
def test_short_hair_is_short_on_anybody(look: str) -> None:
    assert {dress(Person(name, look)).hairdo for name in ("Lea", "Ada", "Ines")} == {"short"}


def test_a_motorbike_is_ridden_and_not_held_in_the_hand() -> None:
    lea = {"name": "Lea", "look": "woman of thirty"}
    bike = {"name": "The motorbike", "look": "an old black motorcycle"}
    brief = Brief.read(body(characters=[lea, bike], action="Lea rides the motorbike."))
    cast = company(brief)
    assert [ware.cue for ware in cast.wares] == ["bicycle"]
    assert rides(brief, cast.people[0])
