"""The limiter: no true peak passes the ceiling, and nobody hears why.

Works in hops of 1 ms: the gain that each hop needs is spread over its neighbours, so that it is
there before the peak and moves smoothly. Blocks are streamed; one is held to look ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from storyboard.cut.blocks import Block, amplitude, silence
from storyboard.cut.profile import SAMPLE_RATE

HOP: Final = SAMPLE_RATE // 1000
SMOOTH: Final = 20
"""Hops on each side over which a gain is smoothed."""
REACH: Final = SMOOTH + 2
"""Hops on each side that a peak pulls down: what smoothing lets back in, and the hops between
whose middles a sample's gain is interpolated."""
CONTEXT: Final = REACH + SMOOTH + 1
_TAPS: Final = 12

Gains = NDArray[np.float32]


def limited(blocks: Iterable[Block], gain: float, ceiling: float) -> Iterator[Block]:
    """The blocks, louder by `gain` dB, with no true peak above `ceiling` in dBTP.

    Every block but the last is a whole number of hops long, and longer than CONTEXT hops.
    """
    factor, top = amplitude(gain), amplitude(ceiling)
    edge = silence(_TAPS)
    before: Gains = np.ones(CONTEXT, np.float32)
    held: tuple[Block, Gains] | None = None
    for block in chain(blocks, [None]):
        after: Gains = np.ones(0, np.float32)
        louder = silence(0)
        if block is not None:
            louder = block * factor
            after = needed(louder, edge, top)
            edge = np.concatenate([edge, louder], axis=1)[:, -_TAPS:]
        if held is not None:
            sound, gains = held
            ahead = np.ones(CONTEXT, np.float32)
            ahead[: len(after)] = after[:CONTEXT]
            yield sound * _smooth(np.concatenate([before, gains, ahead]), sound.shape[1])
            before = np.concatenate([before, gains])[-CONTEXT:]
        held = (louder, after)


def needed(block: Block, edge: Block, top: np.float32) -> Gains:
    """The gain that each hop needs so that its true peak does not pass `top`.

    `edge` are the samples before the block.
    """
    hops = -(-block.shape[1] // HOP)
    whole = np.concatenate([edge, block], axis=1)
    if np.abs(whole).max(initial=0) < top / 2:
        return np.ones(hops, np.float32)  # no interpolated peak is twice as high in practice
    between = np.zeros(whole.shape[1], np.float32)
    for phase in _PHASES:
        for channel in whole:
            np.maximum(between, np.abs(np.convolve(channel, phase, mode="same")), out=between)
    # Between the last samples nothing can be known yet: that is judged half a filter later.
    peaks = np.maximum(np.abs(block).max(axis=0), between[_TAPS // 2 : -(_TAPS // 2)])
    padded = np.pad(peaks, (0, hops * HOP - block.shape[1]))
    highest = padded.reshape(hops, HOP).max(axis=1)
    return np.asarray(top / np.maximum(highest, top), dtype=np.float32)


def _smooth(gains: Gains, samples: int) -> Gains:
    """The gain of each sample, from those of its hops and of CONTEXT hops on each side."""
    if gains.min() == 1:
        return np.ones(samples, np.float32)
    lowest = sliding_window_view(gains, 2 * REACH + 1).min(axis=1)
    even = np.convolve(lowest, _WINDOW, mode="valid")
    middles = (np.arange(len(even)) - 0.5) * HOP
    return np.interp(np.arange(samples), middles, even).astype(np.float32)


def _interpolators() -> list[NDArray[np.float32]]:
    """Filters that give the sound a quarter, half and three quarters of a sample later."""
    taps = np.arange(_TAPS) - _TAPS // 2 + 1
    phases = []
    for quarter in (0.25, 0.5, 0.75):
        window = np.cos(np.pi * (taps - quarter) / (_TAPS + 1)) ** 2
        phase = np.sinc(taps - quarter) * window
        phases.append((phase / phase.sum()).astype(np.float32))
    return phases


_PHASES: Final = _interpolators()
_WINDOW: Final = (np.hanning(2 * SMOOTH + 3)[1:-1] / np.hanning(2 * SMOOTH + 3).sum()).astype(
    np.float32
)
