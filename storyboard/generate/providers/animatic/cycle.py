"""The bicycle under somebody who rides, in the world: seen from any side, like its rider."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.figures import Actor
from storyboard.generate.providers.animatic.ink import Colour, Sheet
from storyboard.generate.providers.animatic.lens import Eye

HIPS = 0.97
"""How high a rider's hips are, in metres."""
_FRAME: Colour = (120, 128, 140)
_REAR, _FRONT, _CRANK = (0.0, 0.34, -0.44), (0.0, 0.34, 0.64), (0.0, 0.30, 0.06)
_SEAT, _HEAD, LAMP = (0.0, 0.86, -0.08), (0.0, 0.90, 0.50), (0.0, 0.96, 0.62)


def on_bicycle(actor: Actor, point: Sequence[float]) -> NDArray[np.float64]:
    """A place on the bicycle (x to its right, y up, z ahead) in the world."""
    x, y, z = point
    cos, sin = math.cos(actor.facing), math.sin(actor.facing)
    return np.array([actor.at[0] + x * cos + z * sin, y, actor.at[2] + z * cos - x * sin])


def draw_bicycle(sheet: Sheet, eye: Eye, actor: Actor, front: bool) -> None:
    """Draw the front half, with the bars, or the rear half: the rider comes between the two."""
    if front:
        _wheel(sheet, eye, actor, _FRONT)
        _tube(sheet, eye, actor, _HEAD, _FRONT, 0.018)
        bar = [(-0.24, 1.02, 0.56), (0.0, 0.98, 0.52), (0.24, 1.02, 0.56)]
        for a, b in ((bar[0], bar[1]), (bar[1], bar[2]), (_HEAD, bar[1])):
            _tube(sheet, eye, actor, a, b, 0.016, (88, 84, 90))
        return
    _wheel(sheet, eye, actor, _REAR)
    for a, b in ((_SEAT, _CRANK), (_CRANK, _HEAD), (_SEAT, _HEAD), (_REAR, _CRANK), (_REAR, _SEAT)):
        _tube(sheet, eye, actor, a, b, 0.018)
    _tube(sheet, eye, actor, (0.0, 0.88, -0.2), (0.0, 0.88, 0.04), 0.04, (88, 84, 90))


def _wheel(sheet: Sheet, eye: Eye, actor: Actor, hub: tuple[float, float, float]) -> None:
    """A tyre has a width: seen from the front the wheel is a narrow upright, not a line."""
    weight = float(np.clip(eye.scale(on_bicycle(actor, hub)) / sheet.unit / 70, 0.6, 3.2))
    turn = np.linspace(0, 2 * math.pi, 30, endpoint=False)
    for across, share in ((-0.02, 1.0), (0.02, 1.0), (0.0, 0.88)):
        ring = [
            on_bicycle(actor, (across, hub[1] + 0.34 * share * math.sin(t),
                               hub[2] + 0.34 * share * math.cos(t)))
            for t in turn
        ]  # fmt: skip
        flat = eye.outline(np.array(ring))
        if len(flat) > 2:
            sheet.line(flat, weight, 0.9, closed=True, wobble=0.5)
    for t in turn[:15:3]:
        reach = np.array([0.0, 0.3 * math.sin(t), 0.3 * math.cos(t)])
        ends = [on_bicycle(actor, np.array(hub) + reach), on_bicycle(actor, np.array(hub) - reach)]
        spoke = eye.outline(np.array(ends), closed=False)
        if len(spoke) > 1:
            sheet.line(spoke, weight * 0.3, 0.45)


def _tube(
    sheet: Sheet, eye: Eye, actor: Actor, a: Sequence[float], b: Sequence[float], reach: float,
    colour: Colour = _FRAME,
) -> None:  # fmt: skip
    ends = np.stack([on_bicycle(actor, a), on_bicycle(actor, b)])
    if (eye.seen(ends)[:, 2] < 0.15).any():
        return
    flat = eye.project(ends)
    along = flat[1] - flat[0]
    length = float(np.hypot(*along)) or 1.0
    half = np.array([-along[1], along[0]]) / length * max(1.0, reach * eye.scale(ends[0]))
    side = [flat[0] + half, flat[1] + half, flat[1] - half, flat[0] - half]
    sheet.wash(side, colour)
    sheet.line(side, 0.9, 0.85, closed=True, wobble=0.4)
