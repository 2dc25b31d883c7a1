"""Dialogue as subtitles: the files that say when each line is read. Pure.

Written by hand: libraries read braces as styles and lose them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from storyboard.compile.shotlist import Shotlist
from storyboard.cut.dialogue import SHORTEST, Heard, Said, length_of, lines_of


@dataclass(frozen=True)
class Subtitle:
    """Text shown from `start` to `end`, in milliseconds of the film."""

    start: int
    end: int
    text: str


def subtitles_of(shotlist: Shotlist, heard: Heard = MappingProxyType({})) -> tuple[Subtitle, ...]:
    """The film's subtitles in order, never two at once; a recorded line's last as long as it."""
    found: list[Subtitle] = []
    lines = sorted(lines_of(shotlist, heard), key=lambda said: said.start)
    for each in (text for said in lines for text in _spread(said)):
        if found and each.start < found[-1].end:
            # Where two speak at once, the first is read for a moment before the second.
            before = found[-1]
            start = max(each.start, min(before.end, before.start + int(SHORTEST * 1000)))
            if each.end <= start:  # it would be over by then: both are read together
                found[-1] = replace(before, text=f"{before.text}\n{each.text}")
                continue
            found[-1] = replace(before, end=start)
            each = replace(each, start=start)
        found.append(each)
    end = int(shotlist.rate.seconds(shotlist.frames) * 1000)
    return tuple(replace(each, end=min(each.end, end)) for each in found if each.start < end)


def as_srt(subtitles: Iterable[Subtitle]) -> str:
    """The subtitles as a SubRip file."""
    return "".join(
        f"{number}\n{_clock(each.start, ',')} --> {_clock(each.end, ',')}\n{each.text}\n\n"
        for number, each in enumerate(subtitles, start=1)
    )


def as_vtt(subtitles: Iterable[Subtitle]) -> str:
    """The subtitles as a WebVTT file."""
    cues = (
        f"{_clock(each.start, '.')} --> {_clock(each.end, '.')}\n{_escaped(each.text)}\n\n"
        for each in subtitles
    )
    return "WEBVTT\n\n" + "".join(cues)


def _spread(said: Said) -> Iterator[Subtitle]:
    """The line's texts one after the other, each for its part of the line's time."""
    lengths = [length_of(text) for text in said.texts]
    pace = (said.end - said.start) / sum(lengths) if lengths else Fraction(1)
    begin = said.start
    for text, length in zip(said.texts, lengths, strict=True):
        end = begin + length * pace
        yield Subtitle(int(begin * 1000), int(end * 1000), text)
        begin = end


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}{point}{rest:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
