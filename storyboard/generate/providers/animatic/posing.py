"""The pose of somebody in a shot: what the words have him do, how he looks, what he holds up."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import numpy as np

from storyboard.generate.providers.animatic.beasts import saddle_height
from storyboard.generate.providers.animatic.beds import bed_height
from storyboard.generate.providers.animatic.boats import afloat, boat_depth
from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.carrying import holding_up, umbrella
from storyboard.generate.providers.animatic.cues import doing, says
from storyboard.generate.providers.animatic.pose import POSES, Pose
from storyboard.generate.providers.animatic.sizes import TIGHT
from storyboard.generate.providers.animatic.wardrobe import Figure

_UNDONE: Final = r"\b(?:instead of|rather than|without|not) (?:\w+ ){0,2}?\w+ing(?: up| down)?\b"
"""What somebody does not do: instead of looking up he turns."""
_RIDE: Final = 0.10
"""How far above the road a rider's lower foot is, in metres."""
_JUMP: Final = 0.34
"""How far off the ground a jump is, in metres."""
FREE_HANDED: Final = (None, "stand", "walk", "hold")
"""Deeds that leave a hand for an umbrella."""


def alone(brief: Brief, person: Person, deed: str | None, rng: np.random.Generator) -> Pose:
    """The pose of somebody who is alone in the frame, on foot or in a boat."""
    pose = pose_for(brief, deed, rng, speaks=bool(brief.speeches))
    if doing(person.look) == "cover" and deed != "warn":
        pose = replace(POSES["cover"], head_turn=pose.head_turn)
    if pose.lying and brief.size in (*TIGHT, "MCU"):
        pose = POSES["doze"]  # so near, somebody who lies would be a heap of limbs
    if umbrella(brief) and deed in FREE_HANDED:
        pose = holding_up(pose)
    if afloat(brief) and not pose.lying and deed != "stand":
        pose = POSES["row"]
    return pose


def pose_for(brief: Brief, name: str | None, rng: np.random.Generator, speaks: bool) -> Pose:
    """The pose of that name as the action has it; a speaker's open gesture, or a quiet stance."""
    action = re.sub(_UNDONE, " ", brief.deeds)
    if name is None:
        name = "talk" if speaks else ("stand", "pockets", "stand", "hip")[int(rng.integers(4))]
    pose = POSES[name]
    if says(action, "looks up", "looking up", "gazes up", "stares up", "up at"):
        pose = replace(pose, head_nod=24)
    elif says(action, "looks down", "looking down", "bows his head", "bows her head", "head down"):
        pose = replace(pose, head_nod=-24)
    if says(
        action,
        "turns",
        "turning",
        "glances",
        "looks back",
        "over his shoulder",
        "over her shoulder",
    ):
        pose = replace(pose, head_turn=34 if rng.random() < 0.5 else -34, turn=10)
    if brief.size in TIGHT:
        pose = replace(
            pose,
            head_nod=pose.head_nod * 0.45,
            lean=pose.lean * 0.4,
            head_turn=pose.head_turn * 0.6,
        )
    return pose


def feet_at(
    brief: Brief,
    figure: Figure,
    pose: Pose,
    deed: str | None,
    *,
    ride: bool = False,
    saddled: bool = False,
) -> float:
    """How high over the ground somebody's feet are, or the back of who lies, in metres."""
    if deed == "jump":
        return _JUMP
    if saddled:
        return saddle_height(figure.height)
    if ride:
        return _RIDE
    return boat_depth(brief) or (bed_height(brief) if pose.lying else 0.0)
