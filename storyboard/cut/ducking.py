"""Ducking: music gives way while somebody speaks.

Speech is heard for, in the clip's own sound, in hops of 10 ms: a shot with dialogue is not all
talk. The music is down when speech begins, because the mix looks ahead.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from storyboard.cut.blocks import Block
from storyboard.cut.profile import SAMPLE_RATE

HOP: Final = SAMPLE_RATE // 100
"""Samples of a hop."""
ATTACK: Final = 8
"""Hops in which the music goes down, and by which it goes down ahead of speech: 80 ms."""
HOLD: Final = 20
"""Hops that it stays down after speech: between two words it must not breathe."""
RELEASE: Final = 40
"""Hops in which it comes up again: 400 ms."""
BELOW: Final = 15
"""dB under the loudest hop of the clip down to which its sound counts as speech."""
FAINTEST: Final = 1e-5
"""Mean square (-50 dB) under which nothing is speech."""

Hops = NDArray[np.bool_]


def spoken(sound: Block, start: int) -> Hops:
    """For each hop of the film that a clip's sound touches, whether speech is heard.

    `start` is the film's sample at which the sound begins; the first hop is number start // HOP.
    """
    before = start % HOP
    after = -(before + sound.shape[1]) % HOP
    whole = np.pad(sound, ((0, 0), (before, after)))
    power = np.square(whole).reshape(2, -1, HOP).mean(axis=(0, 2))
    loudest = power.max(initial=0)
    return np.asarray(power > max(FAINTEST, loudest * 10 ** (-BELOW / 10)))


class Ducker:
    """Goes through the film's hops in order and says how far down music is."""

    def __init__(self) -> None:
        self._past: Hops = np.zeros(HOLD, np.bool_)
        self._depth = 0.0

    def depth(self, hops: Hops, following: Hops, samples: int) -> NDArray[np.float32]:
        """How far down, from 0 to 1, at each of the next `samples`.

        `hops` are theirs, `following` at least the ATTACK hops after them where the film goes on.
        """
        ahead = np.zeros(ATTACK, np.bool_)
        ahead[: len(following)] = following[:ATTACK]
        known = np.concatenate([self._past, hops, ahead])
        wanted = sliding_window_view(known, HOLD + 1 + ATTACK).max(axis=1).tolist()
        self._past = known[len(hops) : len(hops) + HOLD]
        depths = [self._depth]
        for down in wanted:
            step = 1 / ATTACK if down else -1 / RELEASE
            depths.append(min(1.0, max(0.0, depths[-1] + step)))
        self._depth = depths[-1]
        ends = np.arange(len(depths)) * HOP
        return np.interp(np.arange(1, samples + 1), ends, depths).astype(np.float32)
