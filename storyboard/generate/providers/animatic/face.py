"""Faces: features drawn on the surface of a turned head, as finely as its size can show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.palette import tone
from storyboard.generate.providers.animatic.wardrobe import Figure

ASLEEP = "asleep"
"""The mood in which the eyes are shut."""
LEVELS = np.array(
    # height, half width, depth ahead, depth behind: metres above the chin of a head 0.235 high
    [
        (0.000, 0.022, 0.086, -0.010), (0.012, 0.038, 0.092, 0.000), (0.030, 0.050, 0.094, 0.020),
        (0.055, 0.060, 0.094, 0.045), (0.085, 0.067, 0.095, 0.075), (0.115, 0.072, 0.092, 0.092),
        (0.145, 0.075, 0.095, 0.098), (0.175, 0.073, 0.090, 0.096), (0.200, 0.063, 0.074, 0.084),
        (0.220, 0.046, 0.050, 0.062), (0.232, 0.022, 0.022, 0.030), (0.235, 0.004, 0.004, 0.006),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    """A head in the world: `origin` lies on the neck's axis level with the chin."""

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
class Face:
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
    wide = np.interp(uv[:, 1], LEVELS[:, 0], LEVELS[:, 1])
    deep = np.interp(uv[:, 1], LEVELS[:, 0], LEVELS[:, 2])
    share = np.clip(uv[:, 0] / wide, -1, 1)
    z = deep * np.sqrt(1 - share**2)
    length = np.maximum(np.hypot(uv[:, 0], z), 1e-6)
    return np.stack([uv[:, 0] + out * uv[:, 0] / length, uv[:, 1], z + out * z / length], 1)


def draw_features(face: Face, pixels: float) -> None:
    """Eyes, brows, nose, mouth and what else lives in a face `pixels` (of 720 lines) high."""
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


def _brow(face: Face, side: int) -> None:
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


def _eye(face: Face, side: int, pixels: float) -> None:
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
    if face.head.mood == ASLEEP:
        face.line(lower, 1.35, 0.95)
        return
    face.fill(upper + lower[::-1], (247, 244, 238))
    iris = [
        (centre + 0.0072 * math.cos(t), v + 0.0012 + 0.0072 * math.sin(t))
        for t in np.linspace(0, 2 * math.pi, 18)
    ]
    cut = [
        (u, float(np.clip(w, np.interp(u, *_span(lower)), np.interp(u, *_span(upper)))))
        for u, w in iris
    ]
    face.fill(cut, (104, 92, 84))
    pupil = [
        (centre + 0.0036 * math.cos(t), v + 0.0012 + 0.0036 * math.sin(t))
        for t in np.linspace(0, 6, 12)
    ]
    face.fill(pupil, (38, 35, 40))
    if pixels > 70:
        face.line(cut[2:8], 0.5, 0.8)
        glint = [
            (centre - 0.0024 + 0.0015 * math.cos(t), v + 0.0042 + 0.0015 * math.sin(t))
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
    face: Face, side: int, upper: list[tuple[float, float]], lower: list[tuple[float, float]]
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


def _nose(face: Face, detailed: bool) -> None:
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


def _mouth(face: Face, detailed: bool) -> None:
    v, figure = 0.046, face.head.figure
    if not (face.visible(0.018, v) or face.visible(-0.018, v)):
        return
    curl = {"worried": -0.0035, "angry": -0.003, "glad": 0.005}.get(face.head.mood, 0.0)
    wide = 0.022 if face.head.talking else 0.024
    ends = [-wide if face.visible(-wide, v) else -0.006, wide if face.visible(wide, v) else 0.006]
    us: list[float] = np.linspace(ends[0], ends[1], 9).tolist()
    lips = [(u, v + curl * (abs(u) / wide) ** 2 + 0.0012 * math.cos(u * 240)) for u in us]
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


def _glasses(face: Face) -> None:
    for side in (-1, 1):
        if face.visible(side * 0.03, 0.115):
            rim = [
                (side * 0.032 + 0.021 * math.cos(t), 0.115 + 0.018 * math.sin(t))
                for t in np.linspace(0, 2 * math.pi, 18)
            ]
            face.line(rim, 0.9, 0.9, out=0.012)
    face.line([(-0.011, 0.119), (0.011, 0.119)], 0.9, 0.9, out=0.014)
