"""Hold: the picture freezes before a match cut, so that the eye has time to take in its shape."""

from __future__ import annotations

from moviepy import VideoClip

from storyboard.cut.transitions import Options


def composite(
    outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
) -> VideoClip:
    """The outgoing picture stands still for all the time; the cut is at its end."""
    return outgoing.to_ImageClip(0, duration=seconds)
