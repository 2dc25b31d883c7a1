"""Wipe: a soft edge passes over the frame and leaves the next picture behind it."""

from __future__ import annotations

import numpy as np
from moviepy import VideoClip

from storyboard.cut.layers import over, swept
from storyboard.cut.transitions import Options


def composite(
    outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
) -> VideoClip:
    """The edge goes left, right, up or down, from just outside the frame to just outside it."""
    assert incoming is not None
    width, height = outgoing.size
    across = options.direction in ("left", "right")
    length = width if across else height
    way = (np.arange(length, dtype=np.float32) + np.float32(0.5)) / length
    if options.direction in ("left", "up"):
        way = way[::-1]
    way = way.reshape((1, -1) if across else (-1, 1))
    return over(outgoing, incoming, lambda t: swept(way, t / seconds))
