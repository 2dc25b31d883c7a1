"""Variants: parts of a storyboard said otherwise for another deliverable, laid over its values.

The rule: a mapping is merged, field by field; any other value takes the place of the one before;
null takes it away, and where a setting is not said but inherited, the inherited one. Scenes and
shots are addressed by id, and `{add: [...]}` adds to a list. What is laid over keeps its place in
the variant, and is checked as if it stood in the storyboard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from storyboard.errors import Diagnostic
from storyboard.read.fields import IDENTIFIER
from storyboard.read.model import Settings
from storyboard.read.tree import Tree
from storyboard.read.words import shown, suggestion
from storyboard.read.yaml import Extent, ListPlace, MappingPlace, Place, extent_of

MAX_VARIANTS: Final = 20
ADD: Final = "add"
FIXED: Final = ("storyboard", "include", "variants")
_BY_ID: Final = {"scenes": "scene", "shots": "shot"}
_WHOLE: Final = {"scenes": {"shots"}, "shots": {"action", "card"}}
"""What a whole one says: one of these."""

Node: TypeAlias = tuple[Any, Place]
"""A value and where it stands."""


def variants_of(tree: Tree) -> list[str]:
    """The names of a storyboard's variants."""
    variants = tree.value.get("variants") if isinstance(tree.value, dict) else None
    return list(variants) if isinstance(variants, dict) else []


def place_of(tree: Tree, name: str) -> Place | None:
    """Where a variant that there is stands; None where `variants` is no mapping."""
    variants = tree.place.items["variants"] if isinstance(tree.place, MappingPlace) else None
    return variants.items[name] if isinstance(variants, MappingPlace) else None


def variant_problems(tree: Tree, file: Path) -> Iterator[Diagnostic]:
    """Names that no variant can have, for other files have them, and too many variants."""
    places, met = tree.places, dict[str, str]()
    deliverables = tree.value.get("deliverables") if isinstance(tree.value, dict) else None
    listed = deliverables if isinstance(deliverables, (dict, list)) else ()
    taken = {"draft", *(name.lower() for name in listed if isinstance(name, str))}
    for count, name in enumerate(variants_of(tree), start=1):
        span = places.key(("variants", name))
        if count > MAX_VARIANTS:
            message = f"a storyboard has at most {MAX_VARIANTS} variants"
            yield Diagnostic("too-many-variants", message, span, "keep them in files of their own")
            return
        beside = f"{file.stem}.{name}{file.suffix}"
        also = re.fullmatch(IDENTIFIER, name) and (file.parent / beside).exists()
        if name.lower() in taken or also:
            what = "a deliverable" if name.lower() in taken else beside
            what = "the draft" if name.lower() == "draft" else what
            message = f"a variant cannot be called `{name}`: its film would be {what}'s file"
            hint = "give it another name"
            yield Diagnostic("wrong-value", message, span, hint)
        if (first := met.setdefault(name.lower(), name)) != name:
            message = f"`{shown(name)}` and `{shown(first)}` differ in their case alone"
            hint = "their films would have one name where files are found in any case"
            yield Diagnostic("wrong-value", message, span, hint)


def varied(tree: Tree, name: str | None) -> Tree:
    """The tree with a variant laid over it; as it is without a name.

    A variant that there is not is a problem of the tree, as is one that names what is not there.
    """
    if name is None:
        return tree
    known = variants_of(tree)
    if name not in known:
        hint = suggestion(name, known, "there are") if known else "define it under `variants:`"
        message = f"there is no variant `{shown(name)}`"
        return tree.with_problems(Diagnostic("unknown-variant", message, hint=hint))
    over = place_of(tree, name)
    if not isinstance(over, MappingPlace) or not isinstance(tree.place, MappingPlace):
        return tree  # a variant of another shape is told with other such things
    overlay = _Overlay(tree)
    value, place = overlay.film(tree.value, tree.place, tree.value["variants"][name], over)
    made = replace(tree, value=value, place=place, variant=name, overlay=over.extent)
    return made.with_problems(*overlay.problems)


@dataclass
class _Overlay:
    tree: Tree
    problems: list[Diagnostic] = field(default_factory=list)

    def film(
        self, value: dict[str, Any], place: MappingPlace, over: dict[str, Any], at: MappingPlace
    ) -> tuple[dict[str, Any], MappingPlace]:
        """The storyboard with a variant laid over it."""
        fixed = [name for name in over if name in FIXED]
        for name in fixed:
            message = f"`{name}` cannot stand in a variant"
            hint = "it belongs to the storyboard as a whole"
            self._problem("wrong-value", message, at.keys[name], hint)
        left = {*fixed, "shots"}
        if "scenes" in over and self._includes(at.items["scenes"]):
            left.add("scenes")
        kept = {name: item for name, item in over.items() if name not in left}
        value, place = self._mapping(value, place, kept, at)
        shots, shots_at = over.get("shots"), at.items.get("shots")
        if isinstance(shots, dict) and isinstance(shots_at, MappingPlace):
            laid = self._shots(value.get("scenes"), place.items.get("scenes"), shots, shots_at)
            if laid[1] is not None:
                value["scenes"], place.items["scenes"] = laid[0], laid[1]
        elif shots_at is not None:
            message = "in a variant `shots` is a mapping of shots by their id"
            hint = "write `shots: {ID: {…}}`; a whole list goes under its scene"
            self._problem("wrong-type", message, at.keys["shots"], hint)
        return value, place

    def _includes(self, scenes: Place) -> bool:
        """Whether a variant's scenes name files, which is told: files are read before it."""
        listed = _added(scenes) or scenes
        if isinstance(listed, range):
            return False
        items = listed.items.values() if isinstance(listed, MappingPlace) else listed.items
        found = [
            item.keys["include"]
            for item in items
            if isinstance(item, MappingPlace) and "include" in item.keys
        ]
        for key in found:
            hint = (
                "include it in the storyboard's own `scenes:`, and write `scenes: {ID: null}` in "
                "the variants that go without it"
            )
            self._problem("wrong-value", "a variant cannot include a file", key, hint)
        return bool(found)

    def _mapping(
        self, value: dict[str, Any], place: MappingPlace, over: dict[str, Any], at: MappingPlace
    ) -> tuple[dict[str, Any], MappingPlace]:
        value, place = dict(value), place.copy()
        for name, item in over.items():
            # Where a shot does not say a setting, null has to stay, to take the inherited one away.
            if item is None and (name in value or name not in Settings.model_fields):
                value.pop(name, None)
                place.drop(name)
            elif name in value:
                said = value[name], place.items[name]
                value[name], place.items[name] = self._laid(name, *said, item, at.items[name])
                if place.items[name] is at.items[name]:
                    place.keys[name] = at.keys[name]
            elif name not in _BY_ID or not isinstance(item, dict):
                added = None if name == "negative" else _added(at.items[name])
                value[name] = item if added is None else item[ADD]
                place.put(name, added or at.items[name], at.keys[name])
        return value, place

    def _laid(self, name: str, value: Any, place: Place, over: Any, at: Place) -> Node:
        """One value laid over another."""
        added, adding = _added(at), _added(place)
        if added is not None and isinstance(place, ListPlace):
            return _joined(value, place, over[ADD], added)
        if added is not None and adding is not None and isinstance(place, MappingPlace):
            both, both_at = _joined(value[ADD], adding, over[ADD], added)
            return {ADD: both}, MappingPlace(place.extent, {ADD: both_at}, place.keys)
        if isinstance(at, MappingPlace) and isinstance(place, MappingPlace):
            return self._mapping(value, place, over, at)
        if isinstance(at, MappingPlace) and isinstance(place, ListPlace) and name in _BY_ID:
            self._refuse_strangers(name, _ids(value), at)
            return self._listed(value, place, over, at)
        if isinstance(at, ListPlace) and isinstance(place, ListPlace) and name in _BY_ID:
            part = _part_of(name, _ids(value), over)
            if part is not None:
                self._refuse_part(name, part, at)
                return value, place
        return over, at

    def _listed(
        self, value: list[Any], place: ListPlace, over: dict[str, Any], at: MappingPlace
    ) -> tuple[list[Any], ListPlace]:
        """A list of scenes or shots with something else laid over those whose id is named."""
        found: list[Any] = []
        places: list[Place] = []
        for item, item_at in zip(value, place.items, strict=True):
            name = _id(item)
            if name is None or name not in over:
                found.append(item)
                places.append(item_at)
            elif over[name] is not None:
                item, item_at = self._laid("", item, item_at, over[name], at.items[name])
                found.append(item)
                places.append(item_at)
        if not found and value and any(map(_is_shot, value)):
            last = [name for name in over if name in _ids(value)][-1]
            hint = "leave out the scene itself: `scenes: {ID: null}`, with its id"
            self._problem("wrong-value", "this leaves a scene without a shot", at.keys[last], hint)
            return value, place
        return found, ListPlace(place.extent, places, place.size)

    def _shots(
        self, scenes: Any, scenes_at: Place | None, shots: dict[str, Any], at: MappingPlace
    ) -> tuple[Any, Place | None]:
        """The scenes with something else laid over the shots that are named, wherever they are."""
        if not isinstance(scenes, list) or not isinstance(scenes_at, ListPlace):
            return scenes, scenes_at
        found: list[Any] = []
        places: list[Place] = []
        known: list[str] = []
        for scene, scene_at in zip(scenes, scenes_at.items, strict=True):
            listed_at = scene_at.items.get("shots") if isinstance(scene_at, MappingPlace) else None
            if isinstance(scene_at, MappingPlace) and isinstance(listed_at, ListPlace):
                ids = _ids(scene["shots"])
                known += ids
                if not shots.keys().isdisjoint(ids):
                    laid, laid_at = self._listed(scene["shots"], listed_at, shots, at)
                    scene, scene_at = scene | {"shots": laid}, scene_at.copy()
                    scene_at.items["shots"] = laid_at
            found.append(scene)
            places.append(scene_at)
        self._refuse_strangers("shots", known, at)
        return found, ListPlace(scenes_at.extent, places, scenes_at.size)

    def _refuse_strangers(self, field: str, known: list[str], at: MappingPlace) -> None:
        kind, there = _BY_ID[field], set(known)
        for name in at.items:
            if name not in there:
                message = f"there is no {kind} `{shown(name)}`"
                hint = suggestion(name, known, f"the {kind}s are")
                self._problem(f"unknown-{kind}", message, at.keys[name], hint)

    def _refuse_part(self, field: str, part: tuple[int, str], at: ListPlace) -> None:
        index, name = part
        message = f"a list takes the place of all {field}, and this is only a part of `{name}`"
        hint = (
            f"write `{field}: {{{name}: {{…}}}}` for what is otherwise in it, null to leave it out"
        )
        item = at.items[index]
        where = item.items["id"] if isinstance(item, MappingPlace) else item
        self._problem("wrong-value", message, extent_of(where), hint)

    def _problem(self, code: str, message: str, at: Extent, hint: str) -> None:
        span = self.tree.text.span(at.start, at.stop)
        self.problems.append(Diagnostic(code, message, span, hint))


def _added(place: Place) -> ListPlace | None:
    """The list of `{add: [...]}`."""
    if not isinstance(place, MappingPlace) or list(place.items) != [ADD]:
        return None
    added = place.items[ADD]
    return added if isinstance(added, ListPlace) else None


def _joined(first: list[Any], at: ListPlace, more: list[Any], more_at: ListPlace) -> Node:
    return [*first, *more], ListPlace(at.extent, [*at.items, *more_at.items])


def _part_of(field: str, known: list[str], items: list[Any]) -> tuple[int, str] | None:
    """The first of some scenes or shots that is a part of one there is: its index and its id."""
    for index, item in enumerate(items):
        name = _id(item)
        if name is not None and name in known and _is_part(field, item):
            return index, name
    return None


def _is_part(field: str, item: Any) -> bool:
    if not isinstance(item, dict):
        return False
    if field == "scenes" and isinstance(item.get("shots"), list):
        return any(_is_part("shots", shot) for shot in item["shots"])
    return not _WHOLE[field] & item.keys()


def _is_shot(item: Any) -> bool:
    return isinstance(item, dict) and not {"shots", "include"} & item.keys()


def _id(item: Any) -> str | None:
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) else None


def _ids(items: list[Any]) -> list[str]:
    return [name for name in map(_id, items) if name is not None]
