"""What is made of the finished film: the forms it is delivered in.

All of this is the edit's: nothing of it is sent to a model or drawn.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StrictBool, model_validator

from storyboard.read.fields import Part


class Resolution(StrEnum):
    """The short side of the film in pixels."""

    P360 = "360p"
    P540 = "540p"
    P720 = "720p"
    P1080 = "1080p"


class Rendition(Part):
    """The whole film in another form; what is left out is the form's own."""

    resolution: Resolution | None = None
    burn_in: StrictBool | None = None


class Preview(Part):
    """A small moving picture without sound."""

    width: Annotated[int, Field(ge=32, le=320, strict=True)] = 320


class Deliverables(Part):
    """The forms a film is delivered in. In YAML also as a list: `[web, proxy]`."""

    web: Rendition | None = None
    proxy: Rendition | None = None
    master: Rendition | None = None
    gif: Preview | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_names(cls, value: Any) -> Any:
        if isinstance(value, dict):
            # `web:` with nothing under it asks for it as it is.
            return {name: {} if settings is None else settings for name, settings in value.items()}
        if not isinstance(value, list):
            return value
        for name in value:
            if not isinstance(name, str) or name not in cls.model_fields:
                names = ", ".join(cls.model_fields)
                raise ValueError(
                    f"there is no deliverable {str(name)[:40]!r}; write some of {names}"
                )
        if len(set(value)) < len(value):
            raise ValueError("a deliverable is listed twice; list each once")
        return {name: {} for name in value}
