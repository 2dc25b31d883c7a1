"""Loudness: measured by EBU R 128, brought to a target by one gain for the whole film."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import isfinite, log10
from typing import Final

import av

from storyboard.cut.blocks import Block, framed, silence
from storyboard.cut.levels import SILENCE, Level
from storyboard.cut.profile import SAMPLE_RATE

CEILING: Final = -1.0
"""The highest true peak of a film, in dBTP."""
MOST_GAIN: Final = 12.0
"""dB by which a soft film is made louder at most: a draft's room tone is not to roar."""
MOST_LIMITING: Final = 6.0
"""dB that the limiter may take off the highest peak: beyond, a film stays softer than asked."""
_STEP: Final = SAMPLE_RATE // 10
"""Samples after which the filter reports."""


def measure(blocks: Iterable[Block]) -> Level:
    """The loudness of a sound. SILENCE where there is none or it is shorter than 400 ms."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE,
        format="fltp",
        layout="stereo",
        time_base=Fraction(1, SAMPLE_RATE),
    )
    meter = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet")
    source.link_to(meter)
    meter.link_to(graph.add("abuffersink"))
    graph.configure()
    told: dict[str, str] = {}
    samples = 0
    for block in framed(blocks, _STEP):
        # A report comes after a whole step only; silence adds nothing to it.
        whole = block if block.shape[1] == _STEP else _padded(block)
        frame = av.AudioFrame.from_ndarray(whole, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, samples
        frame.time_base = Fraction(1, SAMPLE_RATE)
        samples += _STEP
        graph.push(frame)
        told = _reports(graph) or told
    return _level(told)


def gain_for(mixed: Level, target: float) -> float:
    """The gain in dB that brings a mix to a target in LUFS, as far as that is good for it."""
    highest = CEILING - mixed.true_peak + MOST_LIMITING
    if mixed.lufs <= SILENCE:
        return min(0.0, highest)
    return min(target - mixed.lufs, MOST_GAIN, highest)


def _padded(block: Block) -> Block:
    whole = silence(_STEP)
    whole[:, : block.shape[1]] = block
    return whole


def _reports(graph: av.filter.Graph) -> dict[str, str]:
    """The latest of the reports that the filter has ready."""
    told: dict[str, str] = {}
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return told
        told = dict(frame.metadata) or told


def _level(told: dict[str, str]) -> Level:
    lufs = float(told.get("lavfi.r128.I", SILENCE))
    peak = float(told.get("lavfi.r128.true_peak", 0))
    return Level(
        max(lufs, SILENCE) if isfinite(lufs) else SILENCE,
        20 * log10(peak) if peak > 0 else 2 * SILENCE,
    )
