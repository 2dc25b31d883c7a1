"""What a storyboard says about sound: every mistake in the exact words, and files by content."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from storyboard.read.load import load
from storyboard.read.sounds import MAX_SOUND_BYTES
from tests.cut.sounds import sound_file, tone
from tests.read.boards import GOOD, said, with_shot


@pytest.fixture(autouse=True)
def files(_in_a_folder_of_its_own: None) -> None:
    Path("audio").mkdir()
    sound_file(Path("audio/bell.wav"), tone(2))
    sound_file(Path("audio/session.wav"), np.zeros((1, 301 * 100), np.float32), rate=100)
    Path("audio/text.wav").write_text("no sound")
    Path("audio/link.wav").symlink_to("bell.wav")
    with Path("audio/big.wav").open("wb") as big:
        big.truncate(MAX_SOUND_BYTES + 1)


def music(fields: str) -> str:
    return GOOD + f"music:\n  - {{{fields}}}\n"


BELL = "file: audio/bell.wav"

LINE = "dialogue: [{mara: No.,"

MISTAKES = {
    "a recording that is not there": (
        with_shot(f"{LINE} recording: audio/mara.wav}}]"),
        "14:43: error[missing-file]: there is no file `audio/mara.wav` "
        "(paths are relative to the storyboard's folder)",
    ),
    "a recording outside": (
        with_shot(f"{LINE} recording: ../mara.wav}}]"),
        "14:43: error[outside-project]: `../mara.wav` does not stay in the project's folder "
        "(copy the sound file into it and write its path from there, for example audio/bell.wav)",
    ),
    "a recording of everything": (
        with_shot(f"{LINE} recording: audio/session.wav}}]"),
        "14:43: error[recording-too-long]: `audio/session.wav` lasts more than 5 minutes "
        "(the recording of a line holds that line alone; longer sounds are music or effects)",
    ),
    "a level of no recording": (
        with_shot(f"{LINE} gain: 3dB}}]"),
        "14:20: error[wrong-value]: a line without a `recording` has no `gain` "
        "(leave it out, or name the file: `recording: audio/mara_12.wav`)",
    ),
    "a misspelt recording": (
        with_shot(f"{LINE} recordng: audio/bell.wav}}]"),
        "14:20: error[wrong-value]: `recordng` is not a field of a line of dialogue "
        "(did you mean `recording`?)",
    ),
    "a level in words": (
        with_shot("audio: {gain: loud}"),
        "14:23: error[wrong-value]: 'loud' is not a level (write -6dB, 3dB or 0)",
    ),
    "a level that is no word": (
        with_shot("audio: {gain: [3]}"),
        "14:23: error[wrong-value]: `gain` is not a level (write -6dB, 3dB or 0)",
    ),
    "far too loud": (
        with_shot("audio: {gain: 30dB}"),
        "14:23: error[wrong-value]: `gain` is 30 dB (it goes from -60 to 24 dB)",
    ),
    "ducking upwards": (
        music(f"{BELL}, duck: -8dB"),
        "15:34: error[wrong-value]: `duck` is -8 dB (it goes from 0 to 60 dB)",
    ),
    "mute as a word": (
        with_shot("audio: {mute: yes}"),
        '14:23: error[wrong-type]: `mute` must be true or false, not the text "yes" '
        "(did you mean `true`?)",
    ),
    "a fade of no length": (
        with_shot("audio: {fade_in: slow}"),
        "14:26: error[wrong-value]: 'slow' is not a length of time "
        "(write 4s, 3.5, 96f or 00:00:04:00)",
    ),
    "a field of no audio": (
        with_shot("audio: {volume: 3}"),
        "14:17: error[unknown-field]: `volume` is not a field of a shot's `audio` "
        "(its fields are `gain`, `mute`, `fade_in`, `fade_out`, `lead` or `trail`)",
    ),
    "a field of no music": (
        music(f"{BELL}, until: sc010"),
        "15:28: error[unknown-field]: `until` is not a field of a piece of music "
        "(its fields are `file`, `from`, `to`, `in`, `gain`, `duck`, `fade_in`, `fade_out` or "
        "`loop`)",
    ),
    "music without a file": (
        music("from: sc010"),
        "15:5: error[missing-field]: this piece of music has no `file` (add `file:`)",
    ),
    "music from nowhere": (
        music(f"{BELL}, from: sc01"),
        "15:34: error[unknown-shot]: there is no scene or shot `sc01` (did you mean `sc010`?)",
    ),
    "music to nowhere": (
        music(f"{BELL}, to: finale"),
        "15:32: error[unknown-shot]: there is no scene or shot `finale` "
        "(name a scene or a shot by its id)",
    ),
    "music that begins after its file": (
        music(f"{BELL}, in: 5s"),
        "15:32: error[beyond-the-end]: `audio/bell.wav` lasts 2.00 s, and `in` is 5s "
        "(begin earlier in the file)",
    ),
    "a file that is not there": (
        music("file: audio/bel.wav"),
        "15:12: error[missing-file]: there is no file `audio/bel.wav` "
        "(paths are relative to the storyboard's folder)",
    ),
    "a file outside": (
        music("file: ../bell.wav"),
        "15:12: error[outside-project]: `../bell.wav` does not stay in the project's folder "
        "(copy the sound file into it and write its path from there, for example audio/bell.wav)",
    ),
    "an absolute file": (
        with_shot("effects: [{file: /etc/passwd}]"),
        "14:26: error[outside-project]: `/etc/passwd` does not stay in the project's folder "
        "(copy the sound file into it and write its path from there, for example audio/bell.wav)",
    ),
    "a link": (
        music("file: audio/link.wav"),
        "15:12: error[outside-project]: `audio/link.wav` goes through a link "
        "(copy the sound file into the project instead)",
    ),
    "a folder": (
        music("file: audio"),
        "15:12: error[not-a-file]: `audio` is not a file (name a sound file)",
    ),
    "no sound": (
        with_shot("effects:", "  - file: audio/text.wav"),
        "15:19: error[not-a-sound]: `audio/text.wav` is no sound file that can be read "
        "(use WAV, FLAC, MP3, AAC or Ogg; the name does not count, what is in it does)",
    ),
    "a file beyond measure": (
        music("file: audio/big.wav"),
        "15:12: error[too-big]: `audio/big.wav` is larger than 500 MiB (save it smaller)",
    ),
    "a film too loud": (
        GOOD + "loudness: -3\n",
        "14:11: error[wrong-value]: `loudness` must be at most -6, not -3",
    ),
    "loudness with its unit": (
        GOOD + "loudness: -16 LUFS\n",
        '14:11: error[wrong-type]: `loudness` must be a number, not the text "-16 LUFS" '
        "(write -16, without quotes or unit)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


def test_music_that_ends_before_it_begins() -> None:
    two = GOOD + "  - {id: sc020, shots: [{id: b, action: x}]}\n"
    assert said(two + f"music:\n  - {{{BELL}, from: sc020, to: sc010}}\n") == [
        "16:45: error[ends-before-it-begins]: the music begins with `sc020` and ends with "
        "`sc010`, which comes earlier (name a scene or shot that comes later)"
    ]


@pytest.mark.parametrize(
    ("written", "decibels"),
    [("-14dB", -14), ("3 dB", 3), ("+3dB", 3), ("-6", -6), ("0", 0), ("-1.5 db", -1.5)],
)
def test_levels_as_people_write_them(written: str, decibels: float) -> None:
    Path("film.yaml").write_text(with_shot(f"audio: {{gain: {written}}}"))
    audio = load(Path("film.yaml")).storyboard.scenes[0].shots[0].audio
    assert audio is not None
    assert audio.gain == decibels


def test_a_file_is_known_by_its_content_and_read_once() -> None:
    os.link("audio/bell.wav", "audio/same.wav")
    text = with_shot(f"effects: [{{{BELL}}}, {{file: audio/same.wav, at: 12f}}]")
    Path("film.yaml").write_text(text + f"music: [{{{BELL}, in: 1.9s}}]\n")
    sounds = load(Path("film.yaml")).sounds
    assert set(sounds) == {"audio/bell.wav", "audio/same.wav"}
    assert len({sound.sha256 for sound in sounds.values()}) == 1
    assert sounds["audio/bell.wav"].seconds == Fraction(2)


def test_a_picture_with_no_sound_in_it_is_no_sound_file() -> None:
    from PIL import Image

    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save("audio/a.png")
    assert said(music("file: audio/a.png"))[0].startswith(
        "15:12: error[not-a-sound]: `audio/a.png` has no sound in it"
    )


@pytest.mark.parametrize("way", ["{folder}/other.aac", "../../{name}/other.aac", "other.aac"])
def test_a_playlist_leads_to_no_other_file(way: str) -> None:
    for file in ("other.aac", "audio/other.aac"):
        with av.open(file, "w", format="adts") as container:
            stream = container.add_stream("aac", rate=48000, layout="mono")
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            silence.sample_rate = 48000
            for packet in (*stream.encode(silence), *stream.encode(None)):
                container.mux(packet)
    segment = way.format(folder=Path.cwd(), name=Path.cwd().name)
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:5", "#EXTINF:2,", segment, "#EXT-X-ENDLIST", ""]
    Path("audio/list.m3u8").write_text("\n".join(lines))
    Path("film.yaml").write_text(music("file: audio/other.aac"))
    assert load(Path("film.yaml")).sounds
    (found,) = said(music("file: audio/list.m3u8"))
    assert found.startswith("15:12: error[not-a-sound]: `audio/list.m3u8` is no sound file")
