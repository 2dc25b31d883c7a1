"""Who lies, lies across the frame; in bed where there is one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from storyboard.generate.providers.animatic.beds import bed_height
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.figures import head_at
from storyboard.generate.providers.animatic.pose import skeleton
from storyboard.generate.providers.animatic.staging import stage
from tests.animatic.conftest import BOX, CUTTING, body

MARA = {"name": "Mara", "look": "woman of thirty"}
BEDROOM = {"name": "Bedroom", "set": "int", "look": "a bed, a lamp"}


def brief(**changes: Any) -> Brief:
    return Brief.read(body(**({"characters": [MARA], "width": 640, "height": 360} | changes)))


@pytest.mark.parametrize(
    ("action", "place", "in_bed"),
    [
        ("Mara lies in bed.", BOX, True),
        ("Mara sleeps.", BEDROOM, True),
        ("Mara lies on the sofa.", BOX, True),
        ("Mara sleeps on the floor.", BEDROOM, False),
        ("Mara lies in the snow.", CUTTING, False),
    ],
)
def test_a_bed_is_under_whoever_lies_in_one(action: str, place: Any, in_bed: bool) -> None:
    made = brief(action=action, location=place, size="FS")
    assert (bed_height(made) > 0) is in_bed
    (actor,) = stage(made, made.people, 640, 360, "a").actors
    assert actor.pose.lying
    assert (actor.at[1] > 0) is in_bed


@pytest.mark.parametrize("key", list("abcdefgh"))
@pytest.mark.parametrize("size", ["MLS", "FS", "LS"])
def test_the_whole_body_is_in_the_frame(key: str, size: str) -> None:
    made = brief(action="Mara sleeps.", location=BEDROOM, size=size)
    staging = stage(made, made.people, 640, 360, key)
    (actor,) = staging.actors
    joints = skeleton(actor.pose, actor.figure.height, actor.figure.broad)
    cos, sin = math.cos(actor.facing), math.sin(actor.facing)
    x, y, z = joints["l_ankle"]
    foot = np.asarray(actor.at) + np.array([x * cos + z * sin, y, z * cos - x * sin])
    for spot in (head_at(actor), foot):
        ((across, down),) = staging.eye.project([spot])
        assert -20 < across < 660
        assert 30 < down < 330


def test_in_company_too() -> None:
    nurse = {"name": "Joy", "look": "nurse"}
    made = brief(
        action="Mara lies in bed, Joy bends over her.", location=BEDROOM, size="FS",
        characters=[MARA, nurse],
    )  # fmt: skip
    heights = {a.figure.name: a.at[1] for a in stage(made, made.people, 640, 360, "a").actors}
    assert heights["Mara"] > 0.3
    assert heights["Joy"] == 0
