"""Styles, props, blocking, panels, takes and trims: how they are written, and mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from storyboard.read.load import load
from storyboard.read.model import Shot
from storyboard.read.staging import Present
from tests.read.boards import GOOD, changed, said, with_shot

THINGS = "styles: {noir: hard light}\nprops: {lamp: {name: The lamp}}\n"


def shot(text: str) -> Shot:
    Path("film.yaml").write_text(text)
    found = load(Path("film.yaml")).storyboard.scenes[0].shots[0]
    assert isinstance(found, Shot)
    return found


@pytest.mark.parametrize(
    ("written", "blocking"),
    [
        ("mara", None),
        ("mara: frame left, back to us", None),
        ("{mara: frame left}", "frame left"),
        ("{character: mara, blocking: frame left}", "frame left"),
        ("{character: mara}", None),
    ],
)
def test_somebody_stands_somewhere(written: str, blocking: str | None) -> None:
    if written.startswith("mara:"):
        text = changed("[mara]", f"\n          - {written}")
        blocking = "frame left, back to us"
    else:
        text = changed("[mara]", f"[{written}]")
    assert shot(text).characters == (Present(character="mara", blocking=blocking),)


def test_a_style_is_a_look_or_a_mapping() -> None:
    for written in ("hard light", "{look: hard light}"):
        text = GOOD + f"styles: {{noir: {written}}}\ndefaults: {{style: noir}}\n"
        Path("film.yaml").write_text(text)
        assert load(Path("film.yaml")).storyboard.styles["noir"].look == "hard light"


def test_a_trim_is_a_beginning_or_two_ends() -> None:
    for written in ("12f", "{in: 12f}"):
        trim = shot(with_shot(f"trim: {written}")).trim
        assert trim is not None
        assert (str(trim.start), trim.end) == ("12f", None)


def test_panels_are_read_by_what_is_in_them() -> None:
    Path("panels").mkdir()
    Image.new("RGB", (32, 18)).save("panels/a.png")
    Path("film.yaml").write_text(with_shot("panels: [panels/a.png]"))
    assert load(Path("film.yaml")).pictures["panels/a.png"].kind == "png"


MISTAKES = {
    "a style that there is not": (
        with_shot("style: nior") + THINGS + "defaults: {style: noir}\n",
        "14:16: error[unknown-style]: there is no style `nior` in `styles` (did you mean `noir`?)",
    ),
    "a style in a scene's defaults": (
        changed("    shots:", "    defaults: {style: ink}\n    shots:") + THINGS,
        "10:23: error[unknown-style]: there is no style `ink` in `styles` (`styles` has `noir`)",
    ),
    "no style at all": (
        with_shot("style: ink"),
        "14:16: error[unknown-style]: there is no style `ink` in `styles` (define it: `styles:` "
        "with `ink:` under it)",
    ),
    "a prop misspelt": (
        with_shot("props: [lmap]") + THINGS + "defaults: {style: noir}\n",
        "14:17: error[unknown-prop]: there is no prop `lmap` in `props` (did you mean `lamp`?)",
    ),
    "somebody misspelt, with blocking": (
        changed("[mara]", "[marra: frame left]"),
        "13:22: error[unknown-character]: there is no character `marra` in `cast` (did you mean "
        "`mara`?)",
    ),
    "two in one item": (
        changed("[mara]", "[{mara: left, finn: right}]"),
        "13:22: error[wrong-value]: item 1 of `characters` is more than one character (start every "
        "character's item with `- `, for example `- mara: frame left`)",
    ),
    "a number for a name": (
        changed("[mara]", "[7]"),
        "13:22: error[wrong-value]: item 1 of `characters` is nobody's name (write a name from "
        "`cast`, or `mara: frame left` with where they are)",
    ),
    "blocking of nobody": (
        changed("[mara]", "[{blocking: left}]"),
        "13:22: error[missing-field]: this character of a shot has no `character` (add "
        "`character:`)",
    ),
    "a take that is none": (
        with_shot("take: 0"),
        "14:15: error[wrong-value]: `take` must be at least 1, not 0",
    ),
    "a take in words": (
        with_shot("take: second"),
        '14:15: error[wrong-type]: `take` must be a whole number, not the text "second"',
    ),
    "an empty trim": (
        with_shot("trim: {}"),
        "14:15: error[wrong-value]: `trim` is empty (give it an `in` or an `out`, for example "
        "`in: 12f`)",
    ),
    "a trim with a slip": (
        with_shot("trim: {i: 12f}"),
        "14:16: error[unknown-field]: `i` is not a field of a trim (did you mean `in`?)",
    ),
    "a trim in other words": (
        with_shot("trim: early"),
        "14:15: error[wrong-value]: 'early' is not a length of time (write 4s, 3.5, 96f or "
        "00:00:04:00)",
    ),
    "a panel that is not there": (
        with_shot("panels: [panels/a.png]"),
        "14:18: error[missing-file]: there is no file `panels/a.png` (paths are relative to the "
        "storyboard's folder)",
    ),
    "a panel out of the project": (
        with_shot("panels: [../a.png]"),
        "14:18: error[outside-project]: `../a.png` does not stay in the project's folder (copy "
        "the picture into it and write its path from there, for example panels/a.png)",
    ),
    "somewhere that is no yes or no": (
        with_shot("dialogue: [{mara: No., off_screen: left}]"),
        '14:44: error[wrong-type]: `off_screen` must be true or false, not the text "left"',
    ),
    "a cue on a card": (
        changed("action: She waits.", "card: Night").replace("characters: [mara]", "music_cue: x"),
        "13:9: error[unknown-field]: `music_cue` is not a field of a card (leave it out: the edit "
        "draws a card, there is no clip)",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_one_line(mistake: str) -> None:
    text, expected = MISTAKES[mistake]
    assert [line for line in said(text) if "error[" in line] == [expected]


def test_what_no_shot_names_is_told() -> None:
    Path("film.yaml").write_text(GOOD + THINGS)
    warnings = load(Path("film.yaml")).warnings
    assert [(each.code, each.message) for each in warnings] == [
        ("unused-style", "no shot has the style `noir`"),
        ("unused-prop", "no shot has the prop `lamp`"),
    ]
