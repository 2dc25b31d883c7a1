"""Whether a clip's sound track holds any sound."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FAINTEST: Final = 1e-4
"""Of full scale: what lies below (-80 dB) is what encoders make of nothing."""


def is_mute(path: Path) -> bool:
    """Whether a video has no sound, or a sound track of digital silence.

    It listens only up to the first sound. A track that cannot be decoded is taken for mute.
    """
    import av
    import numpy as np

    try:
        with av.open(str(path)) as container:
            to_floats = av.AudioResampler(format="flt")
            for frame in container.decode(audio=0):
                for samples in to_floats.resample(frame):
                    if np.abs(samples.to_ndarray()).max(initial=0.0) > _FAINTEST:
                        return False
    except (av.error.FFmpegError, OSError, IndexError, ValueError):
        return True
    return True
