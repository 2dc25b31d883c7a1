"""What is written into the picture: of a deliverable, and of the draft.

All of this is the edit's: nothing of it is sent to a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, StrictBool, WithJsonSchema
from pydantic_core import PydanticKnownError

from storyboard.read.fields import Part
from storyboard.read.words import described, either, one_of, shown, suggestion


class Burn(StrEnum):
    """What can be burnt into every picture."""

    SLATE = "slate"
    LENS = "lens"
    PANEL = "panel"
    DURATION = "duration"
    TIMECODE = "timecode"
    FRAMES = "frames"
    TAKE = "take"
    DRAFT = "draft"
    DIALOGUE = "dialogue"
    ACTION = "action"


USUAL_BURN_IN: Final = (Burn.SLATE, Burn.LENS, Burn.TIMECODE)
"""What `burn_in: true` means in a deliverable."""
DRAFT_BURN_IN: Final = (
    *USUAL_BURN_IN, Burn.PANEL, Burn.DRAFT, Burn.DIALOGUE, Burn.ACTION
)  # fmt: skip
"""What is burnt into a draft that does not say otherwise."""
ANYWHERE: Final = tuple(Burn)[: list(Burn).index(Burn.DIALOGUE)]
"""What a deliverable may have: its dialogue are `subtitles`, and the action is drawn in a draft."""


def named_burns(text: str) -> tuple[Burn, ...]:
    """Burn-ins of a draft by their names with commas between them; `all` and `none` are two more.

    Raises ValueError for any other name.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    short = {"all": tuple(Burn), "none": ()}
    if len(names) == 1 and names[0] in short:
        return short[names[0]]
    for name in names:
        if name in short:
            raise ValueError(f"`{name}` stands alone; leave the other names out")
        if name not in set(Burn):
            offered = [*Burn, *short]
            raise ValueError(f"there is no `{shown(name)}`; {suggestion(name, offered, 'write')}")
    if not names:
        raise ValueError("names nothing; write `none` for that")
    return tuple(dict.fromkeys(Burn(name) for name in names))


def _burns(value: Any, usual: Sequence[Burn], offered: Sequence[Burn]) -> Any:
    if isinstance(value, bool):
        return usual if value else ()
    if not isinstance(value, (list, tuple)):
        words = ", ".join(offered)
        raise ValueError(f"is {described(value)}; write true, false or a list of some of {words}")
    met: set[str] = set()
    for word in value:
        if not isinstance(word, str):
            continue  # told as what it is, with its place
        if word in met:
            raise ValueError(f"is a list with {one_of([word])} twice; list each once")
        met.add(word)
        if word in set(Burn) and word not in offered:
            other = "write `subtitles: burnt`" if word == Burn.DIALOGUE else "leave it out"
            raise ValueError(f"is a list with `{word}`, which only a draft has; {other}")
    return value


def _burn(word: Any, offered: Sequence[Burn]) -> Any:
    if isinstance(word, str) and word in offered:
        return word
    # The enum's own error would offer what only a draft has.
    raise PydanticKnownError("enum", {"expected": either([f"'{each}'" for each in offered])})


def _schema(offered: Sequence[Burn]) -> WithJsonSchema:
    words = {"type": "array", "items": {"enum": list(offered)}, "uniqueItems": True}
    return WithJsonSchema({"anyOf": [{"type": "boolean"}, words]})


BurnIn = Annotated[
    tuple[Annotated[Burn, BeforeValidator(partial(_burn, offered=ANYWHERE))], ...],
    BeforeValidator(partial(_burns, usual=USUAL_BURN_IN, offered=ANYWHERE)),
    _schema(ANYWHERE),
]
_DraftBurnIn = Annotated[
    tuple[Burn, ...],
    BeforeValidator(partial(_burns, usual=DRAFT_BURN_IN, offered=tuple(Burn))),
    _schema(tuple(Burn)),
]


class DraftFilm(Part):
    """What the draft shows and lets hear beside its pictures."""

    burn_in: _DraftBurnIn = DRAFT_BURN_IN
    beep: StrictBool = False
