"""Listening to clips and sound files: 48 kHz stereo; a clip's is placed by its timestamps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from storyboard.cut.blocks import Block, silence
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.source import unreadable
from storyboard.errors import StoryboardError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer

_GAP = Fraction(1, 50)
"""Seconds by which time stamps may leave the count of samples before they are followed: half a
frame. Less is rounding, and every correction can be heard."""


def listen(path: Path, start: int, samples: int) -> Block:
    """At most `samples` samples of a clip from sample `start`, counted from its first picture.

    What the clip doesn't have before its sound begins is silence; after its end the block is
    short. Raises StoryboardError `unreadable-clip`.
    """
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return silence(0)
            return _window(container, start, samples)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise unreadable(path, str(error)) from error


def play_file(path: Path, at: int) -> Iterator[Block]:
    """The sound of a file from its sample `at` to its end, decoded as it is asked for.

    Raises StoryboardError `unreadable-sound`.
    """
    try:
        with av.open(str(path)) as container:
            skipped = 0
            for _, block in _resampled(container):
                skip = min(at - skipped, block.shape[1])
                skipped += skip
                if skip < block.shape[1]:
                    yield block[:, skip:]
    except (av.error.FFmpegError, OSError, ValueError, IndexError) as error:
        raise _unreadable(path, str(error), "export it again, for example as WAV") from error


def check_file(path: Path, sha256: str) -> None:
    """Raise StoryboardError `unreadable-sound` if a sound file has other bytes than it had before.

    The soundtrack would be kept under the key of the sound that is no longer there.
    """
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        why = error.strerror or str(error)
        raise _unreadable(path, why, "put it back, and render again") from error
    if found != sha256:
        why = "it has changed since the storyboard was read"
        raise _unreadable(path, why, "render again: what was made is kept")


def _unreadable(path: Path, why: str, hint: str) -> StoryboardError:
    return StoryboardError.of(
        "unreadable-sound", f"cannot read the sound file {path.name}: {why}", hint=hint
    )


def _window(container: InputContainer, start: int, samples: int) -> Block:
    window = silence(samples)
    reached = position = 0
    run: AudioFrame | None = None
    for first_of_run, block in _resampled(container):
        if first_of_run is not run:
            run = first_of_run
            position = _position(run, container) - start
        first, last = max(position, 0), min(position + block.shape[1], samples)
        if first < last:
            window[:, first:last] = block[:, first - position : last - position]
            reached = last
        position += block.shape[1]
        if position >= samples:
            break
    return window[:, :reached]


def _resampled(container: InputContainer) -> Iterator[tuple[AudioFrame, Block]]:
    """Blocks in order, each with the first frame of its run: of sound without a gap in time.

    One channel is heard at full strength on both sides: swresample would make it 3 dB softer.
    """
    for run in _runs(container.decode(audio=0)):
        resampler: av.AudioResampler | None = None
        first: AudioFrame | None = None
        for frame in chain(run, [None]):
            if first is None or resampler is None:
                assert frame is not None
                mono = frame.layout.nb_channels == 1
                resampler = av.AudioResampler("fltp", "mono" if mono else "stereo", SAMPLE_RATE)
                first = frame
            for resampled in resampler.resample(frame):
                block = resampled.to_ndarray()
                yield first, np.broadcast_to(block, (2, block.shape[1])).astype(np.float32)


def _runs(frames: Iterator[AudioFrame]) -> Iterator[Iterator[AudioFrame]]:
    """The frames in runs; a new one begins where the time stamps leave the count of samples.

    Each run is to be read to its end before the next one.
    """
    coming = next(frames, None)

    def run(first: AudioFrame) -> Iterator[AudioFrame]:
        nonlocal coming
        frame: AudioFrame | None = first
        samples = 0
        while frame is not None:
            samples += frame.samples
            coming = next(frames, None)
            yield frame
            frame = None if coming is None or _apart(first, samples, coming) else coming

    while coming is not None:
        yield run(coming)


def _apart(first: AudioFrame, samples: int, frame: AudioFrame) -> bool:
    """Whether a frame is not where `samples` after the first one end."""
    if first.pts is None or frame.pts is None or frame.time_base is None:
        return False
    lies = (frame.pts - first.pts) * frame.time_base
    return abs(lies - Fraction(samples, first.sample_rate)) > _GAP


def _position(first: AudioFrame, container: InputContainer) -> int:
    """The sample, counted from the first picture, at which the sound begins."""
    begins = Fraction(0)
    if first.pts is not None and first.time_base is not None:
        begins = first.pts * first.time_base
    video = container.streams.video[0] if container.streams.video else None
    if video is not None and video.start_time is not None and video.time_base is not None:
        begins -= video.start_time * video.time_base
    return round(begins * SAMPLE_RATE)
