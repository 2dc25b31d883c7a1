"""Playing a sound file into the film: music and effects, with fades and loops."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from storyboard.cut.blocks import Block, amplitude, fade, framed, rising, silence
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.score import FileSound
from storyboard.cut.sound import play_file

SEAM: Final = SAMPLE_RATE // 10
"""Samples over which a loop's end blends into its beginning."""


def play(cue: FileSound) -> Iterator[Block]:
    """The file's sound as the film hears it, in blocks; at most `cue.samples` in all.

    Raises StoryboardError `unreadable-sound`.
    """
    found = looped(cue.path, cue.at) if cue.loop else play_file(cue.path, cue.at)
    gain = amplitude(cue.gain)
    for block in shaped(found, cue.samples, cue.fade_in, cue.fade_out):
        yield block * gain


def looped(path: Path, at: int) -> Iterator[Block]:
    """The file from sample `at` again and again, each end blended into the next beginning.

    A file too short to be blended is heard once.
    """
    tail = silence(0)
    while True:
        length, tail = yield from _once(path, at, tail)
        if length < 2 * SEAM:
            yield tail
            return


def _once(path: Path, at: int, before: Block) -> Generator[Block, None, tuple[int, Block]]:
    """The file once, over the end `before` it; returns its length and its own end, not played."""
    held, length = silence(0), 0
    for block in framed(play_file(path, at), SAMPLE_RATE):
        found = block if length else _blended(before, block)
        length += found.shape[1]
        held = np.concatenate([held, found], axis=1)
        over = max(0, held.shape[1] - SEAM)
        yield held[:, :over]
        held = held[:, over:]
    return length, held


def _blended(end: Block, begin: Block) -> Block:
    samples = end.shape[1]
    ramp = rising(0, samples, samples)
    both = begin.copy()
    both[:, :samples] = begin[:, :samples] * ramp + end * ramp[::-1]
    return both


def shaped(blocks: Iterable[Block], samples: int, fade_in: int, fade_out: int) -> Iterator[Block]:
    """The blocks up to `samples`, fading in, and fading out towards wherever they end."""
    held, reached = silence(0), 0
    for block in framed(blocks, SAMPLE_RATE):
        block = block[:, : samples - reached]
        if reached < fade_in:
            block = block * rising(reached, block.shape[1], fade_in)
        reached += block.shape[1]
        held = np.concatenate([held, block], axis=1)
        over = held.shape[1] - fade_out
        if over > 0:
            yield held[:, :over]
            held = held[:, over:]
        if reached >= samples:
            break
    held = held.copy()
    fade(held, 0, fade_out)
    yield held
