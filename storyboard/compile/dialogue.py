"""What is said in a shot, and the recordings of it. The edit's: a recording is never sent.

A line without a recording has none here; whatever makes one, a voice synthesis for example, only
has to give a `Recording`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from storyboard.errors import Diagnostic
from storyboard.read.model import Line, Shot, Storyboard
from storyboard.read.places import Path as Place
from storyboard.read.places import Places
from storyboard.read.sounds import Sound


@dataclass(frozen=True)
class Recording:
    """A sound file of a line. `seconds` is its true length, `gain` is in dB."""

    path: Path
    sha256: str
    seconds: Fraction
    gain: float = 0.0


@dataclass(frozen=True)
class Spoken:
    """A line of dialogue with its speaker's name.

    It begins at the shot's frame `at`, or after the line before it where that is None.
    """

    speaker: str
    line: str
    at: int | None = None
    recording: Recording | None = None


def spoken_in(shot: Shot, board: Storyboard, sounds: Mapping[str, Sound]) -> tuple[Spoken, ...]:
    """The shot's lines in order."""
    return tuple(
        Spoken(
            board.cast[line.speaker].name,
            line.line,
            line.at.frames(board.fps) if line.at else None,
            _recording(line, sounds),
        )
        for line in shot.dialogue
    )


def dialogue_problems(
    lines: tuple[Spoken, ...], frames: int, path: Place, places: Places
) -> Iterator[Diagnostic]:
    """Lines that would begin when their shot, of so many frames, is over."""
    for index, line in enumerate(lines):
        if line.at is not None and line.at >= frames > 0:
            yield Diagnostic(
                "line-too-late",
                f"the line begins after {line.at} frames, and its shot lasts {frames}",
                places.value((*path, "dialogue", index, "at")),
                "begin it earlier, or give it to the next shot",
            )


def _recording(line: Line, sounds: Mapping[str, Sound]) -> Recording | None:
    if line.recording is None:
        return None
    sound = sounds[line.recording]
    if sound.seconds is None:
        raise AssertionError("the recording of a line is measured when it is read")
    return Recording(sound.path, sound.sha256, sound.seconds, line.gain or 0.0)
