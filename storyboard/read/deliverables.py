"""What is made of the finished film: the forms it is delivered in.

All of this is the edit's: nothing of it is sent to a model or drawn.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from storyboard.read.burns import BurnIn
from storyboard.read.edit import Fit
from storyboard.read.fields import Id, Part
from storyboard.read.words import described, shown, suggestion


class Resolution(StrEnum):
    """The short side of the film in pixels."""

    P360 = "360p"
    P540 = "540p"
    P720 = "720p"
    P1080 = "1080p"


class AspectRatio(StrEnum):
    """Width to height of the film."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"


def frame_size(resolution: Resolution, shape: AspectRatio) -> tuple[int, int]:
    """Width and height of a picture in pixels, both even."""
    short = int(resolution.value.removesuffix("p"))
    wide, tall = (int(part) for part in shape.value.split(":"))
    return short * wide // min(wide, tall), short * tall // min(wide, tall)


class Form(StrEnum):
    """How a film is delivered; each is also the name of a deliverable that needs no settings."""

    WEB = "web"
    VERTICAL = "vertical"
    SQUARE = "square"
    PROXY = "proxy"
    MASTER = "master"
    GIF = "gif"


class Subtitling(StrEnum):
    """How a form shows the dialogue."""

    SOFT = "soft"
    BURNT = "burnt"
    NONE = "none"


GIF_WIDTH: Final = 320


class Rendition(Part):
    """The whole film in another form; what is left out is the form's own."""

    form: Form | None = None
    resolution: Resolution | None = None
    aspect_ratio: AspectRatio | None = None
    fit: Fit | None = None
    burn_in: BurnIn | None = None
    subtitles: Subtitling | None = None
    width: Annotated[int, Field(ge=32, le=GIF_WIDTH, strict=True)] | None = None


def _from_names(value: Any) -> Any:
    if isinstance(value, dict):
        # `web:` with nothing under it asks for it as it is.
        return {name: {} if settings is None else settings for name, settings in value.items()}
    if not isinstance(value, list):
        return value
    for name in value:
        if not isinstance(name, str) or name not in set(Form):
            what = f"`{shown(name)}`" if isinstance(name, str) else described(name)
            hint = suggestion(str(name), list(Form), "write some of")
            raise ValueError(f"there is no form {what}; {hint}")
    if len(set(value)) < len(value):
        raise ValueError("a deliverable is listed twice; list each once")
    return {name: {} for name in value}


Deliverables = Annotated[dict[Id, Rendition], BeforeValidator(_from_names)]
"""The forms a film is delivered in, by name. In YAML also as a list: `[web, proxy]`."""
