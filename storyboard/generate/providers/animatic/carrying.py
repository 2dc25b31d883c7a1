"""What somebody holds up: an umbrella over the head, a telephone at the ear."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.cues import affirmed
from storyboard.generate.providers.animatic.figures import Actor, hand_at, head_at
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.palette import tone
from storyboard.generate.providers.animatic.pose import POSES, Pose

_UMBRELLA: Final = re.compile(
    r"\b(?P<look>(?:[\w-]+ ){0,2})(?:umbrella|parasol)s?\b(?! (?:stand|rack|is closed|drips))"
)
_SHUT: Final = re.compile(r"\b(?:closed|folded|furled|shut|shuts|closes|folds|lost|forgotten)\b")
_ARM: Final = (30.0, 8.0, 96.0, 22.0)
_GREY: Final[Colour] = (96, 98, 112)
ONE_ARMED: Final = ("phone", "tip")
"""Poses in which one hand is at the head: it is the one on our side."""
RIM: Final = 2.25
"""How high an umbrella is over the ground, in metres."""


def umbrella(brief: Brief) -> Colour | None:
    """The colour of the umbrella that is held up in a shot; None where there is none."""
    action = affirmed(brief.action).casefold()
    found = _UMBRELLA.search(action)
    if found is None or _SHUT.search(action):
        return None
    return palette.named(found["look"]) or _GREY


def holding_up(pose: Pose) -> Pose:
    """The pose with the right hand before the chest, round a handle."""
    return pose if pose.lying else replace(pose, arms=(pose.arms[0], _ARM))


def draw_umbrella(sheet: Sheet, eye: Eye, actor: Actor, colour: Colour) -> None:
    """The canopy over somebody's head and its stick down to the hand."""
    head, hand = np.asarray(head_at(actor)), hand_at(actor)
    weight = float(np.clip((eye.scale(head) / sheet.unit / 240) ** 0.5, 0.5, 2.0))
    middle = head + np.array([0.0, 0.22, 0.0])
    top = middle + np.array([0.0, 0.30, 0.0])
    stick = eye.project(np.stack([hand, top]))
    sheet.line(stick, weight * 2.2, 0.9)
    turn = np.linspace(0, 2 * math.pi, 8, endpoint=False) + actor.facing
    rim = middle + np.stack([0.62 * np.sin(turn), np.zeros(8), 0.62 * np.cos(turn)], 1)
    ribs = []
    for tip in rim:
        bend = (top + tip) / 2 + (0, 0.10, 0)
        ribs.append(eye.project(np.stack([top, bend, tip])))
    shape = hull(np.concatenate(ribs))
    below = eye.position[1] < middle[1]
    sheet.wash(shape, tone(colour, 0.86) if below else colour, 0.4)
    sheet.line(shape, weight * 1.2, 0.9, closed=True)
    for rib in ribs:
        sheet.line(rib, weight * 0.6, 0.5)
    knob = eye.project(np.stack([top, top + np.array([0, 0.07, 0])]))
    sheet.line(knob, weight * 1.6, 0.9)


def at_the_ear(actor: Actor) -> bool:
    """Whether somebody holds a telephone to the ear."""
    return actor.pose.arms in (POSES["phone"].arms, POSES["phone"].mirrored().arms)


def draw_phone(sheet: Sheet, eye: Eye, actor: Actor) -> None:
    """The telephone in the hand at the ear; nothing where the head is before it."""
    left = actor.pose.arms != POSES["phone"].arms
    hand, head = hand_at(actor, left=left), head_at(actor)
    if eye.depth(hand) > eye.depth(head) + 0.03:
        return
    (x, y), size = eye.project([hand])[0], eye.scale(hand)
    wide, high = 0.017 * size, 0.062 * size
    lean = 0.35 if x > eye.project([head])[0][0] else -0.35
    cos, sin = math.cos(lean), math.sin(lean)
    slab = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)])
    slab = slab @ np.array([[cos, sin], [-sin, cos]]) + (x, y)
    sheet.wash(slab, (62, 64, 74), 0.3)
    sheet.line(slab, 1.2, 0.9, closed=True)
