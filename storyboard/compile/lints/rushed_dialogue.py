"""More words than can be said while the shot is heard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.errors import Diagnostic

_CHINESE: Final = "[\u3400-\u4dbf\u4e00-\u9fff]"
_WORD: Final = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True)
class _Pace:
    """How many of a unit people say in a minute, at ease and in haste."""

    unit: str
    easy: int
    hasty: int


_WORDS: Final = _Pace("words", 160, 200)
_CHARACTERS: Final = _Pace("characters", 260, 320)

_GO_ON: Final = ", or let the sound go on under the next shot with `audio: {trail: …}`"


def rushed_dialogue(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """Dialogue that would have to be said faster than people do in haste. A J or L cut counts."""
    for shot in shots:
        text = " ".join(line.line for line in shot.written.dialogue)
        pace, count = _counted(text)
        if not count or not shot.is_heard():
            continue
        audio = shot.compiled.audio
        seconds = film.rate.seconds(shot.compiled.frames + audio.lead + audio.trail)
        a_minute = round(count * 60 / seconds)
        if a_minute <= pace.hasty:
            continue
        needed = ceil(count * 600 / pace.easy) / 10
        fits = int(seconds * pace.easy / 60)
        yield warning(
            "rushed-dialogue",
            f"{count} {pace.unit} in {float(seconds):.2f} s are {a_minute} {pace.unit} a minute; "
            f"people say about {pace.easy}",
            film.places.key((*shot.path, "dialogue")),
            f"give the shot {needed:g} s or say it in {fits} {pace.unit}"
            + ("" if shot is film.shots[-1] else _GO_ON),
        )


def _counted(text: str) -> tuple[_Pace, int]:
    if text.isascii():
        return _WORDS, len(_WORD.findall(text))
    chinese = len(re.findall(_CHINESE, text))
    words = len(_WORD.findall(re.sub(_CHINESE, " ", text)))
    return (_CHARACTERS, chinese + words) if chinese > words else (_WORDS, chinese + words)
