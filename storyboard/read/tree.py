"""A storyboard before it is known to be one: the plain values of all its files, with places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from storyboard.errors import Diagnostic, Span
from storyboard.read.places import Places
from storyboard.read.source import Sources
from storyboard.read.words import shown
from storyboard.read.yaml import Extent, ListPlace, MappingPlace, Place


@dataclass(frozen=True)
class Variable:
    """What a name stands for, as a value and as text; `span` is None for one set by the caller."""

    value: Any
    text: str
    span: Span | None


@dataclass(frozen=True)
class Tree:
    """The values of a storyboard's files put together. `problems` are those met on the way.

    It is not `whole` where a file could not be read: what is missing then may be in there.
    `variables` are those filled in, and `uses` which of them are in the value at a place.
    `overlay` is where the chosen variant stands.
    """

    value: Any
    place: Place
    text: Sources
    problems: tuple[Diagnostic, ...] = ()
    whole: bool = True
    variables: Mapping[str, Variable] = field(default_factory=dict)
    uses: Mapping[Extent, tuple[str, ...]] = field(default_factory=dict)
    variant: str | None = None
    overlay: Extent = range(0)

    def with_problems(self, *more: Diagnostic) -> Tree:
        """The tree with more to tell about it."""
        return replace(self, problems=(*self.problems, *more)) if more else self

    @property
    def places(self) -> Places:
        """Where everything stands."""
        return Places(self.text, self.place)

    def told(self, problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Problems, those of a value made of variables with what is in them and where it is set."""
        if not self.uses:
            yield from problems
            return
        where: dict[tuple[str, int], list[tuple[Span, tuple[str, ...]]]] = {}
        for extent, names in self.uses.items():
            span = self.text.span(extent.start, extent.stop)
            where.setdefault((span.file, span.line), []).append((span, names))
        for problem in problems:
            place = problem.span
            met = where.get((place.file, place.line), []) if place else []
            found = [names for span, names in met if place and _holds(span, place)]
            yield self._with_variables(problem, found[0]) if found else problem

    def _with_variables(self, problem: Diagnostic, names: tuple[str, ...]) -> Diagnostic:
        message, related = problem.message, problem.related
        for name in names:
            variable = self.variables[name]
            if variable.span is None:
                message += f"; `{name}` is given as `{shown(variable.text)}`"
            else:
                related = (*related, (f"`{name}` is set here", variable.span))
        return replace(problem, message=message, related=related)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.column <= inner.column < outer.column + outer.width


def shifted(place: Place, by: int, met: dict[int, Place] | None = None) -> Place:
    """A place whose offsets count from elsewhere. What aliases share stays shared."""
    met = {} if met is None else met
    if isinstance(place, range):
        return range(place.start + by, place.stop + by)
    if id(place) not in met:
        extent: Extent = range(place.extent.start + by, place.extent.stop + by)
        if isinstance(place, ListPlace):
            items = [shifted(item, by, met) for item in place.items]
            met[id(place)] = ListPlace(extent, items, place.size)
        else:
            named = {name: shifted(item, by, met) for name, item in place.items.items()}
            keys = {name: range(key.start + by, key.stop + by) for name, key in place.keys.items()}
            met[id(place)] = MappingPlace(extent, named, keys, place.size)
    return met[id(place)]
