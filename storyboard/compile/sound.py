"""How the film sounds, decided: what of each clip is heard, and which files play where.

All of it is the edit's: nothing here enters a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Final

from storyboard.compile.resolve import Path as Place
from storyboard.compile.resolve import Resolved
from storyboard.errors import Diagnostic
from storyboard.read.audio import Effect, Music
from storyboard.read.load import Loaded
from storyboard.read.sounds import seconds_of, spans_of
from storyboard.timing import Duration, FrameRate

LOUDNESS: Final = -16.0
"""Integrated loudness of a film that asks for no other, in LUFS."""


@dataclass(frozen=True)
class ShotAudio:
    """How a clip's own sound is used. Lengths are in frames, `gain` is in dB.

    A fade of None is as long as the transition there, at a cut a few milliseconds. `lead` and
    `trail` reach beyond the shot's picture, transitions included.
    """

    gain: float = 0.0
    mute: bool = False
    fade_in: int | None = None
    fade_out: int | None = None
    lead: int = 0
    trail: int = 0


@dataclass(frozen=True)
class Cue:
    """A sound file in the film: effects and music.

    It begins at film frame `start`, with what the file holds after `skip` seconds. It ends with
    the file or, at the latest, after `frames`; with `loop` it goes on until then. `duck` is by how
    many dB it gives way to speech.
    """

    path: Path
    sha256: str
    start: int
    frames: int
    skip: Fraction = Fraction(0)
    gain: float = 0.0
    duck: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    loop: bool = False


@dataclass(frozen=True)
class Sound:
    """The audio of every shot in the order of the film, the cues, and the target in LUFS."""

    shots: tuple[ShotAudio, ...]
    cues: tuple[Cue, ...]
    loudness: float


def plan_sound(
    loaded: Loaded, resolved: Sequence[Resolved], frames: Sequence[int]
) -> tuple[Sound, list[Diagnostic]]:
    """What is heard, from the shots' settings and their lengths in frames. Pure.

    The second value is what does not fit.
    """
    rate = loaded.storyboard.fps
    shots = tuple(_shot_audio(each, rate) for each in resolved)
    problems: list[Diagnostic] = []
    for index, (audio, each) in enumerate(zip(shots, resolved, strict=True)):
        problems += _misfits(loaded, audio, each.origin["audio"], frames, index)
    effects, late = _effects(loaded, frames)
    music, faded = _music(loaded, frames)
    wanted = loaded.storyboard.loudness
    loudness = LOUDNESS if wanted is None else wanted
    return Sound(_within_the_film(shots), (*effects, *music), loudness), problems + late + faded


def _shot_audio(resolved: Resolved, rate: FrameRate) -> ShotAudio:
    audio = resolved.get("audio")
    return ShotAudio(
        gain=audio.gain,
        mute=audio.mute,
        fade_in=None if audio.fade_in is None else audio.fade_in.frames(rate),
        fade_out=None if audio.fade_out is None else audio.fade_out.frames(rate),
        lead=_frames(audio.lead, rate),
        trail=_frames(audio.trail, rate),
    )


def _within_the_film(shots: tuple[ShotAudio, ...]) -> tuple[ShotAudio, ...]:
    """What defaults say of every shot ends where the film does."""
    found = list(shots)
    found[0] = replace(found[0], lead=0)
    found[-1] = replace(found[-1], trail=0)
    return tuple(found)


def _misfits(
    loaded: Loaded, audio: ShotAudio, at: Place, frames: Sequence[int], index: int
) -> Iterator[Diagnostic]:
    """What of a shot's audio does not fit the shots around it."""
    inherited = at[-2:-1] == ("defaults",)
    ends = (
        ("lead", audio.lead, index - 1, "begins", "before"),
        ("trail", audio.trail, index + 1, "goes on", "after"),
    )
    for word, length, other, does, side in ends:
        if not length:
            continue
        place = loaded.places.value((*at, word))
        if not 0 <= other < len(frames):
            if not inherited:
                message = f"there is no shot {side} this one that its sound could reach into"
                yield Diagnostic("no-neighbour", message, place, f"leave `{word}` out")
        elif length > frames[other]:
            yield Diagnostic(
                "audio-too-long",
                f"the sound {does} {length} frames {side} its picture, and the shot {side} it "
                f"lasts {frames[other]}",
                place,
                f"make `{word}` shorter",
            )
    heard = audio.lead + frames[index] + audio.trail
    faded = (audio.fade_in or 0) + (audio.fade_out or 0)
    if faded > heard:
        word = "fade_out" if audio.fade_out else "fade_in"
        yield Diagnostic(
            "fades-too-long",
            f"the fades take {faded} frames, and the sound lasts {heard}",
            loaded.places.value((*at, word)),
            "make the fades shorter",
        )


def _effects(loaded: Loaded, frames: Sequence[int]) -> tuple[list[Cue], list[Diagnostic]]:
    """The effects of all shots; each may go on until the film ends."""
    rate, whole = loaded.storyboard.fps, sum(frames)
    found: list[Cue] = []
    late: list[Diagnostic] = []
    begins = [0, *accumulate(frames)]
    for number, (place, effect) in _written_effects(loaded):
        at = _frames(effect.at, rate)
        if at >= frames[number]:
            late.append(
                Diagnostic(
                    "effect-too-late",
                    f"the effect begins after {at} frames, and its shot lasts {frames[number]}",
                    loaded.places.value((*place, "at")),
                    "begin it earlier, or give it to the next shot",
                )
            )
        sound, start = loaded.sounds[effect.file], begins[number] + at
        found.append(Cue(sound.path, sound.sha256, start, whole - start, gain=effect.gain))
    return found, late


def _written_effects(loaded: Loaded) -> Iterator[tuple[int, tuple[Place, Effect]]]:
    """The shot's number in the film from 0, and the effect with its place."""
    number = 0
    for s, scene in enumerate(loaded.storyboard.scenes):
        for t, shot in enumerate(scene.shots):
            for e, effect in enumerate(shot.effects):
                yield number, (("scenes", s, "shots", t, "effects", e), effect)
            number += 1


def _music(loaded: Loaded, frames: Sequence[int]) -> tuple[list[Cue], list[Diagnostic]]:
    board, found, faded = loaded.storyboard, list[Cue](), list[Diagnostic]()
    spans = spans_of(board)
    begins = [0, *accumulate(frames)]
    for index, piece in enumerate(board.music):
        start = begins[spans[piece.first].start if piece.first else 0]
        end = begins[spans[piece.last].stop if piece.last else len(frames)]
        cue = _piece(loaded, piece, start, end - start)
        if cue.fade_in + cue.fade_out > cue.frames:
            word = "fade_out" if cue.fade_out else "fade_in"
            faded.append(
                Diagnostic(
                    "fades-too-long",
                    f"the fades take {cue.fade_in + cue.fade_out} frames, and the music plays for "
                    f"{cue.frames}",
                    loaded.places.value(("music", index, word)),
                    "make the fades shorter",
                )
            )
        found.append(cue)
    return found, faded


def _piece(loaded: Loaded, piece: Music, start: int, frames: int) -> Cue:
    sound, rate = loaded.sounds[piece.file], loaded.storyboard.fps
    return Cue(
        path=sound.path,
        sha256=sound.sha256,
        start=start,
        frames=frames,
        skip=seconds_of(piece.skip, rate) if piece.skip else Fraction(0),
        gain=piece.gain,
        duck=piece.duck,
        fade_in=_frames(piece.fade_in, rate),
        fade_out=_frames(piece.fade_out, rate),
        loop=piece.loop,
    )


def _frames(length: Duration | None, rate: FrameRate) -> int:
    return length.frames(rate) if length else 0
