"""Iris: a circle opens onto the next picture, or closes upon this one; at the end, in black."""

from __future__ import annotations

import numpy as np
from moviepy import VideoClip
from numpy.typing import NDArray

from storyboard.cut.layers import BLACK, over, plain, swept
from storyboard.cut.transitions import Options


def composite(
    outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
) -> VideoClip:
    """`in` shows the incoming picture in a growing circle, `out` around a shrinking one."""
    way = _from_centre(*outgoing.size)
    if options.direction == "out":
        way = 1 - way

    revealed = incoming or plain(outgoing, BLACK)
    return over(outgoing, revealed, lambda t: swept(way, t / seconds))


def _from_centre(width: int, height: int) -> NDArray[np.float32]:
    """The distance of each pixel from the frame's centre, (height, width); 1 is a corner."""
    x = np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)
    y = np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2)
    distance = np.hypot(x[None, :], y[:, None])
    return np.asarray(distance / distance.max())
