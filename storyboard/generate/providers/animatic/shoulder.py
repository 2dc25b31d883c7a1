"""Two people over the shoulder of one."""

from __future__ import annotations

import math
from dataclasses import replace

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.figures import Actor, head_at
from storyboard.generate.providers.animatic.pose import POSES, Pose
from storyboard.generate.providers.animatic.wardrobe import Figure

REACH = {"ECU": 0.3, "VCU": 0.34, "CU": 0.48, "MCU": 0.66, "MS": 0.9, "MLS": 1.2}
"""How far from the lead, in metres, the shoulder is over which we look."""


def over_the_shoulder(
    brief: Brief, figures: list[Figure], side: int, mood: str, deed: str | None
) -> tuple[Actor, ...]:
    """The lead, doing a deed or nothing, and whoever is near: with the back to us."""
    lead = Actor(
        figures[0], (0.0, 0.0, 0.0), math.pi + math.radians(24 * side),
        _quiet(POSES[deed or ("talk" if brief.speeches else "stand")]), mood,
    )  # fmt: skip
    reach = REACH[brief.size]
    shoulder = Actor(
        figures[1],
        (-0.36 * side * reach / 0.48, 0.0, -0.62),
        math.radians(-14 * side),
        POSES["stand"],
        near=True,
    )
    # Beside a child a grown-up's head would be out of the frame: the camera cheats, as on a set.
    higher = float(head_at(shoulder)[1] - head_at(lead)[1])
    x, y, z = shoulder.at
    return lead, replace(shoulder, at=(x, y - 0.8 * higher if abs(higher) > 0.2 else y, z))


def _quiet(pose: Pose) -> Pose:
    return replace(pose, head_nod=0, head_turn=0)
