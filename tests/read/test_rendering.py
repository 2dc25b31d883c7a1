"""Diagnostics as text and as JSON, to the letter."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from storyboard.cli.diagnostics import (
    MAX_COLUMNS,
    as_json,
    concise,
    document,
    full,
    github,
    summary,
)
from storyboard.errors import Diagnostic, Severity, Span
from storyboard.resources import folder


def underlined(text: str, column: int, width: int = 1) -> str:
    """The source line and the carets under it, without the gutter."""
    lines = full(Diagnostic("code", "message", Span("f", 1, column, width, text))).split("\n")
    return "\n".join(line[4:] for line in lines[3:5])


def columns(text: str) -> int:
    """How wide a text is on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_the_gutter_is_as_wide_as_the_largest_line_number() -> None:
    first = Span("film.yaml", 98, 3, 2, "- id: a")
    found = Diagnostic(
        "duplicate-id",
        "two shots have the id `a`",
        Span("film.yaml", 1002, 7, 1, "- id: a"),
        "give it another",
        related=(("first used here", first),),
    )
    assert full(found) == (
        "error[duplicate-id]: two shots have the id `a`\n"
        "    --> film.yaml:1002:7\n"
        "     |\n"
        "  98 | - id: a\n"
        "     |   -- first used here\n"
        "...\n"
        "1002 | - id: a\n"
        "     |       ^\n"
        "     = help: give it another"
    )


def test_places_on_one_line_and_in_other_files() -> None:
    line = "{a: 1, a: 2}"
    found = Diagnostic(
        "duplicate-key",
        "`a` is written twice",
        Span("film.yaml", 3, 8, 1, line),
        related=(
            ("in this shot", Span("scenes/b.yaml", 10, 1, 2, "id: x")),
            ("first defined here", Span("film.yaml", 3, 2, 1, line)),
            ("and here", Span("film.yaml", 4, 1, 3, "end")),
            ("taken from here", Span("lost.yaml", 7, 1)),
        ),
    )
    assert full(found) == (
        "error[duplicate-key]: `a` is written twice\n"
        "  --> film.yaml:3:8\n"
        "   |\n"
        " 3 | {a: 1, a: 2}\n"
        "   |        ^\n"
        "   |  - first defined here\n"
        " 4 | end\n"
        "   | --- and here\n"
        "  ::: scenes/b.yaml:10:1\n"
        "   |\n"
        "10 | id: x\n"
        "   | -- in this shot\n"
        "  ::: lost.yaml:7:1\n"
        "   = note: taken from here: lost.yaml:7:1"
    )


def test_both_ends_of_a_long_line_are_shown() -> None:
    line = "HERE" + "x" * 500 + "THERE"
    first = Span("f", 1, 1, 4, line)
    found = Diagnostic("c", "m", Span("f", 1, 505, 5, line), related=(("first here", first),))
    lines = full(found).split("\n")
    assert [text[4:8] for text in lines[3::2]] == ["…xxx", "HERE"]
    assert lines[4].endswith("^^^^^")
    assert lines[6] == "  | ---- first here"


def test_github_annotations() -> None:
    span = Span("a,b:c%.yaml", 6, 5, 3, "    mod: uneasy")
    found = Diagnostic(
        "unknown-field", "100% `mod`\nno", span, "yes", related=(("first, here", span),)
    )
    assert github(found) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=6,endLine=6,col=5,endColumn=8,"
        "title=storyboard unknown-field::100%25 `mod`␊no%0Ahelp: yes%0A"
        "first, here: a,b:c%25.yaml:6:5"
    )
    bare = Diagnostic("c", "m", severity=Severity.WARNING)
    assert github(bare) == "::warning title=storyboard c::m"


@given(st.text(), st.text(), st.text(min_size=1))
def test_an_annotation_is_one_command_whatever_it_says(said: str, hint: str, file: str) -> None:
    line = github(Diagnostic("c", said, Span(file, 1, 1), hint))
    assert len(line.splitlines()) == 1
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert [each.partition("=")[0] for each in properties.split(",")] == [
        "file", "line", "endLine", "col", "endColumn", "title",
    ]  # fmt: skip
    assert message.replace("%25", "").replace("%0A", "").find("%") < 0


def test_the_document_keeps_to_its_schema() -> None:
    schema = json.loads((folder("schemas") / "diagnostics.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    span = Span("film.yaml", 4, 2, 3, "  abc")
    warning = Diagnostic("b", "n", severity=Severity.WARNING)
    whole = document([Diagnostic("a", "m", span, "h", related=(("r", span),)), warning])
    for good in (whole, document([])):
        validator.validate(good)
    assert (whole["storyboard_diagnostics"], whole["errors"], whole["warnings"]) == (1, 1, 1)
    for bad in (
        whole | {"storyboard_diagnostics": 2},
        whole | {"more": 1},
        whole | {"problems": [{**whole["problems"][0], "severity": "note"}]},
        whole | {"problems": [{**whole["problems"][0], "span": {"line": 3}}]},
    ):
        assert not validator.is_valid(bad)


def test_a_problem_without_a_place() -> None:
    found = Diagnostic("missing-file", "there is no file a.yaml", hint="check the path")
    assert full(found) == "error[missing-file]: there is no file a.yaml\n  = help: check the path"
    assert concise(found) == "error[missing-file]: there is no file a.yaml (check the path)"


def test_a_warning_on_one_line() -> None:
    span = Span("film.yaml", 4, 2, 1, "x")
    found = Diagnostic("unused-location", "no scene", span, severity=Severity.WARNING)
    assert concise(found) == "film.yaml:4:2: warning[unused-location]: no scene"


@pytest.mark.parametrize(
    ("text", "column", "width", "expected"),
    [
        ("a: b", 4, 1, "a: b\n   ^"),
        ("\ta: b", 2, 1, "    a: b\n    ^"),
        ("ab\tc", 4, 1, "ab  c\n    ^"),
        ("\tx", 1, 1, "    x\n^^^^"),
        ("名前: 她 x", 5, 1, "名前: 她 x\n      ^^"),
        ("名前: 她 x", 7, 1, "名前: 她 x\n         ^"),
        ("cafe\u0301: x", 8, 1, "cafe\u0301: x\n      ^"),
        ("😀 x", 3, 1, "😀 x\n   ^"),
        ("a: b", 5, 1, "a: b\n    ^"),
        ("a: b", 99, 9, "a: b\n    ^"),
        ("a: bcd", 4, 99, "a: bcd\n   ^^^"),
        ("a: \x1b[31mred\x07", 10, 3, "a: ␛[31mred␇\n         ^^^"),
        ("a\x7f\x9b\u202e\u2028\ud800 x", 8, 1, "a␡���� x\n       ^"),
    ],
)
def test_the_caret_stands_under_what_it_means(
    text: str, column: int, width: int, expected: str
) -> None:
    assert underlined(text, column, width) == expected


def test_a_long_line_is_shown_around_the_caret() -> None:
    text = "x" * 500 + "HERE" + "y" * 500
    source, carets = underlined(text, 501, 4).split("\n")
    assert source.startswith("…x")
    assert source.endswith("y…")
    assert len(source) == MAX_COLUMNS
    assert source[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_a_long_line_keeps_its_start_and_end_where_they_fit() -> None:
    source, carets = underlined("HERE" + "y" * 500, 1, 4).split("\n")
    assert (source[:5], source[-1], carets) == ("HEREy", "…", "^^^^")
    source, carets = underlined("x" * 500 + "HERE", 501, 4).split("\n")
    assert (source[0], source[-5:]) == ("…", "xHERE")
    assert carets.index("^") == source.index("HERE")


def test_a_line_of_just_the_width_is_whole() -> None:
    assert underlined("x" * MAX_COLUMNS, 160).split("\n")[0] == "x" * MAX_COLUMNS


@given(
    st.text(st.sampled_from("ab名\t😀"), max_size=400),
    st.text(st.sampled_from("ab名\t😀"), max_size=400),
    st.integers(1, 300),
)
def test_the_carets_are_under_the_mark_wherever_it_stands(
    before: str, after: str, width: int
) -> None:
    source, carets = underlined(before + "§" + after, len(before) + 1, width).split("\n")
    assert columns(source) <= MAX_COLUMNS
    assert columns(source[: source.index("§")]) == carets.index("^")
    assert len(carets) <= MAX_COLUMNS


def test_no_message_steers_the_terminal() -> None:
    span = Span("fi\x1blm\n.yaml", 1, 1, 1, "x")
    found = Diagnostic("c", "a\x1b[2Jb\nc", span, "d\x07", related=(("e\x1b", span),))
    for text in (concise(found), full(found), str(as_json(found))):
        assert "\x1b" not in text
        assert "\x07" not in text
    assert concise(found) == "fi␛lm␊.yaml:1:1: error[c]: a␛[2Jb␊c (d␇)"


def test_json() -> None:
    span = Span("film.yaml", 4, 2, 3, "  abc")
    found = Diagnostic("wrong-value", "no", span, "yes", related=(("first", span),))
    place = {"file": "film.yaml", "line": 4, "column": 2, "width": 3}
    assert as_json(found) == {
        "code": "wrong-value",
        "severity": "error",
        "message": "no",
        "hint": "yes",
        "span": place,
        "related": [{"message": "first", "span": place}],
    }
    bare = as_json(Diagnostic("c", "m", severity=Severity.WARNING))
    assert (bare["severity"], bare["hint"], bare["span"]) == ("warning", None, None)


@pytest.mark.parametrize(
    ("errors", "warnings", "expected"),
    [
        (0, 0, "no problems"),
        (1, 0, "1 error"),
        (0, 2, "2 warnings"),
        (3, 1, "3 errors, 1 warning"),
    ],
)
def test_the_summary_counts(errors: int, warnings: int, expected: str) -> None:
    warning = Diagnostic("c", "m", severity=Severity.WARNING)
    assert summary([warning] * warnings + [Diagnostic("c", "m")] * errors) == expected
