"""Camera moves: their vocabulary as data, and how an author writes one."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import model_validator

from storyboard.read.fields import Part
from storyboard.read.trade import move_meant


class Move(StrEnum):
    """What the camera does during the shot."""

    STATIC = "static"
    PAN = "pan"
    TILT = "tilt"
    DOLLY = "dolly"
    TRUCK = "truck"
    PEDESTAL = "pedestal"
    CRANE = "crane"
    ZOOM = "zoom"
    HANDHELD = "handheld"
    ORBIT = "orbit"
    RACK = "rack"


class Speed(StrEnum):
    """How fast the camera moves."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


DIRECTIONS: dict[Move, tuple[str, ...]] = {
    Move.PAN: ("left", "right"),
    Move.TILT: ("up", "down"),
    Move.DOLLY: ("in", "out"),
    Move.TRUCK: ("left", "right"),
    Move.PEDESTAL: ("up", "down"),
    Move.CRANE: ("up", "down"),
    Move.ZOOM: ("in", "out"),
    Move.ORBIT: ("left", "right"),
    Move.RACK: ("far", "near"),
}
"""The directions each move can take; the first is meant where none is written."""


def written(move: str, speed: str, direction: str | None) -> str:
    """A move as authors write it: `slow dolly in`, `rack focus far`."""
    pace = None if speed == Speed.NORMAL else speed
    return " ".join(filter(None, (pace, "rack focus" if move == Move.RACK else move, direction)))


class Movement(Part):
    """A camera move. In YAML also as words: `slow dolly in`, `pan left`, `static`.

    A `rack` is no move of the camera but of its focus: `rack focus far`, `slow rack near`.
    """

    type: Move = Move.STATIC
    direction: Literal["left", "right", "up", "down", "in", "out", "far", "near"] | None = None
    speed: Speed = Speed.NORMAL

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not value.strip():
            raise ValueError("is empty; write how the camera moves, or leave it out")
        parts: dict[str, str] = {}
        directions = {word for words in DIRECTIONS.values() for word in words}
        for word in value.replace("rack focus", "rack").split():
            kind = "speed" if word in set(Speed) else "direction" if word in directions else "type"
            if kind in parts:
                raise ValueError(
                    f"movement {value[:60]!r} has two words for its {kind}; "
                    "write it as [speed] move [direction], for example slow dolly in"
                )
            parts[kind] = word
        if parts.get("type") not in {*Move, None} and move_meant(value):
            raise ValueError("movement is written in other words")
        return parts

    @model_validator(mode="after")
    def _something_moves(self) -> Movement:
        pace = None if self.speed is Speed.NORMAL else self.speed
        if "type" not in self.model_fields_set and (pace or self.direction):
            said = " ".join(filter(None, (pace, self.direction)))
            fits = next((m for m, ways in DIRECTIONS.items() if self.direction in ways), None)
            example = [pace, fits, self.direction] if fits else [pace, Move.DOLLY, "in"]
            raise ValueError(
                f"a movement says how the camera moves, and `{said}` is all that this one says; "
                f"write for example `{' '.join(filter(None, example))}`"
            )
        if self.type is Move.STATIC and pace:
            raise ValueError(f"a static camera has no speed; leave `{pace}` out")
        return self

    @model_validator(mode="after")
    def _direction_fits(self) -> Movement:
        offered = DIRECTIONS.get(self.type, ())
        if self.direction is not None and self.direction not in offered:
            if not offered:
                raise ValueError(
                    f"a {self.type} camera has no direction; leave `{self.direction}` out"
                )
            raise ValueError(f"a {self.type} goes {' or '.join(offered)}, not {self.direction}")
        return self

    @property
    def towards(self) -> str | None:
        """The direction, with the move's usual one where none was written."""
        return self.direction or next(iter(DIRECTIONS.get(self.type, ())), None)
