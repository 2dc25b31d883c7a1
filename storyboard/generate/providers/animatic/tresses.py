"""Hair that falls: a knot at the back, and locks that leave the face and the neck free."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.face import Face
from storyboard.generate.providers.animatic.ink import hull
from storyboard.generate.providers.animatic.palette import tone

FALLING = ("long", "bob", "braids")
_ENDS = {"long": -0.13, "bob": -0.012, "braids": -0.12}
"""How far above the chin it ends, in metres."""


def draw_tresses(face: Face) -> None:
    """What of it lies behind the face and before the shoulders; to be drawn between the two."""
    head, hairdo = face.head, face.head.figure.hairdo
    if hairdo == "bun":
        round_ = np.linspace(0, 6.2, 12)
        knot = [[0.045 * math.cos(t), 0.16 + 0.045 * math.sin(t), -0.125] for t in round_]
        _draw(face, np.array(knot))
        return
    if hairdo not in FALLING:
        return
    to_eye = np.asarray(face.eye.position) - head.origin
    facing = float(head.turn @ np.array([0.0, 0.0, 1.0]) @ to_eye / np.linalg.norm(to_eye))
    low = _ENDS[hairdo]
    if facing < 0.45 and hairdo != "braids":
        _draw(face, _behind(low))
    if facing > -0.45:
        sides = (-1, 1)
        if float(head.turn @ np.array([1.0, 0.0, 0.0]) @ to_eye) < 0:
            sides = (1, -1)  # the farther one first
        for side in sides:
            _draw(face, _lock(side, low, thin=hairdo == "braids"), bands=hairdo == "braids")


def _behind(low: float) -> NDArray[np.float64]:
    rows = ((0.2, 0.066), (0.1, 0.088), (low + 0.03, 0.092), (low, 0.07))
    return np.array(
        [(side * x, y, z) for y, x in rows for side in (-1, 1) for z in (-0.105, -0.035)]
    )


def _lock(side: int, low: float, *, thin: bool) -> NDArray[np.float64]:
    """From the temple past the ear down onto the shoulder."""
    rows = (
        # height, nearest and farthest from the middle, behind and ahead
        (0.190, 0.050, 0.074, -0.06, 0.02),
        (0.100, 0.066, 0.090, -0.06, 0.01),
        (low + 0.04, 0.062, 0.094, -0.04, 0.02),
        (low, 0.068, 0.084, -0.02, 0.03),
    )
    found = []
    for y, near, far, behind, ahead in rows:
        if thin and y < 0.15:
            near, far, behind, ahead = 0.068, 0.090, -0.012, 0.012
        found += [(side * x, y, z) for x in (near, far) for z in (behind, ahead)]
    return np.array(found)


def _draw(face: Face, points: NDArray[np.float64], *, bands: bool = False) -> None:
    sheet, hair = face.sheet, face.head.figure.hair
    shape = hull(face.pixels(points))
    sheet.wash(shape, tone(hair, 0.9), 0.35)
    sheet.line(shape, face.weight, 0.88, closed=True, wobble=1.2)
    if face.weight < 0.5 or len(points) < 16:
        return
    flat = face.pixels(points).reshape(-1, 4, 2)
    if bands:
        for share in np.linspace(0.3, 0.95, 7):
            across = flat[1] + (flat[-1] - flat[1]) * share
            low, high = across[across[:, 0].argmin()], across[across[:, 0].argmax()]
            slope = np.array([0, face.weight * 4])
            sheet.line(np.array([low, high + slope]), face.weight * 0.6, 0.6)
        return
    for part in (0.3, 0.55, 0.8):
        strand = flat[:, 0] + (flat[:, 3] - flat[:, 0]) * part
        sheet.line(strand[1:], face.weight * 0.5, 0.4, wobble=1.0)
