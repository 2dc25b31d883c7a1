"""A draft request to vary, and a way to read what was made from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyboard.compile.request import Request
from storyboard.generate.providers.animatic.provider import Animatic

TRAVELLER = {"name": "The Traveller", "look": "tall man in a grey ulster"}
SIGNALMAN = {"name": "The Signal-Man", "look": "sallow man, dark beard, green coat, railway cap"}
CUTTING = {"name": "Deep cutting", "set": "ext", "look": "stone walls, a red light at a tunnel"}
BOX = {"name": "Signal box", "set": "int", "look": "small iron stove, telegraph, a desk"}


def body(**changes: Any) -> dict[str, Any]:
    """A small, short draft request, changed as a test wants it."""
    return {
        "drawing": 1,
        "width": 160,
        "height": 90,
        "fps": "24",
        "frames": 6,
        "size": "MS",
        "angle": "eye",
        "lens": None,
        "movement": {"type": "static", "direction": None, "speed": "normal"},
        "location": CUTTING,
        "time": "dusk",
        "mood": None,
        "ambience": None,
        "look": None,
        "action": "He waits.",
        "characters": [SIGNALMAN],
        "dialogue": [],
        "sfx": [],
    } | changes


def draw(into: Path, **changes: Any) -> Path:
    """Draw a request through the provider."""
    asyncio.run(Animatic(1).make(Request("animatic", "animatic", body(**changes)), into))
    return into


def pictures(path: Path) -> list[np.ndarray]:
    """Every frame of a clip as (h, w, 3) bytes."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def samples(path: Path) -> np.ndarray:
    """The decoded sound, (2, n)."""
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Path]:
    """Draw into this test's own folder, each time under another name."""
    made: list[Path] = []

    def make(**changes: Any) -> Path:
        made.append(draw(tmp_path / f"{len(made)}.mp4", **changes))
        return made[-1]

    return make
