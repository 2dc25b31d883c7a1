"""Letters: the font, bounded wrapping, captions, subtitles and name tags."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from storyboard.errors import StoryboardError
from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.brief import Person
from storyboard.generate.providers.animatic.figures import Actor
from storyboard.generate.providers.animatic.finish import Picture
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.lens import Eye

Font = ImageFont.FreeTypeFont


def font(size: int, weight: int = 400) -> Font:
    """Noto Sans at a size in pixels. Raises StoryboardError `font-missing`."""
    try:
        letters = ImageFont.truetype(_font_path(), max(4, size))
        letters.set_variation_by_axes([weight, 100])
    except OSError as error:
        raise StoryboardError.of(
            "font-missing", f"the caption font cannot be opened: {error}",
            hint="reinstall the package fontpkg-noto-sans",
        ) from error  # fmt: skip
    return letters


@lru_cache(maxsize=1)
def _font_path() -> str:
    import fontpkg_noto_sans

    files = sorted(
        path for path in fontpkg_noto_sans.ROOT.rglob("*.ttf") if "Italic" not in path.name
    )
    if not files:
        raise OSError("Noto Sans is not installed")
    return str(files[0])


def clean(text: str) -> str:
    """What can be lettered: no control characters, and only what the hand has a shape for."""
    return " ".join(
        "".join(
            c if c.isprintable() and not unicodedata.category(c).startswith("C") else " "
            for c in text
        ).split()
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
        if row:
            rows.append(row)
        row = word
        while letters.getlength(row) > width and len(row) > 1:
            fit = _fitting(row, letters, width)
            rows.append(row[:fit])
            row = row[fit:]
        if len(rows) > lines:
            break
    if row:
        rows.append(row)
    if len(rows) > lines or cut and rows:
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


def tag_people(
    picture: Picture,
    actors: list[Actor],
    crowns: dict[str, np.ndarray],
    eye: Eye,
    frame: tuple[float, float, float, float],
    unit: float,
    close: bool,
) -> Picture:
    """Hang a small name tag by each figure: beside the shoulder when close, else over the head."""
    letters = font(round(15 * unit), 620)
    rgb, alpha = Image.fromarray(picture.rgb), Image.fromarray(picture.alpha)
    taken: list[tuple[int, int, int, int]] = []
    for actor in actors:
        name = clean(actor.figure.name)[:26]
        if not name or actor.figure.name not in crowns:
            continue
        wide, high = int(letters.getlength(name) + 14 * unit), int(23 * unit)
        x, y = _hang(crowns[actor.figure.name], eye, actor, frame, wide, high, unit, close)
        while any(abs(x - a) < max(wide, w) and abs(y - b) < max(high, h) for a, b, w, h in taken):
            y += high + 2
        taken.append((x, y, wide, high))
        colour = palette.tag(Person(actor.figure.name))
        colour = palette.tone(actor.figure.cloth, 0.66)
        for sheet, fill, text in ((rgb, colour, (252, 248, 240)), (alpha, 255, 255)):
            draw = ImageDraw.Draw(sheet)
            draw.rounded_rectangle((x, y, x + wide, y + high), radius=high // 3, fill=fill)
            draw.text((x + wide / 2, y + high / 2), name, font=letters, fill=text, anchor="mm")
    return Picture(np.asarray(rgb), np.asarray(alpha))


def _hang(
    crown: np.ndarray, eye: Eye, actor: Actor, frame: tuple[float, float, float, float],
    wide: int, high: int, unit: float, close: bool,
) -> tuple[int, int]:  # fmt: skip
    left, top, right, bottom = frame
    x, y = float(crown[0]) - wide / 2, float(crown[1]) - high - 10 * unit
    if close or y < top + 0.13 * (bottom - top):
        x, y = float(crown[0]) - wide / 2, bottom - high - 14 * unit
    x = min(max(x, left + 10 * unit), right - wide - 10 * unit)
    y = min(max(y, top + 0.10 * (bottom - top)), bottom - high - 10 * unit)
    return int(x), int(y)


def ink_text(
    image: Image.Image, at: tuple[float, float], text: str, letters: Font, fill: Colour, anchor: str
) -> None:
    """Letter one line on an RGB picture."""
    ImageDraw.Draw(image).text(at, text, font=letters, fill=fill, anchor=anchor)
