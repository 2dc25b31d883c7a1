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
    middle, alone = seconds / 2, options.frame / 2

    def strength(t: float) -> float:
        away = max(0.0, abs(t - middle) - alone)
        return 1 - away / (middle - alone) if away else 1.0

    cut = concatenate_videoclips([outgoing.subclipped(0, middle), incoming.subclipped(middle)])
    return over(cut, colour, strength)
