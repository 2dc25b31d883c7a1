"""Inserts drawn: the surface a thing lies on, the thing, and the hands that are at it."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.beasts import BEASTS, COAT, RUNS, draw_beast
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.doors import HANDLE, draw_handle, draw_leaf
from storyboard.generate.providers.animatic.finish import Box
from storyboard.generate.providers.animatic.furniture import WOOD
from storyboard.generate.providers.animatic.hands import draw_hands
from storyboard.generate.providers.animatic.ink import Colour, Sheet
from storyboard.generate.providers.animatic.insert import CLOSE, DOOR, Insert
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.pottery import draw_round
from storyboard.generate.providers.animatic.sizes import TIGHT
from storyboard.generate.providers.animatic.things import THINGS, Pen
from storyboard.generate.providers.animatic.wares import PARTS, WARES

_SHARE = {"ECU": 0.78, "VCU": 0.70, "CU": 0.60, "MCU": 0.48, "MS": 0.38, "MLS": 0.32, "FS": 0.28,
          "LS": 0.20, "WS": 0.14, "ELS": 0.08}  # fmt: skip
_TOPS = {"bell": 0.58, "case": 0.50, "radio": 0.56, "car": 0.46, "book": 0.48, "letter": 0.42,
         "key": 0.30, "knife": 0.28, "shoe": 0.44, "gun": 0.42, "bicycle": 0.60, "bowl": 0.52,
         "wheel": 0.62, "cup": 0.52, DOOR: HANDLE}  # fmt: skip
"""How high things are in their own box, where that is less than a lamp's 0.84."""
_PLAN = ("bowl", "cup", "clock", "wheel")
_LAMPS = ("lamp", "headlamp")


def draw_surface(scene: Scenery, insert: Insert, frame: Box) -> None:
    """What lies behind and under the thing: a table, the ground from above, or a veiled set.

    Outdoors, and where the shot is wide, the set has been drawn already.
    """
    brief, sheet = scene.brief, scene.sheet
    width, height = scene.eye.centre[0] * 2, scene.eye.centre[1] * 2
    at, size = place(frame, scene.eye.yaw, brief, insert)
    if insert.cue == DOOR:
        draw_leaf(sheet, at, scene.tint)
        if brief.time in ("night", "dusk"):
            sheet.glow(*at(0.1, 0.5), size * 1.6, (255, 214, 140))
        return
    if brief.angle == "overhead":
        _from_above(scene, width, height)
    elif brief.indoors and brief.size in CLOSE and insert.cue not in BEASTS:
        _table_top(scene, width, height)
    if insert.cue == "wheel" and brief.angle != "overhead":
        pass  # the wheel stands on a post that leaves the frame
    elif says(brief.action, "handlebar", "handlebars") and not insert.hands:
        _handlebar(sheet, at)
    elif insert.cue is not None and not insert.row:
        long = insert.cue not in _PLAN and _TOPS.get(insert.cue, 0.84) < 0.65
        _cast_shadow(sheet, at, flat=brief.angle == "overhead", long=long)
    if insert.cue is not None and (brief.time in ("night", "dusk") or insert.cue in _LAMPS):
        sheet.glow(*at(0, 0.35), size * 1.9, (255, 214, 140))


def draw_insert(
    sheet: Sheet, frame: Box, yaw: float, brief: Brief, insert: Insert
) -> tuple[float, float]:
    """Draw the thing and the hands in the nominal frame; gives the pixel under the thing."""
    at, size = place(frame, yaw, brief, insert)
    if insert.cue is not None and insert.cue in BEASTS:
        look = insert.ware.look if insert.ware else brief.action
        draw_beast(sheet, at, insert.cue, palette.named(look) or COAT, says(brief.action, *RUNS))
        return at(0, -0.06)
    if insert.row:
        _row(sheet, at, frame, size, insert)
        return at(0, -0.28)
    colour = insert.ware.colour if insert.ware else None
    with sheet.dyed(colour):
        if insert.cue is not None:
            draw_thing(sheet, at, size, insert.cue, brief)
    if insert.hands:
        # A hand that is at nothing is where the thing would be.
        top = _TOPS.get(insert.cue, 0.84) if insert.cue else 0.36
        lower = 0.84 - top if insert.hands == 1 else 0.0
        draw_hands(
            sheet, lambda u, v: at(u, v - lower), size, insert.hands, insert.skin, insert.sleeve
        )
    return at(0, -0.06)


def draw_thing(sheet: Sheet, at: Pen, size: float, cue: str, brief: Brief) -> None:
    """Draw one thing by its cue; what is round is drawn as the angle shows it."""
    if cue == DOOR:
        draw_handle(sheet, at, says(brief.action, "key", "keys"))
    elif cue in ("wheel", "bowl") or (cue == "cup" and brief.angle == "overhead"):
        draw_round(sheet, at, cue, brief.angle, brief.action)
    else:
        (THINGS.get(cue) or WARES[cue])(sheet, at, size)


def place(frame: Box, yaw: float, brief: Brief, insert: Insert) -> tuple[Pen, float]:
    """Where the thing's box lies: from its own measure to pixels, and how wide it is."""
    left, top, width, height = *frame[:2], frame[2] - frame[0], frame[3] - frame[1]
    size = _SHARE.get(brief.size, 0.4) * min(height, width * (0.78 if insert.hands else 0.92))
    if insert.cue == "wheel":
        size *= 0.9 if brief.angle == "overhead" else 0.84
    side = -1 if yaw < 0 else 1
    aside = 0.0 if insert.hands or insert.row or insert.cue == "wheel" else 0.05
    x, y = left + width * (0.5 + side * aside), height * 0.62
    if brief.angle == "overhead":
        y = height * 0.49 + 0.42 * size
    elif insert.cue in BEASTS and brief.indoors:
        y = height * 0.84
    elif brief.size not in CLOSE:
        y = height * 0.74
    elif insert.hands == 1:
        y = height * 0.72
    y += top
    beast = BEASTS.get(insert.cue or "")
    if beast and brief.size in TIGHT:  # so near, its head alone is seen
        (u, v), size = beast.neck, 2.6 * size
        x, y = left + width * 0.46 - u * size, top + height * 0.46 + v * size

    def at(u: float, v: float) -> tuple[float, float]:
        return x + u * size, y - v * size

    return at, size


def _row(sheet: Sheet, at: Pen, frame: Box, size: float, insert: Insert) -> None:
    """Things side by side over the width of the frame, evenly, as a knoller lays them out."""
    middle, (_, foot) = at(0, 0)[0], at(0, 0.25)
    pitch = (frame[2] - frame[0]) * 0.80 / len(insert.row)
    for number, cue in enumerate(insert.row):
        x = middle + (number - (len(insert.row) - 1) / 2) * pitch
        scale = min(pitch * 1.06, size)

        def here(u: float, v: float, x: float = x, scale: float = scale) -> tuple[float, float]:
            return x + u * scale, foot - (v - 0.42) * scale

        _cast_shadow(sheet, here, flat=True)
        with sheet.dyed(insert.ware.colour if insert.ware and cue not in PARTS else None):
            (PARTS.get(cue) or THINGS.get(cue) or WARES[cue])(sheet, here, scale)


def _material(scene: Scenery) -> Colour:
    """What the surface is made of, by the words of the place."""
    brief = scene.brief
    said = palette.named(brief.place_look) if brief.indoors else None
    return mix(said or (WOOD if brief.indoors else (176, 166, 146)), scene.tint, 0.25)


def _from_above(scene: Scenery, width: float, height: float) -> None:
    """The surface fills the frame; its boards run one way, and light falls across them."""
    sheet = scene.sheet
    top = _material(scene)
    sheet.grade([(0, tone(top, 1.06)), (height, tone(top, 0.92))])
    if scene.brief.indoors:
        for k in range(-2, 9):
            y = height * (k + 0.4) / 6
            sheet.line([(-40, y), (sheet.width + 40, y + height * 0.012)], 0.8, 0.35)
    slant = [(width * 0.08, -40), (width * 0.42, -40), (width * 0.86, height + 40),
             (width * 0.52, height + 40)]  # fmt: skip
    sheet.paint(slant, (252, 240, 206), 0.20)


def _table_top(scene: Scenery, width: float, height: float) -> None:
    sheet, brief = scene.sheet, scene.brief
    wall = mix(scene.tint, (226, 216, 198), 0.2)
    edge = height * {"high": 0.22, "low": 0.60, "ground": 0.60}.get(brief.angle, 0.46)
    low = tone(wall, 0.86 if brief.time in ("night", "dusk") else 0.96)
    sheet.grade([(0, tone(low, 0.92)), (edge, low)])
    top = _material(scene)
    far = sheet.width + 40
    sheet.wash([(-40, edge), (far, edge), (far, sheet.height + 40), (-40, sheet.height + 40)], top)
    sheet.hatch([(-40, 0), (width * 0.5, 0), (width * 0.2, edge), (-40, edge)], 0.9, 9, 0.22)
    sheet.sketch([(-30, edge), (far, edge)], 1.2)
    for k in range(-6, 12):
        foot = (width * (k / 6), sheet.height)
        head = (width * 0.5 + (foot[0] - width * 0.5) * 0.45, edge)
        sheet.line([head, foot], 0.6, 0.3)
    _around(scene, width, height, edge)


def _around(scene: Scenery, width: float, height: float, edge: float) -> None:
    """A slant of window light over wall and table, and things left lying out of focus."""
    sheet = scene.sheet
    side = 1 if scene.eye.yaw < 0 else -1
    x = width * (0.5 + 0.26 * side)
    warm = (252, 240, 206) if scene.brief.time != "night" else (206, 210, 226)
    foot = sheet.height + 40
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
            (slant[2][0] + width * 0.1, foot),
            (slant[3][0] + width * 0.02, foot),
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


def _cast_shadow(sheet: Sheet, at: Pen, flat: bool = False, long: bool = False) -> None:
    """The shadow at a thing's foot; of what lies flat, all around it to the lower right."""
    turn = np.linspace(0, 2 * math.pi, 26, endpoint=False)
    u, v, ru, rv = (0.07, 0.36, 0.44, 0.46) if flat else (0.10, -0.04, 0.62, 0.10)
    if flat and long:
        u, v, ru, rv = 0.06, 0.20, 0.60, 0.26
    spot = [at(u + ru * math.cos(t), v + rv * math.sin(t)) for t in turn]
    sheet.glaze(spot, (168, 160, 168))
    sheet.hatch(spot, 0.15, 6, 0.4)


def _handlebar(sheet: Sheet, at: Pen) -> None:
    """The bar that a bicycle's lamp is clamped to, grips at its ends."""
    bar = [(-1.9, 0.02), (-0.7, -0.06), (0.7, -0.06), (1.9, 0.02)]
    tube = [at(u, v + 0.055) for u, v in bar] + [at(u, v - 0.055) for u, v in bar[::-1]]
    sheet.wash(tube, (150, 154, 162), 0.4)
    sheet.line(tube, 1.6, 0.9, closed=True)
    for side in (-1, 1):
        grip = [at(side * 1.0, 0.06), at(side * 1.9, 0.12), at(side * 1.9, -0.09),
                at(side * 1.0, -0.12)]  # fmt: skip
        sheet.wash(grip, (84, 80, 86), 0.4)
        sheet.line(grip, 1.6, 0.9, closed=True)
    clamp = [at(-0.12, 0.06), at(0.18, 0.06), at(0.18, -0.15), at(-0.12, -0.15)]
    sheet.wash(clamp, (104, 102, 108), 0.3)
    sheet.line(clamp, 1.4, 0.9, closed=True)
