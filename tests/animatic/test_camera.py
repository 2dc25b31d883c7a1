"""The camera move as numbers: where the windows lie, and how evenly they travel."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.camera import PARALLAX, margins, views
from storyboard.generate.providers.animatic.planes import Layer, blurred, look
from storyboard.generate.providers.animatic.staging import stage
from storyboard.read.model import Angle
from storyboard.read.movement import DIRECTIONS, Move, Speed
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


@pytest.mark.parametrize("size", ["FS", "LS", "WS", "ELS"])
@pytest.mark.parametrize("angle", list(Angle))
@pytest.mark.parametrize("frame", [(640, 360), (360, 640)])
def test_nobody_leaves_the_ground_when_the_camera_rises(
    size: str, angle: str, frame: tuple[int, int]
) -> None:
    shape = {"size": size, "angle": angle, "width": frame[0], "height": frame[1]}
    for move, way in itertools.product(("crane", "pedestal"), ("up", "down")):
        brief = _brief(move, way, "fast", frames=24, **shape)
        staging = stage(brief, brief.people, *frame, "key")
        feet = staging.eye.project([staging.actors[0].at])[0][1] / frame[1]
        horizon = staging.eye.horizon / frame[1]
        for view in views(brief, "key"):
            assert feet - view.people.dy > horizon - view.back.dy


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


def _blob(across: int, down: int) -> Layer:
    """A soft bright spot in the middle of a dark panel."""
    x, y = np.arange(across) - across / 2, np.arange(down)[:, None] - down / 2
    spot = 16 + 200 * np.exp(-(x**2 + y**2) / (2 * 9.0**2))
    half = np.full((down // 2, across // 2), 128, np.uint8)
    return Layer(((spot + 0.5).astype(np.uint8), half, half), None, 0, 0)


def _centre(plane: np.ndarray) -> np.ndarray:
    """Where the bright spot of a picture is, to a small part of a pixel."""
    light = np.clip(plane.astype(float) - 24, 0, None)
    y, x = np.indices(plane.shape)
    return np.array([(light * x).sum(), (light * y).sum()]) / light.sum()


@pytest.mark.parametrize("speed", list(Speed))
@pytest.mark.parametrize("move", [move for move in Move if move not in ("static", "rack")])
def test_no_move_jitters_on_any_layer(move: Move, speed: Speed) -> None:
    """What is seen moves from frame to frame as the windows do: a tenth of a pixel off at most."""
    width, height, pivot = 480, 270, (0.5, 0.36)
    path = views(_brief(move.value, None, speed.value, frames=72), "key")
    room = margins(path, width, height, pivot)
    panel = _blob(width + room.left + room.right, height + room.top + room.bottom)
    middle = np.array(panel.size) / 2
    for depth in ("back", "people", "fore"):
        seen, ideal = [], []
        for view in path:
            left, top, zoom = getattr(view, depth).box(width, height, pivot)
            corner = np.array([room.left + left, room.top + top])
            at = (middle - corner) * zoom
            shown = look(panel, *corner, zoom, width, height)
            if shown is None or not (40 < at[0] < width - 40 and 40 < at[1] < height - 40):
                continue
            seen.append(_centre(shown.planes[0]) + np.array([shown.x, shown.y]))
            ideal.append(at)
        off = np.diff(seen, axis=0) - np.diff(ideal, axis=0)
        assert len(seen) > 8
        assert off.std() < 0.03
        assert np.abs(off).max() < 0.1


def test_a_fast_move_is_as_fast_in_a_long_shot() -> None:
    def moving(frames: int) -> int:
        path = views(_brief("pan", "right", "fast", frames=frames), "key")
        return int((np.abs(np.diff([view.back.dx for view in path])) > 1e-6).sum())

    assert moving(240) == pytest.approx(moving(120), abs=2)
    assert moving(24) < 24


def test_pulling_focus_goes_from_the_people_to_the_set_and_back() -> None:
    far, near = (views(_brief("rack", way, frames=72), "key") for way in ("far", "near"))
    for path, (first, last) in ((far, (1, 0)), (near, (0, 1))):
        assert path[0].blur[first] == 0 < path[0].blur[1 - first]
        assert path[-1].blur[last] == 0 < path[-1].blur[1 - last]
        steps = np.diff([view.blur[0] for view in path])
        assert (steps >= 0).all() or (steps <= 0).all()
        assert np.abs(steps).max() < 1
    assert {view.back for view in far} == {view.people for view in far}


def test_out_of_focus_a_piece_spreads_and_keeps_its_light() -> None:
    bright = np.full((40, 40), 200, np.uint8)
    half, cover = np.full((20, 20), 128, np.uint8), np.full((40, 40), 255, np.uint8)
    sharp = Layer((bright, half, half), (cover, np.full((20, 20), 255, np.uint8)), 20, 10)
    soft = blurred(sharp, 3.0)
    assert (soft.x % 2, soft.y % 2) == (0, 0)
    assert soft.alpha is not None
    grown = np.array(soft.size) - sharp.size
    assert (soft.x + grown[0] // 2, soft.y + grown[1] // 2) == (20, 10)
    assert soft.alpha[0].sum() == pytest.approx(cover.sum(), rel=0.02)
    edge = soft.alpha[0][soft.size[1] // 2]
    assert 0 < edge[grown[0] // 2 - 2] < edge[grown[0] // 2 + 2] < 255
    assert blurred(sharp, 0) is sharp


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
