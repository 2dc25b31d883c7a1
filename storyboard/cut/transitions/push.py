"""Push: the next picture pushes this one out of the frame."""

from __future__ import annotations

from moviepy import CompositeVideoClip, VideoClip

from storyboard.cut.layers import travel
from storyboard.cut.transitions import Options


def composite(
    outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
) -> VideoClip:
    """Both pictures go left, right, up or down, edge to edge."""
    assert incoming is not None
    leave, enter = travel(outgoing.size, seconds, options.direction)
    clips = [outgoing.with_position(leave), incoming.with_position(enter)]
    return CompositeVideoClip(clips, size=outgoing.size, bg_color=(0, 0, 0))
