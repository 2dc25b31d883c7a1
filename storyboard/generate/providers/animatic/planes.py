"""Layers as YUV planes, looked at through a moving window and laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from storyboard.generate.providers.animatic.finish import Picture

Bytes = NDArray[np.uint8]
_BT709 = np.array(  # limited range
    [[0.1826, 0.6142, 0.0620], [-0.1006, -0.3386, 0.4392], [0.4392, -0.3989, -0.0403]],
    dtype=np.float32,
)
_ZERO = (16.0, 128.0, 128.0)


@dataclass(frozen=True)
class Layer:
    """Y, U and V planes (U and V half as wide and high) of a piece of a panel.

    `alpha` holds the cover at both sizes, or None where the layer has no holes; the planes are
    then multiplied by it. (x, y) is where the piece lies in the panel, both even.
    """

    planes: tuple[Bytes, Bytes, Bytes]
    alpha: tuple[Bytes, Bytes] | None
    x: int
    y: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.planes[0].shape[1], self.planes[0].shape[0]


def layers(picture: Picture | None) -> tuple[Layer, ...]:
    """Convert a picture that covers little of a large area as a few small pieces."""
    if picture is None or picture.alpha is None:
        return ()
    height, width = picture.alpha.shape
    tall, wide = (height // 4 + 2) & ~1, (width // 4 + 2) & ~1
    pieces = (
        layer(
            Picture(
                picture.rgb[y : y + tall, x : x + wide], picture.alpha[y : y + tall, x : x + wide],
                picture.x + x, picture.y + y,
            )
        )
        for y in range(0, height, tall)
        for x in range(0, width, wide)
    )  # fmt: skip
    return tuple(piece for piece in pieces if piece is not None)


def layer(picture: Picture | None) -> Layer | None:
    """Convert a picture, cut down to what it covers; None where it covers nothing."""
    if picture is None:
        return None
    rgb, alpha, left, top = picture.rgb, picture.alpha, 0, 0
    if alpha is not None:
        box = Image.fromarray(np.ascontiguousarray(alpha)).getbbox()
        if box is None:
            return None
        height, width = alpha.shape
        left, top = max(0, box[0] - 2) & ~1, max(0, box[1] - 2) & ~1
        right, bottom = min(width, (box[2] + 3) & ~1), min(height, (box[3] + 3) & ~1)
        rgb, alpha = rgb[top:bottom, left:right], alpha[top:bottom, left:right]
    full = [_plane(rgb, row) for row in range(3)]
    if alpha is None:
        y, u, v = full[0], _halved(full[1]), _halved(full[2])
        return Layer((_bytes(y), _bytes(u), _bytes(v)), None, picture.x, picture.y)
    cover = np.asarray(alpha, dtype=np.float32) * np.float32(1 / 255)
    small = _halved(cover)
    u, v = (_halved(plane * cover) for plane in full[1:])
    planes = (_bytes(full[0] * cover), _bytes(u), _bytes(v))
    return Layer(planes, (alpha.copy(), _bytes(small * 255)), picture.x + left, picture.y + top)


def _plane(rgb: Bytes, row: int) -> NDArray[np.float32]:
    return np.asarray(rgb.astype(np.float32) @ _BT709[row] + _ZERO[row], dtype=np.float32)


def _halved(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(
        (plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]) * 0.25
    )


def _bytes(plane: NDArray[np.float32]) -> Bytes:
    return np.asarray((plane + 0.5).clip(0, 255).astype(np.uint8))


def blurred(piece: Layer, radius: float) -> Layer:
    """A layer out of focus by so many pixels; one with holes grows by what spreads beyond it."""
    if radius <= 0:
        return piece
    pad = 0 if piece.alpha is None else 2 * int(np.ceil(1.5 * radius))

    def soft(plane: Bytes, shrink: int) -> Bytes:
        wide = np.pad(plane, pad // shrink) if pad else plane
        spread = ImageFilter.GaussianBlur(radius / shrink)
        return np.asarray(Image.fromarray(wide).filter(spread))

    y, u, v = piece.planes
    alpha = piece.alpha and (soft(piece.alpha[0], 1), soft(piece.alpha[1], 2))
    return Layer((soft(y, 1), soft(u, 2), soft(v, 2)), alpha, piece.x - pad, piece.y - pad)


@dataclass(frozen=True)
class Seen:
    """What a window shows of a layer: a rectangle of the frame at (x, y), both even."""

    planes: tuple[Bytes, Bytes, Bytes]
    alpha: tuple[Bytes, Bytes] | None
    x: int
    y: int


def look(
    piece: Layer, left: float, top: float, zoom: float, width: int, height: int
) -> Seen | None:
    """Look at a layer through a window whose corner lies at (left, top) in the panel.

    The frame is `width` by `height` pixels. Positions are exact to a small fraction of a pixel,
    so that the slowest move stays smooth.
    """
    across, down = piece.size
    x0 = _even_up(max(0.0, (piece.x - left) * zoom))
    y0 = _even_up(max(0.0, (piece.y - top) * zoom))
    x1 = min(width, int((piece.x + across - left) * zoom) & ~1)
    y1 = min(height, int((piece.y + down - top) * zoom) & ~1)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    box = (
        left + x0 / zoom - piece.x, top + y0 / zoom - piece.y,
        left + x1 / zoom - piece.x, top + y1 / zoom - piece.y,
    )  # fmt: skip
    size = x1 - x0, y1 - y0
    y, u, v = piece.planes
    planes = (_cut(y, box, size, 1), _cut(u, box, size, 2), _cut(v, box, size, 2))
    alpha = None
    if piece.alpha is not None:
        alpha = (_cut(piece.alpha[0], box, size, 1), _cut(piece.alpha[1], box, size, 2))
    return Seen(planes, alpha, x0, y0)


def _even_up(value: float) -> int:
    return (int(np.ceil(value - 1e-9)) + 1) & ~1


def _cut(
    plane: Bytes, box: tuple[float, float, float, float], size: tuple[int, int], shrink: int
) -> Bytes:
    """Resample a box of a plane; `shrink` is 2 for the half-size planes."""
    left, top, right, bottom = (edge / shrink for edge in box)
    width, height = size[0] // shrink, size[1] // shrink
    if abs(right - left - width) < 1e-6 and abs(bottom - top - height) < 1e-6:
        return _slid(plane, left, top, width, height)
    limit_x, limit_y = plane.shape[1], plane.shape[0]
    exact = (max(0.0, left), max(0.0, top), min(limit_x, right), min(limit_y, bottom))
    image = Image.fromarray(plane).resize((width, height), Image.Resampling.BILINEAR, box=exact)
    return np.asarray(image)


def _slid(plane: Bytes, left: float, top: float, width: int, height: int) -> Bytes:
    """A window of the plane's own scale at a fractional position: two weighted taps each way."""
    x, y = max(0, int(np.floor(left))), max(0, int(np.floor(top)))
    fx, fy = round((left - x) * 256), round((top - y) * 256)
    if fx <= 0 and fy <= 0:
        return plane[y : y + height, x : x + width]
    rows = plane[y : y + height + 1, x : x + width + 1].astype(np.uint16)
    rows = np.pad(rows, ((0, height + 1 - rows.shape[0]), (0, width + 1 - rows.shape[1])), "edge")
    rows = _between(rows[:, :-1], rows[:, 1:], fx) if fx > 0 else rows[:, :width]
    if fy > 0:
        rows = _between(rows[:-1], rows[1:], fy)
    return np.asarray(rows[:height].astype(np.uint8))


def _between(a: NDArray[np.uint16], b: NDArray[np.uint16], share: int) -> NDArray[np.uint16]:
    """A mixture of two, `share` of 256 parts the second."""
    return np.asarray((a * np.uint16(256 - share) + b * np.uint16(share) + 128) >> 8, np.uint16)


def lay(canvas: tuple[Bytes, Bytes, Bytes], seen: Seen | None) -> None:
    """Lay what is seen of a layer over a canvas of three planes, in place."""
    if seen is None:
        return
    for index, (under, over) in enumerate(zip(canvas, seen.planes, strict=True)):
        shrink = 1 if index == 0 else 2
        x, y = seen.x // shrink, seen.y // shrink
        height, width = over.shape
        target = under[y : y + height, x : x + width]
        if seen.alpha is None:
            target[:] = over
            continue
        keep = np.uint16(255) - seen.alpha[min(index, 1)]
        keep *= target
        keep += 128
        keep += keep >> 8
        keep >>= 8
        keep += over
        np.minimum(keep, 255, out=keep)
        target[:] = keep
