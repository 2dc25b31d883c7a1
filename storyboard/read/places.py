"""Where things stand in the author's files, by their path in the storyboard."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

from storyboard.errors import Span
from storyboard.read.model import Line
from storyboard.read.source import Source, Sources
from storyboard.read.staging import Present
from storyboard.read.yaml import Extent, ListPlace, MappingPlace, Place, extent_of

Path: TypeAlias = tuple[str | int, ...]
"""Names of fields and indices from 0, for example `("scenes", 0, "shots", 2, "action")`."""


def short_speaker(fields: Collection[str]) -> str | None:
    """Who speaks in a line of dialogue written `mara: Not tonight.`; None if it is written out."""
    if len(fields) > len(Line.model_fields):
        return None
    names = set(fields)
    strange = [name for name in names if name not in Line.model_fields]
    return strange[0] if len(strange) == 1 and not names & {"speaker", "line"} else None


def short_character(fields: Collection[str]) -> str | None:
    """Who is meant by `mara: frame left`; None if it is written out."""
    name = next(iter(fields), None)
    return name if len(fields) == 1 and name not in Present.model_fields else None


@dataclass(frozen=True)
class Torn:
    """A text without quotes in `{ }`, where commas end it: `{look: old, white beard}`.

    The `field`, its whole `text`, and the `pieces` of it that stand like fields without a value.
    """

    field: str
    text: str
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """Spans of the values and keys of a storyboard.

    A path that is not in its files, such as that of an inherited field, gives the nearest place
    around it.
    """

    text: Source | Sources
    root: Place

    def order(self, span: Span | None) -> tuple[int, str, int, int]:
        """A key that sorts spans as people read: file by file, from top to bottom."""
        text = self.text
        return (text if isinstance(text, Sources) else Sources((text,))).order(span)

    def value(self, path: Path) -> Span:
        """The span of a value: a scalar's first line, a one-line collection, or the first word."""
        found, key, whole = self._walk(path)
        if whole or key is None or isinstance(found, range):
            return self._span(found)
        return self._cut(key)

    def key(self, path: Path) -> Span:
        """The span of a field's name; of a list's item, which has none, the item's."""
        found, key, _ = self._walk(path)
        return self._span(found) if key is None else self._cut(key)

    def has(self, path: Path) -> bool:
        """Whether something stands there."""
        return self._walk(path)[2]

    def leaves(self, path: Path) -> Iterator[Extent]:
        """Where each scalar of a value stands; nothing of a value that is in no file."""
        found, _, whole = self._walk(path)
        if whole:
            yield from _leaves(found)

    def word(self, path: Path, word: str) -> Span:
        """The span of a value that stands as one word in a text around it, such as the type of the
        movement `slow dolly in`; of the text where the word cannot be found."""
        span = self.value(path)
        if self._walk(path)[2]:
            return span
        at = span.text.find(word, span.column - 1, span.column - 1 + span.width)
        if at < 0 or not word:
            return span
        return Span(span.file, span.line, at + 1, len(word), span.text)

    def torn(self, path: Path) -> Torn | None:
        """What a comma tore in a mapping that is written in `{ }`; None where that is not so."""
        place = self._walk(path)[0]
        if not isinstance(place, MappingPlace) or self._written(place.extent)[:1] != "{":
            return None
        here = [name for name, key in place.keys.items() if _is_in(key, place.extent)]
        at = next((at for at, name in enumerate(here) if at and not _length(place, name)), None)
        if at is None or not (field := place.items[here[at - 1]]) or not isinstance(field, range):
            return None
        pieces = tuple(takewhile(lambda name: not _length(place, name), here[at:]))
        text = self._written(range(field.start, place.keys[pieces[-1]].stop))
        if not _is_in(field, place.extent) or text[:1] in "\"'*" or "\n" in text:
            return None
        return Torn(here[at - 1], text, pieces)

    def _written(self, extent: Extent) -> str:
        return self.text.cut(extent.start, extent.stop)

    def _walk(self, path: Path) -> tuple[Place, Extent | None, bool]:
        """The deepest place on a path, its key if it has one, and whether the path ends there."""
        place, key = self.root, None
        for part in path:
            if isinstance(place, ListPlace) and isinstance(part, int):
                if not 0 <= part < len(place.items):
                    return place, key, False
                place, key = place.items[part], None
            elif isinstance(place, MappingPlace) and isinstance(part, str):
                found = self._field(place, part)
                if found is None:
                    return place, key, False
                place, key = found
            else:
                return place, key, False
        return place, key, True

    @staticmethod
    def _field(place: MappingPlace, name: str) -> tuple[Place, Extent] | None:
        if name in place.items:
            return place.items[name], place.keys[name]
        short = None
        if name in ("speaker", "line"):
            short = short_speaker(place.items)
        elif name in Present.model_fields:
            short = short_character(place.items)
        if short is None:
            return None
        key = place.keys[short]
        return (key if name in ("speaker", "character") else place.items[short]), key

    def _span(self, place: Place) -> Span:
        extent = extent_of(place)
        if isinstance(place, range) or self.text.is_one_line(extent.start, extent.stop):
            return self._cut(extent)
        if isinstance(place, MappingPlace):
            first = next(iter(place.keys.values()), extent)
            if first.start == extent.start:
                return self._cut(first)
        return self.text.span(extent.start)

    def _cut(self, extent: Extent) -> Span:
        return self.text.span(extent.start, extent.stop)


def _is_in(extent: Extent, around: Extent) -> bool:
    """Not so for what an alias or a `<<` brought here."""
    return around.start <= extent.start and extent.stop <= around.stop


def _length(mapping: MappingPlace, name: str) -> int:
    return len(extent_of(mapping.items[name]))


def _leaves(place: Place) -> Iterator[Extent]:
    if isinstance(place, range):
        yield place
        return
    inner = place.items if isinstance(place, ListPlace) else place.items.values()
    for item in inner:
        yield from _leaves(item)
