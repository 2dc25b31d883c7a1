"""How the film sounds is compiled into cues and audio, and never into a request."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.compile.shotlist import Shotlist
from storyboard.compile.sound import ShotAudio
from storyboard.errors import StoryboardError
from tests.boards import SMALL, compiled
from tests.cut.sounds import sound_file, tone

EMPTY = "action: The empty pier."
"""What the last shot says."""
TONE = "tone: tired"
"""What the only line says last."""


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "audio").mkdir()
    for name in ("drone", "bell"):
        sound_file(tmp_path / "audio" / f"{name}.wav", tone(2))


def board(*, shot: str = "", film: str = "") -> str:
    """The small storyboard with more in its last shot, or at its end."""
    return SMALL.replace(EMPTY, f"{EMPTY}\n        {shot}" if shot else EMPTY) + film


def refused(folder: Path, text: str) -> list[tuple[str, str, str]]:
    """Code, message and the line of each problem."""
    with pytest.raises(StoryboardError) as caught:
        compiled(folder, text)
    return [
        (found.code, found.message, found.span.text.strip() if found.span else "")
        for found in caught.value.diagnostics
    ]


def sent(shotlist: Shotlist) -> list[tuple[str, str, int]]:
    return [(shot.request.key, shot.draft.key, shot.clip_seconds) for shot in shotlist.shots]


@pytest.mark.parametrize(
    "text",
    [
        board(shot="audio: {gain: -6dB, mute: true, fade_in: 6f, fade_out: 12f}"),
        board(shot="audio: {lead: 8f}"),
        board(shot="effects: [{file: audio/bell.wav, at: 0.5s, gain: -3dB}]"),
        board(film="music: [{file: audio/drone.wav, duck: 8dB, loop: true}]\n"),
        board(film="loudness: -23\n"),
        board(film="defaults: {audio: {gain: 3dB, lead: 4f, trail: 4f}}\n"),
    ],
)
def test_sound_is_the_edits_and_makes_no_other_request(tmp_path: Path, text: str) -> None:
    assert sent(compiled(tmp_path, text)) == sent(compiled(tmp_path))


def test_when_a_line_is_said_is_the_edits_but_for_the_draft_that_says_it(tmp_path: Path) -> None:
    late = compiled(tmp_path, SMALL.replace(TONE, f"{TONE}\n            at: 0.5s")).shots
    shots = compiled(tmp_path).shots
    assert [shot.request.key for shot in late] == [shot.request.key for shot in shots]
    assert (
        sum(shot.draft.key != other.draft.key for shot, other in zip(late, shots, strict=True)) == 1
    )


def test_a_recorded_line_is_lettered_by_the_edit_when_it_is_heard(tmp_path: Path) -> None:
    """The drawing leaves it out, and stays as it is whatever becomes of the recording."""
    recorded = f"{TONE}\n            recording: audio/bell.wav"
    plain, first, other = (
        compiled(tmp_path, SMALL.replace(TONE, tone)).filmed
        for tone in (TONE, recorded, f"{recorded}\n            at: 0.5s\n            gain: 3dB")
    )
    assert [shot.request for shot in first] == [shot.request for shot in plain]
    assert [shot.draft for shot in first] == [shot.draft for shot in other]
    assert [a.draft == b.draft for a, b in zip(first, plain, strict=True)] == [True, False, True]
    assert dict(first[1].draft.body) == {**plain[1].draft.body, "without": ["dialogue"]}


def test_lengths_become_frames_and_a_shots_audio_replaces_an_inherited_one(tmp_path: Path) -> None:
    text = board(
        shot="audio: {gain: -6dB, fade_in: 0.5s, lead: 8f}",
        film="defaults: {audio: {gain: 3dB, trail: 4f, lead: 4f}}\n",
    )
    audio = [shot.audio for shot in compiled(tmp_path, text).shots]
    assert audio == [
        ShotAudio(gain=3, trail=4),  # before the first shot there is nothing to lead into
        ShotAudio(gain=3, lead=4, trail=4),
        ShotAudio(gain=-6, fade_in=12, lead=8),
    ]


def test_a_recording_is_in_no_fact_and_its_line_in_the_shotlist(tmp_path: Path) -> None:
    said = "recording: audio/bell.wav\n            at: 0.5s\n            gain: -3dB"
    plain = compiled(tmp_path)
    film = compiled(tmp_path, SMALL.replace(TONE, f"{TONE}\n            {said}"))
    assert [shot.prompt for shot in film.shots] == [shot.prompt for shot in plain.shots]
    assert "bell" not in str([(shot.request.body, shot.draft.body) for shot in film.shots])
    (line,) = film.shots[1].dialogue
    assert (line.speaker, line.line, line.at) == ("Mara", "Not tonight.", 12)
    assert line.recording is not None
    assert line.recording.path == tmp_path / "audio/bell.wav"
    assert (line.recording.seconds, line.recording.gain) == (2, -3)


def test_a_j_cuts_sound_comes_out_of_what_the_clip_has_to_spare(tmp_path: Path) -> None:
    plain, early = (
        compiled(tmp_path, board(shot=shot)).shots[2] for shot in ("", "audio: {lead: 8f}")
    )
    assert (plain.head, early.head) == (0, 8)
    full = board(shot="audio: {lead: 8f}").replace("duration: 24f", "duration: 118f")
    last = compiled(tmp_path, full).shots[2]
    assert (last.head, last.clip_seconds) == (2, 5)


def test_cues_lie_on_the_films_frames(tmp_path: Path) -> None:
    text = board(
        shot="effects: [{file: audio/bell.wav, at: 0.5s, gain: -3dB}, {file: audio/bell.wav}]",
        film="music:\n"
        "  - {file: audio/drone.wav, from: two, to: sc020, in: 0.7s, gain: -14dB, duck: 8dB,\n"
        "     fade_in: 0.5s, fade_out: 12f, loop: true}\n"
        "  - {file: audio/drone.wav}\n"
        "  - {file: audio/drone.wav, from: sc010, to: sc010}\n",
    )
    film = compiled(tmp_path, text)
    assert [(cue.path.name, cue.start, cue.frames) for cue in film.cues] == [
        ("bell.wav", 60, 12),
        ("bell.wav", 48, 24),
        ("drone.wav", 24, 48),
        ("drone.wav", 0, 72),
        ("drone.wav", 0, 48),
    ]
    bell, music = film.cues[0], film.cues[2]
    assert (bell.gain, bell.duck, bell.loop) == (-3, 0, False)
    assert (music.gain, music.duck, music.loop, music.skip) == (-14, 8, True, Fraction("0.7"))
    assert (music.fade_in, music.fade_out) == (12, 12)
    assert film.loudness == -16
    assert [shot.speech for shot in film.shots] == [False, True, False]


MISFITS = {
    "before the first shot": (
        SMALL.replace("runs up.", "runs up.\n        audio: {lead: 4f}"),
        "no-neighbour",
        "there is no shot before this one that its sound could reach into",
    ),
    "after the last shot": (
        board(shot="audio: {trail: 4f}"),
        "no-neighbour",
        "there is no shot after this one that its sound could reach into",
    ),
    "a line after its shot": (
        SMALL.replace(TONE, f"{TONE}\n            at: 24f"),
        "line-too-late",
        "the line begins after 24 frames, and its shot lasts 24",
    ),
    "a lead longer than the shot before": (
        board(shot="audio: {lead: 2s}"),
        "audio-too-long",
        "the sound begins 48 frames before its picture, and the shot before it lasts 24",
    ),
    "a trail longer than the shot after": (
        SMALL.replace("her head.", "her head.\n        audio: {trail: 25f}"),
        "audio-too-long",
        "the sound goes on 25 frames after its picture, and the shot after it lasts 24",
    ),
    "fades that meet": (
        board(shot="audio: {fade_in: 16f, fade_out: 16f}"),
        "fades-too-long",
        "the fades take 32 frames, and the sound lasts 24",
    ),
    "an effect after its shot": (
        board(shot="effects: [{file: audio/bell.wav, at: 1s}]"),
        "effect-too-late",
        "the effect begins after 24 frames, and its shot lasts 24",
    ),
    "music that fades longer than it plays": (
        board(film="music: [{file: audio/drone.wav, from: two, to: two, fade_out: 2s}]\n"),
        "fades-too-long",
        "the fades take 48 frames, and the music plays for 24",
    ),
}


@pytest.mark.parametrize(("text", "code", "message"), MISFITS.values(), ids=MISFITS)
def test_what_does_not_fit_is_said_with_its_place(
    tmp_path: Path, text: str, code: str, message: str
) -> None:
    ((found, said, line),) = refused(tmp_path, text)
    assert (found, said) == (code, message)
    assert any(word in line for word in ("audio:", "effects:", "music:", "at:"))
