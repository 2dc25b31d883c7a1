"""How long to wait before asking again: full jitter under a growing cap, and a growing cadence."""

from __future__ import annotations

import random
from collections.abc import Iterator


def full_jitter(first: float = 1.0, longest: float = 60.0) -> Iterator[float]:
    """Seconds to wait after each failure: anything from 0 to a cap that doubles up to `longest`."""
    cap = first
    while True:
        # Chance keeps many clients apart; it never enters a request.
        yield random.uniform(0, cap)
        cap = min(cap * 2, longest)


def cadence(first: float, longest: float) -> Iterator[float]:
    """Seconds between polls: from `first` up to `longest`, a third longer each time."""
    pause = first
    while True:
        yield pause
        pause = min(pause * 4 / 3, longest)
