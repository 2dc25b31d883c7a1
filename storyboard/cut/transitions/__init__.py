"""Transitions, one file each: the file's name is the word that an author writes.

A file has one function, `composite`, as `Transition` describes it. What can be said about the
word is an entry in `read.transitions.KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from moviepy import VideoClip


@dataclass(frozen=True)
class Options:
    """What a transition may know: a frame's length in seconds, and what its kind can be told.

    `colour` is red, green and blue from 0 to 255.
    """

    frame: float
    direction: str | None = None
    colour: tuple[int, int, int] | None = None


class Transition(Protocol):
    """Composites two clips of the film's size, both beginning with the transition."""

    def __call__(
        self, outgoing: VideoClip, incoming: VideoClip | None, seconds: float, options: Options
    ) -> VideoClip:
        """The transition: all `outgoing` at time 0 and all `incoming` at `seconds`.

        It is asked for its frames in order, in their middles. Where `incoming` is None, which
        only happens if the kind `ends` a film, it must be over at `seconds`: the last frame.
        """


def find(kind: str) -> Transition:
    """The transition of that name, one of `read.transitions.KINDS`."""
    return cast(Transition, import_module(f"{__name__}.{kind}").composite)
