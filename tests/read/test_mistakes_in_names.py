"""Names that do not fit together: the exact words, with place, code and hint."""

from __future__ import annotations

import pytest

from tests.read.boards import GOOD, changed, said, shown, with_shot

MISTAKES = {
    "a misspelt character": (
        changed("[mara]", "[marra]"),
        "13:22: error[unknown-character]: there is no character `marra` in `cast` "
        "(did you mean `mara`?)",
    ),
    "a character nobody knows": (
        changed("[mara]", "[zoe]"),
        "13:22: error[unknown-character]: there is no character `zoe` in `cast` "
        "(`cast` has `mara`)",
    ),
    "no cast at all": (
        changed("cast:\n  mara: {name: Mara}\n", ""),
        "11:22: error[unknown-character]: there is no character `mara` in `cast` "
        "(define it: `cast:` with `mara:` under it)",
    ),
    "an unknown speaker": (
        with_shot("dialogue:", "  - marra: Not tonight."),
        "15:13: error[unknown-character]: there is no character `marra` in `cast` "
        "(did you mean `mara`?)",
    ),
    "an unknown speaker, written out": (
        with_shot("dialogue:", "  - {speaker: marra, line: Not tonight.}"),
        "15:23: error[unknown-character]: there is no character `marra` in `cast` "
        "(did you mean `mara`?)",
    ),
    "an unknown location": (
        changed("location: quay", "location: key"),
        "9:15: error[unknown-location]: there is no location `key` in `locations` "
        "(`locations` has `quay`)",
    ),
    "two scenes of one id": (
        GOOD + "  - {id: sc010, shots: [{id: b, action: x}]}\n",
        "14:10: error[duplicate-id]: two scenes have the id `sc010` "
        "(give this scene an id of its own)",
    ),
    "two shots of one id": (
        GOOD + "  - {id: sc020, shots: [{id: sc010_0010, action: x}]}\n",
        "14:30: error[duplicate-id]: two shots have the id `sc010_0010` "
        "(give this shot an id of its own)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


def test_everything_is_told_at_once_in_the_order_of_the_file() -> None:
    spoilt = with_shot("sound: on", "lens: wide", "dialogue:", "  - finn: Here!")
    spoilt = spoilt.replace("title:", "title: A\ntitle:").replace("location: quay", "location: key")
    assert said(spoilt.replace("mara: {name", "mara: {nmae")) == [
        "3:1: error[duplicate-key]: `title` is written twice in the same place (keep one of them)",
        "5:10: error[unknown-field]: `nmae` is not a field of a character (did you mean `name`?)",
        "10:15: error[unknown-location]: there is no location `key` in `locations` "
        "(`locations` has `quay`)",
        '15:16: error[wrong-type]: `sound` must be true or false, not the text "on" '
        "(did you mean `true`?)",
        '16:15: error[wrong-type]: `lens` must be a whole number, not the text "wide"',
        "18:13: error[unknown-character]: there is no character `finn` in `cast` "
        "(`cast` has `mara`)",
    ]


def test_an_id_used_twice_shows_the_first_use() -> None:
    assert (
        shown(GOOD + "      - {id: sc010_0010, action: x}\n")
        == """\
error[duplicate-id]: two shots have the id `sc010_0010`
  --> film.yaml:14:14
   |
11 |       - id: sc010_0010
   |             ---------- first used here
...
14 |       - {id: sc010_0010, action: x}
   |              ^^^^^^^^^^
   = help: give this shot an id of its own
"""
    )
