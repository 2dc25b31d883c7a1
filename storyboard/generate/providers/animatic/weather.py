"""Weather: what the words say of it, and how it looks over a finished sheet."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.build import Scenery, oval
from storyboard.generate.providers.animatic.ink import PAPER, Sheet
from storyboard.generate.providers.animatic.palette import FOG, mix, weather


def draw_weather(scene: Scenery) -> None:
    """Snow, mist, fog and wind over a finished set; rain too, where nobody stands in it."""
    brief, sheet = scene.brief, scene.sheet
    cues = weather(brief)
    rng = np.random.default_rng(11)
    if "fog" in cues:
        _fog(scene)
    elif "mist" in cues:
        _mist(scene)
    if "rain" in cues and not brief.people:
        draw_rain(sheet, brief, rng)
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


def draw_rain(sheet: Sheet, brief: Brief, rng: np.random.Generator) -> None:
    """Streaks of rain: pencil by day; by night what light they catch."""
    dark = brief.time in ("night", "dusk")
    area = sheet.width * sheet.height / (sheet.unit * 1000) ** 2
    for x, y, length in rng.random((int(min(700, 300 * max(area, 0.6))), 3)):
        at = np.array([x * sheet.width, y * sheet.height])
        fall = np.array([-9.0, 36.0]) * sheet.unit * (0.6 + length)
        if dark:
            across = np.array([0.55, 0.1]) * sheet.unit * (0.7 + length)
            sheet.wash([at - across, at + across, at + fall], (228, 232, 240))
        else:
            sheet.line([at, at + fall], 0.55, 0.42, wobble=0.2)


def veil(sheet: Sheet, brief: Brief, depth: float) -> None:
    """Take what is drawn so many metres away into the fog, washes and lines."""
    if "fog" not in weather(brief) or brief.indoors:
        return
    lost = 0.9 * (1 - math.exp(-depth / FOG))
    full = [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)]
    sheet.paint(full, fog_colour(), lost)
    sheet.ink = sheet.ink.point([int(v * (1 - 0.85 * lost)) for v in range(256)])


def fog_colour() -> tuple[int, int, int]:
    """Fog by plain daylight; the hour's light comes over it."""
    return 218, 220, 222


def _fog(scene: Scenery) -> None:
    """A wall of it: all is pale that is far, and banks lie where the ground meets the distance."""
    sheet, horizon = scene.sheet, scene.eye.horizon
    sheet.ink = sheet.ink.point([int(v * 0.55) for v in range(256)])
    full = [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)]
    sheet.paint(full, fog_colour(), 0.36)
    deep = sheet.height * 0.16
    sheet.mist([(sheet.width / 2, horizon - deep * 0.4, sheet.width, deep)], fog_colour(), 0.8)
    banks = [
        (x * sheet.width, horizon + (y - 0.2) * sheet.height * 0.4,
         sheet.width * (0.2 + 0.3 * long), sheet.height * 0.05)
        for x, y, long in np.random.default_rng(5).random((6, 3))
    ]  # fmt: skip
    sheet.mist(banks, (232, 232, 230), 0.5)


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
