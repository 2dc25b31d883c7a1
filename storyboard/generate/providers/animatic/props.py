"""Inserts: a shot without people shows the thing its action names."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cues import PROPS, found
from storyboard.generate.providers.animatic.furniture import WOOD
from storyboard.generate.providers.animatic.ink import Colour, Sheet
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.staging import WIDE, Staging
from storyboard.generate.providers.animatic.things import THINGS, Pen

CLOSE = ("ECU", "VCU", "CU", "MCU", "MS")


def draw_insert(scene: Scenery, staging: Staging) -> bool:
    """Draw the named thing on a table top; False where a view of the set is better."""
    brief = scene.brief
    cue = next((c for c in found(brief.action, PROPS) if c in THINGS), None)
    if cue is None or brief.size in WIDE or brief.size not in CLOSE:
        return False
    sheet = scene.sheet
    width, height = scene.eye.centre[0] * 2, scene.eye.centre[1] * 2
    _table_top(scene, width, height)
    size = {"ECU": 0.62, "VCU": 0.52, "CU": 0.54, "MCU": 0.40, "MS": 0.32}[brief.size]
    size *= min(height, width * 0.9)
    side = -1 if scene.eye.yaw < 0 else 1
    x, y = width / 2 + side * width * 0.06, height * 0.62

    def at(u: float, v: float) -> tuple[float, float]:
        return x + u * size, y - v * size

    _cast_shadow(sheet, at)
    THINGS[cue](sheet, at, size)
    if brief.time in ("night", "dusk") or cue == "lamp":
        sheet.glow(*at(0, 0.35), size * 1.9, (255, 214, 140))
    return True


def _table_top(scene: Scenery, width: float, height: float) -> None:
    sheet, brief = scene.sheet, scene.brief
    wall = mix(scene.tint, (226, 216, 198), 0.2)
    edge = height * (0.30 if brief.angle in ("high", "overhead") else 0.46)
    low = tone(wall, 0.86 if brief.time in ("night", "dusk") else 0.96)
    sheet.grade([(0, tone(low, 0.92)), (edge, low)])
    top = mix(WOOD if brief.indoors else (176, 166, 146), scene.tint, 0.3)
    far = sheet.width + 40
    sheet.wash([(-40, edge), (far, edge), (far, sheet.height + 40), (-40, sheet.height + 40)], top)
    sheet.hatch([(-40, 0), (width * 0.5, 0), (width * 0.2, edge), (-40, edge)], 0.9, 9, 0.22)
    sheet.sketch([(-30, edge), (far, edge)], 1.2)
    for k in range(-6, 12):
        foot = (width * (k / 6), sheet.height)
        head = (width * 0.5 + (foot[0] - width * 0.5) * 0.45, edge)
        sheet.line([head, foot], 0.6, 0.3)
    _around(scene, width, height, edge, wall)


def _around(scene: Scenery, width: float, height: float, edge: float, wall: Colour) -> None:
    """A slant of window light over wall and table, and things left lying out of focus."""
    sheet = scene.sheet
    side = 1 if scene.eye.yaw < 0 else -1
    x = width * (0.5 + 0.26 * side)
    warm = (252, 240, 206) if scene.brief.time != "night" else (206, 210, 226)
    for pane in (0, 1):
        left = x + pane * width * 0.11
        slant = [
            (left, -4),
            (left + width * 0.09, -4),
            (left + width * 0.14, edge),
            (left + width * 0.05, edge),
        ]
        sheet.paint(slant, warm, 0.5)
        spill = [
            slant[3],
            slant[2],
            (slant[2][0] + width * 0.1, height),
            (slant[3][0] + width * 0.02, height),
        ]
        sheet.paint(spill, warm, 0.3)
    corner = width * (0.5 - 0.34 * side)
    sheet.line([(corner, 0), (corner, edge)], 0.9, 0.5)
    sheet.hatch(
        [
            (corner, 0),
            (corner - side * width * 0.3, 0),
            (corner - side * width * 0.3, edge),
            (corner, edge),
        ],
        1.2,
        8,
        0.3,
    )
    paper = np.array([(0.0, 0.0), (0.22, -0.03), (0.27, 0.10), (0.03, 0.14)]) * (
        width,
        width * 0.62,
    )
    paper += (width * (0.5 - 0.38 * side) - (width * 0.2 if side > 0 else 0), edge + height * 0.1)
    sheet.glaze(paper + np.array([5.0, 6.0]) * sheet.unit, (186, 180, 188))
    sheet.wash(paper, (240, 233, 216))
    sheet.line(paper, 0.9, 0.7, closed=True)


def _cast_shadow(sheet: Sheet, at: Pen) -> None:
    turn = np.linspace(0, 2 * math.pi, 26, endpoint=False)
    spot = [at(0.10 + 0.62 * math.cos(t), -0.04 + 0.10 * math.sin(t)) for t in turn]
    sheet.glaze(spot, (168, 160, 168))
    sheet.hatch(spot, 0.15, 6, 0.4)
