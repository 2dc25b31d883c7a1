"""Hands in an insert: closed round a thing, or one fingertip set on it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.things import Pen

Stop = tuple[float, float, float]
"""A place along a limb in the thing's box, and the limb's half thickness there."""


def draw_hands(
    sheet: Sheet, at: Pen, size: float, count: int, skin: Colour, sleeve: Colour
) -> None:
    """Two hands close round the box of a thing; one comes from the right and sets a finger on it.

    `at` and `size` are those of the thing: about 1 wide, its foot at 0 and its top near 0.8.
    """
    if count < 2:
        _pressing(sheet, at, size, skin, sleeve)
        return
    _closing(sheet, at, size, skin, sleeve)
    _closing(sheet, lambda u, v: at(-u, v + 0.015), size, skin, sleeve)


def _limb(sheet: Sheet, at: Pen, size: float, stops: Sequence[Stop], colour: Colour) -> None:
    """A bent limb: outlines of all its parts first, so that the washes make one shape of them."""
    turn = np.linspace(0, 2 * math.pi, 16, endpoint=False)
    parts = []
    for a, b in itertools.pairwise(stops):
        ends = []
        for u, v, reach in (a, b):
            x, y = at(u, v)
            ends.append(
                np.stack([x + reach * size * np.cos(turn), y + reach * size * np.sin(turn)], 1)
            )
        parts.append(hull(np.concatenate(ends)))
    for part in parts:
        sheet.line(part, 2.4, 0.92, closed=True, wobble=0.5)
    for part in parts:
        sheet.wash(part, colour, 0.28)


def _closing(sheet: Sheet, at: Pen, size: float, skin: Colour, sleeve: Colour) -> None:
    """The right hand of two: forearm from below, fingers round the front, the thumb over it."""
    _limb(sheet, at, size, [(3.2, -2.6, 0.34), (1.16, -0.28, 0.19)], sleeve)
    _limb(sheet, at, size, [(1.20, -0.32, 0.145), (0.78, 0.06, 0.115)], skin)
    _limb(sheet, at, size, [(0.74, 0.08, 0.13), (0.58, 0.26, 0.15)], skin)
    knuckles = ((0.62, 0.06), (0.60, 0.16), (0.60, 0.26), (0.62, 0.36))
    tips = ((0.16, 0.00), (0.09, 0.11), (0.10, 0.22), (0.17, 0.33))
    for (ku, kv), (tu, tv) in zip(knuckles, tips, strict=True):
        middle = ((ku + tu) / 2 + 0.03, (kv + tv) / 2 - 0.035, 0.056)
        _limb(sheet, at, size, [(ku, kv, 0.066), middle, (tu, tv, 0.044)], skin)
        nail = [at(tu - 0.03, tv + 0.015), at(tu + 0.015, tv + 0.025)]
        sheet.line(nail, 0.8, 0.5)
    _limb(sheet, at, size, [(0.58, 0.34, 0.085), (0.40, 0.56, 0.068), (0.18, 0.60, 0.05)], skin)
    sheet.line([at(0.20, 0.635), at(0.15, 0.62)], 0.9, 0.5)


def _pressing(sheet: Sheet, at: Pen, size: float, skin: Colour, sleeve: Colour) -> None:
    """One hand from the upper right, the other fingers curled, the first one's tip on the top."""
    _limb(sheet, at, size, [(1.95, 1.62, 0.26), (1.30, 1.40, 0.21)], sleeve)
    _limb(sheet, at, size, [(1.36, 1.42, 0.15), (0.92, 1.26, 0.125)], skin)
    _limb(sheet, at, size, [(0.90, 1.25, 0.15), (0.72, 1.18, 0.15)], skin)
    for k in range(3):  # the curled fingers, from the far one to the near one
        u, v = 0.66 + 0.09 * k, 1.06 - 0.05 * k
        curl = [(u, v + 0.05, 0.07), (u - 0.10, v - 0.03, 0.064), (u + 0.02, v - 0.12, 0.05)]
        _limb(sheet, at, size, curl, skin)
    finger = [(0.66, 1.22, 0.078), (0.40, 1.13, 0.064), (0.19, 0.87, 0.05)]
    _limb(sheet, at, size, finger, skin)
    sheet.line([at(0.175, 0.93), at(0.15, 0.875)], 1.2, 0.5)
    _limb(sheet, at, size, [(0.86, 1.10, 0.075), (0.66, 1.0, 0.066), (0.50, 1.02, 0.052)], skin)
