"""Names that must fit together: ids are unique, characters are in the cast, locations exist.

Names are looked up in plain values, so that these problems are told together with those of shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from storyboard.errors import Diagnostic, Severity, Span
from storyboard.read.model import CardShot, Storyboard
from storyboard.read.places import Path, Places, short_character, short_speaker
from storyboard.read.transitions import HEX
from storyboard.read.words import one_of, shown, suggestion


def name_problems(document: Any, places: Places) -> Iterator[Diagnostic]:
    """Every name that does not fit, whatever else is wrong with the document.

    Somebody in the cast, a location, style or prop that no shot uses is a warning.
    """
    board = _mapping(document)
    scenes = _Ids("scene", places)
    shots = _Ids("shot", places)
    cast = _Names("character", "cast", board.get("cast", {}), places)
    locations = _Names("location", "locations", board.get("locations", {}), places)
    styles = _Names("style", "styles", board.get("styles", {}), places)
    props = _Names("prop", "props", board.get("props", {}), places)
    yield from styles.used(_mapping(board.get("defaults")).get("style"), ("defaults", "style"))
    for s, scene in enumerate(_list(board.get("scenes"))):
        at: Path = ("scenes", s)
        defaults = _mapping(_mapping(scene).get("defaults"))
        yield from styles.used(defaults.get("style"), (*at, "defaults", "style"))
        yield from scenes.seen(_mapping(scene).get("id"), (*at, "id"))
        yield from locations.used(_mapping(scene).get("location"), (*at, "location"))
        for t, shot in enumerate(_list(_mapping(scene).get("shots"))):
            here = (*at, "shots", t)
            yield from shots.seen(_mapping(shot).get("id"), (*here, "id"))
            for name, path in _people(_mapping(shot)):
                cast.missed |= name is None
                yield from cast.used(name, (*here, *path))
            yield from styles.used(_mapping(shot).get("style"), (*here, "style"))
            for index, name in enumerate(_list(_mapping(shot).get("props"))):
                yield from props.used(name, (*here, "props", index))
    yield from shots.named(board.get("poster"), ("poster",))
    for names in (cast, locations, styles, props) if _list(board.get("scenes")) else ():
        yield from names.unused()


def colour_problems(board: Storyboard, places: Places) -> Iterator[Diagnostic]:
    """Colours that YAML took for comments, as in `transition: fade #ff8800 1s`."""
    for path, fields in _painted(board):
        for span in (places.value(path), *(places.value((*path, name)) for name in fields)):
            end = span.column - 1 + span.width
            lost = re.match(rf"\s*({HEX})\b", span.text[end:])
            if lost:
                yield Diagnostic(
                    "lost-colour",
                    f"`{lost[1]}` is a comment here: a `#` after a blank begins one",
                    Span(span.file, span.line, end + lost.start(1) + 1, len(lost[1]), span.text),
                    f'put it in quotes, for example "fade {lost[1]}"',
                )
                break


def _painted(board: Storyboard) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Where transitions and cards are written, with those of their fields that hold colours."""
    if board.defaults.transition:
        yield ("defaults", "transition"), ("colour",)
    for s, scene in enumerate(board.scenes):
        if scene.defaults.transition:
            yield ("scenes", s, "defaults", "transition"), ("colour",)
        for t, shot in enumerate(scene.shots):
            if shot.transition:
                yield ("scenes", s, "shots", t, "transition"), ("colour",)
            if isinstance(shot, CardShot):
                yield ("scenes", s, "shots", t, "card"), ("ground", "colour")


def _people(shot: dict[str, Any]) -> Iterator[tuple[Any, Path]]:
    """Who is named, and where; None where that cannot be read."""
    for part in ("characters", "dialogue"):
        if not isinstance(shot.get(part, []), list):
            yield None, (part,)
    for index, name in enumerate(_list(shot.get("characters"))):
        who = _mapping(name)
        named = name if isinstance(name, str) else who.get("character") or short_character(who)
        yield named, ("characters", index, "character")
    for index, line in enumerate(_list(shot.get("dialogue"))):
        said = _mapping(line)
        yield said.get("speaker") or short_speaker(said), ("dialogue", index, "speaker")


@dataclass
class _Ids:
    """Ids of one kind; each may be given once in the whole film."""

    kind: str
    places: Places
    first: dict[str, Path] = field(default_factory=dict)

    def seen(self, name: Any, path: Path) -> Iterator[Diagnostic]:
        if not isinstance(name, str):
            return
        if name not in self.first:
            self.first[name] = path
            return
        yield Diagnostic(
            "duplicate-id",
            f"two {self.kind}s have the id `{shown(name)}`",
            self.places.value(path),
            f"give this {self.kind} an id of its own",
            related=(("first used here", self.places.value(self.first[name])),),
        )

    def named(self, name: Any, path: Path) -> Iterator[Diagnostic]:
        """A name used elsewhere, once all ids were seen."""
        if isinstance(name, str) and name not in self.first:
            message = f"there is no {self.kind} `{shown(name)}`"
            hint = suggestion(name, list(self.first), f"the {self.kind}s are")
            yield Diagnostic(f"unknown-{self.kind}", message, self.places.value(path), hint)


@dataclass
class _Names:
    """Names that are defined in one place of the storyboard and used in others."""

    kind: str
    section: str
    defined: Any
    places: Places
    met: set[str] = field(default_factory=set)
    missed: bool = False

    def used(self, name: Any, path: Path) -> Iterator[Diagnostic]:
        if not isinstance(name, str) or not isinstance(self.defined, dict):
            return
        self.met.add(name)
        if name in self.defined:
            return
        self.missed = True
        known = list(self.defined)
        hint = (
            suggestion(name, known, f"`{self.section}` has")
            if known
            else f"define it: `{self.section}:` with `{shown(name)}:` under it"
        )
        message = f"there is no {self.kind} `{shown(name)}` in `{self.section}`"
        yield Diagnostic(f"unknown-{self.kind}", message, self.places.value(path), hint)

    def unused(self) -> Iterator[Diagnostic]:
        if self.missed:
            return  # what looks unused is what was meant there
        for name in _mapping(self.defined):
            if name not in self.met:
                yield Diagnostic(
                    f"unused-{self.kind}",
                    f"no {'scene' if self.kind == 'location' else 'shot'} has the {self.kind} "
                    f"{one_of([name])}",
                    self.places.key((self.section, name)),
                    severity=Severity.WARNING,
                )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
