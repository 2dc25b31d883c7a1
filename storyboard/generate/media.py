"""A look into a media file: what it really holds, whatever its maker said."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storyboard.errors import StoryboardError

if TYPE_CHECKING:
    import numpy as np
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

_HDR: Final = {16: "PQ", 18: "HLG"}
"""Transfer functions of high dynamic range, by their numbers in ITU-T H.273."""
_UNSAID: Final = 2
"""The colour matrix of a picture that names none (H.273)."""
_EVEN: Final = Fraction(3, 4)
"""Frames by which a length may differ from what a steady rate gives: time stamps are rounded, and
the last frame's length is often not told."""


@dataclass(frozen=True)
class Media:
    """What a file holds. `frames` are counted packets, `rate` is frames per second on the average.

    `audio_seconds` is None where there is no sound track. `hdr` is `PQ` or `HLG` where the picture
    says that it is of high dynamic range.
    """

    frames: int
    rate: Fraction
    width: int
    height: int
    audio_seconds: Fraction | None
    hdr: str | None = None

    @property
    def seconds(self) -> Fraction:
        """The length of the picture."""
        return self.frames / self.rate


def probe(path: Path) -> Media:
    """Count the frames of a video file and read its rate, size and sound.

    The header alone is not believed: a file cut short in transfer still announces its full
    length. Its table of frames is, where the file is long enough to hold every one of them;
    else the packets are counted. Raises StoryboardError `unreadable-media` for anything that holds
    no picture.
    """
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise _unreadable(path, "it has no picture")
            video = container.streams.video[0]
            audio = container.streams.audio[0] if container.streams.audio else None
            frames, sound, span = _listed(video, path.stat().st_size), Fraction(0), _Span()
            # Read packet by packet only where that tells more: it takes the interpreter's lock
            # away from everybody else, once for each.
            counted = [stream for stream in (None if frames else video, audio) if stream]
            for packet in container.demux(counted) if counted else ():
                # What an edit list leaves out is in the file, but is not shown.
                if packet.size == 0 or packet.is_discard:
                    continue
                if packet.stream is video:
                    frames += 1
                    span.add(packet.pts, packet.duration)
                elif packet.duration is not None and packet.time_base is not None:
                    sound += packet.duration * packet.time_base
            rate = video.average_rate or video.guessed_rate
            if not frames or not rate:
                raise _unreadable(path, "it has no frames")
            return Media(
                frames,
                span.rate(frames, rate, video.time_base),
                video.width,
                video.height,
                sound if audio else None,
                _HDR.get(video.codec_context.color_trc),
            )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(path, str(error)) from error


def _listed(video: VideoStream, size: int) -> int:
    """The frames in a file's table, if they come steadily, are all shown and lie in the file; else
    0."""
    table = list(video.index_entries)
    if not video.frames or len(table) != video.frames:
        return 0
    steps = {after.timestamp - entry.timestamp for entry, after in pairwise(table)}
    plain = all(entry.pos + entry.size <= size and not entry.is_discard for entry in table)
    return len(table) if plain and len(steps) <= 1 else 0


class _Span:
    """The time from the first frame to the end of the last one, in ticks."""

    def __init__(self) -> None:
        self._first = self._last = self._lasts = 0
        self._any = False

    def add(self, at: int | None, lasts: int | None) -> None:
        if at is None:
            return
        self._first = min(self._first, at) if self._any else at
        if not self._any or at > self._last:
            self._last, self._lasts = at, lasts or 0
        self._any = True

    def rate(self, frames: int, told: Fraction, tick: Fraction | None) -> Fraction:
        """The rate that the container told, unless frames come at times of their own."""
        if tick is None:
            return told
        lasts = (self._last - self._first + self._lasts) * tick
        off = abs(lasts - frames / told)
        return told if lasts <= 0 or off <= _EVEN / told else frames / lasts


def _unreadable(path: Path, why: str) -> StoryboardError:
    return StoryboardError.of("unreadable-media", f"{path.name} is not a usable video: {why}")


def frame_at(path: Path, index: int) -> NDArray[np.uint8]:
    """One frame of a video, counted from 0, as an array (height, width, 3) of RGB.

    The last frame where the file is shorter. Raises StoryboardError `unreadable-media`.
    """
    import av
    import numpy as np
    from av.video.reformatter import Colorspace

    try:
        with av.open(str(path)) as container:
            found = None
            for number, frame in enumerate(container.decode(video=0)):
                found = frame
                if number >= index:
                    break
            if found is None:
                raise _unreadable(path, "it has no frames")
            # Colour without a tag is BT.709, as in the film: swscale would take it for BT.601.
            told = Colorspace.ITU709 if found.colorspace == _UNSAID else None
            rgb = found.reformat(format="rgb24", src_colorspace=told)
            return np.asarray(rgb.to_ndarray(), dtype=np.uint8)
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise _unreadable(path, str(error)) from error
