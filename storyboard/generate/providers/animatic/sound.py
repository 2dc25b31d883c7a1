"""Scratch sound: when the lines are spoken, and a quiet stand-in for voices, place and effects."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.brief import Brief, Speech, seed_of
from storyboard.generate.providers.animatic.cues import found, says

RATE = 48000
Wave = NDArray[np.float32]
_SYLLABLE = 0.185
_ROOM_DBFS = -38.0


@dataclass(frozen=True)
class Spoken:
    """A line in time: seconds from the start of the clip, with the beat of each syllable.

    `sound` is the line as a voice speaks it (mono); without one it is murmured.
    """

    speaker: str
    line: str
    manner: str
    start: float
    end: float
    beats: tuple[float, ...]
    sound: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    def open_at(self, second: float) -> bool:
        """Whether the mouth is open: shut between syllables."""
        return any(beat <= second < beat + 0.11 for beat in self.beats)


def samples(frames: int, rate: Fraction) -> int:
    """How many samples sound as long as so many frames."""
    return round(frames * RATE / rate)


def timing(speeches: Sequence[Speech], seconds: float) -> tuple[Spoken, ...]:
    """Place the lines one after the other, hurried where they would not fit."""
    return tuple(line for run in runs(speeches, seconds) for line in _murmured(*run))


def runs(
    speeches: Sequence[Speech], seconds: float
) -> Iterator[tuple[Sequence[Speech], float, float]]:
    """The lines that follow one another, with when the first may begin and the last must end.

    A line that is told when to begin starts a run.
    """
    lead = min(0.5, seconds * 0.08)
    firsts = [n for n, speech in enumerate(speeches) if n == 0 or speech.at is not None]
    for first, after in pairwise([*firsts, len(speeches)]):
        told = speeches[first].at
        begin = lead if told is None else min(told, seconds)
        following = speeches[after].at if after < len(speeches) else None
        end = following if following is not None and following > begin else seconds - lead
        yield speeches[first:after], begin, max(begin, min(end, seconds))


def _murmured(speeches: Sequence[Speech], begin: float, end: float) -> list[Spoken]:
    beats = [_syllables(speech.line) for speech in speeches]
    natural = sum(sum(map(abs, b)) + 0.45 for b in beats)
    pace = min(1.0, (end - begin) / natural) if natural else 1.0
    at, lines = begin, []
    for speech, gaps in zip(speeches, beats, strict=True):
        marks, now = [], at
        for gap in gaps:
            if gap > 0:
                marks.append(now)
            now += abs(gap) * pace
        lines.append(
            Spoken(speech.speaker, speech.line, speech.manner, at, now + 0.25 * pace, tuple(marks))
        )
        at = now + 0.45 * pace
    return lines


def _syllables(line: str) -> list[float]:
    """The length of each syllable in seconds; a pause is written as a negative length."""
    lengths: list[float] = []
    for word in re.findall(r"[^\W_]+|[.!?…;:,—-]", line)[:400]:
        if not word[0].isalnum():
            lengths.append(-0.32 if word in ".!?…" else -0.16)
            continue
        groups = len(re.findall(r"[aeiouyäöüáéíóúàèìòùâêîôûаеёиоуыэюяαεηιουω]+", word.casefold()))
        lengths.extend([_SYLLABLE] * max(1, min(8, groups or len(word) // 3)))
    return lengths


def scratch(brief: Brief, spoken: Sequence[Spoken], key: str) -> Wave:
    """The clip's sound, (2, samples), within ±1, exactly as long as the picture."""
    count = samples(brief.frames, brief.rate)
    rng = np.random.default_rng(seed_of("sound", brief.place, brief.ambience))
    bed = _bed(brief, count, rng)
    track = bed
    for line in spoken:
        if line.sound is None:
            _add_murmur(track, line)
        else:
            _place(track, line.sound, round(line.start * RATE), _pan(line.speaker))
    _add_effects(track, brief, spoken, np.random.default_rng(seed_of("effects", key)))
    fade = min(count // 2, RATE // 50)
    if fade:
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        track[:, :fade] *= ramp
        track[:, -fade:] *= ramp[::-1]
    return np.asarray(np.tanh(track * 1.1) / 1.1, dtype=np.float32).clip(-0.9, 0.9)


_BEDS: Mapping[str, tuple[str, ...]] = {
    "wind": ("wind", "windy", "gale", "breeze", "storm", "mountain", "desert"),
    "rain": ("rain", "drizzle", "downpour", "storm", "dripping"),
    "sea": ("sea", "waves", "ocean", "surf", "beach", "shore"),
    "water": ("water", "river", "stream", "fountain"),
    "hum": ("hum", "city", "traffic", "street", "engine", "machine", "machines", "ship", "fridge"),
    "fire": ("fire", "crackle", "crackling", "stove", "hearth"),
    "crowd": ("crowd", "market", "cafe", "café", "restaurant", "bar", "party", "audience"),
    "birds": ("birds", "birdsong", "forest", "garden", "meadow", "crickets", "insects"),
}  # fmt: skip


def _bed(brief: Brief, count: int, rng: np.random.Generator) -> Wave:
    """Room tone coloured by the words, at a steady low level."""
    seconds = np.arange(count) / RATE
    text = f"{brief.ambience} " if brief.ambience else f"{brief.place} {brief.place_look} "
    kinds = found(text, _BEDS)[:3]
    tone = np.stack([_noise(rng, count, 60, 320 if brief.indoors else 700) for _ in range(2)])
    for kind in kinds:
        tone = tone + _BED_SOUNDS[kind](rng, count, seconds)
    level = float(np.sqrt(np.mean(tone**2))) or 1.0
    return np.asarray(tone * (10 ** (_ROOM_DBFS / 20) / level), dtype=np.float32)


def _noise(rng: np.random.Generator, count: int, low: float, high: float) -> NDArray[np.float64]:
    """Noise between two frequencies, of unit level."""
    size = 1 << max(8, (min(count, RATE * 8) - 1).bit_length())
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    shape = np.exp(-((np.log(np.maximum(hertz, 1) / math.sqrt(low * high))) ** 2)
                   / (2 * (math.log(high / low) / 2.5) ** 2))  # fmt: skip
    spectrum = shape * np.exp(2j * math.pi * rng.random(len(hertz)))
    wave = np.fft.irfft(spectrum, size)
    wave = wave / (np.sqrt(np.mean(wave**2)) or 1.0)
    return np.asarray(np.resize(wave, count))


def _swell(
    seconds: NDArray[np.float64], hertz: float, phase: float, depth: float
) -> NDArray[np.float64]:
    return np.asarray(
        1 - depth + depth * (0.5 + 0.5 * np.sin(2 * math.pi * hertz * seconds + phase))
    )


def _wind(
    rng: np.random.Generator, count: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    gusts = _swell(seconds, 0.17, float(rng.uniform(0, 6)), 0.7)
    return np.stack([_noise(rng, count, 180, 900) * gusts for _ in range(2)]) * 1.4


def _rain(
    rng: np.random.Generator, count: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.stack([_noise(rng, count, 1500, 9000) for _ in range(2)]) * 0.8


def _sea(rng: np.random.Generator, count: int, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    return (
        np.stack(
            [_noise(rng, count, 200, 2500) * _swell(seconds, 0.13, p, 0.85) for p in (0.0, 0.7)]
        )
        * 1.6
    )


def _water(
    rng: np.random.Generator, count: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    return (
        np.stack([_noise(rng, count, 500, 3500) * _swell(seconds, 1.1, p, 0.3) for p in (0.0, 1.9)])
        * 0.6
    )


def _hum(rng: np.random.Generator, count: int, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    drone = sum(
        a * np.sin(2 * math.pi * f * seconds) for f, a in ((55, 1.0), (110, 0.5), (166, 0.25))
    )
    return np.stack([drone + _noise(rng, count, 90, 500) for _ in range(2)]) * 0.8


def _fire(
    rng: np.random.Generator, count: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    crackle = np.zeros(count)
    for at in rng.integers(0, max(1, count), max(1, int(count / RATE * 7))):
        grain = min(count - at, int(rng.uniform(60, 400)))
        crackle[at : at + grain] += rng.normal(0, 3, grain) * np.linspace(1, 0, grain) ** 2
    return np.stack([crackle, np.roll(crackle, 37)]) + _noise(rng, count, 80, 300) * 0.5


def _crowd(
    rng: np.random.Generator, count: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    voices = [
        _noise(rng, count, 250, 1200) * _swell(seconds, f, p, 0.8)
        for f, p in ((2.7, 0), (3.4, 2), (4.1, 4))
    ]
    return np.stack([voices[0] + voices[1], voices[1] + voices[2]]) * 0.6


def _birds(
    rng: np.random.Generator, count: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    out = np.zeros((2, count))
    for at in rng.uniform(0, max(0.1, count / RATE), max(1, int(count / RATE * 1.5))):
        start, long = int(at * RATE), int(0.16 * RATE)
        chirp = seconds[: min(long, count - start)] if start < count else seconds[:0]
        pitch = float(rng.uniform(2400, 4200))
        wave = (
            np.sin(2 * math.pi * (pitch * chirp + 900 * np.sin(40 * chirp) / 40))
            * np.sin(math.pi * chirp / 0.16) ** 2
        )
        out[int(rng.integers(2)), start : start + len(wave)] += wave * 2
    return out


_BED_SOUNDS = {"wind": _wind, "rain": _rain, "sea": _sea, "water": _water, "hum": _hum,
               "fire": _fire, "crowd": _crowd, "birds": _birds}  # fmt: skip


def _pitch(line: Spoken) -> float:
    """The height of a voice: by its words, and within that by who speaks."""
    base = 175.0
    if says(line.manner, "low", "deep", "bass", "gruff", "gravel*", "weathered", "old"):
        base = 118.0
    elif says(line.manner, "high", "bright", "child*", "young", "woman", "female", "soft", "girl*"):
        base = 235.0
    return float(base * 2 ** ((seed_of("voice", line.speaker) % 9 - 4) / 12))


def _pan(speaker: str) -> float:
    """Where a voice comes from: 0 is the left, 1 the right, and none is far from the middle."""
    return 0.5 + 0.18 * ((seed_of("pan", speaker) % 5) - 2) / 2


def _place(track: Wave, voice: NDArray[np.float32], start: int, pan: float) -> None:
    count = max(0, min(len(voice), track.shape[1] - start))
    track[0, start : start + count] += voice[:count] * np.float32(2 * (1 - pan))
    track[1, start : start + count] += voice[:count] * np.float32(2 * pan)


def _add_murmur(track: Wave, line: Spoken) -> None:
    """A murmur: one soft vowel a syllable, its melody falling towards the end of the line."""
    rng = np.random.default_rng(seed_of("murmur", line.speaker, line.line))
    pitch, question = _pitch(line), line.line.rstrip().endswith("?")
    soft = 0.55 if says(line.manner, "whisper*", "quiet*", "soft*", "tired", "low") else 1.0
    pan = _pan(line.speaker)
    for number, beat in enumerate(line.beats):
        start = round(beat * RATE)
        count = min(int(0.15 * RATE), track.shape[1] - start)
        if count < 64:
            break
        share = number / max(1, len(line.beats) - 1)
        bend = (1.1 - 0.2 * share) * (1 + (0.22 * share**4 if question else 0.0))
        hertz = pitch * bend * float(rng.uniform(0.94, 1.07))
        t = np.arange(count) / RATE
        vowel = float(rng.choice([320.0, 500.0, 700.0, 850.0]))
        wave = sum(
            math.exp(-(((k * hertz - vowel) / 420) ** 2)) * np.sin(2 * math.pi * k * hertz * t)
            + (0.5 / k**2) * np.sin(2 * math.pi * k * hertz * t)
            for k in range(1, 9)
        )
        shape = np.sin(math.pi * np.arange(count) / count) ** 0.7
        _place(track, (wave * shape * 0.055 * soft).astype(np.float32), start, pan)


def _add_effects(
    track: Wave, brief: Brief, spoken: Sequence[Spoken], rng: np.random.Generator
) -> None:
    """Each effect in turn, in the gaps the lines leave where there are any."""
    seconds = track.shape[1] / RATE
    free = spoken[-1].end if spoken and spoken[-1].end < seconds * 0.8 else seconds * 0.3
    for number, effect in enumerate(brief.sfx):
        at = free + (seconds * 0.92 - free) * (number + 0.2) / max(1, len(brief.sfx))
        wave = _effect(effect, rng) * (
            0.4 if says(effect, "faint", "distant", "far", "soft", "quiet") else 1.0
        )
        start = min(round(max(0.0, at) * RATE), track.shape[1])
        count = min(len(wave), track.shape[1] - start)
        track[:, start : start + count] += wave[:count].astype(np.float32)


def _effect(words: str, rng: np.random.Generator) -> NDArray[np.float64]:
    t = np.arange(int(1.6 * RATE)) / RATE
    if says(words, "bell*", "chime*", "ring*", "telegraph", "phone", "alarm", "gong"):
        strikes = 3 if says(words, "telegraph", "phone", "ring*", "alarm") else 1
        wave = np.zeros(len(t))
        for k in range(strikes):
            ring = np.maximum(t - 0.2 * k, 0)
            tone = sum(
                a * np.sin(2 * math.pi * f * ring) * np.exp(-ring * d)
                for f, a, d in ((1180, 1, 4), (2760, 0.5, 6), (4100, 0.25, 9))
            )
            wave += tone * (t >= 0.2 * k)
        return np.asarray(wave * 0.06)
    if says(words, "whistle", "siren", "horn", "scream*", "screech*", "squeal*"):
        glide = 620 + 60 * np.sin(2 * math.pi * 1.2 * t)
        return np.asarray(
            np.sin(2 * math.pi * np.cumsum(glide) / RATE) * np.sin(math.pi * t / 1.6) * 0.06
        )
    if says(
        words, "wind", "rain", "train", "engine", "thunder", "roar", "rumble", "wave*", "water"
    ):
        return np.asarray(_noise(rng, len(t), 50, 500) * np.sin(math.pi * t / 1.6) ** 2 * 0.08)
    if says(words, "step*", "footstep*", "knock*", "clock", "tick*", "typing", "click*", "drip*"):
        wave = np.zeros(len(t))
        for k in range(4):
            hit = np.maximum(t - 0.38 * k, 0)
            wave += np.sin(2 * math.pi * 190 * hit) * np.exp(-hit * 55) * (t >= 0.38 * k)
        return np.asarray(wave * 0.16)
    return np.asarray(np.sin(2 * math.pi * (70 * t + 8 * np.exp(-t * 20))) * np.exp(-t * 9) * 0.16)
