"""Small sentences about what an author wrote: values shown short, suggestions, lists of names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

_LONGEST = 40
_LISTED = 30
_MANY = 300


def shown(text: str) -> str:
    """A text on one line, abbreviated."""
    line = " ".join(text[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST and len(text) <= 4 * _LONGEST else line[:_LONGEST] + "…"


def described(value: Any) -> str:
    """What a value is, in words: `the text "yes"`, `the number 3`, `a list`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'the text "{shown(value)}"'
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else "a mapping"


def one_of(names: Iterable[str]) -> str:
    """`a`, `b` or `c`; a long list is cut short."""
    first = [f"`{shown(name)}`" for name in islice(names, _LISTED + 1)]
    return ", ".join(first[:-1]) + " and more" if len(first) > _LISTED else either(first)


def either(words: Sequence[str]) -> str:
    """The words with commas and an `or` before the last."""
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def closest(word: str, known: Sequence[str]) -> str | None:
    """The known name that a misspelt word most likely means, whatever its case."""
    if len(word) > 80 or len(known) > _MANY:
        return None
    lower = {name.lower(): name for name in reversed(known)}
    found = difflib.get_close_matches(word.lower(), list(lower), n=1, cutoff=0.6)
    return lower[found[0]] if found else None


def suggestion(word: str, known: Sequence[str], otherwise: str) -> str:
    """`did you mean …?`, or else a list of what is known behind a few words."""
    if near := closest(word, known):
        return f"did you mean `{near}`?"
    begun = [name for name in known if name.lower().startswith(word.lower())] if word else []
    return f"did you mean {one_of(begun)}?" if begun else f"{otherwise} {one_of(known)}"
