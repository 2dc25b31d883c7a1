"""The sound files that a storyboard names: music, effects and spoken lines, known by digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storyboard.errors import Diagnostic
from storyboard.read.inside import Refused, inside, opened
from storyboard.read.model import Shot, Storyboard
from storyboard.read.places import Path as Place
from storyboard.read.places import Places
from storyboard.read.words import closest, shown
from storyboard.timing import Duration, FrameRate

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

MAX_SOUND_BYTES: Final = 500 * 1024 * 1024
MAX_LINE_SECONDS: Final = 300
"""The longest recording of a single line."""
_WHOLE: Final = {
    "format_whitelist": "wav,w64,aiff,caf,au,flac,mp3,aac,ac3,eac3,amr,ogg,wv,mov,mp4,m4a,matroska,"
    "webm,avi,asf,mpegts,mpeg,png_pipe,jpeg_pipe,webp_pipe"
}
"""Formats that hold their sound themselves, and pictures, which hold none. A playlist names other
files, anywhere on the disk or in the network, which no digest would know."""


@dataclass(frozen=True)
class Sound:
    """A sound file as it was when it was read. `sha256` is of its bytes, 64 hex digits.

    `seconds` is the length that the file itself announces, None where it announces none; that of a
    recorded line is measured.
    """

    path: Path
    sha256: str
    seconds: Fraction | None


def read_sounds(
    board: Storyboard, places: Places, folder: Path
) -> tuple[Mapping[str, Sound], tuple[Diagnostic, ...]]:
    """Every sound file of a storyboard by its path as written, and what is wrong with others.

    A path stays inside `folder`, the project's. A file named often is read once; reading one of
    500 MB for its digest takes about a second.
    """
    found: dict[str, Sound] = {}
    refused: dict[str, Refused] = {}
    problems: list[Diagnostic] = []
    spoken = {written for written, _ in _recordings(board)}
    for written, place in _files(board):
        if written not in found and written not in refused:
            try:
                found[written] = _read(written, folder, spoken=written in spoken)
            except Refused as error:
                refused[written] = error
        if why := refused.get(written):
            problems.append(Diagnostic(why.code, why.message, places.value(place), why.hint))
    problems += _beyond(board, places, found)
    return found, tuple(problems)


def music_problems(board: Storyboard, places: Places) -> Iterator[Diagnostic]:
    """Music that begins or ends with something that is not there, or ends before it begins."""
    spans = spans_of(board)
    for index, piece in enumerate(board.music):
        for word, name in (("from", piece.first), ("to", piece.last)):
            if name is not None and name not in spans:
                near = closest(name, list(spans))
                hint = f"did you mean `{near}`?" if near else "name a scene or a shot by its id"
                message = f"there is no scene or shot `{shown(name)}`"
                place = places.value(("music", index, word))
                yield Diagnostic("unknown-shot", message, place, hint)
        first, last = spans.get(piece.first or ""), spans.get(piece.last or "")
        if first and last and last.stop <= first.start:
            yield Diagnostic(
                "ends-before-it-begins",
                f"the music begins with `{shown(piece.first or '')}` and ends with "
                f"`{shown(piece.last or '')}`, which comes earlier",
                places.value(("music", index, "to")),
                "name a scene or shot that comes later",
            )


def spans_of(board: Storyboard) -> dict[str, range]:
    """The shots, counted through the film from 0, that each scene and each shot stands for.

    Where a shot has the id of a scene, the scene is meant.
    """
    scenes: dict[str, range] = {}
    shots: dict[str, range] = {}
    count = 0
    for scene in board.scenes:
        scenes[scene.id] = range(count, count + len(scene.shots))
        for shot in scene.shots:
            shots[shot.id] = range(count, count + 1)
            count += 1
    return shots | scenes


def seconds_of(length: Duration, rate: FrameRate) -> Fraction:
    """A length to the exact second: inside a sound file there are no frames to round to."""
    if length.is_timecode:
        return rate.seconds(length.frames(rate))
    return length.whole_seconds + rate.seconds(length.extra_frames)


def _files(board: Storyboard) -> Iterator[tuple[str, Place]]:
    for index, piece in enumerate(board.music):
        yield piece.file, ("music", index, "file")
    for s, scene in enumerate(board.scenes):
        for t, shot in enumerate(scene.shots):
            for e, effect in enumerate(shot.effects):
                yield effect.file, ("scenes", s, "shots", t, "effects", e, "file")
    yield from _recordings(board)


def _recordings(board: Storyboard) -> Iterator[tuple[str, Place]]:
    for s, scene in enumerate(board.scenes):
        for t, shot in enumerate(scene.shots):
            for n, line in enumerate(shot.dialogue if isinstance(shot, Shot) else ()):
                if line.recording is not None:
                    yield line.recording, ("scenes", s, "shots", t, "dialogue", n, "recording")


def _beyond(board: Storyboard, places: Places, found: Mapping[str, Sound]) -> Iterator[Diagnostic]:
    """Music that would begin after the end of its file."""
    for index, piece in enumerate(board.music):
        sound = found.get(piece.file)
        if piece.skip is None or sound is None or sound.seconds is None:
            continue
        if seconds_of(piece.skip, board.fps) >= sound.seconds:
            yield Diagnostic(
                "beyond-the-end",
                f"`{shown(piece.file)}` lasts {float(sound.seconds):.2f} s, "
                f"and `in` is {piece.skip}",
                places.value(("music", index, "in")),
                "begin earlier in the file",
            )


def _read(written: str, folder: Path, *, spoken: bool) -> Sound:
    name = shown(written)
    path = inside(written, folder, kind="sound file", example="audio/bell.wav")
    with opened(path, folder, name, kind="sound") as file:
        size = file.seek(0, 2)
        if size > MAX_SOUND_BYTES:
            most = MAX_SOUND_BYTES // 2**20
            raise Refused("too-big", f"`{name}` is larger than {most} MiB", "save it smaller")
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Sound(path, digest, _length(path, name, spoken=spoken))


def _length(path: Path, name: str, *, spoken: bool) -> Fraction | None:
    """The length that the file announces; that of a `spoken` line as it is decoded.

    Raises Refused unless sound can be decoded from it, and for a line of more than
    `MAX_LINE_SECONDS`.
    """
    import av

    hint = "use WAV, FLAC, MP3, AAC or Ogg; the name does not count, what is in it does"
    try:
        with av.open(str(path), options=_WHOLE) as container:
            if not container.streams.audio:
                raise Refused("not-a-sound", f"`{name}` has no sound in it", hint)
            frames = container.decode(audio=0)
            first = next(frames, None)
            if first is None:
                raise Refused("not-a-sound", f"the sound of `{name}` is empty", hint)
            if spoken:
                return _decoded(chain([first], frames), name)
            stream = container.streams.audio[0]
            if stream.duration is None or stream.time_base is None:
                return None
            return stream.duration * stream.time_base
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise Refused("not-a-sound", f"`{name}` is no sound file that can be read", hint) from error


def _decoded(frames: Iterable[AudioFrame], name: str) -> Fraction:
    seconds = Fraction(0)
    for frame in frames:
        seconds += Fraction(frame.samples, frame.sample_rate)
        if seconds > MAX_LINE_SECONDS:
            raise Refused(
                "recording-too-long",
                f"`{name}` lasts more than {MAX_LINE_SECONDS // 60} minutes",
                "the recording of a line holds that line alone; longer sounds are music or effects",
            )
    return seconds
