"""What a storyboard says about how the film shows a clip.

All of this is the edit's: nothing of it is sent to a model or drawn.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

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
