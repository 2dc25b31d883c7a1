"""Sounds to put into films, and how to measure what comes out."""

from __future__ import annotations

import hashlib
import wave
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from storyboard.compile.dialogue import Spoken
from storyboard.compile.shotlist import Shotlist
from storyboard.compile.sound import Cue, ShotAudio
from storyboard.cut.mix import mix
from storyboard.cut.score import Score, make_score
from storyboard.cut.timeline import lay_out
from storyboard.generate.takes import Clip
from storyboard.timing import FrameRate
from tests.cut.films import flat, write_clip

Sound = np.ndarray[Any, Any]
SECOND = 48_000
SAID = (Spoken("Mara", "Not tonight."),)
FRAME = 2000
"""Samples of a frame at 24 a second."""


def tone(seconds: float, hertz: float = 440, level: float = 0.2) -> Sound:
    """A sine, one channel."""
    at = np.arange(round(seconds * SECOND)) / SECOND
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)[None]


def clip_with(path: Path, frames: int, sound: Sound | None, rate: str = "24") -> Clip:
    """A grey clip with that sound."""
    return write_clip(path, flat(100, frames), rate=FrameRate.parse(rate).value, sound=sound)


def sound_file(path: Path, sound: Sound, rate: int = SECOND) -> Path:
    """A 16-bit WAV file of one or two channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(sound.T * 32767).astype("<i2").tobytes())
    return path


def cue(path: Path, start: int, frames: int, **more: Any) -> Cue:
    """A cue with that file; `skip` in seconds."""
    skip = Fraction(more.pop("skip", 0))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Cue(path, digest, start, frames, skip, **more)


def with_audio(film: Shotlist, number: int, *, speech: bool = False, **audio: Any) -> Shotlist:
    """The film with other audio for one of its shots."""
    shots = list(film.shots)
    shots[number] = replace(
        shots[number], audio=ShotAudio(**audio), dialogue=SAID if speech else ()
    )
    return replace(film, shots=tuple(shots))


def score_of(film: Shotlist, clips: dict[str, Clip]) -> Score:
    """What the film lets hear."""
    return make_score(lay_out(film, {}), film, clips)


def mixed(film: Shotlist, clips: dict[str, Clip]) -> Sound:
    """The whole mix, before its loudness is set."""
    return np.concatenate(list(mix(score_of(film, clips))), axis=1)


def level(sound: Sound) -> float:
    """Root mean square in dB; -200 for silence."""
    return 20 * float(np.log10(max(1e-10, np.sqrt(np.mean(np.square(sound, dtype=np.float64))))))


def heard(sound: Sound, hertz: float) -> float:
    """The level in dB of one frequency in a stretch of sound, as the sine's own level."""
    left = sound[0].astype(np.float64) * np.hanning(sound.shape[1])
    at = np.arange(sound.shape[1]) / SECOND
    part = np.abs(np.sum(left * np.exp(-2j * np.pi * hertz * at))) * 4 / sound.shape[1]
    return 20 * float(np.log10(max(1e-10, part / np.sqrt(2))))


def onset(sound: Sound, floor: float) -> int:
    """The first sample louder than `floor`."""
    return int(np.argmax(np.abs(sound).max(axis=0) > floor))
