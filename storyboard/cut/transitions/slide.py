"""Slide: the next picture slides in over this one, which stays."""

from __future__ import annotations

from moviepy import CompositeVideoClip, VideoClip

from storyboard.cut.layers import travel
from storyboard.cut.transitions import Options


def composite(
    outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
) -> VideoClip:
    """The incoming picture goes left, right, up or down until it covers the frame."""
    assert incoming is not None
    _, enter = travel(outgoing.size, seconds, options.direction)
    return CompositeVideoClip([outgoing, incoming.with_position(enter)], use_bgclip=True)
