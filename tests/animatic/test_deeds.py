"""Each of several people is drawn doing what the words say of them."""

from __future__ import annotations

import numpy as np
import pytest

from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.company import carried
from storyboard.generate.providers.animatic.deeds import deeds, roles
from storyboard.generate.providers.animatic.figures import Actor, hand_at
from storyboard.generate.providers.animatic.pose import POSES
from storyboard.generate.providers.animatic.posing import pose_for
from storyboard.generate.providers.animatic.wardrobe import dress
from tests.animatic.conftest import body

MARA, ABEL, FINN = (Person(name) for name in ("Mara", "Abel", "Finn"))
CAST = [MARA, ABEL, FINN]


@pytest.mark.parametrize(
    ("action", "does"),
    [
        ("Mara kneels beside Abel, who lies in the snow.", {"Mara": "kneel", "Abel": "lie"}),
        ("Finn runs to the left, Abel chases him", {"Finn": "run", "Abel": "run"}),
        ("Mara sits. Finn slowly walks to the door", {"Mara": "sit", "Finn": "walk"}),
        ("Mara falls to her knees. Abel hides behind a barrel", {"Mara": "kneel", "Abel": "kneel"}),
        ("Mara draws and fires. Abel hides his face", {"Mara": "point", "Abel": "cover"}),
        ("Mara fires at Abel, who falls", {"Mara": "point", "Abel": "fall"}),
        ("Mara sleeps, Abel sits up in bed", {"Mara": "lie", "Abel": "sit"}),
        ("Mara waits. Fires burn on the hills", {"Mara": "fold"}),
        ("Mara, Abel and Finn run", {"Mara": "run", "Abel": "run", "Finn": "run"}),
        ("Mara and Abel sit, Finn stands", {"Mara": "sit", "Abel": "sit", "Finn": "stand"}),
        ("Mara sits frame left and Abel frame right", {"Mara": "sit", "Abel": "sit"}),
        ("A boat comes in; Abel waves from the pier", {"Abel": "wave"}),
        ("As the train comes in Abel waves", {"Abel": "wave"}),
        ("Sitting at the desk, Abel reads", {"Abel": "sit"}),
        # Whose the verb is cannot be told from the name before it.
        ("Mara points at Abel and walks off", {"Mara": "point"}),
        ("Mara gives Abel a book to read", {}),
        ("Rain. Nobody is here.", {}),
    ],
)
def test_a_verb_is_said_of_whom_it_follows(action: str, does: dict[str, str]) -> None:
    assert deeds(action, CAST) == does


def acted(action: str, *people: Person) -> list[str | None]:
    cast = [{"name": person.name, "look": ""} for person in people]
    return roles(Brief.read(body(action=action, characters=cast)), people)


def test_who_is_not_said_to_do_anything_does_not_do_what_others_do() -> None:
    assert acted("Mara kneels beside Abel.", ABEL, MARA) == [None, "kneel"]


def test_what_nobody_is_named_for_is_the_leads() -> None:
    assert acted("Somebody weeps. She sits down.", MARA, ABEL) == ["cover", None]
    assert acted("They run.", MARA, ABEL) == ["run", "run"]


def test_a_covered_face_is_what_the_shot_is_about() -> None:
    assert acted("Abel stands. His arm lies across his face.", ABEL) == ["cover"]


def test_arms_are_crossed_by_who_stands_with_arms_crossed() -> None:
    assert acted("Abel stands with arms crossed.", ABEL) == ["fold"]
    assert acted("Abel stands still.", ABEL) == ["stand"]


@pytest.mark.parametrize(
    ("action", "nod"),
    [
        ("Abel stands looking up at the sky.", 24),
        ("Abel stands. Instead of looking up towards the voice he listens.", 0),
        ("Abel stands without once looking down.", 0),
    ],
)
def test_what_is_not_done_is_not_drawn(action: str, nod: float) -> None:
    brief = Brief.read(body(action=action, size="MS", characters=[]))
    assert pose_for(brief, "stand", np.random.default_rng(1), speaks=False).head_nod == nod


@pytest.mark.parametrize("left", [True, False])
def test_a_gun_is_in_the_hand_that_is_stretched_out(left: bool) -> None:
    pose = POSES["point"] if left else POSES["point"].mirrored()
    actor = Actor(dress(Person("Mara", "woman")), (0, 0, 0), 0.0, pose)
    across, up, ahead = hand_at(actor, stretched=True)
    assert ahead > 0.4
    assert up > 1
    assert bool(across < 0) is left


def test_whoever_fires_has_a_gun() -> None:
    cast = [{"name": "Mara", "look": "woman"}]
    for action, thing in (("Mara fires twice.", "gun"), ("Mara fires up the stove.", None)):
        assert carried(Brief.read(body(action=action, characters=cast))) == thing
