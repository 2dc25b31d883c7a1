"""Recorded lines: where they are heard, when, and what gives way to them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.dialogue import Recording, Spoken
from storyboard.compile.shotlist import Shotlist
from storyboard.compile.sound import ShotAudio
from storyboard.cut import cut
from storyboard.cut.cutter import scored
from storyboard.cut.dialogue import late_lines, lines_of, voiced_shots
from storyboard.cut.mix import mix
from storyboard.cut.segments import soundtrack_key
from storyboard.cut.subtitles import subtitles_of
from storyboard.cut.timeline import lay_out
from storyboard.generate.takes import Clip
from tests.cut.films import shotlist
from tests.cut.sounds import (
    FRAME,
    SECOND,
    Sound,
    clip_with,
    cue,
    heard,
    level,
    onset,
    sound_file,
    tone,
)

TWO = shotlist([(48, 0), (48, 0)])
VOICE = 700
CLIP = 440


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    """Two clips of three seconds with sound."""
    folder = tmp_path_factory.mktemp("clips")
    return {id_: clip_with(folder / f"{id_}.mp4", 72, tone(3, CLIP)) for id_ in ("sh0", "sh1")}


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A second of voice at -17 dB."""
    return recording(sound_file(tmp_path_factory.mktemp("voice") / "a.wav", tone(1, VOICE)), 1)


def recording(path: Path, seconds: float, gain: float = 0.0) -> Recording:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Recording(path, digest, Fraction(seconds).limit_denominator(1000), gain)


def with_lines(film: Shotlist, number: int, *lines: Spoken) -> Shotlist:
    shots = list(film.shots)
    shots[number] = replace(shots[number], dialogue=lines)
    return replace(film, shots=tuple(shots))


def sound_with(film: Shotlist, clips: dict[str, Clip], drawn: tuple[str, ...] = ()) -> Sound:
    score = scored(lay_out(film, {}, drawn), film, clips, drawn)
    return np.concatenate(list(mix(score)), axis=1)


def frames(sound: Sound, begin: float, end: float) -> Sound:
    return sound[:, round(begin * FRAME) : round(end * FRAME)]


def test_a_drawn_shot_is_heard_through_its_recording(
    clips: dict[str, Clip], voice: Recording
) -> None:
    """Where subtitles begin: 0.3 s after the cut. The drawing's own murmur is not heard with it."""
    film = with_lines(TWO, 1, Spoken("Mara", "Not tonight.", recording=voice))
    sound = sound_with(film, clips, ("sh0", "sh1"))
    begin = 48 * FRAME + round(0.3 * SECOND)
    assert level(frames(sound, 5, 43)) == pytest.approx(-17, abs=0.5)
    second = sound[:, 48 * FRAME :]
    assert onset(second, 0.01) + 48 * FRAME == pytest.approx(begin, abs=96)
    assert heard(sound[:, begin + 2000 : begin + SECOND - 2000], VOICE) == pytest.approx(-17, abs=1)
    assert heard(sound[:, begin + 2000 : begin + SECOND - 2000], CLIP) < -60
    assert not sound[:, begin + SECOND + 10 :].any()


def test_a_bought_clip_speaks_for_itself_unless_it_is_muted_or_silent(
    tmp_path: Path, clips: dict[str, Clip], voice: Recording
) -> None:
    film = with_lines(TWO, 1, Spoken("Mara", "Not tonight.", recording=voice))
    sound = sound_with(film, clips)
    assert heard(frames(sound, 60, 75), VOICE) < -60
    assert heard(frames(sound, 60, 75), CLIP) == pytest.approx(-17, abs=0.5)
    muted = replace(film, shots=(film.shots[0], replace(film.shots[1], audio=ShotAudio(mute=True))))
    no_sound = clips | {"sh1": clip_with(tmp_path / "a.mp4", 72, None)}
    empty = clips | {"sh1": clip_with(tmp_path / "b.mp4", 72, tone(3, level=0))}
    for shots, with_clips in ((muted, clips), (film, no_sound), (film, empty)):
        sound = sound_with(shots, with_clips)
        assert heard(frames(sound, 60, 75), VOICE) == pytest.approx(-17, abs=0.5)
        assert heard(frames(sound, 60, 75), CLIP) < -60


def test_a_line_has_its_moment_and_its_gain(clips: dict[str, Clip], voice: Recording) -> None:
    line = Spoken("Mara", "No.", at=19, recording=replace(voice, gain=-6.0))
    sound = sound_with(with_lines(TWO, 0, line), clips, ("sh0", "sh1"))
    assert onset(sound, 0.01) == pytest.approx(19 * FRAME, abs=96)
    assert level(frames(sound, 22, 40)) == pytest.approx(-23, abs=0.2)
    click = np.abs(np.diff(frames(sound, 19, 20)[0][:20])).max()
    assert click < 0.005, "10 ms of fade"


def test_a_recorded_line_goes_over_the_cut_and_ends_with_the_film(
    clips: dict[str, Clip], voice: Recording
) -> None:
    film = with_lines(TWO, 0, Spoken("Mara", "No.", at=40, recording=voice))
    sound = sound_with(film, clips, ("sh0",))
    assert heard(frames(sound, 50, 63), VOICE) == pytest.approx(-17, abs=0.5)
    film = with_lines(TWO, 1, Spoken("Mara", "No.", at=36, recording=voice))
    sound = sound_with(film, clips, ("sh1",))
    assert sound.shape[1] == 96 * FRAME
    assert np.abs(sound[:, -5:]).max() < 0.01
    (told,) = late_lines(film, {"sh1"})
    assert told.message == "the film ends 0.50 s before line 1 of shot sh1 does"
    (subtitle,) = subtitles_of(film)
    assert (subtitle.start, subtitle.end) == (3500, 4000)


def test_recorded_lines_follow_one_another_and_the_late_one_is_told(
    clips: dict[str, Clip], voice: Recording
) -> None:
    lines = [Spoken("Mara", "No.", recording=voice)] * 3
    film = with_lines(TWO, 0, *lines)
    times = [float(time) for said in lines_of(film) for time in (said.start, said.end)]
    assert times == pytest.approx([0.3, 1.3, 1.3, 2.3, 2.3, 3.3])
    (told,) = late_lines(film, {"sh0"})
    assert told.message == (
        "line 3 of shot sh0 is heard 0.30 s after its shot: those before it take so long"
    )
    assert not list(late_lines(film, ()))


def test_lines_without_a_recording_make_room(voice: Recording) -> None:
    """Two seconds: 0.3 before the first, one is recorded, 0.7 are left for the other two."""
    plain = Spoken("Mara", "Wait.")
    film = with_lines(TWO, 0, plain, Spoken("Mara", "No.", recording=voice), plain)
    times = [float(time) for said in lines_of(film) for time in (said.start, said.end)]
    assert times == pytest.approx([0.3, 0.65, 0.65, 1.65, 1.65, 2.0])


def test_music_gives_way_to_a_recorded_line(
    tmp_path: Path, clips: dict[str, Clip], voice: Recording
) -> None:
    music = sound_file(tmp_path / "music.wav", tone(4, 2500))
    film = with_lines(TWO, 0, Spoken("Mara", "No.", at=20, recording=voice))
    film = replace(film, cues=(cue(music, 0, 96, duck=12),))
    sound = sound_with(film, clips, ("sh0", "sh1"))
    assert heard(frames(sound, 4, 17), 2500) == pytest.approx(-17, abs=0.5)
    assert heard(frames(sound, 22, 43), 2500) == pytest.approx(-29, abs=0.5)
    assert heard(frames(sound, 62, 90), 2500) == pytest.approx(-17, abs=0.5)


def test_the_key_changes_with_what_is_heard(
    tmp_path: Path, clips: dict[str, Clip], voice: Recording
) -> None:
    other = recording(sound_file(tmp_path / "b.wav", tone(1, 800)), 1)
    again = recording(sound_file(tmp_path / "c.wav", tone(1, VOICE)), 1)

    def key(line: Spoken, drawn: tuple[str, ...] = ("sh0",)) -> str:
        film = with_lines(TWO, 0, line)
        return soundtrack_key(scored(lay_out(film, {}, drawn), film, clips, drawn))

    line = Spoken("Mara", "No.", at=20, recording=voice)
    different = [
        line,
        replace(line, recording=None),
        replace(line, recording=other),
        replace(line, recording=replace(voice, gain=-1.0)),
        replace(line, at=21),
    ]
    assert len({key(each) for each in different}) == len(different)
    assert key(replace(line, recording=again)) == key(line)
    assert key(replace(line, line="Yes.")) == key(line)
    assert key(line, ()) == key(replace(line, recording=None), ())


@pytest.mark.parametrize("rate", [44_100, 8_000])
def test_any_rate_and_two_channels(tmp_path: Path, clips: dict[str, Clip], rate: int) -> None:
    at = np.arange(rate) / rate
    both = np.stack([0.2 * np.sin(2 * np.pi * VOICE * at), 0 * at]).astype(np.float32)
    voice = recording(sound_file(tmp_path / "a.wav", both, rate), 1)
    film = with_lines(TWO, 0, Spoken("Mara", "No.", at=0, recording=voice))
    sound = sound_with(film, clips, ("sh0", "sh1"))
    assert heard(frames(sound, 2, 22), VOICE) == pytest.approx(-17, abs=0.5)
    assert not sound[1].any() or level(sound[1:, : 40 * FRAME]) < -60


def test_the_film_says_what_it_could_not_let_hear(
    tmp_path: Path, clips: dict[str, Clip], voice: Recording
) -> None:
    film = with_lines(TWO, 1, Spoken("Mara", "No.", at=40, recording=voice))
    target, cache = tmp_path / "film.mp4", tmp_path / "s"
    made = cut(film, clips, target, segments=cache, burn_in=False, drawn={"sh1"})
    assert [told.code for told in made.warnings] == ["line-cut-off"]
    bought = cut(film, clips, target, segments=cache, burn_in=False)
    assert bought.warnings == ()
    assert voiced_shots(film, clips, ()) == frozenset()


@given(
    st.lists(
        st.tuples(
            st.integers(1, 60),
            st.lists(
                st.tuples(
                    st.integers(0, 59) | st.none(),
                    st.fractions(Fraction(1, 100), 4, max_denominator=100) | st.none(),
                    st.text("ab ", min_size=1, max_size=60).filter(str.strip),
                ),
                max_size=4,
            ),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_subtitles_are_in_order_and_never_two_at_once_whatever_is_recorded(
    plan: list[tuple[int, list[tuple[int | None, Fraction | None, str]]]],
) -> None:
    film = shotlist([(frames, 0) for frames, _ in plan])
    for number, (lasts, lines) in enumerate(plan):
        said = [
            Spoken(
                "Mara",
                text,
                None if at is None else at % lasts,
                None if seconds is None else Recording(Path("a.wav"), "0" * 64, seconds),
            )
            for at, seconds, text in lines
        ]
        film = with_lines(film, number, *said)
    for said_line in lines_of(film):
        assert said_line.start < said_line.end
        if said_line.recording:
            assert said_line.end - said_line.start == said_line.recording.seconds
    end = 0
    for each in subtitles_of(film):
        assert end <= each.start <= each.end
        end = each.end
    assert end <= film.rate.seconds(film.frames) * 1000
