"""Reading a clip frame by frame at the film's rate and size, exactly.

Film frame n of a clip is what the clip shows at (n + 1/2) / rate seconds after its first frame:
at equal rates that is frame n, at others the nearest one, and it holds for variable rates too.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.codec.context import ThreadType
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from storyboard.cut.encode import Picture
from storyboard.errors import StoryboardError
from storyboard.timing import FrameRate

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

QUALITY = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
"""How swscale is to work where a clip is scaled or its colour converted."""

_SEEK_MARGIN = Fraction(1)
"""Seconds to land before the wanted frame: containers seek by decoding time, which runs ahead
of showing time by the reordering of B-frames."""

_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
}


def pictures(
    path: Path, start: int, frames: int, *, rate: FrameRate, size: tuple[int, int]
) -> Iterator[Picture]:
    """Exactly `frames` pictures of a clip from film frame `start`, each a fresh array.

    Before its first frame and after its last one a clip holds. Raises StoryboardError
    `unreadable-clip` when the file is missing, holds no picture, or is damaged.
    """
    wanted = [Fraction(2 * (start + n) + 1, 2) / rate.value for n in range(frames)]
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise unreadable(path, "it has no picture")
            stream = container.streams.video[0]
            stream.thread_type, stream.thread_count = ThreadType.AUTO, 2
            pixel = stream.sample_aspect_ratio or Fraction(1)
            held: tuple[VideoFrame, Picture] | None = None
            for frame in _frames_at(container, stream, wanted):
                if held is None or held[0] is not frame:
                    held = frame, conform(frame, size, pixel)
                yield held[1].copy()
            if wanted and held is None:
                raise unreadable(path, "it has no frames")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise unreadable(path, str(error)) from error


def conform(frame: VideoFrame, size: tuple[int, int], pixel: Fraction = Fraction(1)) -> Picture:
    """The frame as a picture of the film: upright, square pixels, BT.709, filling `size`.

    A frame of another shape is scaled until it covers the film's and cut at the centre. Colour
    without a tag is taken as BT.709 of limited range, as the generators deliver it.
    """
    turns = frame.rotation // 90 % 4
    width, height = size if turns % 2 == 0 else size[::-1]
    scale = max(width / (frame.width * pixel), Fraction(height, frame.height))
    scaled = frame.reformat(
        width=_even(frame.width * pixel * scale),
        height=_even(frame.height * scale),
        format="yuv420p",
        src_colorspace=_MATRICES.get(frame.colorspace, Colorspace.ITU709),
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG if _full_range(frame) else ColorRange.MPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=QUALITY,
    )
    array = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
    if not turns and (scaled.width, scaled.height) == size:
        return array
    return _cut_out(array, (scaled.width, scaled.height), size, turns)


def planes(picture: Picture) -> tuple[Picture, Picture, Picture]:
    """Views of Y (height, width), U and V (height / 2, width / 2) of a picture."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    chroma = (height // 2, width // 2)
    luma, u, v = np.split(picture.reshape(-1), [height * width, height * width * 5 // 4])
    return luma.reshape(height, width), u.reshape(chroma), v.reshape(chroma)


def unreadable(path: Path, why: str) -> StoryboardError:
    """A clip that can't be used, as a StoryboardError with advice."""
    return StoryboardError.of(
        "unreadable-clip",
        f"cannot read the clip {path.name}: {why}",
        hint="fetch the clip again, or make a new take of its shot",
    )


def _frames_at(
    container: InputContainer, stream: VideoStream, wanted: list[Fraction]
) -> Iterator[VideoFrame]:
    """For each time after the clip's first frame, rising, the frame that is showing then."""
    origin = Fraction(0)
    if stream.start_time is not None and stream.time_base is not None:
        origin = stream.start_time * stream.time_base
    decoded = _decoded_from(container, stream, origin, origin + wanted[0])
    current, following = next(decoded, None), next(decoded, None)
    for time in wanted:
        while following is not None and _time(following) <= origin + time:
            current, following = following, next(decoded, None)
        if current is not None:
            yield current


def _decoded_from(
    container: InputContainer, stream: VideoStream, origin: Fraction, time: Fraction
) -> Iterator[VideoFrame]:
    """Frames in showing order, the first of them showing no later than `time`."""
    target = time - _SEEK_MARGIN
    if target <= origin or stream.time_base is None:
        return container.decode(stream)
    container.seek(int(target / stream.time_base), stream=stream)
    decoded = container.decode(stream)
    first = next(decoded, None)
    if first is None or _time(first) > time:
        container.seek(stream.start_time or 0, stream=stream)
        return container.decode(stream)
    return chain([first], decoded)


def _time(frame: VideoFrame) -> Fraction:
    stamp = frame.pts if frame.pts is not None else frame.dts
    if stamp is None or frame.time_base is None:
        raise ValueError("its frames carry no time")
    return stamp * frame.time_base


def _full_range(frame: VideoFrame) -> bool:
    return frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")


def _even(length: Fraction) -> int:
    """The even number of pixels nearest to a length."""
    return 2 * round(length / 2)


def _cut_out(array: Picture, scaled: tuple[int, int], size: tuple[int, int], turns: int) -> Picture:
    """Turn a scaled picture upright and keep its centre, at even offsets for the chroma."""
    upright = scaled if turns % 2 == 0 else scaled[::-1]
    left, top = ((upright[axis] - size[axis]) // 4 * 2 for axis in (0, 1))
    pieces = []
    for plane, step in zip(planes(array), (1, 2, 2), strict=True):
        turned = np.rot90(plane, turns)
        rows = slice(top // step, (top + size[1]) // step)
        columns = slice(left // step, (left + size[0]) // step)
        pieces.append(turned[rows, columns].reshape(-1))
    return np.concatenate(pieces).reshape(size[1] * 3 // 2, size[0])
