"""Diagnostics as text: in full with the source, on one line, as GitHub annotations; or as JSON.

Pure functions. Nothing they return can steer a terminal: control characters are made visible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from storyboard.errors import Diagnostic, Severity, Span

DOCUMENT_VERSION: Final = 1
"""Of the JSON document, described by `schemas/diagnostics.schema.json`."""
MAX_COLUMNS: Final = 160
"""The widest source line that is shown whole; of a longer one, the part around the caret."""
_TAB: Final = 4
_LEFT: Final = 60
_ELLIPSIS: Final = "…"

_Mark = tuple[Span, str, str]
"""A place to underline, the character to do it with, and a few words beside it."""


def full(diagnostic: Diagnostic) -> str:
    """Several lines: the message, the place with a caret under it, related places, the hint.

    Related places of the same file stand in the same excerpt, those of others behind `:::`.

    error[duplicate-key]: `title` is written twice in the same place
     --> film.yaml:6:1
      |
    2 | title: A
      | ----- first defined here
    ...
    6 | title: B
      | ^^^^^
      = help: keep one of them
    """
    marks: list[_Mark] = [(span, "-", visible(words)) for words, span in diagnostic.related]
    if diagnostic.span:
        marks.insert(0, (diagnostic.span, "^", ""))
    gutter = max((len(str(span.line)) for span, _, _ in marks), default=1)
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {visible(diagnostic.message)}"]
    for file in dict.fromkeys(span.file for span, _, _ in marks):
        here = [mark for mark in marks if mark[0].file == file]
        arrow = "-->" if here[0] is marks[0] else ":::"
        lines.append(f"{'':{gutter}}{arrow} {visible(str(here[0][0]))}")
        lines += _excerpt(here, gutter)
    if diagnostic.hint:
        lines.append(f"{'':{gutter}} = help: {visible(diagnostic.hint)}")
    return "\n".join(lines)


def concise(diagnostic: Diagnostic) -> str:
    """One line: `film.yaml:6:5: error[unknown-field]: message (hint)`."""
    place = f"{visible(str(diagnostic.span))}: " if diagnostic.span else ""
    hint = f" ({visible(diagnostic.hint)})" if diagnostic.hint else ""
    return f"{place}{diagnostic.severity}[{diagnostic.code}]: {visible(diagnostic.message)}{hint}"


def github(diagnostic: Diagnostic) -> str:
    """A workflow command that GitHub shows beside the line: `::error file=film.yaml,line=6,…`.

    Columns count from 1; the end column is the first one behind.
    """
    span, said = diagnostic.span, [visible(diagnostic.message)]
    if diagnostic.hint:
        said.append(f"help: {visible(diagnostic.hint)}")
    said += [f"{visible(words)}: {visible(str(at))}" for words, at in diagnostic.related]
    properties = {"title": f"storyboard {diagnostic.code}"}
    if span:
        properties = {
            "file": visible(span.file),
            "line": str(span.line),
            "endLine": str(span.line),
            "col": str(span.column),
            "endColumn": str(span.column + span.width),
        } | properties
    parts = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{diagnostic.severity} {parts}::{_data(chr(10).join(said))}"


def document(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """One JSON document for all problems; `errors` and `warnings` count them."""
    found = tuple(diagnostics)
    severities = [diagnostic.severity for diagnostic in found]
    return {
        "storyboard_diagnostics": DOCUMENT_VERSION,
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
        "problems": [as_json(diagnostic) for diagnostic in found],
    }


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """JSON values: code, severity, message, hint or null, span or null, related places.

    Spans have file, line, column (both from 1) and width, all in characters, and not the line.
    """
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": visible(diagnostic.message),
        "hint": visible(diagnostic.hint) if diagnostic.hint else None,
        "span": span_json(diagnostic.span) if diagnostic.span else None,
        "related": [
            {"message": visible(words), "span": span_json(span)}
            for words, span in diagnostic.related
        ],
    }


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: `3 errors, 1 warning`, or `no problems`."""
    found = [diagnostic.severity for diagnostic in diagnostics]
    counts = ((found.count(severity), severity.value) for severity in Severity)
    said = [f"{count} {name}{'s' if count != 1 else ''}" for count, name in counts if count]
    return ", ".join(said) or "no problems"


def visible(text: str) -> str:
    """Text on one line in which no character moves the cursor, changes direction or hides."""
    return "".join(_glyph(character) for character in text)


def _excerpt(marks: Sequence[_Mark], gutter: int) -> Iterator[str]:
    """The lines of one file on which something is marked, in its order, each shown once."""
    seen = 0
    ordered = sorted(marks, key=lambda mark: mark[0].line)
    for line, group in groupby(ordered, key=lambda mark: mark[0].line):
        for at, (span, mark, words) in enumerate(group):
            if not span.text:
                if words:
                    yield f"{'':{gutter}} = note: {words}: {visible(str(span))}"
                continue
            source, before, under = _underlined(span)
            if not seen:
                yield f"{'':{gutter}} |"
            elif at == 0 and line > seen + 1:
                yield "..."
            seen = line
            if at == 0 or len(span.text) > MAX_COLUMNS:  # of which another part may be shown
                yield f"{line:>{gutter}} | {source}"
            yield f"{'':{gutter}} | {' ' * before}{mark * under} {words}".rstrip()


def _underlined(span: Span) -> tuple[str, int, int]:
    """The line as shown, the columns before the caret, and how many it covers."""
    start = min(span.column - 1, len(span.text))
    first = max(0, start - MAX_COLUMNS)  # a line may have millions of characters
    window = span.text[first : start + MAX_COLUMNS]
    cells = _cells(window)
    caret = start - first
    low, high = _window(cells, caret, cut=first > 0 or start + MAX_COLUMNS < len(span.text))
    head = _ELLIPSIS if first + low > 0 else ""
    tail = _ELLIPSIS if first + high < len(span.text) else ""
    before = len(head) + sum(width for _, width in cells[low:caret])
    under = sum(width for _, width in cells[caret : min(caret + span.width, high)])
    shown = head + "".join(glyph for glyph, _ in cells[low:high]) + tail
    return shown.rstrip(), before, max(1, under)


def _window(cells: list[tuple[str, int]], caret: int, *, cut: bool) -> tuple[int, int]:
    """The cells from and to which a line is shown, at most MAX_COLUMNS wide."""
    if not cut and sum(width for _, width in cells) <= MAX_COLUMNS:
        return 0, len(cells)
    low, room = caret, _LEFT
    while low > 0 and cells[low - 1][1] <= room:
        low -= 1
        room -= cells[low][1]
    high, room = low, MAX_COLUMNS - 2 * len(_ELLIPSIS)
    while high < len(cells) and cells[high][1] <= room:
        room -= cells[high][1]
        high += 1
    return low, high


def _cells(text: str) -> list[tuple[str, int]]:
    """Each character as it is shown and the columns it takes on a terminal."""
    cells: list[tuple[str, int]] = []
    column = 0
    for character in text:
        if character == "\t":
            width = _TAB - column % _TAB
            cells.append((" " * width, width))
        else:
            glyph = _glyph(character)
            width = _width(glyph)
            cells.append((glyph, width))
        column += width
    return cells


def _glyph(character: str) -> str:
    if " " <= character <= "~":
        return character
    if character < " ":
        return chr(0x2400 + ord(character))  # the pictures of the control characters: ␛
    if character == "\x7f":
        return "␡"
    category = unicodedata.category(character)
    # Cf holds what turns the direction of writing or is not seen; the joiner is in many emoji.
    hidden = category == "Cf" and character not in "\u200c\u200d\xad"
    return "�" if hidden or category in ("Cc", "Cs", "Zl", "Zp") else character


def _width(glyph: str) -> int:
    if unicodedata.category(glyph) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(glyph) in "WF" else 1


def span_json(span: Span) -> dict[str, Any]:
    """A place as JSON values: file, line and column from 1, and width in characters."""
    return {
        "file": visible(span.file),
        "line": span.line,
        "column": span.column,
        "width": span.width,
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
