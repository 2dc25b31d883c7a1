"""Animals: seen from the side, looking to the right, each in its own box about 1 wide."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic.creatures import ADORNED, ruff, wing
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.palette import tone
from storyboard.generate.providers.animatic.pose import POSES, skeleton
from storyboard.generate.providers.animatic.things import Pen, oval_at

COAT: Final[Colour] = (168, 140, 112)
"""Where the words name no colour."""


RUNS: Final = ("runs", "running", "gallops", "galloping", "trots", "chases", "races", "bounds")
"""What an animal does on the legs of a run."""


@dataclass(frozen=True)
class Beast:
    """Its `long` in metres; the rest in shares of that. The back and the belly are heights, `neck`
    and `head` are places, `muzzle` how far the head reaches ahead; `leg` and `tail` are thick."""

    long: float
    belly: float
    back: float
    neck: tuple[float, float]
    head: float
    muzzle: float
    leg: float
    ears: str
    tail: str
    mane: bool = False


BEASTS: Final[Mapping[str, Beast]] = {
    "dog": Beast(1.0, 0.34, 0.58, (0.38, 0.70), 0.115, 0.17, 0.042, "down", "up"),
    "wolf": Beast(1.4, 0.34, 0.58, (0.38, 0.68), 0.105, 0.19, 0.040, "up", "down"),
    "cat": Beast(0.6, 0.28, 0.50, (0.36, 0.58), 0.125, 0.07, 0.036, "up", "long"),
    "horse": Beast(2.4, 0.40, 0.66, (0.40, 0.94), 0.085, 0.20, 0.036, "up", "down", mane=True),
    "cow": Beast(2.3, 0.28, 0.60, (0.42, 0.64), 0.105, 0.14, 0.044, "down", "thin"),
    "sheep": Beast(1.2, 0.24, 0.62, (0.40, 0.62), 0.095, 0.10, 0.036, "down", "stub"),
    "pig": Beast(1.4, 0.20, 0.54, (0.36, 0.50), 0.115, 0.10, 0.038, "down", "thin"),
    "deer": Beast(1.7, 0.42, 0.63, (0.38, 0.94), 0.070, 0.13, 0.026, "up", "stub"),
    "bear": Beast(2.0, 0.26, 0.64, (0.40, 0.64), 0.125, 0.13, 0.066, "up", "stub"),
    "lion": Beast(2.0, 0.34, 0.62, (0.38, 0.72), 0.110, 0.12, 0.046, "up", "long"),
    "elephant": Beast(3.6, 0.32, 0.80, (0.36, 0.72), 0.135, 0.06, 0.070, "down", "thin"),
    "dragon": Beast(5.0, 0.22, 0.44, (0.42, 0.72), 0.070, 0.17, 0.040, "up", "long"),
}
"""What stands on four legs, by the name of its drawing."""


def height_of(cue: str) -> float:
    """How high an animal is, in metres; 0 for what is none."""
    beast = BEASTS.get(cue)
    return 0.0 if beast is None else beast.long * (beast.neck[1] + 1.6 * beast.head)


def saddle_height(tall: float) -> float:
    """How far above the ground the lower foot of a rider is, so that the hips are on the back."""
    horse, hips = BEASTS["horse"], skeleton(POSES["saddle"], tall, 1.0)["hips"]
    return horse.long * (horse.back + 0.02) - float(hips[1])


def draw_beast(sheet: Sheet, at: Pen, cue: str, coat: Colour = COAT, runs: bool = False) -> None:
    """Draw an animal standing, or with the legs of a run."""
    beast = BEASTS[cue]
    radius = (beast.back - beast.belly) / 2
    middle = (beast.back + beast.belly) / 2
    hind, fore = -0.34, 0.24
    far = tone(coat, 0.82)
    for side, colour in ((1, far), (0, coat)):
        _legs(sheet, at, beast, (hind, fore), side, colour, runs)
    _tail(sheet, at, beast, hind, coat)
    if cue == "dragon":
        wing(sheet, at, beast.back, tone(coat, 0.72), far=True)
    trunk = hull(
        [
            *oval_at(at, hind + 0.02, middle + 0.01, radius * 1.02, radius),
            *oval_at(at, fore - 0.02, middle, radius, radius * 1.1),
        ]
    )
    neck, reach = beast.neck, beast.head * 0.95
    throat = hull(
        [
            *oval_at(at, fore + 0.02, middle + radius * 0.35, radius * 0.7, radius * 0.7),
            *oval_at(at, neck[0], neck[1] - reach * 0.2, reach * 0.72, reach * 0.72),
        ]
    )
    u, v = neck[0] + 0.03, neck[1]
    nose = (u + beast.muzzle, v - beast.head * (0.75 if beast.mane else 0.42))
    skull = hull(
        [
            *oval_at(at, u, v, beast.head, beast.head * 0.92),
            *oval_at(at, *nose, beast.head * 0.44, beast.head * 0.38),
        ]
    )
    if cue == "lion":
        ruff(sheet, at, neck, beast.head, tone(coat, 0.68))
    for shape in (trunk, throat, skull):
        sheet.line(shape, 2.2, 0.92, closed=True)
    for shape in (trunk, throat, skull):
        sheet.wash(shape, coat, 0.35)
    if cue == "sheep":
        _fleece(sheet, at, (hind, fore), middle, radius, coat)
    if beast.mane:
        _mane(sheet, at, beast, coat)
    if cue in ADORNED:
        ADORNED[cue](sheet, at, beast.neck, beast.head, coat)
    if cue == "dragon":
        wing(sheet, at, beast.back, tone(coat, 0.9), far=False)
    _ear(sheet, at, beast, (u, v), coat)
    sheet.wash(
        oval_at(at, u + beast.head * 0.35, v + beast.head * 0.22, 0.016, 0.018), (40, 36, 38)
    )
    tip = oval_at(at, nose[0] + beast.head * 0.34, nose[1] + beast.head * 0.1, 0.022, 0.02)
    sheet.wash(tip, (58, 50, 52))
    mouth = [at(nose[0] + beast.head * 0.3, nose[1] - 0.02), at(nose[0] - 0.03, nose[1] - 0.025)]
    sheet.line(mouth, 1.0, 0.7)


def _legs(
    sheet: Sheet,
    at: Pen,
    beast: Beast,
    roots: tuple[float, float],
    side: int,
    colour: Colour,
    runs: bool,
) -> None:
    """The legs of one side, the far one's a little aside and darker."""
    for root, stretch in zip(roots, (-0.22, 0.24), strict=True):
        u = root + (0.09 if side else 0.0) * (-1 if root > 0 else 1)
        top = (u, beast.belly + 0.08)
        if runs:
            reach = stretch * (0.7 if side else 1.0)
            knee, foot = (u + reach * 0.6, beast.belly * 0.62), (u + reach, beast.belly * 0.2)
        else:
            bend = -0.035 if root < 0 else 0.012
            knee, foot = (u + bend, beast.belly * 0.48), (u + 0.005, 0.02)
        thick = beast.leg * (0.9 if side else 1.0)
        upper = hull(
            [*oval_at(at, *top, thick * 1.7, thick * 1.8), *oval_at(at, *knee, thick, thick)]
        )
        lower = hull(
            [*oval_at(at, *knee, thick, thick), *oval_at(at, *foot, thick * 0.8, thick * 0.6)]
        )
        toes = (foot[0] + thick, foot[1] - 0.008)
        paw = hull(
            [*oval_at(at, *foot, thick * 0.8, 0.02), *oval_at(at, *toes, thick * 0.7, 0.016)]
        )
        for shape in (upper, lower, paw):
            sheet.line(shape, 1.8, 0.9, closed=True)
        for shape in (upper, lower):
            sheet.wash(shape, colour, 0.3)
        sheet.wash(paw, tone(colour, 0.7), 0.2)


def _tail(sheet: Sheet, at: Pen, beast: Beast, hind: float, coat: Colour) -> None:
    root = (hind - 0.12, beast.back - 0.05)
    curve, thick = {
        "up": ([(0, 0), (-0.10, 0.08), (-0.13, 0.20)], 0.032),
        "long": ([(0, 0), (-0.14, 0.02), (-0.20, 0.16), (-0.14, 0.30)], 0.022),
        "down": ([(0, 0), (-0.08, -0.04), (-0.11, -0.22), (-0.09, -0.32)], 0.045),
        "thin": ([(0, 0), (-0.05, -0.06), (-0.06, -0.26)], 0.016),
        "stub": ([(0, 0), (-0.03, -0.05)], 0.035),
    }[beast.tail]
    spots = [(root[0] + du, root[1] + dv) for du, dv in curve]
    parts = [
        hull([*oval_at(at, *a, thick, thick), *oval_at(at, *b, thick * 0.9, thick * 0.9)])
        for a, b in itertools.pairwise(spots)
    ]
    for part in parts:
        sheet.line(part, 1.8, 0.9, closed=True)
    for part in parts:
        sheet.wash(part, tone(coat, 0.9), 0.3)


def _ear(sheet: Sheet, at: Pen, beast: Beast, head: tuple[float, float], coat: Colour) -> None:
    (u, v), h = head, beast.head
    if beast.ears == "up":
        outline = [(-0.75, 0.55), (-0.45, 1.55), (-0.05, 0.8)]
    else:
        outline = [(-0.55, 0.75), (-0.05, 0.55), (-0.2, -0.45), (-0.65, -0.35)]
    shape = [at(u + h * du, v + h * dv) for du, dv in outline]
    sheet.line(shape, 1.6, 0.92, closed=True)
    sheet.wash(shape, tone(coat, 0.78), 0.3)


def _mane(sheet: Sheet, at: Pen, beast: Beast, coat: Colour) -> None:
    u, v = beast.neck
    back = beast.back
    crest = [(u - 0.02, v + 0.08), (u - 0.10, v), (0.20, back + 0.02), (0.13, back + 0.01),
             (u - 0.16, v - 0.02), (u - 0.09, v + 0.09)]  # fmt: skip
    crest = [at(*spot) for spot in crest]
    sheet.line(crest, 1.6, 0.9, closed=True)
    sheet.wash(crest, tone(coat, 0.6), 0.3)


def _fleece(
    sheet: Sheet, at: Pen, body: tuple[float, float], middle: float, radius: float, coat: Colour
) -> None:
    hind, fore = body
    for turn in np.linspace(0, 2 * math.pi, 18, endpoint=False):
        u = (hind + fore) / 2 + (fore - hind + 2 * radius) / 2 * math.cos(turn)
        curl = oval_at(at, u, middle + radius * math.sin(turn), 0.045, 0.045, 12)
        sheet.line(curl, 1.0, 0.7, closed=True)
        sheet.wash(curl, tone(coat, 1.05), 0.2)
