"""What people are at, in, on and under: tables, boats, horses, umbrellas; and groups of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.generate.providers.animatic.boats import afloat, oars, on_deck
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.carrying import at_the_ear, umbrella
from storyboard.generate.providers.animatic.company import carried, company, mounted, riders
from storyboard.generate.providers.animatic.cues import doing
from storyboard.generate.providers.animatic.figures import hand_at
from storyboard.generate.providers.animatic.idioms import fittings, land
from storyboard.generate.providers.animatic.palette import named
from storyboard.generate.providers.animatic.pose import POSES
from storyboard.generate.providers.animatic.seats import before
from storyboard.generate.providers.animatic.staging import stage
from tests.animatic.conftest import body, pictures

Make = Callable[..., Path]
ELI = {"name": "Eli", "look": "cowboy, brown hat, red shirt"}
RUTH = {"name": "Ruth", "look": "woman in a green dress, long hair"}
DUSTY = {"name": "Dusty", "look": "a white horse"}
LAKE = {"name": "Lake", "set": "ext", "look": "a wide lake with a jetty"}
KITCHEN = {"name": "Kitchen", "set": "int", "look": "a table, a window"}


def shot(action: str, *cast: dict[str, str], **changes: Any) -> Brief:
    plain = {"size": "FS", "location": LAKE, "characters": list(cast)}
    return Brief.read(body(**{**plain, **changes}, action=action))


@pytest.mark.parametrize(
    ("action", "what"),
    [
        ("Ruth sits at the kitchen table.", "table"),
        ("They sit around a table and wait.", "table"),
        ("Seated at his desk, Eli writes.", "desk"),
        ("Ruth and Eli are sitting across the table from each other.", "table"),
        ("Ruth plays the old piano.", "piano"),
        ("Ruth sits by the window.", None),
        ("Eli stands at the table.", None),
    ],
)
def test_what_somebody_sits_at(action: str, what: str | None) -> None:
    assert before(shot(action, RUTH, ELI)) == what


@pytest.mark.parametrize(
    ("action", "boat", "deck"),
    [
        ("Eli rows a small boat across the lake.", True, False),
        ("Ruth sits in the canoe.", True, False),
        ("They drift in a rowing boat.", True, False),
        ("Eli looks at the boat.", False, True),
        ("No boat is to be seen.", False, True),
        ("Ruth waits on the jetty.", False, True),
        ("Ruth lies on the sand.", False, False),
    ],
)
def test_who_is_on_the_water(action: str, boat: bool, deck: bool) -> None:
    found = shot(action, RUTH)
    assert (afloat(found), on_deck(found)) == (boat, deck)
    assert not afloat(shot(action, RUTH, location=KITCHEN))


def test_in_a_boat_everybody_sits() -> None:
    brief = shot("Ruth and Eli sit in a boat; Eli rows.", RUTH, ELI)
    staged = stage(brief, company(brief).people, 320, 180, "key")
    assert [actor.pose.legs[0][0] > 60 for actor in staged.actors] == [True, True]


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
@pytest.mark.parametrize("side", [-1, 1])
def test_who_rows_has_the_oars_in_the_hands(key: str, side: int) -> None:
    brief = shot("Ruth and Eli sit in a boat; Eli rows.", RUTH, ELI)
    staged = stage(brief, company(brief).people, 320, 180, key)
    yaw = staged.eye.yaw
    (eli,) = [actor for actor in staged.actors if actor.figure.name == "Eli"]
    ((hand, lock, blade),) = oars(brief, staged.actors, yaw, side)
    assert any(np.allclose(hand, hand_at(eli, left=left)) for left in (True, False))
    assert hand[1] > lock[1] > 0.3
    assert blade[1] == pytest.approx(-0.02)
    deep = np.array([np.sin(yaw), 0, np.cos(yaw)]) * side
    assert hand @ deep < lock @ deep < blade @ deep


def test_who_drifts_has_none() -> None:
    brief = shot("Eli drifts in a boat.", ELI)
    staged = stage(brief, company(brief).people, 320, 180, "key")
    assert oars(brief, staged.actors, staged.eye.yaw, -1) == []


@pytest.mark.parametrize(
    ("action", "who"),
    [
        ("Eli rides Dusty, Ruth walks beside him.", {"Eli"}),
        ("Eli and Ruth gallop on horses.", {"Eli", "Ruth"}),
        ("Ruth rides ahead. Eli leads Dusty.", {"Ruth"}),
        ("Eli and Ruth look at the horse.", set()),
    ],
)
def test_who_sits_on_a_horse(action: str, who: set[str]) -> None:
    brief = shot(action, ELI, RUTH, DUSTY)
    assert riders(brief) == who
    staged = stage(brief, company(brief).people, 320, 180, "key")
    assert {actor.figure.name for actor in staged.actors if actor.saddled} == who


def test_a_horse_need_not_be_in_the_cast() -> None:
    assert mounted(shot("Eli rides his horse home.", ELI))
    assert not mounted(shot("Eli rides home.", ELI))


@pytest.mark.parametrize(
    ("look", "name", "count"),
    [
        ("six soldiers in grey coats", "The soldiers", 6),
        ("in grey coats", "The soldiers", 4),
        ("three nuns in black", "Sisters of Mercy", 3),
        ("a crowd of people", "Crowd", 7),
        ("tall man with two scars", "Otto", 1),
        ("mother of three children, in a blue dress", "Mara", 1),
    ],
)
def test_a_group_is_as_many_as_it_says(look: str, name: str, count: int) -> None:
    brief = shot("They wait.", {"name": name, "look": look})
    people = company(brief).people
    assert len(people) == count
    staged = stage(brief, people, 640, 360, "key")
    figures = [actor.figure for actor in staged.actors]
    assert len({figure.cloth for figure in figures}) == 1
    assert count == 1 or len({(f.hair, f.skin, f.height) for f in figures}) > 1


def test_an_umbrella_has_its_colour_and_is_up() -> None:
    assert umbrella(shot("Ruth waits under a red umbrella.", RUTH)) == named("red")
    assert umbrella(shot("Ruth holds an umbrella.", RUTH)) is not None
    for action in ("Ruth closes her umbrella.", "No umbrella.", "The umbrella stand falls."):
        assert umbrella(shot(action, RUTH)) is None


@pytest.mark.parametrize(
    ("action", "deed"),
    [
        ("holds the phone to her ear", "phone"),
        ("talks on the phone", "phone"),
        ("answers the old telephone", "phone"),
        ("holds a phone", "hold"),
        ("tips his hat", "tip"),
        ("dances alone", "dance"),
        ("marches along the road", "walk"),
        ("rows across", "row"),
        ("washes a cup", "hold"),
        ("plays the piano", "sit"),
        ("plays the part of a thief", None),
        ("plays the guitar", "strum"),
        ("kicks the ball", "kick"),
        ("jumps for joy", "jump"),
        ("smokes by the window", "smoke"),
        ("smoke rises", None),
        ("punches him", "fight"),
        ("kisses her", "hug"),
    ],
)
def test_what_is_done(action: str, deed: str | None) -> None:
    assert doing(action) == deed


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
def test_a_telephone_is_at_the_ear_on_our_side(key: str) -> None:
    brief = shot("Ruth talks on the phone.", RUTH, size="MS")
    (actor,) = stage(brief, company(brief).people, 320, 180, key).actors
    assert at_the_ear(actor)
    left = actor.pose.arms != POSES["phone"].arms
    staged = stage(brief, company(brief).people, 320, 180, key)
    depths = [staged.eye.depth(hand_at(actor, left=side)) for side in (left, not left)]
    assert depths[0] < depths[1] + 0.25


@pytest.mark.parametrize(
    "action", ["They kiss.", "Eli hugs Ruth.", "Ruth and Eli dance.", "They fight."]
)
def test_what_two_do_takes_both_and_little_room(action: str) -> None:
    brief = shot(action, RUTH, ELI, size="MS")
    one, other = stage(brief, company(brief).people, 320, 180, "key").actors
    assert one.pose in (other.pose, other.pose.mirrored())
    assert abs(one.at[0] - other.at[0]) < 0.85


def test_who_jumps_is_off_the_ground() -> None:
    brief = shot("Ruth jumps.", RUTH)
    (actor,) = stage(brief, company(brief).people, 320, 180, "key").actors
    assert actor.at[1] > 0.2


def test_many_of_a_thing_are_that_thing() -> None:
    assert fittings("a blackboard, rows of desks") == ("board", "desk")
    assert fittings("steel counters and ovens") == ("sink", "stove")
    assert land("a football pitch, campfires") == ("pitch", "fire")


def test_a_glass_in_the_hand() -> None:
    assert carried(shot("Eli leans on the bar with a glass of beer.", ELI)) == "glass"
    assert carried(shot("Eli raises his glass.", ELI)) == "glass"
    assert carried(shot("Rain on the glass.", ELI)) is None
    assert carried(shot("Ruth holds a cup of tea.", RUTH)) == "cup"


@pytest.mark.parametrize(
    ("action", "other"),
    [
        ("Ruth opens the fridge.", "Ruth opens the drawer."),
        ("Ruth washes up at the sink.", "Ruth washes up at home."),
        ("Ruth plays the piano.", "Ruth plays the fool."),
        ("Ruth sits at the table.", "Ruth sits at home."),
        ("Ruth writes on the blackboard.", "Ruth writes on the wall."),
    ],
)
def test_what_somebody_is_at_is_drawn(clip: Make, action: str, other: str) -> None:
    room = {"width": 320, "height": 180, "frames": 1, "location": KITCHEN, "time": "day"}
    room |= {"size": "MLS", "characters": [RUTH], "without": ["action"]}

    def frame(words: str) -> np.ndarray:
        return pictures(clip(**room, action=words))[0].astype(int)

    changed = np.abs(frame(action) - frame(other)).max(axis=2) > 40
    assert changed.mean() > 0.02


@pytest.mark.parametrize("size", ["ECU", "MS", "ELS"])
@pytest.mark.parametrize("angle", ["low", "overhead"])
@pytest.mark.parametrize(
    "action",
    [
        "Ruth and Eli row a boat under an umbrella.",
        "Eli rides a horse along the jetty, Ruth talks on the phone.",
        "They dance at the table.",
        "Ruth plays the guitar by the campfire.",
        "Ruth smokes, Eli kicks a ball on the pitch.",
        "They kiss. They jump. They fight.",
    ],
)
def test_whatever_the_framing_it_is_drawn(clip: Make, size: str, angle: str, action: str) -> None:
    framed = {"size": size, "angle": angle, "location": LAKE, "frames": 1}
    made = clip(**framed, characters=[RUTH, ELI], action=action)
    assert pictures(made)[0].std() > 5
