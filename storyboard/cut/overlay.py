"""What is drawn over a segment, as data that enters its key."""

from __future__ import annotations

from dataclasses import dataclass

from storyboard.compile.shotlist import Slate


@dataclass(frozen=True)
class BurnIn:
    """The slate's text and the timecode of a segment.

    `start` is the film frame of its first picture, `labels` are (first picture, text) in order,
    beginning with picture 0. `font` is the sha256 of the font file.
    """

    start: int
    labels: tuple[tuple[int, str], ...]
    font: str


@dataclass(frozen=True)
class Words:
    """A caption or a title over a segment, from its frame `start` (before 0: it goes on) on.

    `place` is `caption`, `lower` or `centre`. `font` is the sha256 of the font file.
    """

    place: str
    text: str
    subtitle: str
    start: int
    frames: int
    font: str


def label(slate: Slate) -> str:
    """A slate in one line, for example `2-03 · sc020_0030 · MCU 50mm`."""
    lens = f" {slate.lens}mm" if slate.lens is not None else ""
    return f"{slate.number} · {slate.id} · {slate.size}{lens}"
