"""When the lines of a drawn clip are spoken: written into the clip, for a film's subtitle files.

Only who speaks a line knows how long that takes, and that is done when the clip is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Final

import av

from storyboard.generate.providers.animatic.sound import Spoken

Times = tuple[tuple[Fraction, Fraction], ...]
"""The beginning and the end of each line, in seconds of the clip."""
_LABEL: Final = "lines spoken (ms):"


def times_text(spoken: Iterable[Spoken]) -> str:
    """The lines' times as a clip's comment; nothing where nobody speaks."""
    times = [f"{round(line.start * 1000)}-{round(line.end * 1000)}" for line in spoken]
    return " ".join((_LABEL, *times)) if times else ""


def line_times(clip: Path) -> Times:
    """The times that a clip's comment says; none where it says nothing that we wrote."""
    try:
        with av.open(str(clip)) as container:
            label, _, said = container.metadata.get("comment", "").partition(_LABEL)
    except (av.error.FFmpegError, OSError):
        return ()
    try:
        pairs = [tuple(map(int, pair.split("-", 1))) for pair in said.split()] if not label else []
        return tuple((Fraction(start, 1000), Fraction(end, 1000)) for start, end in pairs)
    except ValueError:
        return ()
