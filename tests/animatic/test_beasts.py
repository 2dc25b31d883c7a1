"""An animal of the cast is an animal: alone, near, or beside the people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.generate.providers.animatic import panel
from storyboard.generate.providers.animatic.beasts import BEASTS, draw_beast, height_of
from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.company import company, mounted, ware_cue
from storyboard.generate.providers.animatic.insert import insert_for
from tests.animatic.conftest import BOX, body, pictures

Make = Callable[..., Path]

MIA = {"name": "Mia", "look": "girl of eight"}
REX = {"name": "Rex", "look": "a big brown dog"}
STAR = {"name": "Star", "look": "white horse"}


@pytest.mark.parametrize(
    ("name", "look", "cue"),
    [
        ("Rex", "a big brown dog", "dog"),
        ("The cat", "", "cat"),
        ("Bess", "old mare with a white blaze", "horse"),
        ("The dragon", "a green dragon", "dragon"),
        ("Jumbo", "an old grey elephant", "elephant"),
        ("The stag", "", "deer"),
        ("Rex", "man of forty, dog collar", None),
        ("Mr Fox", "a woman with red hair", None),
    ],
)
def test_an_animal_in_the_cast_is_known_by_its_words(name: str, look: str, cue: str | None) -> None:
    assert ware_cue(Person(name, look)) == cue


def test_alone_it_is_what_the_view_is_of() -> None:
    brief = Brief.read(body(characters=[REX], size="LS", action="Rex waits."))
    shown = insert_for(brief, company(brief))
    assert shown is not None
    assert shown.cue == "dog"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[float, float], bool]]:
    """Each animal that is drawn: which, where its head is in the picture, and whether it runs."""
    seen: list[tuple[str, tuple[float, float], bool]] = []

    def note(sheet: Any, at: Any, cue: str, coat: Any, runs: bool = False) -> None:
        seen.append((cue, at(*BEASTS[cue].neck), runs))
        draw_beast(sheet, at, cue, coat, runs)

    monkeypatch.setattr(panel, "draw_beast", note)
    return seen


@pytest.mark.parametrize("size", ["FS", "LS", "WS"])
@pytest.mark.parametrize("beast", [REX, STAR], ids=["dog", "horse"])
def test_beside_somebody_it_is_in_the_frame_and_runs_behind(
    size: str, beast: dict[str, str], clip: Make, drawn: list[Any]
) -> None:
    wide = {"size": size, "width": 320, "height": 180, "frames": 1, "location": BOX}
    clip(characters=[MIA, beast], action="Mia waits.", **wide)
    assert drawn
    for _, (x, y), runs in drawn:
        assert not runs
        assert 0 < x < 320 * 1.3
        assert 0 < y < 180
    drawn.clear()
    clip(characters=[MIA, beast], action=f"Mia runs, {beast['name']} after her.", **wide)
    assert all(runs for _, _, runs in drawn)


@pytest.mark.parametrize("cue", sorted(BEASTS))
@pytest.mark.parametrize("size", ["CU", "LS"])
def test_every_animal_is_drawn_alone_and_beside_somebody(clip: Make, cue: str, size: str) -> None:
    beast = {"name": "It", "look": f"a brown {cue}"}
    wide = {"size": size, "width": 160, "height": 90, "frames": 1, "action": "It waits."}
    pictures_of = [
        pictures(clip(characters=cast, **wide))[0].astype(int)
        for cast in ([], [beast], [MIA], [MIA, beast])
    ]
    pairs = zip(pictures_of[::2], pictures_of[1::2], strict=True)
    alone, beside = ((np.abs(one - other).max(axis=2) > 40).mean() for one, other in pairs)
    assert alone > 0.01
    assert beside > 0.01 or size == "CU"


def test_somebody_near_has_no_animal_in_the_hand(clip: Make, drawn: list[Any]) -> None:
    clip(characters=[MIA, REX], size="CU", action="Mia waits.", frames=1)
    assert drawn == []


@pytest.mark.parametrize("cue", BEASTS)
def test_every_animal_is_as_high_as_animals_are(cue: str) -> None:
    assert 0.3 < height_of(cue) < 4.5
    assert height_of("bottle") == 0


def test_a_sleeper_in_close_view_is_a_face_with_its_eyes_shut(clip: Make) -> None:
    def eyes(action: str) -> float:
        from tests.animatic.conftest import pictures

        shot = clip(characters=[MIA], size="ECU", action=action, width=320, height=180, time="day")
        whites = pictures(shot)[0].astype(int)[40:120, 60:260].min(axis=2)
        return float(np.mean(whites > 225))

    assert eyes("Mia sleeps.") < eyes("Mia waits.") / 2


@pytest.mark.parametrize("size", ["MS", "FS", "LS", "WS", "ELS"])
@pytest.mark.parametrize("way", ["left", "right"])
def test_a_rider_sits_on_the_horse(
    size: str, way: str, clip: Make, drawn: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    riders: list[tuple[float, float]] = []
    draw = panel.draw_actor

    def note(sheet: Any, eye: Any, actor: Any, talking: bool = False) -> Any:
        hips = np.add(actor.at, (0, 0.5, 0))
        riders.append(tuple(float(v) for v in eye.project([hips])[0]))
        assert actor.saddled
        return draw(sheet, eye, actor, talking)

    monkeypatch.setattr(panel, "draw_actor", note)
    wide = {"size": size, "width": 320, "height": 180, "frames": 1}
    clip(characters=[MIA, STAR], action=f"Mia rides Star to the {way}.", **wide)
    assert len(drawn) == len(riders) > 0
    for (cue, (x, y), _), (rider, hips) in zip(drawn, riders, strict=True):
        assert cue == "horse"
        assert y < hips
        assert (x < rider) == (way == "left")


@pytest.mark.parametrize("action", ["Mia leads Star home.", "Mia dismounts.", "Mia waits."])
def test_who_does_not_ride_stands_beside_it(action: str) -> None:
    assert not mounted(Brief.read(body(characters=[MIA, STAR], action=action)))
