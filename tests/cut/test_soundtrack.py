"""Sound lies where its picture is, fades as it should and is as long as the film."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from storyboard.compile.shotlist import Shotlist
from storyboard.cut import cut
from storyboard.cut.mix import mix
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.score import make_score
from storyboard.cut.soundtrack import encode_sound
from storyboard.cut.timeline import lay_out
from storyboard.generate.takes import Clip
from storyboard.timing import FrameRate
from tests.cut.films import SIZE, beeps, flat, shotlist, sound_of, write_clip

Sound = np.ndarray


def tone(seconds: float, level: float = 0.4, channels: int = 1) -> Sound:
    wave = level * np.sin(np.arange(round(seconds * 48_000)) * 2 * np.pi * 440 / 48_000)
    return np.tile(wave.astype(np.float32), (channels, 1))


def clip_with(path: Path, frames: int, sound: Sound | None, rate: str = "24") -> Clip:
    return write_clip(path, flat(100, frames), rate=FrameRate.parse(rate).value, sound=sound)


def mixed(film: Shotlist, clips: dict[str, Clip]) -> Sound:
    return np.concatenate(list(mix(make_score(lay_out(film, {}), film, clips))), axis=1)


def level(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound**2)))


@pytest.mark.parametrize("rate", ["24", "24000/1001", "25", "60"])
def test_a_beep_is_heard_at_its_picture(tmp_path: Path, rate: str) -> None:
    """Three shots, each with a beep on its frame 6; the film's own sound is decoded again."""
    frames = FrameRate.parse(rate)
    film = shotlist([(31, 0), (29, 5), (30, 0)], rate=frames)
    clips = {}
    for shot in film.shots:
        moment = float(frames.seconds(shot.head + 6))
        sound = beeps(2, [moment])
        clips[shot.id] = clip_with(tmp_path / f"{shot.id}.mp4", shot.needed, sound, rate)
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    heard = np.abs(sound_of(made.path)).max(axis=0)
    for first_frame in (0, 31, 60):
        wanted = round((first_frame + 6) * 48_000 / frames.value)
        near = slice(wanted - 2000, wanted + 2000)
        onset = wanted - 2000 + int(np.argmax(heard[near] > 0.2))
        # Half a millisecond: AAC spreads a sharp onset a little.
        assert abs(onset - wanted) <= 72, (rate, first_frame)


@pytest.mark.parametrize("rate", ["24", "30000/1001", "60"])
def test_sound_and_picture_end_together(tmp_path: Path, rate: str) -> None:
    frames = FrameRate.parse(rate)
    film = shotlist([(31, 0), (26, 0)], rate=frames)
    clips = {s.id: clip_with(tmp_path / f"{s.id}.mp4", 31, tone(2), rate) for s in film.shots}
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    with av.open(str(made.path)) as container:
        audio, video = container.streams.audio[0], container.streams.video[0]
        assert audio.start_time == 0
        assert video.start_time == 0
        length = audio.duration * audio.time_base
        assert abs(length - video.duration * video.time_base) <= frames.seconds(1)
    assert abs(made.audio_seconds - frames.seconds(57)) <= Fraction(1, 48_000)


def test_a_dissolve_keeps_the_power_and_a_cut_is_clean(tmp_path: Path) -> None:
    """Two noises of equal power stay as loud through a dissolve; at a cut both fade in 10 ms."""
    generator = np.random.default_rng(4)
    film = shotlist([(24, 12), (24, 0), (24, 0)])
    clips = {
        shot.id: clip_with(
            tmp_path / f"{shot.id}.mp4",
            shot.needed,
            (0.2 * generator.standard_normal((2, 62_000))).astype(np.float32),
        )
        for shot in film.shots
    }
    sound = mixed(film, clips)
    assert sound.shape == (2, 72 * 2000)
    alone, through = sound[:, 10_000:30_000], sound[:, 40_000:56_000]
    assert level(through) == pytest.approx(level(alone), rel=0.1)
    at_cut = 48 * 2000
    assert np.abs(sound[:, at_cut - 1 : at_cut + 1]).max() < 0.02
    assert level(sound[:, at_cut + 480 : at_cut + 4000]) == pytest.approx(level(alone), rel=0.15)


def test_silence_stands_where_there_is_no_sound(tmp_path: Path) -> None:
    film = shotlist([(24, 0), (24, 0), (24, 0)])
    clips = {
        "sh0": clip_with(tmp_path / "a.mp4", 24, tone(0.5)),
        "sh1": clip_with(tmp_path / "b.mp4", 24, None),
        "sh2": clip_with(tmp_path / "c.mp4", 24, tone(1)),
    }
    sound = mixed(film, clips)
    assert level(sound[:, 5_000:20_000]) == pytest.approx(0.4 / np.sqrt(2), rel=0.05)
    assert level(sound[:, 26_000:95_900]) == 0
    assert level(sound[:, 100_000:140_000]) == pytest.approx(0.4 / np.sqrt(2), rel=0.05)


def test_one_channel_is_as_loud_as_two(tmp_path: Path) -> None:
    film = shotlist([(24, 0)])
    one = {"sh0": clip_with(tmp_path / "a.mp4", 24, tone(1))}
    two = {"sh0": clip_with(tmp_path / "b.mp4", 24, tone(1, channels=2))}
    assert level(mixed(film, one)) == pytest.approx(level(mixed(film, two)), rel=0.02)


def test_sound_of_another_rate_keeps_its_pitch_and_place(tmp_path: Path) -> None:
    film = shotlist([(24, 0)])
    sound = beeps(1, [0.5], rate=44_100)
    clip = write_clip(tmp_path / "a.mp4", flat(100, 24), sound=sound, sound_rate=44_100)
    heard = np.abs(mixed(film, {"sh0": clip})).max(axis=0)
    assert int(np.argmax(heard > 0.2)) == pytest.approx(24_000, abs=100)


def test_the_last_fade_takes_the_sound_with_it(tmp_path: Path) -> None:
    film = shotlist([(48, 24)])
    sound = mixed(film, {"sh0": clip_with(tmp_path / "a.mp4", 48, tone(2))})
    assert level(sound[:, -500:]) < 0.02
    assert level(sound[:, 60_000:70_000]) < level(sound[:, 20_000:40_000])


def test_the_mix_does_not_hold_the_film(tmp_path: Path) -> None:
    film = shotlist([(24, 4)] * 12)
    clip = clip_with(tmp_path / "a.mp4", 28, tone(1.2))
    score = make_score(lay_out(film, {}), film, {shot.id: clip for shot in film.shots})
    blocks = list(mix(score))
    assert max(block.shape[1] for block in blocks) <= 48_000
    assert sum(block.shape[1] for block in blocks) == 24 * 12 * 2000


def test_the_films_size_is_its_own(tmp_path: Path) -> None:
    film = shotlist([(6, 0)])
    clip = clip_with(tmp_path / "a.mp4", 6, None)
    made = cut(film, {"sh0": clip}, tmp_path / "f.mp4", segments=tmp_path / "s", burn_in=False)
    with av.open(str(made.path)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == SIZE == made.size
        assert (video.color_primaries, video.color_trc, video.colorspace) == (1, 1, 1)
        assert container.streams.audio[0].codec_context.name == "aac"


@pytest.mark.parametrize("samples", [2049, 3072, 3094, 3572, 3972, 150529, 150550])
def test_a_soundtrack_is_as_long_as_its_samples_to_the_last_one(
    tmp_path: Path, samples: int
) -> None:
    """Its edit list used to count milliseconds, and lost up to half of one."""
    noise = np.random.default_rng(samples).standard_normal((2, samples)).astype(np.float32) / 20
    assert encode_sound([noise], tmp_path / "sound.m4a") == samples
    with av.open(str(tmp_path / "sound.m4a")) as container:
        stream = container.streams.audio[0]
        assert (stream.duration, stream.time_base) == (samples, Fraction(1, SAMPLE_RATE))
