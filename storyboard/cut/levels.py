"""How loud a film is, as values."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

SILENCE: Final = -70.0
"""LUFS; what is softer counts as silence and is never made louder (the gate of BS.1770)."""


@dataclass(frozen=True)
class Level:
    """Integrated loudness in LUFS and true peak in dBTP."""

    lufs: float
    true_peak: float


@dataclass(frozen=True)
class Loudness:
    """The mix as it came together, the `gain` in dB that it was given, and what it reached."""

    mixed: Level
    gain: float
    reached: Level

    def to_json(self) -> str:
        """As text; `from_json` reads it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Loudness:
        """Raises ValueError, KeyError or TypeError for any other text."""
        found = json.loads(text)
        return cls(Level(**found["mixed"]), float(found["gain"]), Level(**found["reached"]))
