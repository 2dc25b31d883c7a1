"""A car that the action speaks of stands in the shot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.palette import named
from storyboard.generate.providers.animatic.vehicles import Car, car_of
from storyboard.generate.providers.animatic.wares import PAINT
from tests.animatic.conftest import body, pictures

Make = Callable[..., Path]
ROAD = {"name": "Coast road", "set": "ext", "look": "cliffs, the sea"}
NORA = {"name": "Nora", "look": "woman in a white shirt"}


def shot(action: str, **changes: Any) -> Brief:
    plain = {"size": "LS", "location": ROAD, "characters": []}
    return Brief.read(body(**{**plain, **changes}, action=action))


def test_its_paint_and_its_way_are_those_of_the_words() -> None:
    red = named("red")
    assert red is not None
    assert car_of(shot("A car waits.")) == Car(PAINT, 1)
    assert car_of(shot("Nora in blue leans on the red sports car.")) == Car(red, 1)
    assert car_of(shot("A red car drives to the left.")) == Car(red, -1)


@pytest.mark.parametrize(
    ("action", "changes"),
    [
        ("She finds the car keys.", {}),
        ("Nora crosses the car park.", {}),
        ("No car is to be seen.", {}),
        ("The car waits.", {"size": "CU"}),
        ("The car waits.", {"location": {"name": "Kitchen", "set": "int", "look": ""}}),
    ],
)
def test_where_none_is_to_be_seen_there_is_none(action: str, changes: dict[str, Any]) -> None:
    assert car_of(shot(action, **changes)) is None


@pytest.mark.parametrize("people", [[], [NORA]], ids=["alone", "behind Nora"])
@pytest.mark.parametrize("size", ["MLS", "FS", "LS", "WS"])
def test_it_is_drawn(clip: Make, size: str, people: list[dict[str, str]]) -> None:
    road = {"width": 320, "height": 180, "frames": 1, "location": ROAD, "time": "day"}

    def frame(action: str) -> np.ndarray:
        made = clip(**road, size=size, characters=people, action=action, without=["action"])
        return pictures(made)[0].astype(int)

    with_car, without = frame("A black car waits."), frame("A black cat waits.")
    changed = np.abs(with_car - without).max(axis=2) > 40
    assert changed.mean() > 0.02
