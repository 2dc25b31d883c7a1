"""Scene headings: what a slug line such as `EXT. RAILWAY CUTTING - DUSK` says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

_START: Final = re.compile(
    r"\s*(int|ext|i/e)\b\.?(\s*/\s*(?:int|ext)\b\.?)?[\s:.-]+", re.IGNORECASE
)
_SETS: Final[dict[str, Literal["int", "ext"]]] = {"int": "int", "ext": "ext"}
_BREAK: Final = re.compile(r"\s[-–—]+\s")
_TIMES: Final[dict[str, tuple[str, ...]]] = {
    "dawn": ("dawn",),
    "daybreak": ("dawn",),
    "sunrise": ("dawn",),
    "day": ("day",),
    "morning": ("day", "dawn"),
    "noon": ("day",),
    "midday": ("day",),
    "afternoon": ("day",),
    "dusk": ("dusk",),
    "sunset": ("dusk",),
    "twilight": ("dusk",),
    "evening": ("dusk", "night"),
    "night": ("night",),
    "midnight": ("night",),
}
"""What the words of a heading mean: the first is taken, and the others do not contradict it."""


@dataclass(frozen=True)
class Heading:
    """What a scene's heading says; None and nothing where it does not.

    `times` are the times of day that agree with it, the likeliest first, and `word` what it calls
    the time. `place` is what stands before that.
    """

    set: Literal["int", "ext"] | None = None
    times: tuple[str, ...] = ()
    word: str = ""
    place: str = ""

    @property
    def time(self) -> str | None:
        """The time of day."""
        return self.times[0] if self.times else None


@lru_cache(1024)  # each shot of a scene asks
def read_heading(text: str | None) -> Heading:
    """What a heading says. One that begins without INT. or EXT. is a title, and says nothing."""
    start = _START.match(text or "")
    if text is None or start is None:
        return Heading()
    set_ = None if start[2] else _SETS.get(start[1].lower())
    place, *parts = _BREAK.split(text[start.end() :])
    for part in reversed(parts):
        # What stands in brackets is for people: NIGHT (FLASHBACK), DAY (1861).
        for word in re.findall(r"[A-Za-z]+", re.sub(r"\(.*?(\)|$)", " ", part)):
            if word.lower() in _TIMES:
                return Heading(set_, _TIMES[word.lower()], word, place.strip())
    return Heading(set_, place=place.strip())
