"""What a shot is staged with: its props, style and drawings, where somebody stands, which part is
shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_serializer, model_validator

from storyboard.read.fields import Id, Length, Part, PicturePath, Words

MOST_TAKES = 99
MOST_PANELS = 99


class Prop(Part):
    """A thing that matters, described the same way in every shot."""

    name: Words
    look: Words | None = None


class Style(Part):
    """How a part of the film looks, beside the look of the whole. In YAML also the look alone."""

    look: Words

    @model_validator(mode="before")
    @classmethod
    def _from_look(cls, value: Any) -> Any:
        return {"look": value} if isinstance(value, str) else value


class Present(Part):
    """Somebody in a shot: a name from the cast, or `mara: frame left, back to us` with blocking."""

    character: Id
    blocking: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"character": value}
        if (
            isinstance(value, dict)
            and len(value) == 1
            and value.keys().isdisjoint(cls.model_fields)
        ):
            (name,) = value
            return {"character": name, "blocking": value[name]}
        if not isinstance(value, dict):
            raise ValueError(
                "is nobody's name; write a name from `cast`, or `mara: frame left` with where "
                "they are"
            )
        if value.keys().isdisjoint(cls.model_fields):
            raise ValueError(
                "is more than one character; start every character's item with `- `, for example "
                "`- mara: frame left`"
            )
        return value

    @model_serializer
    def _written_short(self) -> str | dict[str, str]:
        return self.character if self.blocking is None else {self.character: self.blocking}


class Panel(Part):
    """A drawing of the shot, for people: a picture file. In YAML also its path alone.

    One without a `for` has an equal part of what the others leave of the shot.
    """

    file: PicturePath
    lasts: Length | None = Field(None, alias="for")

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: Any) -> Any:
        return {"file": value} if isinstance(value, str) else value


Panels = Annotated[tuple[Panel, ...], Field(max_length=MOST_PANELS)]


class Trim(Part):
    """Which part of its clip a shot shows, in the clip's own time. In YAML also the `in` alone.

    The shot's first frame is at `start`; with an `end` the shot lasts from the one to the other.
    What the transitions show lies outside, in the handles.
    """

    start: Length | None = Field(None, alias="in")
    end: Length | None = Field(None, alias="out")

    @model_validator(mode="before")
    @classmethod
    def _from_length(cls, value: Any) -> Any:
        return {"in": value} if isinstance(value, (str, int, float)) else value

    @model_validator(mode="after")
    def _says_something(self) -> Trim:
        if self.start is None and self.end is None:
            raise ValueError("is empty; give it an `in` or an `out`, for example `in: 12f`")
        return self


TakeNumber = Annotated[int, Field(ge=1, le=MOST_TAKES, strict=True)]
"""Which of several clips of the same request is shown, counted from 1."""
