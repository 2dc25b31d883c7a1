"""Filters of prompt templates: film shorthand in words, and sentences out of what authors wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeVar

from jinja2 import TemplateRuntimeError
from pydantic import ValidationError

from storyboard.compile.fuel import kind, text_of
from storyboard.compile.words import ANGLES, SIZES, movement_words
from storyboard.read.model import Angle, Size
from storyboard.read.movement import Movement
from storyboard.read.words import shown, suggestion

_Word = TypeVar("_Word", bound=StrEnum)


def phrase(text: Any) -> str:
    """Text on one line without the mark it may end in: a piece to be joined to others."""
    return _phrase(text_of(text or ""))


@lru_cache(1024)  # what a film says of its people and places comes back in every shot
def _phrase(text: str) -> str:
    return " ".join(text.split()).replace(" ,", ",").strip(" .,;:")


def sentence(text: Any) -> str:
    """Text as a sentence: a capital first, and the stop it has or a full stop. Nothing of nothing.

    A text of marks alone is nothing.
    """
    words = " ".join(text_of(text or "").split()).rstrip(",;: ")
    if not phrase(words):
        return ""
    stop = "" if words.rstrip("\"'”’)")[-1:] in ".!?…" else "."
    return words[0].upper() + words[1:] + stop


def joined(pieces: Any, by: str = ", ") -> str:
    """The pieces that say something, as one."""
    if not isinstance(pieces, list | tuple):
        raise TemplateRuntimeError(f"`joined` joins a list, not {kind(pieces)}")
    return by.join(filter(None, map(phrase, pieces)))


def spoken(line: Any) -> str:
    """A line of dialogue as models read it best: `[Mara, low; tired]: "Not tonight."`."""
    if not isinstance(line, Mapping) or "speaker" not in line or "line" not in line:
        raise TemplateRuntimeError(f"`spoken` wants a line of `dialogue`, not {kind(line)}")
    manner = joined([line.get("voice"), line.get("tone")], "; ")
    said = " ".join(text_of(line["line"]).split()).replace('"', "'")
    return f'[{joined([line["speaker"], manner])}]: "{said}"'


def size_words(size: Any) -> str:
    """`MCU`: medium close-up."""
    return SIZES[_word(Size, size)]


def angle_words(angle: Any) -> str:
    """`low`: low angle looking up."""
    return ANGLES[_word(Angle, angle)]


def move_words(movement: Any) -> str:
    """`slow dolly in`: the camera slowly dollies in."""
    try:
        return movement_words(Movement.model_validate(text_of(movement)))
    except ValidationError as error:
        message = f"there is no camera move `{shown(text_of(movement))}`; write `slow dolly in`"
        raise TemplateRuntimeError(message) from error


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "phrase": phrase,
    "sentence": sentence,
    "joined": joined,
    "spoken": spoken,
    "size_words": size_words,
    "angle_words": angle_words,
    "movement_words": move_words,
}


def _word(words: type[_Word], text: Any) -> _Word:
    try:
        return words(text_of(text))
    except ValueError as error:
        hint = suggestion(text_of(text), list(words), "there are")
        name = words.__name__.lower()
        raise TemplateRuntimeError(
            f"there is no {name} `{shown(text_of(text))}`; {hint}"
        ) from error
