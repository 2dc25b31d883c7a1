"""The car that an action is about, on the ground of the set: from the side, with its shadow."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cues import PROPS, says
from storyboard.generate.providers.animatic.idioms import things
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.sizes import TIGHT
from storyboard.generate.providers.animatic.staging import Staging
from storyboard.generate.providers.animatic.things import oval_at
from storyboard.generate.providers.animatic.wares import PAINT, draw_car

_LONG: Final = 4.4
"""Metres."""
_BEHIND: Final = 1.1
"""Metres from whoever stands before it."""
_WORDS: Final = "|".join(PROPS["car"])
_LEFTWARDS: Final = (
    r"\b(?:to|towards?|exits?|off) (?:the |screen |frame )?left\b|\bright to left\b|\bleftwards?\b"
)
_GARAGES: Final = ("garage", "showroom", "car park", "parking", "hangar", "workshop", "studio")


@dataclass(frozen=True)
class Car:
    """Its paint, and the way it goes: 1 to the right, -1 to the left."""

    paint: Colour
    way: int


def car_of(brief: Brief) -> Car | None:
    """The car that the action speaks of, where the shot is wide enough for one."""
    if brief.size in TIGHT or (brief.angle == "overhead" and brief.people):
        return None
    if brief.indoors and not says(f"{brief.place} {brief.place_look}", *_GARAGES):
        return None
    if "car" not in things(brief.action):
        return None
    action = brief.action.casefold()
    before = re.search(rf"((?:[\w-]+ ){{0,3}})(?:{_WORDS})\b", action)
    paint = palette.named(before[1]) if before else None
    return Car(paint or PAINT, -1 if re.search(_LEFTWARDS, action) else 1)


def draw_vehicle(scene: Scenery, staging: Staging, car: Car) -> None:
    """Draw the car behind the people; alone, where they would be."""
    eye, sheet = scene.eye, scene.sheet
    spot = np.zeros(3)
    if group := [actor.at for actor in staging.actors if not actor.near]:
        ahead = np.array([math.sin(eye.yaw), 0.0, math.cos(eye.yaw)])
        spot = np.mean(group, axis=0) * (1, 0, 1) + _BEHIND * ahead
    if eye.depth(spot) < 1.0:
        return
    (x, y), size = eye.project([spot])[0], _LONG / 1.26 * eye.scale(spot)

    def at(u: float, v: float) -> tuple[float, float]:
        return x + car.way * u * size, y - (v + 0.03) * size

    sheet.glaze(np.array(oval_at(at, 0.03, -0.025, 0.72, 0.055)), (150, 144, 152))
    draw_car(sheet, at, scene.haze(car.paint, spot))
    if scene.brief.time in ("night", "dusk"):
        sheet.glow(*at(0.6, 0.19), size * 0.35, (255, 224, 150))
