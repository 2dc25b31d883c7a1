"""What fields are made of: lengths, rates, money, names, and the ground of every model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo

from storyboard.timing import Duration, FrameRate

QUIETEST: Final = -60
LOUDEST: Final = 24
"""The range of a gain in dB."""


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
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", str(value).strip()):
        raise ValueError(f"{str(value)[:40]!r} is not an amount of money; write 30 or 30.00")
    return Decimal(str(value).strip())


def _decibels(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("is not a level; write -6dB, 3dB or 0")
    level = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,3})?)\s*(?:dB)?"
    match = re.fullmatch(level, str(value).strip(), re.I)
    if match is None:
        raise ValueError(f"{str(value)[:40]!r} is not a level; write -6dB, 3dB or 0")
    return float(match[1])


def _gain(value: Any) -> Any:
    return _between(_decibels(value), QUIETEST, LOUDEST)


def _amount(value: Any) -> Any:
    return _between(_decibels(value), 0, -QUIETEST)


def _between(decibels: float, least: int, most: int) -> float:
    if not least <= decibels <= most:
        raise ValueError(f"is {decibels:g} dB; it goes from {least} to {most} dB")
    return decibels


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
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "pattern": r"^\s*[0-9]{1,9}(\.[0-9]{1,6})?\s*$",
            "minimum": 0,
            "exclusiveMaximum": 10**9,
            "examples": [30.00],
        }
    ),
]
"""An amount in USD."""
Gain = Annotated[
    float,
    BeforeValidator(_gain),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "pattern": r"^\s*[+-]?[0-9]{1,3}(\.[0-9]{1,3})?\s*([dD][bB])?\s*$",
            "minimum": QUIETEST,
            "maximum": LOUDEST,
            "examples": ["-14dB", "+3 dB", 0],
        }
    ),
]
"""A change of level in dB."""
Amount = Annotated[
    float,
    BeforeValidator(_amount),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "pattern": r"^\s*[+]?[0-9]{1,2}(\.[0-9]{1,3})?\s*([dD][bB])?\s*$",
            "minimum": 0,
            "maximum": -QUIETEST,
            "examples": ["8dB", 6],
        }
    ),
]
"""How much softer something becomes, in dB."""
IDENTIFIER = "[A-Za-z][A-Za-z0-9_-]{0,63}"
Id = Annotated[str, Field(pattern=f"^{IDENTIFIER}$")]
Words = Annotated[str, Field(pattern=r"\S", max_length=2000)]
"""Text that people write and a prompt may carry."""
PicturePath = Annotated[str, Field(min_length=1, max_length=1000)]
VARIABLE = "[A-Za-z][A-Za-z0-9_]{0,63}"
"""The form of a variable's name."""
FilePath = Annotated[str, Field(min_length=1, max_length=1000)]
SoundPath = Annotated[str, Field(min_length=1, max_length=1000)]


class Part(BaseModel):
    """The ground of every model here: frozen, and no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


A_LIST, ADDED = "a list", "more of it"
"""What pydantic's errors call the two; with a blank, so that no field can have the name."""


class Added(Part):
    """What is added to the list that is inherited, which a list alone would replace."""

    add: Annotated[tuple[Words, ...], Field(min_length=1)]


def _kind_of_list(value: Any) -> str:
    return ADDED if isinstance(value, (dict, Added)) else A_LIST


WordList = Annotated[
    Annotated[tuple[Words, ...], Tag(A_LIST)] | Annotated[Added, Tag(ADDED)],
    Discriminator(_kind_of_list),
]
"""Words that replace the inherited ones. In YAML also `{add: [...]}`, in addition to them."""


def written_fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a model by the name that authors write: `from` is no name in Python."""
    return {info.alias or name: info for name, info in model.model_fields.items()}
