"""Where a shot's composition has its subject in the frame, as the words say it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from storyboard.generate.providers.animatic.blocking import LEFT, RIGHT
from storyboard.generate.providers.animatic.names import any_of

_WAYS: Final = {"left": LEFT, "right": RIGHT}
_HEIGHTS: Final = {"low": 1, "lower": 1, "bottom": 1, "high": -1, "upper": -1, "top": -1}
_ADVERBS: Final = (
    r"(?:(?:is|stands?|sits?|kept|placed|set|framed|alone|small|tiny|far|very|off|just) )*"
)
_SUBJECT: Final = r"(?:the )?(?:subject|figure|people|man|woman|face|head|he|she|they)"
_ACROSS: Final = (
    r"(?:(?:on|in|at|to) )?(?:the )?(?:far )?(?:frame |screen )?(?P<way>left|right)"
    r"(?:[ -]?(?:hand )?(?:third|half|side|edge|corner))?(?: of (?:the )?(?:frame|picture))?"
)
_DOWN: Final = (
    r"(?P<high>low|high)(?: (?:in|on) (?:the )?(?:frame|picture|screen))?"
    r"|(?:in|at) (?:the )?(?P<part>lower|bottom|upper|top)(?: (?:third|half|part|edge))?"
    r"(?: of (?:the )?(?:frame|picture))?"
)
_MIDDLE: Final = re.compile(r"\b(?:(?<!off )(?<!off-)cent(?:red|ered|re|er)|symmetr\w+)\b")


@dataclass(frozen=True)
class Composition:
    """`side` is LEFT, RIGHT or None; `low` is 1 for low in the frame, -1 for high, else 0."""

    side: int | None = None
    low: int = 0
    centred: bool = False


def composed(text: str, names: Iterable[str] = ()) -> Composition:
    """Read a composition, part by part between commas. What is said of other things is theirs."""
    known = "|".join(filter(None, (_SUBJECT, any_of(map(str.casefold, names)))))
    start = rf"(?:(?:{known}) )?{_ADVERBS}"
    side, low = None, 0
    for part in re.split(r"\s*(?:[,;.]|\band\b)\s*", text.casefold()):
        if across := re.fullmatch(start + _ACROSS, part):
            side = _WAYS[across["way"]] if side is None else side
        elif down := re.fullmatch(f"{start}(?:{_DOWN})", part):
            low = low or _HEIGHTS[down["high"] or down["part"]]
    return Composition(side, low, side is None and _MIDDLE.search(text.casefold()) is not None)
