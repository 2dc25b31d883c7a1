"""The score: everything the film lets hear, at exact samples. Pure.

Plain values that hold all that decides the soundtrack, so that its key is read off them and it
can be mixed by another process.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storyboard.compile.dialogue import Recording
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.compile.sound import Cue
from storyboard.cut.dialogue import Said, lines_of
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.timeline import Appearance, Timeline, film_frames, sample_at
from storyboard.errors import Diagnostic, Severity
from storyboard.generate.takes import Clip
from storyboard.timing import FrameRate

DECLICK: Final = SAMPLE_RATE // 100
"""Samples over which sound comes and goes where nothing else is asked for: 10 ms."""


@dataclass(frozen=True)
class ClipSound:
    """`samples` of a clip's sound, heard from the film's sample `start` on.

    `at` counts the clip's samples from its first picture and may lie before it, where there is
    silence. `gain` is in dB, fades are in samples. Music gives way where it is `speech`.
    """

    sha256: str
    path: Path
    start: int
    samples: int
    at: int
    gain: float
    fade_in: int
    fade_out: int
    speech: bool


@dataclass(frozen=True)
class FileSound:
    """A sound file from its sample `at`, for at most `samples`; with `loop` for exactly those.

    `gain` is in dB; `duck` is by how many dB it becomes softer under speech.
    """

    sha256: str
    path: Path
    start: int
    samples: int
    at: int
    gain: float
    duck: float
    fade_in: int
    fade_out: int
    loop: bool


@dataclass(frozen=True)
class Voice:
    """The recording of a line: `samples` of its file from the first on. `gain` is in dB.

    Music gives way where it is `speech`.
    """

    sha256: str
    path: Path
    start: int
    samples: int
    gain: float
    speech: bool


@dataclass(frozen=True)
class Beep:
    """The slate's: `samples` of a tone of 1 kHz, 20 dB under full scale."""

    start: int
    samples: int
    gain: float = -20.0
    speech: bool = False


@dataclass(frozen=True)
class Score:
    """A film of `samples` at 48 kHz; `loudness` is the target in LUFS."""

    samples: int
    clips: tuple[ClipSound, ...]
    voices: tuple[Voice, ...]
    files: tuple[FileSound, ...]
    loudness: float
    beeps: tuple[Beep, ...] = ()


def make_score(
    timeline: Timeline,
    shotlist: Shotlist,
    clips: Mapping[str, Clip],
    voiced: Collection[str] = (),
) -> Score:
    """What the film lets hear. Clips without sound and muted ones are left out.

    Of a `voiced` shot the recordings are heard, and its clip is not.
    """
    rate, frames = timeline.rate, timeline.frames
    ducking = any(cue.duck for cue in shotlist.cues)
    heard = tuple(
        _of_clip(seen, shot, clips[shot.id], frames, rate, ducking)
        for seen, shot in _shots(timeline, shotlist)
        if shot.id not in voiced
        and not shot.audio.mute
        and clips[shot.id].media.audio_seconds is not None
    )
    files = tuple(_of_file(cue, rate) for cue in shotlist.cues if cue.start < frames)
    samples = sample_at(frames, rate)
    voices = tuple(
        _of_line(said, said.recording, samples, ducking)
        for said in lines_of(shotlist)
        if said.recording and said.shot in voiced and said.start * SAMPLE_RATE < samples - 1
    )
    slated = _shots(timeline, shotlist) if shotlist.beep else ()
    beeps = tuple(_beep(seen, rate) for seen, _ in slated)
    return Score(samples, heard, voices, files, shotlist.loudness, beeps)


def silent_handles(
    timeline: Timeline, shotlist: Shotlist, clips: Mapping[str, Clip], drawn: Collection[str]
) -> Iterator[Diagnostic]:
    """J and L cuts for which a bought clip has not enough sound: the rest is silence."""
    for seen, shot in _shots(timeline, shotlist):
        if shot.id in drawn or shot.audio.mute:
            continue
        lasts = film_frames(clips[shot.id].media, timeline.rate)
        early = min(shot.audio.lead, max(0, shot.audio.lead - seen.clip_start))
        late = min(
            shot.audio.trail, max(0, seen.clip_start + seen.frames + shot.audio.trail - lasts)
        )
        for word, length, lacking in (
            ("before", shot.audio.lead, early),
            ("after", shot.audio.trail, late),
        ):
            if lacking:
                yield Diagnostic(
                    "no-handle",
                    f"the clip of shot {shot.id} has sound for {length - lacking} of the {length} "
                    f"frames that are to be heard {word} its picture; the rest is silence",
                    hint="shorten the shot or its audio's lead and trail, or buy a longer clip",
                    severity=Severity.WARNING,
                )


def _shots(timeline: Timeline, shotlist: Shotlist) -> Iterator[tuple[Appearance, CompiledShot]]:
    """The shots that have a clip: a card is silence of its own."""
    for seen, shot in zip(timeline.appearances, shotlist.shots, strict=True):
        if isinstance(shot, CompiledShot):
            yield seen, shot


def _of_clip(
    seen: Appearance, shot: CompiledShot, clip: Clip, frames: int, rate: FrameRate, ducking: bool
) -> ClipSound:
    audio = shot.audio
    first, last = max(0, seen.start - audio.lead), min(frames, seen.end + audio.trail)
    start = sample_at(first, rate)
    return ClipSound(
        sha256=clip.sha256,
        path=clip.path,
        start=start,
        samples=sample_at(last, rate) - start,
        at=sample_at(seen.clip_start + first - seen.start, rate),
        gain=audio.gain,
        fade_in=_fade(seen.lead if audio.fade_in is None else audio.fade_in, rate),
        fade_out=_fade(seen.trail if audio.fade_out is None else audio.fade_out, rate),
        speech=ducking and shot.speech,
    )


def _of_line(said: Said, recording: Recording, film: int, ducking: bool) -> Voice:
    start = round(said.start * SAMPLE_RATE)
    return Voice(
        sha256=recording.sha256,
        path=recording.path,
        start=start,
        samples=min(round(recording.seconds * SAMPLE_RATE), film - start),
        gain=recording.gain,
        speech=ducking,
    )


def _beep(seen: Appearance, rate: FrameRate) -> Beep:
    start = sample_at(seen.start, rate)
    return Beep(start, sample_at(seen.start + 1, rate) - start)


def _of_file(cue: Cue, rate: FrameRate) -> FileSound:
    start = sample_at(cue.start, rate)
    return FileSound(
        sha256=cue.sha256,
        path=cue.path,
        start=start,
        samples=sample_at(cue.start + cue.frames, rate) - start,
        at=round(cue.skip * SAMPLE_RATE),
        gain=cue.gain,
        duck=cue.duck,
        fade_in=_fade(cue.fade_in, rate),
        fade_out=_fade(cue.fade_out, rate),
        loop=cue.loop,
    )


def _fade(frames: int, rate: FrameRate) -> int:
    return max(DECLICK, sample_at(frames, rate))
