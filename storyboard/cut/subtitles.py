"""Dialogue as subtitles: when each line is read, and the files that say so. Pure.

The lines of a shot follow one another at a speaking pace and end with the shot. Written by hand:
libraries read braces as styles and lose them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from storyboard.compile.delivery import Spoken
from storyboard.compile.shotlist import Shotlist

LEAD: Final = Fraction(3, 10)
"""Seconds from the cut to the first line."""
PACE: Final = 15
"""Characters spoken in a second."""
SHORTEST: Final = Fraction(1)
"""Seconds that even a single word stays, where the shot is long enough."""
COLUMNS: Final = 42
"""Characters in a row, two rows at a time: what television has settled on."""


@dataclass(frozen=True)
class Subtitle:
    """Text shown from `start` to `end`, in milliseconds of the film."""

    start: int
    end: int
    text: str


def subtitles_of(
    shotlist: Shotlist, lines: Mapping[str, tuple[Spoken, ...]]
) -> tuple[Subtitle, ...]:
    """The film's subtitles in order; the speaker is named where another one spoke before."""
    found: list[Subtitle] = []
    frame = 0
    speaker, scene = "", ""
    for shot in shotlist.shots:
        if shot.scene_id != scene:
            speaker, scene = "", shot.scene_id
        texts: list[str] = []
        for spoken in lines.get(shot.id, ()):
            name = "" if spoken.speaker == speaker else f"{spoken.speaker.upper()}: "
            texts += _in_rows(name + spoken.line)
            speaker = spoken.speaker
        begin, frame = frame, frame + shot.frames
        found += _spread(texts, shotlist.rate.seconds(begin), shotlist.rate.seconds(shot.frames))
    return tuple(found)


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


def _in_rows(line: str) -> list[str]:
    """The line in pieces of at most two rows; a very long word has a row of its own."""
    rows = textwrap.wrap(line, COLUMNS, break_long_words=False, break_on_hyphens=False)
    return [
        "\n".join(row for _, row in pair)
        for _, pair in groupby(enumerate(rows), key=lambda numbered: numbered[0] // 2)
    ]


def _spread(texts: Sequence[str], start: Fraction, seconds: Fraction) -> Iterator[Subtitle]:
    """The texts one after the other; faster than speech where the shot is too short for it."""
    lengths = [max(SHORTEST, Fraction(len(text), PACE)) for text in texts]
    lead = LEAD if seconds > 2 * LEAD else Fraction(0)
    scale = min(Fraction(1), (seconds - lead) / sum(lengths)) if lengths else Fraction(1)
    begin = start + lead
    for text, length in zip(texts, lengths, strict=True):
        end = begin + length * scale
        yield Subtitle(int(begin * 1000), int(end * 1000), text)
        begin = end


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}{point}{rest:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
