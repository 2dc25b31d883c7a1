"""What stands in a room to be used: a sink, a fridge, a piano; functions, as furniture is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from storyboard.generate.providers.animatic.build import Scenery, Vec
from storyboard.generate.providers.animatic.furniture import IRON, Walls
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.palette import mix, tone

ENAMEL: Colour = (232, 232, 226)
EBONY: Colour = (122, 98, 84)


def sink(scene: Scenery, room: Walls, x: float) -> None:
    """A sink in its cupboard under a tap, with a rack of plates beside it."""
    z, front = room.back - 0.02, room.back - 0.64
    cupboard = mix((206, 200, 184), scene.tint, 0.3)
    scene.box((x - 1.1, 0, front), (x + 1.1, 0.86, z), cupboard)
    for left in (-1.05, -0.34, 0.37):
        door = [
            (x + left, 0.08, front - 0.01),
            (x + left + 0.68, 0.08, front - 0.01),
            (x + left + 0.68, 0.78, front - 0.01),
            (x + left, 0.78, front - 0.01),
        ]
        scene.quad(door, tone(cupboard, 1.03), 0.5)
        scene.post(
            (x + left + 0.3, 0.7, front - 0.03), (x + left + 0.4, 0.7, front - 0.03), 0.012, IRON
        )
    scene.box((x - 1.14, 0.86, front - 0.04), (x + 1.14, 0.91, z), tone(cupboard, 0.86))
    basin = [(x - 0.4, 0.915, front + 0.1), (x + 0.3, 0.915, front + 0.1),
             (x + 0.3, 0.915, z - 0.16), (x - 0.4, 0.915, z - 0.16)]  # fmt: skip
    scene.quad(basin, (150, 156, 160))
    scene.hatch(basin, 0.9, 5, 0.35)
    scene.post((x - 0.05, 0.91, z - 0.1), (x - 0.05, 1.24, z - 0.1), 0.018, IRON)
    scene.post((x - 0.05, 1.24, z - 0.1), (x - 0.05, 1.22, z - 0.34), 0.016, IRON)
    scene.post((x - 0.05, 1.22, z - 0.34), (x - 0.05, 1.12, z - 0.34), 0.014, IRON)
    for k in range(4):
        scene.drum((x + 0.5 + 0.11 * k, 0.91, z - 0.3), 0.22, 0.03, 0.03, ENAMEL)


def fridge(scene: Scenery, room: Walls, x: float) -> None:
    """A fridge with the cold half below, and a note held by a magnet."""
    z, front = room.back - 0.04, room.back - 0.7
    scene.box((x - 0.36, 0.04, front), (x + 0.36, 1.84, z), mix(ENAMEL, scene.tint, 0.1))
    scene.stroke([(x - 0.36, 1.28, front - 0.01), (x + 0.36, 1.28, front - 0.01)], 0.85, 1.2)
    for low, high in ((0.72, 1.2), (1.36, 1.62)):
        scene.post((x - 0.28, low, front - 0.04), (x - 0.28, high, front - 0.04), 0.018, IRON)
    note = [(x + 0.02, 1.4, front - 0.01), (x + 0.2, 1.41, front - 0.01),
            (x + 0.19, 1.64, front - 0.01), (x + 0.01, 1.63, front - 0.01)]  # fmt: skip
    scene.quad(note, (248, 232, 160), 0.5)


def piano(scene: Scenery, room: Walls, x: float) -> None:
    """An upright piano against the back wall, with its stool."""
    upright(scene, (x, room.back - 0.32), 0.0)
    scene.drum((x, 0, room.back - 1.3), 0.48, 0.2, 0.2, EBONY)


def upright(scene: Scenery, at: tuple[float, float], turn: float) -> None:
    """An upright piano whose back stands at a place on the ground; it looks towards the eye, or is
    turned by so much."""
    cos, sin = np.cos(turn), np.sin(turn)

    def part(low: Vec, high: Vec, colour: Colour) -> None:
        middle = (low[0] + high[0]) / 2, (low[2] + high[2]) / 2
        x = at[0] + middle[0] * cos + middle[1] * sin - middle[0]
        z = at[1] + middle[1] * cos - middle[0] * sin - middle[1]
        low, high = (low[0] + x, low[1], low[2] + z), (high[0] + x, high[1], high[2] + z)
        scene.box(low, high, colour, turn)

    def spot(x: float, y: float, z: float) -> tuple[float, float, float]:
        return at[0] + x * cos + z * sin, y, at[1] + z * cos - x * sin

    wood = mix(EBONY, scene.tint, 0.12)
    part((-0.74, 0, -0.28), (0.74, 1.22, 0.28), wood)
    for side in (-0.74, 0.66):
        part((side, 0, -0.56), (side + 0.08, 0.66, -0.28), tone(wood, 0.9))
    part((-0.74, 0.64, -0.58), (0.74, 0.70, -0.28), tone(wood, 1.08))
    keys = [spot(-0.64, 0.705, -0.56), spot(0.64, 0.705, -0.56),
            spot(0.64, 0.705, -0.36), spot(-0.64, 0.705, -0.36)]  # fmt: skip
    scene.quad(keys, (246, 242, 230), 0.6)
    for k in np.linspace(-0.58, 0.58, 22):
        scene.stroke([spot(k, 0.708, -0.36), spot(k, 0.708, -0.46)], 0.9, 1.1)
    sheet = [spot(-0.22, 0.86, -0.3), spot(0.22, 0.86, -0.3), spot(0.22, 1.14, -0.29),
             spot(-0.22, 1.14, -0.29)]  # fmt: skip
    scene.quad(sheet, (240, 234, 216), 0.5)
    part((-0.78, 1.22, -0.3), (0.78, 1.27, 0.3), tone(wood, 1.1))


def board(scene: Scenery, room: Walls, x: float) -> None:
    """A blackboard on the back wall with what somebody has written on it."""
    z = room.back - 0.03
    x = max(0.8 - room.half + 0.6, min(x, room.half - 1.4))
    low, high = 0.95, 2.15
    frame = [(x - 1.25, low - 0.06, z), (x + 1.25, low - 0.06, z),
             (x + 1.25, high + 0.06, z), (x - 1.25, high + 0.06, z)]  # fmt: skip
    scene.quad(frame, (150, 118, 88))
    slate = [(x - 1.19, low, z - 0.01), (x + 1.19, low, z - 0.01), (x + 1.19, high, z - 0.01),
             (x - 1.19, high, z - 0.01)]  # fmt: skip
    scene.quad(slate, (88, 104, 98), 0.6)
    for row, wide in ((1.9, 0.9), (1.66, 1.3), (1.42, 0.7)):
        t = np.linspace(0, 1, 26)
        chalk = [(x - 1.0 + wide * u, row + 0.03 * np.sin(u * 60), z - 0.02) for u in t]
        flat = scene.eye.outline(chalk, closed=False)
        for a, b in zip(flat[:-1:2], flat[1::2], strict=False):
            side = np.array([b[1] - a[1], a[0] - b[0]])
            side = side / (np.hypot(*side) or 1) * 1.6 * scene.sheet.unit
            scene.sheet.wash(np.array([a + side, b + side, b - side, a - side]), (232, 234, 226))
    scene.box((x - 1.25, low - 0.1, z - 0.1), (x + 1.25, low - 0.06, z), (150, 118, 88))


def bench(scene: Scenery, room: Walls, x: float) -> None:
    """A judge's bench on its step, with a chair that is higher than any other."""
    z, wood = room.back - 0.9, mix((150, 104, 76), scene.tint, 0.1)
    scene.box((x - 0.4, 0.3, room.back - 0.3), (x + 0.4, 2.1, room.back - 0.15), tone(wood, 0.8))
    scene.box((x - 1.7, 0, z - 0.2), (x + 1.7, 0.3, z + 0.8), tone(wood, 0.9))
    scene.box((x - 1.4, 0.3, z), (x + 1.4, 1.35, z + 0.4), wood)
    scene.box((x - 1.5, 1.35, z - 0.06), (x + 1.5, 1.42, z + 0.46), tone(wood, 1.12))
    for left in (-1.3, -0.42, 0.46):
        panel = [(x + left, 0.45, z - 0.01), (x + left + 0.84, 0.45, z - 0.01),
                 (x + left + 0.84, 1.22, z - 0.01), (x + left, 1.22, z - 0.01)]  # fmt: skip
        scene.quad(panel, tone(wood, 0.94), 0.5)


FIXTURES: Mapping[str, Callable[[Scenery, Walls, float], None]] = {
    "sink": sink, "fridge": fridge, "piano": piano, "board": board, "bench": bench,
}  # fmt: skip
"""What is drawn also where only the action speaks of it; who is at it needs it."""
