"""What the parts of a storyboard are called, and which part stands where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, get_args

from pydantic import BaseModel

from storyboard.read.audio import Audio, Effect, Music
from storyboard.read.burns import DraftFilm
from storyboard.read.deliverables import Rendition
from storyboard.read.edit import Card, Inset, Title
from storyboard.read.fields import Added, written_fields
from storyboard.read.model import (
    A_CARD,
    CardShot,
    Character,
    Frame,
    Line,
    Location,
    Scene,
    Settings,
    Shot,
    Storyboard,
)
from storyboard.read.movement import Movement
from storyboard.read.places import Path
from storyboard.read.staging import Panel, Present, Prop, Style, Trim
from storyboard.read.transitions import Transition

NOUNS: Final[dict[type[BaseModel], str]] = {
    Storyboard: "storyboard",
    Scene: "scene",
    Shot: "shot",
    CardShot: "card",
    Card: "`card`",
    Settings: "`defaults`",
    Line: "line of dialogue",
    Frame: "frame",
    Character: "character",
    Location: "location",
    Style: "style",
    Prop: "prop",
    Present: "character of a shot",
    Panel: "panel",
    Trim: "trim",
    Movement: "movement",
    Transition: "transition",
    Audio: "shot's `audio`",
    Effect: "sound effect",
    Title: "title",
    Inset: "inset",
    Music: "piece of music",
    Rendition: "deliverable",
    DraftFilm: "`draft`",
    Added: "`negative`",
}


def model_at(place: Path) -> type[BaseModel]:
    """The model whose fields stand at a place."""
    model: type[BaseModel] = Storyboard
    for part in place:
        if part == A_CARD:
            model = CardShot
        elif isinstance(part, str) and part in (known := written_fields(model)):
            model = next(_models(known[part].annotation), model)
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def article(noun: str) -> str:
    """A noun with its article; what is in backticks has none."""
    return noun if noun.startswith("`") else f"a {noun}"
