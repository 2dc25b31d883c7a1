"""What each shot's audio and each effect does to the mix, measured in the mix."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.compile.shotlist import Shotlist
from storyboard.compile.sound import ShotAudio
from storyboard.cut.mix import mix
from storyboard.cut.score import ClipSound, FileSound, Score, Voice, silent_handles
from storyboard.cut.segments import soundtrack_key
from storyboard.cut.timeline import lay_out, sample_at
from storyboard.errors import Severity, StoryboardError
from storyboard.generate.takes import Clip
from tests.cut.films import beeps, shotlist
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
    score_of,
    sound_file,
    tone,
    with_audio,
)
from tests.cut.test_timeline import films

Clips = dict[str, Clip]
TWO = shotlist([(48, 0), (48, 0)])
PITCH = {"sh0": 440, "sh1": 1000}


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Two clips of three seconds, each with its own pitch at -17 dB."""
    folder = tmp_path_factory.mktemp("clips")
    return {
        shot: clip_with(folder / f"{shot}.mp4", 72, tone(3, hertz)) for shot, hertz in PITCH.items()
    }


def frames(sound: Sound, begin: int, end: int) -> Sound:
    return sound[:, begin * FRAME : end * FRAME]


def test_a_slate_beeps_in_the_first_frame_of_every_shot(clips: Clips) -> None:
    silent = with_audio(with_audio(TWO, 0, mute=True), 1, mute=True)
    assert np.abs(mixed(silent, clips)).max() == 0
    beeping = mixed(replace(silent, beep=True), clips)
    for begin in (0, 48):
        assert np.abs(frames(beeping, begin, begin + 1)).max() == pytest.approx(0.1, rel=0.01)
        assert np.abs(frames(beeping, begin + 1, begin + 48)).max() == 0


def test_gain_is_in_decibels(clips: Clips) -> None:
    plain = frames(mixed(TWO, clips), 10, 40)
    for gain in (-6.0, 4.5):
        changed = frames(mixed(with_audio(TWO, 0, gain=gain), clips), 10, 40)
        assert level(changed) - level(plain) == pytest.approx(gain, abs=0.05)


def test_a_muted_clip_is_not_heard_and_its_neighbours_are(clips: Clips) -> None:
    sound = mixed(with_audio(TWO, 0, mute=True), clips)
    assert not frames(sound, 0, 48).any()
    assert level(frames(sound, 52, 90)) == pytest.approx(-17, abs=0.5)


def test_fades_take_as_long_as_they_say(clips: Clips) -> None:
    sound = mixed(with_audio(TWO, 0, fade_in=12, fade_out=24), clips)
    # Half of a quarter sine is 3 dB below the whole.
    assert level(frames(sound, 6, 7)[:, :100]) == pytest.approx(-20, abs=1.5)
    assert level(frames(sound, 13, 23)) == pytest.approx(-17, abs=0.3)
    assert level(frames(sound, 35, 37)) == pytest.approx(-20, abs=0.4)
    assert level(frames(sound, 0, 1)[:, :100]) < -45
    assert level(frames(sound, 50, 90)) == pytest.approx(-17, abs=0.5)


def with_head(film: Shotlist, number: int, head: int) -> Shotlist:
    shots = list(film.shots)
    shots[number] = replace(shots[number], head=head)
    return replace(film, shots=tuple(shots))


def test_a_j_cut_is_heard_before_its_picture(clips: Clips) -> None:
    sound = mixed(with_head(with_audio(TWO, 1, lead=8), 1, 8), clips)
    assert heard(frames(sound, 34, 40), 1000) < -60
    assert heard(frames(sound, 41, 48), 1000) == pytest.approx(-17, abs=0.5)
    assert heard(frames(sound, 41, 48), 440) == pytest.approx(-17, abs=0.5)
    assert heard(frames(sound, 50, 80), 440) < -60


def test_an_l_cut_goes_on_under_the_next_picture(clips: Clips) -> None:
    sound = mixed(with_audio(TWO, 0, trail=10), clips)
    assert heard(frames(sound, 49, 58), 440) == pytest.approx(-17, abs=0.5)
    assert heard(frames(sound, 49, 58), 1000) == pytest.approx(-17, abs=0.5)
    assert heard(frames(sound, 59, 80), 440) < -60


def test_sound_stays_with_its_picture_however_early_it_begins(tmp_path: Path) -> None:
    """The beep is on frame 20 of the clip, which the film shows at 24 + (20 - head)."""
    clip = clip_with(tmp_path / "a.mp4", 60, beeps(2.5, [20 / 24]))
    quiet = clip_with(tmp_path / "b.mp4", 24, None)
    for lead, head in ((0, 0), (8, 8), (8, 5)):
        film = with_head(with_audio(shotlist([(24, 0), (36, 0)]), 1, lead=lead), 1, head)
        sound = mixed(film, {"sh0": quiet, "sh1": clip})
        assert onset(sound, 0.2) == pytest.approx((24 + 20 - head) * FRAME, abs=48)


def test_what_a_clip_has_no_sound_for_is_silence_and_is_said(clips: Clips) -> None:
    film = with_audio(with_audio(TWO, 1, lead=8), 0, trail=40)
    sound = mixed(film, clips)
    assert heard(frames(sound, 42, 48), 1000) < -60
    assert level(frames(sound, 48, 49)[:, :200]) < -16
    timeline = lay_out(film, {})
    said = list(silent_handles(timeline, film, clips, drawn=()))
    assert [problem.message for problem in said] == [
        "the clip of shot sh0 has sound for 24 of the 40 frames that are to be heard after its "
        "picture; the rest is silence",
        "the clip of shot sh1 has sound for 0 of the 8 frames that are to be heard before its "
        "picture; the rest is silence",
    ]
    assert all(problem.severity is Severity.WARNING for problem in said)
    assert not list(silent_handles(timeline, film, clips, drawn={"sh0", "sh1"}))


def test_an_effect_sounds_at_its_moment_and_over_the_cut(tmp_path: Path, clips: Clips) -> None:
    bell = sound_file(tmp_path / "bell.wav", tone(1, 2500, 0.4))
    film = with_audio(with_audio(TWO, 0, mute=True), 1, mute=True)
    for start in (0, 7, 40):
        film = replace(film, cues=(cue(bell, start, 96 - start, gain=-3),))
        sound = mixed(film, clips)
        assert onset(sound, 0.01) == pytest.approx(start * FRAME, abs=48)
        inside = sound[:, start * FRAME + 2000 : start * FRAME + SECOND - 2000]
        assert level(inside) == pytest.approx(20 * np.log10(0.4 / np.sqrt(2)) - 3, abs=0.1)
        assert not sound[:, start * FRAME + SECOND + 10 :].any()


def test_an_effect_ends_with_the_film_without_a_click(tmp_path: Path, clips: Clips) -> None:
    bell = sound_file(tmp_path / "bell.wav", tone(3, 2500, 0.4))
    film = replace(with_audio(TWO, 1, mute=True), cues=(cue(bell, 90, 6),))
    sound = mixed(film, clips)
    assert sound.shape[1] == 96 * FRAME
    assert level(sound[:, -2000:-1000]) > -15
    assert np.abs(sound[:, -5:]).max() < 0.01


@settings(max_examples=40)
@given(
    film=films(),
    reach=st.integers(0, 12),
    fades=st.integers(0, 40),
    start=st.integers(0, 100),
    loop=st.booleans(),
)
def test_the_mix_is_as_long_as_the_film_to_the_sample(
    film: Shotlist,
    reach: int,
    fades: int,
    start: int,
    loop: bool,
    clips: Clips,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.wav"
    if not path.exists():
        sound_file(path, tone(0.7))
    audio = ShotAudio(lead=reach, trail=reach, fade_in=fades, fade_out=fades)
    shots = tuple(replace(shot, audio=audio) for shot in film.shots)
    start = min(start, film.frames - 1)
    whole = replace(film, shots=shots, cues=(cue(path, start, film.frames - start, loop=loop),))
    some = list(clips.values())
    sound = mixed(whole, {shot.id: some[n % 2] for n, shot in enumerate(whole.shots)})
    assert sound.shape == (2, sample_at(film.frames, film.rate))
    assert np.isfinite(sound).all()


def test_memory_does_not_grow_with_the_film(tmp_path: Path, clips: Clips) -> None:
    """A film six times as long, one clip over looped music, holds no more at its peak."""
    import tracemalloc

    music = sound_file(tmp_path / "music.wav", tone(5))
    short, long = [], []
    for shots, peaks in ((6, short), (36, long)):
        film = shotlist([(48, 8)] * shots)
        film = replace(film, cues=(cue(music, 0, film.frames, loop=True, fade_out=48),))
        score = score_of(film, {shot.id: clips["sh0"] for shot in film.shots})
        tracemalloc.start()
        samples = sum(block.shape[1] for block in mix(score))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert samples == film.frames * FRAME
    assert long[0] < short[0] * 1.2 + 200_000


def test_the_key_changes_with_all_that_is_heard_and_nothing_else(
    tmp_path: Path, clips: Clips
) -> None:
    one = sound_file(tmp_path / "one.wav", tone(1))
    same = sound_file(tmp_path / "same.wav", tone(1))
    other = sound_file(tmp_path / "other.wav", tone(1, 500))

    def key(film: Shotlist) -> str:
        return soundtrack_key(score_of(film, clips))

    film = replace(TWO, cues=(cue(one, 0, 24),))
    different = [
        film,
        TWO,
        replace(film, cues=(cue(other, 0, 24),)),
        replace(film, cues=(cue(one, 1, 24),)),
        replace(film, cues=(cue(one, 0, 24, gain=-1.0),)),
        replace(film, cues=(cue(one, 0, 24, loop=True),)),
        replace(film, loudness=-20.0),
        with_audio(film, 0, gain=-1.0),
        with_audio(film, 0, mute=True),
        with_audio(film, 0, fade_in=12),
        with_audio(film, 0, trail=2),
    ]
    assert len({key(each) for each in different}) == len(different)
    assert key(replace(film, cues=(cue(same, 0, 24),))) == key(film)
    assert key(replace(film, title="Another")) == key(film)


@pytest.mark.parametrize("what", ["music", "voice", "clip"])
def test_a_sound_that_has_changed_since_it_was_planned_is_not_mixed(
    what: str, tmp_path: Path
) -> None:
    """The soundtrack would be kept under the key of another one."""
    path = sound_file(tmp_path / "one.wav", tone(1))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sound_file(path, tone(1, 500))
    score = Score(SECOND, (), (), (), -16.0)
    if what == "music":
        file = FileSound(digest, path, 0, SECOND, 0, 0.0, 0.0, 480, 480, loop=False)
        score = replace(score, files=(file,))
    elif what == "voice":
        score = replace(score, voices=(Voice(digest, path, 0, SECOND, 0.0, speech=False),))
    else:
        clip = ClipSound(digest, path, 0, SECOND, 0, 0.0, 480, 480, speech=False)
        score = replace(score, clips=(clip,))
    with pytest.raises(StoryboardError) as caught:
        list(mix(score))
    (problem,) = caught.value.diagnostics
    assert problem.code == ("unreadable-clip" if what == "clip" else "unreadable-sound")
    assert "changed" in problem.message
    assert problem.hint


def test_a_sound_file_that_is_gone_is_an_error_with_advice(tmp_path: Path, clips: Clips) -> None:
    gone = sound_file(tmp_path / "gone.wav", tone(1))
    film = replace(TWO, cues=(cue(gone, 0, 24),))
    gone.unlink()
    with pytest.raises(StoryboardError) as caught:
        mixed(film, clips)
    (problem,) = caught.value.diagnostics
    assert problem.code == "unreadable-sound"
    assert "gone.wav" in problem.message
    assert problem.hint
