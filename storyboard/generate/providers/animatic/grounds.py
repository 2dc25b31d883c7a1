"""What is played and camped on: a football pitch with its stands, a fire with logs round it."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.palette import mix, tone

_CHALK: Colour = (244, 244, 238)
_WIDE = 0.11
"""Metres across a painted line."""


def pitch(scene: Scenery) -> None:
    """Grass in stripes, a goal with its box, stands and floodlights behind."""
    _stands(scene)
    grass = mix((132, 164, 104), scene.tint, 0.15)
    for number, z in enumerate(np.arange(-15.0, 33.0, 6.0)):
        stripe = [(-60, 0.004, z), (60, 0.004, z), (60, 0.004, z + 6), (-60, 0.004, z + 6)]
        scene.quad(stripe, tone(grass, 1.04 if number % 2 else 0.96), line=False)
    goal = 22.0
    for z, half in ((goal, 40.0), (goal - 5.5, 9.2), (goal - 16.5, 20.2)):
        _line(scene, (-half, z), (half, z))
    for half, deep in ((9.2, 5.5), (20.2, 16.5)):
        for side in (-half, half):
            _line(scene, (side, goal), (side, goal - deep))
    spot = np.linspace(0, 2 * math.pi, 40)
    scene.stroke([(9.15 * math.cos(t), 0.01, -12 + 9.15 * math.sin(t)) for t in spot], 0.3, 1.4)
    net = [(-3.66, 0, goal + 1.4), (3.66, 0, goal + 1.4), (3.66, 2.3, goal), (-3.66, 2.3, goal)]
    for x in np.linspace(-3.66, 3.66, 13):
        scene.stroke([(x, 0, goal + 1.4), (x, 2.4, goal)], 0.25, 0.5)
    for share in np.linspace(0.1, 0.9, 6):
        low, high = np.array(net[0]), np.array(net[3])
        left = low + (high - low) * share
        scene.stroke([tuple(left), (3.66, float(left[1]), float(left[2]))], 0.25, 0.5)
    for side in (-3.66, 3.66):
        scene.post((side, 0, goal), (side, 2.44, goal), 0.07, _CHALK)
    scene.post((-3.66, 2.44, goal), (3.66, 2.44, goal), 0.07, _CHALK)


def _line(scene: Scenery, a: tuple[float, float], b: tuple[float, float]) -> None:
    (ax, az), (bx, bz) = a, b
    long = math.hypot(bx - ax, bz - az)
    nx, nz = -(bz - az) / long * _WIDE / 2, (bx - ax) / long * _WIDE / 2
    corners = [(ax + nx, 0.01, az + nz), (bx + nx, 0.01, bz + nz),
               (bx - nx, 0.01, bz - nz), (ax - nx, 0.01, az - nz)]  # fmt: skip
    flat = scene.eye.outline(corners)
    if len(flat) > 2:
        scene.sheet.wash(flat, _CHALK)


def _stands(scene: Scenery) -> None:
    near, far, high = 34.0, 52.0, 11.0
    stone = mix((176, 176, 182), scene.tint, 0.3)
    scene.quad([(-90, 0, near), (90, 0, near), (90, high, far), (-90, high, far)], stone)
    rng = np.random.default_rng(5)
    for row in np.linspace(0.08, 0.96, 9):
        y, z = high * row, near + (far - near) * row
        scene.stroke([(-90, y, z), (90, y, z)], 0.25, 0.5)
        for x in np.arange(-60, 60, 2.4):
            if rng.random() < 0.75:
                scene.ball((x + float(rng.uniform(-0.5, 0.5)), y + 0.5, z), 0.5, tone(stone, 0.8))
    dark = scene.brief.time in ("night", "dusk")
    for x in (-34.0, 34.0):
        scene.post((x, 0, far), (x, 24, far), 0.35, (120, 122, 130))
        scene.box((x - 3, 23, far - 0.4), (x + 3, 27, far), (150, 152, 160))
        if dark:
            scene.glow((x, 25, far - 1), 11, (236, 240, 255))


def campfire(scene: Scenery) -> None:
    """A fire between those who are round it, or beside who is alone."""
    alone = len(scene.brief.people) < 2
    x, z = (-math.copysign(1.0, scene.eye.yaw) if alone else 0.0), (-0.1 if alone else 0.25)
    for turn in np.linspace(0, math.pi, 4, endpoint=False):
        across, deep = 0.34 * math.cos(turn), 0.2 * math.sin(turn)
        scene.post((x - across, 0.05, z - deep), (x + across, 0.11, z + deep), 0.05, (112, 84, 66))
    scene.glow((x, 0.4, z), 2.6, (255, 168, 80))
    for colour, wide, tall in (((230, 116, 60), 0.26, 0.78), ((250, 196, 96), 0.15, 0.5)):
        flame = [
            (x + wide * u, 0.08 + tall * v, z)
            for u, v in ((-1, 0.0), (-0.9, 0.35), (-0.35, 0.3), (-0.45, 0.75), (0.05, 1.0),
                         (0.3, 0.6), (0.55, 0.72), (0.95, 0.3), (1, 0.0))
        ]  # fmt: skip
        scene.quad(flame, colour, 0.6)
    rng = np.random.default_rng(11)
    for _ in range(9):
        spark = (x + float(rng.uniform(-0.3, 0.3)), float(rng.uniform(0.8, 1.7)), z)
        scene.ball(spark, 0.014, (255, 190, 110))
