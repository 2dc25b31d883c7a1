"""The pencil: what of a line is seen, and nothing else."""

from __future__ import annotations

import numpy as np

from storyboard.generate.providers.animatic.ink import FINE, Sheet


def test_a_shape_that_leaves_the_sheet_and_comes_back_is_not_closed_through_it() -> None:
    """A wall that runs past the camera once drew a line across the room."""
    sheet = Sheet(200, 100, 1.0, 1, opaque=True)
    sheet.line([(20, 90), (20, -9000), (9000, -9000), (9000, 50), (150, 50)])
    ink = np.asarray(sheet.ink)
    assert ink[40 * FINE : 60 * FINE, 160 * FINE :].max() > 100
    assert ink[: 80 * FINE, 10 * FINE : 30 * FINE].max() > 100
    assert ink[: 40 * FINE, 40 * FINE :].max() == 0


def test_a_corner_outside_the_sheet_stays_a_corner() -> None:
    sheet = Sheet(200, 100, 1.0, 1, opaque=True)
    sheet.line([(150, 50), (230, 50), (230, 90), (150, 90)])
    ink = np.asarray(sheet.ink)
    assert ink[45 * FINE : 55 * FINE, 160 * FINE :].max() > 100
    assert ink[85 * FINE : 95 * FINE, 160 * FINE :].max() > 100
    assert ink[58 * FINE : 82 * FINE].max() == 0
