"""The eye: a pinhole camera over a world in metres (x right, y up, z away from the viewer)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]
NEAR = 0.08
"""Nothing nearer than this, in metres, is drawn: it would fill the frame."""


@dataclass(frozen=True)
class Eye:
    """Where the camera stands and looks; angles in radians, `focal` and `centre` in pixels.

    Positive pitch looks up, positive yaw looks right, roll tilts the frame.
    """

    position: tuple[float, float, float]
    yaw: float
    pitch: float
    roll: float
    focal: float
    centre: tuple[float, float]

    @cached_property
    def _turn(self) -> Points:
        return rotation(self.yaw, self.pitch)

    def seen(self, points: ArrayLike) -> Points:
        """World points (n, 3) in the camera's own axes; the third is the depth."""
        rel = np.asarray(points, dtype=float).reshape(-1, 3) - np.asarray(self.position)
        return np.asarray(rel @ self._turn.T)

    def _flat(self, seen: Points) -> Points:
        depth = np.maximum(seen[:, 2], NEAR)
        x, y = self.focal * seen[:, 0] / depth, -self.focal * seen[:, 1] / depth
        cos, sin = np.cos(self.roll), np.sin(self.roll)
        return np.stack([self.centre[0] + x * cos - y * sin, self.centre[1] + x * sin + y * cos], 1)

    def project(self, points: ArrayLike) -> Points:
        """World points (n, 3) to pixels (n, 2); what lies behind the eye is clamped."""
        return self._flat(self.seen(points))

    def outline(self, points: ArrayLike, closed: bool = True) -> Points:
        """A polygon or path in the world to pixels, cut off cleanly at the eye's own plane."""
        seen = self.seen(points)
        if (seen[:, 2] > NEAR).all():
            return self._flat(seen)
        kept: list[Points] = []
        count = len(seen)
        for i in range(count if closed else count - 1):
            a, b = seen[i], seen[(i + 1) % count]
            if a[2] > NEAR:
                kept.append(a)
            if (a[2] > NEAR) != (b[2] > NEAR):
                kept.append(a + (b - a) * (NEAR * 1.001 - a[2]) / (b[2] - a[2]))
        if not closed and count and seen[-1][2] > NEAR:
            kept.append(seen[-1])
        return self._flat(np.array(kept)) if kept else np.zeros((0, 2))

    def depth(self, point: ArrayLike) -> float:
        """How far in front of the eye a world point lies, in metres."""
        return float(self.seen(point)[0, 2])

    def scale(self, point: ArrayLike) -> float:
        """Pixels per metre at a world point."""
        return self.focal / max(NEAR, self.depth(point))

    @property
    def horizon(self) -> float:
        """The height of the horizon at the frame's centre, in pixels from the top."""
        return self.centre[1] + self.focal * float(np.tan(self.pitch))


def rotation(yaw: float, pitch: float) -> Points:
    """World to camera axes, as a 3×3 matrix."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    turn = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
    nod = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    return np.asarray(nod @ turn)
