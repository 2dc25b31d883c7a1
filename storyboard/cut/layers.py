"""How moviepy clips are laid over each other here: exactly, and at a third of the usual cost.

`CompositeVideoClip` pastes opaque clips as fast as anything can, but where pictures mix it takes
both through RGBA images; what mixes is therefore laid over by `over`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from moviepy import ColorClip, VideoClip
from numpy.typing import NDArray

BLACK = (0, 0, 0)

SOFTNESS = 0.02
"""Width of an edge that uncovers a picture, as a part of the way that it goes."""

Rgb = NDArray[np.uint8]
"""A frame of shape (height, width, 3), full range."""

Share = Callable[[float], float | NDArray[np.float32]]
"""How much is seen of the upper clip at a time, from 0 to 1: a number, or an array that
broadcasts to (height, width)."""

Position = Callable[[float], tuple[int, int]]
"""Where a clip's left upper corner lies at a time, in pixels."""

_TOWARDS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def over(below: VideoClip, above: VideoClip, share: Share) -> VideoClip:
    """`above` laid over `below` of the same size, as strong as `share` says."""

    def mixed(frame_of: Callable[[float], Rgb], t: float) -> Rgb:
        return mix(frame_of(t), above.get_frame(t), share(t))

    return below.transform(mixed)


def mix(below: Rgb, above: Rgb, share: float | NDArray[np.float32]) -> Rgb:
    """The weighted mean, in steps of 1/256 of the weight; equal frames give themselves."""
    weight: Any = np.rint(np.asarray(share, np.float32) * 256).astype(np.uint16)
    if weight.ndim and weight.shape[1] > 1:
        weight = weight.repeat(3, axis=1)
    rows = (below.shape[0], -1)  # without an axis for the colours numpy is five times faster
    mixed = above.reshape(rows) * weight
    mixed += below.reshape(rows) * (256 - weight)
    mixed += 128
    mixed >>= 8
    return np.asarray(mixed, dtype=np.uint8).reshape(below.shape)


def swept(way: NDArray[np.float32], done: float) -> NDArray[np.float32]:
    """The share of what a soft edge uncovers, for pixels at 0 to 1 of the way that it goes.

    At `done` 0 and 1 the edge lies just outside of them all.
    """
    reached = np.float32(done * (1 + SOFTNESS))
    return np.asarray(np.clip((reached - way) / np.float32(SOFTNESS), 0, 1))


def plain(like: VideoClip, colour: tuple[int, int, int]) -> VideoClip:
    """A clip of one colour, as large as another."""
    # As bytes: moviepy would make the frame of 64-bit integers.
    return ColorClip(like.size, color=np.array(colour, np.uint8))


def travel(
    size: tuple[int, int], seconds: float, direction: str | None
) -> tuple[Position, Position]:
    """Where a picture that leaves the frame in a direction is, and the one that follows it.

    They start and stop softly. Positions are even, so that every pixel keeps its own colour:
    a picture of the film has one colour sample for two by two pixels.
    """
    across, down = _TOWARDS[direction or "left"]

    def leave(t: float) -> tuple[int, int]:
        done = t / seconds
        done *= done * (3 - 2 * done)
        return across * _even(done * size[0]), down * _even(done * size[1])

    def enter(t: float) -> tuple[int, int]:
        left, top = leave(t)
        return left - across * size[0], top - down * size[1]

    return leave, enter


def _even(pixels: float) -> int:
    return 2 * round(pixels / 2)
