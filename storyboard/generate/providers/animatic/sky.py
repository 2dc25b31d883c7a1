"""Sky, weather and far distance: everything behind the set."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic.build import Scenery, oval
from storyboard.generate.providers.animatic.cues import WEATHER, found
from storyboard.generate.providers.animatic.ink import PAPER, Colour, Sheet
from storyboard.generate.providers.animatic.palette import mix, tone

_SKIES: dict[str, tuple[Colour, Colour, Colour]] = {
    "day": ((156, 188, 208), (204, 218, 220), (240, 234, 220)),
    "dawn": ((150, 172, 200), (236, 206, 196), (250, 228, 190)),
    "dusk": ((134, 138, 170), (216, 178, 164), (250, 222, 170)),
    "night": ((96, 108, 146), (128, 140, 172), (172, 180, 196)),
}


def draw_sky(scene: Scenery) -> None:
    """Grade the sheet as sky down to the horizon; clouds, sun or moon and stars."""
    sheet, brief = scene.sheet, scene.brief
    zenith, middle, low = _SKIES.get(brief.time, _SKIES["day"])
    horizon = scene.eye.horizon
    reach = max(sheet.height * 0.5, scene.eye.focal * 0.6)
    sheet.grade([(horizon - reach, zenith), (horizon - reach * 0.35, middle), (horizon, low)])
    if brief.time == "night":
        _stars(sheet, horizon)
    if horizon > 0:
        _sun(scene, horizon)
        _clouds(scene, horizon, low)


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


def _clouds(scene: Scenery, horizon: float, low: Colour) -> None:
    sheet, rng = scene.sheet, scene.chance
    light = PAPER if scene.brief.time == "day" else tone(mix(low, PAPER, 0.4), 0.97)
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


def draw_weather(scene: Scenery) -> None:
    """Rain, snow and mist over a finished set, as the words of the scene have them."""
    brief, sheet = scene.brief, scene.sheet
    text = f"{brief.mood} {brief.ambience} {brief.place_look} {brief.action} {brief.look}"
    cues = found(text, WEATHER)
    rng = np.random.default_rng(11)
    if brief.indoors:
        return
    if "mist" in cues:
        _mist(scene)
    if "rain" in cues:
        for x, y, length in rng.random((170, 3)):
            at = np.array([x * sheet.width, y * sheet.height])
            fall = np.array([-9.0, 34.0]) * sheet.unit * (0.6 + length)
            sheet.line([at, at + fall], 0.5, 0.34, wobble=0.2)
    if "snowfall" in cues:
        for x, y, size in rng.random((190, 3)):
            radius = (1.2 + 3.2 * size) * sheet.unit
            sheet.wash(oval(x * sheet.width, y * sheet.height, radius, radius, 8), (252, 250, 246))
    if "wind" in cues and "rain" not in cues:
        for x, y, length in rng.random((7, 3)):
            at = np.array([x * sheet.width, (0.1 + 0.5 * y) * sheet.height])
            run = np.linspace(0, 1, 12)[:, None]
            path = at + run * np.array([150, 0]) * sheet.unit * (0.6 + length)
            path[:, 1] += np.sin(run[:, 0] * 6) * 5 * sheet.unit
            sheet.line(path, 0.5, 0.3)


def _mist(scene: Scenery) -> None:
    """Low mist that gathers where the ground meets the distance."""
    sheet, horizon = scene.sheet, scene.eye.horizon
    banks = [
        (
            x * sheet.width,
            horizon + (y - 0.3) * sheet.height * 0.22,
            sheet.width * (0.2 + 0.3 * long),
            sheet.height * 0.035,
        )
        for x, y, long in np.random.default_rng(5).random((7, 3))
    ]
    sheet.mist(banks, mix(PAPER, scene.tint, 0.25), 0.42)
