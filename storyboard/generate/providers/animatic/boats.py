"""People on the water: the boat they sit in, the jetty they stand on, and water all round."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.build import Scenery, Vec
from storyboard.generate.providers.animatic.cues import affirmed, says
from storyboard.generate.providers.animatic.figures import Actor, hand_at
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.pose import POSES

_CRAFT: Final = r"(?:boat|rowboat|rowing boat|canoe|dinghy|raft|kayak|gondola|punt|skiff|lifeboat)"
_ABOARD: Final = re.compile(
    r"\b(?:rows?|rowing|paddl(?:es?|ing)|sails?|sailing|drifts?|drifting|sits?|sitting|fish\w*|"
    rf"stands?|kneels?|lies)\b[^.;]*?\b{_CRAFT}\b"
    rf"|\b(?:in|aboard) (?:a|an|the|his|her|their) (?:[\w-]+ ){{0,2}}?{_CRAFT}\b"
)
_DECK: Final = ("jetty", "pier", "boardwalk", "landing stage", "dock")
_ASHORE: Final = ("sand", "beach", "shore", "shingle", "swims", "swimming", "wades", "wading")
_LOW: Final = 0.02
"""How far above the water's face the feet of those are who sit in a boat, in metres."""
_RIM: Final = 0.42
_SHAFT: Final = 0.025
WOOD: Final = (170, 132, 98)


def afloat(brief: Brief) -> bool:
    """Whether the people of a shot are in a boat."""
    return not brief.indoors and _ABOARD.search(affirmed(brief.action).casefold()) is not None


def on_deck(brief: Brief) -> bool:
    """Whether they are on planks over the water."""
    text = f"{brief.place}. {brief.place_look}. {brief.action}"
    elsewhere = afloat(brief) or says(brief.action, *_ASHORE)
    return not brief.indoors and not elsewhere and says(affirmed(text), *_DECK)


def boat_depth(brief: Brief) -> float:
    """The height of the feet of who is in a boat; 0 on land."""
    return _LOW if afloat(brief) else 0.0


def open_water(scene: Scenery) -> None:
    """Water from below the eye to the horizon."""
    eye = scene.eye
    water = mix((142, 174, 190), scene.tint, 0.25)
    ahead = np.array([math.sin(eye.yaw), 0.0, math.cos(eye.yaw)])
    side = np.array([ahead[2], 0.0, -ahead[0]])
    here = np.asarray(eye.position) * (1, 0, 1)

    def there(across: float, far: float) -> Vec:
        x, _, z = here + side * across + ahead * far
        return float(x), -0.06, float(z)

    scene.sheet.wash(
        eye.outline([there(-4000, 1500), there(4000, 1500), there(900, -60), there(-900, -60)]),
        water,
    )
    rng = np.random.default_rng(3)
    for _ in range(130):
        far = 1.5 + 150 * rng.random() ** 2.4
        middle = rng.uniform(-1, 1) * (3 + far * 1.2)
        wave = [
            there(middle + t * (0.25 + far * 0.05), far + 0.1 * math.sin(t * 3))
            for t in np.linspace(-1, 1, 5)
        ]
        flat = eye.outline(wave, closed=False)
        if len(flat) > 1:
            scene.sheet.line(flat, 0.6, 0.34)


def deck(scene: Scenery) -> None:
    """Planks that run ahead over the water, on posts."""
    planks = mix((178, 154, 124), scene.tint, 0.25)
    near, far, half = -14.0, 15.0, 1.9
    for z in np.arange(far, near, -3.0):
        for x in (-half, half):
            scene.post((x, -0.9, z), (x, 0.55, z), 0.09, tone(planks, 0.72))
    edge = [(half, -0.2, near), (half, -0.2, far), (half, 0, far), (half, 0, near)]
    scene.quad(edge, tone(planks, 0.7))
    scene.quad([(-x, y, z) for x, y, z in edge], tone(planks, 0.7))
    scene.quad([(-half, 0, near), (half, 0, near), (half, 0, far), (-half, 0, far)], planks)
    for z in np.arange(near, far, 0.36):
        scene.stroke([(-half, 0.005, z), (half, 0.005, z)], 0.42, 0.8)


def _shape(actors: Sequence[Actor], yaw: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """The middle of a boat for some people, its two axes across the picture, and its length."""
    along = np.array([math.cos(yaw), 0.0, -math.sin(yaw)])
    deep = np.array([math.sin(yaw), 0.0, math.cos(yaw)])
    spots = np.array([actor.at for actor in actors]) * (1, 0, 1)
    reach = spots @ along
    middle = spots.mean(axis=0)
    return middle, along, deep, max(3.4, float(np.ptp(reach)) + 2.3)


def _rim(actors: Sequence[Actor], yaw: float, side: int, height: float, wide: float) -> np.ndarray:
    """One gunwale from stern to bow: `side` is -1 for the one on this side."""
    middle, along, deep, long = _shape(actors, yaw)
    t = np.linspace(-1, 1, 21)
    bulge = wide * (1 - np.abs(t) ** 2.4)
    lift = height + 0.20 * np.abs(t) ** 3
    points = (
        middle
        + along * (t * long / 2)[:, None]
        + deep * (side * bulge)[:, None]
        + np.array([0.0, 1.0, 0.0]) * lift[:, None]
    )
    return np.asarray(points)


def draw_inside(scene: Scenery, actors: Sequence[Actor]) -> None:
    """The far half of the boat, behind who sits in it, and its shadow on the water."""
    yaw = scene.eye.yaw
    wood = mix(WOOD, scene.tint, 0.15)
    low = _rim(actors, yaw, -1, -0.05, 0.75)
    scene.hatch([*(low + np.array([0, 0, -0.5])), *low[::-1]], 0.1, 5, 0.4)
    near, far = _rim(actors, yaw, -1, _RIM, 0.6), _rim(actors, yaw, 1, _RIM, 0.6)
    scene.quad([*near, *far[::-1]], tone(wood, 0.62))
    for hand, lock, _ in oars(scene.brief, actors, yaw, 1):
        scene.post(tuple(hand), tuple(lock), _SHAFT, tone(wood, 0.8))


def draw_hull(scene: Scenery, actors: Sequence[Actor]) -> None:
    """The near half, before the legs of who sits in it, and an oar where somebody rows."""
    yaw = scene.eye.yaw
    wood = mix(WOOD, scene.tint, 0.15)
    rim, foot = _rim(actors, yaw, -1, _RIM, 0.6), _rim(actors, yaw, -1, -0.05, 0.42)
    middle = foot.mean(axis=0)
    foot = middle + (foot - middle) * (0.82, 1, 0.82)
    foot[:, 1] = -0.05
    scene.quad([*rim, *foot[::-1]], wood)
    for share in (0.36, 0.7):
        scene.stroke(rim + (foot - rim) * share, 0.5, 0.7)
    scene.stroke(rim, 0.9, 1.6)
    _, along, _, _ = _shape(actors, yaw)
    for hand, lock, blade in oars(scene.brief, actors, yaw, -1):
        scene.post(tuple(hand), tuple(blade), _SHAFT, tone(wood, 0.9))
        tip, across = blade + (blade - lock) * 0.3, along * 0.08
        scene.quad([blade - across, tip - across, tip + across, blade + across], tone(wood, 1.05))


def oars(
    brief: Brief, actors: Sequence[Actor], yaw: float, side: int
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The oars on one side of the boat, -1 for ours: from the hand over the rowlock to the water.

    One for each who rows, from the hand that is nearer to that side.
    """
    if not says(brief.action, "row", "rows", "rowing", "paddle*"):
        return []
    rim, row = _rim(actors, yaw, side, _RIM, 0.6), POSES["row"]
    found = []
    for actor in actors:
        if actor.pose.arms not in (row.arms, row.mirrored().arms):
            continue
        hands = [hand_at(actor, left=left) for left in (False, True)]
        hand = min(hands, key=lambda hand: float(np.linalg.norm(rim - hand, axis=1).min()))
        # Who rows looks astern and pulls: the rowlock is towards the back.
        back = -np.array([math.sin(actor.facing), 0.0, math.cos(actor.facing)])
        lock = rim[np.linalg.norm(rim - (hand + back * 0.3), axis=1).argmin()]
        reach = (lock[1] + 0.02) / max(0.1, hand[1] - lock[1])
        found.append((hand, lock, lock + (lock - hand) * reach))
    return found
