"""Who is meant: Vera Lund is called Vera, or Lund, or VERA as scripts write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

_TITLES: Final = frozenset(
    "mr mrs ms miss dr sir lady lord dame the a an of von van de la le del di old young little big "
    "father mother sister brother uncle aunt officer".split()
)
"""Parts of a name by which nobody is called."""


def any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, the longest that fits; empty where there are none."""
    return "|".join(map(re.escape, sorted(filter(None, names), key=len, reverse=True)))


def by_whole_names(text: str, names: Iterable[str]) -> str:
    """A text with everybody called by the whole name, where a part of it says who is meant.

    A part that two of them share says nothing, and one in small letters may be another word.
    """
    everybody = [name for name in names if name]
    shared = Counter(part for name in everybody for part in _parts(name))
    spelled = {
        spelling: name
        for name in everybody
        for part in _parts(name)
        if shared[part] == 1
        for spelling in (part, part.upper())
    }
    if not spelled:
        return text
    known = rf"(?<!\w)(?:(?i:{any_of(everybody)})|(?P<short>{any_of(spelled)}))(?!\w)"
    return re.sub(known, lambda found: spelled.get(found["short"] or "", found[0]), text)


def _parts(name: str) -> Iterator[str]:
    """The parts of a name of several that its bearer is called by."""
    parts = name.split()
    for part in dict.fromkeys(parts) if len(parts) > 1 else ():
        if part[0].isupper() and len(part) > 1 and part.casefold().rstrip(".") not in _TITLES:
            yield part
