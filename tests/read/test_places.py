"""Every path in a storyboard leads to its place in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yamlcore import CCoreLoader, CoreDumper

from storyboard.errors import Span
from storyboard.read.load import Loaded, load
from storyboard.read.model import Angle, Size, TimeOfDay
from storyboard.read.movement import Move
from tests.read.boards import with_shot


def under(span: Span) -> str:
    """The text that a span underlines."""
    return span.text[span.column - 1 : span.column - 1 + span.width]


SHOT = ("scenes", 0, "shots", 0)


@pytest.fixture
def film() -> Loaded:
    Path("film.yaml").write_text(
        with_shot(
            "movement: slow dolly in",
            "sfx: [bell, 'far water']",
            "notes: >-",
            "  hold on",
            "  the eyes",
            "dialogue:",
            "  - mara: Not tonight.",
            "    tone: low",
            "  - {speaker: mara, line: Go.}",
        )
    )
    return load(Path("film.yaml"))


@pytest.mark.parametrize(
    ("path", "line", "value", "key"),
    [
        (("title",), 2, "The Signal-Man", "title"),
        (("cast", "mara"), 4, "{name: Mara}", "mara"),
        (("cast", "mara", "name"), 4, "Mara", "name"),
        ((*SHOT, "id"), 11, "sc010_0010", "id"),
        ((*SHOT, "sfx"), 15, "[bell, 'far water']", "sfx"),
        ((*SHOT, "sfx", 1), 15, "'far water'", "'far water'"),
        ((*SHOT, "notes"), 16, ">-", "notes"),
        ((*SHOT, "dialogue", 0), 20, "mara", "mara"),
        ((*SHOT, "dialogue", 0, "speaker"), 20, "mara", "mara"),
        ((*SHOT, "dialogue", 0, "line"), 20, "Not tonight.", "mara"),
        ((*SHOT, "dialogue", 0, "tone"), 21, "low", "tone"),
        ((*SHOT, "dialogue", 1, "line"), 22, "Go.", "line"),
        (SHOT, 11, "id", "id"),
        ((), 1, "storyboard", "storyboard"),
    ],
)
def test_a_path_has_a_value_and_a_key(
    film: Loaded, path: tuple[str | int, ...], line: int, value: str, key: str
) -> None:
    assert (film.places.value(path).line, under(film.places.value(path))) == (line, value)
    assert (film.places.key(path).line, under(film.places.key(path))) == (line, key)


@pytest.mark.parametrize(
    ("path", "line", "value"),
    [
        ((*SHOT, "lens"), 11, "id"),
        ((*SHOT, "movement", "type"), 14, "slow dolly in"),
        ((*SHOT, "overrides", "seed", "deep"), 11, "id"),
        ((*SHOT, "sfx", 7), 15, "sfx"),
        (("scenes", 4, "shots"), 7, "scenes"),
        (("cast", "finn", "look"), 3, "cast"),
        (("cast", "mara", "look"), 4, "mara"),
        (("fps",), 1, "storyboard"),
        ((0, "title"), 1, "storyboard"),
    ],
)
def test_what_is_not_in_the_file_has_the_nearest_place(
    film: Loaded, path: tuple[str | int, ...], line: int, value: str
) -> None:
    found = film.places.value(path)
    assert (found.line, under(found)) == (line, value)


names = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
words = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs", "Cf", "Cn", "Zl", "Zp", "Co"],
        exclude_characters="$",  # which begins a variable
    ),
    min_size=1,
    max_size=30,
).filter(str.strip)
shots = st.fixed_dictionaries(
    {"action": words},
    optional={
        "size": st.sampled_from([size.value for size in Size]),
        "angle": st.sampled_from([angle.value for angle in Angle]),
        "movement": st.sampled_from([move.value for move in Move]),
        "lens": st.integers(4, 1200),
        "sound": st.booleans(),
        "cfg_scale": st.floats(0, 1).map(lambda number: round(number, 3)),
        "sfx": st.lists(words, max_size=3),
        "notes": words,
        "overrides": st.dictionaries(names, words | st.integers(-9, 9) | st.booleans(), max_size=2),
    },
)


@st.composite
def storyboards(draw: st.DrawFn) -> dict[str, Any]:
    """Storyboards as plain values; nobody in the cast speaks, so that dialogue stays out."""
    scenes = []
    for number in range(draw(st.integers(1, 3))):
        made = draw(st.lists(shots, min_size=1, max_size=3))
        made = [{"id": f"sc{number}_{place}"} | shot for place, shot in enumerate(made)]
        time = draw(st.sampled_from(TimeOfDay)).value
        scenes.append({"id": f"sc{number}", "time": time, "shots": made})
    cast = draw(st.dictionaries(names, st.fixed_dictionaries({"name": words}), max_size=3))
    return {"storyboard": 1, "title": draw(words), "cast": cast, "scenes": scenes}


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    """Every scalar with its path."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    board=storyboards(), flow=st.booleans(), end=st.sampled_from(["\n", "\r\n"]), bom=st.booleans()
)
def test_the_place_of_a_value_holds_the_value(
    board: dict[str, Any], flow: bool, end: str, bom: bool
) -> None:
    text = yaml.dump(
        board,
        Dumper=CoreDumper,
        default_flow_style=flow or None,
        allow_unicode=True,
        width=10**6,
        sort_keys=False,
    )
    text = "\ufeff" * bom + text.replace("\n", end)
    Path("film.yaml").write_bytes(text.encode())
    film = load(Path("film.yaml"))
    assert film.storyboard.title == board["title"]
    for path, value in leaves(board):
        assert yaml.load(under(film.places.value(path)), CCoreLoader) == value
        if isinstance(path[-1], str):
            assert yaml.load(under(film.places.key(path)), CCoreLoader) == path[-1]
