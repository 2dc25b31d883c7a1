"""Scratch sound: lines in time, at a level that disturbs nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from storyboard.generate.providers.animatic.brief import Brief, Speech
from storyboard.generate.providers.animatic.sound import RATE, scratch, timing
from tests.animatic.conftest import body


def _track(**changes: Any) -> np.ndarray:
    brief = Brief.read(body(**{"frames": 72, **changes}))
    return scratch(brief, timing(brief.speeches, 3.0), "key")


def _said(line: str, speaker: str = "A", voice: str | None = None) -> list[dict[str, Any]]:
    return [{"speaker": speaker, "line": line, "tone": None, "voice": voice}]


@given(
    st.lists(st.builds(Speech, st.text(max_size=9), st.text(max_size=80)), max_size=5),
    st.floats(0.05, 20),
)
def test_lines_follow_each_other_inside_the_shot(speeches: list[Speech], seconds: float) -> None:
    lines = timing(speeches, seconds)
    assert [line.line for line in lines] == [speech.line for speech in speeches]
    at = 0.0
    for line in lines:
        assert at <= line.start <= line.end <= seconds + 1e-6
        assert all(line.start <= beat <= line.end for beat in line.beats)
        at = line.end


def test_a_line_begins_when_it_is_told_to() -> None:
    speeches = [Speech("A", "One."), Speech("B", "Two."), Speech("A", "Three.", at=4.0)]
    first, second, third = timing([*speeches], 8.0)
    assert first.end <= second.start < second.end <= 4.0
    assert third.start == 4.0
    early = timing([replace(speeches[0], at=2.5), *speeches[1:]], 8.0)
    assert early[0].start == 2.5
    assert early[1].end <= 4.0


def test_room_tone_is_quiet_and_coloured_by_the_words() -> None:
    def spectrum(ambience: str) -> np.ndarray:
        tone = _track(ambience=ambience)
        level = 20 * np.log10(np.sqrt(np.mean(tone[:, 4800:-4800] ** 2)))
        assert -42 < level < -34
        bands = np.abs(np.fft.rfft(tone[0])) ** 2
        return np.array([part.sum() for part in np.array_split(bands[:30000], 12)]) / bands.sum()

    assert np.abs(spectrum("heavy rain") - spectrum("machines hum")).max() > 0.1


def test_a_line_is_heard_where_it_is_shown() -> None:
    brief = Brief.read(body(frames=96, dialogue=_said("Halloa below there")))
    (line,) = timing(brief.speeches, 4.0)
    track = scratch(brief, (line,), "key")
    inside = track[:, int(line.start * RATE) : int(line.end * RATE)]
    after = track[:, int((line.end + 0.3) * RATE) :]
    assert np.abs(inside).max() > 4 * np.abs(after).max()


def test_voices_differ_by_speaker_and_a_high_voice_is_higher() -> None:
    def pitch(voice: str) -> float:
        brief = Brief.read(body(frames=96, dialogue=_said("ma na ma na ma na", voice=voice)))
        lines = timing(brief.speeches, 4.0)
        track = scratch(brief, lines, "key")[0]
        power = np.abs(np.fft.rfft(track[int(0.4 * RATE) :])) ** 2
        hertz = np.fft.rfftfreq(len(track) - int(0.4 * RATE), 1 / RATE)
        low = (hertz > 70) & (hertz < 380)
        return float((hertz[low] * power[low]).sum() / power[low].sum())

    assert pitch("low, deep") < pitch("high, young")


def test_an_effect_is_heard_and_the_ends_are_silent() -> None:
    plain, rung = _track(), _track(sfx=["telegraph bell"])
    assert np.abs(rung - plain).max() > 0.03
    assert np.abs(rung[:, :2]).max() < 1e-3
    assert np.abs(rung[:, -2:]).max() < 1e-3
