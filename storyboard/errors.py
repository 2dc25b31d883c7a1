"""What can go wrong, as values: one Diagnostic type, one base exception.

This file imports nothing of the package. Text for people is made from these values in
`storyboard.cli.diagnostics`; everything else passes them on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Severity(StrEnum):
    """How bad it is: an error stops the run, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line in a file the author wrote.

    `line` and `column` count from 1, as editors do; `width` is in characters, at least 1.
    `text` is the whole source line, so that a span can be shown without the file.
    """

    file: str
    line: int
    column: int
    width: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: what (`message`), where (`span`) and what to do next (`hint`).

    `code` is a stable kebab-case name. `related` are further places worth showing, each with a
    few words (for example "first defined here").
    """

    code: str
    message: str
    span: Span | None = None
    hint: str | None = None
    severity: Severity = Severity.ERROR
    related: tuple[tuple[str, Span], ...] = ()


class StoryboardError(Exception):
    """Anything this package refuses to do, as one or more diagnostics.

    Raised at the boundary of a stage; foreign exceptions are translated into it.
    """

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
        super().__init__("; ".join(d.message for d in diagnostics))

    def __reduce__(self) -> tuple[type[Self], tuple[Diagnostic, ...]]:
        # An exception is made anew from its text by default, and a segment may be encoded by
        # another process.
        return type(self), self.diagnostics

    @classmethod
    def of(cls, code: str, message: str, *, hint: str | None = None) -> Self:
        """A single problem without a place in a file."""
        return cls(Diagnostic(code, message, hint=hint))


def raise_errors(diagnostics: Iterable[Diagnostic]) -> None:
    """Raise one StoryboardError holding everything found, if any of it is an error."""
    found = tuple(diagnostics)
    if any(d.severity is Severity.ERROR for d in found):
        raise StoryboardError(*found)
