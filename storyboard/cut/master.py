"""The master: ProRes 422 HQ and PCM in a QuickTime file, encoded from the clips themselves.

Nothing of it passes through the film's H.264 or AAC. It is large and slow to make, so a master
that already holds exactly this film is left as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import merge
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

from storyboard.compile.request import canonical_json
from storyboard.cut.blocks import framed
from storyboard.cut.encode import refused_as, timescale
from storyboard.cut.labels import Labels, dress, subtitle_track
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.score import Score
from storyboard.cut.seal import is_sealed, seal
from storyboard.cut.segments import Segment, pictures_of, shown, soundtrack_key
from storyboard.cut.soundtrack import mastering
from storyboard.cut.timeline import sample_at
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.generate.media import probe

SEMANTICS: Final = 2
"""Raised when the same film makes another master for a reason that no field tells."""
PIXELS: Final = "yuv422p10le"
HQ: Final = "3"
_TAG: Final = "comment"
"""Where the key stands in the file."""
_QUICKTIME_TITLE: Final = "com.apple.quicktime.title"
"""The title as Apple's players look for it."""

Timed = tuple[float, int, Any]
"""Seconds, track number and packets: they sort into the order of the file."""


def make_master(segments: Sequence[Segment], score: Score, target: Path, labels: Labels) -> bool:
    """Write the master to `target`, a .mov; False if it was there already.

    Raises StoryboardError `unreadable-clip`, `unreadable-sound`, `cannot-write` or
    `bad-deliverable`; `target` is then what it was.
    """
    key = master_key(segments, score, labels)
    frames = sum(segment.frames for segment in segments)
    if _holds(target, key):
        return False
    with landing(target) as part:
        with refused_as("bad-deliverable"):
            _write(segments, score, part, labels, key)
        _check(part, segments[0], frames)
        seal(part)
    return True


def master_key(segments: Sequence[Segment], score: Score, labels: Labels) -> str:
    """sha256 of what the master shows, lets hear and says, as 64 hex digits."""
    document = {
        "semantics": SEMANTICS,
        "segments": [segment.key for segment in segments],
        "sound": soundtrack_key(score),
        "labels": shown(labels),
    }
    return hashlib.sha256(canonical_json(document)).hexdigest()


def _write(segments: Sequence[Segment], score: Score, path: Path, labels: Labels, key: str) -> None:
    rate, size = segments[0].rate, segments[0].size
    # QuickTime's older tags hold 64 KiB of text at most: a shot map may be longer.
    muxer = {
        "fflags": "+bitexact",
        "movflags": "use_metadata_tags",
        "video_track_timescale": str(timescale(rate)),
    }
    with (
        mastering(score, path.parent) as (blocks, _),
        av.open(str(path), "w", format="mov", options=muxer) as film,
    ):
        dress(film, labels)
        film.metadata[_QUICKTIME_TITLE] = labels.title
        film.metadata[_TAG] = key
        video = film.add_stream("prores_ks", rate=rate.value, options={"profile": HQ})
        video.width, video.height, video.pix_fmt = *size, PIXELS
        context = video.codec_context
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.thread_count = 0
        audio = film.add_stream("pcm_s24le", rate=SAMPLE_RATE, layout="stereo")
        frames = chain.from_iterable(pictures_of(segment) for segment in segments)
        seen, heard = _seen(frames, rate.value, video), _heard(framed(blocks, 2048), audio)
        tracks = [seen, heard]
        if labels.subtitles:
            tracks.append(subtitle_track(film, labels.subtitles))
        for _, _, what in merge(*tracks, key=lambda timed: timed[:2]):
            film.mux(what)
        for stream in (video, audio):
            film.mux(stream.encode(None))


def _seen(pictures: Iterator[Any], rate: Fraction, stream: Any) -> Iterator[Timed]:
    reformatter = VideoReformatter()
    for number, picture in enumerate(pictures):
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame = reformatter.reformat(
            frame,
            format=PIXELS,
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
        )
        # ProRes tells these in each of its frames, and takes them from there, not from the context.
        frame.color_primaries, frame.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        frame.pts, frame.time_base = number, 1 / rate
        yield float(number / rate), 0, stream.encode(frame)


def _heard(blocks: Iterator[Any], stream: Any) -> Iterator[Timed]:
    samples = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, samples
        frame.time_base = Fraction(1, SAMPLE_RATE)
        yield samples / SAMPLE_RATE, 1, stream.encode(frame)
        samples += block.shape[1]


def _holds(path: Path, key: str) -> bool:
    """Whether a file is this master already, whole."""
    try:
        with av.open(str(path)) as film:
            if film.metadata.get(_TAG) != key:
                return False
        return is_sealed(path)
    except (av.error.FFmpegError, OSError, ValueError):
        return False


def _check(path: Path, like: Segment, frames: int) -> None:
    found = probe(path)
    sound = Fraction(sample_at(frames, like.rate), SAMPLE_RATE)
    wanted = (frames, like.rate.value, like.size, sound)
    if (found.frames, found.rate, (found.width, found.height), found.audio_seconds) != wanted:
        raise StoryboardError.of(
            "bad-deliverable",
            f"the master came out wrong and was thrown away: {found.frames} frames at "
            f"{found.rate} instead of {frames} at {like.rate}",
            hint="is the disk full?",
        )
