"""Joining segments and soundtrack by packets: no picture is encoded twice.

What makes the join exact is checked, not believed: every file holds the bytes that were written;
parameter sets, time base, size, pixel format and rate of every segment are what this encoder
gives, it opens with a keyframe, and it holds as many packets as frames were planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av

from storyboard.cut.encode import Stamp, expected, refused_as, stamp, ticks, timescale
from storyboard.cut.labels import NO_LABELS, Labels, dress, subtitle_track
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.cut.seal import is_sealed
from storyboard.cut.segments import Segment
from storyboard.cut.timeline import sample_at
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.timing import FrameRate

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    AnyPacket = Packet[VideoStream] | Packet[AudioStream]


SEMANTICS: Final = 1
"""Raised when the same parts make another film for a reason that no part tells."""
UNDECODED: Final = {"skip_frame": "all", "probesize": "32"}
"""How to open a file for its packets alone: else ffmpeg decodes the first frames of each to learn
what its header says, which takes twenty times as long."""


class BadPart(Exception):
    """The file at `path`, a segment or the soundtrack, is not what was planned."""

    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(why)


def flaw(path: Path, segment: Segment) -> str | None:
    """What is wrong with a segment's file; None if it can be joined."""
    try:
        with av.open(str(path), options=UNDECODED) as container:
            for _ in _checked(container, segment):
                pass
    except (av.error.FFmpegError, OSError, ValueError) as error:
        return str(error)
    return None


def join(
    segments: Sequence[Segment],
    files: Sequence[Path],
    sound: Path,
    target: Path,
    labels: Labels = NO_LABELS,
) -> None:
    """Write the film to `target`, which keeps what it was unless the new film passes its probe.

    Raises BadPart for a file that can't be joined, StoryboardError `bad-film` or `cannot-write`.
    """
    total = sum(segment.frames for segment in segments)
    rate = segments[0].rate
    muxer = {
        "movflags": "+faststart",
        "fflags": "+bitexact",
        "movie_timescale": str(SAMPLE_RATE),
        "video_track_timescale": str(timescale(rate)),
    }
    with landing(target) as part:
        pictures = _pictures(segments, files)
        heard = _heard(sound, sample_at(total, rate))
        with (
            refused_as("bad-film"),
            av.open(str(part), "w", format="mp4", options=muxer) as film,
        ):
            dress(film, labels)
            tracks = [_track(film, packets) for packets in (pictures, heard)]
            if labels.subtitles:
                tracks.append(subtitle_track(film, labels.subtitles))
            for _, _, packet in merge(*tracks):
                film.mux_one(packet)
        _probe(part, total, rate)


def expected_of(segment: Segment) -> Stamp:
    """What the segment's file must look like."""
    return expected(segment.size, segment.rate, segment.profile)


def _pictures(segments: Sequence[Segment], files: Sequence[Path]) -> Iterator[Packet[VideoStream]]:
    """The packets of all segments in order, timed for the film.

    Decoding times are counted anew: the encoder numbers the first of them by looking ahead, and
    a segment of one or two frames has nothing ahead.
    """
    start = 0
    for segment, path in zip(segments, files, strict=True):
        step, delay = ticks(segment.rate), segment.profile.delay
        try:
            _check_seal(path)
            # The film's track is like the first file's, and its shape of pixels is only decoded.
            with av.open(str(path), options=UNDECODED if start else {}) as container:
                for n, packet in enumerate(_checked(container, segment)):
                    assert packet.pts is not None
                    packet.pts += start * step
                    packet.dts = (start + n - delay) * step
                    packet.duration = step
                    yield packet
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise BadPart(path, str(error)) from error
        start += segment.frames


def _checked(container: InputContainer, segment: Segment) -> Iterator[Packet[VideoStream]]:
    """The packets of a segment's file. Raises ValueError when it is not what was planned."""
    if not container.streams.video:
        raise ValueError("it has no picture")
    stream = container.streams.video[0]
    found = stamp(stream)
    wanted, step = expected_of(segment), ticks(segment.rate)
    if found != wanted:
        names = [name for name in vars(wanted) if vars(found)[name] != vars(wanted)[name]]
        raise ValueError(f"it differs from this encoder's in {', '.join(names)}")
    count, times = 0, 0
    for packet in container.demux(stream):
        if not packet.size:
            continue
        if not count and not packet.is_keyframe:
            raise ValueError("it does not open with a keyframe")
        if packet.pts is None or packet.pts % step or not 0 <= packet.pts < segment.frames * step:
            raise ValueError(f"a frame of it shows at {packet.pts}")
        count, times = count + 1, times + packet.pts // step
        yield packet
    if count != segment.frames or times != count * (count - 1) // 2:
        raise ValueError(f"it holds {count} of {segment.frames} frames")


def _heard(path: Path, samples: int) -> Iterator[Packet[AudioStream]]:
    """The soundtrack's packets. Raises BadPart unless they last `samples` samples."""
    try:
        _check_seal(path)
        with av.open(str(path), options=UNDECODED) as container:
            end = 0
            for packet in container.demux(container.streams.audio[0]):
                if packet.size and packet.pts is not None:
                    end = packet.pts + (packet.duration or 0)
                    yield packet
            if end != samples:
                raise ValueError(f"it holds {end} of {samples} samples")
    except (av.error.FFmpegError, OSError, ValueError, IndexError) as error:
        raise BadPart(path, str(error)) from error


def _check_seal(path: Path) -> None:
    if not is_sealed(path):
        raise ValueError("it does not hold the bytes that were written")


def _track(
    film: OutputContainer, packets: Iterator[AnyPacket]
) -> Iterator[tuple[float, int, AnyPacket]]:
    """Add a track like the packets' own to the film.

    Gives (decoding time in seconds, track, packet), which sort into the film's order.
    """
    first = next(packets)
    stream, second = film.add_stream_from_template(first.stream), float(first.time_base)

    def handed_over() -> Iterator[tuple[float, int, AnyPacket]]:
        for packet in chain([first], packets):
            packet.stream = stream
            yield (packet.dts or 0) * second, stream.index, packet

    return handed_over()


def _probe(path: Path, frames: int, rate: FrameRate) -> None:
    """Look into the film as written. Raises StoryboardError `bad-film` if it isn't as planned."""
    try:
        with av.open(str(path), options=UNDECODED) as film:
            video, audio = film.streams.video[0], film.streams.audio[0]
            seen, end = 0, 0
            for packet in film.demux(video, audio):
                if packet.size and packet.stream_index == video.index:
                    seen += 1
                elif packet.size and packet.pts is not None:
                    end = packet.pts + (packet.duration or 0)
            found, heard = video.average_rate, end * (audio.time_base or 0)
    except (av.error.FFmpegError, OSError, ValueError, IndexError) as error:
        raise _bad_film(str(error)) from error
    if seen != frames or found != rate.value:
        raise _bad_film(f"{seen} frames at {found} instead of {frames} at {rate}")
    if abs(heard - rate.seconds(frames)) > rate.seconds(1):
        raise _bad_film(f"its sound lasts {float(heard):.3f} s")


def _bad_film(why: str) -> StoryboardError:
    return StoryboardError.of(
        "bad-film",
        f"the film came out wrong and was thrown away: {why}",
        hint="is the disk full? the film cut before is untouched",
    )
