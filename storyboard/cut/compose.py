"""Transitions, composited by moviepy from our pictures and back into them.

moviepy never reads or writes a file here: its clips ask this module for frames, and its frames
go to the same encoder as everything else. Seconds exist at its door only: frame n is asked for
at (n + 1/2) / rate, where no rounding can reach a neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from storyboard.compile.shotlist import Joint
from storyboard.cut.encode import Picture
from storyboard.cut.transitions import Options, find
from storyboard.timing import FrameRate

if TYPE_CHECKING:
    from storyboard.cut.layers import Rgb

EXACT = (
    Interpolation.POINT
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
"""To RGB and back by these gives the same picture, so that no seam shows where a blend begins;
any smoother interpolation softens the colour a little each way (35 dB)."""

EDGE = (235, 235, 235)
"""The colour of an inset's border."""


def blend(
    joint: Joint, outgoing: Iterator[Picture], incoming: Iterator[Picture] | None, rate: FrameRate
) -> Iterator[Picture]:
    """The `joint.frames` pictures of a transition; without `incoming`, of one that ends the film.

    Pictures that the transition does not show need not be read.
    """
    frame = float(rate.seconds(1))
    # An ending is over at the moment of the last frame, so that the film ends in the true colour.
    seconds = frame * (joint.frames if incoming else joint.frames - 0.5)
    colour = tuple(bytes.fromhex(joint.colour.removeprefix("#"))) if joint.colour else None
    composite = find(joint.kind)(
        _clip(outgoing, seconds, rate),
        _clip(incoming, seconds, rate) if incoming else None,
        seconds,
        Options(frame, joint.direction, cast("tuple[int, int, int] | None", colour)),
    )
    reformatter = VideoReformatter()
    for n in range(joint.frames):
        yield to_picture(composite.get_frame((n + 0.5) * frame), reformatter)


def inlay(
    below: Iterator[Picture],
    above: Iterator[Picture],
    corner: tuple[int, int],
    border: int,
    frames: int,
    rate: FrameRate,
) -> Iterator[Picture]:
    """`frames` pictures with others over them; `corner` is where the border's left top lies.

    All of it is in even pixels, so that what lies beside the box stays as it is.
    """
    from moviepy import ColorClip, CompositeVideoClip

    frame = float(rate.seconds(1))
    inner = _clip(above, frames * frame, rate)
    width, height = (length + 2 * border for length in inner.size)
    edge = ColorClip((width, height), color=np.array(EDGE, np.uint8))
    left, top = corner
    composite = CompositeVideoClip(
        [
            _clip(below, frames * frame, rate),
            edge.with_duration(frames * frame).with_position(corner),
            inner.with_position((left + border, top + border)),
        ]
    )
    reformatter = VideoReformatter()
    for n in range(frames):
        yield to_picture(composite.get_frame((n + 0.5) * frame), reformatter)


def to_rgb(picture: Picture, by: VideoReformatter | None = None) -> Rgb:
    """A picture as RGB, by the BT.709 matrix; `by` one reformatter, a series goes faster."""
    frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
    return _converted(frame, "rgb24", ColorRange.MPEG, ColorRange.JPEG, by)


def to_picture(rgb: Rgb, by: VideoReformatter | None = None) -> Picture:
    """An RGB frame as a picture; `by` one reformatter, a series goes faster."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
    return _converted(frame, "yuv420p", ColorRange.JPEG, ColorRange.MPEG, by)


def _converted(
    frame: av.VideoFrame,
    pix_fmt: str,
    given: ColorRange,
    wanted: ColorRange,
    by: VideoReformatter | None,
) -> Picture:
    converted = (by or VideoReformatter()).reformat(
        frame,
        format=pix_fmt,
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=given,
        dst_color_range=wanted,
        interpolation=EXACT,
    )
    return np.asarray(converted.to_ndarray(), dtype=np.uint8)


def _clip(pictures: Iterator[Picture], seconds: float, rate: FrameRate) -> Any:
    from moviepy import VideoClip

    return VideoClip(frame_function=_by_time(pictures, rate), duration=seconds)


def _by_time(pictures: Iterator[Picture], rate: FrameRate) -> Callable[[float], Rgb]:
    """A frame function over pictures that come in order: one is held, none is read twice."""
    following = 0
    held: Rgb | None = None
    reformatter = VideoReformatter()

    def frame_at(seconds: float) -> Rgb:
        nonlocal following, held
        wanted = int(seconds * float(rate.value))
        if held is None or following <= wanted:
            held = to_rgb(next(islice(pictures, wanted - following, None)), reformatter)
            following = wanted + 1
        return held

    return frame_at
