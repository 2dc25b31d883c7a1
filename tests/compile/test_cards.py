"""Cards, compiled: the edit's alone, and nothing of a request changes for them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.compile.delivery import plan_delivery
from storyboard.compile.shotlist import Card, Face, Joint, Shotlist
from storyboard.errors import StoryboardError
from storyboard.plan.plan import Inventory, make_plan
from storyboard.read.edit import Fit
from storyboard.read.load import load
from tests.boards import SMALL, compiled, write_board
from tests.pictures import PNG

FIRST = "    shots:\n      - id: one\n"
CARD = (
    "    shots:\n      - id: card\n        card: {card}\n        duration: 30f\n      - id: one\n"
)


def with_card(card: str = "A small film", *lines: str) -> str:
    """The small film, which begins with a card of 30 frames."""
    more = "".join(f"        {line}\n" for line in lines)
    made = CARD.replace("{card}", card).replace("duration: 30f\n", f"duration: 30f\n{more}")
    return SMALL.replace(FIRST, made)


def requests(film: Shotlist) -> list[tuple[str, str, int, Decimal | None]]:
    return [(s.request.key, s.draft.key, s.clip_seconds, s.price) for s in film.filmed]


def test_a_card_stands_among_the_shots_and_has_no_request(tmp_path: Path) -> None:
    film = compiled(tmp_path, with_card("{text: A, subtitle: B, ground: blue, colour: white}"))
    (card,) = film.cards
    assert film.shots[0] is card
    assert [shot.id for shot in film.shots] == ["card", "one", "two", "three"]
    assert (card.frames, card.slate.number, card.slate.size) == (30, "1-01", "card")
    assert card.face == Face("A", "B", "#1e50c8", "#ffffff")
    assert film.frames == 30 + 24 * 3
    assert not hasattr(card, "request")


@pytest.mark.parametrize("lines", [[], ["transition: dissolve 8f"], ["transition: wipe left 12f"]])
def test_the_shots_around_it_are_bought_as_before(tmp_path: Path, lines: list[str]) -> None:
    assert requests(compiled(tmp_path, with_card("A", *lines))) == requests(compiled(tmp_path))


@pytest.mark.parametrize("draft", [True, False])
def test_the_plan_makes_nothing_for_it_whatever_it_says(tmp_path: Path, draft: bool) -> None:
    film = compiled(tmp_path, with_card())
    plan = make_plan(film, Inventory(), draft=draft)
    assert [planned.shot.id for planned in plan.shots] == ["one", "two", "three"]
    changed = make_plan(compiled(tmp_path, with_card("Another")), Inventory(), draft=draft)
    assert [s.request.key for s in changed.shots] == [s.request.key for s in plan.shots]


def test_a_dissolve_from_a_card_needs_a_handle_of_the_clip_alone(tmp_path: Path) -> None:
    card, one = compiled(tmp_path, with_card("A", "transition: dissolve 9f")).shots[:2]
    assert (card.joint, card.head, card.tail, one.head) == (Joint("dissolve", 9), 0, 0, 4)
    end = SMALL + "      - {id: end, card: The end, duration: 2s, transition: fade}\n"
    assert compiled(tmp_path, end).shots[-1].joint == Joint("fade", 12, None, "#000000")


def test_it_inherits_length_transition_and_fit_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(PNG)
    text = with_card("{ground: map.png}").replace("        duration: 30f\n", "", 1) + (
        "defaults: {duration: 1.5s, fit: contain, transition: dip 4f, sound: false, lens: 35}\n"
    )
    (card,) = compiled(tmp_path, text).cards
    assert (card.frames, card.joint.kind, card.slate.lens) == (36, "dip", None)
    assert (card.edit.fit, card.face.path) == (Fit.CONTAIN, tmp_path / "map.png")
    plain = compiled(tmp_path, text.replace("{ground: map.png}", "A")).cards[0]
    assert plain.face == Face("A")


def test_sound_reaches_over_a_card_and_it_has_none(tmp_path: Path) -> None:
    text = with_card().replace("id: one\n", "id: one\n        audio: {lead: 20f}\n")
    assert compiled(tmp_path, text).filmed[0].audio.lead == 20
    with pytest.raises(StoryboardError, match="the shot before it lasts 30"):
        compiled(tmp_path, text.replace("lead: 20f", "lead: 31f"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["transition: dissolve 70f"], "a dissolve of 70 frames is too long for a shot of"),
        (["duration: 0"], "a shot lasts at least one frame"),
    ],
)
def test_what_does_not_fit_a_card_is_told(tmp_path: Path, lines: list[str], expected: str) -> None:
    text = with_card("A", *lines)
    if "duration: 0" in lines:
        text = text.replace("        duration: 30f\n", "", 1)
    with pytest.raises(StoryboardError, match=expected):
        compiled(tmp_path, text)


def test_a_film_may_be_of_cards_alone_and_end_with_one(tmp_path: Path) -> None:
    text = "storyboard: 1\ntitle: Cards\nscenes: [{id: a, shots: [{id: b, card: C}]}]\n"
    film = compiled(tmp_path, text)
    assert (film.filmed, film.frames) == ((), 96)
    assert isinstance(film.shots[0], Card)
    assert make_plan(film, Inventory(), draft=False).pending is False
    assert plan_delivery(load(write_board(tmp_path, text)).storyboard, film).poster == "b"


def test_the_poster_is_no_card_unless_one_is_named(tmp_path: Path) -> None:
    for text, poster in ((with_card(), "one"), (with_card() + "poster: card\n", "card")):
        film = compiled(tmp_path, text)
        assert plan_delivery(load(tmp_path / "film.yaml").storyboard, film).poster == poster
