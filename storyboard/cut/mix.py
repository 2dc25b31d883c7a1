"""The mix: the score as one sound, block by block at exact samples.

Memory does not grow with the film: a clip is decoded when its turn comes, a file is played as it
is needed, and what has been handed on is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Final

import numpy as np

from storyboard.cut.blocks import Block, Bus, Tap, amplitude, fade, silence
from storyboard.cut.ducking import HOP, Ducker, Hops, spoken
from storyboard.cut.music import play
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.score import DECLICK, Beep, ClipSound, FileSound, Score, Voice
from storyboard.cut.sound import check_file, listen, play_file
from storyboard.cut.source import check_bytes

LENGTH: Final = SAMPLE_RATE
"""Samples of a block: a whole number of hops."""
_BEEP_HERTZ: Final = 1000


def mix(score: Score) -> Iterator[Block]:
    """The film's sound in order, in blocks that add up to its exact length in samples.

    Nothing is limited yet: a sum may pass full scale. Raises StoryboardError `unreadable-clip` or
    `unreadable-sound`.
    """
    ducker, playing = Ducker(), _Files(score)
    nothing = (silence(0), np.zeros(0, np.bool_))
    for (clips, hops), (_, following) in pairwise(chain(_clips(score), [nothing])):
        depth = ducker.depth(hops, following, clips.shape[1])
        yield clips + playing.take(clips.shape[1], depth)


def _clips(score: Score) -> Iterator[tuple[Block, Hops]]:
    """The clips' own sound and the recorded lines, with the hops in which somebody speaks."""
    sounds: list[ClipSound | Voice | Beep] = [*score.clips, *score.voices, *score.beeps]
    waiting = sorted(sounds, key=lambda sound: sound.start, reverse=True)
    sound, speech = Bus(), Bus(channels=1)
    for begin in range(0, score.samples, LENGTH):
        end = min(begin + LENGTH, score.samples)
        while waiting and waiting[-1].start < end:
            clip = waiting.pop()
            heard = _sound(clip)
            if clip.speech:
                hops = spoken(heard, clip.start)
                speech.add(clip.start // HOP, hops[None].astype(np.float32))
            sound.add(clip.start, heard * amplitude(clip.gain))
        yield sound.take(end - begin), speech.take(-(-(end - begin) // HOP))[0] > 0


def _sound(one: ClipSound | Voice | Beep) -> Block:
    if isinstance(one, ClipSound):
        return _heard(one)
    return _said(one) if isinstance(one, Voice) else _beep(one)


def _beep(beep: Beep) -> Block:
    tone = np.sin(2 * np.pi * _BEEP_HERTZ / SAMPLE_RATE * np.arange(beep.samples))
    sound = np.stack([tone, tone]).astype(np.float32)
    fade(sound, DECLICK // 5, DECLICK // 5)
    return sound


def _heard(clip: ClipSound) -> Block:
    """A clip's sound with its fades, exactly as long as it is to be; before its gain."""
    check_bytes(clip.path, clip.sha256)
    sound = listen(clip.path, clip.at, clip.samples)
    before = min(max(0, -clip.at), sound.shape[1])
    lacking = clip.samples - sound.shape[1]
    # What the clip has begins and ends without a click, wherever in the shot that is.
    fade(sound[:, before:], DECLICK if before else 0, DECLICK if lacking else 0)
    whole = np.pad(sound, ((0, 0), (0, lacking)))
    fade(whole, clip.fade_in, clip.fade_out)
    return whole


def _said(voice: Voice) -> Block:
    """A recorded line, before its gain; what it lacks at its end is silence."""
    check_file(voice.path, voice.sha256)
    sound = Tap(play_file(voice.path, 0)).take(voice.samples).copy()
    fade(sound, DECLICK, DECLICK)
    return np.pad(sound, ((0, 0), (0, voice.samples - sound.shape[1])))


class _Files:
    """The effects and the music, each begun when the film reaches it and ended when it is over."""

    def __init__(self, score: Score) -> None:
        self._waiting = sorted(score.files, key=lambda cue: cue.start, reverse=True)
        self._playing: list[tuple[FileSound, Tap]] = []
        self._reached = 0

    def take(self, samples: int, depth: Block) -> Block:
        """The next so many samples of all that plays; `depth` is how far down music is."""
        begin, end = self._reached, self._reached + samples
        while self._waiting and self._waiting[-1].start < end:
            cue = self._waiting.pop()
            check_file(cue.path, cue.sha256)
            self._playing.append((cue, Tap(play(cue))))
        heard, going_on = silence(samples), []
        for cue, tap in self._playing:
            first = max(0, cue.start - begin)
            found = tap.take(samples - first)
            last = first + found.shape[1]
            ducked = np.power(np.float32(10), depth[first:last] * np.float32(-cue.duck / 20))
            heard[:, first:last] += found * ducked
            if last == samples:
                going_on.append((cue, tap))
        self._playing, self._reached = going_on, end
        return heard
