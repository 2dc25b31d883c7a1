"""Transitions, composited by moviepy from our pictures and back into them.

moviepy never reads or writes a file here: its clips ask this module for frames, and its frames
go to the same encoder as everything else. Seconds exist at its door only: frame n is asked for
at (n + 1/2) / rate, where no rounding can reach a neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from moviepy import CompositeVideoClip, VideoClip, vfx
from numpy.typing import NDArray

from storyboard.cut.encode import Picture
from storyboard.timing import FrameRate

EXACT = (
    Interpolation.POINT
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
"""To RGB and back by these gives the same picture, so that no seam shows where a blend begins;
any smoother interpolation softens the colour a little each way (35 dB)."""

Rgb = NDArray[np.uint8]
"""A frame of shape (height, width, 3), full range."""


def blend(
    outgoing: Iterator[Picture], incoming: Iterator[Picture] | None, frames: int, rate: FrameRate
) -> Iterator[Picture]:
    """The `frames` pictures of a dissolve; without `incoming`, of a fade that ends in black."""
    seconds = float(rate.seconds(frames))
    first = _clip(outgoing, seconds, rate)
    if incoming is None:
        # The fade is over at the moment of the last frame, so that the film ends in true black.
        over = float(rate.seconds(1)) * (frames - 0.5)
        composite = first.with_duration(over).with_effects([vfx.FadeOut(over)])
    else:
        second = _clip(incoming, seconds, rate).with_effects([vfx.CrossFadeIn(seconds)])
        composite = CompositeVideoClip([first, second], size=first.size, bg_color=(0, 0, 0))
    for n in range(frames):
        yield to_picture(composite.get_frame((n + 0.5) / float(rate.value)))


def to_rgb(picture: Picture) -> Rgb:
    """A picture as RGB, by the BT.709 matrix."""
    frame = av.VideoFrame.from_numpy_buffer(picture, format="yuv420p")
    return _converted(frame, "rgb24", ColorRange.MPEG, ColorRange.JPEG)


def to_picture(rgb: NDArray[Any]) -> Picture:
    """An RGB frame (height, width, 3) of any number type, 0 to 255, as a picture."""
    whole = np.ascontiguousarray(rgb if rgb.dtype == np.uint8 else np.rint(rgb).astype(np.uint8))
    frame = av.VideoFrame.from_ndarray(whole, format="rgb24")
    return _converted(frame, "yuv420p", ColorRange.JPEG, ColorRange.MPEG)


def _converted(
    frame: av.VideoFrame, pix_fmt: str, given: ColorRange, wanted: ColorRange
) -> Picture:
    converted = frame.reformat(
        format=pix_fmt,
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=given,
        dst_color_range=wanted,
        interpolation=EXACT,
    )
    return np.asarray(converted.to_ndarray(), dtype=np.uint8)


def _clip(pictures: Iterator[Picture], seconds: float, rate: FrameRate) -> Any:
    return VideoClip(frame_function=_by_time(pictures, rate), duration=seconds)


def _by_time(pictures: Iterator[Picture], rate: FrameRate) -> Callable[[float], Rgb]:
    """A frame function over pictures that come in order: one is held, none is read twice."""
    held: tuple[int, Rgb] = (0, to_rgb(next(pictures)))

    def frame_at(seconds: float) -> Rgb:
        nonlocal held
        wanted = int(seconds * float(rate.value))
        while held[0] < wanted:
            held = (held[0] + 1, to_rgb(next(pictures)))
        return held[1]

    return frame_at
