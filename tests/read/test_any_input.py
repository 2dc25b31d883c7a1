"""Whatever a file holds, it is a storyboard or a list of problems, and nothing else happens."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.cli.diagnostics import as_json, concise, full
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.load import Loaded, load
from tests.read.boards import with_shot

any_input = settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

FULL = with_shot(
    "movement: {type: pan, direction: left, speed: slow}",
    "transition: dissolve 12f",
    "duration: 00:00:04:00",
    "negative: [logo, &w watermark]",
    "overrides: {cfg_scale: 0.5, seed: 7}",
    "notes: |",
    "  two",
    "  lines",
    "dialogue:",
    "  - mara: 'Not \"tonight\".'",
    "    tone: low",
    "  - {speaker: mara, line: *w}",
)


def check(data: bytes) -> None:
    Path("film.yaml").write_bytes(data)
    problems: tuple[Diagnostic, ...] = ()
    try:
        assert isinstance(load(Path("film.yaml")), Loaded)
    except StoryboardError as error:
        problems = error.diagnostics
        assert problems
    for problem in problems:
        assert harmless(concise(problem))
        assert all(harmless(line) for line in full(problem).split("\n"))
        json.dumps(as_json(problem), ensure_ascii=False).encode()
        span = problem.span
        assert span is None or span.column + span.width <= max(len(span.text), span.column) + 1


def harmless(text: str) -> bool:
    """Whether nothing in a line steers a terminal."""
    joiners = "\u200c\u200d\xad"
    steering = ("Cc", "Cs", "Cf", "Zl", "Zp")
    return not any(unicodedata.category(c) in steering and c not in joiners for c in text)


@any_input
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check(data)


@any_input
@given(st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_text(data: bytes) -> None:
    check(data)


@any_input
@given(st.text("abc:-[]{}&*!|>'\"%@`,?#\n \t~<1.\\", max_size=120))
def test_any_text_that_looks_like_yaml(text: str) -> None:
    check(text.encode())


places = st.integers(0, len(FULL))
SCRAPS = [
    *[
        "",
        " ",
        "\n",
        "\t",
        ":",
        ": ",
        "- ",
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        "&w ",
        "*w",
        "!x ",
        "<<: ",
    ],
    *["#", "|", ">", "%", "\x00", "\x85", "\u2028", "\ufeff", "é", "😀", "---\n", "...\n", "null"],
    *["1e999", ".nan", "0x", "yes", "? ", "\r"],
]
scraps = st.sampled_from(SCRAPS)


@any_input
@given(st.lists(st.tuples(places, st.integers(0, 12), scraps), min_size=1, max_size=4))
def test_a_storyboard_with_scraps_in_it(edits: list[tuple[int, int, str]]) -> None:
    text = FULL
    for at, length, scrap in edits:
        text = text[:at] + scrap + text[at + length :]
    check(text.encode())


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FIELDS = "storyboard title fps scenes shots cast locations id action movement dialogue defaults"


@any_input
@given(st.data())
def test_values_of_any_type_anywhere(data: st.DataObject) -> None:
    board = yaml.safe_load(FULL)
    shot = board["scenes"][0]["shots"][0]
    for target in data.draw(
        st.lists(st.sampled_from([board, board["scenes"][0], shot]), min_size=1)
    ):
        field = data.draw(st.sampled_from([*FIELDS.split(), *shot]))
        target[field] = data.draw(junk)
    check(yaml.safe_dump(board, allow_unicode=True).encode("utf-8", "surrogatepass"))
