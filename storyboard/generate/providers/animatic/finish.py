"""Finishing a sheet: pooled wash edges, paper grain, graphite, the light of the hour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from storyboard.generate.providers.animatic.ink import FINE, INK, Colour, Sheet

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Light:
    """What the hour does to colours: the washes are multiplied by one tint where they are pale and
    by the other where they are dark, as a painter warms the lights and cools the shadows."""

    high: Colour
    low: Colour


PLAIN = Light((255, 255, 255), (255, 255, 255))


@dataclass(frozen=True)
class Picture:
    """A finished layer or a piece of one: `rgb` (h, w, 3) and `alpha` (h, w), None without holes.

    (x, y) is where it lies in the panel, both even.
    """

    rgb: Bytes
    alpha: Bytes | None
    x: int = 0
    y: int = 0


def finish(
    sheet: Sheet, light: Light, soft: float = 0.0, include: tuple[Box, ...] = ()
) -> Picture | None:
    """Reduce a sheet to panel size and give it the look of pencil and wash on paper.

    A sheet with holes is cut down to what is drawn and to the boxes to `include`; None where that
    is nothing. `soft` blurs, in 720-line pixels, for what stands out of focus before the lens.
    """
    box = _used(sheet, soft, include)
    if box is None:
        return None
    fine = (box[0] * FINE, box[1] * FINE, box[2] * FINE, box[3] * FINE)
    flat = sheet.rgb.crop(fine).reduce(FINE)
    line = np.asarray(sheet.ink.crop(fine).reduce(FINE), dtype=np.float32) * np.float32(1 / 255)
    x, y, right, bottom = box
    # Each move has a panel of its own size; paper is cut from a few large sheets.
    paper = _grain(_roomy(sheet.width), _roomy(sheet.height), _milli(sheet.unit))
    grain = [g[y:bottom, x:right] for g in paper]
    wash = _lit(_pooled(flat, sheet.unit), light, grain[0])
    _add_glows(wash, sheet, light, x, y)
    lead = (line * grain[1]).clip(0, 1)[:, :, None]
    wash += (np.asarray(INK, dtype=np.float32) - wash) * lead
    rgb = wash.clip(0, 255).astype(np.uint8)
    if sheet.opaque:
        return Picture(rgb, None)
    cover = np.asarray(sheet.cover.crop(fine).reduce(FINE), dtype=np.float32)
    alpha = np.maximum(cover, line * 255).astype(np.uint8)
    if soft:
        blur = ImageFilter.GaussianBlur(soft * sheet.unit)
        rgb = np.asarray(Image.fromarray(rgb).filter(blur))
        alpha = np.asarray(Image.fromarray(alpha).filter(blur))
    return Picture(rgb, alpha, x, y)


def _used(sheet: Sheet, soft: float, include: tuple[Box, ...]) -> Box | None:
    """The even box around everything on a sheet, in panel pixels."""
    if sheet.opaque:
        return 0, 0, sheet.width, sheet.height
    fine = [box for box in (sheet.cover.getbbox(), sheet.ink.getbbox()) if box]
    boxes = [tuple(edge / FINE for edge in box) for box in fine] + list(include)
    if not boxes:
        return None
    pad = 3 + 3 * soft * sheet.unit
    left, top = (max(0, int(min(b[i] for b in boxes) - pad) & ~1) for i in (0, 1))
    right = min(sheet.width, (int(max(b[2] for b in boxes) + pad) + 1) & ~1)
    bottom = min(sheet.height, (int(max(b[3] for b in boxes) + pad) + 1) & ~1)
    return (left, top, right, bottom) if right > left and bottom > top else None


def _pooled(flat: Image.Image, unit: float) -> Floats:
    """Watercolour dries darkest at its rim: push every colour away from its surroundings."""
    wash = np.asarray(flat, dtype=np.float32)
    if min(flat.size) < 16:
        return wash.copy()
    # Blurring a quarter-size copy costs a sixteenth and looks the same.
    blurred = flat.reduce(4).filter(ImageFilter.BoxBlur(max(1.0, 2.2 * unit)))
    around = blurred.resize(flat.size, Image.Resampling.BILINEAR)
    return wash * np.float32(1.3) - np.asarray(around, dtype=np.float32) * np.float32(0.3)


def _lit(wash: Floats, light: Light, blotch: Floats) -> Floats:
    """Light and shadow tints, a little more contrast, and the unevenness of a drying wash."""
    pale = ((wash[:, :, 1] - 90) * np.float32(1 / 140)).clip(0, 1)
    for channel in range(3):
        low, high = light.low[channel] / 255, light.high[channel] / 255
        tint = pale * np.float32((high - low) * 1.0) + np.float32(low)
        plane = wash[:, :, channel]
        plane -= 212
        plane *= np.float32(1.14)
        plane += 212
        plane *= tint
        plane *= blotch
    return wash


def _add_glows(wash: Floats, sheet: Sheet, light: Light, x0: int, y0: int) -> None:
    """Light adds; it shows more, the darker the hour."""
    dark = 1 - min(light.high) / 255
    strength = min(1.0, 0.35 + 1.1 * dark)
    height, width = wash.shape[:2]
    for x, y, radius, colour in sheet.glows:
        left, right = max(0, int(x - x0 - radius)), min(width, int(x - x0 + radius) + 1)
        top, bottom = max(0, int(y - y0 - radius)), min(height, int(y - y0 + radius) + 1)
        if left >= right or top >= bottom:
            continue
        dx = (np.arange(left, right, dtype=np.float32) + x0 - x) / radius
        dy = (np.arange(top, bottom, dtype=np.float32) + y0 - y) / radius
        fall = (1 - np.sqrt(dx[None, :] ** 2 + dy[:, None] ** 2)).clip(0, 1) ** 2
        patch = wash[top:bottom, left:right]
        tint = np.asarray(colour, dtype=np.float32) * np.float32(strength / 255)
        patch += (255 - patch) * (fall[:, :, None] * tint)


def _roomy(length: int) -> int:
    """The next length that paper is kept in."""
    return -(-length // 320) * 320


def _milli(unit: float) -> int:
    return round(unit * 1000)


@lru_cache(maxsize=4)
def _grain(width: int, height: int, milliunit: int) -> tuple[Floats, Floats]:
    """Factors: the blotches of a drying wash, and the paper's tooth that graphite catches on."""
    rng = np.random.default_rng(1866)
    unit = max(0.05, milliunit / 1000)
    blotch = np.full((height, width), 0.905, dtype=np.float32)
    for size, share in ((170, 0.4), (48, 0.3), (11, 0.2), (3.0, 0.1)):
        cell = max(1.0, size * unit)
        blotch += _noise(rng, width, height, cell, Image.Resampling.BICUBIC) * (share * 0.13)
    tooth = _noise(rng, width, height, max(1.0, 1.6 * unit), Image.Resampling.BILINEAR)
    return blotch, tooth * np.float32(0.36) + np.float32(0.72)


def _noise(
    rng: np.random.Generator, width: int, height: int, cell: float, how: Image.Resampling
) -> Floats:
    rough = rng.random((int(height / cell) + 3, int(width / cell) + 3)) * 255
    image = Image.fromarray(rough.astype(np.uint8)).resize((width, height), how)
    return np.asarray(image, dtype=np.float32) * np.float32(1 / 255)
