"""A TOML file of settings: its values by dotted name, and where each stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from storyboard.errors import Diagnostic, Span, StoryboardError

MAX_BYTES: Final = 16 * 1024
"""Settings are a page of text; tomllib takes the square of the length of a name."""
LOOKS_LIKE_A_KEY: Final = re.compile(r"key|token|secret|passw|bearer|auth|credential", re.I)
_PRIVATE: Final = re.compile(LOOKS_LIKE_A_KEY.pattern + "|@", re.I)  # https://user:password@host
_DEEPEST: Final = 8
_WHERE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class TomlFile:
    """What a file says: its values by dotted name, decimals as text, and where each stands."""

    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)

    def place(self, name: str) -> Span:
        """Where a name is written: its own line, else that of the table which holds it."""
        while name:
            if name in self.places:
                return self.places[name]
            name = name.rpartition(".")[0]
        return Span(str(self.path), 1, 1)


def read_toml(path: Path, *, must_exist: bool = False) -> TomlFile:
    """Read a file; one that is not there says nothing. Raises StoryboardError for a bad one."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        if not must_exist:
            return TomlFile(path)
        raise _unreadable(path, "does not exist") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a file's name"
        raise _unreadable(path, f"cannot be read: {reason}") from error
    if len(data) > MAX_BYTES:
        raise _unreadable(path, f"has more than {MAX_BYTES // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, "is not UTF-8 text") from error
    lines = _Lines(str(path), text)
    try:
        # As text, because money must not go through a binary fraction.
        tables = tomllib.loads(text, parse_float=lambda number: number.replace("_", ""))
    except (ValueError, RecursionError) as error:
        # `from None`: newer Pythons hang the whole document onto the exception.
        raise StoryboardError(_not_toml(lines, error)) from None
    return TomlFile(path, dict(_values("", tables)), lines.places())


class _Lines:
    """The file as written. Tomllib gives no positions, so names are looked for in the lines."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._lines = text.splitlines()
        # A line around the culprit may hold the key too, so the whole file is shown or none of it.
        self._private = bool(_PRIVATE.search(text))

    def __len__(self) -> int:
        return len(self._lines)

    def span(self, number: int, column: int, width: int = 1) -> Span:
        """A place, with its line unless somebody may have put an API key into this file."""
        is_there = 0 < number <= len(self._lines) and not self._private
        text = self._lines[number - 1] if is_there else ""
        return Span(self._file, number, column, max(1, width), text)

    def places(self) -> dict[str, Span]:
        """Tables and keys by their dotted names."""
        found: dict[str, Span] = {}
        section = ""
        for number, line in enumerate(self._lines, 1):
            bare = line.strip()
            head, equals, _ = line.partition("=")
            if bare.startswith("["):
                head = bare.split("]")[0]
                name = section = _plain(head.lstrip("["))
            elif equals:
                name = f"{section}.{_plain(head)}".strip(".")
            else:
                continue
            column = len(line) - len(line.lstrip()) + 1
            found.setdefault(name, self.span(number, column, len(head.strip())))
        return found


def _unreadable(path: Path, reason: str) -> StoryboardError:
    return StoryboardError.of("bad-settings", f"the settings file {path} {reason}")


def _not_toml(lines: _Lines, error: Exception) -> Diagnostic:
    said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    number, column = max(1, len(lines)), 1
    if found := _WHERE.search(said):
        said = said[: found.start()]
        if found[1]:
            number, column = int(found[1]), int(found[2])
    return Diagnostic(
        "bad-toml",
        f"this is not TOML: {said[:200]}",
        lines.span(number, column),
        hint='a setting is written like `level = "silver"` below `[wavespeed]`',
    )


def _values(above: str, table: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every value by its dotted name; a table that is empty, or far too deep, is a value too."""
    for key, value in table.items():
        name = f"{above}.{key}".strip(".")
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _values(name, value, depth + 1)
        else:
            yield name, value


def _plain(written: str) -> str:
    """A dotted name without quotes and spaces."""
    return ".".join(part.strip().strip("\"'") for part in written.split("."))
