"""What some animals have beside a body on four legs: wings, antlers, a trunk, a ruff."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.palette import tone
from storyboard.generate.providers.animatic.things import Pen, oval_at

Spot = tuple[float, float]
_IVORY: Final[Colour] = (240, 234, 214)


def wing(sheet: Sheet, at: Pen, back: float, colour: Colour, *, far: bool) -> None:
    """A bat's wing raised over the back; the far one leans ahead."""
    lean = 0.16 if far else 0.0
    root = (0.10 + lean * 0.4, back - 0.02)
    fingers = [(0.30 + lean, back + 0.52), (0.0 + lean, back + 0.60), (-0.28 + lean, back + 0.48),
               (-0.44 + lean, back + 0.26)]  # fmt: skip
    edge: list[Spot] = []
    for (u, v), (nu, nv) in zip(fingers, [*fingers[1:], (-0.22, back)], strict=True):
        edge += [(u, v), ((u + nu) / 2 + 0.02, (v + nv) / 2 - 0.09)]
    shape = [at(*spot) for spot in (root, *edge, (-0.22, back))]
    sheet.line(shape, 2.0, 0.92, closed=True)
    sheet.wash(shape, colour, 0.3)
    for finger in fingers:
        sheet.line([at(*root), at(*finger)], 1.2, 0.7)


def ruff(sheet: Sheet, at: Pen, neck: Spot, head: float, colour: Colour) -> None:
    """A lion's mane, behind the head."""
    rng = np.random.default_rng(7)
    turn = np.linspace(0, 2 * math.pi, 34, endpoint=False)
    reach = 1.9 + 0.35 * rng.random(34)
    mane = [
        at(neck[0] - 0.02 + head * r * math.cos(t), neck[1] - 0.02 + head * r * math.sin(t))
        for t, r in zip(turn, reach, strict=True)
    ]
    sheet.line(mane, 1.6, 0.9, closed=True)
    sheet.wash(mane, colour, 0.35)


def _antlers(sheet: Sheet, at: Pen, neck: Spot, head: float, coat: Colour) -> None:
    u, v = neck
    for lean in (-0.05, 0.05):
        fork = (u - 0.06 + lean, v + 0.20)
        tips = (u + 0.02 + lean, v + 0.36), (u + 0.07 + lean, v + 0.26), (u - 0.15 + lean, v + 0.3)
        sheet.line([at(u, v + 0.05), at(*fork)], 2.6, 0.9)
        for tip in tips:
            sheet.line([at(*fork), at(*tip)], 2.0, 0.9)


def _trunk(sheet: Sheet, at: Pen, neck: Spot, head: float, coat: Colour) -> None:
    u, v = neck
    stops = [(0.10, -0.06, 0.055), (0.19, -0.22, 0.045), (0.20, -0.42, 0.034), (0.27, -0.52, 0.026)]
    discs = [oval_at(at, u + du, v + dv, r, r) for du, dv, r in stops]
    limbs = [hull([*one, *other]) for one, other in itertools.pairwise(discs)]
    for limb in limbs:
        sheet.line(limb, 1.8, 0.9, closed=True)
    for limb in limbs:
        sheet.wash(limb, coat, 0.3)
    tusk = [(0.09, -0.13), (0.24, -0.19), (0.29, -0.14), (0.11, -0.09)]
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    wide = np.where(np.cos(turn) < 0, 0.13, 0.08)
    ear = np.stack([wide * np.cos(turn) - 0.02, 0.17 * np.sin(turn) - 0.02], 1)
    for outline, colour in ((tusk, _IVORY), (ear, tone(coat, 0.92))):
        shape = [at(u + du, v + dv) for du, dv in outline]
        sheet.line(shape, 1.5, 0.9, closed=True)
        sheet.wash(shape, colour, 0.3)


def _spines(sheet: Sheet, at: Pen, neck: Spot, head: float, coat: Colour) -> None:
    crest = [(-0.36, 0.44), (-0.2, 0.46), (-0.04, 0.45), (0.12, 0.46), (0.24, 0.52), (0.32, 0.62),
             (0.36, 0.74)]  # fmt: skip
    for (u, v), (nu, nv) in itertools.pairwise(crest):
        tooth = [at(u, v - 0.01), at((u + nu) / 2 - 0.03, (v + nv) / 2 + 0.06), at(nu, nv - 0.01)]
        sheet.line(tooth, 1.2, 0.9, closed=True)
        sheet.wash(tooth, tone(coat, 0.62))


ADORNED: Final[Mapping[str, Callable[[Sheet, Pen, Spot, float, Colour], None]]] = {
    "deer": _antlers, "elephant": _trunk, "dragon": _spines,
}  # fmt: skip
"""What is drawn on top, by the name of the animal."""
