"""The soundtrack: mixed once, measured, brought to its loudness, and encoded once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import av
import numpy as np

from storyboard.cut.blocks import Block, framed
from storyboard.cut.levels import SILENCE, Level, Loudness
from storyboard.cut.limiter import limited
from storyboard.cut.loudness import CEILING, gain_for, measure
from storyboard.cut.mix import LENGTH, mix
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.score import Score

BIT_RATE: Final = 192_000
CODER: Final = {"aac_coder": "fast", "cutoff": "20000"}
"""At this bit rate as good as ffmpeg's default search (less noise in most bands, lower peaks), in a
third of the time, which was most of a recut's. Left alone it cuts off at 18 kHz."""
CODEC_ROOM: Final = 0.5
"""dB that AAC may add to a peak."""
_EXACT: Final = {"fflags": "+bitexact", "movie_timescale": str(SAMPLE_RATE)}
"""The edit list that trims the encoder's priming counts in the movie's time scale. By default that
is milliseconds, and a track would lose up to half of one at its end."""
_TAG: Final = "comment"
"""Where the loudness stands in the file, so that a cached soundtrack tells it too."""


def make_soundtrack(score: Score, path: Path) -> None:
    """Mix the score and write it as one AAC track in an MP4.

    Raises StoryboardError `unreadable-clip` or `unreadable-sound`, OSError or
    av.error.FFmpegError.
    """
    with mastering(score, path.parent) as (blocks, known):
        encode_sound(blocks, path, tag=known.to_json() if known else "")


@contextmanager
def mastering(score: Score, folder: Path) -> Iterator[tuple[Iterator[Block], Loudness | None]]:
    """Mix the score: the blocks of the finished sound, and its loudness, None for silence.

    The mix is kept on the disk in `folder` meanwhile. Raises as `make_soundtrack`.
    """
    with TemporaryFile(dir=folder) as store:
        mixed = measure(_stored(mix(score), store))
        gain = gain_for(mixed, score.loudness)
        limits = mixed.true_peak + gain > CEILING - CODEC_ROOM

        def mastered() -> Iterator[Block]:
            # The limiter only scales where nothing reaches its ceiling.
            return limited(_read(store), gain, CEILING - CODEC_ROOM)

        reached = Level(mixed.lufs + gain, mixed.true_peak + gain)
        if limits:
            reached = measure(mastered())
        yield mastered(), Loudness(mixed, gain, reached) if mixed.lufs > SILENCE else None


def loudness_of(path: Path) -> Loudness | None:
    """What a soundtrack's file says of its loudness; None for a silent film."""
    with av.open(str(path)) as container:
        told = container.metadata.get(_TAG, "")
    return Loudness.from_json(told) if told else None


def encode_sound(blocks: Iterable[Block], path: Path, *, tag: str = "") -> int:
    """Write the blocks as one AAC track in an MP4; returns the samples written.

    The encoder's priming is kept in the file's edit list, so that sample 0 plays at time 0.
    """
    samples = 0
    with av.open(str(path), "w", format="mp4", options=_EXACT) as container:
        container.metadata[_TAG] = tag
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options=CODER)
        stream.bit_rate = BIT_RATE
        for block in framed(blocks, 1024):
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE, samples
            frame.time_base = Fraction(1, SAMPLE_RATE)
            container.mux(stream.encode(frame))
            samples += block.shape[1]
        container.mux(stream.encode(None))
    return samples


def _stored(blocks: Iterable[Block], store: IO[bytes]) -> Iterator[Block]:
    """The blocks as they pass, kept in the file: mixing twice would decode every clip twice."""
    for block in blocks:
        store.write(np.ascontiguousarray(block).tobytes())
        yield block


def _read(store: IO[bytes]) -> Iterator[Block]:
    """The blocks that were kept, as long as the mix made them."""
    store.seek(0)
    while data := store.read(2 * 4 * LENGTH):
        yield np.frombuffer(data, np.float32).reshape(2, -1)
