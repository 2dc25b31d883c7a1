"""What an artist adds in front: something dark at the edge, and arrows for who moves where."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.brief import Brief, seed_of
from storyboard.generate.providers.animatic.figures import Actor
from storyboard.generate.providers.animatic.idioms import land
from storyboard.generate.providers.animatic.ink import Colour, Sheet
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.sizes import WIDE
from storyboard.generate.providers.animatic.staging import Staging

_DARK: Colour = (128, 124, 134)
RED: Colour = (190, 62, 48)


def draw_foreground(sheet: Sheet, brief: Brief, key: str, staging: Staging, eye: Eye) -> None:
    """Frame a wide view with something dark and near, on the side away from the subject."""
    if brief.size not in WIDE or brief.angle in ("overhead", "ground"):
        return
    if seed_of("fore", key) % 5 > 2:
        return
    side = 1 if staging.focus[0] < 0.5 else -1
    cues = land(f"{brief.place} {brief.place_look}")
    if brief.indoors:
        _doorway(sheet, eye, side)
    elif {"cutting", "mountains", "sea", "desert"} & set(cues):
        _rocks(sheet, eye, side, key)
    elif "street" in cues:
        _wall(sheet, eye, side)
    else:
        _branch(sheet, eye, side, key)


def _place(eye: Eye, side: int) -> tuple[float, float, float, float]:
    """The nominal frame's edge on one side: x, the direction inwards, width and height."""
    width, height = eye.centre[0] * 2, eye.centre[1] * 2
    return (width if side > 0 else 0.0), -float(side), width, height


def _doorway(sheet: Sheet, eye: Eye, side: int) -> None:
    edge, inward, width, height = _place(eye, side)
    reach = 0.085 * width
    out = edge - inward * width
    post = [
        (out, -height),
        (edge + inward * reach, -height),
        (edge + inward * reach, 2 * height),
        (out, 2 * height),
    ]
    sheet.wash(post, _DARK)
    sheet.hatch(post, 1.3, 6, 0.5)
    for inset in (1.0, 0.78):
        x = edge + inward * reach * inset
        sheet.line([(x, -height), (x, 2 * height)], 1.6 * inset, 0.9)


def _wall(sheet: Sheet, eye: Eye, side: int) -> None:
    edge, inward, width, height = _place(eye, side)
    out = edge - inward * width
    corner = edge + inward * 0.10 * width
    post = [(out, -height), (corner, -height), (corner, 2 * height), (out, 2 * height)]
    sheet.wash(post, _DARK)
    sheet.hatch(post, 1.9, 7, 0.5)
    for y in np.arange(-height, 2 * height, height * 0.055):
        sheet.line([(corner, y), (corner - inward * 0.05 * width, y + 2)], 0.8, 0.6)
    sheet.line([(corner, -height), (corner, 2 * height)], 1.8, 0.9)


def _rocks(sheet: Sheet, eye: Eye, side: int, key: str) -> None:
    edge, inward, width, height = _place(eye, side)
    rng = np.random.default_rng(seed_of("rocks", key))
    out = edge - inward * width
    steps = np.linspace(0, 1, 9)
    xs = edge + inward * width * 0.36 * steps
    ys = height * (0.76 + 0.26 * steps**1.5) + rng.normal(0, 0.012 * height, 9)
    top = np.stack([xs, ys], 1)
    # It goes on down the slope, for a camera that rises over it.
    foot = (xs[-1] + inward * 0.30 * width, 2.4 * height)
    poly = np.concatenate([[(out, ys[0] - 0.1 * height)], top, [foot, (out, 2.4 * height)]])
    sheet.wash(poly, _DARK)
    sheet.hatch(poly, 0.8, 7, 0.5)
    sheet.line(np.concatenate([[(out, ys[0] - 0.1 * height)], top, [foot]]), 2.0, 0.95)
    for i in range(1, 8, 2):
        sheet.line([top[i], top[i] + (inward * 0.02 * width, 0.09 * height)], 1.0, 0.7)


def _branch(sheet: Sheet, eye: Eye, side: int, key: str) -> None:
    """A trunk at the edge and a branch over the top, clear of the outer corners' middle."""
    edge, inward, width, height = _place(eye, side)
    rng = np.random.default_rng(seed_of("branch", key))
    out = edge - inward * width
    xs = edge + inward * width * np.array([0.05, 0.06, 0.045, 0.055, 0.075])
    ys = height * np.array([-1.0, 0.1, 0.45, 0.8, 2.0])
    trunk = np.concatenate([np.stack([xs, ys], 1), [(out, 2 * height), (out, -height)]])
    sheet.wash(trunk, _DARK)
    sheet.hatch(trunk, 1.4, 6, 0.5)
    sheet.line(np.stack([xs, ys], 1), 1.8, 0.92)
    for _ in range(20):
        x = edge + inward * width * float(rng.uniform(0.02, 0.2))
        y = height * float(rng.uniform(0.11, 0.24))
        size = width * float(rng.uniform(0.012, 0.022))
        turn = float(rng.uniform(0.3, 1.5)) * inward
        tip = np.array([x + size * math.cos(turn) * inward, y + size * abs(math.sin(turn))])
        mid = (np.array([x, y]) + tip) / 2
        off = np.array([-(tip[1] - y), tip[0] - x]) * 0.3
        leaf = [np.array([x, y]), mid + off, tip, mid - off]
        sheet.wash(leaf, (134, 140, 116))
        sheet.line(leaf, 0.7, 0.7, closed=True)


def subject_arrow(sheet: Sheet, eye: Eye, actor: Actor, deed: str | None) -> None:
    """On the ground before somebody who walks or runs: where they are going."""
    if deed not in ("walk", "run"):
        return
    ahead = actor.ahead
    side = np.array([ahead[2], 0.0, -ahead[0]])
    start = np.asarray(actor.at) + ahead * 0.55 + np.array([0, 0.02, 0])
    shape = [
        start - side * 0.07, start + ahead * 0.8 - side * 0.07, start + ahead * 0.8 - side * 0.2,
        start + ahead * 1.25, start + ahead * 0.8 + side * 0.2, start + ahead * 0.8 + side * 0.07,
        start + side * 0.07,
    ]  # fmt: skip
    flat = eye.outline(np.array(shape))
    if len(flat) > 2:
        sheet.wash(flat, (206, 92, 74))
        sheet.line(flat, 1.0, 0.8, closed=True)


def arrow_shape(path: NDArray[np.float64], half: float, head: float) -> NDArray[np.float64]:
    """A bold outlined arrow along a path of pixels; `half` its half width, `head` its head's."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    cut = max(0.0, arc[-1] - head * 1.5)
    at = np.append(arc[arc < cut], cut)
    shaft = np.stack([np.interp(at, arc, path[:, 0]), np.interp(at, arc, path[:, 1])], 1)
    ahead = np.gradient(shaft, axis=0) if len(shaft) > 1 else np.array([path[-1] - path[0]])
    normal = np.stack([-ahead[:, 1], ahead[:, 0]], 1)
    normal = normal / np.maximum(np.hypot(*normal.T), 1e-9)[:, None]
    taper = np.linspace(0.55, 1.0, len(shaft))[:, None]
    left, right = shaft + normal * half * taper, shaft - normal * half * taper
    wings = [shaft[-1] + normal[-1] * head, path[-1], shaft[-1] - normal[-1] * head]
    return np.concatenate([left, wings, right[::-1]])
