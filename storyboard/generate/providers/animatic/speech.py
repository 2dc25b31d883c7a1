"""Scratch voices: who speaks how, and each line in its place in the shot.

A character sounds the same in every shot: the voice is chosen by the words of its `voice` and its
`look`, and within what they leave open by its name.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from storyboard.compile.lints.languages import tongue_of
from storyboard.generate.providers.animatic.brief import Speech, seed_of
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.espeak import Manner, Mono, speak
from storyboard.generate.providers.animatic.sound import RATE, Spoken, runs, timing

_WOMEN: Final = ("f1", "f2", "f3", "f4", "f5")
_MEN: Final = ("m1", "m2", "m3", "m4", "m5", "m6", "m7")
_NATURAL: Final = 165
"""Words a minute."""
_FASTEST: Final = 400
_GAP: Final = 0.3
"""Seconds between two lines."""
_LEVEL: Final = 0.09
"""The root mean square that a voice is brought to."""
_BEAT: Final = 0.16
"""Seconds from one opening of the mouth to the next, at least."""
_READS: Final = {"zh": "cmn", "no": "nb"}
"""Languages that espeak-ng has another name for than ISO 639-1."""


def voiced(speeches: Sequence[Speech], seconds: float) -> tuple[Spoken, ...]:
    """The lines spoken one after the other, hurried where they would not fit, and cut off at last.

    A line that the voice cannot read has no sound and is murmured. Raises StoryboardError
    `voice-not-loaded`.
    """
    plain = timing(speeches, seconds)
    found: list[Spoken] = []
    for run, begin, end in runs(speeches, seconds):
        lines = plain[len(found) : len(found) + len(run)]
        found += _spoken(run, lines, begin, end, seconds)
    return tuple(found)


def _spoken(
    speeches: Sequence[Speech], plain: Sequence[Spoken], begin: float, end: float, seconds: float
) -> list[Spoken]:
    """The lines of a run, as near to its end as can be, and never beyond the shot's."""
    room = end - begin - _GAP * (len(speeches) - 1)
    longest = math.ceil(seconds * 3)
    manners = [manner_of(speech) for speech in speeches]
    takes = [_take(s, m, longest) for s, m in zip(speeches, manners, strict=True)]
    lengths = [_seconds(take, line) for take, line in zip(takes, plain, strict=True)]
    hurry = sum(lengths) / room if room > 0 else _FASTEST
    if hurry > 1:
        manners = [
            m and replace(m, rate=min(_FASTEST, round(m.rate * hurry * 1.05))) for m in manners
        ]
        takes = [_take(s, m, longest) for s, m in zip(speeches, manners, strict=True)]
        lengths = [_seconds(take, line) for take, line in zip(takes, plain, strict=True)]
    found, at = [], begin
    for line, take, length in zip(plain, takes, lengths, strict=True):
        end = min(at + length, seconds)
        if take is not None:
            sound = _faded(take[: max(0, round((end - at) * RATE))])
            line = replace(line, start=at, end=end, beats=tuple(_beats(sound, at)), sound=sound)
        else:
            shift = at - line.start
            line = replace(
                line, start=at, end=end, beats=tuple(beat + shift for beat in line.beats)
            )
        found.append(line)
        at = min(at + length + _GAP, seconds)
    return found


def manner_of(speech: Speech) -> Manner | None:
    """How a line is spoken; None for one that the voice cannot read."""
    voice = _voice(speech)
    if voice is None:
        return None
    words = f"{speech.manner} {speech.look}"
    seed = seed_of("voice", speech.speaker)
    woman = says(words, "woman", "female", "girl*", "lady", "she", "her", "mother", "queen", "aunt")
    man = says(words, "man", "male", "boy*", "gentleman", "he", "his", "father", "king", "uncle")
    pool = _WOMEN if woman and not man else _MEN if man and not woman else (*_WOMEN, *_MEN)
    variant = pool[seed % len(pool)]
    if says(speech.manner, "whisper*"):
        variant = "whisperf" if variant in _WOMEN else "whisper"
    pitch = 50 + (seed // 16 % 5 - 2) * 4
    if says(words, "child*", "boy*", "girl*", "kid"):
        pitch += 25
    elif says(speech.manner, "low", "deep", "bass", "gruff", "gravel*", "weathered"):
        pitch -= 18
    elif says(speech.manner, "high", "bright", "shrill", "squeak*"):
        pitch += 15
    rate = _NATURAL + (seed // 128 % 3 - 1) * 8
    if says(speech.manner, "tired", "slow*", "old", "weathered", "weary", "drawl*"):
        rate -= 22
    elif says(speech.manner, "fast", "quick*", "hurried*", "excited*", "breathless", "panick*"):
        rate += 30
    return Manner(voice, variant, rate, max(0, min(99, pitch)))


def _voice(speech: Speech) -> str | None:
    tongue = tongue_of(speech.line)
    if tongue is not None and "en" not in tongue.codes:
        code = next((c for c in ("ru", "ar", "he", "hi") if c in tongue.codes), min(tongue.codes))
        if code == "ja" and any(_is_ideograph(sign) for sign in speech.line):
            return None  # it would read out what kind of letter each of them is
        return _READS.get(code, code)
    words = f"{speech.manner} {speech.look}"
    if says(words, "scottish", "scots", "scotland"):
        return "en-gb-scotland"
    if says(words, "english", "british", "london", "england", "yorkshire", "cockney"):
        return "en-gb"
    return "en-us"


def _is_ideograph(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED")


def _take(speech: Speech, manner: Manner | None, longest: int) -> Mono | None:
    """The line at its level, without the silence around it; None where nothing is heard."""
    if manner is None:
        return None
    sound = speak(speech.line, manner, RATE, longest)
    (heard,) = np.nonzero(np.abs(sound) > 0.003)
    if not len(heard):
        return None
    sound = sound[heard[0] : heard[-1] + 1]
    level = float(np.sqrt(np.mean(sound**2)))
    if says(speech.manner, "whisper*", "quiet*", "soft*", "murmur*", "tired"):
        level *= 1.7
    elif says(speech.manner, "shout*", "loud*", "calling", "yell*", "scream*"):
        level /= 1.5
    return np.asarray(sound * np.float32(_LEVEL / level), dtype=np.float32)


def _seconds(take: Mono | None, murmured: Spoken) -> float:
    return len(take) / RATE if take is not None else murmured.end - murmured.start


def _faded(sound: Mono) -> Mono:
    """The same without a click at its ends."""
    found = sound.copy()
    length = min(RATE // 100, len(found) // 2)
    if length:
        ramp = np.linspace(0, 1, length, dtype=np.float32)
        found[:length] *= ramp
        found[-length:] *= ramp[::-1]
    return found


def _beats(sound: Mono, start: float) -> Iterable[float]:
    """When the mouth opens: where the voice is loud, with time to shut in between."""
    step = RATE // 50
    count = len(sound) // step
    if not count:
        return
    loud = np.sqrt(np.mean(sound[: count * step].reshape(count, step) ** 2, axis=1))
    threshold = 0.4 * float(np.percentile(loud, 95))
    last = -1.0
    for index in np.flatnonzero(loud > threshold):
        at = index * step / RATE
        if at - last >= _BEAT:
            yield start + at
            last = at
