"""What is said to whoever names something in a call that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_LISTED: Final = 20


def advice(name: str, known: Sequence[str], listed: Sequence[str] = ()) -> str:
    """A sentence: the known name that was most likely meant, or else the first of those `listed`.

    Where nothing is listed, those that are known are.
    """
    # Loaded where something is wrong: a command's start does not pay for it.
    from storyboard.read.words import closest

    if near := closest(name, known):
        return f"Did you mean {near}?"
    names = listed or known
    more = " and more" if len(names) > _LISTED else ""
    return f"There are: {', '.join(names[:_LISTED])}{more}."
