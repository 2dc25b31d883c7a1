"""The one way pictures become a segment: x264 with a fixed profile, silent, frames counted.

Segments are joined by packets, so all of them must have the same parameter sets, GOP and
timing: no other code of this package encodes pictures.

A picture is a uint8 array of shape (height * 3 // 2, width): the planes Y, U and V of yuv420p,
BT.709, limited range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from storyboard.cut.profile import EncoderProfile
from storyboard.errors import StoryboardError
from storyboard.timing import FrameRate

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext
    from av.video.stream import VideoStream

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Stamp:
    """What all segments that can be joined have in common.

    The pixel format stands in the extradata, with all else that a decoder has to know.
    """

    extradata: bytes
    size: tuple[int, int]
    rate: Fraction
    time_base: Fraction


def timescale(rate: FrameRate) -> int:
    """Ticks a second: a multiple of the rate's numerator, fine enough for any player."""
    scale = rate.value.numerator
    while scale < 10_000:
        scale *= 2
    return scale


def ticks(rate: FrameRate) -> int:
    """Ticks a frame."""
    return int(timescale(rate) / rate.value)


def encode(
    pictures: Iterable[Picture],
    file: Path | BytesIO,
    *,
    size: tuple[int, int],
    rate: FrameRate,
    profile: EncoderProfile,
) -> int:
    """Write the pictures as a silent MP4 and return how many there were.

    Raises av.error.FFmpegError or OSError when the file can't be written.
    """
    muxer = {"video_track_timescale": str(timescale(rate)), "fflags": "+bitexact"}
    frames = 0
    with av.open(
        str(file) if isinstance(file, Path) else file, "w", format="mp4", options=muxer
    ) as container:
        stream = container.add_stream("libx264", rate=rate.value)
        _set_up(stream.codec_context, size, rate, profile)
        for picture in pictures:
            frame = av.VideoFrame.from_numpy_buffer(picture, format="yuv420p")
            frame.pts, frame.time_base = frames, 1 / rate.value
            container.mux(stream.encode(frame))
            frames += 1
        container.mux(stream.encode(None))
    return frames


@contextmanager
def refused_as(code: str) -> Iterator[None]:
    """Turn what ffmpeg refuses into a StoryboardError of that code; OSErrors pass."""
    try:
        yield
    except av.error.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        raise StoryboardError.of(
            code,
            f"ffmpeg refuses to write: {error}",
            hint=f"please report this, with ffmpeg {av.ffmpeg_version_info}",
        ) from error


@cache
def expected(size: tuple[int, int], rate: FrameRate, profile: EncoderProfile) -> Stamp:
    """What any segment of this profile must look like, asked of the encoder itself."""
    blank = np.full((size[1] * 3 // 2, size[0]), 128, np.uint8)
    file = BytesIO()
    encode([blank], file, size=size, rate=rate, profile=profile)
    file.seek(0)
    with av.open(file) as container:
        return stamp(container.streams.video[0])


def stamp(stream: VideoStream) -> Stamp:
    """What a file's picture looks like."""
    context = stream.codec_context
    return Stamp(
        extradata=bytes(context.extradata or b""),
        size=(stream.width, stream.height),
        rate=stream.average_rate or Fraction(0),
        time_base=stream.time_base or Fraction(0),
    )


@cache
def versions() -> dict[str, str]:
    """The libraries that decide a segment's pixels, down to the build of x264."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = 64, 64, "yuv420p"
    context.time_base = Fraction(1, 24)
    blank = av.VideoFrame.from_ndarray(np.zeros((96, 64), np.uint8), format="yuv420p")
    blank.pts = 0
    packets = [*context.encode(blank), *context.encode(None)]
    named = re.search(rb"x264 - core [^-]*", b"".join(bytes(packet) for packet in packets))
    libraries = {name: ".".join(map(str, numbers)) for name, numbers in av.library_versions.items()}
    return {
        "av": av.__version__,
        "ffmpeg": av.ffmpeg_version_info,
        "x264": named[0].decode().strip() if named else "unknown",
        **libraries,
    }


def _set_up(
    context: VideoCodecContext, size: tuple[int, int], rate: FrameRate, profile: EncoderProfile
) -> None:
    context.width, context.height = size
    context.pix_fmt = profile.pix_fmt
    context.sample_aspect_ratio = Fraction(1)
    context.thread_count = profile.threads
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    context.colorspace = Colorspace.ITU709
    context.color_range = ColorRange.MPEG
    context.options = profile.options(rate)
