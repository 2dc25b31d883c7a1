"""Building blocks of a set: flat quads, boxes, posts and balls, drawn as seen by the eye."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.palette import FOG, mix, tone, weather

Vec = tuple[float, float, float]
HAZE: Colour = (226, 224, 222)


@dataclass(frozen=True)
class Scenery:
    """What every part of a set needs: where to draw, from where, in which colours.

    `chance` is seeded by the place, so that a place is built the same way in every shot.
    """

    sheet: Sheet
    eye: Eye
    brief: Brief
    tint: Colour
    chance: np.random.Generator

    def haze(self, colour: Colour, at: ArrayLike) -> Colour:
        """A colour as it looks through the air between it and the eye."""
        far = max(0.0, self.eye.depth(at))
        if self.foggy:
            return mix(colour, HAZE, 0.94 * (1 - math.exp(-far / FOG)))
        return mix(colour, HAZE, 0.62 * (1 - math.exp(-far / 90)))

    @cached_property
    def foggy(self) -> bool:
        """Whether the air is so thick that little is seen through it."""
        return not self.brief.indoors and "fog" in weather(self.brief)

    def weight(self, at: ArrayLike) -> float:
        """How heavy a line is drawn at a place: near things carry the heavier line."""
        return float(np.clip(4.2 / max(0.8, self.eye.depth(at)) ** 0.55, 0.38, 1.7))

    def quad(
        self, corners: ArrayLike, colour: Colour, dark: float = 0.75, line: bool = True
    ) -> None:
        """A flat piece of the world, with its outline."""
        flat = self.eye.outline(corners)
        if len(flat) < 3:
            return
        middle = np.mean(np.asarray(corners, dtype=float), axis=0)
        self.sheet.wash(flat, self.haze(colour, middle))
        if line:
            self.sheet.line(flat, self.weight(middle), dark, closed=True)

    def stroke(self, path: ArrayLike, dark: float = 0.7, weight: float = 1.0) -> None:
        """A pencil line along a path in the world."""
        flat = self.eye.outline(path, closed=False)
        if len(flat) >= 2:
            middle = np.mean(np.asarray(path, dtype=float), axis=0)
            self.sheet.line(flat, weight * self.weight(middle), dark)

    def hatch(self, corners: ArrayLike, angle: float, gap: float = 7, dark: float = 0.35) -> None:
        """Pencil shading over a flat piece of the world."""
        self.sheet.hatch(self.eye.outline(corners), angle, gap, dark)

    def box(
        self, low: Vec, high: Vec, colour: Colour, turn: float = 0.0, hatched: bool = True
    ) -> None:
        """A box along the axes, or turned about its own middle, in three tones of one wash."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        corners = np.array([(x, y, z) for x in (x0, x1) for y in (y0, y1) for z in (z0, z1)])
        middle = corners.mean(axis=0)
        if turn:
            cos, sin = math.cos(turn), math.sin(turn)
            rel = corners - middle
            corners = middle + np.stack(
                [rel[:, 0] * cos + rel[:, 2] * sin, rel[:, 1], rel[:, 2] * cos - rel[:, 0] * sin], 1
            )
        for index, factor in _FACES:
            face = corners[list(index)]
            outward = face.mean(axis=0) - middle
            if float(np.dot(outward, np.asarray(self.eye.position) - face.mean(axis=0))) <= 0:
                continue
            self.quad(face, tone(colour, factor))
            if factor < 0.8 and hatched:
                self.hatch(face, 1.1, 6, 0.28)

    def post(self, foot: Vec, top: Vec, radius: float, colour: Colour, end: float = 1.0) -> None:
        """A round post or pipe between two points; `end` scales the far end's radius."""
        flat = self.eye.seen([foot, top])
        if (flat[:, 2] < 0.2).any():
            return
        (ax, ay), (bx, by) = self.eye.project([foot, top])
        ra, rb = radius * self.eye.scale(foot), radius * end * self.eye.scale(top)
        length = math.hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / length, (bx - ax) / length
        poly = [
            (ax + nx * ra, ay + ny * ra), (bx + nx * rb, by + ny * rb),
            (bx - nx * rb, by - ny * rb), (ax - nx * ra, ay - ny * ra),
        ]  # fmt: skip
        self.sheet.wash(poly, self.haze(colour, foot), 0.45 if ra > 2 * self.sheet.unit else 0)
        weight = self.weight(foot)
        self.sheet.line(poly[:2], weight, 0.75)
        self.sheet.line(poly[2:], weight, 0.75)

    def ball(self, at: Vec, radius: float, colour: Colour, squash: float = 1.0) -> None:
        """A round thing: a lamp globe, a tree's crown."""
        if self.eye.depth(at) < 0.3:
            return
        (x, y), size = self.eye.project([at])[0], radius * self.eye.scale(at)
        self.sheet.wash(oval(x, y, size, size * squash), self.haze(colour, at), 0.4)
        self.sheet.line(oval(x, y, size, size * squash), self.weight(at), 0.7, closed=True)

    def glow(self, at: Vec, radius: float, colour: Colour) -> None:
        """Light around a lamp, radius in metres."""
        if self.eye.depth(at) > 0.3:
            (x, y) = self.eye.project([at])[0]
            self.sheet.glow(x, y, radius * self.eye.scale(at), colour)

    def ring(self, at: Vec, radius: float, depth: float | None = None) -> NDArray[np.float64]:
        """A level circle or ellipse around a point, projected."""
        turn = np.linspace(0, 2 * math.pi, 20, endpoint=False)
        deep = radius if depth is None else depth
        points = np.stack(
            [at[0] + radius * np.cos(turn), np.full(20, at[1]), at[2] + deep * np.sin(turn)], 1
        )
        return self.eye.project(points)

    def drum(self, foot: Vec, height: float, low: float, high: float, colour: Colour) -> None:
        """A round body with level ends: a pot, a stove, a lampshade, a column."""
        if self.eye.depth(foot) < low + 0.25:
            return
        top = (foot[0], foot[1] + height, foot[2])
        under, over = self.ring(foot, low), self.ring(top, high)
        body = hull(np.concatenate([under, over]))
        self.sheet.wash(body, self.haze(colour, foot), 0.5)
        self.sheet.line(body, self.weight(foot), 0.8, closed=True)
        if self.eye.position[1] > top[1]:
            self.sheet.wash(over, self.haze(tone(colour, 1.1), foot))
        self.sheet.line(over, self.weight(foot) * 0.8, 0.65, closed=True)


_FACES = (
    ((0, 2, 6, 4), 0.98), ((1, 3, 7, 5), 0.92), ((0, 1, 3, 2), 0.74),
    ((4, 5, 7, 6), 0.76), ((2, 3, 7, 6), 1.08), ((0, 1, 5, 4), 0.6),
)  # fmt: skip


def oval(x: float, y: float, rx: float, ry: float, steps: int = 28) -> NDArray[np.float64]:
    """An ellipse on the sheet."""
    turn = np.linspace(0, 2 * math.pi, steps, endpoint=False)
    return np.stack([x + rx * np.cos(turn), y + ry * np.sin(turn)], 1)
