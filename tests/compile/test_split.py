"""A storyboard in files or in one, as itself or as a variant that changes nothing: one shotlist."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yamlcore import CCoreLoader, CoreDumper

from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import packaged_catalogue
from storyboard.compile.shotlist import Shotlist
from storyboard.read.edition import MAIN, Edition
from storyboard.read.load import load
from storyboard.read.templates import read_templates
from tests.boards import SMALL

CATALOGUE = packaged_catalogue()
LIBRARY_FIELDS = ("cast", "locations", "look", "aspect_ratio", "resolution")


def shotlist(folder: Path, edition: Edition = MAIN) -> Shotlist:
    loaded = load(folder / "film.yaml", edition=edition)
    return compile_storyboard(loaded, read_templates(folder), CATALOGUE)


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(value, Dumper=CoreDumper, sort_keys=False, allow_unicode=True))


def split(folder: Path, film: dict[str, Any], draw: st.DataObject) -> None:
    """Write a film into files at random."""
    film = dict(film)
    count = draw.draw(st.integers(0, 3))
    libraries: list[dict[str, Any]] = [{} for _ in range(count)]
    for name in LIBRARY_FIELDS if count else ():
        at = draw.draw(st.integers(-1, count - 1))
        if isinstance(film[name], dict) and draw.draw(st.booleans()):
            for word, inner in film.pop(name).items():
                home = draw.draw(st.sampled_from([film, *libraries]))
                home.setdefault(name, {})[word] = inner
        elif at >= 0:
            libraries[at][name] = film.pop(name)
    names = [f"lib/{number}.yaml" for number in range(count)]
    for name, library in zip(names, libraries, strict=True):
        write(folder / name, library or {"storyboard": 1})
    film["include"] = names
    scenes: list[Any] = []
    for number, scene in enumerate(film["scenes"]):
        how = draw.draw(st.sampled_from(["here", "alone", "listed", "nested"]))
        path = f"scenes/{number}.yaml"
        if how == "nested":
            write(folder / f"deep/{number}.yaml", scene)
            write(folder / path, [{"include": f"deep/{number}.yaml"}])
        elif how != "here":
            write(folder / path, [scene] if how == "listed" else scene)
        scenes.append(scene if how == "here" else {"include": path})
    film["scenes"] = scenes
    write(folder / "film.yaml", film)


@settings(max_examples=40)
@given(st.data())
def test_a_split_storyboard_is_the_unsplit_one(draw: st.DataObject) -> None:
    film = yaml.load(SMALL, CCoreLoader)
    with tempfile.TemporaryDirectory() as name:
        whole, parts = Path(name, "whole"), Path(name, "parts")
        write(whole / "film.yaml", film)
        split(parts, film, draw)
        assert shotlist(parts) == shotlist(whole)


def same(film: Any, draw: st.DataObject) -> Any:
    """A part of a film as it is, to be laid over it; of scenes and shots some, by id."""
    if not isinstance(film, dict):
        return film
    found: dict[str, Any] = {}
    for name, value in film.items():
        if name in ("storyboard", "id") or not draw.draw(st.booleans()):
            continue
        if name in ("scenes", "shots") and draw.draw(st.booleans()):
            found[name] = {each["id"]: same(each, draw) for each in value}
        else:
            found[name] = same(value, draw) if isinstance(value, dict) else value
    return found


@settings(max_examples=40)
@given(st.data())
def test_a_variant_that_says_the_same_is_the_same_film(draw: st.DataObject) -> None:
    film = yaml.load(SMALL, CCoreLoader)
    with tempfile.TemporaryDirectory() as name:
        write(Path(name, "film.yaml"), film | {"variants": {"v": same(film, draw)}})
        assert shotlist(Path(name), Edition("v")) == shotlist(Path(name))


@settings(max_examples=30)
@given(st.data())
def test_words_taken_from_variables_make_the_same_requests(draw: st.DataObject) -> None:
    film = yaml.load(SMALL, CCoreLoader)
    variables: dict[str, Any] = {}

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {n: v if n == "id" else moved(v) for n, v in value.items()}
        if isinstance(value, list):
            return [moved(item) for item in value]
        if value is None or not draw.draw(st.booleans()):
            return value
        name = f"v{len(variables)}"
        variables[name] = value
        return f"${name}" if draw.draw(st.booleans()) else f"${{{name}}}"

    changed = {n: v if n == "storyboard" else moved(v) for n, v in film.items()}
    with tempfile.TemporaryDirectory() as name:
        whole, parts = Path(name, "whole"), Path(name, "parts")
        write(whole / "film.yaml", film)
        write(parts / "film.yaml", changed | {"vars": variables})
        assert shotlist(parts) == shotlist(whole)
