"""The hand: a sheet of paper that takes washes and pencil lines, and is finished like a drawing."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
PAPER: Colour = (245, 239, 226)
INK: Colour = (44, 41, 48)
FINE = 2
"""Drawn at twice the size and reduced: that is what makes the lines smooth."""


class Sheet:
    """One layer of a panel. Coordinates are panel pixels; `unit` is one pixel of a 720-line frame.

    A wash covers what lies under it, lines too, as opaque paint would; a glaze only tints.
    """

    def __init__(self, width: int, height: int, unit: float, seed: int, opaque: bool) -> None:
        self.width, self.height, self.unit = width, height, unit
        self.opaque = opaque
        size = (width * FINE, height * FINE)
        self.rgb = Image.new("RGB", size, PAPER)
        self.cover = Image.new("L", size, 255 if opaque else 0)
        self.ink = Image.new("L", size, 0)
        self.glows: list[tuple[float, float, float, Colour]] = []
        self.rng = np.random.default_rng(seed)
        self._dye: Colour | None = None
        self._rgb = ImageDraw.Draw(self.rgb)
        self._cover = ImageDraw.Draw(self.cover)
        self._ink = ImageDraw.Draw(self.ink)

    @contextlib.contextmanager
    def dyed(self, colour: Colour | None) -> Iterator[None]:
        """While this holds, washes keep their lightness and take on a colour's hue."""
        self._dye = colour
        try:
            yield
        finally:
            self._dye = None

    def wash(self, points: ArrayLike, colour: Colour, shade: float = 0.0) -> None:
        """Fill a polygon. `shade` darkens its side away from the light (the light is top left)."""
        flat = self._clip(points)
        if len(flat) < 3:
            return
        poly = _coordinates(flat)
        self._rgb.polygon(poly, fill=_leaning(colour, self._dye))
        self._ink.polygon(poly, fill=0)
        if not self.opaque:
            self._cover.polygon(poly, fill=255)
        if shade:
            self._shade(flat, shade)

    def _shade(self, flat: NDArray[np.float64], strength: float) -> None:
        """A darker crescent along the right and lower edge, which turns a flat shape round."""
        box = self._box(flat)
        if box is None:
            return
        mask = self._mask(flat, box)
        span = min(box[2] - box[0], box[3] - box[1])
        lit = self._mask(flat - np.array([span * 0.20, span * 0.08]), box)
        dark = ImageChops.subtract(mask, lit)
        soft = dark.filter(ImageFilter.BoxBlur(max(1.0, span * 0.06)))
        soft = ImageChops.multiply(soft, mask).point([int(v * strength) for v in range(256)])
        self.rgb.paste((84, 80, 104), box, soft)

    def glaze(self, points: ArrayLike, colour: Colour, strength: float = 1.0) -> None:
        """Tint a polygon: multiply what is there by a colour and leave the lines alone."""
        flat = self._clip(points)
        box = self._box(flat) if len(flat) >= 3 else None
        if box is None:
            return
        mask = self._mask(flat, box, int(255 * strength))
        under = self.rgb.crop(box)
        tinted = ImageChops.multiply(under, Image.new("RGB", under.size, colour))
        self.rgb.paste(tinted, box, mask)

    def paint(self, points: ArrayLike, colour: Colour, strength: float) -> None:
        """Blend a colour over a polygon, lines kept: mist, smoke, a beam of light."""
        flat = self._clip(points)
        box = self._box(flat) if len(flat) >= 3 else None
        if box is not None:
            self.rgb.paste(colour, box, self._mask(flat, box, int(255 * strength)))

    def mist(
        self,
        spots: Sequence[tuple[float, float, float, float]],
        colour: Colour,
        strength: float,
    ) -> None:
        """Blend soft-edged ovals (x, y, half width, half height) of a colour over the washes."""
        around = np.array(
            [(x - 2 * rx, y - 3 * ry, x + 2 * rx, y + 3 * ry) for x, y, rx, ry in spots]
        )
        box = self._box(np.concatenate([around[:, :2], around[:, 2:]]) * FINE)
        if box is None:
            return
        small = 16
        mask = Image.new("L", ((box[2] - box[0]) // small + 1, (box[3] - box[1]) // small + 1), 0)
        draw = ImageDraw.Draw(mask)
        for x, y, rx, ry in spots:
            edges = np.array([x - rx, y - ry, x + rx, y + ry]) * FINE
            left, top, right, bottom = (edges - (box[0], box[1], box[0], box[1])) / small
            draw.ellipse((left, top, right, bottom), fill=int(255 * strength))
        edge = float(np.mean([ry for *_, ry in spots])) * FINE / small * 0.45
        mask = mask.filter(ImageFilter.GaussianBlur(max(0.8, edge)))
        soft = mask.resize((mask.width * small, mask.height * small), Image.Resampling.BILINEAR)
        self.rgb.paste(colour, box, soft.crop((0, 0, box[2] - box[0], box[3] - box[1])))

    def grade(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """Wash the whole sheet from top to bottom through colours at heights in pixels."""
        ys = (np.arange(self.height * FINE) / FINE)[:, None]
        heights = [height for height, _ in stops]
        column = np.stack(
            [np.interp(ys[:, 0], heights, [c[i] for _, c in stops]) for i in range(3)], axis=1
        )
        strip = Image.fromarray(np.clip(column, 0, 255).astype(np.uint8)[:, None, :])
        self.rgb.paste(strip.resize(self.rgb.size, Image.Resampling.NEAREST))

    def line(
        self,
        points: ArrayLike,
        weight: float = 1.0,
        dark: float = 0.85,
        *,
        closed: bool = False,
        wobble: float = 1.0,
        taper: bool = True,
    ) -> None:
        """Draw a pencil line: slightly unsteady, pressed harder in the middle than at the ends."""
        path = np.asarray(points, dtype=float).reshape(-1, 2)
        if len(path) < 2:
            return
        if closed:
            path = np.concatenate([path, path[:1]])
        for piece in self._within(path):
            self._pencil(piece, weight, dark, wobble, taper and not closed)

    def _pencil(
        self, path: NDArray[np.float64], weight: float, dark: float, wobble: float, taper: bool
    ) -> None:
        path = _resample(path, max(3.0, 7.0 * self.unit))
        path = path + self._tremble(path, wobble)
        half = max(0.35, 0.95 * weight * self.unit)
        along = np.linspace(0, 1, len(path))
        width = half * (0.8 + 0.2 * np.sin(along * math.pi))
        if taper:
            width = width * np.clip(np.minimum(along, 1 - along) * 9 + 0.3, 0, 1)
        self._stroke(path * FINE, width * FINE, int(255 * min(1.0, dark)))

    def sketch(self, points: ArrayLike, weight: float = 1.0, dark: float = 0.8) -> None:
        """A construction line: two light passes that overshoot the corner, as by a set square."""
        path = np.asarray(points, dtype=float).reshape(-1, 2)
        if len(path) == 2:
            reach = path[1] - path[0]
            length = float(np.hypot(*reach)) or 1.0
            over = reach / length * min(9 * self.unit, length * 0.05)
            self.line([path[0] - over, path[1] + over], weight * 0.6, dark * 0.5, wobble=1.4)
        self.line(path, weight, dark)

    def hatch(
        self, points: ArrayLike, angle: float, gap: float, dark: float = 0.4, weight: float = 0.8
    ) -> None:
        """Shade a polygon with slanting pencil strokes, `gap` in 720-line pixels apart."""
        flat = self._clip(points)
        box = self._box(flat) if len(flat) >= 3 else None
        if box is None:
            return
        width, height = box[2] - box[0], box[3] - box[1]
        strokes = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(strokes)
        reach = math.hypot(width, height) / 2
        across = np.array([-math.sin(angle), math.cos(angle)])
        along = np.array([math.cos(angle), math.sin(angle)])
        middle = np.array([width / 2, height / 2])
        step = max(3.0, gap * self.unit * FINE)
        for offset in np.arange(-reach, reach, step):
            jitter = self.rng.normal(0, step * 0.16, 2)
            start = middle + across * (offset + jitter[0]) - along * reach
            end = middle + across * (offset + jitter[1]) + along * reach
            tone = int(255 * dark * self.rng.uniform(0.7, 1.0))
            draw.line(
                [(start[0], start[1]), (end[0], end[1])],
                fill=tone,
                width=max(1, round(weight * self.unit * FINE)),
            )
        strokes = ImageChops.multiply(strokes, self._mask(flat, box))
        self.ink.paste(ImageChops.lighter(self.ink.crop(box), strokes), box)

    def dot(self, x: float, y: float, radius: float, dark: float = 1.0) -> None:
        """A round touch of the pencil, radius in panel pixels."""
        x, y, r = x * FINE, y * FINE, max(0.8, radius * FINE)
        self._ink.ellipse((x - r, y - r, x + r, y + r), fill=int(255 * dark))

    def glow(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Light that is added when the sheet is finished, over whatever is drawn there."""
        self.glows.append((x, y, radius, colour))

    def _tremble(self, path: NDArray[np.float64], wobble: float) -> NDArray[np.float64]:
        steps = np.hypot(*np.diff(path, axis=0, prepend=path[:1]).T)
        arc = np.cumsum(steps) / max(self.unit, 1e-6)
        phase = self.rng.uniform(0, 2 * math.pi, 4)
        size = 0.75 * self.unit * wobble * min(1.0, arc[-1] / 60 + 0.15)
        x = np.sin(arc / 23 + phase[0]) + 0.6 * np.sin(arc / 9.1 + phase[1])
        y = np.sin(arc / 26 + phase[2]) + 0.6 * np.sin(arc / 8.3 + phase[3])
        return np.asarray(np.stack([x, y], 1) * size * 0.6)

    def _stroke(self, path: NDArray[np.float64], half: NDArray[np.float64], tone: int) -> None:
        ahead = np.gradient(path, axis=0)
        length = np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)
        normal = np.stack([-ahead[:, 1], ahead[:, 0]], 1) / length[:, None] * half[:, None]
        strip = np.concatenate([path + normal, (path - normal)[::-1]])
        self._ink.polygon(_coordinates(strip), fill=tone)
        # A polygon thinner than a pixel may leave gaps; a hairline under it never does.
        self._ink.line(_coordinates(path), fill=tone, width=1)

    def _clip(self, points: ArrayLike) -> NDArray[np.float64]:
        """The part of a polygon near the sheet, in fine pixels."""
        flat = np.asarray(points, dtype=float).reshape(-1, 2) * FINE
        margin = 40.0
        for axis, limit in ((0, self.rgb.size[0]), (1, self.rgb.size[1])):
            if len(flat) and flat[:, axis].min() < -margin:
                flat = _half(flat, axis, -margin, 1)
            if len(flat) and flat[:, axis].max() > limit + margin:
                flat = _half(flat, axis, limit + margin, -1)
        return flat

    def _within(self, path: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """What of a path lies near the sheet, so that a line to infinity costs what is seen of it.

        Where it leaves and comes back at another place, those are two pieces.
        """
        low = np.array([-self.width * 0.3, -self.height * 0.3])
        high = np.array([self.width * 1.3, self.height * 1.3])
        if ((path >= low) & (path <= high)).all():
            return [path]
        pieces: list[list[NDArray[np.float64]]] = []
        for a, b in itertools.pairwise(path):
            if (seen := _segment(a, b, low, high)) is None:
                continue
            start, end = (np.asarray(each, float) for each in seen)
            if pieces and np.allclose(pieces[-1][-1], start):
                pieces[-1].append(end)
            else:
                pieces.append([start, end])
        return [np.array(piece) for piece in pieces]

    def _box(self, flat: NDArray[np.float64]) -> tuple[int, int, int, int] | None:
        left, top = np.maximum(np.floor(flat.min(axis=0)), 0).astype(int)
        right, bottom = np.minimum(np.ceil(flat.max(axis=0)) + 1, self.rgb.size).astype(int)
        if right <= left or bottom <= top:
            return None
        return int(left), int(top), int(right), int(bottom)

    @staticmethod
    def _mask(
        flat: NDArray[np.float64], box: tuple[int, int, int, int], tone: int = 255
    ) -> Image.Image:
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        ImageDraw.Draw(mask).polygon(_coordinates(flat - np.array(box[:2])), fill=tone)
        return mask


def _coordinates(points: NDArray[np.float64]) -> list[float]:
    """Points as Pillow reads them fastest: x, y, x, y …"""
    flat: list[float] = points.ravel().tolist()
    return flat


def _leaning(colour: Colour, dye: Colour | None) -> Colour:
    if dye is None:
        return colour
    grey = max(1.0, sum(dye) / 3)
    r, g, b = (min(255, round(c * (d / grey) ** 0.7)) for c, d in zip(colour, dye, strict=True))
    return r, g, b


def _half(flat: NDArray[np.float64], axis: int, limit: float, sign: int) -> NDArray[np.float64]:
    """Cut a polygon at one straight edge of the sheet."""
    kept: list[NDArray[np.float64]] = []
    for a, b in zip(flat, np.roll(flat, -1, axis=0), strict=True):
        inside, next_inside = sign * (a[axis] - limit) >= 0, sign * (b[axis] - limit) >= 0
        if inside:
            kept.append(a)
        if inside != next_inside:
            kept.append(a + (b - a) * (limit - a[axis]) / (b[axis] - a[axis]))
    return np.array(kept) if kept else np.zeros((0, 2))


def _segment(
    a: NDArray[np.float64], b: NDArray[np.float64], low: ArrayLike, high: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    step = b - a
    slope = np.where(np.abs(step) < 1e-9, 1e-9, step)
    first, last = (np.asarray(low) - a) / slope, (np.asarray(high) - a) / slope
    enter = max(0.0, float(np.minimum(first, last).max()))
    leave = min(1.0, float(np.maximum(first, last).min()))
    return None if enter >= leave else (a + step * enter, a + step * leave)


def _resample(path: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    lengths = np.hypot(*np.diff(path, axis=0).T)
    arc = np.concatenate([[0.0], np.cumsum(lengths)])
    count = int(min(600, max(2, math.ceil(arc[-1] / step) + 1)))
    if len(path) > count:
        count = len(path)
    at = np.linspace(0, arc[-1], count)
    return np.stack([np.interp(at, arc, path[:, 0]), np.interp(at, arc, path[:, 1])], 1)


def hull(points: ArrayLike) -> NDArray[np.float64]:
    """The convex outline around some points."""
    rows = sorted({(float(x), float(y)) for x, y in np.asarray(points).reshape(-1, 2)})
    if len(rows) < 3:
        return np.array(rows).reshape(-1, 2)

    def chain(ordered: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for p in ordered:
            while len(out) > 1 and _turns_right(out[-2], out[-1], p):
                out.pop()
            out.append(p)
        return out[:-1]

    return np.array(chain(rows) + chain(rows[::-1]))


def _turns_right(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0
