"""What is wrong in a model file, each problem at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from storyboard.compile.catalogue import (
    PROVIDERS,
    Always,
    Family,
    ModelSpec,
    Offer,
    Parameter,
    PriceRule,
    Speaks,
)
from storyboard.errors import Diagnostic
from storyboard.read.models import ModelFile
from storyboard.read.places import Path, Places
from storyboard.read.words import closest, described, shown, suggestion

MAX_SECONDS: Final = 3600
_FIELDS: Final[dict[int | str, type[BaseModel]]] = {
    0: Family,
    2: ModelSpec,
    "parameters": Parameter,
    "speaks": Speaks,
    "always": Always,
    "prices": PriceRule,
}
_WANTED: Final = {
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "decimal_parsing": 'an amount such as "0.35"',
    "decimal_type": 'an amount such as "0.35"',
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "too_short": "filled in",
    "string_too_short": "filled in",
}
"""What a value should have been, by pydantic's type of error."""
_TYPES: Final = dict.fromkeys(Speaks.model_fields, "string") | {
    "seconds": "integer",
    "cfg_scale": "number",
    "sound": "boolean",
}
"""The type of the parameter that speaks each word."""


def check_family(file: ModelFile) -> tuple[Family | None, tuple[Diagnostic, ...]]:
    """The models of a file, or what is wrong with them."""
    try:
        family = Family.model_validate(file.value)
    except ValidationError as error:
        told = (_said(each, file.places) for each in error.errors(include_url=False))
        return None, tuple({each.span: each for each in told}.values())
    problems = tuple(
        problem
        for name, spec in family.models.items()
        for problem in _spec_problems(spec, ("models", name), file.places)
    )
    return (None if problems else family), problems


def sibling_problems(
    offers: Mapping[str, Offer], placed: Iterable[tuple[Offer, ModelFile]]
) -> Iterator[Diagnostic]:
    """Models whose `with_first_frame` names none that starts from a picture."""
    for offer, file in placed:
        name = offer.spec.with_first_frame
        if name is None:
            continue
        span = file.places.value(("models", offer.name, "with_first_frame"))
        if name not in offers:
            hint = suggestion(name, sorted(offers), "there are")
            yield Diagnostic("unknown-model", f"there is no model `{shown(name)}`", span, hint)
        elif offers[name].spec.speaks.first_frame is None:
            message = f"`{shown(name)}` does not start from a picture"
            hint = "name a model whose `speaks` has `first_frame`"
            yield Diagnostic("bad-model", message, span, hint)


def _said(error: ErrorDetails, places: Places) -> Diagnostic:
    """One error of pydantic's in our words."""
    path, kind, value = _path(error["loc"]), error["type"], error["input"]
    field = f"`{shown(str(path[-1]))}`" if path else "a model file"
    span = places.key(path) if kind in ("extra_forbidden", "missing") else places.value(path)
    if kind == "extra_forbidden":
        known = _fields_at(path[:-1])
        hint = suggestion(str(path[-1]), known, "the fields here are")
        return Diagnostic("unknown-field", f"{field} is not a field here", span, hint)
    if kind == "missing":
        return Diagnostic("missing-field", f"{field} is missing here", span, f"add {field}")
    if "[key]" in error["loc"]:
        hint = "names are letters, digits, `.`, `-` and `_`, and start with a letter or a digit"
        return Diagnostic("bad-model", f"{field} cannot be a name", places.key(path), hint)
    if path == ("provider",):
        message = f"there is no provider `{shown(str(value))}`"
        return Diagnostic("unknown-provider", message, span, f"there are: {', '.join(PROVIDERS)}")
    if kind == "string_pattern_mismatch":
        message = f"{field} cannot be `{shown(str(value))}`"
        hint = "write it as the vendor does, for example kwaivgi/kling-v2.6-pro/text-to-video"
        return Diagnostic("bad-model", message, span, hint)
    wanted = _WANTED.get(kind) or error["msg"].removeprefix("Input should be ")[:200]
    return Diagnostic("bad-model", f"{field} must be {wanted}, not {described(value)}", span)


def _path(loc: tuple[int | str, ...]) -> Path:
    """The path in the file: without pydantic's marks for keys and the members of a union."""
    end = loc.index("[key]") if "[key]" in loc else len(loc)
    marks = ("str", "int", "float", "bool")
    path = list(loc[:end])
    while path and (path[-1] in marks or str(path[-1]).startswith("dict[")):
        path.pop()
    return tuple(path)


def _fields_at(path: Path) -> list[str]:
    section = path[2] if len(path) > 2 else len(path)
    model = _FIELDS.get(section)
    return list(model.model_fields) if model else []


def _spec_problems(spec: ModelSpec, at: Path, places: Places) -> Iterator[Diagnostic]:
    """What does not fit together in one model."""
    takes = list(spec.parameters)

    def problem(path: Path, message: str, hint: str | None = None) -> Diagnostic:
        return Diagnostic("bad-model", message, places.value((*at, *path)), hint)

    def unknown(name: str, path: Path) -> Diagnostic:
        hint = suggestion(name, takes, "it has")
        return problem(path, f"this model has no parameter `{shown(name)}`", hint)

    for name, parameter in spec.parameters.items():
        for path, value in _own_values(parameter):
            try:
                parameter.model_copy(update={"max_length": None}).accept(value)
            except ValueError as error:
                yield problem(("parameters", name, *path), f"this {error}")
    named = spec.speaks.model_dump(exclude_none=True)
    for word, name in named.items():
        if name not in takes:
            yield unknown(name, ("speaks", word))
        elif list(named.values()).index(name) != list(named).index(word):
            yield problem(("speaks", word), f"`{shown(name)}` speaks another word already")
        elif spec.parameters[name].type != _TYPES[word]:
            yield problem(("speaks", word), f"`{word}` is spoken by {_TYPES[word]} parameters")
    for word in spec.always.model_dump(exclude_none=True):
        if word in named:
            yield problem(("always", word), f"what is always so cannot be asked for by `{word}`")
    for index, rule in enumerate(spec.prices):
        for name, wanted in rule.when.items():
            path = ("prices", index, "when", name)
            if name not in takes:
                yield unknown(name, path)
            elif (wrong := _refusal(spec.parameters[name], wanted)) is not None:
                yield problem(path, f"`{shown(name)}` {wrong}")
    if spec.speaks.seconds in takes:
        yield from (problem(*each) for each in _length_problems(spec))
    for name, parameter in spec.parameters.items():
        if parameter.required and parameter.default is None and name not in named.values():
            near = closest(name, list(Speaks.model_fields))
            yield problem(
                ("parameters", name),
                f"`{shown(name)}` is required, and nothing says what to send",
                f"add `{near or 'a word'}: {shown(name)}` to `speaks`, or give it a default",
            )


def _own_values(parameter: Parameter) -> Iterator[tuple[Path, Any]]:
    """The values that a parameter's own entry holds, with their paths in it."""
    if parameter.default is not None:
        yield ("default",), parameter.default
    for index, choice in enumerate(parameter.choices):
        yield ("choices", index), choice
    for word, value in parameter.values.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for lines, each in inner:
            yield ("values", word, *([lines] if lines else [])), each


def _refusal(parameter: Parameter, value: Any) -> str | None:
    try:
        parameter.accept(value)
    except ValueError as error:
        return str(error)
    return None


def _length_problems(spec: ModelSpec) -> Iterator[tuple[Path, str, str | None]]:
    seconds = spec.parameters[spec.speaks.seconds]
    at = ("parameters", spec.speaks.seconds)
    hint = "write for example `choices: [5, 10]`, or `minimum: 3` and `maximum: 12`"
    ends = seconds.choices or (seconds.minimum, seconds.maximum)
    if seconds.type != "integer":
        return  # told of the word
    if None in ends:
        yield at, "which lengths this model makes is not said", hint
    elif any(_refusal(seconds, end) for end in ends if end is not None):
        pass  # told of each choice
    elif any(not 1 <= float(end) <= MAX_SECONDS for end in ends if end is not None):
        yield at, f"a clip lasts from 1 to {MAX_SECONDS:,} s", hint
    elif not spec.lengths:
        yield at, "the shortest length is above the longest", hint
