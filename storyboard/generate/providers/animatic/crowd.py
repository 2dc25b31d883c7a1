"""People nobody has named: so many grey figures, in a row or round what they look at."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np

from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.company import extras
from storyboard.generate.providers.animatic.cues import doing, says
from storyboard.generate.providers.animatic.figures import Actor
from storyboard.generate.providers.animatic.pose import POSES
from storyboard.generate.providers.animatic.wardrobe import dress

_GREYS = ((134, 134, 140), (116, 116, 124), (148, 144, 144), (124, 122, 126))


def anonymous(brief: Brief, rng: np.random.Generator) -> tuple[Actor, ...]:
    """The nameless people an action counts: grey, without a tag, and none where it counts none."""
    count, words = extras(brief)
    look = re.sub(r"\bwomen\b", "woman", re.sub(r"\bmen\b", "man", words))
    look = re.sub(r"(\w)s\b", r"\1", look)
    ringed = says(words, "round", "around", "circle", "surround*")
    deed = doing(words) or "stand"
    actors = []
    for number in range(count):
        figure = replace(
            dress(Person(f"{number}", look)), name="", cloth=_GREYS[number % 4],
            scarf=None, height=1.66 + 0.05 * (number * 3 % 4),
        )  # fmt: skip
        pose = POSES[deed]
        if ringed:
            pose = replace(pose, head_nod=-16)
        x, z, facing = _placed(number, count, ringed, rng)
        actors.append(Actor(figure, (x, 0.0, z), facing, pose))
    return tuple(actors)


def _placed(
    number: int, count: int, ringed: bool, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Where one of them stands and which way he faces, for an eye that looks along z."""
    if ringed:
        turn = 2 * math.pi * (number + 0.5) / count
        reach = 1.25 + 0.1 * count
        x, z = reach * math.cos(turn), 0.75 * reach * math.sin(turn)
        return x, z, math.atan2(-x, -z)
    x = (number - (count - 1) / 2) * 0.95 + float(rng.uniform(-0.15, 0.15))
    return x, float(rng.uniform(-0.6, 0.6)), math.pi + float(rng.uniform(-0.7, 0.7))


def covered_heap(brief: Brief) -> bool:
    """Whether something lies under a cloth in the middle of those who stand round it."""
    return says(brief.action, "tarpaulin", "shroud", "stretcher", "under a sheet", "covered by a")
