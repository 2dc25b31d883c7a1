"""What people sit on and sit at: a stool under them, and the table, the desk or the piano."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.figures import Actor
from storyboard.generate.providers.animatic.fixtures import upright
from storyboard.generate.providers.animatic.furniture import WOOD
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.pose import skeleton

_AT: Final = re.compile(
    r"\b(?:sits?|sitting|seated|sat|dines?|eats?|eating|writes?|writing|works?|working|play\w*)\b"
    r"[^.;]*?\b(?:at|around|round|behind|across)\s+(?:the|a|an|his|her|their|one|either)\s+"
    r"(?:[\w-]+\s+){0,3}?(?P<what>table|desk)\b"
)
_PLAYS: Final = re.compile(
    r"\b(?:plays?|playing|at) (?:the |a |his |her )?(?:\w+ )?(?:piano|organ)\b"
)
_TOP: Final = 0.75
"""Metres from the floor to the top of a table."""


def before(brief: Brief) -> str | None:
    """What those who sit in a shot sit at, by the name that it has among the furniture."""
    action = brief.action.casefold()
    if _PLAYS.search(action):
        return "piano"
    found = _AT.search(action)
    return found["what"] if found else None


def sits(actor: Actor) -> bool:
    """Whether somebody sits on something that is to be drawn."""
    if actor.ride or actor.saddled or actor.pose.lying:
        return False
    joints = skeleton(actor.pose, actor.figure.height, actor.figure.broad)
    hips = float(joints["hips"][1])
    knees = float(joints["l_knee"][1] + joints["r_knee"][1]) / 2
    return knees >= hips - 0.15 and hips >= 0.4


def draw_seat(scene: Scenery, actor: Actor) -> None:
    """Something to sit on, for who sits."""
    hips = float(skeleton(actor.pose, actor.figure.height, actor.figure.broad)["hips"][1])
    x, z = _ahead(actor, -0.06)
    wood = mix((150, 118, 92), scene.tint, 0.2)
    scene.box((x - 0.22, 0, z - 0.2), (x + 0.22, hips - 0.1, z + 0.2), wood, turn=actor.facing)


def draw_piano(scene: Scenery, actor: Actor) -> None:
    """The piano before who plays it."""
    upright(scene, _ahead(actor, 0.98), actor.facing)


def draw_table(scene: Scenery, sitting: Sequence[Actor]) -> None:
    """The table before who sits at it, or between those who do."""
    wood = mix(WOOD, scene.tint, 0.15)
    lead = sitting[0]
    if len(sitting) == 1:
        (x, z), turn, half, deep = _ahead(lead, 0.72), lead.facing, 0.72, 0.36
    else:
        spots = np.array([actor.at for actor in sitting])
        x, _, z = spots.mean(axis=0)
        turn, half, deep = 0.0, max(0.42, float(np.ptp(spots[:, 0])) / 2 - 0.42), 0.4
    cos, sin = math.cos(turn), math.sin(turn)
    for across in (-half + 0.06, half - 0.06):
        for along in (deep - 0.06, 0.06 - deep):
            leg = (x + across * cos + along * sin, z + along * cos - across * sin)
            scene.post((leg[0], 0, leg[1]), (leg[0], _TOP - 0.04, leg[1]), 0.03, tone(wood, 0.85))
    scene.box((x - half, _TOP - 0.05, z - deep), (x + half, _TOP, z + deep), wood, turn=turn)
    for across, along, tall in ((0.55, 0.2, 0.11), (-0.45, -0.25, 0.24)):
        u, v = across * half, along * deep
        spot = (x + u * cos + v * sin, _TOP, z + v * cos - u * sin)
        scene.drum(spot, tall, 0.035, 0.045 if tall < 0.2 else 0.025, (232, 226, 214))


def _ahead(actor: Actor, far: float) -> tuple[float, float]:
    """A place on the ground so many metres before somebody."""
    x, _, z = np.asarray(actor.at) + far * actor.ahead
    return float(x), float(z)
