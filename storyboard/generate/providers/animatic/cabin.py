"""The inside of a car: seats and windows behind the people, or windscreen and dashboard ahead.

Drawn in the frame and not in the world: a cabin goes with its camera.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.build import Scenery, oval
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.finish import Box
from storyboard.generate.providers.animatic.ink import Colour, Sheet
from storyboard.generate.providers.animatic.palette import mix, tone, weather

_CARS: Final = ("car", "taxi", "cab", "van", "truck", "lorry", "limousine", "vehicle", "pickup",
                "windscreen", "windshield", "dashboard")  # fmt: skip
_DRIVES: Final = (
    r"\b(?:drives|driving|steers|steering|wheel|brakes|accelerates|parks|reverses|overtakes)\b"
)
_OUTSIDE: Final[dict[str, tuple[Colour, Colour]]] = {
    "day": ((206, 220, 226), (176, 190, 164)),
    "dawn": ((240, 214, 196), (170, 172, 168)),
    "dusk": ((244, 206, 164), (150, 146, 152)),
    "night": ((84, 94, 128), (58, 64, 88)),
}
"""Above and below the horizon."""
_TRIM: Final[Colour] = (112, 106, 108)
_SEAT: Final[Colour] = (146, 126, 108)
_At = Callable[[float, float], tuple[float, float]]
"""From metres beside and above the middle of what is framed to pixels."""


def is_cabin(brief: Brief) -> bool:
    """Whether a shot is set inside a car."""
    return brief.indoors and says(f"{brief.place} {brief.place_look}", *_CARS)


def driver(brief: Brief, names: Sequence[str]) -> str | None:
    """Who is at the wheel: the last that is named before the word, else the first of all."""
    action = brief.named.casefold()
    found = re.search(_DRIVES, action)
    if found is None or not names:
        return None
    before = {name: action.rfind(name.casefold(), 0, found.start()) for name in names if name}
    return max(before, key=lambda name: before[name]) if max(before.values()) >= 0 else names[0]


def draw_cabin(scene: Scenery, frame: Box, wide: float, focus: tuple[float, float]) -> None:
    """What is behind people who look ahead: the frame shows `wide` metres, and the heads are at
    `focus`, a share of its width and height."""
    sheet, at = scene.sheet, _measure(frame, wide, (0.5, focus[1]))
    cloth, trim = mix(_SEAT, scene.tint, 0.25), mix(_TRIM, scene.tint, 0.3)
    _fill(sheet, tone(trim, 0.94))
    _put(
        sheet,
        at,
        [(-9, 0.50), (9, 0.50), (9, 9), (-9, 9)],
        tone(mix(trim, (226, 218, 204), 0.4), 1),
    )
    rear = [(-0.66, 0.08), (0.66, 0.08), (0.56, 0.40), (-0.56, 0.40)]
    near = [(1.02, -0.06), (2.9, -0.22), (2.9, 0.52), (0.94, 0.42)]
    for window in (rear, near, [(-u, v) for u, v in near]):
        _window(scene, at, window)
    sheet.line([at(-9, 0.47), at(-0.7, 0.47), at(0.7, 0.47), at(9, 0.47)], 1.2, 0.6)
    shelf = [(-0.86, -0.9), (-0.8, 0.06), (0.8, 0.06), (0.86, -0.9)]
    _put(sheet, at, shelf, tone(cloth, 0.86))
    for side in (-1, 1):
        back = [
            (-0.30, -2.2),
            (-0.30, -0.30),
            (-0.22, -0.18),
            (0.22, -0.18),
            (0.30, -0.30),
            (0.30, -2.2),
        ]
        rest = [
            (-0.15, -0.16),
            (-0.17, 0.06),
            (-0.10, 0.14),
            (0.10, 0.14),
            (0.17, 0.06),
            (0.15, -0.16),
        ]
        x = 0.39 * side
        _put(sheet, at, [(x + u, v) for u, v in back], cloth, 0.3)
        _put(sheet, at, [(x + u, v) for u, v in rest], tone(cloth, 1.05), 0.3)
        belt = [at(x + 0.34 * side, 0.22), at(x + 0.30 * side, -0.5)]
        sheet.line(belt, 2.2, 0.7)


def draw_ahead(scene: Scenery, frame: Box, wide: float) -> None:
    """What those inside see: the road through the windscreen, the dashboard and the wheel."""
    sheet, at = scene.sheet, _measure(frame, wide, (0.5, 0.5))
    half, trim = wide / 2, mix(_TRIM, scene.tint, 0.3)
    _fill(sheet, tone(trim, 0.9))
    glass = [(-0.86 * half, -0.10 * half), (0.86 * half, -0.10 * half), (0.74 * half, 0.44 * half),
             (-0.74 * half, 0.44 * half)]  # fmt: skip
    _window(scene, at, glass, road=True)
    mirror = [(-0.13, 0.40), (0.13, 0.40), (0.13, 0.47), (-0.13, 0.47)]
    _put(sheet, at, [(half * u, half * v) for u, v in mirror], tone(trim, 0.8), 0.2)
    top = [(-9, -0.16), (-0.8, -0.09), (0.8, -0.09), (9, -0.16), (9, -9), (-9, -9)]
    _put(sheet, at, [(half * u, half * v) for u, v in top], trim, 0.2)
    for x in (-0.47, -0.27):
        dial = oval(*at(half * x, -0.21 * half), *_size(at, 0.08 * half), 24)
        sheet.wash(dial, (236, 230, 214))
        sheet.line(dial, 1.4, 0.9, closed=True)
        sheet.line([at(half * x, -0.21 * half), at(half * (x + 0.05), -0.16 * half)], 1.2, 0.9)
    draw_wheel(sheet, at(-0.37 * half, -0.42 * half), _size(at, 0.30 * half)[0])


def draw_wheel(sheet: Sheet, middle: tuple[float, float], radius: float) -> None:
    """A steering wheel about a pixel, seen a little from above."""
    x, y = middle
    outer, inner = (
        oval(x, y, radius, radius * 0.86, 48),
        oval(x, y, radius * 0.88, radius * 0.75, 48),
    )
    rim = np.concatenate([outer, outer[:1], inner[:1], inner[::-1]])
    for turn in (0.12, np.pi - 0.12, np.pi / 2):
        tip = (x + 0.86 * radius * np.cos(turn), y + 0.74 * radius * np.sin(turn))
        across = np.array([-np.sin(turn), np.cos(turn)]) * radius * 0.06
        spoke = [np.array(middle) + across, np.array(tip) + across, np.array(tip) - across,
                 np.array(middle) - across]  # fmt: skip
        sheet.wash(spoke, (84, 80, 84), 0.2)
        sheet.line(spoke, 1.2, 0.8, closed=True)
    sheet.wash(rim, (70, 66, 70), 0.3)
    sheet.line(outer, 1.6, 0.95, closed=True)
    sheet.line(inner, 1.2, 0.9, closed=True)
    hub = oval(x, y, radius * 0.2, radius * 0.17, 20)
    sheet.wash(hub, (84, 80, 84), 0.3)
    sheet.line(hub, 1.2, 0.9, closed=True)


def wheel_of(
    frame: Box, wide: float, head: tuple[float, float]
) -> tuple[tuple[float, float], float]:
    """Where the wheel before a driver stands in the frame, and its radius in pixels."""
    at = _measure(frame, wide, head)
    return at(0.0, -0.66), _size(at, 0.24)[0]


def _measure(frame: Box, wide: float, focus: tuple[float, float]) -> _At:
    scale = (frame[2] - frame[0]) / wide
    x = frame[0] + (frame[2] - frame[0]) * focus[0]
    y = frame[1] + (frame[3] - frame[1]) * focus[1]
    return lambda u, v: (x + u * scale, y - v * scale)


def _size(at: _At, metres: float) -> tuple[float, float]:
    reach = at(metres, 0)[0] - at(0, 0)[0]
    return reach, reach


def _fill(sheet: Sheet, colour: Colour) -> None:
    sheet.grade([(0, tone(colour, 1.04)), (sheet.height, tone(colour, 0.9))])


def _put(
    sheet: Sheet, at: _At, points: list[tuple[float, float]], colour: Colour, shade: float = 0.0
) -> None:
    flat = [at(u, v) for u, v in points]
    sheet.wash(flat, colour, shade)
    sheet.line(flat, 1.5, 0.85, closed=True)


def _window(scene: Scenery, at: _At, points: list[tuple[float, float]], road: bool = False) -> None:
    """A pane with what goes by outside, and the rain on it."""
    sheet, brief = scene.sheet, scene.brief
    sky, land = _OUTSIDE.get(brief.time, _OUTSIDE["day"])
    left, right = min(u for u, _ in points), max(u for u, _ in points)
    low, high = min(v for _, v in points), max(v for _, v in points)
    horizon = low + (high - low) * 0.45
    _put(sheet, at, points, mix(sky, scene.tint, 0.15))
    ground = [(u, min(v, horizon)) for u, v in points]
    sheet.wash([at(u, v) for u, v in ground], mix(land, scene.tint, 0.15))
    if road:
        reach = (right - left) / 2
        lane = [
            (-0.5 * reach, low),
            (0.5 * reach, low),
            (0.03 * reach, horizon),
            (-0.03 * reach, horizon),
        ]
        sheet.wash([at(u, v) for u, v in lane], tone(land, 0.86))
        sheet.line([at(0, low), at(0, horizon)], 1.4, 0.5)
    sheet.line([at(left, horizon), at(right, horizon)], 0.6, 0.35)
    rng = np.random.default_rng(int(scene.chance.integers(1 << 30)))
    if brief.time == "night":
        for _ in range(4):
            u = left + (right - left) * (0.1 + 0.8 * rng.random())
            warm = (255, 214, 140) if rng.random() < 0.7 else (240, 120, 96)
            sheet.glow(*at(u, horizon + (high - horizon) * 0.3 * rng.random()),
                       _size(at, 0.10 * (high - low) / 0.4)[0], warm)  # fmt: skip
    if "rain" in weather(brief):
        for _ in range(26):
            u, v = left + (right - left) * rng.random(), low + (high - low) * rng.random()
            drop = (high - low) * (0.06 + 0.10 * rng.random())
            sheet.line([at(u, v), at(u - 0.2 * drop, v - drop)], 0.8, 0.35)
    sheet.line([at(u, v) for u, v in points], 2.2, 0.9, closed=True)
