"""Words of the trade and of other tools: refused, and answered with ours."""

from __future__ import annotations

import pytest

from storyboard.read import trade
from storyboard.read.model import Angle, Size
from storyboard.read.movement import Move, Movement
from storyboard.read.transitions import CUT, KINDS, Transition
from tests.read.boards import changed, said, with_shot

HINTS = {
    "size: wide": "`size` cannot be `wide` (write `WS`)",
    "size: Medium Close-Up": "`size` cannot be `Medium Close-Up` (write `MCU`)",
    "size: two-shot": "`size` cannot be `two-shot` (write `MS`, and name both in `characters`)",
    "size: OTS": "`size` cannot be `OTS` (write `MCU`, name both in `characters`, "
    "and say over whose shoulder in the `action`)",
    "angle: bird's eye": "`angle` cannot be `bird's eye` (write `overhead`)",
    "movement: slow push in": "`movement` cannot be `push` (did you mean `slow dolly in`?)",
    "movement: pull back slowly": "`movement` cannot be `pull` (did you mean `slow dolly out`?)",
    "movement: Track left": "`movement` cannot be `Track` (did you mean `truck left`?)",
    "movement: whip pan right": "`movement` cannot be `whip` (did you mean `fast pan right`?)",
    "movement: locked off": "`movement` cannot be `locked` (did you mean `static`?)",
    "movement: pan up": "a pan goes left or right, not up (did you mean `tilt up`?)",
    "movement: {type: push}": "`movement` cannot be `push` (write `dolly`, with `direction: in`)",
    "transition: crossfade 12f": "`transition` cannot be `crossfade` (write `dissolve`)",
    "transition: {type: xfade}": "`transition` cannot be `xfade` (write `dissolve`)",
    "transition: l cut": "`transition` cannot be `l` (write `cut`, and let this shot's sound go "
    "on: `audio: {trail: 12f}`)",
    "camera: static": "`camera` is not a field of a shot (did you mean `movement`?)",
    "length: 4s": "`length` is not a field of a shot (did you mean `duration`?)",
    "seed: 5": "`seed` is not a field of a shot (write `overrides: {seed: …}`, if the model has "
    "one: see `storyboard models`)",
    "voiceover: Halloa!": "`voiceover` is not a field of a shot (write it in `dialogue`, with "
    "`off_screen: true`)",
    "dialogue: [{who: mara, text: Halloa!}]": "`who` is not a field of a line of dialogue "
    "(did you mean `speaker`?)",
    "dialogue: [{mara: {line: Halloa!, at: 1s}}]": "what is said stands behind the speaker's "
    "name, and the rest beside it (for example `- {mara: Not tonight., at: 2s}`)",
}


@pytest.mark.parametrize(("line", "expected"), HINTS.items(), ids=HINTS)
def test_a_word_of_the_trade_is_answered_with_ours(line: str, expected: str) -> None:
    (told,) = said(with_shot(line))
    assert told.split("]: ", 1)[1] == expected


def test_a_field_under_another_name_is_not_missed_under_its_own() -> None:
    assert said(changed("action", "description")) == [
        "12:9: error[unknown-field]: `description` is not a field of a shot "
        "(did you mean `action`?)"
    ]


def test_a_transition_may_be_said_as_people_say_it() -> None:
    said_short = Transition.model_validate("fade white 12f")
    assert Transition.model_validate("fade to white 12f") == said_short
    assert Transition.model_validate("fade through white 12f") == said_short


def test_a_transition_of_filling_words_alone_is_refused() -> None:
    (told,) = said(with_shot("transition: to"))
    assert "`transition` cannot be `to`" in told


OURS = {"size": Size, "angle": Angle, "movement": Move, "transition": [CUT, *KINDS]}


@pytest.mark.parametrize("field", OURS)
def test_what_is_advised_is_a_word_of_ours_and_what_is_refused_is_not(field: str) -> None:
    for word, advised in trade._WORDS[field].items():
        assert word not in {str(each) for each in OURS[field]}
        first = advised.split("`")[1] if advised.startswith("`") else None
        assert first is None or first in {str(each) for each in OURS[field]}


@pytest.mark.parametrize("move", trade._MOVES)
def test_a_move_that_is_advised_can_be_written(move: str) -> None:
    meant = trade.move_meant(move)
    assert meant is not None
    assert Movement.model_validate(meant).type in Move
    assert trade.move_meant(meant) is None
