"""YAML as plain values and a map of where they stand, built from libyaml's events.

Never composed by libyaml: its composer overflows the stack on deep nesting. What a storyboard does
not need (tags, several documents, keys that are not text) is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

import yaml
from yaml._yaml import CParser
from yamlcore import CCoreLoader

from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.read.source import Source
from storyboard.read.syntax import MAX_DEPTH, syntax_error, too_deep
from storyboard.read.words import shown

MAX_VALUES: Final = 500_000
"""How many values a file may hold, aliases counted as often as they are used."""
MAX_TEXT: Final = 20_000
"""The longest text in characters: what is checked is read again for each of its aliases."""
MAX_PROBLEMS: Final = 1000
"""Nobody reads more; and a hostile file shall not fill the memory with them."""
_MAX_EXACT: Final = 2**53
"""Beyond it JSON, and so a request, cannot hold a whole number exactly."""

# Other than %YAML they serve tags, which are refused; libyaml takes quadratic time over many.
_DIRECTIVE = re.compile("(?:^|[\n\r\x85\u2028\u2029])(%(?!YAML ))")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TAG: Final = "tag:yaml.org,2002:"
_MERGE: Final = "<<"
_RESOLVERS: Final = CCoreLoader.yaml_implicit_resolvers
_SPECIAL: Final = frozenset(_RESOLVERS)
"""How an unquoted word starts that may be something else than text."""

Extent: TypeAlias = range
"""Offsets in the text. A `range`, since Python's collector does not track those: with an object
for every scalar it would take longer than the parser."""


@dataclass(slots=True)
class ListPlace:
    """Where a list and its items stand; `size` counts the values in it, each alias in full."""

    extent: Extent
    items: list[Place]
    size: int = 1


@dataclass(slots=True)
class MappingPlace:
    """Where a mapping, its keys and its values stand; `size` as for a list."""

    extent: Extent
    items: dict[str, Place]
    keys: dict[str, Extent]
    size: int = 1

    def copy(self) -> MappingPlace:
        """Another one with the same things in it."""
        return MappingPlace(self.extent, dict(self.items), dict(self.keys), self.size)

    def put(self, name: str, item: Place, key: Extent) -> None:
        """Say where a field stands."""
        self.items[name], self.keys[name] = item, key

    def drop(self, name: str) -> None:
        """Forget a field."""
        self.items.pop(name, None)
        self.keys.pop(name, None)


Place: TypeAlias = MappingPlace | ListPlace | Extent
"""Where a value stands; a scalar has only its extent."""


@dataclass(frozen=True)
class Document:
    """A parsed file: its value (dict, list, str, int, float, bool or None), the places of all in
    it (None where the file holds nothing) and the problems met."""

    value: Any
    place: Place | None
    problems: tuple[Diagnostic, ...]


def parse(source: Source) -> Document:
    """Parse one YAML document.

    Duplicate keys, tags and numbers that are none come back as problems beside the value. Raises
    StoryboardError, with those met before it, where nothing can be made of the rest: bad syntax,
    too deep, too many values, an alias to nothing, a second document.
    """
    if found := _DIRECTIVE.search(source.text):
        raise StoryboardError(
            Diagnostic(
                "yaml-directive",
                "a line cannot start with `%`",
                source.span(found.start(1)),
                "delete the directive; a storyboard needs none",
            )
        )
    builder = _Builder(source)
    try:
        value, place = builder.document()
    except yaml.MarkedYAMLError as error:
        raise StoryboardError(*builder.problems, syntax_error(error, source)) from error
    except yaml.YAMLError as error:
        problem = Diagnostic("yaml-syntax", f"this is not YAML: {error}", source.span(0))
        raise StoryboardError(*builder.problems, problem) from error
    return Document(value, place, tuple(builder.problems))


@dataclass
class _Builder:
    source: Source
    problems: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, tuple[Any, Place] | None] = field(default_factory=dict)
    values: int = 0
    next: Any = None

    def document(self) -> tuple[Any, Place | None]:
        self.next = CParser(self.source.text).get_event
        self.next()
        if isinstance(self.next(), yaml.StreamEndEvent):
            return None, None
        found = self._node(self.next(), 1)
        self.next()
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._fatal(
                "second-document",
                "a second document starts here; a file holds one storyboard",
                self._span(after),
                "delete the `---`, or put it in a file of its own",
            )
        return found

    def _node(self, event: Any, depth: int) -> tuple[Any, Place]:
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        self._count(1, event)
        if event.tag is not None:
            self._problem(
                "yaml-tag",
                f"tags such as `{shown(event.tag.removeprefix(_TAG))}` mean nothing here",
                self._span(event),
                "write the value without the tag",
            )
        found: tuple[Any, Place]
        if kind is yaml.ScalarEvent:
            found = self._scalar(event), _extent(event, event)
        else:
            found = self._collection(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = found
        return found

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if len(text) > MAX_TEXT:
            self.problems.append(too_long(len(text), self._span(event)))
            return text[:MAX_TEXT]
        if event.style == "":
            value = plain(text) if text[:1] in _SPECIAL else text
            if value is not math.nan:
                return value
            self._problem(
                "wrong-value",
                f"`{shown(text)}` is not a number that can be used here",
                self._span(event),
                "put it in quotes if it is text",
            )
            return 0
        if event.style == '"' and (bad := _UNPRINTABLE.search(text)):
            self._problem(
                "control-character",
                f"the control character U+{ord(bad[0]):04X} cannot stand in a storyboard",
                self._span(event),
                "delete it from the quoted text",
            )
        return text

    def _collection(self, event: Any, depth: int) -> tuple[Any, Place]:
        if depth > MAX_DEPTH:
            raise StoryboardError(*self.problems, too_deep(self._span(event)))
        if event.anchor is not None:
            self.anchors[event.anchor] = None  # known, and not yet to be used
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        values: list[Any] = []
        items: list[Place] = []
        place = ListPlace(_extent(event, event), items)
        while type(inner := self.next()) is not yaml.SequenceEndEvent:
            value, item = self._node(inner, depth + 1)
            values.append(value)
            items.append(item)
            place.size += size_of(item)
        place.extent = _extent(event, inner)
        return values, place

    def _mapping(self, event: Any, depth: int) -> tuple[dict[str, Any], MappingPlace]:
        values: dict[str, Any] = {}
        place = MappingPlace(_extent(event, event), {}, {})
        merged: tuple[Any, Place] | None = None
        while type(inner := self.next()) is not yaml.MappingEndEvent:
            key, at = self._node(inner, depth + 1)
            value, item = self._node(self.next(), depth + 1)
            extent = extent_of(at)
            if isinstance(key, str):
                name = key
            else:
                torn = event.flow_style and bool(values) and not extent_of(item)
                name = self._no_text(inner, extent, torn)
            place.size += size_of(item)
            if name in place.keys:
                self._duplicate(name, extent, place.keys[name])
                continue
            place.keys[name] = extent
            if name == _MERGE and getattr(inner, "style", None) == "":
                merged = value, item
            else:
                place.items[name] = item
                values[name] = value
        place.extent = _extent(event, inner)
        if merged is not None:
            del place.keys[_MERGE]
            self._merge(values, place, *merged)
        return values, place

    def _no_text(self, event: Any, extent: Extent, torn: bool) -> str:
        """A key that is not text is a problem, and its spelling stands for it.

        It may be what a comma tore from a text: `{text: London, 1861}`.
        """
        word = event.value if isinstance(event, yaml.ScalarEvent) else ""
        quoted = f'put it in quotes: "{shown(word)}"' if word else "write `name: value`"
        comma = "a comma ends a text in `{ }`; put the whole text in quotes"
        self._problem(
            "key-not-text",
            f"{f'`{shown(word)}`' if word else 'this'} is not text, so it cannot be a key",
            self.source.span(extent.start, extent.stop),
            comma if torn else quoted,
        )
        return word

    def _duplicate(self, name: str, extent: Extent, first: Extent) -> None:
        self._problem(
            "duplicate-key",
            f"`{shown(name)}` is written twice in the same place",
            self.source.span(extent.start, extent.stop),
            "keep one of them",
            related=(("first defined here", self.source.span(first.start, first.stop)),),
        )

    def _merge(self, values: dict[str, Any], place: MappingPlace, value: Any, at: Place) -> None:
        """Take over the fields of `<<` that the mapping does not have; the earlier one wins."""
        parts = zip(value, at.items, strict=True) if isinstance(at, ListPlace) else [(value, at)]
        for found, part in parts:
            if isinstance(part, MappingPlace):
                for name, item in part.items.items():
                    if name not in place.items:
                        values[name] = found[name]
                        place.items[name] = item
                        place.keys[name] = part.keys[name]
                continue
            extent = extent_of(part)
            self._problem(
                "wrong-type",
                "`<<` takes the fields of another mapping, and this is none",
                self.source.span(extent.start, extent.stop),
                "write `<<: *name` for a mapping anchored with `&name`",
            )

    def _alias(self, event: Any) -> tuple[Any, Place]:
        name = shown(event.anchor)
        found = self.anchors.get(event.anchor)
        if found is None and event.anchor in self.anchors:
            message = f"`*{name}` stands inside what it names"
            raise self._fatal("bad-alias", message, self._span(event), "write the value out")
        if found is None:
            hint = f"mark a value above it with `&{name}`, or put the text in quotes"
            raise self._fatal("bad-alias", f"`*{name}` names nothing", self._span(event), hint)
        # What is long is checked again for each alias, so it counts for more than one value.
        self._count(size_of(found[1]) + len(extent_of(found[1])) // 256, event)
        return found

    def _count(self, more: int, event: Any) -> None:
        self.values += more
        if self.values > MAX_VALUES:
            raise self._fatal(
                "too-many-values",
                f"this file holds more than {MAX_VALUES:,} values, counting each alias in full",
                self._span(event),
                "a storyboard of 10,000 shots needs half as many",
            )

    def _span(self, event: Any) -> Span:
        return self.source.span(event.start_mark.index, event.end_mark.index)

    def _problem(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        self.problems.append(Diagnostic(code, message, span, hint, related=related))
        if len(self.problems) >= MAX_PROBLEMS:
            hint = "repair these first"
            raise self._fatal("too-many-problems", "there may be more after this one", span, hint)

    def _fatal(self, code: str, message: str, span: Span, hint: str) -> StoryboardError:
        return StoryboardError(*self.problems, Diagnostic(code, message, span, hint))


def _extent(first: Any, last: Any) -> Extent:
    return range(first.start_mark.index, last.end_mark.index)


def extent_of(place: Place) -> Extent:
    """The text a value covers."""
    return place if isinstance(place, range) else place.extent


def too_long(length: int, span: Span) -> Diagnostic:
    """That a text is longer than MAX_TEXT."""
    message = f"this text has {length:,} characters; at most {MAX_TEXT:,} are read"
    return Diagnostic("too-long", message, span, "make it shorter")


def size_of(place: Place) -> int:
    """How many values there are in a value, each alias in full, it included."""
    return 1 if isinstance(place, range) else place.size


@lru_cache(4096)
def plain(text: str) -> Any:
    """An unquoted word by the YAML 1.2 core rules: `yes` and `12:30` are text.

    NaN stands for every number that JSON cannot hold.
    """
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            kind = tag.removeprefix(_TAG)
            if kind == "bool":
                return text.lower() == "true"
            return None if kind == "null" else _number(text, whole=kind == "int")
    return text


def _number(text: str, *, whole: bool) -> int | float:
    word = text.lower()
    if len(word) > 40 or word.endswith((".inf", ".nan")):
        return math.nan
    base = {"0o": 8, "0x": 16}.get(word[:2], 10) if whole else 0
    number = int(word.removeprefix("0o").removeprefix("0x"), base) if base else float(word)
    return number if abs(number) < _MAX_EXACT else math.nan
