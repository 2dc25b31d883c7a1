"""Letters: the font, bounded wrapping, captions, subtitles and name tags."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from storyboard.errors import StoryboardError
from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.finish import Box, Picture
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.glyphs import legible, typeface

Font = ImageFont.FreeTypeFont


def font(size: int, weight: int = 400, text: str = "") -> Font:
    """The typeface that letters a text, at a size in pixels.

    Raises StoryboardError `font-missing`.
    """
    try:
        letters = ImageFont.truetype(typeface(text), max(4, size))
        axes: list[float] = [weight, 100]  # of the width there is but one in some typefaces
        letters.set_variation_by_axes(axes[: len(letters.get_variation_axes())])
    except OSError as error:
        raise StoryboardError.of(
            "font-missing", f"the caption font cannot be opened: {error}",
            hint="reinstall the package fontpkg-noto-sans",
        ) from error  # fmt: skip
    return letters


def clean(text: str) -> str:
    """What can be lettered: no control characters, and only what the hand has a shape for."""
    return legible(
        " ".join(
            "".join(
                c if c.isprintable() and not unicodedata.category(c).startswith("C") else " "
                for c in text
            ).split()
        )
    )


def wrap(text: str, letters: Font, width: int, lines: int) -> list[str]:
    """Break a text into at most so many lines; what is left over ends in an ellipsis."""
    rows: list[str] = []
    # No line holds more characters than this, however long the text is.
    room = max(8, int(width / max(1.0, letters.getlength("i"))) + 1)
    words = clean(text[: room * (lines + 1)]).split()
    cut = len(text) > room * (lines + 1)
    row = ""
    for word in words:
        trial = f"{row} {word}".strip()
        if letters.getlength(trial) <= width:
            row = trial
            continue
        if row and letters.getlength(word) <= width:
            rows.append(row)
            row = word
        else:  # what no row has room for, such as a sentence without spaces, begins in this one
            row = trial
        while letters.getlength(row) > width and len(row) > 1:
            fit = _fitting(row, letters, width)
            rows.append(row[:fit])
            row = row[fit:]
        if len(rows) > lines:
            break
    if row:
        rows.append(row)
    if len(rows) > lines or (cut and rows):
        rows = rows[:lines]
        last = rows[-1]
        while last and letters.getlength(last + "…") > width:
            last = last[:-1]
        rows[-1] = last.rstrip(" ,.;:") + "…"
    return rows


def _fitting(row: str, letters: Font, width: int) -> int:
    low, high = 1, len(row)
    while low < high:
        middle = (low + high + 1) // 2
        if letters.getlength(row[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(frozen=True)
class Tag:
    """A name tag and where it hangs, in panel pixels."""

    name: str
    colour: Colour
    box: Box


@dataclass(frozen=True)
class Crown:
    """Whose tag is wanted: the name, the colour, and the panel pixel above the head."""

    name: str
    colour: Colour
    x: float
    y: float


def place_tags(
    crowns: Sequence[Crown],
    frame: Box,
    unit: float,
    close: bool,
    said: bool,
    keep: Box | None = None,
) -> tuple[Tag, ...]:
    """Hang a small name tag by each figure: at the foot of the frame when close, else overhead.

    Where something is `said`, the foot is left to the subtitle; the box to `keep` clear is that
    of the move's label. Who has no name has no tag.
    """
    left, top, right, bottom = frame
    tags: list[Tag] = []
    for crown in crowns:
        name = clean(crown.name)[:26]
        if not name:
            continue
        wide, high = int(_tag_font(unit, name).getlength(name) + 14 * unit), int(23 * unit)
        y = crown.y - high - 10 * unit
        if close or y < top + 0.13 * (bottom - top):
            y = bottom - high - 14 * unit - (0.13 * (bottom - top) if said else 0)
        x = int(min(max(crown.x - wide / 2, left + 10 * unit), right - wide - 10 * unit))
        y = int(min(max(y, top + 0.10 * (bottom - top)), bottom - high - 10 * unit))
        taken = [tag.box for tag in tags] + ([keep] if keep else [])
        while any(_touch((x, y, x + wide, y + high), box) for box in taken):
            y += (high + 2) * (-1 if close else 1)
        tags.append(Tag(name, palette.tone(crown.colour, 0.66), (x, y, x + wide, y + high)))
    return tuple(tags)


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _tag_font(unit: float, name: str) -> Font:
    return font(round(15 * unit), 620, name)


def letter_tags(picture: Picture, tags: tuple[Tag, ...], unit: float) -> Picture:
    """Letter the tags on a finished piece."""
    assert picture.alpha is not None  # people are drawn on a sheet with holes
    rgb, alpha = Image.fromarray(picture.rgb), Image.fromarray(picture.alpha)
    for tag in tags:
        letters = _tag_font(unit, tag.name)
        x0, x1 = (edge - picture.x for edge in tag.box[::2])
        y0, y1 = (edge - picture.y for edge in tag.box[1::2])
        for sheet, fill, ink in ((rgb, tag.colour, (252, 248, 240)), (alpha, 255, 255)):
            draw = ImageDraw.Draw(sheet)
            draw.rounded_rectangle((x0, y0, x1, y1), radius=(y1 - y0) // 3, fill=fill)
            draw.text(((x0 + x1) / 2, (y0 + y1) / 2), tag.name, font=letters, fill=ink, anchor="mm")
    return Picture(np.asarray(rgb), np.asarray(alpha), picture.x, picture.y)


def ink_text(
    image: Image.Image, at: tuple[float, float], text: str, letters: Font, fill: Colour, anchor: str
) -> None:
    """Letter one line on an RGB picture."""
    ImageDraw.Draw(image).text(at, text, font=letters, fill=fill, anchor=anchor)
