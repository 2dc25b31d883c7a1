"""Real small clips for tests."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np


def make_clip(
    path: Path,
    *,
    frames: int,
    size: tuple[int, int] = (96, 54),
    rate: Fraction = Fraction(24),
    first: bool = False,
) -> Path:
    """A silent H.264 clip whose grey level rises with the frame number; its table of frames stands
    `first` in the file, or last."""
    options = {"movflags": "faststart"} if first else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(frames):
            picture = np.full((size[1], size[0], 3), (number * 7) % 256, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
