"""The soundtrack: the whole film's sound, mixed at sample positions and encoded once.

Blocks are float32 arrays of shape (2, samples) at 48 kHz. Shots are decoded one after the
other and handed on as soon as nothing can overlap them any more, so that memory does not grow
with the film.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.sound import Block, listen
from storyboard.cut.timeline import Appearance, Timeline, sample_at
from storyboard.generate.takes import Clip
from storyboard.timing import FrameRate

DECLICK = SAMPLE_RATE // 100
"""Samples over which sound comes and goes at a cut: 10 ms."""
BIT_RATE = 192_000
KNEE = np.float32(0.9)
"""Peaks above this are bent so that none passes full scale."""


def mix(timeline: Timeline, clips: Mapping[str, Clip]) -> Iterator[Block]:
    """The film's sound in order, in blocks that add up to its exact length in samples.

    Raises StoryboardError `unreadable-clip`.
    """
    rate = timeline.rate
    pending: Block = np.zeros((2, 0), np.float32)
    written = 0
    for seen in timeline.appearances:
        start, end = sample_at(seen.start, rate), sample_at(seen.end, rate)
        sound = _heard(seen, clips[seen.shot], rate, end - start)
        if start > written:
            yield limit(pending[:, : start - written])
            pending, written = pending[:, start - written :], start
        grown = np.zeros((2, max(end - written, pending.shape[1])), np.float32)
        grown[:, : pending.shape[1]] = pending
        grown[:, start - written : end - written] += sound
        pending = grown
    yield limit(pending)


def encode_sound(blocks: Iterator[Block], path: Path) -> int:
    """Write the blocks as one AAC track in an MP4; returns the samples written.

    The encoder's priming is kept in the file's edit list, so that sample 0 plays at time 0.
    """
    samples = 0
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        stream.bit_rate = BIT_RATE
        for block in _framed(blocks, 1024):
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE, samples
            frame.time_base = Fraction(1, SAMPLE_RATE)
            container.mux(stream.encode(frame))
            samples += block.shape[1]
        container.mux(stream.encode(None))
    return samples


def limit(block: Block) -> Block:
    """Bend what is louder than the knee towards full scale, which it never passes."""
    loud = np.abs(block) > KNEE
    if not loud.any():
        return block
    over = (np.abs(block[loud]) - KNEE) / (1 - KNEE)
    bent = block.copy()
    bent[loud] = np.sign(block[loud]) * (KNEE + (1 - KNEE) * np.tanh(over))
    return bent


def _heard(seen: Appearance, clip: Clip, rate: FrameRate, samples: int) -> Block:
    """A shot's sound with its fades, exactly `samples` long."""
    if clip.media.audio_seconds is None:
        return np.zeros((2, samples), np.float32)
    sound = listen(clip.path, sample_at(seen.clip_start, rate), samples)
    heard = sound.shape[1]
    if heard < samples:
        _fade_out(sound, DECLICK)
        sound = np.pad(sound, ((0, 0), (0, samples - heard)))
    lead = sample_at(seen.start + seen.lead, rate) - sample_at(seen.start, rate)
    trail = sample_at(seen.end, rate) - sample_at(seen.end - seen.trail, rate)
    _fade_in(sound, max(lead, DECLICK))
    _fade_out(sound, max(trail, DECLICK))
    return sound


def _fade_in(sound: Block, samples: int) -> None:
    ramp = _equal_power(min(samples, sound.shape[1]))
    sound[:, : len(ramp)] *= ramp


def _fade_out(sound: Block, samples: int) -> None:
    ramp = _equal_power(min(samples, sound.shape[1]))
    sound[:, sound.shape[1] - len(ramp) :] *= ramp[::-1]


def _equal_power(samples: int) -> NDArray[np.float32]:
    """A rising quarter of a sine: with its mirror image, the squares add up to one."""
    angles = (np.arange(samples) + 0.5) * (np.pi / 2 / max(samples, 1))
    return np.asarray(np.sin(angles), dtype=np.float32)


def _framed(blocks: Iterator[Block], length: int) -> Iterator[Block]:
    """The same samples in blocks of `length`, the last one shorter."""
    rest: Block = np.zeros((2, 0), np.float32)
    for block in blocks:
        rest = np.concatenate([rest, block], axis=1)
        whole = rest.shape[1] // length * length
        for begin in range(0, whole, length):
            yield np.ascontiguousarray(rest[:, begin : begin + length])
        rest = rest[:, whole:]
    if rest.shape[1]:
        yield np.ascontiguousarray(rest)
