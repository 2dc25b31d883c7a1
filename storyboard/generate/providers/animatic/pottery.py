"""Round things that look different from above: the potter's wheel, bowls and cups."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.ink import Colour, Sheet
from storyboard.generate.providers.animatic.palette import tone
from storyboard.generate.providers.animatic.things import Pen, oval_at, put

CLAY: Colour = (196, 164, 138)
_HEAD: Colour = (150, 154, 160)
TIP: Mapping[str, float] = {"overhead": 1.0, "high": 0.48, "low": 0.10, "ground": 0.07}
"""How deep a level circle looks by the camera's angle, as a share of its width; else 0.22."""


def draw_round(sheet: Sheet, at: Pen, cue: str, angle: str, action: str) -> None:
    """Draw what the wheel or the table carries, seen at an angle; `cue` is wheel, bowl or cup."""
    tip = TIP.get(angle, 0.22)
    v = 0.0
    if cue == "wheel":
        v = 0.42 if tip == 1 else 0.10
        _wheel(sheet, at, v, tip)
    bowl = cue == "bowl" or says(action, "bowl", "pot", "vase", "opens", "walled", "rises")
    if tip == 1:
        _from_above(sheet, at, v if cue == "wheel" else 0.40, bowl, cue)
    elif bowl:
        _bowl(sheet, at, v, tip)
    else:
        _dome(sheet, at, v, tip)


def _wheel(sheet: Sheet, at: Pen, v: float, tip: float) -> None:
    """The wheel head, with the rim's thickness below and the grooves turned into it."""
    thick = 0.09 * (1 - tip)
    if thick > 0.01:
        post = [at(-0.11, v - 4), at(0.11, v - 4), at(0.11, v), at(-0.11, v)]
        put(sheet, post, tone(_HEAD, 0.66), 0.3)
    rim = [at(0.78 * math.cos(t), v - thick + 0.78 * tip * math.sin(t))
           for t in np.linspace(-math.pi, 0, 24)]  # fmt: skip
    rim += [at(0.78, v), at(-0.78, v)]
    put(sheet, [*rim[:24], rim[24], rim[25]], tone(_HEAD, 0.78), 0.2)
    put(sheet, oval_at(at, 0, v, 0.78, 0.78 * tip, 48), _HEAD, 0.15)
    for share in (0.92, 0.8, 0.68, 0.6):
        sheet.line(oval_at(at, 0, v, 0.78 * share, 0.78 * tip * share, 40), 0.7, 0.45, closed=True)
    for start in (0.5, 2.4, 3.9):  # strokes that say it spins
        turn = np.linspace(start, start + 0.8, 10)
        sheet.line([at(0.72 * math.cos(t), v + 0.72 * tip * math.sin(t)) for t in turn], 1.6, 0.5)


def _from_above(sheet: Sheet, at: Pen, v: float, bowl: bool, cue: str) -> None:
    """Rings within rings."""
    reach = 0.44
    glaze: Colour = (238, 232, 220) if cue == "cup" else CLAY
    if cue == "cup":
        put(sheet, oval_at(at, 0, v, 0.5, 0.5, 40), tone(glaze, 0.95), 0.2)
        put(sheet, [at(0.3, v + 0.05), at(0.56, v + 0.07), at(0.56, v - 0.03), at(0.3, v - 0.05)],
            glaze, 0.2)  # fmt: skip
        reach = 0.33
    put(sheet, oval_at(at, 0, v, reach, reach, 44), glaze, 0.45)
    if bowl or cue == "cup":
        inside: Colour = (122, 86, 66) if cue == "cup" else tone(CLAY, 0.72)
        put(sheet, oval_at(at, 0, v, reach * 0.86, reach * 0.86, 40), inside, 0.3, 1.3)
    if cue != "cup":
        for share in (0.82, 0.64, 0.47, 0.31, 0.16):
            ring = oval_at(at, 0, v, reach * share, reach * share, 34)
            sheet.line(ring, 1.0, 0.5, closed=True, wobble=1.3)


def _dome(sheet: Sheet, at: Pen, v: float, tip: float) -> None:
    """A centred lump of clay, its rings standing still."""
    foot = 0.40 * tip
    side = [at(0.40 * math.cos(t), v + 0.02 + (0.50 if t < math.pi else foot) * math.sin(t))
            for t in np.linspace(0, 2 * math.pi, 44, endpoint=False)]  # fmt: skip
    put(sheet, side, CLAY, 0.5)
    for share in (0.2, 0.42, 0.62, 0.8):
        half = 0.40 * math.sqrt(1 - share**2)
        turn = np.linspace(-math.pi * 0.94, -math.pi * 0.06, 16)
        arc = [at(half * math.cos(t), v + 0.02 + 0.50 * share + half * tip * 0.7 * math.sin(t))
               for t in turn]  # fmt: skip
        sheet.line(arc, 0.9, 0.5)


def _bowl(sheet: Sheet, at: Pen, v: float, tip: float) -> None:
    """A thin-walled bowl, widening upwards, its mouth open to the eye."""
    turn = np.linspace(0, 1, 12)
    profile = [(0.20 + 0.30 * t**0.62, v + 0.02 + 0.50 * t) for t in turn]
    foot = [at(0.20 * math.cos(t), v + 0.02 + 0.20 * tip * math.sin(t))
            for t in np.linspace(-math.pi, 0, 12)]  # fmt: skip
    put(sheet, [*(at(-u, w) for u, w in profile[::-1]), *foot, *(at(u, w) for u, w in profile)],
        CLAY, 0.5)  # fmt: skip
    for k in (2, 5, 8):
        u, w = profile[k]
        arc = [at(u * math.cos(t), w + u * tip * math.sin(t)) for t in np.linspace(-3.0, -0.15, 16)]
        sheet.line(arc, 0.8, 0.45)
    top = profile[-1][1]
    put(sheet, oval_at(at, 0, top, 0.50, 0.50 * tip, 36), tone(CLAY, 1.05), 0.1)
    put(sheet, oval_at(at, 0, top, 0.455, 0.445 * tip, 36), tone(CLAY, 0.68), 0.3, 1.2)
