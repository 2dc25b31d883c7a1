"""Reading a clip frame by frame at the film's rate and size, exactly.

Film frame n of a clip is what the clip shows at (n + 1/2) / rate seconds after its first frame:
at equal rates that is frame n, at others the nearest one, and it holds for variable rates too.
At another speed `timeline.moment` says what n is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import av

from storyboard.cut.conform import conform, is_mirrored
from storyboard.cut.encode import Picture
from storyboard.cut.timeline import moment
from storyboard.errors import StoryboardError
from storyboard.read.edit import Fit
from storyboard.timing import FrameRate

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_SEEK_MARGIN = Fraction(1)
"""Seconds to land before the wanted frame: containers seek by decoding time, which runs ahead
of showing time by the reordering of B-frames."""


def pictures(
    path: Path,
    start: int,
    frames: int,
    *,
    rate: FrameRate,
    size: tuple[int, int],
    speed: Fraction = Fraction(1),
    last: int | None = None,
    fit: Fit = Fit.COVER,
) -> Iterator[Picture]:
    """Exactly `frames` pictures of a clip from film frame `start`, each a fresh array.

    Film frames are counted at the `speed`; from frame `last` on the picture stands still, as it
    does before the clip's first frame and after its last one. Raises StoryboardError
    `unreadable-clip` when the file is missing, holds no picture, or is damaged.
    """
    shown = (n if last is None else min(n, last) for n in range(start, start + frames))
    wanted = [moment(n, speed) / rate.value for n in shown]
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise unreadable(path, "it has no picture")
            stream = container.streams.video[0]
            stream.thread_count = 1  # segments are made side by side: more threads only cost
            pixel = stream.sample_aspect_ratio or Fraction(1)
            seen = _frames_at(container, stream, wanted)
            frame, picture = next(seen, None), None
            if wanted and frame is None:
                raise unreadable(path, "it has no frames")
            mirrored = frame is not None and is_mirrored(frame)
            while frame is not None:
                if picture is None:
                    picture = conform(frame, size, pixel, fit, mirrored=mirrored)
                following = next(seen, None)
                if following is frame:
                    yield picture.copy()
                else:
                    yield picture
                    picture = None
                frame = following
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise unreadable(path, str(error)) from error


def check_bytes(path: Path, sha256: str) -> None:
    """Raise StoryboardError `unreadable-clip` if a file has other bytes than it once had.

    A decoder makes a picture of almost anything: without this the film would show the damage.
    """
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error
    if found != sha256:
        raise unreadable(path, "its bytes have changed since it was kept")


def unreadable(path: Path, why: str) -> StoryboardError:
    """A clip that can't be used, as a StoryboardError with advice."""
    return StoryboardError.of(
        "unreadable-clip",
        f"cannot read the clip {path.name}: {why}",
        hint=f"delete {path} and render again: a clip that was bought is fetched again, not bought "
        "again; if it comes no better, make a new take of its shot",
    )


def _frames_at(
    container: InputContainer, stream: VideoStream, wanted: list[Fraction]
) -> Iterator[VideoFrame]:
    """For each time after the clip's first frame, rising, the frame that is showing then."""
    origin = Fraction(0)
    if stream.start_time is not None and stream.time_base is not None:
        origin = stream.start_time * stream.time_base
    decoded = _undamaged(_decoded_from(container, stream, origin, origin + wanted[0]))
    current, following = next(decoded, None), next(decoded, None)
    for time in wanted:
        while following is not None and _time(following) <= origin + time:
            current, following = following, next(decoded, None)
        if current is not None:
            yield current


def _decoded_from(
    container: InputContainer, stream: VideoStream, origin: Fraction, time: Fraction
) -> Iterator[VideoFrame]:
    """Frames in showing order, the first of them showing no later than `time`."""
    target = time - _SEEK_MARGIN
    if target <= origin or stream.time_base is None:
        return container.decode(stream)
    container.seek(int(target / stream.time_base), stream=stream)
    decoded = container.decode(stream)
    first = next(decoded, None)
    if first is None or _time(first) > time:
        container.seek(stream.start_time or 0, stream=stream)
        return container.decode(stream)
    return chain([first], decoded)


def _undamaged(frames: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    """The same frames. Raises ValueError at one that the decoder had to make up in part."""
    for frame in frames:
        if frame.is_corrupt:
            raise ValueError("a picture in it is damaged")
        yield frame


def _time(frame: VideoFrame) -> Fraction:
    stamp = frame.pts if frame.pts is not None else frame.dts
    if stamp is None or frame.time_base is None:
        raise ValueError("its frames carry no time")
    return stamp * frame.time_base
