"""What a model takes, what it costs, and what a body asks for, all by the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from storyboard.compile.catalogue import ModelSpec, Parameter

# The catalogue does not know every price, but the emulator has to bill something.
UNKNOWN_PRICE: Final = Decimal("1.00")

MISSING: Final = 1400
INVALID: Final = 1401


class BadParameter(Exception):
    """A body that the service would refuse. `code` is the one a failed task would carry."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        super().__init__(message)


def complete(spec: ModelSpec, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as it is billed: unknown keys dropped, defaults filled in. Raises BadParameter."""
    billed: dict[str, Any] = {}
    for name, parameter in spec.parameters.items():
        value = body.get(name)
        if value is None or (value == "" and parameter.required):
            if parameter.required:
                raise BadParameter(MISSING, f'property "{name}" is missing')
            if parameter.default is not None:
                billed[name] = parameter.default
            continue
        try:
            billed[name] = parameter.accept(value)
        except ValueError as error:
            raise BadParameter(INVALID, f'property "{name}" {error}') from error
    return billed


def price(spec: ModelSpec, billed: Mapping[str, Any]) -> Decimal:
    """USD for a complete body, by the catalogue."""
    known = spec.price(billed)
    return UNKNOWN_PRICE if known is None else known


def floor_price(spec: ModelSpec, inputs: Mapping[str, Any]) -> Decimal:
    """The cheapest call with these inputs, which is what the price endpoint says of part of one."""
    possible = [
        rule.usd
        for rule in spec.prices
        if all(inputs.get(name, value) == value for name, value in rule.when.items())
    ]
    decided = all(name in inputs for rule in spec.prices for name in rule.when)
    return price(spec, inputs) if decided or not possible else min(possible)


def request_schema(spec: ModelSpec) -> dict[str, Any]:
    """The parameters as the JSON Schema that the models endpoint shows."""
    return {
        "type": "object",
        "properties": {name: _property(found) for name, found in spec.parameters.items()},
        "required": [name for name, found in spec.parameters.items() if found.required],
        "x-order-properties": list(spec.parameters),
        "additionalProperties": False,
    }


def _property(parameter: Parameter) -> dict[str, Any]:
    facts = {
        "type": parameter.type,
        "enum": list(parameter.choices) or None,
        "default": parameter.default,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "maxLength": parameter.max_length,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


@dataclass(frozen=True)
class Asked:
    """The clip that a body asks for: `shape` is width by height, None where an image decides."""

    seconds: int
    sound: bool
    shape: Fraction | None
    image: str | None


def asked(spec: ModelSpec, billed: Mapping[str, Any]) -> Asked:
    """What a complete body asks for, in no model's own words."""
    words, always = spec.speaks, spec.always
    sound = billed.get(words.sound, False) if words.sound else always.sound
    return Asked(
        seconds=int(billed[words.seconds]),
        sound=bool(sound),
        shape=_shape(spec, billed),
        image=billed.get(words.first_frame) if words.first_frame else None,
    )


def _shape(spec: ModelSpec, billed: Mapping[str, Any]) -> Fraction | None:
    """Width by height, from a parameter such as `16:9` or `1280*720`, or as it always is."""
    name = spec.speaks.aspect_ratio
    said = billed.get(name) if name else spec.always.aspect_ratio
    if name:
        translated = spec.parameters[name].values.items()
        said = next((word for word, value in translated if value == said), said)
    found = re.fullmatch(r"(\d+)\s*[:x*]\s*(\d+)", str(said))
    return Fraction(int(found[1]), int(found[2])) if found else None


def images(spec: ModelSpec, billed: Mapping[str, Any]) -> list[str]:
    """The addresses of the pictures that a body shows to the model."""
    names = (spec.speaks.first_frame, spec.speaks.last_frame)
    return [str(billed[name]) for name in names if name and name in billed]
