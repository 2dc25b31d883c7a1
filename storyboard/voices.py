"""Whether drafts can speak: which offline voice is installed, if any.

The extra `voice` brings espeak-ng. It is asked for here without being loaded, because what a draft
is drawn from, and thereby its key, says who speaks in it.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec

EXTRA = "espeakng_loader"
"""The module that brings the library and its voices."""


@cache
def installed() -> str | None:
    """The voice by its name and version, or None: lines are murmured then, a beat a syllable."""
    return None if find_spec(EXTRA) is None else f"espeak-ng {version(EXTRA)}"
