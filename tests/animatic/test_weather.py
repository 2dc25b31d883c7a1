"""Weather, light, and what the action puts into somebody's hand or frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.generate.providers.animatic import indoors, landmarks
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.company import carried
from storyboard.generate.providers.animatic.figures import head_at
from storyboard.generate.providers.animatic.palette import light, overcast, weather
from storyboard.generate.providers.animatic.staging import stage
from tests.animatic.boards import CITY, CORRIDOR, FINN, MARA, OLD, SHORE
from tests.animatic.conftest import body, pictures

Make = Callable[..., Path]


def _brief(**changes: Any) -> Brief:
    return Brief.read(body(**changes))


@pytest.mark.parametrize(
    ("words", "cues"),
    [
        ({"mood": "thick fog"}, ["fog", "mist"]),
        ({"ambience": "heavy rain, wind"}, ["rain", "wind"]),
        ({"action": "No rain today, no fog."}, []),
        ({"look": "coal smoke and fog in the air"}, ["mist"]),
        ({"action": "Snow begins to fall."}, ["snowfall"]),
    ],
)
def test_the_words_say_the_weather(words: dict[str, str], cues: list[str]) -> None:
    assert weather(_brief(**words)) == cues


def test_under_rain_there_is_no_sunset(clip: Make) -> None:
    def warmth(**words: str) -> float:
        shot = clip(location=SHORE, time="dusk", characters=[], size="WS", frames=1, **words)
        sky = pictures(shot)[0][10:35, 20:140].astype(int)
        return float((sky[..., 0] - sky[..., 2]).mean())

    assert warmth() > 25
    assert warmth(ambience="rain") < warmth() / 3
    assert not overcast(_brief(location=CORRIDOR, ambience="rain"))


def test_fog_takes_what_is_far(clip: Make) -> None:
    def contrast(**words: str) -> float:
        shot = clip(
            location=CITY, characters=[], size="WS", frames=1, width=320, height=180, **words
        )
        return float(pictures(shot)[0][15:150].astype(float).std())

    assert contrast(mood="dense fog") < contrast() * 0.6


def test_a_dim_room_is_darker() -> None:
    bar = {"name": "Bar", "set": "int", "look": "a long counter"}
    bright, dim = (
        light(_brief(location=bar | {"look": look}, time="night"))
        for look in ("a long counter", "a dim, long counter")
    )
    assert sum(dim.high) < sum(bright.high)


@pytest.mark.parametrize(
    ("action", "thing"),
    [
        ("He stands with a furled flag in his hand.", "flag"),
        ("She raises the old brass lantern.", "lamp"),
        ("He reads a crumpled letter.", "letter"),
        ("She holds no lamp.", None),
        ("The lamp burns behind him.", None),
        ("He holds the door.", None),
    ],
)
def test_what_is_carried_is_drawn(action: str, thing: str | None) -> None:
    assert carried(_brief(action=action)) == thing


@pytest.mark.parametrize("size", ["MCU", "MS", "MLS", "FS", "LS"])
def test_no_head_is_cut_where_a_child_stands_beside_a_man(size: str) -> None:
    for cast in ([MARA, FINN], [FINN, OLD], [OLD, FINN, MARA]):
        brief = _brief(characters=cast, size=size, action="They stand.")
        for number in range(8):
            staging = stage(brief, brief.people, 640, 360, f"key {number}")
            group = [actor for actor in staging.actors if not actor.near]
            heads = np.array([head_at(actor) for actor in group])
            seen = staging.eye.project(heads + np.array([0.0, 0.12, 0.0]))
            assert seen[:, 1].min() > 0, "a crown is above the frame"
            assert staging.eye.project(heads)[:, 1].max() < 340, "a face is below it"


def test_in_a_corridor_the_eye_stays_between_the_walls() -> None:
    for size in ("CU", "MS", "LS", "WS"):
        for number in range(12):
            brief = _brief(location=CORRIDOR, size=size, characters=[MARA])
            staging = stage(brief, brief.people, 640, 360, f"key {number}")
            assert abs(staging.eye.position[0]) < 2.3


@pytest.mark.parametrize(
    ("look", "laid"),
    [("a deep cutting", True), ("a canyon, rails along it", True), ("red canyon, a trail", False)],
)
def test_a_canyon_has_a_railway_only_where_the_words_have_one(
    look: str, laid: bool, clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(landmarks, "rails", lambda scene: drawn.append(scene.brief.place_look))
    clip(location={"name": "Pass", "set": "ext", "look": look}, frames=1)
    assert bool(drawn) is laid


@pytest.mark.parametrize(("name", "glass"), [("Kitchen", True), ("Lift", False), ("Cellar", False)])
def test_a_place_without_windows_has_none(
    name: str, glass: bool, clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(indoors, "_window", lambda scene, room: drawn.append(scene.brief.place))
    clip(location={"name": name, "set": "int", "look": "bare walls"}, frames=1)
    assert bool(drawn) is glass
