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
ONE_ARMED: Final = ("phone", "tip", "smoke")
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
    return _in(actor, "phone")


def _in(actor: Actor, name: str) -> bool:
    return actor.pose.arms in (POSES[name].arms, POSES[name].mirrored().arms)


def draw_held_up(sheet: Sheet, eye: Eye, actor: Actor, canopy: Colour | None) -> None:
    """What somebody has in the raised hand, or before the chest, by the pose; and the `canopy`
    over the head."""
    if _in(actor, "phone"):
        _phone(sheet, eye, actor)
    elif _in(actor, "smoke"):
        _cigarette(sheet, eye, actor)
    elif _in(actor, "strum"):
        _guitar(sheet, eye, actor)
    elif _in(actor, "kick"):
        _ball(sheet, eye, actor)
    if canopy:
        draw_umbrella(sheet, eye, actor, canopy)


def _phone(sheet: Sheet, eye: Eye, actor: Actor) -> None:
    """In the hand at the ear; nothing where the head is before it."""
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


def _cigarette(sheet: Sheet, eye: Eye, actor: Actor) -> None:
    """Between the fingers at the mouth, with its thread of smoke."""
    left = actor.pose.arms != POSES["smoke"].arms
    hand, ahead = hand_at(actor, left=left), actor.ahead
    (ax, ay), (bx, by) = eye.project(np.stack([hand, hand + ahead * 0.11 + (0, 0.02, 0)]))
    size = eye.scale(hand)
    stick = np.array([(ax, ay - 0.008 * size), (bx, by - 0.008 * size), (bx, by + 0.008 * size),
                      (ax, ay + 0.008 * size)])  # fmt: skip
    sheet.wash(stick, (246, 244, 238))
    sheet.line(stick, 0.9, 0.8, closed=True)
    rise = np.linspace(0, 1, 14)
    smoke = np.stack([bx + 0.035 * size * np.sin(rise * 9) * rise, by - 0.42 * size * rise], 1)
    sheet.line(smoke, 1.1, 0.34)


def _guitar(sheet: Sheet, eye: Eye, actor: Actor) -> None:
    """Its body under the right hand, its neck in the left one."""
    right, left = hand_at(actor), hand_at(actor, left=True)
    low = right * 0.86 + left * 0.14 + actor.ahead * 0.04
    (ax, ay), (bx, by) = eye.project(np.stack([low, left + (left - low) * 0.16]))
    size = eye.scale(low)
    along = np.array([bx - ax, by - ay]) / (math.hypot(bx - ax, by - ay) or 1)
    aside = np.array([-along[1], along[0]])
    turn = np.linspace(0, 2 * math.pi, 30, endpoint=False)
    waist = 0.165 - 0.045 * np.cos(turn) - 0.03 * np.cos(2 * turn)
    body = (
        np.array([ax, ay])
        + along * (0.23 * size * np.cos(turn))[:, None]
        + aside * (waist * size * np.sin(turn))[:, None]
    )
    low_end, high_end, half = np.array([ax, ay]), np.array([bx, by]), aside * 0.021 * size
    neck = [low_end + half, high_end + half, high_end - half, low_end - half]
    for shape, colour in ((neck, (112, 82, 62)), (body, (190, 134, 82))):
        sheet.wash(np.array(shape), colour, 0.35)
        sheet.line(np.array(shape), 1.3, 0.9, closed=True)
    hole = low_end + along * 0.06 * size
    ring = hole + 0.045 * size * np.stack([np.cos(turn), np.sin(turn)], 1)
    sheet.wash(ring, (86, 62, 50))
    sheet.line([low_end - along * 0.12 * size, high_end], 0.7, 0.6)


def _ball(sheet: Sheet, eye: Eye, actor: Actor) -> None:
    """In the air before the foot that kicked it."""
    spot = np.asarray(actor.at) + actor.ahead * 1.25 + np.array([0, 0.42, 0])
    (x, y), size = eye.project([spot])[0], 0.11 * eye.scale(spot)
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    ball = np.stack([x + size * np.cos(turn), y + size * np.sin(turn)], 1)
    sheet.wash(ball, (244, 242, 234), 0.3)
    sheet.line(ball, 1.2, 0.9, closed=True)
    patch = np.stack([x + 0.36 * size * np.cos(turn[::5]), y + 0.36 * size * np.sin(turn[::5])], 1)
    sheet.wash(patch, (84, 84, 92))
