"""Encoding: frames and sound into one MP4, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc

from storyboard.generate.providers.animatic.planes import Bytes
from storyboard.generate.providers.animatic.sound import RATE, Wave
from storyboard.generate.providers.animatic.trouble import not_written

Frame = tuple[Bytes, Bytes, Bytes]
_X264 = {"preset": "ultrafast", "qp": "16"}
"""Decoded once, by the cut: finer than the cut's own quantiser, and not weighed picture by picture,
which takes x264 as long as coding them."""


def encode(
    into: Path,
    frames: Iterator[Frame],
    sound: Wave,
    rate: Fraction,
    size: tuple[int, int],
    comment: str,
) -> None:
    """Write Y, U, V frames of a size and (2, samples) sound as H.264 and AAC, with a comment.

    Raises StoryboardError `draft-not-written` where the file cannot be written.
    """
    try:
        with av.open(str(into), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            if comment:
                container.metadata["comment"] = comment
            picture = container.add_stream("libx264", rate=rate, options=dict(_X264))
            picture.width, picture.height = size
            picture.pix_fmt = "yuv420p"
            picture.time_base = 1 / rate
            # The number of threads changes x264's bytes: one thread is the same everywhere.
            picture.codec_context.thread_count = 1
            picture.codec_context.color_range = 1
            picture.codec_context.colorspace = Colorspace.ITU709
            picture.codec_context.color_primaries = ColorPrimaries.BT709
            picture.codec_context.color_trc = ColorTrc.BT709
            audio = container.add_stream(
                "aac", rate=RATE, layout="stereo", options={"aac_coder": "fast"}
            )
            audio.bit_rate = 128_000
            _write_sound(container, audio, sound)
            for number, planes in enumerate(frames):
                frame = _frame(planes, size)
                frame.pts, frame.time_base = number, 1 / rate
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
    except (av.error.FFmpegError, OSError) as error:
        raise not_written(error) from error


def _frame(planes: Frame, size: tuple[int, int]) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    for plane, data in zip(frame.planes, planes, strict=True):
        target = np.frombuffer(cast(Any, plane), np.uint8).reshape(-1, plane.line_size)
        target[: data.shape[0], : data.shape[1]] = data
    return frame


def _write_sound(
    container: av.container.OutputContainer, stream: av.AudioStream, sound: Wave
) -> None:
    step = 1024
    for start in range(0, sound.shape[1], step):
        piece = np.ascontiguousarray(sound[:, start : start + step])
        frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
