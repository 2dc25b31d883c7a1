"""What people wear on their heads."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.wardrobe import Figure

World = Callable[[NDArray[np.float64]], NDArray[np.float64]]
_EDGE_ON = 0.11
"""Below this sine a brim is seen as an edge, from above as from below."""
_TURN = np.linspace(0, 2 * math.pi, 26, endpoint=False)


def _ring(y: float, wide: float, front: float, back: float) -> NDArray[np.float64]:
    deep = np.where(np.cos(_TURN) > 0, front, back)
    return np.stack([wide * np.sin(_TURN), np.full(26, y), np.cos(_TURN) * deep], 1)


class _Block:
    """A hatter's block: shapes are put on a head one over the other."""

    def __init__(self, sheet: Sheet, eye: Eye, world: World, weight: float) -> None:
        self.sheet, self.eye, self.world, self.weight = sheet, eye, world, weight

    def put(self, colour: Colour, shade: float, *rings: NDArray[np.float64]) -> None:
        """The solid around some rings; from below, around their near halves.

        What is behind is inside the head then, and would be drawn over the eyes.
        """
        if self.is_below(rings[0]):
            lowest, *others = rings
            rings = self._nearest(lowest), *(self._near(ring, ring) for ring in others)
        self.solid(colour, shade, *rings)

    def solid(self, colour: Colour, shade: float, *points: NDArray[np.float64]) -> None:
        """All that lies between some points."""
        self._draw(colour, shade, hull(self.eye.project(self.world(np.concatenate(points)))))

    def is_below(self, ring: NDArray[np.float64]) -> bool:
        """Whether the eye sees a brim's underside: it is low, or the head is thrown back."""
        return self.above(ring) < 0

    def above(self, ring: NDArray[np.float64]) -> float:
        """The sine of the angle at which the eye looks down on a ring."""
        there = np.asarray(self.eye.position) - self.world(ring).mean(axis=0)
        up = self.world(np.array([[0.0, 1.0, 0.0]]))[0] - self.world(np.zeros((1, 3)))[0]
        return float(np.dot(up, there) / (np.linalg.norm(up) * np.linalg.norm(there) or 1))

    def between(
        self, colour: Colour, shade: float, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> None:
        """A brim or a band: what lies between the near halves of two rings."""
        both = [self._near(low, low), self._near(high, low)[::-1]]
        self._draw(colour, shade, self.eye.project(self.world(np.concatenate(both))))

    def _near(self, ring: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
        """The half of a ring on this side of the head, from one end to the other."""
        depths = self.eye.seen(self.world(by))[:, 2]
        near = depths <= float(depths.mean()) + 1e-6
        ends = np.flatnonzero(near & ~np.roll(near, 1))
        first = int(ends[0]) if len(ends) else 0
        half: NDArray[np.float64] = np.roll(ring, -first, axis=0)[np.roll(near, -first)]
        return half

    def _nearest(self, ring: NDArray[np.float64]) -> NDArray[np.float64]:
        depths = self.eye.seen(self.world(ring))[:, 2]
        middle, least = float(depths.mean()), float(depths.min())
        return ring[depths <= middle - 0.45 * (middle - least) + 1e-6]

    def _draw(self, colour: Colour, shade: float, outline: NDArray[np.float64]) -> None:
        self.sheet.wash(outline, colour, shade)
        self.sheet.line(outline, self.weight * 1.1, 0.92, closed=True, wobble=0.7)


def draw_hat(sheet: Sheet, eye: Eye, world: World, figure: Figure, weight: float) -> None:
    """Draw the hat over a head that is already there; `world` maps the head's axes."""
    block = _Block(sheet, eye, world, weight)
    felt: Colour = mix(tone(figure.cloth, 0.66), (86, 82, 88), 0.45)
    if figure.hat == "cap":
        _cap(block, felt)
    elif figure.hat in ("top", "bowler", "brim"):
        _brimmed(block, felt, figure.hat)
    elif figure.hat == "beanie":
        cloth = figure.cloth
        crown = _ring(0.215, 0.082, 0.095, 0.1), _ring(0.262, 0.04, 0.045, 0.05)
        block.put(cloth, 0.4, _ring(0.165, 0.083, 0.102, 0.106), *crown)
        cuff = _ring(0.162, 0.086, 0.106, 0.11), _ring(0.188, 0.086, 0.106, 0.11)
        block.between(tone(cloth, 0.85), 0.3, *cuff)
    else:
        _around_the_face(sheet, eye, world, figure, weight)


def _cap(block: _Block, felt: Colour) -> None:
    """A railwayman's cap: a stiff crown, a band and a shining visor."""
    visor = _ring(0.170, 0.072, 0.150, 0.0)[np.cos(_TURN) > -0.2]
    crown = _ring(0.196, 0.083, 0.104, 0.106), _ring(0.226, 0.098, 0.118, 0.116)
    block.put(felt, 0.4, *crown, _ring(0.248, 0.070, 0.080, 0.080))
    band = _ring(0.168, 0.081, 0.100, 0.105), _ring(0.200, 0.083, 0.102, 0.106)
    block.between(tone(felt, 0.82), 0.3, *band)
    if block.is_below(visor):  # its ends are at the temples, and not in the middle of the head
        front = visor[visor[:, 2] > 0.045]
        block.solid(tone(felt, 0.6), 0.2, front, front + np.array([0, -0.006, 0.004]))
    else:
        block.put(tone(felt, 0.6), 0.2, visor, visor + np.array([0, -0.006, 0.004]))


def _brimmed(block: _Block, felt: Colour, kind: str) -> None:
    high, top, brim = {"top": (0.36, 0.085, 0.13), "bowler": (0.285, 0.060, 0.115)}.get(
        kind, (0.285, 0.066, 0.155)
    )
    ring = _ring(0.180, brim, brim * 1.15, brim * 1.15)
    below = block.is_below(ring)
    if not below:
        block.put(tone(felt, 0.9), 0.4, ring, ring * 0.98 + np.array([0, 0.011, 0]))
    sides = _ring(0.186, 0.084, 0.104, 0.106), _ring(high - 0.03, 0.082, 0.1, 0.1)
    block.put(felt, 0.4, *sides, _ring(high, top, top * 1.2, top * 1.2))
    ribbon = _ring(0.188, 0.085, 0.105, 0.107), _ring(0.212, 0.0845, 0.104, 0.106)
    block.between(tone(felt, 0.6), 0.2, *ribbon)
    if abs(block.above(ring)) < _EDGE_ON:  # a thin edge, all of which stands before the head
        block.solid(tone(felt, 0.82), 0.2, ring, ring + np.array([0, 0.013, 0]))
    elif below:  # the near half of the brim stands before the crown
        block.between(tone(felt, 0.78), 0.4, ring, _ring(0.182, 0.084, 0.104, 0.106))


def _around_the_face(sheet: Sheet, eye: Eye, world: World, figure: Figure, weight: float) -> None:
    """A hood or helmet: a shell with an opening that leaves the face free."""
    helmet = figure.hat == "helmet"
    grow = 1.5 if helmet else 1.26
    turn = np.linspace(0, 2 * math.pi, 26, endpoint=False)
    rings = [
        np.stack(
            [
                0.09 * grow * math.sin(lat) * np.sin(turn),
                np.full(26, 0.12 + 0.135 * grow * math.cos(lat)),
                -0.012 + 0.105 * grow * math.sin(lat) * np.cos(turn),
            ],
            axis=1,
        )
        for lat in np.linspace(0.15, 2.5, 9)
    ]  # fmt: skip
    outline = hull(eye.project(world(np.concatenate(rings))))
    wide, high = (0.092, 0.100) if helmet else (0.066, 0.088)
    opening = np.stack([wide * np.sin(turn), 0.098 + high * np.cos(turn), np.full(26, 0.085)], 1)
    gap = eye.project(world(opening))
    ahead = world(np.array([[0, 0.1, 1.0]]))[0] - world(np.array([[0, 0.1, 0.0]]))[0]
    faces = (
        float(np.dot(ahead, np.asarray(eye.position) - world(np.array([[0, 0.1, 0.0]]))[0])) > 0.2
    )
    colour = (222, 222, 220) if helmet else figure.cloth
    if faces:
        seam = np.concatenate([outline, outline[:1], gap[:1], gap[::-1], gap[-1:]])
        sheet.wash(seam, colour)
        sheet.line(gap, weight, 0.9, closed=True, wobble=0.6)
        if helmet:
            sheet.paint(gap, (190, 206, 220), 0.35)
    else:
        sheet.wash(outline, colour, 0.4)
    sheet.line(outline, weight * 1.3, 0.92, closed=True, wobble=0.7)
