"""A word of a place is not drawn where it means another thing."""

from __future__ import annotations

import pytest

from storyboard.generate.providers.animatic.idioms import fittings, land


@pytest.mark.parametrize(
    ("place", "cues"),
    [
        ("Back garden: apple tree, washing line, fence", ()),
        ("Gas station: pumps, neon sign", ()),
        ("Police station", ()),
        ("Space station", ("space",)),
        ("Railway station", ("rails",)),
        ("Race track: stands", ("road",)),
        ("Finish line: stadium", ("pitch",)),
        ("Desert highway: power line beside the road", ("desert", "road")),
        ("Deep cutting: a single line of rails", ("cutting", "rails")),
        ("Diving platform", ()),
        ("Station platform", ("rails",)),
        ("Meadow: golden evening light, wide open space", ()),
        ("Tunnel mouth: a red light", ("tunnel", "lamp")),
        ("Park: a bench, no trees", ()),
        ("Country lane", ("road",)),
        ("Back lane of the town", ("street", "road")),
        ("Graveyard: box hedges", ()),
        ("Signal box", ("lamp", "house")),
        ("Ice cream stand on the beach", ("sea",)),
    ],
)
def test_landscape(place: str, cues: tuple[str, ...]) -> None:
    assert land(place) == cues


@pytest.mark.parametrize(
    ("place", "cues"),
    [
        ("Hotel lobby", ("pillars",)),
        ("Hotel room", ("bed",)),
        ("Dining room, table set for four", ("table",)),
        ("Film set", ("softbox",)),
        ("Library with wood panels", ("shelves",)),
        ("Fire exit", ()),
        ("Office without a desk", ("desk",)),
        ("Cell", ("bars",)),
    ],
)
def test_furniture(place: str, cues: tuple[str, ...]) -> None:
    assert fittings(place) == cues
