"""Heads: a turned form of rings, with features drawn on its surface, from any angle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.hats import draw_hat
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.wardrobe import Figure

_LEVELS = np.array(
    # height, half width, depth ahead, depth behind: metres above the chin of a head 0.235 high
    [
        (0.000, 0.022, 0.086, -0.010), (0.012, 0.038, 0.092, 0.000), (0.030, 0.050, 0.094, 0.020),
        (0.055, 0.060, 0.094, 0.045), (0.085, 0.067, 0.095, 0.075), (0.115, 0.072, 0.092, 0.092),
        (0.145, 0.075, 0.095, 0.098), (0.175, 0.073, 0.090, 0.096), (0.200, 0.063, 0.074, 0.084),
        (0.220, 0.046, 0.050, 0.062), (0.232, 0.022, 0.022, 0.030), (0.235, 0.004, 0.004, 0.006),
    ]
)  # fmt: skip
_AROUND = 44


@dataclass(frozen=True)
class Head:
    """A head in the world: `origin` is the height of the chin on the neck's axis, `turn` its axes."""

    figure: Figure
    origin: NDArray[np.float64]
    turn: NDArray[np.float64]
    size: float
    talking: bool = False
    mood: str = "calm"

    def world(self, local: NDArray[np.float64]) -> NDArray[np.float64]:
        """From the head's own axes (x right, y up, z ahead; metres) into the world."""
        return np.asarray(local) * self.size @ self.turn.T + self.origin


@dataclass(frozen=True)
class _Face:
    """Drawing on the surface of a head: u to its right, v up from the chin, both in metres."""

    sheet: Sheet
    eye: Eye
    head: Head
    scale: float

    def on(self, points: list[tuple[float, float]], out: float = 0.0) -> NDArray[np.float64]:
        """Surface points in pixels."""
        return self.eye.project(self.head.world(_surface(points, out)))

    def pixels(self, local: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points in the head's own axes, in pixels (n, 2)."""
        return self.eye.project(self.head.world(local.reshape(-1, 3)))

    def visible(self, u: float, v: float) -> bool:
        """Whether the surface there is turned towards the eye."""
        normal = _surface([(u, v)], 0.02)[0] - _surface([(u, v)], 0.0)[0]
        at = self.head.world(_surface([(u, v)], 0.0))[0]
        to_eye = np.asarray(self.eye.position) - at
        lean = float(np.dot(self.head.turn @ normal, to_eye))
        return lean > 0.16 * float(np.linalg.norm(to_eye)) * float(np.linalg.norm(normal))

    def line(
        self, points: list[tuple[float, float]], weight: float, dark: float = 0.85, out: float = 0
    ) -> None:
        """A pencil line over the face, weight in 1 = an outline at this size."""
        if all(self.visible(u, v) for u, v in (points[0], points[-1])):
            self.sheet.line(self.on(points, out), weight * self.weight, dark, wobble=0.5)

    def fill(self, points: list[tuple[float, float]], colour: Colour, out: float = 0) -> None:
        """A wash on the face."""
        self.sheet.wash(self.on(points, out), colour)

    @property
    def weight(self) -> float:
        """Line weight for a head of this many pixels."""
        return float(np.clip((self.scale * 0.235 / self.sheet.unit / 60) ** 0.5, 0.45, 2.3))


def _surface(points: list[tuple[float, float]], out: float) -> NDArray[np.float64]:
    uv = np.asarray(points, dtype=float)
    wide = np.interp(uv[:, 1], _LEVELS[:, 0], _LEVELS[:, 1])
    deep = np.interp(uv[:, 1], _LEVELS[:, 0], _LEVELS[:, 2])
    share = np.clip(uv[:, 0] / wide, -1, 1)
    z = deep * np.sqrt(1 - share**2)
    length = np.maximum(np.hypot(uv[:, 0], z), 1e-6)
    return np.stack([uv[:, 0] + out * uv[:, 0] / length, uv[:, 1], z + out * z / length], 1)


def draw_head(sheet: Sheet, eye: Eye, head: Head) -> None:
    """Draw a head with hair, beard, hat and as much of a face as its size can show."""
    if eye.depth(head.origin) < 0.12:
        return
    scale = eye.scale(head.world(np.array([[0, 0.12, 0.0]]))[0]) * head.size
    face = _Face(sheet, eye, head, scale)
    if head.figure.hairdo in ("long", "bob", "bun"):
        _tresses(face)
    _form(face)
    pixels = scale * 0.235 / sheet.unit
    if pixels > 15:
        _ear(face)
        _features(face, pixels)
    if head.figure.hat:
        draw_hat(sheet, eye, head.world, head.figure, face.weight)


def _form(face: _Face) -> None:
    """The solid head: skin first, then hair and beard as coats upon it."""
    figure, sheet = face.head.figure, face.sheet
    turn = np.linspace(0, 2 * math.pi, _AROUND, endpoint=False)
    whole = _coat(turn, np.zeros(_AROUND), np.full(_AROUND, 0.235), 1.0)
    outline = hull(face.pixels(whole))
    coats: list[tuple[NDArray[np.float64], Colour]] = []
    if figure.beard == "beard":
        coats.append((_beard(turn), mix(figure.hair, (60, 56, 62), 0.1)))
    coats.append((_hair(turn, figure.hairdo == "bald"), figure.hair))
    fringe = [hull(face.pixels(coat)) for coat, _ in coats[-1:] if figure.hairdo != "bald"]
    for shape in [outline, *fringe]:
        sheet.line(shape, face.weight * 1.7, 0.9, closed=True, wobble=0.6)
    sheet.wash(outline, figure.skin, 0.42)
    below = face.head.turn @ np.array([0.0, -1.0, 0.0])
    if figure.beard == "beard" and below @ (np.asarray(face.eye.position) - face.head.origin) > 0:
        sheet.wash(hull(face.pixels(coats[0][0][0])), coats[0][1])  # its underside
    for coat, colour in coats:
        _facets(face, coat, colour)
    _jaw(face)


def _coat(
    turn: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], puff: float
) -> NDArray[np.float64]:
    """A piece of the head's surface between two heights for each direction; (rows, around, 3)."""
    share = np.linspace(0, 1, 12)[:, None]
    y = low[None, :] + (high - low)[None, :] * share
    wide, ahead, behind = (np.interp(y, _LEVELS[:, 0], _LEVELS[:, i]) for i in (1, 2, 3))
    deep = np.where(np.cos(turn)[None, :] > 0, ahead, behind)
    return np.stack([wide * np.sin(turn) * puff, y, np.cos(turn) * deep * puff], -1)


def _hair(turn: NDArray[np.float64], bald: bool) -> NDArray[np.float64]:
    """From the forehead down before the ears and round to the nape; a bald head keeps a fringe."""
    away = np.abs((turn + math.pi) % (2 * math.pi) - math.pi)
    low = np.interp(
        away, [0, 0.5, 0.9, 1.25, 1.6, 2.0, 3.2], [0.186, 0.180, 0.168, 0.13, 0.10, 0.05, 0.035]
    )
    high = np.where(away > 1.5, 0.150, low) if bald else np.full(len(turn), 0.235)
    coat = _coat(turn, low, high, 1.03 if bald else 1.085)
    if not bald:
        coat[..., 1] += np.maximum(0, coat[..., 1] - 0.12) * 0.10
    return coat


def _beard(turn: NDArray[np.float64]) -> NDArray[np.float64]:
    away = np.abs((turn + math.pi) % (2 * math.pi) - math.pi)
    high = np.interp(
        away,
        [0, 0.4, 0.65, 0.9, 1.2, 1.5, 1.51, 3.2],
        [0.033, 0.046, 0.052, 0.07, 0.10, 0.125, 0.0, 0.0],
    )
    coat = _coat(turn, np.zeros(len(turn)), high, 1.06)
    coat[..., 1] -= 0.016 * np.clip(1 - coat[..., 1] / 0.05, 0, 1)
    return coat


def _facets(face: _Face, coat: NDArray[np.float64], colour: Colour) -> None:
    """Wash the facets of a coat that are turned towards the eye, and comb it with the pencil."""
    rows, around, _ = coat.shape
    flat = face.pixels(coat).reshape(rows, around, 2)
    nxt = np.roll(flat, -1, axis=1)
    a, b, c = flat[:-1], nxt[:-1], flat[1:]
    area = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
    area = area - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    seen = area > 0
    for i, k in zip(*np.nonzero(seen), strict=True):
        face.sheet.wash([flat[i, k], nxt[i, k], nxt[i + 1, k], flat[i + 1, k]], colour)
    if face.weight > 0.55:
        for k in range(0, around, 2):
            strand = flat[1:-2, k][seen[1:-1, k]]
            if len(strand) > 2:
                face.sheet.line(strand, face.weight * 0.5, 0.42, wobble=1.2)
        edge = flat[0][seen[0]]
        if len(edge) > 2 and face.weight > 0.8:
            for at in edge:
                face.sheet.dot(
                    float(at[0]), float(at[1]), 0.5 * face.weight * face.sheet.unit, 0.35
                )


def _jaw(face: _Face) -> None:
    """The line of the jaw below the ear, and the hollow of the cheek."""
    if face.head.figure.beard == "beard" or face.weight < 0.6:
        return
    for side in (-1, 1):
        path = np.array(
            [
                [side * 0.03, 0.008, 0.075],
                [side * 0.05, 0.028, 0.04],
                [side * 0.064, 0.055, 0.0],
                [side * 0.068, 0.09, -0.01],
            ]
        )
        outward = face.head.turn @ np.array([side, 0.0, 0.1])
        if float(
            np.dot(outward, np.asarray(face.eye.position) - face.head.origin)
        ) > 0.45 * face.eye.depth(face.head.origin):
            face.sheet.line(face.pixels(path), face.weight * 0.75, 0.65, wobble=0.5)


def _tresses(face: _Face) -> None:
    """Hair that falls behind the head."""
    figure, head = face.head.figure, face.head
    if figure.hairdo == "bun":
        knot = np.array(
            [
                [0.045 * math.cos(t), 0.16 + 0.045 * math.sin(t), -0.125]
                for t in np.linspace(0, 6.2, 12)
            ]
        )
        shape = hull(face.eye.project(head.world(knot)))
    else:
        low = -0.13 if figure.hairdo == "long" else -0.005
        rows = [
            (0.2, 0.07, -0.05),
            (0.1, 0.09, -0.06),
            (low + 0.03, 0.095, -0.05),
            (low, 0.07, -0.05),
        ]
        points = [
            (sign * w, y, z + dz) for y, w, z in rows for sign in (-1, 1) for dz in (0.05, -0.05)
        ]
        shape = hull(face.eye.project(head.world(np.array(points))))
    face.sheet.wash(shape, tone(figure.hair, 0.9), 0.35)
    face.sheet.line(shape, face.weight, 0.88, closed=True, wobble=1.6)


def _ear(face: _Face) -> None:
    if face.head.figure.hairdo in ("long", "bob") or face.head.figure.hat in ("hood", "helmet"):
        return
    for side in (-1, 1):
        turn = np.linspace(0, 2 * math.pi, 14, endpoint=False)
        lobe = np.stack(
            [
                np.full(14, side * 0.079),
                0.108 + 0.030 * np.sin(turn),
                -0.004 + 0.017 * np.cos(turn),
            ],
            1,
        )
        outward = face.head.turn @ np.array([side, 0, 0])
        centre = face.head.world(lobe.mean(axis=0)[None])[0]
        if float(np.dot(outward, np.asarray(face.eye.position) - centre)) < 0:
            continue
        flat = face.eye.project(face.head.world(lobe))
        face.sheet.wash(flat, tone(face.head.figure.skin, 0.93))
        face.sheet.line(flat, face.weight * 0.8, 0.85, closed=True, wobble=0.4)
        inner = flat.mean(axis=0) + (flat - flat.mean(axis=0)) * 0.5
        face.sheet.line(inner[1:8], face.weight * 0.5, 0.6, wobble=0.4)


def _features(face: _Face, pixels: float) -> None:
    detailed = pixels > 34
    for side in (-1, 1):
        if face.visible(side * 0.03, 0.118):
            if detailed:
                _eye(face, side, pixels)
            else:
                x, y = face.on([(side * 0.031, 0.117)])[0]
                face.sheet.dot(
                    float(x), float(y), max(0.9 * face.sheet.unit, 0.007 * face.scale), 0.95
                )
            _brow(face, side)
    _nose(face, detailed)
    _mouth(face, detailed)
    figure = face.head.figure
    if figure.glasses:
        _glasses(face)
    if detailed and (figure.old or figure.beard) and pixels > 60:
        for side in (-1, 1):
            face.line(
                [(side * 0.020, 0.078), (side * 0.030, 0.062), (side * 0.033, 0.048)], 0.5, 0.5
            )
            face.line(
                [(side * 0.020, 0.104), (side * 0.031, 0.099), (side * 0.042, 0.104)], 0.4, 0.4
            )
        if figure.old and not figure.hat:
            for v in (0.158, 0.166):
                face.line([(-0.032, v), (0, v + 0.003), (0.032, v)], 0.4, 0.35)
    if figure.beard == "beard" and detailed:
        rng = np.random.default_rng(4)
        for u, v in rng.uniform((-0.055, -0.008), (0.055, 0.034), (26, 2)):
            face.line([(u, v + 0.004), (u * 1.04, v - 0.012)], 0.45, 0.5, out=0.006)


def _brow(face: _Face, side: int) -> None:
    inner, outer = {"worried": (0.146, 0.136), "angry": (0.134, 0.146), "glad": (0.143, 0.141)}.get(
        face.head.mood, (0.140, 0.139)
    )
    peak = max(inner, outer) + 0.004
    us = np.linspace(0.013, 0.053, 9)
    low = np.interp(us, [0.013, 0.034, 0.053], [inner - 0.003, peak - 0.003, outer - 0.001])
    thick = np.interp(us, [0.013, 0.02, 0.040, 0.053], [0.003, 0.0058, 0.0045, 0.0006])
    under = [(side * float(u), float(v)) for u, v in zip(us, low, strict=True)]
    over = [(side * float(u), float(v)) for u, v in zip(us, low + thick, strict=True)]
    if not (face.visible(*under[1]) and face.visible(*under[-2])):
        return
    face.fill(under + over[::-1], tone(face.head.figure.hair, 0.8), out=0.002)
    face.line(under, 0.7, 0.8, out=0.002)
    if face.scale * 0.235 / face.sheet.unit > 120:
        for u, v, high in zip(us[:-1], low, thick, strict=False):
            for k in (0.0, 0.5):
                at = float(u) + k * 0.005
                face.line(
                    [(side * at, v), (side * (at + 0.006), v + high * 1.15)], 0.4, 0.7, out=0.002
                )


def _eye(face: _Face, side: int, pixels: float) -> None:
    centre, v = side * 0.032, 0.117
    wide, open_ = (
        0.0155,
        {"angry": 0.0062, "glad": 0.0062, "worried": 0.0092}.get(face.head.mood, 0.0078),
    )
    turn = np.linspace(0, math.pi, 9)
    upper = [
        (centre - side * wide * math.cos(t), v + open_ * math.sin(t) ** 0.8 + 0.001 * math.cos(t))
        for t in turn
    ]
    lower = [
        (centre - side * wide * math.cos(t), v - open_ * 0.62 * math.sin(t) + 0.001 * math.cos(t))
        for t in turn
    ]
    face.fill(upper + lower[::-1], (247, 244, 238))
    gaze = face.head.figure and float(np.clip(-face.head.turn[0, 2], -0.6, 0.6)) * 0
    iris = [
        (centre + gaze + 0.0072 * math.cos(t), v + 0.0012 + 0.0072 * math.sin(t))
        for t in np.linspace(0, 2 * math.pi, 18)
    ]
    cut = [
        (u, float(np.clip(w, np.interp(u, *_span(lower)), np.interp(u, *_span(upper)))))
        for u, w in iris
    ]
    face.fill(cut, (104, 92, 84))
    pupil = [
        (centre + gaze + 0.0036 * math.cos(t), v + 0.0012 + 0.0036 * math.sin(t))
        for t in np.linspace(0, 6, 12)
    ]
    face.fill(pupil, (38, 35, 40))
    if pixels > 70:
        face.line(cut[2:8], 0.5, 0.8)
        glint = [
            (centre + gaze - 0.0024 + 0.0015 * math.cos(t), v + 0.0042 + 0.0015 * math.sin(t))
            for t in np.linspace(0, 6, 8)
        ]
        face.fill(glint, (252, 250, 246))
    face.line(upper, 1.35, 0.95)
    face.line(lower, 0.5, 0.6)
    if pixels > 60:
        face.line(
            [
                (u * 1.0, w + 0.0042 + 0.002 * math.sin(t))
                for (u, w), t in zip(upper, turn, strict=True)
            ][1:-1],
            0.5,
            0.55,
        )
    if face.head.figure.woman:
        face.line([upper[-1], (upper[-1][0] + side * 0.005, upper[-1][1] + 0.004)], 1.2, 0.95)
    if pixels > 240:
        _lashes(face, side, upper, lower)


def _lashes(
    face: _Face, side: int, upper: list[tuple[float, float]], lower: list[tuple[float, float]]
) -> None:
    """What only an extreme close-up shows: lashes, a pouch, the corner of the eye."""
    for u, v in upper[2:-1]:
        out = (u - side * 0.032) * 0.3 + side * 0.0008
        face.line([(u, v), (u + out, v + 0.0036)], 0.55, 0.8)
    pouch = [(u, v - 0.006) for u, v in lower[1:-1]]
    face.line(pouch, 0.5, 0.4)
    for k in (-1, 0, 1):
        u, v = upper[-1]
        face.line([(u + side * 0.004, v + k * 0.002), (u + side * 0.011, v + k * 0.006)], 0.4, 0.35)


def _span(curve: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    ordered = sorted(curve)
    return [u for u, _ in ordered], [v for _, v in ordered]


def _nose(face: _Face, detailed: bool) -> None:
    """In three-quarter view the ridge, in profile the silhouette, from the front the wings."""
    ridge = np.array([[0, 0.128, 0.093], [0, 0.108, 0.103], [0, 0.090, 0.115], [0, 0.083, 0.118],
                      [0, 0.076, 0.112], [0, 0.072, 0.097]])  # fmt: skip
    wings = np.array([[-0.016, 0.080, 0.095], [0.016, 0.080, 0.095]])
    facing = face.head.turn @ np.array([0, 0, 1.0])
    to_eye = np.asarray(face.eye.position) - face.head.origin
    lean = float(np.dot(facing, to_eye / np.linalg.norm(to_eye)))
    if lean < -0.25:
        return
    flat = face.eye.project(face.head.world(ridge))
    side = face.eye.project(face.head.world(wings))
    sheet, weight = face.sheet, face.weight
    if lean < 0.86:
        solid = hull(
            np.concatenate(
                [
                    flat,
                    side[:1]
                    if abs(side[0] - flat[3]).sum() < abs(side[1] - flat[3]).sum()
                    else side[1:],
                ]
            )
        )
        sheet.wash(solid, face.head.figure.skin)
        sheet.line(flat, weight * (1.15 if lean < 0.4 else 0.9), 0.9, wobble=0.3)
    elif detailed:
        sheet.line(flat[3:], weight * 0.3, 0.3, wobble=0.3)
        shade = [flat[0], flat[3], side[1] if side[1][0] > side[0][0] else side[0]]
        sheet.glaze(shade, (216, 204, 204), 0.8)
    if detailed and lean > 0.3:
        for u in (-1, 1):
            if lean < 0.86 and not face.visible(u * 0.03, 0.08):
                continue
            wing = np.array(
                [[u * 0.013, 0.088, 0.1], [u * 0.0175, 0.081, 0.096], [u * 0.013, 0.0745, 0.097]]
            )
            sheet.line(face.eye.project(face.head.world(wing)), weight * 0.8, 0.8, wobble=0.3)
            hole = np.array([[u * 0.011, 0.0755, 0.103], [u * 0.005, 0.0748, 0.107]])
            sheet.line(face.eye.project(face.head.world(hole)), weight * 0.9, 0.85, wobble=0.3)


def _mouth(face: _Face, detailed: bool) -> None:
    v, figure = 0.046, face.head.figure
    if not (face.visible(0.018, v) or face.visible(-0.018, v)):
        return
    curl = {"worried": -0.0035, "angry": -0.003, "glad": 0.005}.get(face.head.mood, 0.0)
    wide = 0.022 if face.head.talking else 0.024
    ends = [-wide if face.visible(-wide, v) else -0.006, wide if face.visible(wide, v) else 0.006]
    us = np.linspace(ends[0], ends[1], 9)
    lips = [(float(u), v + curl * (abs(u) / wide) ** 2 + 0.0012 * math.cos(u * 240)) for u in us]
    if face.head.talking:
        top = [(u, w + 0.007 * (1 - (u / wide) ** 2)) for u, w in lips]
        low = [(u, w - 0.016 * (1 - (u / wide) ** 2)) for u, w in lips]
        face.fill(top + low[::-1], (96, 56, 56), out=0.004)
        teeth = [(u, w - 0.004 * (1 - (u / wide) ** 2)) for u, w in top]
        if detailed:
            face.fill(top[1:-1] + teeth[1:-1][::-1], (240, 236, 228), out=0.004)
        face.line(top, 0.9, 0.9, out=0.004)
        face.line(low, 0.9, 0.85, out=0.004)
    else:
        face.line(lips, 1.05, 0.92, out=0.004)
        if detailed:
            face.line([(u * 0.5, w - 0.0105) for u, w in lips[2:-2]], 0.6, 0.5, out=0.004)
            if figure.woman:
                face.line(
                    [(u * 0.9, w + 0.0065 - 0.004 * abs(u) / wide) for u, w in lips],
                    0.5,
                    0.5,
                    out=0.004,
                )
    if figure.beard:
        tash = [(u * 1.35, v + 0.016 - 0.012 * (abs(u) / wide) ** 1.5) for u, _ in lips]
        under = [(u * 1.35, v + 0.006 - 0.012 * (abs(u) / wide) ** 1.5) for u, _ in lips]
        face.fill(tash + under[::-1], figure.hair, out=0.007)
        face.line(under, 0.7, 0.8, out=0.007)


def _glasses(face: _Face) -> None:
    for side in (-1, 1):
        if face.visible(side * 0.03, 0.115):
            rim = [
                (side * 0.032 + 0.021 * math.cos(t), 0.115 + 0.018 * math.sin(t))
                for t in np.linspace(0, 2 * math.pi, 18)
            ]
            face.line(rim, 0.9, 0.9, out=0.012)
    face.line([(-0.011, 0.119), (0.011, 0.119)], 0.9, 0.9, out=0.014)
