"""A door in close view: its leaf behind everything, the handle where a thing would lie."""

from __future__ import annotations

from storyboard.generate.providers.animatic.furniture import BRASS, IRON, WOOD
from storyboard.generate.providers.animatic.ink import Colour, Sheet
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.things import Pen, oval_at, put

HANDLE = 0.55
"""How high the handle is in the thing's box, which is about 1 wide and 0.84 high."""
_LEAF = 0.62
"""From the handle's plate to the edge that opens."""


def draw_leaf(sheet: Sheet, at: Pen, tint: Colour) -> None:
    """The wall with the door in it: its frame at the left, two sunk panels."""
    sheet.glows.clear()  # whatever shines stands behind it
    wood = mix(WOOD, tint, 0.3)
    wall = mix(tint, (216, 208, 194), 0.25)
    top, foot, far = 3.2, -3.2, 6.0
    sheet.wash([at(-far, top), at(far, top), at(far, foot), at(-far, foot)], wall)
    jamb = [at(-_LEAF - 0.3, top), at(-_LEAF, top), at(-_LEAF, foot), at(-_LEAF - 0.3, foot)]
    put(sheet, jamb, tone(wood, 0.84), 0.3)
    leaf = [at(-_LEAF, top), at(far, top), at(far, foot), at(-_LEAF, foot)]
    put(sheet, leaf, wood, 0.2)
    for low, high in ((0.98, top + 1), (foot - 1, 0.06)):
        outer = [at(0.42, high), at(far, high), at(far, low), at(0.42, low)]
        inner = [at(0.54, high), at(far, high), at(far, low + 0.12), at(0.54, low + 0.12)]
        put(sheet, outer, tone(wood, 0.9), 0.2, 1.2)
        put(sheet, inner, tone(wood, 1.04), 0.2, 1.0)
    for u in (-0.4, -0.16, 0.16, 0.32):
        sheet.line([at(u, top), at(u + 0.01, foot)], 0.5, 0.25)


def draw_handle(sheet: Sheet, at: Pen, key: bool = False) -> None:
    """The plate with its lever and keyhole; with a key in it."""
    plate = [at(-0.11, -0.08), at(0.11, -0.08), at(0.11, 0.78), at(-0.11, 0.78)]
    sheet.glaze(
        [at(-0.07, -0.12), at(0.15, -0.12), at(0.15, 0.74), at(-0.07, 0.74)], (150, 140, 140)
    )
    put(sheet, plate, BRASS, 0.3, 1.4)
    lever = [(-0.02, 0.50), (0.10, 0.49), (0.46, 0.47), (0.50, 0.51), (0.46, 0.56), (0.06, 0.60)]
    put(sheet, [at(u, v) for u, v in lever], mix(BRASS, (236, 208, 140), 0.35), 0.3, 1.6)
    put(sheet, oval_at(at, 0.0, 0.545, 0.085, 0.085), BRASS, 0.3, 1.3)
    put(sheet, oval_at(at, 0.0, 0.20, 0.035, 0.035), IRON, 0.1, 0.8)
    put(sheet, [at(-0.018, 0.19), at(0.018, 0.19), at(0.03, 0.09), at(-0.03, 0.09)], IRON, 0.1, 0.8)
    if key:
        put(
            sheet, [at(0.0, 0.185), at(0.0, 0.215), at(0.2, 0.175), at(0.2, 0.145)], BRASS, 0.2, 1.1
        )
        put(sheet, oval_at(at, 0.29, 0.145, 0.10, 0.075), BRASS, 0.2, 1.3)
        put(sheet, oval_at(at, 0.29, 0.145, 0.05, 0.035), tone(WOOD, 0.8), 0.1, 0.9)
