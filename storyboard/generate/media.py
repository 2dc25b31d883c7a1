"""A look into a media file: what it really holds, whatever its maker said."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.errors import StoryboardError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Media:
    """What a file holds. `frames` are counted packets, `rate` is frames per second.

    `audio_seconds` is None where there is no sound track.
    """

    frames: int
    rate: Fraction
    width: int
    height: int
    audio_seconds: Fraction | None

    @property
    def seconds(self) -> Fraction:
        """The length of the picture."""
        return self.frames / self.rate


def probe(path: Path) -> Media:
    """Count the frames of a video file and read its rate, size and sound.

    Packets are counted rather than the header believed: a file cut short in transfer still
    announces its full length. Raises StoryboardError `unreadable-media` for anything that holds
    no picture.
    """
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise _unreadable(path, "it has no picture")
            video = container.streams.video[0]
            audio = container.streams.audio[0] if container.streams.audio else None
            frames, sound = 0, Fraction(0)
            for packet in container.demux([s for s in (video, audio) if s is not None]):
                if packet.size == 0:
                    continue
                if packet.stream is video:
                    frames += 1
                elif packet.duration is not None and packet.time_base is not None:
                    sound += packet.duration * packet.time_base
            rate = video.average_rate or video.guessed_rate
            if not frames or not rate:
                raise _unreadable(path, "it has no frames")
            return Media(frames, rate, video.width, video.height, sound if audio else None)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(path, str(error)) from error


def _unreadable(path: Path, why: str) -> StoryboardError:
    return StoryboardError.of("unreadable-media", f"{path.name} is not a usable video: {why}")


def frame_at(path: Path, index: int) -> NDArray[np.uint8]:
    """One frame of a video, counted from 0, as an array (height, width, 3) of RGB.

    The last frame where the file is shorter. Raises StoryboardError `unreadable-media`.
    """
    import av
    import numpy as np

    try:
        with av.open(str(path)) as container:
            found = None
            for number, frame in enumerate(container.decode(video=0)):
                found = frame
                if number >= index:
                    break
            if found is None:
                raise _unreadable(path, "it has no frames")
            return np.asarray(found.to_ndarray(format="rgb24"), dtype=np.uint8)
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise _unreadable(path, str(error)) from error
