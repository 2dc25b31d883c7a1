"""Scratch voices: each character has one, and each line its place in the shot."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from storyboard import voices
from storyboard.errors import StoryboardError
from storyboard.generate.providers.animatic import clip
from storyboard.generate.providers.animatic.brief import Brief, Speech
from storyboard.generate.providers.animatic.clip import make_clip
from storyboard.generate.providers.animatic.espeak import Manner, speak
from storyboard.generate.providers.animatic.linetimes import line_times
from storyboard.generate.providers.animatic.sound import RATE, Spoken, scratch
from storyboard.generate.providers.animatic.speech import manner_of, voiced
from tests.animatic.conftest import body

LINE = "I was doubtful whether I had seen you before."


def pitch(sound: np.ndarray) -> float:
    """The height of a voice in Hz: the median of what repeats in its louder pieces."""
    found = []
    loud = np.abs(sound).max() * 0.2
    for start in range(0, len(sound) - 4096, 2048):
        piece = sound[start : start + 4096]
        if np.abs(piece).max() < loud:
            continue
        spectrum = np.fft.rfft(piece, 8192)
        repeats = np.fft.irfft(np.abs(spectrum) ** 2)[RATE // 400 : RATE // 60]
        found.append(RATE / (RATE // 400 + int(repeats.argmax())))
    return float(np.median(found))


def test_the_same_words_sound_the_same_each_time() -> None:
    manner = Manner("en-gb", "m3", 165, 40)
    one, other = (speak(LINE, manner, RATE, 20) for _ in range(2))
    assert np.array_equal(one, other)
    assert 2 < len(one) / RATE < 6
    assert 0.1 < np.abs(one).max() <= 1


@pytest.mark.parametrize("variant", ["f3", "f5", "whisper"])
def test_breath_is_the_same_in_another_second(variant: str) -> None:
    manner = Manner("en-us", variant, 165, 50)
    one = speak(LINE, manner, RATE, 20)
    time.sleep(1.1)
    assert np.array_equal(one, speak(LINE, manner, RATE, 20))


def test_pace_and_pitch_are_heard() -> None:
    low = speak(LINE, Manner("en-gb", "m3", 165, 20), RATE, 20)
    high = speak(LINE, Manner("en-gb", "f2", 165, 80), RATE, 20)
    fast = speak(LINE, Manner("en-gb", "m3", 330, 20), RATE, 20)
    assert pitch(high) > 1.4 * pitch(low)
    assert len(fast) < 0.7 * len(low)


def test_a_line_never_takes_more_than_it_may() -> None:
    sound = speak("word " * 5000, Manner("en-us", "m1", 165, 50), RATE, 2)
    assert len(sound) == pytest.approx(2 * RATE, rel=0.01)


@pytest.mark.parametrize("line", ["", "…", "[[h@'l@U]] <voice name='x'>", "\0\ud800", "-" * 500])
def test_any_text_is_spoken_or_silent(line: str) -> None:
    assert speak(line, Manner("en-us", "m1", 165, 50), RATE, 5).dtype == np.float32


def test_a_character_sounds_the_same_whatever_is_said() -> None:
    mara = manner_of(Speech("Mara", LINE, "low, weathered", "tall woman in a raincoat"))
    again = manner_of(Speech("Mara", "No.", "low, weathered", "tall woman in a raincoat"))
    assert mara is not None
    assert mara == again
    assert mara.variant.startswith("f")
    boy = manner_of(Speech("Finn", LINE, "", "boy with a red cap"))
    assert boy is not None
    assert boy.pitch > mara.pitch


@pytest.mark.parametrize(
    ("line", "voice"),
    [
        (LINE, "en-us"),
        ("Je ne suis pas prêt et il fait nuit dans la rue.", "fr"),
        ("Я не знаю, что это такое.", "ru"),
        ("我不知道你是谁", "cmn"),
        ("こんにちは、わたしはマラです", "ja"),
    ],
)
def test_a_line_is_spoken_in_its_language(line: str, voice: str) -> None:
    manner = manner_of(Speech("Mara", line))
    assert manner is not None
    assert manner.voice == voice


def test_what_the_voice_cannot_read_is_murmured() -> None:
    (line,) = voiced([Speech("Mara", "今日は天気がいいですね")], 4)
    assert line.sound is None
    assert line.beats


def test_lines_follow_each_other_and_are_heard_where_they_are_shown() -> None:
    dialogue = [
        {"speaker": name, "line": LINE, "tone": None, "voice": None, "look": None}
        for name in ("Mara", "Finn")
    ]
    brief = Brief.read(body(frames=240, dialogue=dialogue, speech="espeak-ng"))
    lines = voiced(brief.speeches, 10)
    track = np.abs(scratch(brief, lines, "key")).max(axis=0)
    first, second = lines
    assert 0 < first.start < first.end < second.start < second.end < 10
    for line in lines:
        assert all(line.start <= beat <= line.end for beat in line.beats)
        assert track[round(line.start * RATE) : round(line.end * RATE)].max() > 0.1
    assert track[round(first.end * RATE) + 960 : round(second.start * RATE)].max() < 0.1


def test_a_voice_begins_when_it_is_told_to() -> None:
    lines = voiced([Speech("Mara", LINE), Speech("Finn", "No.", at=6.0)], 10)
    assert lines[0].end < 6
    assert lines[1].start == 6
    assert voiced([Speech("Mara", LINE, at=3.0)], 10)[0].start == 3


def test_what_does_not_fit_is_hurried_and_at_last_cut_off() -> None:
    one = voiced([Speech("Mara", LINE)], 10)[0]
    hurried = voiced([Speech("Mara", LINE)], 2)[0]
    assert hurried.end <= 2
    assert hurried.end - hurried.start < 0.75 * (one.end - one.start)
    long = voiced([Speech("Mara", "What is that? " * 140), Speech("Finn", "No.")], 3)
    assert all(line.end <= 3 for line in long)


def test_a_clip_with_a_voice(tmp_path: Path) -> None:
    said = {"speaker": "Mara", "line": "Not tonight.", "tone": None, "voice": "low", "look": None}
    files = []
    for name in ("a.mp4", "b.mp4"):
        brief = Brief.read(body(frames=48, dialogue=[said], speech="espeak-ng"))
        make_clip(brief, "key", {}, tmp_path / name, lambda: None)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    ((start, end),) = line_times(tmp_path / "a.mp4")
    (line,) = voiced(brief.speeches, 1.5)
    assert (float(start), float(end)) == pytest.approx((line.start, line.end), abs=0.001)


def test_a_clip_that_says_nothing_of_its_lines(tmp_path: Path) -> None:
    make_clip(Brief.read(body(frames=12)), "key", {}, tmp_path / "mute.mp4", lambda: None)
    (tmp_path / "text.mp4").write_text("no film")
    assert line_times(tmp_path / "mute.mp4") == line_times(tmp_path / "text.mp4") == ()


def test_a_library_that_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: Any = ModuleType(voices.EXTRA)
    broken.get_library_path = lambda: "/nowhere/libespeak-ng.so"
    broken.get_data_path = lambda: "/nowhere"
    monkeypatch.setitem(sys.modules, voices.EXTRA, broken)
    with pytest.raises(StoryboardError, match="the offline voice does not speak") as caught:
        speak(LINE, Manner("en-us", "m1", 165, 50), RATE, 5)
    assert caught.value.diagnostics[0].code == "voice-not-loaded"


@pytest.mark.parametrize("voice", [None, "1.52"])
def test_nothing_is_said_in_what_the_shot_does_not_show(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, voice: str | None
) -> None:
    heard: list[Spoken] = []

    def note(brief: Brief, spoken: Sequence[Spoken], key: str) -> Any:
        heard.extend(spoken)
        return scratch(brief, spoken, key)

    monkeypatch.setattr(clip, "scratch", note)
    line = {"speaker": "Ann", "line": LINE, "tone": None, "voice": None}
    shot = body(frames=60, dialogue=[line], **({"speech": voice} if voice else {}))
    make_clip(Brief.read(shot), "key", {}, tmp_path / "clip.mp4", lambda: None)
    # Of two seconds and a half, the last half is drawn for a transition.
    assert [spoken.line for spoken in heard] == [LINE]
    assert heard[0].end <= 2.0
    assert max(heard[0].beats) < 2.0
