"""Variables: what they become, where mistakes with them are told, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.cli.diagnostics import concise
from storyboard.errors import StoryboardError
from storyboard.read.edition import Edition
from storyboard.read.load import Loaded, load
from storyboard.read.model import Shot
from storyboard.read.staging import Present
from storyboard.read.variables import MAX_MENTIONS
from tests.read.boards import GOOD, problems, said, with_shot

VARS = "vars: {hero: Mara, lens: 35, ratio: 1.50, night: true, take: '007', price: $5}\n"


def loaded(text: str, given: Mapping[str, str] | None = None) -> Loaded:
    Path("film.yaml").write_text(text, "utf-8")
    return load(Path("film.yaml"), edition=Edition(given=given or {}))


def shot(*lines: str, given: Mapping[str, str] | None = None) -> Shot:
    return loaded(VARS + with_shot(*lines), given).storyboard.scenes[0].shots[0]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("$hero waits", "Mara waits"),
        ("${hero}s hat", "Maras hat"),
        ("'$hero'", "Mara"),
        ('"$hero and $hero"', "Mara and Mara"),
        ("a lens of $lens", "a lens of 35"),
        ("twice $ratio", "twice 1.50"),
        ("is it $night", "is it true"),
        ("take $take", "take 007"),
        ("it costs $price", "it costs $5"),
        ("$$hero costs $5 or US$", "$hero costs $5 or US$"),
        ("$$$hero", "$Mara"),
        (">-\n          $hero\n          waits", "Mara waits"),
        ("$(hero) {{ hero }} {hero} %hero%", "$(hero) {{ hero }} {hero} %hero%"),
    ],
)
def test_text(written: str, text: str) -> None:
    assert shot(f"notes: {written}").notes == text


def test_a_value_that_is_nothing_but_a_variable_has_its_type() -> None:
    found = shot("lens: $lens", "sound: ${night}", "overrides: {a: $ratio, b: '$ratio', c: $take}")
    assert (found.lens, found.sound) == (35, True)
    assert found.overrides == {"a": 1.5, "b": "1.50", "c": "007"}


def test_they_stand_in_flow_collections_and_for_names() -> None:
    text = "vars: {who: mara}\n" + GOOD.replace("[mara]", "[$who]")
    assert loaded(text).storyboard.scenes[0].shots[0].characters == (Present(character="mara"),)


def test_what_the_caller_gives_goes_first_and_keeps_to_the_type() -> None:
    given = {"lens": "50", "take": "8", "hero": "A $lens", "night": "false", "ratio": "wide"}
    found = shot("lens: $lens", "notes: $take $hero", "sound: $night", given=given)
    assert (found.lens, found.notes, found.sound) == (50, "8 A $lens", False)


def test_without_a_variable_a_storyboard_is_the_text_it_was() -> None:
    assert loaded(with_shot("notes: US$ 5, $5")).storyboard.scenes[0].shots[0].notes == "US$ 5, $5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            with_shot("notes: so $heroo waits", "lens: 35") + "vars: {hero: Mara}\n",
            "14:19: error[unknown-variable]: there is no variable `heroo` (did you mean `$hero`?)",
        ),
        (
            with_shot("notes: the $name"),
            "14:20: error[unknown-variable]: there is no variable `name` "
            "(define it: `vars: {name: …}`; or write `$$name` if a dollar sign is meant)",
        ),
        (
            with_shot("notes: the ${1st} day"),
            "14:20: error[unknown-variable]: `${1st}` is no variable "
            "(write `$${1st}` if a dollar sign is meant)",
        ),
        (
            GOOD + "vars: {a: x, b: $a}\n",
            "14:17: error[wrong-value]: the variable `b` cannot be made of another one "
            "(write it out, or `$$a` if a dollar sign is meant)",
        ),
        (
            GOOD + "vars: {a: [x]}\n",
            "14:11: error[wrong-type]: `vars.a` must be text, a number, true or false, not a list",
        ),
        (
            GOOD + "vars: {a-b: x}\n",
            "14:8: error[wrong-value]: `a-b` cannot be a name (names are letters, digits and `_`, "
            "at most 64, and start with a letter; for example `a_b`)",
        ),
        (
            GOOD + "vars: [a]\n",
            "14:7: error[wrong-type]: `vars` must be a mapping, not a list "
            "(write each variable's name with its value behind it)",
        ),
    ],
)
def test_mistakes(text: str, expected: str) -> None:
    assert [each for each in said(text) if "warning" not in each] == [expected]


def test_a_value_that_does_not_fit_is_shown_with_its_variable() -> None:
    (found,) = problems("vars: {size: medium}\n" + with_shot("size: $size"))
    assert concise(found).startswith("film.yaml:15:15: error[wrong-value]: `size` cannot be `medi")
    assert [(words, str(span)) for words, span in found.related] == [
        ("`size` is set here", "film.yaml:1:14")
    ]
    with pytest.raises(StoryboardError) as caught:
        loaded("vars: {size: MS}\n" + with_shot("size: $size"), {"size": "huge"})
    assert "; `size` is given as `huge`" in str(caught.value)


def test_a_problem_beside_a_variable_does_not_show_it() -> None:
    text = "vars: {who: Mara}\n" + with_shot("dialogue: [{mara: Oh $who, tone: 3}]")
    (found,) = problems(text)
    assert (found.code, found.related) == ("wrong-type", ())


def test_a_variable_that_nothing_uses_is_a_warning() -> None:
    (found,) = loaded(GOOD + "vars: {a: x}\n").warnings
    assert concise(found) == (
        "film.yaml:14:8: warning[unused-variable]: nothing uses the variable `a`"
    )


@pytest.mark.parametrize("value", ["a\x1bb", "\x00", "\ud800", "x" * 2001])
def test_a_value_that_could_not_stand_in_a_file_cannot_be_given(value: str) -> None:
    with pytest.raises(StoryboardError) as caught:
        loaded(VARS + GOOD, {"hero": value})
    assert "wrong-value" in {found.code for found in caught.value.diagnostics}


def _codes(text: str) -> set[str]:
    return {found.code for found in problems(text)}


def test_bombs() -> None:
    long = "x" * 1900
    assert "too-big" in _codes(f"vars: {{a: {long}}}\n" + with_shot(f"notes: {'$a' * 100_000}"))
    assert "too-big" in _codes(
        "vars: {a: ''}\n"
        + with_shot(f"sfx: [{', '.join(['$a' * 9_999] * (MAX_MENTIONS // 9_999 + 1))}]")
    )
    laughs = "\n".join(f"  v{n}: $v{n - 1}$v{n - 1}" for n in range(1, 60))
    assert "wrong-value" in _codes(f"vars:\n  v0: ha\n{laughs}\n" + with_shot("notes: $v59"))
    flood = with_shot(f"sfx: [{', '.join('$b' for _ in range(5000))}]")
    assert _codes(flood) == {"unknown-variable"}


def test_a_long_text_is_refused_before_its_aliases_are_checked() -> None:
    film = with_shot(f"notes: &n {'$a ' * 100}", f"sfx: [{', '.join(['*n'] * 50_000)}]")
    assert "too-long" in _codes(f"vars: {{a: {'x' * 1000}}}\n" + film)


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=words, value=words)
def test_text_around_a_variable_is_kept(text: str, value: str) -> None:
    import json

    literal = text.replace("$", "$$")
    quoted: Any = json.dumps(f"{literal} ${{v}}. {literal}", ensure_ascii=False)
    given = json.dumps(value.replace("$", "$$"), ensure_ascii=False)
    board = loaded(f"vars: {{v: {given}}}\n" + with_shot(f"notes: {quoted}")).storyboard
    assert board.scenes[0].shots[0].notes == f"{text} {value}. {text}"
