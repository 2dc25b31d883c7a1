"""Music plays from where to where it should, loops without a seam and gives way to speech."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.compile.shotlist import Shotlist
from storyboard.cut.blocks import Tap, framed
from storyboard.cut.ducking import HOP, spoken
from tests.cut.films import shotlist
from tests.cut.sounds import (
    FRAME,
    SECOND,
    Sound,
    clip_with,
    cue,
    heard,
    level,
    mixed,
    onset,
    sound_file,
    tone,
    with_audio,
)

MUSIC = -17.0
"""The level in dB of a tone as it is made here."""


def under(film: Shotlist, folder: Path, sound: Sound, *, at: int = 0, **more: Any) -> Sound:
    """Music alone under a film of silent clips."""
    path = sound_file(folder / "music.wav", sound)
    whole = replace(film, cues=(cue(path, at, more.pop("frames", film.frames - at), **more),))
    clip = clip_with(folder / "clip.mp4", 24, None)
    return mixed(whole, {shot.id: clip for shot in film.shots})


FILM = shotlist([(48, 0), (48, 0), (48, 0)])


def test_music_plays_over_the_frames_it_is_given(tmp_path: Path) -> None:
    sound = under(FILM, tmp_path, tone(10), at=24, frames=60, gain=-4.0)
    assert not sound[:, : 24 * FRAME].any()
    assert onset(sound, 0.005) == pytest.approx(24 * FRAME, abs=48)
    assert level(sound[:, 30 * FRAME : 80 * FRAME]) == pytest.approx(MUSIC - 4, abs=0.1)
    assert not sound[:, 84 * FRAME :].any()


def test_music_begins_inside_its_file(tmp_path: Path) -> None:
    """One second of 440, then 1000: begun at 0.9 s, the change comes a tenth of a second later."""
    change = np.concatenate([tone(1, 440), tone(4, 1000)], axis=1)
    sound = under(FILM, tmp_path, change, skip="0.9")
    assert heard(sound[:, 1000:4000], 440) == pytest.approx(MUSIC, abs=1)
    assert heard(sound[:, 5000:20000], 440) < -60
    assert heard(sound[:, 5000:20000], 1000) == pytest.approx(MUSIC, abs=0.3)


@pytest.mark.parametrize("seconds", [2, 10])
def test_music_fades_towards_its_end_whether_the_file_or_the_film_ends_first(
    tmp_path: Path, seconds: int
) -> None:
    sound = under(FILM, tmp_path, tone(seconds), fade_in=24, fade_out=24)
    end = min(seconds, 6) * SECOND
    half = SECOND // 2
    assert level(sound[:, half - 400 : half + 400]) == pytest.approx(MUSIC - 3, abs=0.3)
    assert level(sound[:, end - half - 400 : end - half + 400]) == pytest.approx(MUSIC - 3, abs=0.3)
    assert np.abs(sound[:, end - 20 :]).max() < 0.01
    assert level(sound[:, SECOND - 2000 : SECOND]) == pytest.approx(MUSIC, abs=0.3)


def test_a_file_of_another_rate_keeps_its_pitch_and_one_channel_is_heard_on_both(
    tmp_path: Path,
) -> None:
    at = np.arange(3 * 22_050) / 22_050
    slow = (0.2 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)[None]
    path = sound_file(tmp_path / "music.wav", slow, rate=22_050)
    film = replace(FILM, cues=(cue(path, 0, 144),))
    clip = clip_with(tmp_path / "clip.mp4", 24, None)
    sound = mixed(film, {shot.id: clip for shot in film.shots})
    assert heard(sound[:, 5000:100_000], 440) == pytest.approx(MUSIC, abs=0.2)
    assert np.array_equal(sound[0], sound[1])
    assert not sound[:, 3 * SECOND + 100 :].any()


def test_a_loop_goes_on_to_its_end_at_the_same_power(tmp_path: Path) -> None:
    """Noise, so that the two sides of a seam have nothing in common."""
    noise = (0.1 * np.random.default_rng(3).standard_normal((1, round(1.3 * SECOND)))).astype(
        np.float32
    )
    sound = under(FILM, tmp_path, noise, loop=True)
    power = [level(sound[:, at : at + 2400]) for at in range(2400, 6 * SECOND - 4800, 2400)]
    assert min(power) > -20 - 1
    assert max(power) < -20 + 1
    # The second time round begins a seam of 0.1 s before the first one ends.
    again = round(1.2 * SECOND)
    assert np.allclose(sound[:, again + 4800 : again + 20_000], sound[:, 4800:20_000], atol=1e-4)


def test_without_a_loop_it_ends_with_the_file(tmp_path: Path) -> None:
    sound = under(FILM, tmp_path, tone(1.3))
    assert level(sound[:, SECOND : round(1.28 * SECOND)]) == pytest.approx(MUSIC, abs=0.2)
    assert not sound[:, round(1.3 * SECOND) + 10 :].any()


def test_what_is_too_short_to_blend_is_heard_once(tmp_path: Path) -> None:
    sound = under(FILM, tmp_path, tone(0.15), loop=True)
    assert level(sound[:, 1000:6000]) == pytest.approx(MUSIC, abs=0.2)
    assert not sound[:, 7300:].any()


SPEECH = slice(SECOND, 2 * SECOND)
"""When the clip of the middle shot speaks, in its own time."""


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Three shots of two seconds; in the middle one somebody speaks for its second second."""
    folder = tmp_path_factory.mktemp("talking")
    voice = np.concatenate([tone(1, 150, 0.003), tone(1, 150, 0.3)], axis=1)
    loud = tone(2, 150, 0.3)
    return {
        "sh0": clip_with(folder / "a.mp4", 48, loud),
        "sh1": clip_with(folder / "b.mp4", 48, voice),
        "sh2": clip_with(folder / "c.mp4", 48, loud),
        "music": sound_file(folder / "music.wav", tone(8, 1000)),
    }


def ducked(talking: dict[str, Any], duck: float, *, speech: bool = True, mute: bool = False) -> Any:
    film = with_audio(FILM, 1, speech=speech, mute=mute)
    film = replace(film, cues=(cue(talking["music"], 0, 144, duck=duck),))
    sound = mixed(film, talking)

    def music(begin: float, end: float) -> float:
        return heard(sound[:, round(begin * SECOND) : round(end * SECOND)], 1000)

    return music


def test_music_gives_way_to_speech_and_to_nothing_else(talking: dict[str, Any]) -> None:
    music = ducked(talking, 8)
    assert music(0.2, 1.9) == pytest.approx(MUSIC, abs=0.2)
    assert music(2.0, 2.85) == pytest.approx(MUSIC, abs=0.2)
    assert music(3.02, 3.98) == pytest.approx(MUSIC - 8, abs=0.2)
    assert music(4.75, 5.9) == pytest.approx(MUSIC, abs=0.2)


def test_music_is_down_when_speech_begins_and_comes_up_softly(talking: dict[str, Any]) -> None:
    music = ducked(talking, 12)
    assert music(2.88, 2.91) == pytest.approx(MUSIC, abs=0.5)
    assert music(3.0, 3.03) == pytest.approx(MUSIC - 12, abs=0.5)
    assert music(4.1, 4.19) == pytest.approx(MUSIC - 12, abs=0.5)
    assert music(4.38, 4.42) == pytest.approx(MUSIC - 6, abs=1)


def test_a_shot_that_says_nothing_or_is_muted_ducks_nothing(talking: dict[str, Any]) -> None:
    assert ducked(talking, 8, speech=False)(3.02, 3.98) == pytest.approx(MUSIC, abs=0.2)
    assert ducked(talking, 8, mute=True)(3.02, 3.98) == pytest.approx(MUSIC, abs=0.2)
    assert ducked(talking, 0)(3.02, 3.98) == pytest.approx(MUSIC, abs=0.2)


def test_speech_is_found_where_it_is_on_the_films_own_grid() -> None:
    sound = np.concatenate([tone(1, 150, 0.01), tone(0.5, 150, 0.3), tone(1, 150, 0.01)], axis=1)
    both = np.broadcast_to(sound, (2, sound.shape[1]))
    for start in (0, 100, 5 * HOP + 7):
        hops = spoken(both, start)
        found = np.flatnonzero(hops)
        assert found[0] == pytest.approx(start % HOP // HOP + 100, abs=1)
        assert found[-1] == pytest.approx(149, abs=1)
    assert not spoken(np.zeros((2, 4800), np.float32), 0).any()
    assert not spoken(both * np.float32(0.003), 0).any()


def test_blocks_of_any_length_come_out_as_asked() -> None:
    whole = np.arange(2000, dtype=np.float32).reshape(2, 1000)
    pieces = [whole[:, :7], whole[:, 7:7], whole[:, 7:600], whole[:, 600:]]
    even = list(framed(pieces, 64))
    assert {block.shape[1] for block in even[:-1]} == {64}
    assert np.array_equal(np.concatenate(even, axis=1), whole)
    tap = Tap(iter(pieces))
    taken = [tap.take(wanted) for wanted in (5, 0, 500, 2000, 3)]
    assert [block.shape[1] for block in taken] == [5, 0, 500, 495, 0]
    assert np.array_equal(np.concatenate(taken, axis=1), whole)
