"""Mistakes in the YAML itself: the exact words, with place, code and hint."""

from __future__ import annotations

import pytest

from tests.read.boards import GOOD, changed, said, shown, with_shot

MISTAKES = {
    "a key written twice": (
        changed("title", "title: Another\ntitle"),
        "3:1: error[duplicate-key]: `title` is written twice in the same place (keep one of them)",
    ),
    "a tag": (
        changed("She waits.", "!!str She waits."),
        "12:17: error[yaml-tag]: tags such as `str` mean nothing here "
        "(write the value without the tag)",
    ),
    "an apostrophe in single quotes": (
        with_shot("caption: 'Don't go'"),
        "14:23: error[yaml-syntax]: the quotes end before this "
        "(write an apostrophe twice, `'Don''t go'`, or put the text in double quotes)",
    ),
    "quotes in quotes": (
        with_shot('caption: "He says "no" to her"'),
        "14:28: error[yaml-syntax]: the quotes end before this "
        '(write `\\"` for a quote inside of others, or put the text in single quotes)',
    ),
    "an open list before another field": (
        with_shot("sfx: [rain, wind", "caption: Rain"),
        "14:14: error[yaml-syntax]: this `[` is never closed (write `]` after the last item)",
    ),
    "a star": (
        with_shot("caption: *bold* words"),
        "14:18: error[yaml-syntax]: text cannot start with `*` (put the text in quotes)",
    ),
    "an ampersand": (
        with_shot("caption: & sons"),
        "14:18: error[yaml-syntax]: text cannot start with `&` (put the text in quotes)",
    ),
    "no blank behind a colon": (
        with_shot("caption:Rain"),
        "14:16: error[yaml-syntax]: a blank is missing behind this `:` (write `caption: …`)",
    ),
    "a text on the line of its bar": (
        with_shot("caption: | Rain"),
        "14:20: error[yaml-syntax]: text cannot follow a `|` on its line "
        "(begin the text on the next line, further to the right, or put it in quotes)",
    ),
    "a number for a key": (
        changed("  mara:", "  12: {name: Twelve}\n  mara:"),
        "4:3: error[key-not-text]: `12` is not text, so it cannot be a key "
        '(put it in quotes: "12")',
    ),
    "a list for a key": (
        changed("  mara:", "  ? [a]\n  : {name: A}\n  mara:"),
        "4:5: error[key-not-text]: this is not text, so it cannot be a key (write `name: value`)",
    ),
    "a number that is none": (
        with_shot("cfg_scale: .nan"),
        "14:20: error[wrong-value]: `.nan` is not a number that can be used here "
        "(put it in quotes if it is text)",
    ),
    "an endless number": (
        with_shot("cfg_scale: .inf"),
        "14:20: error[wrong-value]: `.inf` is not a number that can be used here "
        "(put it in quotes if it is text)",
    ),
    "a number too long": (
        with_shot("overrides: {seed: 12345678901234567890}"),
        "14:27: error[wrong-value]: `12345678901234567890` is not a number that can be used "
        "here "
        "(put it in quotes if it is text)",
    ),
    "an escape": (
        changed("She waits.", '"\\e[31mred"'),
        "12:17: error[control-character]: the control character U+001B cannot stand in a "
        "storyboard "
        "(delete it from the quoted text)",
    ),
    "a merge of text": (
        with_shot("<<: text"),
        "14:13: error[wrong-type]: `<<` takes the fields of another mapping, and this is "
        "none "
        "(write `<<: *name` for a mapping anchored with `&name`)",
    ),
    "a tab for indentation": (
        changed("    location", "\tlocation"),
        "9:1: error[yaml-syntax]: a tab stands where only spaces may "
        "(YAML indents with spaces: replace the tab)",
    ),
    "a tab further in": (
        with_shot("movement:", "\ttype: pan"),
        "15:9: error[yaml-syntax]: a tab stands where only spaces may "
        "(YAML indents with spaces: replace the tab)",
    ),
    "a quote left open": (
        changed("She waits.", '"She waits.'),
        "12:17: error[yaml-syntax]: this quote is never closed (end the text with the same quote)",
    ),
    "a bracket left open": (
        changed("[mara]", "[mara"),
        "13:21: error[yaml-syntax]: this `[` is never closed (write `]` after the last item)",
    ),
    "a bracket left open, and more": (
        changed("{name: Mara}", "{name: Mara"),
        "4:9: error[yaml-syntax]: this `{` is never closed (write `}` after the last item)",
    ),
    "a comma left out in a long list": (
        with_shot("sfx: [", '  "rain"', '  "wind"', "]"),
        "16:11: error[yaml-syntax]: a `,` or `]` is missing before this (`]` closes a `[`)",
    ),
    "a colon in text": (
        changed("She waits.", "She says: no"),
        "12:25: error[yaml-syntax]: a `:` cannot stand here "
        "(put text that contains `: ` in quotes, or check the indentation)",
    ),
    "no colon": (
        changed("    location: quay", "    location quay"),
        "9:5: error[yaml-syntax]: this line has no `:` (write `field: value`)",
    ),
    "a field out of line": (
        changed("        action", "       action"),
        "12:8: error[yaml-syntax]: this does not line up with what stands above it "
        "(fields that belong together, and the items of a list, start in the same column)",
    ),
    "a list gone astray": (
        changed("    location: quay", "   location: quay"),
        "9:4: error[yaml-syntax]: this does not line up with what stands above it "
        "(fields that belong together, and the items of a list, start in the same column)",
    ),
    "text with an at sign": (
        changed("She waits.", "@home"),
        "12:17: error[yaml-syntax]: text cannot start with `@` (put the text in quotes)",
    ),
    "a backslash": (
        changed("She waits.", '"C:\\dir"'),
        "12:20: error[yaml-syntax]: an unknown escape in double quotes "
        "(in double quotes write `\\\\` for a backslash, or use single quotes)",
    ),
    "half a character": (
        changed("She waits.", '"\\ud83d\\ude82"'),
        "12:20: error[yaml-syntax]: this escape stands for no character "
        "(write the character itself, an emoji too: 🚂 and not its two halves)",
    ),
    "an alias to nothing": (
        changed("She waits.", "*waits"),
        "12:17: error[bad-alias]: `*waits` names nothing "
        "(mark a value above it with `&waits`, or put the text in quotes)",
    ),
    "an alias inside itself": (
        changed("[mara]", "&a [*a]"),
        "13:25: error[bad-alias]: `*a` stands inside what it names (write the value out)",
    ),
    "two documents": (
        GOOD + "---\nstoryboard: 1\n",
        "14:1: error[second-document]: a second document starts here; a file holds one "
        "storyboard "
        "(delete the `---`, or put it in a file of its own)",
    ),
    "a directive": (
        "%TAG ! x\n---\n" + GOOD,
        "1:1: error[yaml-directive]: a line cannot start with `%` "
        "(delete the directive; a storyboard needs none)",
    ),
    "nothing": (
        "",
        "error[empty-file]: film.yaml holds nothing "
        "(a storyboard starts with `storyboard: 1` and a `title:`)",
    ),
    "only comments": (
        "# a film\n\n# some day\n",
        "error[empty-file]: film.yaml holds only comments "
        "(a storyboard starts with `storyboard: 1` and a `title:`)",
    ),
    "a stray star": (
        with_shot("notes: * star"),
        "14:16: error[yaml-syntax]: text cannot start with `*` (put the text in quotes)",
    ),
    "a comma too many": (
        with_shot("sfx: [a,, b]"),
        "14:17: error[yaml-syntax]: this is not YAML: did not find expected node content "
        "(put the text in quotes if it is text)",
    ),
    "a control character": (
        changed("waits", "wa\x07its"),
        "12:23: error[control-character]: the control character U+0007 cannot stand in a "
        "storyboard "
        "(delete it; it may be invisible in an editor)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


def test_bytes_that_are_no_utf8_are_shown_where_they_stand() -> None:
    assert (
        shown("title: Café\n".encode() + b"look: caf\xe9 at night\n")
        == """\
error[not-utf8]: the byte 0xE9 is not UTF-8
 --> film.yaml:2:10
  |
2 | look: caf� at night
  |          ^
  = help: save it as UTF-8
"""
    )


def test_utf16_is_named() -> None:
    assert said("storyboard: 1\n".encode("utf-16")) == [
        "1:1: error[not-utf8]: the byte 0xFF is not UTF-8 "
        "(this looks like UTF-16; save the file as UTF-8)"
    ]


def test_a_duplicate_shows_the_first() -> None:
    assert (
        shown(changed("title", "title: Another\ntitle"))
        == """\
error[duplicate-key]: `title` is written twice in the same place
 --> film.yaml:3:1
  |
2 | title: Another
  | ----- first defined here
3 | title: The Signal-Man
  | ^^^^^
  = help: keep one of them
"""
    )


def test_an_open_bracket_is_shown_with_the_line_that_ran_into_it() -> None:
    assert (
        shown(changed("{name: Mara}", "{name: Mara"))
        == """\
error[yaml-syntax]: this `{` is never closed
 --> film.yaml:4:9
  |
4 |   mara: {name: Mara
  |         ^
5 | locations:
  |          - and this cannot be in it
  = help: write `}` after the last item
"""
    )


def test_columns_count_characters_with_crlf_and_a_byte_order_mark() -> None:
    spoilt = changed("Mara}", "Mara, look: 她等着, age: 5}").replace("\n", "\r\n")
    assert said("\ufeff" + spoilt) == [
        "4:33: error[unknown-field]: `age` is not a field of a character "
        "(its fields are `name`, `look` or `voice`)"
    ]
