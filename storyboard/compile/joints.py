"""How a shot gives way to the next one, from what it says or inherits, and whether that fits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from storyboard.compile.resolve import Resolved
from storyboard.compile.shotlist import Joint
from storyboard.errors import Diagnostic
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


@dataclass(frozen=True)
class Unfit:
    """A transition that is too long: the one `before` the shot or its own. The place is open."""

    is_before: bool
    problem: Diagnostic


def too_long(
    before: Joint,
    own: Joint,
    frames: int,
    *,
    last: bool,
    elsewhere: tuple[int | None, int | None] = (None, None),
) -> Unfit | None:
    """The longer of a shot's two transitions, if they take more than the shot's frames.

    `elsewhere` is how long the shot at the other end of each lets it be, where there is one.
    """
    begin, end = _shares(before, own, last=last)
    if begin + end <= frames:
        return None
    is_before = begin > end
    blamed = before if is_before else own
    together = "" if max(begin, end) > frames else " with the one at its other end"
    message = f"a {blamed.kind} of {blamed.frames} frames is too long for a shot of {frames}"
    if blamed.kind[0] in "aeiou":
        message = message.replace("a ", "an ", 1)
    here = longest(before, own, frames, last=last, is_before=is_before)
    there = elsewhere[0] if is_before else elsewhere[1]
    most = here if there is None else min(here, there)
    shorter = f"at most {most} frames" if most > 0 else "shorter"
    hint = f"make it {shorter}, or the shot longer"
    return Unfit(is_before, Diagnostic("transition-too-long", message + together, hint=hint))


def longest(before: Joint, own: Joint, frames: int, *, last: bool, is_before: bool) -> int:
    """How many frames one of a shot's transitions may have beside the other."""
    begin, end = _shares(before, own, last=last)
    if is_before:
        return 2 * (frames - end)
    room = frames - begin
    return room if last or room <= 0 else 2 * room + 1


def _shares(before: Joint, own: Joint, *, last: bool) -> tuple[int, int]:
    """How many of a shot's frames its two transitions take."""
    return before.frames - before.frames // 2, own.frames if last else own.frames // 2
