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


@dataclass(frozen=True)
class Picture:
    """A finished layer: `rgb` (h, w, 3) and `alpha` (h, w), or None for a layer without holes."""

    rgb: Bytes
    alpha: Bytes | None


def finish(sheet: Sheet, light: Colour, soft: float = 0.0) -> Picture:
    """Reduce a sheet to panel size and give it the look of pencil and wash on paper.

    `light` multiplies the washes, not the paper's texture. `soft` blurs, in 720-line pixels, for
    what stands out of focus before the lens.
    """
    flat = sheet.rgb.reduce(FINE)
    line = np.asarray(sheet.ink.reduce(FINE), dtype=np.float32) / 255
    wash = _pooled(flat, sheet.unit)
    grain = _grain(sheet.width, sheet.height, round(sheet.unit * 1000))
    wash *= (np.asarray(light, dtype=np.float32) / 255)[None, None, :]
    wash *= (0.90 + 0.13 * grain[0])[:, :, None]
    _add_glows(wash, sheet, light)
    lead = (line * (0.74 + 0.34 * grain[1])).clip(0, 1)[:, :, None]
    ink = np.asarray(INK, dtype=np.float32) * (0.55 + 0.45 * min(light) / 255)
    wash += (ink - wash) * lead
    rgb = wash.clip(0, 255).astype(np.uint8)
    if sheet.opaque:
        return Picture(rgb, None)
    cover = np.asarray(sheet.cover.reduce(FINE), dtype=np.float32) / 255
    alpha = (np.maximum(cover, line) * 255).astype(np.uint8)
    if soft:
        blur = ImageFilter.GaussianBlur(soft * sheet.unit)
        rgb = np.asarray(Image.fromarray(rgb).filter(blur))
        alpha = np.asarray(Image.fromarray(alpha).filter(blur))
    return Picture(rgb, alpha)


def _pooled(flat: Image.Image, unit: float) -> Floats:
    """Watercolour dries darkest at its rim: push every colour away from its surroundings."""
    # Blurring a quarter-size copy costs a sixteenth and looks the same.
    small = flat.reduce(4) if min(flat.size) > 64 else flat
    blurred = small.filter(ImageFilter.BoxBlur(max(1.0, 2.2 * unit)))
    around = np.asarray(blurred.resize(flat.size, Image.Resampling.BILINEAR), dtype=np.float32)
    wash = np.asarray(flat, dtype=np.float32)
    return wash + (wash - around) * 0.28


def _add_glows(wash: Floats, sheet: Sheet, light: Colour) -> None:
    """Light adds; it shows more, the darker the hour."""
    strength = 0.35 + 0.65 * (1 - min(light) / 255) * 1.6
    for x, y, radius, colour in sheet.glows:
        left, right = max(0, int(x - radius)), min(sheet.width, int(x + radius) + 1)
        top, bottom = max(0, int(y - radius)), min(sheet.height, int(y + radius) + 1)
        if left >= right or top >= bottom:
            continue
        dx = (np.arange(left, right, dtype=np.float32) - x) / radius
        dy = (np.arange(top, bottom, dtype=np.float32) - y) / radius
        fall = (1 - np.sqrt(dx[None, :] ** 2 + dy[:, None] ** 2)).clip(0, 1) ** 2
        patch = wash[top:bottom, left:right]
        patch += (255 - patch) * (
            fall[:, :, None] * (np.asarray(colour, dtype=np.float32) / 255) * min(1.0, strength)
        )


@lru_cache(maxsize=4)
def _grain(width: int, height: int, milliunit: int) -> tuple[Floats, Floats]:
    """Blotches of drying wash, and the tooth of the paper that graphite catches on; 0 to 1."""
    rng = np.random.default_rng(1866)
    unit = max(0.05, milliunit / 1000)
    blotch = np.zeros((height, width), dtype=np.float32)
    for size, share in ((170, 0.4), (48, 0.3), (11, 0.2), (2.5, 0.1)):
        cell = max(1.0, size * unit)
        rough = rng.random((int(height / cell) + 3, int(width / cell) + 3)) * 255
        cloud = Image.fromarray(rough.astype(np.uint8)).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        blotch += np.asarray(cloud, dtype=np.float32) * (share / 255)
    tooth = rng.random((int(height / max(1, 1.6 * unit)) + 1, int(width / max(1, 1.6 * unit)) + 1))
    fine = Image.fromarray((tooth * 255).astype(np.uint8)).resize(
        (width, height), Image.Resampling.BILINEAR
    )
    return blotch, np.asarray(fine, dtype=np.float32) / 255
