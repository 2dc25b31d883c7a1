"""Burn-ins: slate, panel, length and take at the top left, the film's timecode and frame counter at
the right, and below the slate the mark of a draft.

Text is drawn once with Pillow; on each frame only small boxes of the picture change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from storyboard.cut.conform import planes
from storyboard.cut.encode import Picture
from storyboard.cut.overlay import BurnIn
from storyboard.errors import StoryboardError
from storyboard.glyphs import typeface
from storyboard.timing import FrameRate

HEIGHT = 0.045
"""Height of the plate, as a part of the film's shorter side."""
WIDE = 1.5
"""Width by height from which on all of it has room in one row."""
MARK = 0.06
"""Height of a mark's letters, as a part of the film's shorter side."""
INKED, RIMMED = 0.8, 0.55
"""How far a mark's letters and the rim around them hide the picture."""
OPACITY = 0.62
"""How far the plate hides the picture behind it: white text stays legible over white."""
WEIGHT = 600
"""Semi-bold: thin strokes drown in the compression."""
WHITE, BLACK, GREY = 235, 16, 128
"""Luma of limited range, and the chroma of no colour."""


@dataclass(frozen=True)
class Plate:
    """A drawn box as arithmetic on 8-bit samples: sample * keep + add.

    Luma arrays have the box's even (height, width); chroma arrays half of that.
    """

    keep: NDArray[np.float32]
    add: NDArray[np.float32]
    chroma_keep: NDArray[np.float32]

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.keep.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.keep.shape[0])

    def beside(self, others: list[Plate]) -> Plate:
        """This plate and others of the same height in one row."""
        row = [self, *others]
        return Plate(
            np.concatenate([plate.keep for plate in row], axis=1),
            np.concatenate([plate.add for plate in row], axis=1),
            np.concatenate([plate.chroma_keep for plate in row], axis=1),
        )

    def faded(self, strength: float) -> Plate:
        """This plate, coming or going: at strength 0 it leaves the picture alone."""
        if strength == 1:
            return self
        weight = np.float32(strength)
        add = (self.add - np.float32(0.5)) * weight + np.float32(0.5)
        return Plate(1 - (1 - self.keep) * weight, add, 1 - (1 - self.chroma_keep) * weight)

    def paint(self, picture: Picture, left: int, top: int) -> None:
        """Draw the box onto a picture, in place, at even coordinates."""
        height, width = self.keep.shape
        luma, *chroma = planes(picture)
        box = luma[top : top + height, left : left + width]
        box[:] = box * self.keep + self.add
        for plane in chroma:
            box = plane[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2]
            box[:] = (box - np.float32(GREY)) * self.chroma_keep + np.float32(GREY + 0.5)


class Painter:
    """Paints a segment's burn-in onto its pictures, in place.

    All of it stands in one row; where the picture is not wide, each stands in a row of its own.
    """

    def __init__(self, burn_in: BurnIn, size: tuple[int, int], rate: FrameRate) -> None:
        self._burn_in, self._rate, self._width = burn_in, rate, size[0]
        height = even(max(12, HEIGHT * min(size)))
        self._font = font_of(round(height * 0.68))
        self._height, self._margin = height, even(height * 0.6)
        self._edge = _plate("", self._font, height, even(height * 0.3))
        self._wide = size[0] >= WIDE * size[1]
        self._glyphs = self._draw_glyphs()
        self._facts = [(begin, self._box(text)) for begin, text in burn_in.facts]
        self._takes = [(begin, self._box(text)) for begin, text in burn_in.takes]
        room = self._room()
        self._labels = [(begin, self._elided(text, room)) for begin, text in burn_in.labels]
        stamp = font_of(max(10, round(MARK * min(size))))
        self._marks = [(begin, _stamp(text, stamp)) for begin, text in burn_in.marks]
        left = sum(1 for each in (burn_in.labels, burn_in.facts, burn_in.takes) if each)
        rows = min(1, left + len(burn_in.clocks)) if self._wide else left
        self._marks_top = self._margin + rows * (height + self._edge.width)

    def paint(self, picture: Picture, index: int) -> Picture:
        """Burn into the segment's frame `index` (from 0), in place; returns the same array."""
        rows = (self._labels, self._facts, self._takes)
        named = [plate for plate in (_at(index, plates) for plates in rows if plates) if plate]
        self._lay(picture, named, from_left=True)
        self._lay(picture, self._clocks(index), from_left=False)
        if mark := _at(index, self._marks):
            mark.paint(picture, self._margin, self._marks_top)
        return picture

    def _lay(self, picture: Picture, plates: list[Plate], *, from_left: bool) -> None:
        """Plates from one side on: beside each other, or under each other."""
        away, top = self._margin, self._margin
        for plate in plates:
            left = away if from_left else self._width - away - plate.width
            plate.paint(picture, left, top)
            if self._wide:
                away += plate.width + self._margin
            else:
                top += self._height + self._edge.width

    def _clocks(self, index: int) -> list[Plate]:
        frame = self._burn_in.start + index
        texts = {"timecode": self._rate.timecode(frame), "frames": f"{frame:06d}"}
        return [
            self._edge.beside([*(self._glyphs[sign] for sign in texts[clock]), self._edge])
            for clock in self._burn_in.clocks
        ]

    def _draw_glyphs(self) -> dict[str, Plate]:
        digit = even(max(self._font.getlength(character) for character in "0123456789"))
        colon = even(self._font.getlength(":"))
        cells = dict.fromkeys("0123456789", digit) | {":": colon}
        return {
            text: _plate(text, self._font, self._height, width) for text, width in cells.items()
        }

    def _room(self) -> int:
        """The width of a slate's text: what its row leaves free."""
        others = [
            max(plate.width if plate else 0 for _, plate in plates)
            for plates in (self._facts, self._takes)
            if plates
        ]
        clocks = [plate.width for plate in self._clocks(0)]
        taken = others + clocks if self._wide else clocks[:1]
        edges = 2 * self._margin + 2 * self._edge.width
        return self._width - edges - sum(width + self._margin for width in taken)

    def _elided(self, text: str, room: int) -> Plate | None:
        shown = text
        while shown and self._font.getlength(shown) > room:
            shown = shown.removesuffix("…")[:-1].rstrip() + ("…" if len(shown) > 2 else "")
        return self._box(shown)

    def _box(self, text: str) -> Plate | None:
        if not text:
            return None
        words = _plate(text, self._font, self._height, even(self._font.getlength(text)))
        return self._edge.beside([words, self._edge])


def _at(index: int, plates: Sequence[tuple[int, Plate | None]]) -> Plate | None:
    """The plate that stands in a segment's frame, if there is one."""
    return next((plate for begin, plate in reversed(plates) if begin <= index), None)


def font_digest(*texts: str) -> str:
    """sha256 of the font's file that letters some texts: another font shows another picture.

    Of all the files where each text has its own.
    """
    lettered = [text for text in texts if text] or [""]
    return "+".join(dict.fromkeys(_digest(typeface(text)) for text in lettered))


@cache
def _digest(face: Path) -> str:
    try:
        return hashlib.sha256(face.read_bytes()).hexdigest()
    except OSError as error:
        raise _no_font(error) from error


def font_of(pixels: int, text: str = "") -> ImageFont.FreeTypeFont:
    """The typeface that letters a text in a picture, at a size.

    Raises StoryboardError `font-missing`.
    """
    try:
        font = ImageFont.truetype(str(typeface(text)), pixels)
    except OSError as error:
        raise _no_font(error) from error
    axes: list[float] = [
        WEIGHT if axis["name"] == b"Weight" else axis["default"] or 0
        for axis in font.get_variation_axes()
    ]
    font.set_variation_by_axes(axes)
    return font


def _no_font(error: OSError) -> StoryboardError:
    return StoryboardError.of(
        "font-missing",
        f"the typeface of captions and burn-ins cannot be read: {error}",
        hint="pip install --force-reinstall fontpkg-noto-sans",
    )


def _plate(text: str, font: ImageFont.FreeTypeFont, height: int, width: int) -> Plate:
    """The text in the middle of a dark plate of that size."""
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    cap = font.getbbox("H", anchor="ls")
    draw.text((width / 2, (height - cap[1]) / 2), text, font=font, fill=255, anchor="ms")
    return plate_of(image)


def _stamp(text: str, font: ImageFont.FreeTypeFont) -> Plate:
    """The text in letters with a dark rim, through which the picture is seen."""
    rim = max(1, round(font.size / 16))
    box = font.getbbox(text, anchor="ls", stroke_width=rim)
    size = even(box[2] - box[0]), even(box[3] - box[1])
    masks = []
    for stroke in (rim, 0):
        image = Image.new("L", size)
        place = (-box[0], -box[1])
        ImageDraw.Draw(image).text(
            place, text, font=font, fill=255, anchor="ls", stroke_width=stroke
        )
        masks.append(np.asarray(image, dtype=np.float32) / 255)
    dark, light = masks[0] * np.float32(RIMMED), masks[1] * np.float32(INKED)
    keep = (1 - dark) * (1 - light)
    return _blended(keep, BLACK * dark * (1 - light) + WHITE * light + 0.5)


def plate_of(image: Image.Image) -> Plate:
    """A dark plate with white ink on it: a grey picture of even width and height."""
    ink = np.asarray(image, dtype=np.float32) / 255
    keep = np.float32(1 - OPACITY) * (1 - ink)
    add = BLACK * OPACITY * (1 - ink) + WHITE * ink + 0.5
    return _blended(keep, add)


def _blended(keep: NDArray[np.floating], add: NDArray[np.floating]) -> Plate:
    """A plate whose chroma fades as its luma does."""
    height, width = keep.shape
    quarters = keep.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return Plate(*(part.astype(np.float32) for part in (keep, add, quarters)))


def even(length: float) -> int:
    """The next even number of pixels."""
    return -int(-length // 2) * 2
