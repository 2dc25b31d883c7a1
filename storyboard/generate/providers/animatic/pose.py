"""Poses: where the joints of a mannequin lie, in metres, for what somebody is doing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Joint = NDArray[np.float64]
Arm = tuple[float, float, float, float]
"""Degrees: swing forward, spread outward, bend of the elbow, forearm turned inward."""


@dataclass(frozen=True)
class Pose:
    """Angles in degrees. Arms and legs are (left, right); a leg is (swing forward, bend)."""

    lean: float = 2
    turn: float = 0
    tilt: float = 0
    head_turn: float = 0
    head_nod: float = 0
    arms: tuple[Arm, Arm] = ((4, 9, 12, 6), (-2, 9, 16, 6))
    legs: tuple[tuple[float, float], tuple[float, float]] = ((3, 2), (-4, 3))
    lying: bool = False

    def mirrored(self) -> Pose:
        """The same pose with left and right exchanged."""
        return replace(
            self,
            turn=-self.turn,
            tilt=-self.tilt,
            head_turn=-self.head_turn,
            arms=(self.arms[1], self.arms[0]),
            legs=(self.legs[1], self.legs[0]),
        )


POSES: dict[str, Pose] = {
    "stand": Pose(tilt=2, arms=((6, 9, 14, 8), (-4, 11, 20, 10))),
    "pockets": Pose(lean=-1, turn=6,
        arms=((-14, 22, 62, 34), (-10, 18, 50, 30)), legs=((6, 3), (-5, 2))),
    "hip": Pose(tilt=-4, turn=-8, arms=((-18, 42, 92, 66), (4, 8, 12, 6)), legs=((8, 6), (-3, 0))),
    "walk": Pose(lean=5, turn=8, arms=((-26, 8, 14, 4), (28, 8, 30, 8)), legs=((30, 8), (-22, 18))),
    "run": Pose(lean=20, turn=16,
        arms=((-48, 14, 84, 8), (52, 12, 92, 14)), legs=((62, 66), (-32, 48))),
    "sit": Pose(lean=8, arms=((36, 10, 44, 22), (32, 12, 52, 24)), legs=((84, 82), (80, 88))),
    "kneel": Pose(lean=16, head_nod=-14,
        arms=((34, 12, 38, 20), (42, 10, 48, 18)), legs=((74, 98), (-8, 84))),
    "call": Pose(lean=14, head_nod=6,
        arms=((92, 44, 112, 62), (34, 30, 26, 4)), legs=((16, 8), (-14, 4))),
    "point": Pose(lean=4, turn=-14,
        arms=((88, 14, 4, 0), (-8, 14, 34, 12)), legs=((12, 4), (-10, 4))),
    "wave": Pose(lean=1, tilt=-3, arms=((150, 34, 26, 8), (-4, 12, 18, 8)), legs=((6, 2), (-8, 3))),
    "lean": Pose(lean=36, head_nod=-6,
        arms=((52, 16, 14, 4), (46, 18, 20, 6)), legs=((14, 10), (-16, 4))),
    "hold": Pose(lean=6, head_nod=-20,
        arms=((34, 10, 74, 34), (30, 12, 80, 38)), legs=((5, 3), (-5, 3))),
    "cover": Pose(lean=6, head_nod=-12, arms=((130, 30, 14, 100), (-4, 11, 20, 10))),
    "phone": Pose(tilt=1, head_turn=-4, arms=((6, 9, 14, 8), (140, 49, 94, 102))),
    "tip": Pose(lean=3, head_nod=-8, arms=((4, 9, 12, 6), (132, 22, 63, 71))),
    "dance": Pose(lean=-2, tilt=4, head_turn=8,
        arms=((74, 58, 24, 4), (62, 26, 60, 44)), legs=((16, 10), (-14, 16))),
    "hug": Pose(lean=5, tilt=3, arms=((56, 14, 44, 58), (64, 14, 36, 52)),
        legs=((8, 4), (-8, 4))),
    "fight": Pose(lean=10, turn=-12, arms=((86, 8, 8, 8), (44, 16, 112, 44)),
        legs=((26, 20), (-24, 10))),
    "kick": Pose(lean=-12, arms=((-34, 42, 20, 0), (44, 36, 34, 6)), legs=((-12, 10), (66, 14))),
    "jump": Pose(lean=-2, head_nod=10, arms=((152, 30, 14, 6), (148, 34, 18, 8)),
        legs=((28, 62), (-6, 58))),
    "smoke": Pose(lean=-1, tilt=2, arms=((-12, 18, 54, 30), (99, 20, 108, 66))),
    "strum": Pose(lean=6, head_nod=-12, arms=((54, 34, 52, 4), (8, 26, 84, 66)),
        legs=((8, 6), (-6, 4))),
    "row": Pose(lean=14, arms=((58, 10, 26, 16), (56, 10, 30, 16)), legs=((78, 62), (74, 66))),
    "warn": Pose(lean=4, tilt=-3, head_nod=-8, legs=((6, 2), (-8, 3)),
        arms=((130, 30, 14, 100), (146, 40, 22, 8))),
    "ride": Pose(lean=34, head_nod=12,
        arms=((20, 14, 30, 8), (20, 14, 30, 8)), legs=((78, 92), (34, 50))),
    "saddle": Pose(lean=5, arms=((30, 10, 44, 24), (26, 10, 50, 24)), legs=((42, 58), (38, 62))),
    "fold": Pose(lean=-1, tilt=2,
        arms=((26, 14, 88, 76), (22, 14, 92, 78)), legs=((6, 3), (-5, 3))),
    "talk": Pose(lean=4, turn=-6, arms=((26, 22, 74, -8), (2, 12, 26, 12)), legs=((8, 3), (-6, 3))),
    "doze": Pose(lean=5, tilt=3, head_nod=-26, head_turn=12),
    "lie": Pose(lean=0, arms=((6, 10, 26, 20), (2, 12, 14, 8)), legs=((4, 8), (-2, 2)), lying=True),
    "fall": Pose(arms=((60, 40, 30, 0), (20, 34, 50, 10)), legs=((12, 30), (0, 8)), lying=True),
}  # fmt: skip


def skeleton(pose: Pose, height: float, broad: float) -> dict[str, Joint]:
    """Joints by name in the figure's own axes: x to its right, y up, z ahead; feet on y = 0."""
    size = height / 1.75
    rad = math.radians
    up = _tip(np.array([0.0, 1.0, 0.0]), rad(pose.lean), rad(pose.tilt))
    side = np.array([math.cos(rad(pose.turn)), 0.0, -math.sin(rad(pose.turn))])
    joints: dict[str, Joint] = {"hips": np.zeros(3), "up": up, "side": side}
    joints["waist"] = up * 0.16 * size
    joints["chest"] = up * 0.36 * size
    joints["shoulders"] = up * 0.48 * size
    joints["neck"] = up * 0.545 * size
    for name, sign, arm, leg in (
        ("l", -1, pose.arms[0], pose.legs[0]),
        ("r", 1, pose.arms[1], pose.legs[1]),
    ):
        shoulder = joints["shoulders"] + side * sign * 0.158 * broad * size - up * 0.05 * size
        swing, spread, bend, inward = (rad(v) for v in arm)
        lean = rad(pose.lean) * 0.35
        elbow = shoulder + _limb(swing + lean, spread, sign) * 0.265 * size
        wrist = elbow + _limb(swing + bend + lean, spread - inward, sign) * 0.25 * size
        hip = side * sign * 0.085 * broad * size
        thigh, knee_bend = (rad(v) for v in leg)
        knee = hip + _limb(thigh, 0.07, sign) * 0.44 * size
        ankle = knee + _limb(thigh - knee_bend, 0.03, sign) * 0.43 * size
        joints |= {
            f"{name}_shoulder": shoulder, f"{name}_elbow": elbow, f"{name}_wrist": wrist,
            f"{name}_hip": hip, f"{name}_knee": knee, f"{name}_ankle": ankle,
        }  # fmt: skip
    return _grounded(joints, pose, size)


def _grounded(joints: dict[str, Joint], pose: Pose, size: float) -> dict[str, Joint]:
    """Set the figure down so that its lowest joint touches the ground."""
    axes = ("up", "side")
    if pose.lying:
        tip = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], dtype=float)
        joints = {name: tip @ joint for name, joint in joints.items()}
    limbs = [j[1] for name, j in joints.items() if name not in axes]
    lift = np.array([0.0, (0.13 if pose.lying else 0.075) * size - min(limbs), 0.0])
    return {name: j if name in axes else j + lift for name, j in joints.items()}


def _limb(swing: float, spread: float, sign: int) -> Joint:
    return np.array(
        [
            sign * math.sin(spread),
            -math.cos(swing) * math.cos(spread),
            math.sin(swing) * math.cos(spread),
        ]
    )


def _tip(axis: Joint, lean: float, tilt: float) -> Joint:
    x, y, z = axis
    y, z = y * math.cos(lean) - z * math.sin(lean), y * math.sin(lean) + z * math.cos(lean)
    return np.array([x * math.cos(tilt) + y * math.sin(tilt), y * math.cos(tilt), z])
