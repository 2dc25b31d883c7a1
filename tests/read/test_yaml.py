"""YAML: the core rules for words, anchors and merges, and what would exhaust a careless reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yamlcore import CCoreLoader

from storyboard.errors import StoryboardError
from storyboard.read.source import Source
from storyboard.read.syntax import MAX_DEPTH
from storyboard.read.yaml import MAX_VALUES, parse


def value(text: str) -> Any:
    document = parse(Source("film.yaml", text))
    assert document.problems == ()
    return document.value


def code(text: str) -> str:
    with pytest.raises(StoryboardError) as caught:
        parse(Source("film.yaml", text))
    return caught.value.diagnostics[-1].code


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *((word, word) for word in ("yes", "no", "on", "off", "y", "12:30", "1_000", "16:9")),
        *((word, word) for word in ("2026-11-22", "=", "0b11", "truE", "1.2.3", "4s", "-a", "0o9")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("010", 10),
        ("0o10", 8),
        ("0xFF", 255),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("'12'", "12"),
        ('"true"', "true"),
    ],
)
def test_words_mean_what_yaml_1_2_says(word: str, meant: Any) -> None:
    found = value(f"a: {word}")["a"]
    assert found == meant
    assert type(found) is type(meant)


@given(st.text(st.sampled_from("0123456789.+-exoabfnulTtrueFas~_:E"), min_size=1, max_size=8))
def test_words_mean_what_yamlcore_makes_of_them(word: str) -> None:
    try:
        expected = yaml.load(f"a: {word}", CCoreLoader)["a"]
        ours = parse(Source("film.yaml", f"a: {word}"))
    except (yaml.YAMLError, StoryboardError, TypeError):
        return
    if not ours.problems:
        assert ours.value["a"] == expected
        assert type(ours.value["a"]) is type(expected)


def test_anchors_aliases_and_merges() -> None:
    text = """
    base: &base {lens: 28, sound: true}
    other: &other {lens: 50, size: CU}
    one: {<<: *base, sound: false}
    two: {<<: [*base, *other]}
    same: *base
    quoted: {"<<": text}
    """
    found = value(text)
    assert found["one"] == {"lens": 28, "sound": False}
    assert found["two"] == {"lens": 28, "sound": True, "size": "CU"}
    assert found["same"] == found["base"]
    assert found["quoted"] == {"<<": "text"}


def test_an_anchor_may_be_given_again() -> None:
    assert value("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2]


def _bomb(width: int) -> Iterable[str]:
    yield "a0: &a0 [lol, lol, lol]"
    for level in range(1, 30):
        yield f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]"


@pytest.mark.parametrize("width", [2, 10])
def test_a_billion_laughs(width: int) -> None:
    assert code("\n".join(_bomb(width))) == "too-many-values"


def test_laughs_in_merged_mappings() -> None:
    fields = ", ".join(f"k{number}: 1" for number in range(1000))
    merges = "\n".join(f"b{number}: {{<<: *a}}" for number in range(MAX_VALUES // 1000 + 1))
    assert code(f"a: &a {{{fields}}}\n{merges}") == "too-many-values"


def test_many_aliases_of_a_long_text() -> None:
    rows = ", ".join(["*a"] * 10_000)
    assert code(f"a: &a {'x' * 19_000}\nb: [{rows}]") == "too-many-values"
    assert parse(Source("f", f"a: &a {'x' * 200}\nb: [{rows}]")).problems == ()


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "[{a: " * 50_000],
    ids=["lists", "mappings", "block lists", "keys", "both"],
)
def test_a_hundred_thousand_levels(text: str) -> None:
    assert code(text) == "too-deep"


def test_nesting_up_to_the_limit_is_read() -> None:
    found = value("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for _ in range(MAX_DEPTH - 1):
        (found,) = found
    assert found == []


def test_too_many_values() -> None:
    assert code("[" + "1," * (MAX_VALUES + 1) + "]") == "too-many-values"


def test_a_thousand_problems_are_enough() -> None:
    with pytest.raises(StoryboardError) as caught:
        parse(Source("film.yaml", "a: 1\n" * 100_000))
    codes = [problem.code for problem in caught.value.diagnostics]
    assert codes == ["duplicate-key"] * 1000 + ["too-many-problems"]


def test_half_a_million_directives_take_no_time() -> None:
    # libyaml compares each with all before it; as part of a second document, too.
    assert code("a: 1\n...\n" + "%TAG !a! x\n" * 500_000) == "yaml-directive"


def test_what_was_found_before_bad_syntax_is_told_with_it() -> None:
    with pytest.raises(StoryboardError) as caught:
        parse(Source("film.yaml", "a: 1\na: 2\nb: [\n"))
    codes = [problem.code for problem in caught.value.diagnostics]
    assert codes == ["duplicate-key", "yaml-syntax"]
