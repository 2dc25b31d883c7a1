"""Captions, titles and subtitles, drawn once with Pillow and laid over a segment's pictures.

A caption stands at the bottom, in the middle, and so does a subtitle where no other words are; a
title in the lower third at the left, or in the middle of the frame. All of it keeps to the safe
area.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFont

from storyboard.cut.burnin import Plate, even, font_of, plate_of
from storyboard.cut.encode import Picture
from storyboard.cut.overlay import Dialogue, Words
from storyboard.glyphs import legible

SAFE = 0.08
"""The margin that stays free at every side, as a part of that side's length."""
LOWER = 0.7
"""Where a title in the lower third ends: above a caption of four lines."""
CAPTION, TITLE, SUBTITLE = 0.046, 0.075, 0.042
"""Heights of the type, as parts of the film's shorter side."""
GAP = 0.012
"""What stays free between a caption and the words that are drawn below it."""
FADE = 6
"""Frames in which a title comes and goes."""

Line = tuple[str, ImageFont.FreeTypeFont]


class Letterer:
    """Lays words over a segment's pictures, in place."""

    def __init__(self, overlays: Sequence[Words | Dialogue], size: tuple[int, int]) -> None:
        self._drawn = [
            (words, *(_clear(words, size) if isinstance(words, Dialogue) else _placed(words, size)))
            for words in overlays
        ]

    def paint(self, picture: Picture, index: int) -> Picture:
        """Letter the segment's frame `index` (from 0), in place; returns the same array."""
        for words, plate, left, top in self._drawn:
            at = index - words.start
            if 0 <= at < words.frames:
                plate.faded(_strength(words, at)).paint(picture, left, top)
        return picture


def _strength(words: Words | Dialogue, at: int) -> float:
    """How strong a title is at its frame `at`; anything else is always whole."""
    if isinstance(words, Dialogue) or words.place == "caption":
        return 1.0
    return min(1.0, (at + 1) / FADE, (words.frames - at) / FADE)


def _placed(words: Words, size: tuple[int, int]) -> tuple[Plate, int, int]:
    """The drawn words, and the left upper corner of their plate."""
    width, height = size
    room = width * (1 - 2 * SAFE)
    if words.place == "caption":
        lines = _set(words.text, pixels(CAPTION, size), room * 0.9)
    else:
        lines = _set(words.text, pixels(TITLE, size), room * 0.9)
        lines += _set(words.subtitle, pixels(SUBTITLE, size), room * 0.9)
    plate = _drawn(lines, left_aligned=words.place == "lower")
    middle = (width - plate.width) // 4 * 2
    if words.place == "centre":
        return plate, middle, (height - plate.height) // 4 * 2
    foot = _foot(words) if words.place == "caption" else LOWER
    bottom = round(height * foot) // 2 * 2
    left = round(width * SAFE) // 2 * 2 if words.place == "lower" else middle
    return plate, left, max(0, bottom - plate.height)


def _clear(line: Dialogue, size: tuple[int, int]) -> tuple[Plate, int, int]:
    """A subtitle as low as it can stand in the safe area without touching other words."""
    width, height = size
    font, room = font_of(pixels(CAPTION, size), line.text), width * (1 - 2 * SAFE) * 0.9
    lines = list(wrapped(line.text, font, room))
    if len(lines) > line.text.count("\n") + 1:
        # Its rows are too long for this picture: broken anew, no row is left with a word or two.
        lines = list(wrapped(line.text.replace("\n", " "), font, room))
    plate = _drawn(lines, left_aligned=False)
    gap = round(font.size * 0.4) // 2 * 2
    left = (width - plate.width) // 4 * 2
    top = round(height * _foot(line)) // 2 * 2 - plate.height
    taken = [
        _placed(Words(place, text, subtitle, 0, 0, line.font, foot), size)
        for place, text, subtitle, foot in line.clear
    ]
    for other, beside, above in sorted(taken, key=lambda placed: placed[2], reverse=True):
        across = beside < left + plate.width + gap and left < beside + other.width + gap
        if across and above < top + plate.height + gap and top < above + other.height + gap:
            top = (above - gap - plate.height) // 2 * 2
    return plate, left, max(0, top)


def _foot(words: Words | Dialogue) -> float:
    """Where words at the bottom end, as a part of the picture's height."""
    return 1 - SAFE if words.foot is None else min(1 - SAFE, words.foot - GAP)


def pixels(part: float, size: tuple[int, int]) -> int:
    """The height of type that is a part of the film's shorter side."""
    return max(8, round(part * min(size)))


def _set(text: str, size: int, room: float) -> list[Line]:
    """A text in the typeface that has its letters, broken into lines."""
    return list(wrapped(text, font_of(size, text), room))


def wrapped(text: str, font: ImageFont.FreeTypeFont, room: float) -> Iterator[Line]:
    """The lines of a text; a word that is wider than the room is broken."""
    for written in legible(text).splitlines():
        line = ""
        for word in written.split():
            longer = f"{line} {word}".strip()
            if font.getlength(longer) <= room:
                line = longer
                continue
            if line:
                yield line, font
            line = word
            while font.getlength(line) > room and len(line) > 1:
                fits = next(
                    n for n in range(len(line), 0, -1) if n == 1 or font.getlength(line[:n]) <= room
                )
                yield line[:fits], font
                line = line[fits:]
        if line:
            yield line, font


def _drawn(lines: Sequence[Line], *, left_aligned: bool) -> Plate:
    """The lines under each other on one dark plate."""
    heights = [round(font.size * 1.3) for _, font in lines]
    pad = round(lines[0][1].size * 0.45)
    width = even(max(font.getlength(text) for text, font in lines) + 2 * pad)
    height = even(sum(heights) + pad)
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    top = pad / 2
    for (text, font), tall in zip(lines, heights, strict=True):
        x, anchor = (pad, "ls") if left_aligned else (width / 2, "ms")
        draw.text((x, top + tall * 0.76), text, font=font, fill=255, anchor=anchor)
        top += tall
    return plate_of(image)
