"""What a scene's heading says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.read.heading import Heading, read_heading


@pytest.mark.parametrize(
    ("heading", "set_", "time"),
    [
        ("EXT. RAILWAY CUTTING - DUSK", "ext", "dusk"),
        ("INT. SIGNAL BOX – NIGHT", "int", "night"),
        ("int signal box - night", "int", "night"),
        ("INT: BOX -- EARLY MORNING", "int", "day"),
        ("EXT. TUNNEL MOUTH - NIGHT (THE SIGNAL-MAN'S STORY)", "ext", "night"),
        ("EXT. PIER - NIGHT - LATER", "ext", "night"),
        ("EXT. PIER - LATER THAT EVENING", "ext", "dusk"),
        ("EXT. DAY SPA", "ext", None),
        ("EXT. PIER - CONTINUOUS", "ext", None),
        ("EXT. PIER - (DAY)", "ext", None),
        ("INT./EXT. CAR - DAY", None, "day"),
        ("I/E CAR - SUNSET", None, "dusk"),
        ("EXT/INT. CAR - NOON", None, "day"),
        ("The rain - night", None, None),
        ("INTERVAL - NIGHT", None, None),
        ("EXTRA TIME - DAY", None, None),
        ("Act I/Epilogue - DAY", None, None),
        ("EXT.", "ext", None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_slug_line(heading: str | None, set_: str | None, time: str | None) -> None:
    found = read_heading(heading)
    assert (found.set, found.time) == (set_, time)


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("EXT. RAILWAY CUTTING - DUSK", "RAILWAY CUTTING"),
        ("INT. OLD-TOWN CAFÉ", "OLD-TOWN CAFÉ"),
        ("INT./EXT. CAR - DAY", "CAR"),
        ("EXT. PIER - NIGHT - LATER", "PIER"),
        ("The rain - night", ""),
        (None, ""),
    ],
)
def test_the_place_that_it_names(heading: str | None, place: str) -> None:
    assert read_heading(heading).place == place


@given(st.text(st.sampled_from("INTEX. /-–()ADYdayi\n"), max_size=200))
def test_any_text_is_a_heading_or_not(text: str) -> None:
    assert isinstance(read_heading(text), Heading)
