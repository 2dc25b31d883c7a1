"""Speech from espeak-ng: a line in, samples out, the same each time."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from storyboard.errors import StoryboardError
from storyboard.generate.providers.animatic import espeak_process
from storyboard.voices import EXTRA

Mono = NDArray[np.float32]
_BLOCK: Final = 4096
_PATIENCE: Final = 30
"""Seconds for a line that takes a hundredth of one."""


@dataclass(frozen=True)
class Manner:
    """How a line is spoken: a voice of espeak-ng's such as `en-gb`, a variant such as `f2`.

    `rate` is words a minute (80 to 450); `pitch` and its `range` go from 0 to 100.
    """

    voice: str
    variant: str
    rate: int
    pitch: int
    range: int = 50


def speak(line: str, manner: Manner, rate: int, longest: int) -> Mono:
    """The line in samples at `rate` a second, at most `longest` seconds of it.

    Raises StoryboardError `voice-not-loaded`.
    """
    numbers = (manner.rate, manner.pitch, manner.range, longest)
    try:
        loader = importlib.import_module(EXTRA)
        words = [
            *(loader.get_library_path(), loader.get_data_path(), manner.voice, manner.variant),
            *map(str, numbers),
        ]
        said = subprocess.run(
            [sys.executable, "-I", "-S", str(Path(espeak_process.__file__)), *words],
            input=line.encode("utf-8", "replace"),
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        ).stdout
    except (ImportError, AttributeError, OSError, subprocess.SubprocessError) as error:
        raise StoryboardError.of(
            "voice-not-loaded",
            f"the offline voice does not speak: {error}",
            hint="`pip install --force-reinstall espeakng-loader`, or uninstall it: without a "
            "voice, lines are murmured",
        ) from error
    own_rate = int.from_bytes(said[:4], sys.byteorder)
    sound = np.asarray(np.frombuffer(said[4:], np.int16) / 32768, dtype=np.float32)
    return _resampled(sound, own_rate, rate) if len(sound) else sound


def _resampled(sound: Mono, given: int, wanted: int) -> Mono:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=wanted)
    found: list[Mono] = []
    for start in range(0, len(sound), _BLOCK):
        block = np.ascontiguousarray(sound[None, start : start + _BLOCK])
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout="mono")
        frame.sample_rate, frame.pts = given, start
        found += [each.to_ndarray()[0] for each in resampler.resample(frame)]
    found += [each.to_ndarray()[0] for each in resampler.resample(None)]
    return np.concatenate(found) if found else np.zeros(0, np.float32)
