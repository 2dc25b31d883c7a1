"""Wares: more things for inserts, those of the shop window. Drawn like those of `things`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.furniture import BRASS, IRON, WOOD
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.palette import tone
from storyboard.generate.providers.animatic.things import Pen, oval_at, put

_METAL: Colour = (196, 198, 202)
_GLASS: Colour = (228, 236, 238)
_LIT: Colour = (255, 238, 186)
PAINT: Colour = (178, 182, 188)
"""A car's of which no colour is said: the same in every shot."""


def _points(outline: NDArray[np.float64]) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in outline]


def _headlamp(sheet: Sheet, at: Pen, size: float) -> None:
    """A round lamp seen from the front and a little from the side, its switch on top."""
    put(sheet, [at(-0.10, 0.0), at(0.16, 0.0), at(0.12, 0.12), at(-0.06, 0.12)], IRON)
    shell = hull([*oval_at(at, -0.06, 0.42, 0.33, 0.35), *oval_at(at, 0.28, 0.46, 0.22, 0.26)])
    put(sheet, _points(shell), _METAL, 0.5)
    for k in range(3):
        u = 0.24 + 0.07 * k
        rib = [at(u + 0.035 * math.cos(t), 0.45 + (0.30 - 0.03 * k) * math.sin(t))
               for t in np.linspace(-1.3, 1.3, 12)]  # fmt: skip
        sheet.line(rib, 0.9, 0.55)
    put(sheet, [at(0.08, 0.76), at(0.26, 0.74), at(0.25, 0.82), at(0.10, 0.84)], BRASS, 0.3, 1.3)
    put(sheet, oval_at(at, -0.08, 0.42, 0.31, 0.34), tone(_METAL, 0.88), 0.2)
    put(sheet, oval_at(at, -0.09, 0.42, 0.26, 0.285), _LIT, 0.12)
    for k in range(1, 3):
        sheet.line(oval_at(at, -0.09, 0.42, 0.26 - 0.08 * k, 0.285 - 0.085 * k), 0.8, 0.35,
                   closed=True)  # fmt: skip
    glint = [at(-0.09 + 0.21 * math.cos(t), 0.42 + 0.23 * math.sin(t))
             for t in np.linspace(1.9, 2.8, 9)]  # fmt: skip
    sheet.line(glint, 2.6, 0.12)
    sheet.glow(*at(-0.09, 0.42), size * 0.7, (255, 214, 130))


def _radio(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.56, 0.0), at(0.56, 0.0), at(0.56, 0.56), at(-0.56, 0.56)], WOOD)
    put(sheet, oval_at(at, -0.25, 0.28, 0.21, 0.21), (214, 200, 172), 0.2, 1.3)
    for k in range(-3, 4):
        half = 0.19 * math.sqrt(1 - (k / 3.6) ** 2)
        sheet.line(
            [at(-0.25 - half, 0.28 + 0.055 * k), at(-0.25 + half, 0.28 + 0.055 * k)], 0.8, 0.5
        )
    put(sheet, [at(0.06, 0.32), at(0.48, 0.32), at(0.48, 0.46), at(0.06, 0.46)], _LIT, 0.1, 1.2)
    sheet.line([at(0.30, 0.33), at(0.30, 0.45)], 1.6, 0.8)
    for u in (0.15, 0.39):
        put(sheet, oval_at(at, u, 0.15, 0.075, 0.075), BRASS, 0.4, 1.2)
    sheet.line([at(0.40, 0.56), at(0.66, 0.98)], 1.8, 0.9)


def _camera(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.16, 0.5), at(0.16, 0.5), at(0.11, 0.64), at(-0.11, 0.64)], IRON)
    put(sheet, [at(-0.52, 0.0), at(0.52, 0.0), at(0.52, 0.5), at(-0.52, 0.5)], (112, 108, 114))
    put(sheet, [at(-0.52, 0.40), at(0.52, 0.40), at(0.52, 0.5), at(-0.52, 0.5)], _METAL, 0.2, 1.2)
    for reach, colour in ((0.24, IRON), (0.18, (70, 74, 88)), (0.11, (150, 172, 190))):
        put(sheet, oval_at(at, 0.0, 0.22, reach, reach), colour, 0.3, 1.4)
    put(sheet, [at(0.30, 0.5), at(0.44, 0.5), at(0.44, 0.55), at(0.30, 0.55)], BRASS, 0.2, 1.1)


def _wheel_at(sheet: Sheet, at: Pen, u: float, v: float, reach: float) -> None:
    for share, weight in ((1.0, 2.4), (0.88, 1.0)):
        sheet.line(oval_at(at, u, v, reach * share, reach * share), weight, 0.9, closed=True)
    for turn in np.linspace(0, math.pi, 7, endpoint=False):
        du, dv = reach * 0.88 * math.cos(turn), reach * 0.88 * math.sin(turn)
        sheet.line([at(u - du, v - dv), at(u + du, v + dv)], 0.5, 0.45)


def _bicycle(sheet: Sheet, at: Pen, size: float) -> None:
    _wheel_at(sheet, at, -0.42, 0.24, 0.24)
    _wheel_at(sheet, at, 0.42, 0.24, 0.24)
    seat, crank, head = (-0.20, 0.54), (-0.06, 0.22), (0.29, 0.56)
    tubes = [(seat, crank), (crank, head), (seat, head), ((-0.42, 0.24), crank),
             ((-0.42, 0.24), seat), (head, (0.42, 0.24))]  # fmt: skip
    for (a, b), (c, d) in tubes:
        across = np.array([-(d - b), c - a]) / math.hypot(c - a, d - b) * 0.014
        side = [(a + across[0], b + across[1]), (c + across[0], d + across[1]),
                (c - across[0], d - across[1]), (a - across[0], b - across[1])]  # fmt: skip
        put(sheet, [at(*p) for p in side], (172, 92, 80), 0.2, 0.9)
    put(sheet, [at(-0.32, 0.60), at(-0.10, 0.59), at(-0.14, 0.55), at(-0.28, 0.55)], IRON, 0.3, 1.2)
    sheet.line([at(0.29, 0.56), at(0.27, 0.66), at(0.36, 0.67), at(0.41, 0.62)], 2.2, 0.9)
    put(sheet, oval_at(at, -0.06, 0.22, 0.055, 0.055), _METAL, 0.2, 1.1)


def _car(sheet: Sheet, at: Pen, size: float) -> None:
    draw_car(sheet, at, PAINT)


def draw_car(sheet: Sheet, at: Pen, colour: Colour) -> None:
    """A car from the side, which goes to the right: from -0.63 to 0.63, its wheels on -0.03."""
    roof = [at(-0.36, 0.28), at(-0.22, 0.46), at(0.16, 0.46), at(0.36, 0.28)]
    put(sheet, roof, (214, 224, 228), 0.2)
    sheet.line([at(-0.02, 0.46), at(-0.02, 0.28)], 1.6, 0.9)
    body = [at(-0.62, 0.08), at(-0.63, 0.24), at(-0.36, 0.29), at(0.36, 0.29), at(0.60, 0.24),
            at(0.63, 0.08)]  # fmt: skip
    put(sheet, body, colour)
    for u in (-0.36, 0.36):
        put(sheet, oval_at(at, u, 0.09, 0.12, 0.12), (72, 70, 76), 0.2)
        put(sheet, oval_at(at, u, 0.09, 0.055, 0.055), _METAL, 0.2, 1.1)
    put(sheet, oval_at(at, 0.585, 0.19, 0.03, 0.035), _LIT, 0, 1.0)


def _product(sheet: Sheet, at: Pen, size: float) -> None:
    """What nobody has drawn yet: a rounded block with a label, turned a little to show its side."""
    turn = np.linspace(0, 2 * math.pi, 32, endpoint=False)

    def block(du: float, dv: float) -> list[tuple[float, float]]:
        power = 0.35  # a superellipse: a box with soft corners
        return [
            at(du + 0.36 * math.copysign(abs(math.cos(t)) ** power, math.cos(t)),
               dv + 0.34 + 0.34 * math.copysign(abs(math.sin(t)) ** power, math.sin(t)))
            for t in turn
        ]  # fmt: skip

    side = hull([*block(0.0, 0.0), *block(0.16, 0.07)])
    put(sheet, _points(side), (164, 160, 158), 0.3)
    put(sheet, block(0.0, 0.0), (206, 202, 196), 0.3)
    put(sheet, [at(-0.22, 0.24), at(0.22, 0.24), at(0.22, 0.50), at(-0.22, 0.50)], (246, 241, 228),
        0, 1.0)  # fmt: skip
    for k, half in enumerate((0.15, 0.10)):
        sheet.line([at(-half, 0.41 - 0.09 * k), at(half, 0.41 - 0.09 * k)], 1.3, 0.55)


def _disc(sheet: Sheet, at: Pen, size: float) -> None:
    for reach, colour in ((0.42, _METAL), (0.34, _GLASS), (0.12, (250, 250, 246))):
        put(sheet, oval_at(at, 0, 0.42, reach, reach), colour, 0.25, 1.2)
    sheet.line([at(-0.2, 0.5), at(-0.1, 0.62)], 1.6, 0.3)


def _cell(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.07, 0.82), at(0.07, 0.82), at(0.07, 0.9), at(-0.07, 0.9)], _METAL, 0.2, 1.1)
    put(sheet, [at(-0.2, 0.02), at(0.2, 0.02), at(0.2, 0.82), at(-0.2, 0.82)], (116, 124, 136))
    put(sheet, [at(-0.2, 0.6), at(0.2, 0.6), at(0.2, 0.82), at(-0.2, 0.82)], BRASS, 0.3, 1.1)


def _knob(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, oval_at(at, 0, 0.40, 0.27, 0.27), BRASS, 0.4, 1.4)
    put(sheet, oval_at(at, 0, 0.42, 0.15, 0.15), tone(BRASS, 1.12), 0.3, 1.1)


def _shell(sheet: Sheet, at: Pen, size: float) -> None:
    egg = [at(0.36 * math.cos(t) * (1 - 0.16 * math.sin(t)), 0.43 + 0.43 * math.sin(t))
           for t in np.linspace(0, 2 * math.pi, 30, endpoint=False)]  # fmt: skip
    put(sheet, egg, _METAL, 0.5)
    put(sheet, oval_at(at, 0, 0.30, 0.25, 0.24), (110, 110, 118), 0.3, 1.3)


def _glass(sheet: Sheet, at: Pen, size: float) -> None:
    """A tall glass of something golden, with its foam."""
    sides = [at(-0.2, 0.62), at(0.2, 0.62), at(0.15, 0.02), at(-0.15, 0.02)]
    put(sheet, sides, (226, 232, 232), 0.3)
    drink = [at(-0.185, 0.5), at(0.185, 0.5), at(0.14, 0.05), at(-0.14, 0.05)]
    put(sheet, drink, (222, 178, 96), 0.3, 0.8)
    put(sheet, oval_at(at, 0, 0.52, 0.19, 0.06), (246, 240, 222), 0.1, 1.0)
    sheet.line([at(-0.1, 0.44), at(-0.07, 0.14)], 0.9, 0.4)


WARES: Mapping[str, Callable[[Sheet, Pen, float], None]] = {
    "headlamp": _headlamp, "radio": _radio, "camera": _camera, "bicycle": _bicycle, "car": _car,
    "product": _product, "glass": _glass,
}  # fmt: skip
PARTS: Mapping[str, Callable[[Sheet, Pen, float], None]] = {
    "lens": _disc, "reflector": _disc, "glass": _disc, "disc": _disc, "ring": _disc, "dial": _disc,
    "cell": _cell, "battery": _cell, "tube": _cell, "handle": _cell,
    "switch": _knob, "button": _knob, "screw": _knob, "knob": _knob, "cap": _knob, "coin": _knob,
    "shell": _shell, "body": _shell, "case": _shell, "housing": _shell,
}  # fmt: skip
