"""What fields are made of: lengths, rates, money, names, and the ground of every model."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from storyboard.timing import Duration, FrameRate


def _duration(value: Any) -> Any:
    if isinstance(value, Duration):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("is not a length of time; write 4s, 3.5, 96f or 00:00:04:00")
    return Duration.parse(value)


def _rate(value: Any) -> Any:
    if isinstance(value, FrameRate):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("is not a frame rate; write 24, 25, 30 or 23.976")
    return FrameRate.parse(value)


def _money(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("is not an amount of money; write 30 or 30.00")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", str(value).strip()):
        raise ValueError(f"{str(value)[:40]!r} is not an amount of money; write 30 or 30.00")
    return Decimal(str(value).strip())


Length = Annotated[
    Duration,
    BeforeValidator(_duration),
    PlainSerializer(str),
    WithJsonSchema({"type": ["string", "number"], "examples": ["4s", 3.5, "96f", "00:00:04:00"]}),
]
Rate = Annotated[
    FrameRate,
    BeforeValidator(_rate),
    PlainSerializer(str),
    WithJsonSchema({"type": ["string", "number"], "examples": [24, 25, 30, 23.976]}),
]
Money = Annotated[
    Decimal,
    BeforeValidator(_money),
    PlainSerializer(str),
    WithJsonSchema({"type": ["string", "number"], "minimum": 0, "examples": [30.00]}),
]
"""An amount in USD."""
Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
"""Text that people write and a prompt may carry."""
PicturePath = Annotated[str, Field(min_length=1, max_length=1000)]


class Part(BaseModel):
    """The ground of every model here: frozen, and no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
