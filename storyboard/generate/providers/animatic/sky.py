"""The sky: everything behind the set."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic.build import Scenery, oval
from storyboard.generate.providers.animatic.ink import PAPER, Colour, Sheet
from storyboard.generate.providers.animatic.palette import mix, overcast, tone

_SKIES: dict[str, tuple[Colour, Colour, Colour]] = {
    "day": ((156, 188, 208), (204, 218, 220), (240, 234, 220)),
    "dawn": ((150, 172, 200), (236, 206, 196), (250, 228, 190)),
    "dusk": ((134, 138, 170), (216, 178, 164), (250, 222, 170)),
    "night": ((96, 108, 146), (128, 140, 172), (172, 180, 196)),
}


_CLOUD: tuple[Colour, Colour, Colour] = ((152, 158, 168), (182, 186, 190), (208, 208, 206))
"""A closed sky, from top to bottom."""


def draw_sky(scene: Scenery) -> None:
    """Grade the sheet as sky down to the horizon; clouds, sun or moon and stars."""
    sheet, brief = scene.sheet, scene.brief
    zenith, middle, low = _SKIES.get(brief.time, _SKIES["day"])
    closed = overcast(brief)
    if closed:
        share = 0.35 if brief.time == "night" else 0.85
        zenith, middle, low = (
            mix(open_, grey, share)
            for open_, grey in zip((zenith, middle, low), _CLOUD, strict=True)
        )
    horizon = scene.eye.horizon
    reach = max(sheet.height * 0.5, scene.eye.focal * 0.6)
    sheet.grade([(horizon - reach, zenith), (horizon - reach * 0.35, middle), (horizon, low)])
    if brief.time == "night" and not closed:
        _stars(sheet, horizon)
    if horizon > 0:
        if not closed:
            _sun(scene, horizon)
        _clouds(scene, horizon, low, closed)


def _stars(sheet: Sheet, horizon: float) -> None:
    rng = np.random.default_rng(7)
    for x, y, size in rng.random((90, 3)):
        at = y * max(0.0, horizon) * 0.9
        radius = (0.7 + 1.0 * size**3) * sheet.unit
        sheet.wash(oval(x * sheet.width, at, radius, radius, 8), (250, 248, 238))


def _sun(scene: Scenery, horizon: float) -> None:
    sheet, time = scene.sheet, scene.brief.time
    chance = np.random.default_rng(int(scene.chance.integers(1 << 30)))
    x = sheet.width * float(chance.choice([0.24, 0.42, 0.64, 0.78]))
    if time == "night":
        y, size = max(horizon - scene.eye.focal * 0.22, sheet.height * 0.2), 26 * sheet.unit
        sheet.mist([(x, y, size * 2.6, size * 2.6)], (214, 218, 224), 0.5)
        sheet.wash(oval(x, y, size, size), (250, 246, 226))
    elif time in ("dawn", "dusk"):
        y, size = horizon - 16 * sheet.unit, 34 * sheet.unit
        sheet.mist([(x, y, size * 5, size * 2.4)], (254, 226, 172), 0.6)
        sheet.wash(oval(x, y, size, size), (255, 240, 204))


def _clouds(scene: Scenery, horizon: float, low: Colour, closed: bool) -> None:
    sheet, rng = scene.sheet, scene.chance
    light = PAPER if scene.brief.time == "day" else tone(mix(low, PAPER, 0.4), 0.97)
    if closed:
        light = tone(low, 0.9)
    for _ in range(int(rng.integers(3, 6))):
        x, y = rng.uniform(0, sheet.width), horizon - rng.uniform(0.14, 0.66) * sheet.height
        width = rng.uniform(0.12, 0.26) * sheet.width
        heaps = [
            (
                x + width * rng.normal(0, 0.34),
                y - width * rng.uniform(0, 0.07),
                width * size,
                width * size * 0.36,
            )
            for size in rng.uniform(0.12, 0.26, 8)
        ]
        under = [(px + 6 * sheet.unit, py + ry * 0.5, rx, ry * 0.7) for px, py, rx, ry in heaps]
        sheet.mist(under, mix((150, 158, 176), low, 0.45), 0.5)
        sheet.mist(heaps, light, 0.85)
        base = np.linspace(-0.5, 0.5, 9)
        bumps = np.abs(np.sin(np.linspace(0, 3.4 * math.pi, 9))) * width * 0.03
        sheet.line(np.stack([x + base * width, y + width * 0.05 - bumps], 1), 0.5, 0.2)
