"""The model catalogue: what each model takes and what it costs, as data in `models/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from storyboard.errors import Diagnostic, raise_errors
from storyboard.read.models import ModelFile, parse_models
from storyboard.read.source import Source
from storyboard.read.words import described, either

Value = str | int | float | bool

Provider = Literal["wavespeed"]
PROVIDERS: Final[tuple[str, ...]] = get_args(Provider)
"""Who sells clips."""


LANGUAGES: Final = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "zh": "Chinese",
}
"""The names of languages by ISO 639-1; of others the code is shown."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Parameter(_Data):
    """One parameter on the wire: its type, and the range or choices the vendor gives.

    `default` is what the service takes, and bills, where the parameter is left out. It is sent
    where the storyboard has no word for the parameter; one that has no default is left out then.
    `values` translates a word of the storyboard, for example 16:9, into the model's own; where
    one parameter gives shape and resolution together, first by the shape, then by the resolution.
    `formats` and `max_bytes` are of a picture.
    """

    type: Literal["string", "number", "integer", "boolean"]
    required: bool = False
    default: Value | None = None
    choices: Annotated[tuple[Value, ...], Field(max_length=200)] = ()
    minimum: Number | None = None
    maximum: Number | None = None
    max_length: Annotated[int, Field(ge=1)] | None = None
    values: dict[str, Value | dict[str, Value]] = {}
    formats: tuple[Literal["png", "jpeg", "webp"], ...] = ()
    max_bytes: Annotated[int, Field(ge=1)] | None = None

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
                raise ValueError(f"must be {self.range}, not {value}")
        return typed

    @property
    def range(self) -> str:
        """The range of a number in words, for example `from 0 to 1`; empty where it has none."""
        if self.minimum is not None and self.maximum is not None:
            return f"from {self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f"at least {self.minimum:g}"
        return "" if self.maximum is None else f"at most {self.maximum:g}"

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
        raise ValueError(f"must be {names.get(self.type, 'a number')}, not {described(value)}")


class PriceRule(_Data):
    """A price in USD for requests whose parameters all have the given values."""

    when: dict[str, Value] = {}
    usd: Annotated[Decimal, Field(ge=0, le=100_000, allow_inf_nan=False)]


class Speaks(_Data):
    """The model's own names for the words a storyboard uses; None for a word it lacks."""

    prompt: str
    seconds: str
    negative: str | None = None
    cfg_scale: str | None = None
    sound: str | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    first_frame: str | None = None
    last_frame: str | None = None


class Always(_Data):
    """What cannot be asked for because it is always so."""

    sound: bool | None = None
    aspect_ratio: str | None = None


class ModelSpec(_Data):
    """A model: the id the vendor knows, its parameters on the wire and its prices.

    `with_first_frame` is the short name of the model of the family that starts from a picture.
    `languages` are those its clips speak, by ISO 639-1; none where nobody says. `notes` say what
    else is worth knowing, by subject.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$")]
    title: Text
    parameters: Annotated[dict[str, Parameter], Field(min_length=1, max_length=100)]
    speaks: Speaks
    always: Always = Always.model_construct()
    with_first_frame: str | None = None
    prices: tuple[PriceRule, ...] = ()
    languages: tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...] = ()
    notes: dict[str, Text] = {}

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """The clip lengths on offer, in seconds, shortest first."""
        seconds = self.parameters[self.speaks.seconds]
        if seconds.choices:
            return tuple(sorted(int(choice) for choice in seconds.choices))
        return tuple(range(int(seconds.minimum or 0), int(seconds.maximum or 0) + 1))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The storyboard's word for each parameter that has one."""
        return {name: word for word, name in self.speaks.model_dump().items() if name is not None}

    @property
    def speech(self) -> str:
        """The languages in words, for example `English or Chinese`."""
        return either([LANGUAGES.get(code, code) for code in self.languages])

    def price(self, body: Mapping[str, Any]) -> Decimal | None:
        """USD for a complete request body; None where the catalogue does not know it."""
        for rule in self.prices:
            if all(body.get(name) == value for name, value in rule.when.items()):
                return rule.usd
        return None


class Family(_Data):
    """A file of models that one provider sells."""

    provider: Provider
    models: Annotated[dict[Name, ModelSpec], Field(min_length=1)]


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

    def for_words(self, offer: Offer, words: Sequence[str]) -> Offer:
        """The model itself, or its sibling where it lacks a word that the sibling may know."""
        if all(getattr(offer.spec.speaks, word) is not None for word in words):
            return offer
        return self.offers.get(offer.spec.with_first_frame or "", offer)

    def which_speak(self, word: str) -> tuple[str, ...]:
        """The models that know a word of the storyboard, themselves or by their sibling."""
        speaking = {name for name, each in self.offers.items() if getattr(each.spec.speaks, word)}
        return tuple(
            sorted(
                name
                for name, each in self.offers.items()
                if name in speaking or each.spec.with_first_frame in speaking
            )
        )


def packaged_catalogue() -> Catalogue:
    """The models that ship with the package, one YAML file a family."""
    texts = [
        Source(f"models/{entry.name}", entry.read_text("utf-8"))
        for entry in files("storyboard.compile").joinpath("models").iterdir()
        if entry.name.endswith(".yaml")
    ]
    found = [parse_models(text) for text in sorted(texts, key=lambda text: text.file)]
    return _with(Catalogue({}), found)


def project_catalogue(own: Sequence[ModelFile]) -> Catalogue:
    """The packaged models and those of a project's own files.

    Raises StoryboardError with everything wrong in the files; a name that is taken is wrong.
    """
    return _with(packaged_catalogue(), own)


def _with(catalogue: Catalogue, own: Sequence[ModelFile]) -> Catalogue:
    # Loaded here, since it needs the classes above.
    from storyboard.compile.model_problems import check_family, sibling_problems

    offers = dict(catalogue.offers)
    problems: list[Diagnostic] = []
    placed: list[tuple[Offer, ModelFile]] = []
    for file in own:
        family, wrong = check_family(file)
        problems += wrong
        for offer in _offers(family):
            if offer.name in offers:
                problems.append(_taken(offer, file))
            else:
                offers[offer.name] = offer
                placed.append((offer, file))
    raise_errors(problems)
    raise_errors(sibling_problems(offers, placed))
    return Catalogue(offers)


def _offers(family: Family | None) -> Iterator[Offer]:
    if family is not None:
        for name, spec in family.models.items():
            yield Offer(name, family.provider, spec)


def _taken(offer: Offer, file: ModelFile) -> Diagnostic:
    return Diagnostic(
        "model-taken",
        f"there is already a model `{offer.name}`",
        file.places.key(("models", offer.name)),
        "give this one another name; what a name means must not depend on the folder",
    )
