"""Models and templates that settings name, checked on plain values.

Compile knows them better; but it needs a storyboard that is whole, and a misspelt model shall be
told together with what is wrong elsewhere in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from storyboard.errors import Diagnostic
from storyboard.read.places import Path, Places
from storyboard.read.words import shown, suggestion


@dataclass(frozen=True)
class Choice:
    """What a setting may name: the names that are told to people, and others that count too."""

    names: tuple[str, ...]
    others: frozenset[str] = frozenset()


def choice_problems(
    document: Any, places: Places, choices: Mapping[str, Choice]
) -> Iterator[Diagnostic]:
    """Every name in a setting of `choices` that is not among them, whatever else is wrong."""
    for settings, path in _settings(document):
        for setting, choice in choices.items():
            name = settings.get(setting)
            if isinstance(name, str) and name not in choice.names and name not in choice.others:
                yield Diagnostic(
                    f"unknown-{setting}",
                    f"there is no {setting} `{shown(name)}`",
                    places.value((*path, setting)),
                    suggestion(name, choice.names, "there are"),
                )


def _settings(document: Any) -> Iterator[tuple[dict[str, Any], Path]]:
    """Where settings are written: in `defaults`, in those of scenes, and in shots."""
    board = _mapping(document)
    yield _mapping(board.get("defaults")), ("defaults",)
    for s, scene in enumerate(_list(board.get("scenes"))):
        yield _mapping(_mapping(scene).get("defaults")), ("scenes", s, "defaults")
        for t, shot in enumerate(_list(_mapping(scene).get("shots"))):
            yield _mapping(shot), ("scenes", s, "shots", t)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
