"""Things for inserts, drawn flat: each in its own box, u to the right and v up, about 1 wide."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from storyboard.generate.providers.animatic.furniture import BRASS, IRON, WOOD
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.palette import mix, tone

Pen = Callable[[float, float], tuple[float, float]]
"""From a thing's own box to the sheet."""


def put(
    sheet: Sheet,
    points: list[tuple[float, float]],
    colour: Colour,
    shade: float = 0.4,
    weight: float = 1.6,
) -> None:
    sheet.wash(points, colour, shade)
    sheet.line(points, weight, 0.92, closed=True)


def oval_at(
    at: Pen, u: float, v: float, ru: float, rv: float, steps: int = 30
) -> list[tuple[float, float]]:
    return [
        at(u + ru * math.cos(t), v + rv * math.sin(t))
        for t in np.linspace(0, 2 * math.pi, steps, endpoint=False)
    ]


def _bell(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.55, 0.0), at(0.55, 0.0), at(0.5, 0.14), at(-0.5, 0.14)], WOOD)
    for u in (-0.28, 0.28):
        put(
            sheet,
            [at(u - 0.04, 0.14), at(u + 0.04, 0.14), at(u + 0.03, 0.3), at(u - 0.03, 0.3)],
            BRASS,
            0.3,
            1.1,
        )
        curve = [
            (-0.21, 0.3),
            (-0.18, 0.37),
            (-0.14, 0.47),
            (-0.06, 0.53),
            (0.06, 0.53),
            (0.14, 0.47),
            (0.18, 0.37),
            (0.21, 0.3),
        ]
        put(sheet, [at(u + a, b) for a, b in curve], mix(BRASS, (230, 200, 130), 0.3))
        put(sheet, oval_at(at, u, 0.3, 0.21, 0.035), tone(BRASS, 0.7), 0.2, 1.2)
        put(sheet, oval_at(at, u, 0.55, 0.03, 0.03), BRASS, 0.2, 1.1)
    sheet.line([at(0, 0.14), at(0, 0.44)], 2.2, 0.95)
    put(sheet, oval_at(at, 0, 0.46, 0.045, 0.045), IRON, 0.4, 1.2)
    for side in (-1, 1):
        for k in (0.66, 0.74):
            arc = [
                at(side * (0.28 + (k - 0.3) * math.cos(t)), 0.36 + (k - 0.34) * math.sin(t))
                for t in np.linspace(0.2, 0.9, 8)
            ]
            sheet.line(arc, 1.1, 0.6)


def _lamp(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.26, 0.0), at(0.26, 0.0), at(0.22, 0.12), at(-0.22, 0.12)], IRON)
    put(
        sheet,
        [
            at(-0.2, 0.12),
            at(0.2, 0.12),
            at(0.24, 0.32),
            at(0.17, 0.56),
            at(-0.17, 0.56),
            at(-0.24, 0.32),
        ],
        (252, 236, 190),
        0.15,
    )
    put(sheet, [at(-0.19, 0.56), at(0.19, 0.56), at(0.1, 0.68), at(-0.1, 0.68)], IRON)
    for u in (-0.22, 0.22):
        sheet.line([at(u, 0.1), at(u * 1.15, 0.34), at(u * 0.85, 0.58)], 1.6, 0.9)
    sheet.line(
        [at(0.2 * math.cos(t), 0.62 + 0.3 * math.sin(t)) for t in np.linspace(0.2, 2.94, 16)],
        1.8,
        0.9,
    )
    flame = [
        at(0, 0.2),
        at(0.05, 0.27),
        at(0.02, 0.36),
        at(0, 0.44),
        at(-0.03, 0.35),
        at(-0.05, 0.27),
    ]
    put(sheet, flame, (246, 178, 84), 0, 0.9)
    sheet.glow(*at(0, 0.32), size * 0.9, (255, 208, 120))


def _book(sheet: Sheet, at: Pen, size: float) -> None:
    for side in (-1, 1):
        page = [
            at(0, 0.08),
            at(side * 0.2, 0.17),
            at(side * 0.62, 0.12),
            at(side * 0.52, 0.48),
            at(side * 0.18, 0.52),
            at(0, 0.44),
        ]
        cover = [at(0, 0.02), at(side * 0.66, 0.06), at(side * 0.55, 0.5), at(0, 0.42)]
        put(sheet, cover, (132, 86, 74))
        put(sheet, page, (244, 238, 222), 0.12)
        for k in range(8):
            v = 0.44 - 0.036 * k
            sheet.line(
                [
                    at(side * 0.06, v - 0.03),
                    at(side * 0.2, v + 0.03),
                    at(side * (0.46 + 0.01 * k), v),
                ],
                0.7,
                0.5,
                wobble=1.8,
            )


def _letter(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.5, 0.05), at(0.42, 0.0), at(0.5, 0.42), at(-0.4, 0.5)], (246, 240, 224), 0.12)
    for k in range(7):
        v = 0.42 - 0.05 * k
        sheet.line([at(-0.34 - 0.01 * k, v), at(0.36 - 0.01 * k, v - 0.05)], 0.8, 0.6, wobble=2.4)
    sheet.line([at(-0.46, 0.26), at(0.46, 0.2)], 0.5, 0.3)


def _clock(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, oval_at(at, 0, 0.42, 0.44, 0.44, 40), BRASS)
    put(sheet, oval_at(at, 0, 0.42, 0.37, 0.37, 40), (246, 241, 226), 0.12)
    put(sheet, oval_at(at, 0, 0.91, 0.06, 0.05), BRASS, 0.2, 1.2)
    for k in range(12):
        c, s = math.cos(k * math.pi / 6), math.sin(k * math.pi / 6)
        sheet.line(
            [at(0.31 * c, 0.42 + 0.31 * s), at(0.35 * c, 0.42 + 0.35 * s)],
            1.6 if k % 3 == 0 else 0.9,
            0.9,
        )
    sheet.line([at(0, 0.42), at(0.03, 0.68)], 2.2, 0.95)
    sheet.line([at(0, 0.42), at(-0.17, 0.5)], 2.8, 0.95)


def _phone(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.2, 0.0), at(0.2, 0.0), at(0.2, 0.8), at(-0.2, 0.8)], (86, 86, 94))
    put(
        sheet,
        [at(-0.17, 0.07), at(0.17, 0.07), at(0.17, 0.74), at(-0.17, 0.74)],
        (196, 216, 222),
        0.1,
    )
    for k in range(3):
        put(
            sheet,
            [
                at(-0.13, 0.52 - 0.16 * k),
                at(0.11, 0.52 - 0.16 * k),
                at(0.11, 0.62 - 0.16 * k),
                at(-0.13, 0.62 - 0.16 * k),
            ],
            (238, 240, 240),
            0,
            0.8,
        )
    sheet.glow(*at(0, 0.4), size * 0.6, (170, 205, 235))


def _cup(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, oval_at(at, 0, 0.03, 0.46, 0.08), (226, 220, 208))
    sheet.line(oval_at(at, 0.33, 0.3, 0.13, 0.12), 2.2, 0.9, closed=True)
    body = [
        at(-0.3, 0.5),
        at(0.3, 0.5),
        at(0.26, 0.2),
        at(0.16, 0.06),
        at(-0.16, 0.06),
        at(-0.26, 0.2),
    ]
    put(sheet, body, (238, 232, 220), 0.45)
    put(sheet, oval_at(at, 0, 0.5, 0.3, 0.06), (122, 86, 66), 0.1, 1.3)
    for u in (-0.1, 0.06):
        sheet.line([at(u + 0.04 * math.sin(k * 1.4), 0.6 + k * 0.06) for k in range(7)], 1.0, 0.4)


def _bottle(sheet: Sheet, at: Pen, size: float) -> None:
    body = [
        at(-0.24, 0),
        at(0.24, 0),
        at(0.25, 0.46),
        at(0.2, 0.54),
        at(0.08, 0.6),
        at(-0.08, 0.6),
        at(-0.2, 0.54),
        at(-0.25, 0.46),
    ]
    put(sheet, body, (190, 206, 200), 0.4)
    put(
        sheet,
        [at(-0.19, 0.04), at(0.19, 0.04), at(0.2, 0.36), at(-0.2, 0.36)],
        (222, 178, 112),
        0.3,
        0.9,
    )
    put(sheet, [at(-0.08, 0.6), at(0.08, 0.6), at(0.08, 0.67), at(-0.08, 0.67)], BRASS, 0.3, 1.2)
    put(
        sheet,
        [at(-0.13, 0.67), at(0.13, 0.67), at(0.13, 0.84), at(-0.13, 0.84)],
        (96, 92, 98),
        0.4,
        1.4,
    )
    put(
        sheet,
        [at(-0.13, 0.14), at(0.13, 0.14), at(0.13, 0.28), at(-0.13, 0.28)],
        (246, 240, 226),
        0,
        0.8,
    )
    sheet.line([at(-0.19, 0.1), at(-0.2, 0.44)], 1.8, 0.2)


def _key(sheet: Sheet, at: Pen, size: float) -> None:
    put(sheet, [at(-0.2, 0.17), at(0.55, 0.17), at(0.55, 0.24), at(-0.2, 0.24)], BRASS, 0.3)
    put(sheet, oval_at(at, -0.36, 0.205, 0.2, 0.16), BRASS)
    put(sheet, oval_at(at, -0.36, 0.205, 0.11, 0.08), (150, 130, 110), 0, 1.1)
    put(
        sheet,
        [
            at(0.38, 0.17),
            at(0.38, 0.04),
            at(0.44, 0.04),
            at(0.44, 0.1),
            at(0.49, 0.1),
            at(0.49, 0.03),
            at(0.55, 0.03),
            at(0.55, 0.17),
        ],
        BRASS,
        0.2,
    )


def _knife(sheet: Sheet, at: Pen, size: float) -> None:
    put(
        sheet,
        [at(-0.1, 0.12), at(0.55, 0.2), at(0.72, 0.29), at(0.5, 0.29), at(-0.1, 0.26)],
        (212, 214, 216),
        0.3,
    )
    put(sheet, [at(-0.55, 0.1), at(-0.1, 0.13), at(-0.1, 0.25), at(-0.55, 0.24)], (120, 88, 70))


def _gun(sheet: Sheet, at: Pen, size: float) -> None:
    shape = [
        at(-0.3, 0.42),
        at(0.6, 0.42),
        at(0.6, 0.32),
        at(0.08, 0.3),
        at(0.02, 0.2),
        at(-0.1, 0.22),
        at(-0.22, 0.0),
        at(-0.42, 0.04),
    ]
    put(sheet, shape, (112, 112, 120))
    put(sheet, [at(-0.12, 0.24), at(-0.22, 0.0), at(-0.42, 0.04), at(-0.3, 0.34)], WOOD, 0.3, 1.1)
    sheet.line(oval_at(at, 0.03, 0.24, 0.07, 0.07), 1.4, 0.9, closed=True)


def _shoe(sheet: Sheet, at: Pen, size: float) -> None:
    upper = [
        at(-0.5, 0.08),
        at(-0.5, 0.42),
        at(-0.22, 0.46),
        at(-0.04, 0.3),
        at(0.3, 0.22),
        at(0.54, 0.15),
        at(0.58, 0.07),
    ]
    put(sheet, upper, (188, 96, 80))
    put(
        sheet, [at(-0.54, 0.09), at(0.62, 0.08), at(0.6, 0.0), at(-0.52, 0.0)], (240, 236, 226), 0.3
    )
    for k in range(4):
        u, v = -0.16 + 0.09 * k, 0.38 - 0.045 * k
        sheet.line([at(u - 0.05, v - 0.05), at(u + 0.06, v + 0.02)], 1.4, 0.9)


def _flower(sheet: Sheet, at: Pen, size: float) -> None:
    sheet.line([at(0.02, 0.0), at(-0.04, 0.3), at(0, 0.56)], 2.4, 0.9)
    for side in (-1, 1):
        put(
            sheet,
            [at(-0.02, 0.22), at(side * 0.2, 0.34), at(side * 0.3, 0.28), at(side * 0.16, 0.2)],
            (120, 150, 106),
            0.3,
            1.1,
        )
    for k in range(7):
        turn = k * 2 * math.pi / 7
        put(
            sheet,
            oval_at(at, 0.14 * math.cos(turn), 0.7 + 0.14 * math.sin(turn), 0.12, 0.11),
            (206, 112, 104),
            0.3,
            1.1,
        )
    put(sheet, oval_at(at, 0, 0.7, 0.09, 0.085), (226, 186, 96), 0.3, 1.1)


def _case(sheet: Sheet, at: Pen, size: float) -> None:
    front = [at(-0.52, 0.0), at(0.4, -0.04), at(0.4, 0.44), at(-0.52, 0.48)]
    put(sheet, front, (162, 120, 86))
    put(sheet, [at(0.4, -0.04), at(0.58, 0.06), at(0.58, 0.52), at(0.4, 0.44)], (128, 94, 70))
    put(sheet, [at(-0.52, 0.48), at(0.4, 0.44), at(0.58, 0.52), at(-0.32, 0.56)], (182, 140, 104))
    sheet.line([at(-0.16, 0.5), at(-0.14, 0.6), at(0.1, 0.6), at(0.12, 0.49)], 2.4, 0.92)
    for u in (-0.34, 0.2):
        sheet.line([at(u, -0.01), at(u, 0.46)], 1.6, 0.8)
        put(
            sheet,
            [at(u - 0.04, 0.34), at(u + 0.04, 0.34), at(u + 0.04, 0.4), at(u - 0.04, 0.4)],
            BRASS,
            0,
            1.0,
        )


def _hand(sheet: Sheet, at: Pen, size: float) -> None:
    skin = (230, 198, 168)
    put(sheet, [at(0.9, -0.1), at(0.9, 0.26), at(0.42, 0.32), at(0.42, 0.0)], (96, 104, 130))
    fingers = [
        ((-0.02, 0.42), (-0.5, 0.46)),
        ((-0.06, 0.32), (-0.62, 0.32)),
        ((-0.06, 0.22), (-0.58, 0.18)),
        ((-0.02, 0.12), (-0.44, 0.06)),
    ]
    palm = hull(
        [
            at(0.44, 0.02),
            at(0.44, 0.3),
            at(0.1, 0.5),
            at(-0.08, 0.46),
            at(-0.1, 0.1),
            at(0.12, 0.02),
        ]
    )
    for (a, b), (c, d) in fingers:
        shape = hull([*oval_at(at, a, b, 0.06, 0.06), *oval_at(at, c, d, 0.042, 0.042)])
        sheet.wash(shape, skin, 0.35)
        sheet.line(shape, 1.5, 0.92, closed=True)
    sheet.line(palm, 1.6, 0.92, closed=True)
    sheet.wash(palm, skin, 0.3)
    thumb = hull([*oval_at(at, 0.16, 0.42, 0.075, 0.075), *oval_at(at, -0.08, 0.62, 0.05, 0.05)])
    sheet.wash(thumb, skin, 0.35)
    sheet.line(thumb, 1.5, 0.92, closed=True)


def _flag(sheet: Sheet, at: Pen, size: float) -> None:
    """Furled about its stick."""
    put(sheet, [at(-0.03, -0.3), at(0.03, -0.3), at(0.03, 1.5), at(-0.03, 1.5)], WOOD, 0.3, 1.1)
    cloth = [at(-0.04, 1.46), at(0.11, 1.4), at(0.15, 0.9), at(0.08, 0.55), at(-0.07, 0.6)]
    put(sheet, cloth, (176, 80, 68), 0.4, 1.2)
    sheet.line([at(0.06, 1.38), at(0.02, 0.62)], 0.7, 0.6)


THINGS: Mapping[str, Callable[[Sheet, Pen, float], None]] = {
    "bell": _bell, "lamp": _lamp, "book": _book, "letter": _letter, "clock": _clock,
    "phone": _phone, "cup": _cup, "bottle": _bottle, "key": _key, "knife": _knife, "gun": _gun,
    "shoe": _shoe, "flower": _flower, "case": _case, "hand": _hand,
    "flag": _flag,
}  # fmt: skip
