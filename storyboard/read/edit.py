"""What a storyboard says about how the film shows a clip.

All of this is the edit's: nothing of it is sent to a model or drawn.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from storyboard.read.fields import Length, Part

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
    """Words over a shot: a name in the lower third, or a title in the middle of the frame."""

    text: Lettered
    subtitle: Lettered | None = None
    place: Place = Place.LOWER
    at: Length | None = None
    lasts: Length | None = Field(None, alias="for")
