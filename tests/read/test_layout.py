"""A file laid out: it says the same, comments stay with what they are about, once is enough."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.errors import StoryboardError
from storyboard.read.fields import written_fields
from storyboard.read.layout import laid_out, owned
from storyboard.read.model import CardShot, Scene, Settings, Shot, Storyboard
from storyboard.read.order import _ORDER
from storyboard.read.source import Source, read_source
from storyboard.read.written import written
from storyboard.read.yaml import parse
from tests.boards import SMALL, compiled
from tests.fuzz.target import BETWEEN, SEEDS

ROOT = Path(__file__).parents[2]
BEFORE = """\
# yaml-language-server: $schema=x
title: 'x'   # beside the title
             # and more of it
# above the version
storyboard:   1


fps: 24 # a rate


cast: # who
  # above mara
  mara:   {look: a, name: 'it''s "x"' }
  # at the end of mara

  finn: { name: Finn, # his name
     # above his look
     look: bad }
  # at the end of the cast
# above the locations
locations:
    pier:   # the pier
        name: >-   # folded
            Old

              pier


        look: |2
             two
            three
        # at the end of the pier
    # at the end of the locations
scenes:
- shots:
  - action: She waits
      and waits.   # as said
    id: a     # an id
    # at the end of a shot
  -
    # above b
    id: b
    action:
      # why
      later
    sfx: [
      # above one
      one, two,   # beside two
      'three'
      # at the end of the sounds
    ]
  id: s
# at the end of the film
"""
AFTER = """\
# yaml-language-server: $schema=x
# above the version
storyboard: 1
title: "x"   # beside the title
             # and more of it

fps: 24  # a rate

cast:  # who
  # above mara
  mara: {name: 'it''s "x"', look: a}
  # at the end of mara

  finn:
    name: Finn        # his name
    # above his look
    look: bad
  # at the end of the cast
# above the locations
locations:
  pier:     # the pier
    name: >-       # folded
      Old

        pier

    look: |2
         two
        three
    # at the end of the pier
  # at the end of the locations
scenes:
  - id: s
    shots:
      - id: a  # an id
        action: She waits
          and waits.  # as said
        # at the end of a shot
      -
        # above b
        id: b
        # why
        action: later
        sfx:
          # above one
          - one
          - two   # beside two
          - "three"
          # at the end of the sounds
# at the end of the film
"""


def test_every_kind_of_comment_stays_with_its_owner() -> None:
    assert laid_out(Source("film.yaml", BEFORE)) == AFTER
    assert laid_out(Source("film.yaml", AFTER)) == AFTER


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{title: x, storyboard: 1}", "{storyboard: 1, title: x}\n"),
        ("a: {b,c: , d: 'e',}\n", 'a: {b, c: null, d: "e"}\n'),
        ("- [a,[b]]\n-   - c\n    - d\n", "- [a, [b]]\n- - c\n  - d\n"),
        ("a: &x {q: 1}\nb: *x\n", "a: &x {q: 1}\nb: *x\n"),
        ("a: &x\n   q: 1\nb:\n   <<: *x\n   r: 2\n", "a: &x\n  q: 1\nb:\n  <<: *x\n  r: 2\n"),
        ("a: |+\n   b\n\nc: d\n", "a: |+\n  b\n\nc: d\n"),
        ("a: 'it''s'\nb: 'a\\b'\nc: \"x\"\n", 'a: "it\'s"\nb: \'a\\b\'\nc: "x"\n'),
        ("duration: 00:00:04:00\nlens: 0x1c\n", "duration: 00:00:04:00\nlens: 0x1c\n"),
        ("a: |\n    b", "a: |\n  b"),
        ("---\na: b\n...\n", "a: b\n"),
        ("# only this\n", "# only this\n"),
        ("", ""),
        ("[]", "[]\n"),
        ("---\n...\n", "---\n...\n"),  # starts a document, and nothing is in it
        ("# a\n---\n# b\n", "# a\n---\n# b\n"),
        ("- # a\n  - b\n- # c\n  - d\n", "-  # a\n  - b\n-  # c\n  - d\n"),
        # A text that keeps its empty lines, at the end of a block with a comment below.
        ("a:\n  - |+\n    b\n\n  # c\nd: e\n", "a:\n  - |+\n    b\n\n  # c\nd: e\n"),
        ("a: b\r\n# c\r\nd: e\r\n", "a: b\n# c\nd: e\n"),
        ("id: s\nshots: [{action: x, id: a}]", "id: s\nshots: [{id: a, action: x}]\n"),
        # What stands over many lines or is too long does not become one line, and the reverse.
        ("a: [b,\n  c]\n", "a: [b, c]\n"),
        ("a:\n- b\n", "a:\n  - b\n"),
        (f"a: [{'b' * 60}, {'c' * 60}]\n", f"a:\n  - {'b' * 60}\n  - {'c' * 60}\n"),
    ],
)
def test_layout(before: str, after: str) -> None:
    assert laid_out(Source("film.yaml", before)) == after


@pytest.mark.parametrize("row", ["#" * 80, "# " * 40, "#=" * 4000])
def test_a_row_of_signs_behind_a_name_takes_no_time(row: str) -> None:
    text = f"a: {{b {row}\n, c: 1}}\n"
    assert laid_out(Source("film.yaml", text)) == f"a:\n  b:  {row.rstrip()}\n  c: 1\n"


def test_an_anchor_is_not_moved_behind_its_alias() -> None:
    text = "title: &t A film\nstoryboard: 1\nlook: *t\nscenes: []\ncast: {}\n"
    assert "title: &t" in laid_out(Source("film.yaml", text))
    text = "storyboard: 1\nlook: &t A film\ntitle: *t\n"  # by its fields the title goes first
    assert laid_out(Source("film.yaml", text)) == text


@pytest.mark.parametrize(
    "text", ["? a\n: b\n", "%YAML 1.2\n---\na: b\n", "&k a: b\n", "? [a]\n: b\n"]
)
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(StoryboardError):
        laid_out(Source("film.yaml", text))


@pytest.mark.parametrize(
    "path",
    [
        *sorted(ROOT.glob("examples/*/*.yaml")),
        *sorted((ROOT / "storyboard").glob("cli/starter/*.yaml")),
    ],
    ids=lambda path: path.parent.name,
)
def test_what_we_ship_is_laid_out(path: Path) -> None:
    source = read_source(path)
    assert laid_out(source) == source.text, f"run `storyboard fmt {path}`"


def test_every_field_has_its_place_in_the_order() -> None:
    for model in (Storyboard, Settings, Scene, Shot):
        assert set(written_fields(model)) <= set(_ORDER[model.__name__].split())
    assert set(written_fields(CardShot)) <= set(_ORDER["Shot"].split())


def _comments(source: Source) -> list[tuple[str, str, str]]:
    return sorted(owned(written(source)))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_storyboards_libraries_and_scenes_say_the_same(seed: Path) -> None:
    for part in [*seed.read_bytes().split(BETWEEN), b"", b"", b""][:4:2]:
        source = Source("film.yaml", part.decode())
        again = Source("film.yaml", laid_out(source))
        assert parse(again).value == parse(source).value
        assert _comments(again) == _comments(source)
        assert laid_out(again) == again.text


# A storyboard written in any of the ways YAML has, each comment saying whose it is.


@st.composite
def _node(draw: st.DrawFn, value: Any, path: str, indent: int) -> list[str]:
    """The lines of a value under its key; the first one begins on the key's own line."""
    flow = draw(st.integers(0, 3)) == 0 if isinstance(value, (dict, list)) else True
    if flow or not value:
        text = json.dumps(value, ensure_ascii=False)
        loose = isinstance(value, str) and value.isalpha() and draw(st.booleans())
        return [f" {value if loose else text}"]
    step = draw(st.integers(1 if isinstance(value, dict) or indent < 0 else 0, 4))
    inner = max(indent, 0) + step if indent >= 0 else 0
    pad, lines = " " * inner, []
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for name, item in draw(st.permutations(items)) if isinstance(value, dict) else items:
        here = f"{path}/{name}"
        if draw(st.integers(0, 5)) == 0:
            lines += ["", *([f"{pad}# {here} over a line", ""] if path and lines else [])]
        if draw(st.integers(0, 3)) == 0:
            lines += [f"{pad}# {here} above"]
        head = f"{pad}{name}:" if isinstance(value, dict) else f"{pad}-"
        first, *more = draw(_node(item, here, inner))
        beside = f"{' ' * draw(st.integers(1, 4))}# {here} beside" if draw(st.booleans()) else ""
        lines += [f"{head}{first}{beside}", *more]
    if path and step > 0 and draw(st.integers(0, 5)) == 0:
        lines += [f"{pad}# {path} end"]
    return ["", *lines]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_storyboard_in_any_writing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    value = parse(Source("film.yaml", SMALL)).value
    lines = data.draw(_node(value, "", -1))
    source = Source("film.yaml", "\n".join(["# of the file", *lines]) + "\n")
    assert parse(source).value == value
    again = Source("film.yaml", laid_out(source))
    assert list(parse(again).value) == list(parse(Source("x", SMALL)).value)  # the usual order
    for path, _, words in _comments(again):
        if words != "# of the file":
            assert words.split()[1] == path
    folder = tmp_path_factory.mktemp("film")
    before, after = compiled(folder / "a", source.text), compiled(folder / "b", again.text)
    assert before == after
    assert [shot.request.key for shot in before.filmed] == [s.request.key for s in after.filmed]
