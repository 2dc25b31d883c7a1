"""The model catalogue: what each model takes and what it costs, as data in `models/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Value = str | int | float | bool


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Parameter(_Data):
    """One parameter on the wire: its type, and the range or choices the vendor gives.

    `default` is what the service takes, and bills, where the parameter is left out. It is written
    down to be known, not to be relied on: a request carries every parameter.
    """

    type: Literal["string", "number", "integer", "boolean"]
    required: bool = False
    default: Value | None = None
    choices: tuple[Value, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None

    def accept(self, value: Value) -> Value:
        """The value with the type the wire expects. Raises ValueError saying what is allowed."""
        typed = self._typed(value)
        if self.choices and typed not in self.choices:
            offered = ", ".join(str(choice) for choice in self.choices)
            raise ValueError(f"must be one of {offered}, not {value}")
        if isinstance(typed, str) and self.max_length and len(typed) > self.max_length:
            raise ValueError(f"has {len(typed):,} characters; {self.max_length:,} are allowed")
        if isinstance(typed, int | float) and not isinstance(typed, bool):
            low, high = self.minimum, self.maximum
            if (low is not None and typed < low) or (high is not None and typed > high):
                raise ValueError(f"must be from {low:g} to {high:g}, not {value}")
        return typed

    def _typed(self, value: Value) -> Value:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if self.type == "number" and is_number:
            return float(value)
        if self.type == "integer" and is_number and float(value).is_integer():
            return int(value)
        if self.type == "boolean" and isinstance(value, bool):
            return value
        if self.type == "string" and isinstance(value, str):
            return value
        names = {"string": "text", "boolean": "true or false", "integer": "a whole number"}
        raise ValueError(f"must be {names.get(self.type, 'a number')}, not {value!r}")


class PriceRule(_Data):
    """A price in USD for requests whose parameters all have the given values."""

    when: dict[str, Value]
    usd: Decimal


class Speaks(_Data):
    """The model's own names for the words a storyboard uses."""

    prompt: str
    negative: str
    cfg_scale: str
    sound: str
    aspect_ratio: str
    seconds: str


class ModelSpec(_Data):
    """A model: the id the vendor knows, its parameters on the wire and its prices."""

    id: str
    title: str
    parameters: dict[str, Parameter]
    speaks: Speaks
    prices: Annotated[tuple[PriceRule, ...], Field(min_length=1)]

    @property
    def lengths(self) -> tuple[int, ...]:
        """The clip lengths on offer, in seconds, shortest first."""
        offered = self.parameters[self.speaks.seconds].choices
        return tuple(sorted(int(seconds) for seconds in offered))

    def price(self, body: Mapping[str, Any]) -> Decimal:
        """USD for a complete request body. Raises LookupError where no rule fits."""
        for rule in self.prices:
            if all(body.get(name) == value for name, value in rule.when.items()):
                return rule.usd
        raise LookupError(f"{self.id} has no price for this request")


class _Family(_Data):
    provider: str
    models: dict[str, ModelSpec]


@dataclass(frozen=True)
class Offer:
    """A model under its short name, and the provider that sells it."""

    name: str
    provider: str
    spec: ModelSpec


@dataclass(frozen=True)
class Catalogue:
    """Every model known, by short name."""

    offers: Mapping[str, Offer]

    def find(self, name: str) -> Offer | None:
        """The model of that short name or vendor's id."""
        if name in self.offers:
            return self.offers[name]
        return next((offer for offer in self.offers.values() if offer.spec.id == name), None)


def packaged_catalogue() -> Catalogue:
    """The models that ship with the package, one YAML file a family."""
    offers: dict[str, Offer] = {}
    for entry in files("storyboard.compile").joinpath("models").iterdir():
        if entry.name.endswith(".yaml"):
            family = _Family.model_validate(yaml.safe_load(entry.read_text("utf-8")))
            for name, spec in family.models.items():
                offers[name] = Offer(name, family.provider, spec)
    return Catalogue(offers)
