"""In which order the fields of a storyboard are written, where a formatter may choose.

Who and what comes before how it is made, and what the edit does after it, as on a shot list. Names
that authors give (cast, locations, variables) and scenes and shots stay in the author's order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from storyboard.read.fields import written_fields
from storyboard.read.model import AnyShot, CardShot, Scene, Storyboard

_ORDER: Final = {
    "Storyboard": "storyboard title include vars variants fps aspect_ratio resolution budget look "
    "defaults cast locations styles props loudness music deliverables draft poster ignore scenes "
    "shots",
    "Settings": "model template style sound cfg_scale size angle movement lens composition "
    "duration negative fit audio music_cue transition",
    "Scene": "id include heading location time weather mood ambience defaults ignore shots",
    "Shot": "id card size angle movement lens composition style duration trim take speed freeze "
    "fit model template sound cfg_scale negative first_frame last_frame panels characters props "
    "action dialogue sfx music_cue audio effects caption title inset transition overrides ignore "
    "notes",
}
_ALIKE: Final = {"Variant": "Storyboard", "CardShot": "Shot"}
"""What is written in the order of something else. All others: in that of their model."""


class Variant(Storyboard):
    """What a variant may hold: a storyboard's fields, with scenes and shots by their ids."""

    scenes: dict[str, Scene]  # type: ignore[assignment]
    shots: dict[str, AnyShot]


@dataclass(frozen=True)
class Shape:
    """What may stand in a place: any of these types, as the models' annotations say."""

    types: tuple[Any, ...] = ()

    def fields(self, keys: Iterable[str]) -> type[BaseModel] | None:
        """The model of a mapping with these keys, or None where its keys are the author's own."""
        models = [each for each in self.types if _is_model(each)]
        if len(models) > 1:
            models = [each for each in models if issubclass(each, CardShot) is ("card" in keys)]
        return models[0] if models else None

    def inside(self, keys: Iterable[str], key: str | None) -> Shape:
        """What may stand under a key, or in a list."""
        if key is None:
            return _shape(*(get_args(each)[:1] for each in self.types if get_origin(each) is tuple))
        model = self.fields(keys)
        if model is None:
            return _shape(*(get_args(each)[1:] for each in self.types if get_origin(each) is dict))
        if key == "variants" and model is Storyboard:
            return Shape((dict[str, Variant],))
        return _shapes(model).get(key, Shape())


def shape_of_file(is_list: bool, keys: Iterable[str]) -> Shape:
    """What a file holds, by its first keys: a storyboard or a library, a scene, or scenes."""
    scene = {"shots", "id"}.intersection(keys) and "storyboard" not in keys
    if is_list:
        return Shape((tuple[Scene, ...],))
    return Shape((Scene if scene else Storyboard,))


def rank(model: type[BaseModel], key: str) -> int:
    """Where among the fields of its model a field is written: `<<` first, strangers last.

    In a line of dialogue who speaks comes first, which is a field that the model does not know.
    """
    if key == "<<":
        return -1
    ranks = _ranks(model)
    return ranks.get(key, -1 if "speaker" in ranks else len(ranks))


@cache
def _ranks(model: type[BaseModel]) -> dict[str, int]:
    name = _ALIKE.get(model.__name__, model.__name__)
    words = [*_ORDER.get(name, "").split(), *written_fields(model)]
    return {word: at for at, word in enumerate(dict.fromkeys(words))}


@cache
def _shapes(model: type[BaseModel]) -> dict[str, Shape]:
    return {key: _shape((field.annotation,)) for key, field in written_fields(model).items()}


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _shape(*found: tuple[Any, ...]) -> Shape:
    return Shape(tuple(each for some in found for kind in some for each in _flat(kind)))


def _flat(kind: Any) -> Iterator[Any]:
    """The types of a union, without what is annotated to them."""
    if get_origin(kind) is Annotated:
        yield from _flat(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for each in get_args(kind):
            yield from _flat(each)
    else:
        yield kind
