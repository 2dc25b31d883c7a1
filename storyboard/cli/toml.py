"""A TOML file of settings: its values by dotted name, and where each stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from storyboard.errors import Diagnostic, Span, StoryboardError

MAX_BYTES: Final = 64 * 1024
"""Settings are a page of text; more is another file by mistake."""
LOOKS_LIKE_A_KEY: Final = re.compile(r"key|token|secret|passw|bearer|auth|credential", re.I)
_WHERE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class TomlFile:
    """What a file says. `tables` are its values as tomllib gives them, decimals as text."""

    path: Path
    tables: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Every value by its dotted name; an empty table is a value too."""
        return _entries("", self.tables)

    def place(self, name: str) -> Span:
        """Where a name is written: its own line, else that of the table which holds it."""
        best = Span(str(self.path), 1, 1)
        section = ""
        for number, line in enumerate(self.lines, 1):
            bare = line.strip()
            if bare.startswith("["):
                written = section = _plain(bare.strip("[").split("]")[0])
            else:
                head, equals, _ = line.partition("=")
                written = f"{section}.{_plain(head)}".strip(".") if equals else ""
            if written == name:
                return self._span(number, line)
            if written and name.startswith(f"{written}."):
                best = self._span(number, line)
        return best

    def _span(self, number: int, line: str) -> Span:
        column = len(line) - len(line.lstrip()) + 1
        width = len(line.split("=")[0].strip())
        return Span(str(self.path), number, column, max(1, width), self.shown(line))

    def shown(self, line: str) -> str:
        """The line, unless this may be a file in which somebody has put an API key."""
        return "" if any(LOOKS_LIKE_A_KEY.search(each) for each in self.lines) else line


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
    file_so_far = TomlFile(path, {}, tuple(text.splitlines()))
    try:
        # As text, because money must not go through a binary fraction.
        tables = tomllib.loads(text, parse_float=lambda number: number.replace("_", ""))
    except (ValueError, RecursionError) as error:
        # `from None`: newer Pythons hang the whole document onto the exception.
        raise StoryboardError(_not_toml(file_so_far, error)) from None
    return TomlFile(path, tables, file_so_far.lines)


def _unreadable(path: Path, reason: str) -> StoryboardError:
    return StoryboardError.of("bad-settings", f"the settings file {path} {reason}")


def _not_toml(file: TomlFile, error: Exception) -> Diagnostic:
    said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    number, column = len(file.lines) or 1, 1
    if found := _WHERE.search(said):
        said = said[: found.start()]
        if found[1]:
            number, column = int(found[1]), int(found[2])
    line = file.lines[number - 1] if number <= len(file.lines) else ""
    return Diagnostic(
        "bad-toml",
        f"this is not TOML: {said}",
        Span(str(file.path), number, column, text=file.shown(line)),
        hint='a setting is written like `level = "silver"` below `[wavespeed]`',
    )


def _entries(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        name = f"{above}.{key}".strip(".")
        if isinstance(value, dict) and value:
            yield from _entries(name, value)
        else:
            yield name, value


def _plain(written: str) -> str:
    """A dotted name without quotes and spaces."""
    return ".".join(part.strip().strip("\"'") for part in written.split("."))
