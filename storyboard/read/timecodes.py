"""Timecodes with a frame that no second of the film has: 00:00:04:24 at 24 frames a second.

They are looked up in plain values, of the fields that hold a length of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from storyboard.errors import Diagnostic
from storyboard.read.places import Path, Places
from storyboard.timing import Duration, FrameRate

LENGTHS: Final = frozenset(
    "duration transition at for in out trim freeze fade_in fade_out lead trail".split()
)
_TIMECODE: Final = re.compile(r"\b[0-9]{2}(?::[0-9]{2}){3}\b")


def timecode_problems(
    document: dict[str, Any], rate: FrameRate, places: Places
) -> Iterator[Diagnostic]:
    """Every one of them, in a storyboard without other mistakes."""
    parts = [(name, document.get(name)) for name in ("defaults", "music", "scenes")]
    for path, text in (each for name, part in parts for each in _lengths(part, (name,))):
        found = _TIMECODE.search(text)
        length = Duration.parse(found[0]) if found else None
        if length is not None and length.extra_frames >= rate.nominal:
            yield Diagnostic(
                "wrong-value",
                f"{length} is no timecode at {float(rate.value):.5g} frames a second: "
                f"the last frame of a second is {rate.nominal - 1:02d}",
                places.value(path),
                f"write {rate.timecode(length.frames(rate))}, if it is meant to be that long",
            )


def _lengths(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    """The texts of the fields that hold a length, inside of something."""
    if isinstance(value, str):
        if at[-1] in LENGTHS:
            yield at, value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in LENGTHS or isinstance(item, (dict, list)):
                yield from _lengths(item, (*at, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, (dict, list)):
                yield from _lengths(item, (*at, index))
