"""Furniture: each piece is one function that stands at x metres across the room."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.palette import mix, tone

WOOD: Colour = (166, 130, 98)
IRON: Colour = (104, 102, 108)
BRASS: Colour = (200, 168, 104)


class Walls(Protocol):
    """What furniture must know of a room, in metres."""

    @property
    def half(self) -> float:
        """From the middle to either side wall."""

    @property
    def back(self) -> float:
        """Where the back wall stands."""

    @property
    def high(self) -> float:
        """The height of the ceiling."""


def desk(scene: Scenery, room: Walls, x: float) -> None:
    """A writing desk against the back wall: ledger, ink and a lamp."""
    z, wood = room.back - 0.85, mix(WOOD, scene.tint, 0.15)
    for leg in (x - 0.7, x + 0.62):
        scene.box((leg, 0, z + 0.05), (leg + 0.08, 0.72, z + 0.65), tone(wood, 0.85))
    scene.box((x - 0.75, 0.56, z), (x + 0.75, 0.72, z + 0.7), tone(wood, 0.95))
    scene.box((x - 0.8, 0.72, z - 0.04), (x + 0.8, 0.77, z + 0.74), wood)
    book = [
        (x - 0.35, 0.79, z + 0.12),
        (x + 0.2, 0.79, z + 0.1),
        (x + 0.25, 0.79, z + 0.45),
        (x - 0.3, 0.79, z + 0.48),
    ]
    scene.quad(book, (240, 232, 214))
    scene.stroke([(x - 0.07, 0.79, z + 0.11), (x - 0.03, 0.79, z + 0.46)], 0.7)
    _desk_lamp(scene, x + 0.55, 0.77, z + 0.35)
    _chair(scene, x - 0.1, z - 0.7, wood)


def _desk_lamp(scene: Scenery, x: float, y: float, z: float) -> None:
    scene.drum((x, y, z), 0.05, 0.09, 0.08, BRASS)
    scene.post((x, y + 0.04, z), (x, y + 0.32, z), 0.018, BRASS)
    scene.drum((x, y + 0.28, z), 0.17, 0.16, 0.08, (120, 150, 120))
    scene.glow((x, y + 0.24, z), 1.5 if scene.brief.time != "day" else 0.7, (255, 214, 140))


def _chair(scene: Scenery, x: float, z: float, wood: Colour) -> None:
    for dx in (-0.2, 0.2):
        for dz in (0.0, 0.38):
            scene.post((x + dx, 0, z + dz), (x + dx, 0.45, z + dz), 0.022, wood)
    scene.box((x - 0.23, 0.43, z - 0.03), (x + 0.23, 0.48, z + 0.42), wood)
    for dx in (-0.2, 0.2):
        scene.post((x + dx, 0.47, z), (x + dx, 0.98, z - 0.06), 0.022, wood)
    scene.box((x - 0.22, 0.74, z - 0.08), (x + 0.22, 0.96, z - 0.03), wood)


def table(scene: Scenery, room: Walls, x: float) -> None:
    """A table with two chairs and something to drink from."""
    z, wood = min(1.6, room.back - 1.4), mix(WOOD, scene.tint, 0.15)
    x = math.copysign(max(1.35, abs(x)), x)
    _chair(scene, x, z + 0.7, wood)
    for dx in (-0.6, 0.52):
        for dz in (0.06, 0.66):
            scene.box((x + dx, 0, z + dz), (x + dx + 0.08, 0.7, z + dz + 0.08), tone(wood, 0.85))
    scene.box((x - 0.7, 0.70, z), (x + 0.7, 0.76, z + 0.8), wood)
    scene.drum((x - 0.2, 0.76, z + 0.3), 0.11, 0.04, 0.05, (232, 226, 214))
    scene.drum((x + 0.25, 0.76, z + 0.45), 0.24, 0.06, 0.03, (120, 146, 124))


def stove(scene: Scenery, room: Walls, x: float) -> None:
    """An iron stove with its pipe, or what stands for a hearth; it glows."""
    z = room.back - 0.7
    for dx in (-0.2, 0.2):
        scene.post((x + dx, 0, z), (x + dx * 0.9, 0.2, z), 0.03, IRON)
    scene.post((x, 0.95, z + 0.1), (x, room.high, z + 0.1), 0.075, IRON)
    scene.drum((x, 0.18, z), 0.68, 0.3, 0.27, IRON)
    scene.drum((x, 0.86, z), 0.09, 0.33, 0.3, tone(IRON, 1.15))
    front = z - 0.3
    scene.quad(
        [
            (x - 0.13, 0.36, front),
            (x + 0.13, 0.36, front),
            (x + 0.13, 0.6, front),
            (x - 0.13, 0.6, front),
        ],
        (236, 142, 74),
    )
    for dx in (-0.06, 0.0, 0.06):
        scene.stroke([(x + dx, 0.36, front), (x + dx, 0.6, front)], 0.9)
    scene.glow((x, 0.48, front), 1.5, (255, 150, 70))
    scene.drum((x + 0.06, 0.95, z), 0.17, 0.10, 0.07, tone(IRON, 1.3))


def shelves(scene: Scenery, room: Walls, x: float) -> None:
    """A case of books up the back wall."""
    z, wood, high = room.back - 0.34, mix(WOOD, scene.tint, 0.2), min(2.3, room.high - 0.2)
    scene.box((x - 0.9, 0, z), (x + 0.9, high, room.back), wood)
    rng = np.random.default_rng(17)
    for y in np.arange(0.12, high - 0.3, 0.42):
        scene.quad(
            [(x - 0.84, y, z), (x + 0.84, y, z), (x + 0.84, y + 0.36, z), (x - 0.84, y + 0.36, z)],
            tone(wood, 0.62),
        )
        at = x - 0.82
        while at < x + 0.74:
            wide, tall = rng.uniform(0.05, 0.11), rng.uniform(0.22, 0.34)
            cloth = mix(
                ((166, 92, 80), (96, 116, 132), (124, 134, 96), (190, 164, 112))[
                    int(rng.integers(4))
                ],
                scene.tint,
                0.25,
            )
            scene.quad(
                [
                    (at, y, z - 0.01),
                    (at + wide, y, z - 0.01),
                    (at + wide, y + tall, z - 0.01),
                    (at, y + tall, z - 0.01),
                ],
                cloth,
                0.6,
            )
            at += wide + (0.1 if rng.random() < 0.12 else 0.004)


def bed(scene: Scenery, room: Walls, x: float) -> None:
    """A bedstead along the back wall."""
    z = room.back - 1.05
    x = math.copysign(max(1.2, abs(x)), x)
    scene.box((x - 1.0, 0.12, z), (x + 1.0, 0.4, z + 0.95), mix(WOOD, scene.tint, 0.2))
    scene.box((x - 0.98, 0.4, z + 0.02), (x + 0.98, 0.56, z + 0.93), (232, 226, 216))
    scene.box((x - 0.9, 0.54, z + 0.15), (x - 0.45, 0.68, z + 0.8), (242, 238, 230))
    scene.quad(
        [
            (x - 0.2, 0.57, z),
            (x + 1.0, 0.57, z),
            (x + 1.0, 0.57, z + 0.94),
            (x - 0.2, 0.57, z + 0.94),
        ],
        mix((150, 110, 108), scene.tint, 0.4),
    )
    scene.box((x - 1.08, 0, z), (x - 1.0, 1.0, z + 0.95), mix(WOOD, scene.tint, 0.2))


def console(scene: Scenery, room: Walls, x: float) -> None:
    """A shelf of instruments: dials, bells and levers."""
    z, wood = room.back - 0.42, mix(WOOD, scene.tint, 0.2)
    scene.box((x - 0.85, 0, z), (x + 0.85, 0.9, room.back), tone(wood, 0.9))
    for k in range(3):
        at = x - 0.55 + 0.55 * k
        scene.box((at - 0.2, 0.9, z + 0.04), (at + 0.2, 1.42, room.back), wood)
        dial = [
            (at + 0.13 * math.cos(a), 1.2 + 0.13 * math.sin(a), z + 0.03)
            for a in np.linspace(0, 6.28, 18)
        ]
        scene.quad(dial, (240, 234, 218))
        scene.stroke([(at, 1.2, z + 0.02), (at + 0.06, 1.29, z + 0.02)], 0.9)
        scene.ball((at, 1.5, z + 0.15), 0.07, BRASS)
    for k in range(5):
        at = x - 0.7 + 0.16 * k
        scene.post((at, 0.55, z - 0.05), (at + 0.02, 1.05, z - 0.2 - 0.05 * (k % 2)), 0.018, IRON)
        scene.ball((at + 0.02, 1.07, z - 0.21 - 0.05 * (k % 2)), 0.03, (176, 84, 70))


def screen(scene: Scenery, room: Walls, x: float) -> None:
    """Monitors on a table; they light the room."""
    z = room.back - 0.7
    scene.box((x - 0.9, 0.66, z), (x + 0.9, 0.72, z + 0.65), (150, 150, 156))
    for side in (-0.43, 0.43):
        scene.box((x + side - 0.38, 0.84, z + 0.3), (x + side + 0.38, 1.34, z + 0.36), (84, 86, 94))
        scene.quad(
            [
                (x + side - 0.34, 0.88, z + 0.29),
                (x + side + 0.34, 0.88, z + 0.29),
                (x + side + 0.34, 1.3, z + 0.29),
                (x + side - 0.34, 1.3, z + 0.29),
            ],
            (170, 204, 214),
        )
        scene.post((x + side, 0.72, z + 0.33), (x + side, 0.86, z + 0.33), 0.04, (84, 86, 94))
        scene.glow((x + side, 1.1, z + 0.2), 1.1, (150, 200, 230))
    for leg in (-0.85, 0.8):
        scene.box((x + leg, 0, z), (x + leg + 0.05, 0.66, z + 0.6), (130, 130, 136))


def sofa(scene: Scenery, room: Walls, x: float) -> None:
    """A sofa with cushions."""
    z, cloth = room.back - 1.2, mix((150, 112, 100), scene.tint, 0.35)
    scene.box((x - 1.0, 0.1, z + 0.6), (x + 1.0, 0.92, z + 0.9), cloth)
    scene.box((x - 0.98, 0.1, z), (x + 0.98, 0.44, z + 0.65), tone(cloth, 1.05))
    for side in (-1.1, 0.92):
        scene.box((x + side, 0.1, z), (x + side + 0.2, 0.64, z + 0.9), tone(cloth, 0.95))
    scene.stroke([(x, 0.44, z), (x, 0.44, z + 0.6), (x, 0.92, z + 0.6)], 0.7)


def _bottles(scene: Scenery, room: Walls, x: float) -> None:
    """The wall behind a bar: three boards of bottles before a mirror."""
    z, wood = room.back - 0.3, mix(WOOD, scene.tint, 0.15)
    low, high = 1.1, min(2.4, room.high - 0.2)
    mirror = [(x - 1.5, low, z), (x + 1.5, low, z), (x + 1.5, high, z), (x - 1.5, high, z)]
    scene.quad(mirror, mix((196, 204, 202), scene.tint, 0.3))
    rng = np.random.default_rng(29)
    for y in np.arange(low + 0.08, high - 0.34, 0.42):
        scene.box((x - 1.5, y - 0.04, z - 0.2), (x + 1.5, y, z), wood)
        for u in np.arange(x - 1.4, x + 1.4, 0.17):
            glass = ((124, 146, 118), (170, 120, 72), (150, 166, 172), (134, 84, 72))[
                int(rng.integers(4))
            ]
            tall = float(rng.uniform(0.17, 0.23))
            scene.drum((u, y, z - 0.1), tall, 0.05, 0.045, glass)
            scene.drum((u, y + tall, z - 0.1), 0.08, 0.018, 0.016, glass)


def counter(scene: Scenery, room: Walls, x: float) -> None:
    """A bar with stools and bottles behind."""
    z, wood = room.back - 1.1, mix(WOOD, scene.tint, 0.15)
    _bottles(scene, room, x)
    scene.box((x - 1.6, 0, z), (x + 1.6, 1.05, z + 0.5), wood)
    scene.box((x - 1.7, 1.05, z - 0.1), (x + 1.7, 1.12, z + 0.56), tone(wood, 0.8))
    for dx in (-1.0, -0.3, 0.5):
        scene.drum((x + dx, 1.12, z + 0.2), 0.26, 0.045, 0.025, (124, 146, 118))


def pillars(scene: Scenery, room: Walls, x: float) -> None:
    """Two rows of columns leading to the back."""
    stone = mix((212, 202, 184), scene.tint, 0.4)
    for z in np.arange(room.back - 0.8, -0.5, -2.2):
        for side in (-0.72, 0.72):
            at = side * room.half
            scene.box((at - 0.45, 0, z - 0.45), (at + 0.45, 0.35, z + 0.45), stone)
            scene.drum((at, 0.35, z), room.high - 0.7, 0.32, 0.28, stone)
            scene.box(
                (at - 0.42, room.high - 0.4, z - 0.42), (at + 0.42, room.high, z + 0.42), stone
            )


def stairs(scene: Scenery, room: Walls, x: float) -> None:
    """A flight of stairs up the right wall."""
    wood = mix(WOOD, scene.tint, 0.25)
    for i in range(10, -1, -1):
        z = room.back - 0.3 - (10 - i) * 0.26
        low = room.half - 1.1
        scene.box((low, 0, z - 0.26), (room.half, (i + 1) * 0.19, z), wood)
    scene.stroke(
        [(room.half - 1.1, 0.95, room.back - 3.1), (room.half - 1.1, 2.95, room.back - 0.4)], 0.9
    )


def softbox(scene: Scenery, room: Walls, x: float) -> None:
    """A studio: a sweep of paper, a soft light on its stand, a camera on a tripod."""
    z = room.back - 0.1
    sweep = [
        (-1.6, room.high - 0.3, z),
        (1.6, room.high - 0.3, z),
        (1.6, 0.3, z),
        (1.6, 0, z - 1.6),
        (-1.6, 0, z - 1.6),
        (-1.6, 0.3, z),
    ]
    scene.quad(sweep, mix((236, 230, 218), scene.tint, 0.3))
    for side in (-1, 1):
        at, deep = side * min(2.3, room.half - 0.7), z - 1.2
        for dx in (-0.3, 0.3):
            scene.stroke([(at + dx, 0, deep), (at, 0.7, deep)], 0.85, 1.3)
        scene.post((at, 0, deep), (at, 1.9, deep), 0.022, IRON)
        face = [
            (at - 0.45, 1.6, deep),
            (at + 0.45, 1.7, deep - 0.15),
            (at + 0.45, 2.4, deep - 0.15),
            (at - 0.45, 2.3, deep),
        ]
        scene.quad(face, (252, 248, 236))
        scene.stroke([face[0], face[2]], 0.3, 0.6)
        scene.stroke([face[1], face[3]], 0.3, 0.6)
        scene.glow((at, 2.0, deep - 0.1), 1.6, (255, 246, 220))


def lamp(scene: Scenery, room: Walls, x: float) -> None:
    """A lamp hanging from the ceiling."""
    z = min(1.2, room.back - 0.9)
    y = min(room.high - 0.5, 2.35)
    scene.stroke([(x, room.high, z), (x, y + 0.2, z)], 0.85, 1.1)
    scene.drum((x, y, z), 0.22, 0.24, 0.06, (126, 134, 116))
    scene.ball((x, y - 0.01, z), 0.065, (255, 238, 184))
    scene.glow((x, y - 0.05, z), 2.2, (255, 220, 150))


def clock(scene: Scenery, room: Walls, x: float) -> None:
    """A wall clock."""
    y, z = min(2.2, room.high - 0.5), room.back - 0.04
    for radius, colour in ((0.26, WOOD), (0.21, (242, 236, 220))):
        scene.quad(
            [
                (x + radius * math.cos(a), y + radius * math.sin(a), z)
                for a in np.linspace(0, 6.28, 24)
            ],
            colour,
        )
    scene.stroke([(x, y, z), (x + 0.04, y + 0.15, z)], 0.95, 1.2)
    scene.stroke([(x, y, z), (x + 0.11, y - 0.04, z)], 0.95, 1.2)


def picture(scene: Scenery, room: Walls, x: float) -> None:
    """A framed picture."""
    y, z = min(1.75, room.high - 0.9), room.back - 0.04
    scene.quad(
        [
            (x - 0.42, y - 0.3, z),
            (x + 0.42, y - 0.3, z),
            (x + 0.42, y + 0.32, z),
            (x - 0.42, y + 0.32, z),
        ],
        WOOD,
    )
    scene.quad(
        [
            (x - 0.35, y - 0.23, z),
            (x + 0.35, y - 0.23, z),
            (x + 0.35, y + 0.25, z),
            (x - 0.35, y + 0.25, z),
        ],
        (222, 218, 204),
    )
    scene.stroke(
        [
            (x - 0.33, y - 0.1, z),
            (x - 0.1, y + 0.08, z),
            (x + 0.05, y - 0.04, z),
            (x + 0.33, y + 0.02, z),
        ],
        0.5,
    )


def bars(scene: Scenery, room: Walls, x: float) -> None:
    """The bars of a cell across the back."""
    z = room.back - 0.9
    for at in np.arange(-room.half, room.half, 0.22):
        scene.post((at, 0, z), (at, room.high, z), 0.022, IRON)
    for y in (0.9, 2.1):
        scene.post((-room.half, y, z), (room.half, y, z), 0.025, IRON)


def plant(scene: Scenery, room: Walls, x: float) -> None:
    """A plant in a pot."""
    z = room.back - 0.6
    scene.drum((x, 0, z), 0.4, 0.16, 0.21, (178, 120, 90))
    for turn in np.linspace(0.3, 2.9, 9):
        tip = (x + 0.55 * math.cos(turn), 0.75 + 0.6 * math.sin(turn), z)
        side = np.array([0.05 * math.sin(turn), -0.05 * math.cos(turn), 0])
        middle = (np.array([x, 0.4, z]) + np.array(tip)) / 2
        scene.quad([(x, 0.4, z), middle + side, tip, middle - side], (124, 150, 108))


PIECES: Mapping[str, Callable[[Scenery, Walls, float], None]] = {
    "desk": desk, "table": table, "stove": stove, "shelves": shelves, "bed": bed,
    "console": console, "screen": screen, "sofa": sofa, "counter": counter, "pillars": pillars,
    "stairs": stairs, "softbox": softbox, "lamp": lamp, "clock": clock, "picture": picture,
    "bars": bars, "plant": plant,
}  # fmt: skip
