"""Dissolve: one picture melts into the other, on the last shot into black."""

from __future__ import annotations

from moviepy import VideoClip

from storyboard.cut.layers import BLACK, over, plain
from storyboard.cut.transitions import Options


def composite(
    outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
) -> VideoClip:
    """The incoming picture gains as much as the outgoing one loses."""
    return over(outgoing, incoming or plain(outgoing, BLACK), lambda t: t / seconds)
