"""Settings: flag > environment > the project's file > the user's file > default, with origins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from storyboard.cli.apikey import KEY_ADVICE
from storyboard.cli.toml import LOOKS_LIKE_A_KEY, TomlFile, read_toml
from storyboard.errors import Diagnostic, Span, StoryboardError, raise_errors
from storyboard.generate.providers.wavespeed.settings import (
    API,
    LEVELS,
    Limits,
    WaveSpeedSettings,
    api_address,
    is_loopback,
)
from storyboard.read.words import closest, described, one_of, shown, suggestion
from storyboard.timing import Duration

PROJECT_FILE: Final = "storyboard.toml"
CONFIG_VARIABLE: Final = "STORYBOARD_CONFIG"


class Layer(StrEnum):
    """Where a value can come from, the strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    PROJECT = "project"
    USER = "user"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: the layer, and the flag, the variable or file:line."""

    layer: Layer
    place: str

    def __str__(self) -> str:
        return self.place


@dataclass(frozen=True)
class Settings:
    """Every setting, and by its name (`wavespeed.level`) the origin of each.

    `max_cost` is in USD, None for no ceiling; `workers` None is one for each processor. A ceiling
    that stands in a file is not somebody's word that money may be spent now: look at its origin.
    """

    level: str
    wavespeed: WaveSpeedSettings
    max_cost: Decimal | None
    workers: int | None
    origins: Mapping[str, Origin]

    @property
    def limits(self) -> Limits:
        """The level's limits, or in their place the user's own numbers."""
        return self.wavespeed.limits

    def values(self) -> dict[str, Any]:
        """What is in force, by name."""
        return {
            "wavespeed.level": self.level,
            "wavespeed.videos_per_minute": self.limits.videos_per_minute,
            "wavespeed.concurrent": self.limits.concurrent,
            "wavespeed.base_url": self.wavespeed.base_url,
            "wavespeed.deadline": self.wavespeed.deadline,
            "wavespeed.poll_first": self.wavespeed.poll_first,
            "wavespeed.poll_longest": self.wavespeed.poll_longest,
            "render.max_cost": self.max_cost,
            "render.workers": self.workers,
        }


def load_settings(
    project: Path | None, flags: Mapping[str, str | None], environ: Mapping[str, str]
) -> Settings:
    """The settings that are in force for a project.

    `project` is the folder that holds the storyboard. `flags` are by the setting's name
    (`{"wavespeed.level": "gold"}`), None where the flag was not given. Nothing is read but the two
    files and, where `environ` has no STORYBOARD_CONFIG, the place of the user's folder. Raises
    StoryboardError with everything that is wrong in any layer, even in a value that another hides.
    """
    problems: list[Diagnostic] = []
    layers = [
        _read_texts(_from_flags(flags), problems),
        _read_texts(_from_environment(environ, problems), problems),
    ]
    files = [(Layer.USER, user_config(environ), CONFIG_VARIABLE in environ)]
    if project is not None:
        files.insert(0, (Layer.PROJECT, project / PROJECT_FILE, False))
    for layer, path, must_exist in files:
        try:
            file = read_toml(path, must_exist=must_exist)
        except StoryboardError as error:
            problems += error.diagnostics
        else:
            layers.append(_read_texts(_from_file(file, layer, problems), problems))
    raise_errors(problems)
    found = dict(_DEFAULTS)
    for values in reversed(layers):
        found |= values
    return _settings(found)


def user_config(environ: Mapping[str, str]) -> Path:
    """The user's own file, which need not exist unless STORYBOARD_CONFIG names it.

    Raises StoryboardError where STORYBOARD_CONFIG is empty.
    """
    if CONFIG_VARIABLE in environ:
        named = environ[CONFIG_VARIABLE]
        if not named.strip():
            raise StoryboardError.of("bad-settings", f"{CONFIG_VARIABLE} is empty", hint="unset it")
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("storyboard", appauthor=False) / "config.toml"


@dataclass(frozen=True)
class _Key:
    """A setting: its name, and how its text is read (ValueError: what is wrong; advice)."""

    name: str
    read: Callable[[str], Any]

    @property
    def flag(self) -> str:
        return "--" + self.name.split(".")[1].replace("_", "-")

    @property
    def variable(self) -> str:
        return "STORYBOARD_" + self.name.replace(".", "_").upper()


@dataclass(frozen=True)
class _Written:
    """A setting as somebody wrote it. `said` is what to call it in a message."""

    key: _Key
    text: str
    origin: Origin
    said: str
    span: Span | None = None


def _level(text: str) -> str:
    if text not in LEVELS:
        raise ValueError(f"cannot be `{shown(text)}`; {suggestion(text, list(LEVELS), 'write')}")
    return text


def _count(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise ValueError(f"cannot be `{shown(text)}`; write a whole number from 1 to {most}")
        return int(text)

    return read


def _seconds(text: str) -> float:
    try:
        length = Duration.parse(text)
    except ValueError:
        length = Duration(text)
    if length.extra_frames or length.whole_seconds <= 0:
        raise ValueError(f"cannot be `{shown(text)}`; write seconds, for example `1800s`")
    return float(length.whole_seconds)


def usd(text: str) -> Decimal:
    """An amount of money as people write it. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text):
        raise ValueError(f"cannot be `{shown(text)}`; write US dollars, for example `12.50`")
    return Decimal(text)


_KEYS: Final = {
    key.name: key
    for key in (
        _Key("wavespeed.level", _level),
        _Key("wavespeed.videos_per_minute", _count(100_000)),
        _Key("wavespeed.concurrent", _count(100_000)),
        _Key("wavespeed.base_url", api_address),
        _Key("wavespeed.deadline", _seconds),
        _Key("wavespeed.poll_first", _seconds),
        _Key("wavespeed.poll_longest", _seconds),
        _Key("render.max_cost", usd),
        _Key("render.workers", _count(256)),
    )
}
_SECTIONS: Final = list(dict.fromkeys(name.split(".")[0] for name in _KEYS))
_VARIABLES: Final = {key.variable: key for key in _KEYS.values()}
_VENDORS_VARIABLES: Final = {"WAVESPEED_BASE_URL": _KEYS["wavespeed.base_url"]}
_UNSET: Final = WaveSpeedSettings()
_BY_DEFAULT: Final = Origin(Layer.DEFAULT, "default")

_Found = dict[str, tuple[Any, Origin]]

_DEFAULTS: Final[_Found] = {
    "wavespeed.level": ("bronze", _BY_DEFAULT),
    "wavespeed.base_url": (_UNSET.base_url, _BY_DEFAULT),
    "wavespeed.deadline": (_UNSET.deadline, _BY_DEFAULT),
    "wavespeed.poll_first": (_UNSET.poll_first, _BY_DEFAULT),
    "wavespeed.poll_longest": (_UNSET.poll_longest, _BY_DEFAULT),
    "render.max_cost": (None, _BY_DEFAULT),
    "render.workers": (None, _BY_DEFAULT),
}


def _from_flags(flags: Mapping[str, str | None]) -> Iterator[_Written]:
    for name, text in flags.items():
        if text is not None:
            key = _KEYS[name]
            yield _Written(key, text, Origin(Layer.FLAG, key.flag), key.flag)


def _from_environment(environ: Mapping[str, str], problems: list[Diagnostic]) -> Iterator[_Written]:
    # The vendor's own variables first, so that ours, which say more, are the last word.
    for variable, key in (_VENDORS_VARIABLES | _VARIABLES).items():
        if (text := environ.get(variable)) is not None:
            yield _Written(key, text, Origin(Layer.ENVIRONMENT, variable), variable)
    prefixes = tuple(f"STORYBOARD_{section.upper()}_" for section in _SECTIONS)
    for variable in environ:
        # A misspelt ceiling must not be no ceiling.
        if variable.startswith(prefixes) and variable not in _VARIABLES:
            hint = suggestion(variable, list(_VARIABLES), "there are")
            hint = KEY_ADVICE if LOOKS_LIKE_A_KEY.search(variable) else hint
            problems.append(
                Diagnostic("unknown-setting", f"{shown(variable)} is no setting", hint=hint)
            )


def _from_file(file: TomlFile, layer: Layer, problems: list[Diagnostic]) -> Iterator[_Written]:
    for name, value in file.values.items():
        span = file.place(name)
        key = _KEYS.get(name)
        if key is None:
            if name not in _SECTIONS or value != {}:  # a section may be empty
                problems.append(_unknown(name, span))
        elif isinstance(value, bool) or not isinstance(value, (str, int)):
            what = "a date or time" if hasattr(value, "isoformat") else described(value)
            message = f"`{name}` must be text or a number, not {what}"
            problems.append(Diagnostic("wrong-value", message, span))
        else:
            text = value if isinstance(value, str) else _digits(value)
            origin = Origin(layer, f"{span.file}:{span.line}")
            yield _Written(key, text, origin, f"`{name}`", span)


def _digits(number: int) -> str:
    """A number as text; one beyond TOML's own range would take Python for ever to write out."""
    return str(number) if number.bit_length() < 64 else "a number of more than 64 bits"


def _unknown(name: str, span: Span) -> Diagnostic:
    section, _, key = name.partition(".")
    in_words = shown(name)
    if LOOKS_LIKE_A_KEY.search(name):
        message = f"`{in_words}` looks like an API key, and keys stand in no file"
        hint = f"{KEY_ADVICE}; if this file was committed or sent, make a new key"
        return Diagnostic("key-in-file", message, span, hint)
    if section in _SECTIONS and not key:
        message, hint = f"`{section}` is a section", f"write `[{section}]` and settings below it"
        return Diagnostic("wrong-value", message, span, hint)
    known = [each.split(".")[1] for each in _KEYS if each.split(".")[0] == section]
    if known:
        return Diagnostic(
            "unknown-setting",
            f"`{in_words}` is no setting",
            span,
            _home(key) or suggestion(key, known, f"in `[{section}]` there are"),
        )
    near = closest(section, _SECTIONS)
    hint = f"did you mean `[{near}]`?" if near else f"the sections are {one_of(_SECTIONS)}"
    return Diagnostic("unknown-setting", f"`{in_words}` is no setting", span, _home(name) or hint)


def _home(key: str) -> str | None:
    """Where a setting belongs that stands in the wrong section."""
    homes = [name.split(".")[0] for name in _KEYS if name.split(".")[1] == key.split(".")[-1]]
    return f"it belongs below `[{homes[0]}]`" if homes else None


def _read_texts(written: Iterator[_Written], problems: list[Diagnostic]) -> _Found:
    found: _Found = {}
    for each in written:
        try:
            if not each.text.strip():
                raise ValueError("is empty; give it a value, or take it away")
            value = each.key.read(each.text)
            if each.origin.layer is Layer.PROJECT and each.key.name == "wavespeed.base_url":
                _check_host(value)
            found[each.key.name] = (value, each.origin)
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            problems.append(
                Diagnostic("wrong-value", f"{each.said} {message}", each.span, hint or None)
            )
    return found


def _check_host(address: str) -> None:
    # Whoever sends us a project must not choose who gets our API key.
    if address != API and not is_loopback(address):
        raise ValueError(
            "would send your API key to another host, which a project may not ask for; "
            "set it in your own config.toml or as STORYBOARD_WAVESPEED_BASE_URL"
        )


def _settings(found: _Found) -> Settings:
    level, level_origin = found["wavespeed.level"]
    by_level = Origin(level_origin.layer, f"level {level}")
    of_level: _Found = {
        "wavespeed.videos_per_minute": (LEVELS[level].videos_per_minute, by_level),
        "wavespeed.concurrent": (LEVELS[level].concurrent, by_level),
    }
    found = of_level | found
    values = {name: value for name, (value, _) in found.items()}
    origins = {name: found[name][1] for name in _KEYS}
    first, longest = (values[f"wavespeed.{name}"] for name in ("poll_first", "poll_longest"))
    if first > longest:
        raise StoryboardError.of(
            "wrong-value",
            f"the first poll comes after {first:g} s ({origins['wavespeed.poll_first']}), which "
            f"is more than the longest wait of {longest:g} s "
            f"({origins['wavespeed.poll_longest']})",
            hint="make wavespeed.poll_longest at least as long as wavespeed.poll_first",
        )
    wavespeed = WaveSpeedSettings(
        base_url=values["wavespeed.base_url"],
        limits=Limits(values["wavespeed.videos_per_minute"], values["wavespeed.concurrent"]),
        deadline=values["wavespeed.deadline"],
        poll_first=first,
        poll_longest=longest,
    )
    return Settings(
        level=level,
        wavespeed=wavespeed,
        max_cost=values["render.max_cost"],
        workers=values["render.workers"],
        origins=origins,
    )
