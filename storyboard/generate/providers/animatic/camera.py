"""The camera move acted out: for every frame, where the window lies on each layer of the panel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from storyboard.generate.providers.animatic.brief import Brief, seed_of

_AMOUNT = {"slow": 0.7, "normal": 1.0, "fast": 1.3}
_HOLDS = {"slow": (0.02, 0.06), "normal": (0.10, 0.16), "fast": (0.16, 0.40)}
_FAST = 2.0
"""A fast move takes so many seconds at most, however long the shot is held."""
_LONGEST = {"rack": {"slow": 2.5, "normal": 1.2, "fast": 0.5}}
"""Seconds that pulling the focus takes at most."""
_SOFT = 5.0
"""How far out of focus a rack throws what it leaves, in pixels of a 720-line frame."""
PARALLAX = frozenset({"dolly", "truck", "pedestal", "crane", "orbit"})
"""Moves that carry the camera through space, so that near things pass faster than far ones."""
_RISES = ("pedestal", "crane")
_WHOLE = ("FS", "LS", "WS", "ELS")
"""Sizes that show the feet."""
_PARTED = {"eye": 0.5, "dutch": 0.5, "ground": 0.25, "low": 0.0}
"""How much of the parallax people keep who are seen whole when the camera rises or sinks, by the
angle: the lower the eye, the nearer their feet are to the horizon, above which nobody stands."""


@dataclass(frozen=True)
class Window:
    """What of a layer is seen: shifted by (dx, dy) frame widths and heights, magnified by `zoom`.

    Magnifying keeps `pivot`, a place in the frame, where it is.
    """

    dx: float = 0.0
    dy: float = 0.0
    zoom: float = 1.0

    def box(
        self, width: int, height: int, pivot: tuple[float, float]
    ) -> tuple[float, float, float]:
        """Left, top and zoom in pixels, relative to the nominal frame's own corner."""
        shrink = 1 - 1 / self.zoom
        return (
            self.dx * width + pivot[0] * width * shrink,
            self.dy * height + pivot[1] * height * shrink,
            self.zoom,
        )


SHARP = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class View:
    """One frame's windows on the set, the people and what stands before the lens.

    `blur` says for each of them how far it is out of focus, in pixels of a 720-line frame.
    """

    back: Window
    people: Window
    fore: Window
    blur: tuple[float, float, float] = SHARP


def views(brief: Brief, key: str) -> list[View]:
    """The whole move, one view a frame, eased at both ends."""
    count = brief.frames
    if brief.move == "static":
        return [View(Window(), Window(), Window())] * count
    if brief.move == "handheld":
        return _handheld(brief, key)
    amount = _AMOUNT.get(brief.speed, 1.0)
    move = _MOVES[brief.move]
    sign = -1.0 if (brief.towards or _USUAL.get(brief.move, "in")) in _BACKWARDS else 1.0
    longest = _LONGEST.get(brief.move, {}).get(
        brief.speed, _FAST if brief.speed == "fast" else None
    )
    path = [
        move(progress, sign, amount) for progress in _eased(count, brief.rate, brief.speed, longest)
    ]
    if brief.move in _RISES and brief.size in _WHOLE and brief.angle in _PARTED:
        path = [_grounded(view, _PARTED[brief.angle]) for view in path]
    return path


def _grounded(view: View, parted: float) -> View:
    """The people nearer to the set's own pace, so that their feet stay on its ground."""
    dy = view.back.dy + parted * (view.people.dy - view.back.dy)
    return replace(view, people=replace(view.people, dy=dy))


_USUAL = {"pan": "left", "tilt": "up", "truck": "left", "pedestal": "up", "crane": "up",
          "orbit": "left", "dolly": "in", "zoom": "in", "rack": "far"}  # fmt: skip
_BACKWARDS = frozenset({"left", "up", "out", "near"})


def _eased(count: int, rate: Fraction, speed: str, longest: float | None) -> list[float]:
    """How far the move has come at each frame, 0 to 1; it takes `longest` seconds at most."""
    start, end = _HOLDS.get(speed, _HOLDS["normal"])
    at = np.linspace(0, 1, count) if count > 1 else np.ones(1)
    share = 1 - start - end
    if longest is not None and share * count / float(rate) > longest:
        share = longest * float(rate) / count
        start = (1 - share) * start / (start + end)
    t = np.clip((at - start) / share, 0, 1)
    return [float(x) for x in t * t * t * (t * (6 * t - 15) + 10)]


def _pan(t: float, sign: float, amount: float) -> View:
    window = Window(dx=sign * 0.34 * amount * (t - 1))
    return View(window, window, window)


def _tilt(t: float, sign: float, amount: float) -> View:
    window = Window(dy=sign * 0.34 * amount * (t - 1))
    return View(window, window, window)


def _truck(t: float, sign: float, amount: float) -> View:
    go = sign * amount * (t - 0.6)
    return View(Window(dx=0.13 * go), Window(dx=0.30 * go), Window(dx=0.75 * go))


def _pedestal(t: float, sign: float, amount: float) -> View:
    go = sign * amount * (t - 1)
    return View(Window(dy=0.12 * go), Window(dy=0.30 * go), Window(dy=0.6 * go))


def _crane(t: float, sign: float, amount: float) -> View:
    go = sign * amount * (t - 1)
    return View(Window(dy=0.24 * go), Window(dy=0.42 * go), Window(dy=1.0 * go))


def _dolly(t: float, sign: float, amount: float) -> View:
    near = amount * (t if sign > 0 else 1 - t)
    return View(
        Window(zoom=1 + 0.10 * near), Window(zoom=1 + 0.26 * near), Window(zoom=1 + 0.75 * near)
    )


def _zoom(t: float, sign: float, amount: float) -> View:
    window = Window(zoom=1 + 0.34 * amount * (t if sign > 0 else 1 - t))
    return View(window, window, window)


def _orbit(t: float, sign: float, amount: float) -> View:
    go = sign * amount * (t - 0.5)
    return View(Window(dx=-0.22 * go), Window(dx=0.05 * go), Window(dx=0.8 * go))


def _rack(t: float, sign: float, amount: float) -> View:
    """The focus goes from the people to the set, or comes from there."""
    far = t if sign > 0 else 1 - t
    # An eighth of a pixel is not seen, and each degree of blur is drawn once.
    back, near = (round(_SOFT * 8 * share) / 8 for share in (1 - far, far))
    return View(Window(), Window(), Window(), (back, near, near))


def _handheld(brief: Brief, key: str) -> list[View]:
    """An operator's breathing and small corrections: a few slow waves that never repeat."""
    rng = np.random.default_rng(seed_of("handheld", key))
    seconds = np.arange(brief.frames) / float(brief.rate)
    force = 0.009 * _AMOUNT.get(brief.speed, 1.0)
    sway = np.zeros((2, brief.frames))
    for hertz, share in ((0.31, 1.0), (0.73, 0.6), (1.27, 0.35), (2.1, 0.12)):
        phase = rng.uniform(0, 2 * math.pi, 2)
        for axis in (0, 1):
            pace = hertz * (1.0 + 0.13 * axis)
            sway[axis] += share * np.sin(2 * math.pi * pace * seconds + phase[axis])
    windows = [Window(float(x) * force * 0.7, float(y) * force) for x, y in sway.T]
    return [View(w, w, w) for w in windows]


_MOVES: dict[str, Callable[[float, float, float], View]] = {
    "pan": _pan, "tilt": _tilt, "truck": _truck, "pedestal": _pedestal, "crane": _crane,
    "dolly": _dolly, "zoom": _zoom, "orbit": _orbit, "rack": _rack,
}  # fmt: skip


@dataclass(frozen=True)
class Margins:
    """How far a panel must reach beyond the nominal frame, in pixels, all even."""

    left: int
    top: int
    right: int
    bottom: int


def margins(path: list[View], width: int, height: int, pivot: tuple[float, float]) -> Margins:
    """The smallest border that keeps every window of a move inside the panel."""
    reach = [0.0, 0.0, 0.0, 0.0]
    for view in {id(v): v for v in path}.values():
        for window in (view.back, view.people, view.fore):
            left, top, zoom = window.box(width, height, pivot)
            reach[0] = max(reach[0], -left)
            reach[1] = max(reach[1], -top)
            reach[2] = max(reach[2], left + width / zoom - width)
            reach[3] = max(reach[3], top + height / zoom - height)
    # Two pixels more for the taps of the resampling at fractional positions.
    even = [2 * math.ceil((r + (2.5 if r else 0)) / 2) for r in reach]
    return Margins(*even)
