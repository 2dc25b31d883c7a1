"""The camera move as numbers: where the windows lie, and how evenly they travel."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.camera import PARALLAX, margins, views
from storyboard.generate.providers.animatic.planes import Layer, look
from storyboard.read.model import DIRECTIONS, Move, Speed
from tests.animatic.conftest import body


def _brief(move: str, towards: str | None = None, speed: str = "normal", **rest: Any) -> Brief:
    movement = {"type": move, "direction": towards, "speed": speed}
    return Brief.read(body(movement=movement, **rest))


@given(st.sampled_from(list(Move)), st.sampled_from(list(Speed)), st.integers(1, 60), st.data())
def test_no_window_ever_leaves_the_panel(
    move: Move, speed: Speed, frames: int, data: st.DataObject
) -> None:
    towards = data.draw(st.sampled_from((None, *DIRECTIONS.get(move, ()))))
    path = views(_brief(move.value, towards, speed.value, frames=frames), "key")
    room = margins(path, 300, 200, (0.5, 0.4))
    assert len(path) == frames
    for view in path:
        for window in (view.back, view.people, view.fore):
            left, top, zoom = window.box(300, 200, (0.5, 0.4))
            assert -room.left <= left
            assert left + 300 / zoom <= 300 + room.right
            assert -room.top <= top
            assert top + 200 / zoom <= 200 + room.bottom


def test_near_things_pass_faster_than_far_ones_only_where_the_camera_travels() -> None:
    for move in Move:
        ends = views(_brief(move.value, frames=24), "key")
        parted = any(view.back != view.people for view in ends)
        assert parted == (move.value in PARALLAX)


def test_a_move_eases_in_and_out_and_speed_is_respected() -> None:
    steps = np.diff([view.back.dx for view in views(_brief("pan", "right", frames=48), "key")])
    assert (steps >= 0).all()
    assert steps[:5].max() < steps.max() / 3
    assert steps[-5:].max() < steps.max() / 3
    peaks = [
        np.diff([v.back.dx for v in views(_brief("pan", "right", speed, frames=96), "key")]).max()
        for speed in ("slow", "normal", "fast")
    ]
    assert peaks[0] < peaks[1] < peaks[2]


def test_a_slow_pan_glides_by_fractions_of_a_pixel() -> None:
    """An edge in the panel moves by the same third of a pixel every frame: no jitter."""
    ramp = np.clip((np.arange(400) - 180) * 12.0, 16, 235).astype(np.uint8)
    y = np.repeat(ramp[None], 40, axis=0)
    half = np.full((20, 200), 128, np.uint8)
    piece = Layer((y, half, half), None, 0, 0)
    edges = []
    for step in range(30):
        seen = look(piece, 20 + step * 0.3, 0, 1.0, 300, 40)
        assert seen is not None
        edges.append(np.interp(120, seen.planes[0][10, 100:200].astype(float), np.arange(100)))
    assert abs(np.diff(edges) + 0.3).max() < 0.1


def test_a_slow_zoom_grows_evenly() -> None:
    ramp = np.clip((np.arange(400) - 290) * 12.0, 16, 235).astype(np.uint8)
    y = np.repeat(ramp[None], 40, axis=0)
    half = np.full((20, 200), 128, np.uint8)
    piece = Layer((y, half, half), None, 0, 0)
    edges = []
    for step in range(30):
        zoom = 1 + step * 0.002
        seen = look(piece, 0, 0, zoom, 400, 40)
        assert seen is not None
        edges.append(np.interp(120, seen.planes[0][10, 250:399].astype(float), np.arange(149)))
    steps = np.diff(edges)
    assert steps.min() > 0.4
    assert steps.max() < 0.8


def test_handheld_sways_gently_and_never_jumps() -> None:
    path = views(_brief("handheld", frames=96), "key")
    sway = np.array([(view.back.dx, view.back.dy) for view in path])
    assert sway.std(axis=0).min() > 0.001
    assert np.abs(np.diff(sway, axis=0)).max() < 0.006
