"""A film comes out at its loudness, below its ceiling, and silence stays silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.cut import cut
from storyboard.cut.blocks import framed
from storyboard.cut.levels import SILENCE, Level, Loudness
from storyboard.cut.limiter import HOP, limited
from storyboard.cut.loudness import gain_for, measure
from tests.cut.films import beeps, shotlist, sound_of
from tests.cut.sounds import SECOND, Sound, clip_with, cue, level, sound_file, tone

FILM = shotlist([(72, 0), (72, 0)])


def finished(folder: Path, sound: Sound | None, *, loudness: float = -16.0) -> tuple:
    """The film of two such clips: what the cut says of it, and its decoded sound."""
    clip = clip_with(folder / "clip.mp4", 72, sound)
    film = replace(FILM, loudness=loudness)
    made = cut(
        film,
        {"sh0": clip, "sh1": clip},
        folder / "film.mp4",
        segments=folder / "segments",
        burn_in=False,
    )
    return made.loudness, sound_of(made.path)


def noise(seconds: float, rms: float, seed: int = 5) -> Sound:
    """Noise without the highest tones, which AAC leaves out."""
    white = np.random.default_rng(seed).standard_normal((2, round(seconds * SECOND) + 15))
    soft = np.stack([np.convolve(side, np.ones(16), mode="valid") for side in white])
    return (rms * soft / soft.std()).astype(np.float32)


@pytest.mark.parametrize("target", [-16.0, -23.0])
@pytest.mark.parametrize("rms", [0.06, 0.2])
def test_the_film_reaches_its_target(tmp_path: Path, target: float, rms: float) -> None:
    found, sound = finished(tmp_path, noise(3, rms), loudness=target)
    delivered = measure([sound])
    assert delivered.lufs == pytest.approx(target, abs=0.3)
    assert delivered.true_peak <= -1
    assert found.reached.lufs == pytest.approx(delivered.lufs, abs=0.2)
    assert found.gain == pytest.approx(target - found.mixed.lufs, abs=0.01)


def test_peaks_stay_under_the_ceiling(tmp_path: Path) -> None:
    """Soft noise with knocks in it: the gain would carry the knocks far over full scale."""
    sound = noise(3, 0.04)
    for at in (0.5, 1.2, 2.2):
        begin = round(at * SECOND)
        sound[:, begin : begin + 200] += 0.7 * np.hanning(200).astype(np.float32)
    found, delivered = finished(tmp_path, sound)
    assert found.mixed.true_peak + found.gain > 0
    assert found.reached.true_peak <= -1
    assert measure([delivered]).true_peak <= -1
    assert -18 < found.reached.lufs < -16


def test_a_soft_film_is_raised_by_12_db_and_no_more(tmp_path: Path) -> None:
    found, delivered = finished(tmp_path, noise(3, 0.005))
    assert found.gain == 12
    # White noise is what AAC keeps least of: a third of a dB is lost.
    assert level(delivered[:, 5000:100_000]) == pytest.approx(20 * np.log10(0.005) + 12, abs=0.5)


@pytest.mark.parametrize("sound", [None, np.zeros((1, 3 * SECOND), np.float32)])
def test_silence_stays_silence(tmp_path: Path, sound: Sound | None) -> None:
    found, delivered = finished(tmp_path, sound)
    assert found is None
    assert not delivered.any()


def test_what_is_hardly_there_is_not_made_louder(tmp_path: Path) -> None:
    found, delivered = finished(tmp_path, noise(3, 0.0001))
    assert found is None
    assert level(delivered) < -75


def test_a_cached_soundtrack_still_tells_its_loudness(tmp_path: Path) -> None:
    first, _ = finished(tmp_path, noise(3, 0.1))
    again, _ = finished(tmp_path, noise(3, 0.1))
    assert first == again
    assert Loudness.from_json(first.to_json()) == first


def test_music_that_sums_over_full_scale_is_limited_not_clipped(tmp_path: Path) -> None:
    loud = sound_file(tmp_path / "loud.wav", tone(6, 300, 0.9))
    clip = clip_with(tmp_path / "clip.mp4", 72, tone(3, 300, 0.9))
    film = replace(FILM, loudness=-6.0, cues=(cue(loud, 0, 144),))
    clips = {"sh0": clip, "sh1": clip}
    made = cut(film, clips, tmp_path / "f.mp4", segments=tmp_path / "s", burn_in=False)
    assert made.loudness is not None
    assert made.loudness.mixed.true_peak > 3
    sound = sound_of(made.path)
    assert measure([sound]).true_peak <= -1
    # A clipped sine has a third harmonic; a limited one has next to none.
    at = np.arange(2 * SECOND) / SECOND
    middle = sound[0, SECOND // 2 : SECOND // 2 + 2 * SECOND] * np.hanning(2 * SECOND)
    harmonics = [abs(np.sum(middle * np.exp(-2j * np.pi * 300 * n * at))) for n in (1, 3)]
    assert harmonics[1] < harmonics[0] * 0.003


def test_the_gain_knows_its_limits() -> None:
    assert gain_for(Level(-20, -10), -16) == pytest.approx(4)
    assert gain_for(Level(-10, -3), -16) == pytest.approx(-6)
    assert gain_for(Level(-50, -40), -16) == 12
    assert gain_for(Level(-30, -3), -16) == pytest.approx(8)
    assert gain_for(Level(SILENCE, -90), -16) == 0


@settings(max_examples=25)
@given(
    seed=st.integers(0, 1000),
    length=st.integers(1, 4 * SECOND),
    gain=st.floats(-6, 12),
    spikes=st.integers(0, 30),
)
def test_the_limiter_never_passes_its_ceiling_and_leaves_the_rest_alone(
    seed: int, length: int, gain: float, spikes: int
) -> None:
    rng = np.random.default_rng(seed)
    sound = (0.02 * rng.standard_normal((2, length))).astype(np.float32)
    where = rng.integers(0, length, spikes)
    sound[rng.integers(0, 2, spikes), where] = rng.uniform(-2, 2, spikes)
    out = np.concatenate(list(limited(framed([sound], SECOND), gain, -1.0)), axis=1)
    assert out.shape == sound.shape
    assert np.abs(out).max(initial=0) <= 10 ** (-1 / 20) + 1e-6
    near = np.zeros(length, np.bool_)
    for at in where:
        near[max(0, at - 45 * HOP) : at + 45 * HOP] = True
    assert np.allclose(out[:, ~near], sound[:, ~near] * 10 ** (gain / 20), rtol=1e-5, atol=1e-7)


def test_beeps_in_silence_are_not_driven_into_the_limiter(tmp_path: Path) -> None:
    found, delivered = finished(tmp_path, beeps(3, [0.5, 1.5, 2.5]))
    assert found.mixed.true_peak + found.gain <= -1 + 6 + 0.01
    assert measure([delivered]).true_peak <= -1
