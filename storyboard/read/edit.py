"""What a storyboard says about how the film shows a clip.

All of this is the edit's: nothing of it is sent to a model or drawn.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, StrictBool, WithJsonSchema, model_validator

from storyboard.read.fields import Id, Length, Part, PicturePath
from storyboard.read.transitions import COLOURS, HEX, Colour, known_colour

SLOWEST: Final = 0.5
FASTEST: Final = 4


class Fit(StrEnum):
    """How a clip of another shape fills the frame."""

    COVER = "cover"
    CONTAIN = "contain"
    BLUR = "blur"
    STRETCH = "stretch"


Pace = Annotated[float, Field(ge=SLOWEST, le=FASTEST, strict=True)]
"""How many seconds of a clip pass in one of the film."""
Caption = Annotated[str, Field(pattern=r"\S", max_length=200)]
"""Text to be read while its shot is seen."""
Lettered = Annotated[str, Field(pattern=r"\S", max_length=80)]


class Place(StrEnum):
    """Where a title stands."""

    LOWER = "lower"
    CENTRE = "centre"


class Title(Part):
    """Words over a shot: a name in the lower third, or a title in the middle of the frame.

    In YAML also the text alone.
    """

    text: Lettered
    subtitle: Lettered | None = None
    place: Place = Place.LOWER
    at: Length | None = None
    lasts: Length | None = Field(None, alias="for")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Corner(StrEnum):
    """Where an inset stands."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


class Inset(Part):
    """Another picture in a corner of a shot: a file or what another shot shows, from its beginning.

    In YAML also a file's path.
    """

    file: PicturePath | None = None
    shot: Id | None = None
    place: Corner = Corner.BOTTOM_RIGHT
    width: Annotated[float, Field(ge=0.1, le=0.5, strict=True)] = 0.28
    at: Length | None = None
    lasts: Length | None = Field(None, alias="for")

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: Any) -> Any:
        return {"file": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_picture(self) -> Inset:
        if (self.file is None) == (self.shot is None):
            raise ValueError("an inset shows one picture; write `file: PATH` or `shot: ID`")
        return self


MOST_LINES: Final = 20
MOST_CHARACTERS: Final = 1000
"""What a card that stands still has room for."""


def is_colour(ground: str) -> bool:
    """Whether a card's ground is a colour; else it is a picture's path, with a dot or a slash."""
    return ground.startswith("#") or not re.search(r"[./\\]", ground)


Ground = Annotated[
    str,
    Field(min_length=1, max_length=1000),
    AfterValidator(lambda written: known_colour(written) if is_colour(written) else written),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": [*COLOURS]},
                {"type": "string", "pattern": f"^{HEX}$"},
                {"type": "string", "pattern": r"^[^#].*[./\\]", "maxLength": 1000},
            ]
        }
    ),
]
"""What a card's text stands on: a colour, or the path of a picture in the project's folder."""


class Card(Part):
    """Text on a ground: a title card, an intertitle, the credits. In YAML also the text alone."""

    text: Annotated[str, Field(pattern=r"\S", max_length=10_000)] | None = None
    subtitle: Annotated[str, Field(pattern=r"\S", max_length=200)] | None = None
    ground: Ground | None = None
    colour: Colour | None = None
    roll: StrictBool = False

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_seen(self) -> Card:
        if self.text is None and self.subtitle is None:
            if self.roll:
                raise ValueError("a card has no text that could roll; give it a `text`")
            if self.ground is None:
                raise ValueError("a card shows nothing; give it a `text` or a `ground`")
        text = self.text or ""
        if not self.roll and (text.count("\n") >= MOST_LINES or len(text) > MOST_CHARACTERS):
            raise ValueError(
                f"a card has room for {MOST_LINES} lines and {MOST_CHARACTERS} characters; "
                "let it roll (`roll: true`) or make two cards of it"
            )
        return self
