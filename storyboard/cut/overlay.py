"""What is drawn over a segment, as data that enters its key."""

from __future__ import annotations

from dataclasses import dataclass

Named = tuple[tuple[int, str], ...]
"""(first picture, text) in order, beginning with picture 0."""


@dataclass(frozen=True)
class BurnIn:
    """What is burnt into a segment: slates, facts and takes at the left, clocks at the right.

    Below stand marks: large, and letting the picture through. `clocks` are some of `timecode` and
    `frames`; `start` is the film frame of the segment's first picture, 0 where no clock shows it.
    `font` is the sha256 of the font file.
    """

    start: int
    labels: Named
    font: str
    takes: Named = ()
    clocks: tuple[str, ...] = ("timecode",)
    marks: Named = ()
    facts: Named = ()


@dataclass(frozen=True)
class Words:
    """A caption or a title over a segment, from its frame `start` (before 0: it goes on) on.

    `place` is `caption`, `lower` or `centre`. `font` is the sha256 of the font files. Below the
    part `foot` of the picture's height, if there is one, the picture has words of its own.
    """

    place: str
    text: str
    subtitle: str
    start: int
    frames: int
    font: str
    foot: float | None = None


@dataclass(frozen=True)
class Dialogue:
    """A subtitle over a segment's `frames` frames from `start` on.

    `clear` are the captions and titles that are seen with it, here or before or after, as (place,
    text, subtitle, foot): it stands where none of them is, nor the words below its own `foot`.
    """

    text: str
    start: int
    frames: int
    clear: tuple[tuple[str, str, str, float | None], ...]
    font: str
    foot: float | None = None
