"""The inside of a car is drawn as one, with the wheel before whoever drives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.generate.providers.animatic import panel
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.cabin import driver, is_cabin
from storyboard.generate.providers.animatic.figures import head_at
from storyboard.generate.providers.animatic.staging import stage
from tests.animatic.conftest import BOX, body, pictures

Make = Callable[..., Path]

CAR = {"name": "Car", "set": "int", "look": "inside an old car"}
PAUL = {"name": "Paul Adler", "look": "man of thirty"}
ANA = {"name": "Ana", "look": "woman of thirty"}


def brief(**changes: Any) -> Brief:
    return Brief.read(body(**({"location": CAR, "characters": [PAUL, ANA]} | changes)))


def test_only_the_inside_of_a_car_is_a_cabin() -> None:
    assert is_cabin(brief())
    assert not is_cabin(brief(location={**CAR, "set": "ext"}))
    assert not is_cabin(brief(location=BOX))


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("Paul drives, Ana looks out.", "Paul Adler"),
        ("Paul sleeps. Ana is at the wheel.", "Ana"),
        ("Driving through the night.", "Paul Adler"),
        ("They wait.", None),
    ],
)
def test_the_wheel_is_before_whoever_drives(action: str, name: str | None) -> None:
    assert driver(brief(action=action), ("Paul Adler", "Ana")) == name


def test_there_is_one_wheel_and_only_where_somebody_drives(
    clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels: list[tuple[float, float]] = []

    def note(sheet: Any, middle: tuple[float, float], radius: float) -> None:
        wheels.append(middle)

    monkeypatch.setattr(panel, "draw_wheel", note)
    line = {"speaker": "Ana", "line": "Slow down.", "tone": None, "voice": None}
    shot = {"size": "MS", "action": "Paul drives.", "dialogue": [line], "location": CAR}
    clip(characters=[PAUL, ANA], width=320, height=180, frames=1, **shot)
    clip(characters=[PAUL, ANA], width=320, height=180, frames=1, **shot | {"action": "Ana sits."})
    (wheel,) = wheels
    assert 0 < wheel[0] < 320 * 1.3
    assert wheel[1] > 180 / 2


@pytest.mark.parametrize("action", ["They wait.", "Paul drives. Ana watches.", "Ana stands."])
def test_in_a_car_everybody_sits(action: str) -> None:
    made = brief(size="WS", action=action)
    heads = [head_at(each)[1] for each in stage(made, made.people, 320, 180, "a").actors]
    standing = brief(size="WS", action="They stand.", location=BOX)
    upright = [head_at(each)[1] for each in stage(standing, made.people, 320, 180, "a").actors]
    assert max(heads) < min(upright) - 0.2


def test_the_road_is_seen_ahead_where_nobody_is_in_the_picture(clip: Make) -> None:
    view = {"size": "MS", "characters": [], "width": 320, "height": 180, "time": "day"}
    ahead = pictures(clip(action="The road ahead.", location=CAR, **view))[0].astype(int)
    glass, board = ahead[20:70, 100:220], ahead[120:150, 180:300]
    assert glass.mean() > board.mean() + 40
    assert np.abs(glass[:20].mean((0, 1)) - board.mean((0, 1))).max() > 40
