"""Variables: `$name` or `${name}` in a value, `$$` for a dollar sign.

They are filled in before anything is checked, in values and never in keys. A value that is nothing
but a variable, without quotes, has the variable's type; everywhere else its text is put in as it
was written. Other dollar signs, as in `$5`, are left alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from storyboard.errors import Diagnostic, Severity, Span, StoryboardError
from storyboard.read.fields import VARIABLE
from storyboard.read.source import CONTROL
from storyboard.read.tree import Tree, Variable
from storyboard.read.words import closest, shown
from storyboard.read.yaml import (
    MAX_PROBLEMS,
    MAX_TEXT,
    Extent,
    ListPlace,
    MappingPlace,
    Place,
    extent_of,
    plain,
    too_long,
)

MAX_LENGTH: Final = 2000
MAX_MENTIONS: Final = 200_000
MAX_ROOM: Final = 8 * 1024 * 1024
"""How many characters all values may have together once their variables are filled in."""
_MENTION: Final = re.compile(rf"\$(?:\$|({VARIABLE})|\{{({VARIABLE})\}}|\{{[^}}\n]{{0,80}}\}}?)")
_NOT_FILLED: Final = ("storyboard", "include", "vars", "variants")


def filled(tree: Tree, given: Mapping[str, str]) -> Tree:
    """The tree with its variables filled in; `given` are values that go before those of `vars`.

    Raises StoryboardError with those met before it where the text becomes too long.
    """
    written = isinstance(tree.value, dict) and "vars" in tree.value
    mentioned = any("$" in source.text for source in tree.text.files)
    if not isinstance(tree.value, dict) or not (written or mentioned or given):
        return tree
    place = tree.place
    if not isinstance(place, MappingPlace):
        raise AssertionError("a mapping has the place of one")
    problems = list(tree.problems)
    filler = _Filler(tree, _variables(tree, given, problems), problems)
    value = {
        name: item if name in _NOT_FILLED else filler.fill(item, place.items[name])
        for name, item in tree.value.items()
    }
    problems += _unused(tree)
    return replace(
        tree, value=value, problems=tuple(problems), variables=filler.known, uses=filler.uses
    )


def names_in(tree: Tree) -> list[str]:
    """The names that a tree's `vars` define."""
    defined = tree.value.get("vars") if isinstance(tree.value, dict) else None
    return list(defined) if isinstance(defined, dict) else []


def _variables(
    tree: Tree, given: Mapping[str, str], problems: list[Diagnostic]
) -> dict[str, Variable]:
    found: dict[str, Variable] = {}
    defined = tree.value.get("vars")
    for name in names_in(tree):
        span: Span | None
        value, span = defined[name], tree.places.value(("vars", name))
        if isinstance(value, str):
            value = text = _unescaped(value, name, span, problems)
        elif isinstance(value, (bool, int, float)):
            text = _as_written(tree, name, value)
        else:
            value, text = "", ""  # which is told with what else has the wrong shape
        if name in given:
            # What is text stays text: a take called 007 does not become a number.
            text, span = given[name], None
            value = text if isinstance(value, str) or plain(text) is math.nan else plain(text)
            if CONTROL.search(text) or len(text) > MAX_LENGTH:
                message = f"the value given for `{shown(name)}` cannot stand in a storyboard"
                hint = f"use at most {MAX_LENGTH:,} characters, none of them a control character"
                problems.append(Diagnostic("wrong-value", message, hint=hint))
                value = text = ""
        found[name] = Variable(value, text, span)
    for name in given:
        if name not in found:
            problems.append(unknown_variable(name, list(found)))
    return found


def unknown_variable(name: str, known: list[str]) -> Diagnostic:
    """That the caller sets a variable which no file defines."""
    near = closest(name, known)
    hint = f"did you mean `{near}`?" if near else f"define it: `vars: {{{shown(name)}: …}}`"
    return Diagnostic("unknown-variable", f"there is no variable `{shown(name)}`", hint=hint)


def _unescaped(value: str, name: str, span: Span | None, problems: list[Diagnostic]) -> str:
    used = next((found for found in _MENTION.finditer(value) if found[0] != "$$"), None)
    if used is not None:
        message = f"the variable `{shown(name)}` cannot be made of another one"
        hint = f"write it out, or `${shown(used[0])}` if a dollar sign is meant"
        problems.append(Diagnostic("wrong-value", message, span, hint))
        return ""
    return value.replace("$$", "$")


def _as_written(tree: Tree, name: str, value: Any) -> str:
    """A number or a truth value as the author spelt it: 1.50, not 1.5."""
    place = tree.place
    at = place.items["vars"] if isinstance(place, MappingPlace) else place
    extent = extent_of(at.items[name]) if isinstance(at, MappingPlace) else extent_of(at)
    written = tree.text.cut(extent.start, extent.stop)
    return written if plain(written) == value else str(value)


def _unused(tree: Tree) -> Iterator[Diagnostic]:
    """Variables of which no file makes use, not even for another variant."""
    met = {
        found[1] or found[2]
        for source in tree.text.files
        for found in _MENTION.finditer(source.text)
    }
    for name in names_in(tree):
        if name not in met and re.fullmatch(VARIABLE, name):
            message = f"nothing uses the variable `{shown(name)}`"
            span = tree.places.key(("vars", name))
            yield Diagnostic("unused-variable", message, span, severity=Severity.WARNING)


@dataclass
class _Filler:
    """Fills values in. `uses` are the variables in a value, by its place."""

    tree: Tree
    known: dict[str, Variable]
    problems: list[Diagnostic]
    uses: dict[Extent, tuple[str, ...]] = field(default_factory=dict)
    mentions: int = 0
    room: int = MAX_ROOM
    texts: dict[int, Any] = field(default_factory=dict)
    parts: dict[int, Any] = field(default_factory=dict)

    def fill(self, value: Any, place: Place) -> Any:
        """A value with all its variables filled in; what aliases share stays shared."""
        if isinstance(value, str):
            start = extent_of(place).start
            if start not in self.texts:
                self.texts[start] = self._text(value, place) if "$" in value else value
            return self.texts[start]
        if isinstance(place, range):
            return value
        if id(value) not in self.parts:
            if isinstance(place, ListPlace):
                self.parts[id(value)] = [*map(self.fill, value, place.items)]
            else:
                self.parts[id(value)] = {
                    name: self.fill(item, place.items[name]) for name, item in value.items()
                }
        return self.parts[id(value)]

    def _text(self, value: str, place: Place) -> Any:
        extent = extent_of(place)
        names: list[str] = []

        def put(found: re.Match[str]) -> str:
            self.mentions += 1
            name = found[1] or found[2]
            variable = self.known.get(name)
            if found[0] == "$$":
                return "$"
            if variable is None:
                self._unknown(found[0], name, place)
                return found[0]
            self.room -= len(variable.text)
            if self.room < 0 or self.mentions > MAX_MENTIONS:
                raise self._too_much(place)
            names.append(name)
            return variable.text

        text = _MENTION.sub(put, value)
        if not names:
            return text
        if len(text) > MAX_TEXT:
            span = self.tree.text.span(extent.start, extent.stop)
            self.problems.append(too_long(len(text), span))
            return text[:MAX_TEXT]
        self.uses[extent] = tuple(dict.fromkeys(names))
        whole = _MENTION.fullmatch(value)
        if whole and self.tree.text.cut(extent.start, extent.stop) == value:
            return self.known[names[0]].value
        return text

    def _unknown(self, mention: str, name: str | None, place: Place) -> None:
        message = f"there is no variable `{name}`" if name else f"`{shown(mention)}` is no variable"
        near = closest(name, list(self.known)) if name else None
        define = f"define it: `vars: {{{name}: …}}`; or w" if name else "w"
        literal = f"{define}rite `${shown(mention)}` if a dollar sign is meant"
        hint = f"did you mean `${near}`?" if near else literal
        self.problems.append(
            Diagnostic("unknown-variable", message, self._place(mention, place), hint)
        )
        if len(self.problems) >= MAX_PROBLEMS:
            raise StoryboardError(*self.problems)

    def _place(self, mention: str, place: Place) -> Span:
        """Where a variable is mentioned in a value, or the value where it is written otherwise."""
        extent, text = extent_of(place), self.tree.text
        at = text.cut(extent.start, extent.stop).find(mention)
        if at < 0:
            return text.span(extent.start, extent.stop)
        return text.span(extent.start + at, extent.start + at + len(mention))

    def _too_much(self, place: Place) -> StoryboardError:
        span = self._place("$", place)
        message = "with its variables filled in the storyboard becomes too long"
        hint = "is a long variable used in great numbers?"
        return StoryboardError(*self.problems, Diagnostic("too-big", message, span, hint))
