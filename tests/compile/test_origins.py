"""Where a shot's values come from: level, place, variant and variables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from storyboard.compile.explain import Origin, explain
from storyboard.compile.resolve import resolve
from storyboard.errors import Span
from storyboard.read.edition import Edition
from storyboard.read.load import Loaded, load
from storyboard.read.model import Settings

FILM = """\
storyboard: 1
title: The Lamp of $hero
vars: {hero: Mara, lens: 35}
include: [cast.yaml]
defaults: {duration: 2s, lens: $lens, negative: [text], sound: false}
scenes:
  - id: sc010
    location: pier
    mood: tense
    defaults: {angle: low, negative: {add: [hats]}}
    shots:
      - {id: a, action: $hero waits., size: CU, characters: [mara], negative: {add: [text, rain]}}
      - {id: b, action: The sea., negative: [boats]}
variants:
  v: {defaults: {sound: true, negative: {add: [blur]}}, shots: {a: {size: MS}}}
"""
LIBRARY = "cast: {mara: {name: $hero}}\nlocations: {pier: {name: Pier}}\n"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def loaded(variant: str | None = None, given: Mapping[str, str] | None = None) -> Loaded:
    Path("film.yaml").write_text(FILM)
    Path("cast.yaml").write_text(LIBRARY)
    return load(Path("film.yaml"), edition=Edition(variant, given or {}))


def origin(film: Loaded, name: str, shot: str = "a") -> Origin:
    return next(each for each in explain(film, shot) if each.name == name)


def under(span: Span | None) -> str:
    return span.text[span.column - 1 : span.column - 1 + span.width] if span else ""


@pytest.mark.parametrize(
    ("name", "value", "level", "written"),
    [
        ("size", "CU", "shot", "CU"),
        ("angle", "low", "scene", "low"),
        ("duration", "2s", "storyboard", "2s"),
        ("sound", False, "storyboard", "false"),
        ("lens", 35, "storyboard", "$lens"),
        ("template", "shot-list", "built-in", ""),
        ("action", "Mara waits.", "shot", "$hero waits."),
        ("characters", ["mara"], "shot", "[mara]"),
        ("scene.mood", "tense", "scene", "tense"),
        ("locations.pier.name", "Pier", "storyboard", "Pier"),
        ("cast.mara.name", "Mara", "storyboard", "$hero"),
        ("film.title", "The Lamp of Mara", "storyboard", "The Lamp of $hero"),
        ("film.fps", "24", "built-in", ""),
    ],
)
def test_each_level(name: str, value: object, level: str, written: str) -> None:
    found = origin(loaded(), name)
    assert (found.value, found.level, under(found.span)) == (value, level, written)


def test_a_list_that_is_added_to_names_every_place() -> None:
    found = [each for each in explain(loaded(), "a") if each.name == "negative"]
    assert [(each.value, each.level) for each in found] == [
        (["text", "hats", "rain"], "shot"),
        (None, "scene"),
        (None, "storyboard"),
    ]
    assert origin(loaded(), "negative", "b").value == ["boats"]


def test_what_is_added_to_nothing_is_added_to_the_built_in_list() -> None:
    film = FILM.replace(", negative: [text]", "").replace(", negative: {add: [hats]}", "")
    Path("film.yaml").write_text(film)
    Path("cast.yaml").write_text(LIBRARY)
    found = [each for each in explain(load(Path("film.yaml")), "a") if each.name == "negative"]
    assert [each.level for each in found] == ["shot", "built-in"]
    assert found[0].value[-1] == "rain"
    assert "watermark" in found[0].value


def test_a_variant_and_its_variables_are_named() -> None:
    film = loaded("v")
    assert {each.name: each.variant for each in explain(film, "a") if each.variant} == {
        "size": "v",
        "sound": "v",
        "negative": "v",
    }
    assert origin(film, "negative").value == ["text", "blur", "hats", "rain"]
    assert under(origin(film, "sound").span) == "true"
    (used,) = origin(film, "lens").variables
    assert (used.name, under(used.span)) == ("lens", "35")
    (given,) = origin(loaded(given={"lens": "50"}), "lens").variables
    assert (given.name, given.span) == ("lens", None)


def test_the_values_are_those_that_are_compiled() -> None:
    film = loaded("v")
    values = resolve(film.storyboard, 0, 0).values
    settings = Settings.model_construct(**values).model_dump(mode="json", exclude_none=True)
    told = {each.name: each.value for each in explain(film, "a") if each.value is not None}
    assert {name: told[name] for name in settings} == settings


def test_null_takes_away_what_is_inherited() -> None:
    film = """\
storyboard: 1
title: x
defaults: {lens: 24, duration: 2s, music_cue: low strings, negative: [text], sound: false}
scenes:
  - id: sc010
    defaults: {lens: 35, music_cue: null, sound: true, negative: null}
    shots:
      - {id: a, action: x, lens: null, duration: null, sound: null, negative: {add: [rain]}}
      - {id: b, action: x}
"""
    Path("film.yaml").write_text(film)
    read = load(Path("film.yaml"))
    values = resolve(read.storyboard, 0, 0).values
    assert (values["lens"], values["music_cue"], str(values["duration"])) == (None, None, "4s")
    assert (values["sound"], values["negative"][-1]) == (True, "rain")
    assert "text" in values["negative"][:-1]
    assert len(values["negative"]) > 2
    assert resolve(read.storyboard, 0, 1).get("lens") == 35
    told = {each.name: each for each in explain(read, "a") if each.emptied}
    assert {name: (each.value, each.level) for name, each in told.items()} == {
        "lens": (None, "shot"),
        "duration": ("4s", "shot"),
        "music_cue": (None, "scene"),
        "sound": (True, "shot"),
    }
    assert all(under(each.span) == "null" for each in told.values())
    (added,) = [each for each in explain(read, "a") if each.name == "negative"][1:]
    assert (under(added.span), added.level) == ("null", "scene")


def test_what_a_variant_says_of_a_part_is_named_beside_the_whole() -> None:
    Path("film.yaml").write_text(
        """\
storyboard: 1
title: x
defaults: {negative: [text]}
scenes:
  - id: sc010
    shots:
      - {id: a, action: x, transition: {type: wipe, direction: left}, movement: {type: pan}}
      - {id: b, action: x}
variants:
  v:
    defaults: {negative: {add: [blur]}}
    shots: {a: {transition: {direction: up}, size: CU}}
"""
    )
    film = load(Path("film.yaml"), edition=Edition("v"))
    told = {each.name: each for each in explain(film, "a") if each.variant}
    lines = {
        name: [span.line for span in (each.span, *each.laid_over) if span]
        for name, each in told.items()
    }
    assert lines == {"negative": [3, 11], "transition": [7, 12], "size": [12]}


def test_a_trim_that_says_the_length_is_where_it_comes_from() -> None:
    trimmed = FILM.replace("action: The sea.", "action: The sea., trim: {in: 12f, out: 3s}")
    Path("film.yaml").write_text(trimmed)
    Path("cast.yaml").write_text(LIBRARY)
    found = origin(load(Path("film.yaml")), "duration", "b")
    assert (found.value, found.level, under(found.span)) == ("60f", "shot", "{in: 12f, out: 3s}")
