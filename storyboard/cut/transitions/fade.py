"""Fade: the picture goes to a colour and comes back from it, on the last shot goes there only."""

from __future__ import annotations

from moviepy import VideoClip, concatenate_videoclips

from storyboard.cut.layers import BLACK, over, plain
from storyboard.cut.transitions import Options


def composite(
    outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
) -> VideoClip:
    """The colour stands alone for the frame in the middle, or for both."""
    colour = plain(outgoing, options.colour or BLACK)
    if incoming is None:
        return over(outgoing, colour, lambda t: t / seconds)
    middle = seconds / 2

    def strength(t: float) -> float:
        return 1 - max(0.0, abs(t - middle) - options.frame / 2) / middle

    cut = concatenate_videoclips([outgoing.subclipped(0, middle), incoming.subclipped(middle)])
    return over(cut, colour, strength)
