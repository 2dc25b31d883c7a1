"""How a shot gives way to the next one, from what it says or inherits."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from storyboard.compile.resolve import Resolved
from storyboard.compile.shotlist import Joint
from storyboard.read.transitions import KINDS
from storyboard.timing import FrameRate

_LENGTH: Final = Fraction(1, 2)
"""The length of a transition whose duration is not written, in seconds."""


def joint_of(resolved: Resolved, rate: FrameRate, *, last: bool) -> Joint:
    """The shot's transition; the `last` shot does not inherit one that cannot end a film."""
    transition = resolved.get("transition")
    kind = KINDS.get(transition.type)
    inherited = resolved.origin["transition"][-2:-1] == ("defaults",)
    if kind is None or (last and inherited and not kind.ends):
        return Joint()
    written = transition.duration
    frames = written.frames(rate) if written else rate.frames(_LENGTH)
    return Joint(transition.type, frames, transition.towards, transition.paint)
