"""A storyboard before it is known to be one: the plain values of all its files, with places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storyboard.errors import Diagnostic
from storyboard.read.places import Places
from storyboard.read.source import Sources
from storyboard.read.yaml import Extent, ListPlace, MappingPlace, Place


@dataclass(frozen=True)
class Tree:
    """The values of a storyboard's files put together. `problems` are those met on the way.

    It is not `whole` where a file could not be read: what is missing then may be in there.
    """

    value: Any
    place: Place
    text: Sources
    problems: tuple[Diagnostic, ...] = ()
    whole: bool = True

    @property
    def places(self) -> Places:
        """Where everything stands."""
        return Places(self.text, self.place)


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
