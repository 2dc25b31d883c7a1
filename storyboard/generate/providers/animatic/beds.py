"""A bed under somebody who lies in one."""

from __future__ import annotations

import math
from typing import Final

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cues import doing, says
from storyboard.generate.providers.animatic.figures import Actor
from storyboard.generate.providers.animatic.furniture import WOOD
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.palette import mix

_HIGH: Final = 0.46
_LINEN: Final[Colour] = (236, 232, 222)


def bed_height(brief: Brief) -> float:
    """How high whoever lies lies, in metres: on the ground, where no bed is spoken of."""
    own = says(brief.action, "bed", "mattress", "couch", "sofa", "stretcher", "hammock", "bunk")
    floor = says(brief.action, "floor", "ground", "beside the bed", "under the bed")
    room = brief.indoors and says(f"{brief.place} {brief.place_look}", "bed", "bedroom", "ward")
    return _HIGH if (own or room) and not floor else 0.0


def in_bed(brief: Brief) -> bool:
    """Whether somebody in the shot lies in a bed, which is drawn under the body."""
    lies = doing(brief.deeds) == "lie" or says(brief.action, "lies", "lying", "asleep", "sleeps")
    return lies and bed_height(brief) > 0 and bool(brief.people)


def draw_bed(scene: Scenery, actor: Actor) -> None:
    """The bed, its mattress and the pillow, along the body that lies on it."""
    x, high, z = actor.at
    head = -math.sin(actor.facing), -math.cos(actor.facing)
    wood = mix(WOOD, scene.tint, 0.2)
    scene.box((x - 0.5, 0.08, z - 1.1), (x + 0.5, high - 0.2, z + 1.1), wood, turn=actor.facing)
    scene.box(
        (x - 0.47, high - 0.2, z - 1.06), (x + 0.47, high, z + 1.06), _LINEN, turn=actor.facing
    )
    px, pz = x + 0.8 * head[0], z + 0.8 * head[1]
    scene.box(
        (px - 0.34, high, pz - 0.18), (px + 0.34, high + 0.09, pz + 0.18), (250, 248, 242),
        turn=actor.facing,
    )  # fmt: skip
