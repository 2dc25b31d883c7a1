"""Cards: text on a ground, drawn once with Pillow at the film's size.

Text is a mask, as tall as the frame or, of one that rolls, as long as the credits are; a picture of
the card is the ground with the colour laid over it where a stretch of that mask says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from storyboard.compile.shotlist import Face
from storyboard.cut.burnin import OPACITY, font_of
from storyboard.cut.compose import to_picture
from storyboard.cut.conform import conform, planes
from storyboard.cut.encode import Picture
from storyboard.cut.lettering import SAFE, Line, pixels, wrapped
from storyboard.cut.stills import still
from storyboard.read.edit import Fit

TEXT, SUBTITLE, ROLL = 0.1, 0.05, 0.055
"""Heights of the type, as parts of the film's shorter side; of what rolls, ROLL is the text's."""
SHRINK, SMALLEST = 0.92, 0.02
"""How text that does not fit is made smaller, and where that ends."""
LEADING = 1.3
"""From one line to the next, as a multiple of the type's height."""
BLACK, WHITE = (0, 0, 0), (255, 255, 255)

_Rgb = tuple[int, int, int]


def draw(
    face: Face, start: int, frames: int, length: int, size: tuple[int, int], fit: Fit = Fit.COVER
) -> Iterator[Picture]:
    """`frames` pictures of a card, each a fresh array; `fit` is for a picture it stands on.

    Of one that rolls, from its frame `start` of the `length` in which the text passes through.
    Raises StoryboardError `unreadable-picture`.
    """
    colour, ground = _colour(face), _ground(face, size, fit)
    lines = _lines(face, size)
    height = _height(lines)
    if face.sha256 is not None and lines:
        ground = _laid(ground, _plate(lines, size, face.roll), _against(colour))
    if not face.roll:
        mask = _mask(lines, size[0], size[1], (size[1] - height) / 2)
        picture = _laid(ground, mask, colour)
        for _ in range(frames):
            yield picture.copy()
        return
    # A frame of nothing, the text, and a frame of nothing, which pass from the bottom to the top.
    mask = _mask(lines, size[0], height + 2 * size[1], size[1])
    for n in range(start, start + frames):
        top = round((height + size[1]) * min(max((n + 0.5) / length, 0), 1))
        yield _laid(ground, mask[top : top + size[1]], colour)


def _colour(face: Face) -> _Rgb:
    if face.colour is not None:
        return _rgb(face.colour)
    return WHITE if face.sha256 is not None else _against(_rgb(face.ground))


def _rgb(colour: str) -> _Rgb:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _against(colour: _Rgb) -> _Rgb:
    """Black or white, whichever can be read on a colour."""
    red, green, blue = colour
    return BLACK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140 else WHITE


def _ground(face: Face, size: tuple[int, int], fit: Fit) -> Picture:
    if face.path is None:
        return to_picture(np.full((size[1], size[0], 3), _rgb(face.ground), np.uint8))
    return conform(still(face.path, face.sha256), size, fit=fit)


def _lines(face: Face, size: tuple[int, int]) -> list[Line]:
    """Text and subtitle, wrapped; as large as goes into the safe area, unless it rolls."""
    room, scale = size[1] * (1 - 2 * SAFE), 1.0
    while True:
        lines = _set(face, size, scale)
        if face.roll or _height(lines) <= room or TEXT * scale < SMALLEST:
            return lines
        scale *= SHRINK


def _set(face: Face, size: tuple[int, int], scale: float) -> list[Line]:
    room = size[0] * (1 - 2 * SAFE)
    text = font_of(pixels((ROLL if face.roll else TEXT) * scale, size), face.text)
    small = font_of(pixels(SUBTITLE * scale, size), face.subtitle)
    lines: list[Line] = []
    for written in face.text.strip("\n").splitlines():
        lines += list(wrapped(written, text, room)) or [("", text)]
    if face.subtitle:
        lines += [("", small)] if lines else []
        lines += wrapped(face.subtitle, small, room)
    return lines


def _height(lines: list[Line]) -> int:
    return sum(round(font.size * LEADING) for _, font in lines)


def _mask(lines: list[Line], width: int, height: int, top: float) -> Picture:
    """The ink of lines under each other, in the middle, from 0 to 255."""
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    for text, font in lines:
        tall = round(font.size * LEADING)
        draw.text((width / 2, top + tall * 0.76), text, font=font, fill=255, anchor="ms")
        top += tall
    return np.asarray(image)


def _plate(lines: list[Line], size: tuple[int, int], roll: bool) -> Picture:
    """Where text stands on a picture or rolls over it: a plate behind it, that it can be read."""
    width, height = size
    pad = lines[0][1].size * 0.6
    across = max(font.getlength(text) for text, font in lines) / 2 + pad
    down = height / 2 if roll else _height(lines) / 2 + pad * 0.6
    image = Image.new("L", size)
    box = (width / 2 - across, height / 2 - down, width / 2 + across, height / 2 + down)
    ImageDraw.Draw(image).rectangle(box, fill=round(255 * OPACITY))
    return np.asarray(image)


def _laid(ground: Picture, mask: Picture, colour: _Rgb) -> Picture:
    """A colour laid over a picture as strong as a mask of its size says."""
    picture = ground.copy()
    patch = planes(to_picture(np.full((2, 2, 3), colour, np.uint8)))
    height, width = mask.shape
    quarter = mask.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    shares = (mask.astype(np.uint32), *(np.rint(quarter).astype(np.uint32),) * 2)
    for plane, value, share in zip(planes(picture), patch, shares, strict=True):
        plane[:] = (plane * (255 - share) + int(value[0, 0]) * share + 127) // 255
    return picture
