"""Cards: what can be written, and mistakes in exact words."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.errors import StoryboardError
from storyboard.read.load import load
from storyboard.read.model import CardShot
from tests.pictures import PNG
from tests.read.boards import GOOD, said
from tests.read.test_schema import agrees, loads

LONG_CREDITS = 'text: "' + "a\\n" * 20 + 'b"'


def with_card(*lines: str) -> str:
    """The good storyboard with a card after its only shot: its `id` is line 14."""
    return GOOD + "      - id: card\n" + "".join(f"        {line}\n" for line in lines)


MISTAKES = {
    "a field of a shot": (
        with_card("card: The end", "action: It is over."),
        "16:9: error[unknown-field]: `action` is not a field of a card "
        "(leave it out: the edit draws a card, there is no clip)",
    ),
    "speech": (
        with_card("card: The end", "dialogue: [{mara: No.}]"),
        "16:9: error[unknown-field]: `dialogue` is not a field of a card "
        "(leave it out: the edit draws a card, there is no clip)",
    ),
    "sound of its own": (
        with_card("card: The end", "audio: {gain: 3dB}"),
        "16:9: error[unknown-field]: `audio` is not a field of a card "
        "(leave it out: the edit draws a card, there is no clip)",
    ),
    "a misspelt field": (
        with_card("card: The end", "duraton: 2s"),
        "16:9: error[unknown-field]: `duraton` is not a field of a card (did you mean `duration`?)",
    ),
    "a comma in a text without quotes": (
        with_card("card: {text: London, in March}"),
        "15:30: error[unknown-field]: `in March` is not a field of `card` "
        '(a comma ends a text in `{ }`; put it in quotes: `text: "London, in March"`)',
    ),
    "a field too deep": (
        with_card("card: {text: The end, duration: 2s}"),
        "15:31: error[unknown-field]: `duration` is not a field of `card` "
        "(it is a field of a shot, a card, `defaults` or a transition)",
    ),
    "no text": (
        with_card("card:"),
        "15:14: error[wrong-type]: `card` is empty (give it a value)",
    ),
    "nothing": (
        with_card("card: {colour: red}"),
        "15:15: error[wrong-value]: a card shows nothing (give it a `text` or a `ground`)",
    ),
    "nothing that rolls": (
        with_card("card: {ground: red, roll: true}"),
        "15:15: error[wrong-value]: a card has no text that could roll (give it a `text`)",
    ),
    "an unknown colour": (
        with_card("card: {text: The end, ground: blak}"),
        "15:39: error[wrong-value]: `ground` cannot be `blak` (did you mean `black`?)",
    ),
    "a colour after a blank": (
        with_card("card:", "  text: The end", "  ground: #102030"),
        "17:19: error[lost-colour]: `#102030` is a comment here: a `#` after a blank begins one "
        '(put it in quotes, for example "fade #102030")',
    ),
    "a picture that is not there": (
        with_card("card: {text: The end, ground: panels/map.png}"),
        "15:39: error[missing-file]: there is no file `panels/map.png` "
        "(paths are relative to the storyboard's folder)",
    ),
    "a picture outside": (
        with_card("card: {ground: ../map.png}"),
        "15:24: error[outside-project]: `../map.png` does not stay in the project's folder "
        "(copy the picture into it and write its path from there, for example panels/a.png)",
    ),
    "too many lines": (
        with_card(f"card: {{{LONG_CREDITS}}}"),
        "15:15: error[wrong-value]: a card has room for 20 lines and 1000 characters "
        "(let it roll (`roll: true`) or make two cards of it)",
    ),
    "a shot that starts with a card": (
        with_card("card: The end")
        + "      - id: next\n        action: She waits.\n        first_frame: {shot: card}\n",
        "18:29: error[not-a-clip]: `card` is a card: it has no clip, and no last frame "
        "(name an earlier shot, or a picture file)",
    ),
    "an id that is taken": (
        with_card("card: The end").replace("id: card", "id: sc010_0010"),
        "14:13: error[duplicate-id]: two shots have the id `sc010_0010` "
        "(give this shot an id of its own)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "lines",
    [
        ["card: The end"],
        ["card: {text: The end}", "duration: 2s", "transition: fade white 1s", "notes: At last."],
        ["card: {text: The end, subtitle: of it, ground: white, colour: '#102030'}"],
        ["card: {ground: black}", "fit: contain"],
        ["card:", "  roll: true", "  text: |", "    One", "", "    Two"],
        [f"card: {{roll: true, {LONG_CREDITS}}}"],
        ["card: {ground: panels/map.png}", "fit: blur"],
    ],
)
def test_what_can_be_written(lines: list[str]) -> None:
    Path("panels").mkdir()
    Path("panels/map.png").write_bytes(PNG)
    assert loads(with_card(*lines))
    assert agrees(with_card(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        ["card: [The end]"],
        ["card: {text: The end, size: CU}"],
        ["card: The end", "action: She waits."],
        ["card: The end", "caption: Later."],
        ["card: {ground: blak}"],
        ["card: {text: The end, roll: 1}"],
    ],
)
def test_the_schema_refuses_what_is_refused(lines: list[str]) -> None:
    assert not loads(with_card(*lines))
    assert not agrees(with_card(*lines))


def test_a_picture_counts_by_its_bytes() -> None:
    Path("map.png").write_bytes(PNG)
    Path("film.yaml").write_text(with_card("card: {ground: map.png}"))
    loaded = load(Path("film.yaml"))
    assert list(loaded.pictures) == ["map.png"]
    card = loaded.storyboard.scenes[0].shots[1]
    assert isinstance(card, CardShot)
    Path("map.png").write_bytes(b"no picture")
    with pytest.raises(StoryboardError, match="is not a PNG, JPEG or WebP picture"):
        load(Path("film.yaml"))
