"""Diagnostics as text: in full with the source line, on one line, or as JSON.

Pure functions. Nothing they return can steer a terminal: control characters are made visible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from storyboard.errors import Diagnostic, Severity, Span

MAX_COLUMNS: Final = 160
"""The widest source line that is shown whole; of a longer one, the part around the caret."""
_TAB: Final = 4
_LEFT: Final = 60
_ELLIPSIS: Final = "…"


def full(diagnostic: Diagnostic) -> str:
    """Several lines: the message, the place with a caret under it, the hint, related places.

    error[unknown-field]: `mod` is not a field of a scene
     --> film.yaml:6:5
      |
    6 |     mod: uneasy
      |     ^^^
      = help: did you mean `mood`?
    """
    spans = [diagnostic.span, *(span for _, span in diagnostic.related)]
    gutter = max((len(str(span.line)) for span in spans if span), default=1)
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {visible(diagnostic.message)}"]
    if diagnostic.span:
        lines += _excerpt(diagnostic.span, gutter, "^")
    if diagnostic.hint:
        lines.append(f"{'':{gutter}} = help: {visible(diagnostic.hint)}")
    for words, span in diagnostic.related:
        lines.append(f"{'':{gutter}} = note: {visible(words)}")
        lines += _excerpt(span, gutter, "-")
    return "\n".join(lines)


def concise(diagnostic: Diagnostic) -> str:
    """One line: `film.yaml:6:5: error[unknown-field]: message (hint)`."""
    place = f"{visible(str(diagnostic.span))}: " if diagnostic.span else ""
    hint = f" ({visible(diagnostic.hint)})" if diagnostic.hint else ""
    return f"{place}{diagnostic.severity}[{diagnostic.code}]: {visible(diagnostic.message)}{hint}"


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """JSON values: code, severity, message, hint or null, span or null, related places.

    Spans have file, line, column (both from 1) and width, all in characters, and not the line.
    """
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": visible(diagnostic.message),
        "hint": visible(diagnostic.hint) if diagnostic.hint else None,
        "span": _span_json(diagnostic.span) if diagnostic.span else None,
        "related": [
            {"message": visible(words), "span": _span_json(span)}
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


def _excerpt(span: Span, gutter: int, mark: str) -> list[str]:
    lines = [f"{'':{gutter}}--> {visible(str(span))}"]
    if span.text:
        source, before, under = _underlined(span)
        lines += [
            f"{'':{gutter}} |",
            f"{span.line:>{gutter}} | {source}",
            f"{'':{gutter}} | {' ' * before}{mark * under}",
        ]
    return lines


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


def _span_json(span: Span) -> dict[str, Any]:
    return {
        "file": visible(span.file),
        "line": span.line,
        "column": span.column,
        "width": span.width,
    }
