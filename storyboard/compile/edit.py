"""What the edit does with a shot's clip, decided. Nothing here enters a request.

Speed and freeze have a say in the length of clip that is bought, as the shot's own length does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from storyboard.compile.resolve import Path, Resolved
from storyboard.errors import Diagnostic
from storyboard.read.edit import Fit
from storyboard.read.model import Shot
from storyboard.read.places import Places
from storyboard.timing import FrameRate


@dataclass(frozen=True)
class Edit:
    """How a shot shows its clip.

    At `speed` 2 the clip's time runs twice as fast as the film's. During the shot's last `freeze`
    frames, and in the transition after them, the picture stands still.
    """

    fit: Fit = Fit.COVER
    speed: Fraction = Fraction(1)
    freeze: int = 0

    def clip_frames(self, head: int, frames: int, tail: int) -> int:
        """The frames a clip must have, at the film's rate, for a shot with these handles."""
        moving = head + frames + (-self.freeze if self.freeze else tail)
        return ceil(moving * self.speed)


def edit_of(shot: Shot, resolved: Resolved, rate: FrameRate) -> Edit:
    """What a shot's fields ask for."""
    return Edit(
        fit=resolved.get("fit"),
        speed=Fraction(str(shot.speed)) if shot.speed is not None else Fraction(1),
        freeze=shot.freeze.frames(rate) if shot.freeze else 0,
    )


def edit_problems(edit: Edit, frames: int, path: Path, places: Places) -> Iterator[Diagnostic]:
    """What of it does not fit a shot of so many frames."""
    if 0 < frames <= edit.freeze:
        yield Diagnostic(
            "freeze-too-long",
            f"the freeze takes {edit.freeze} frames of a shot of {frames}",
            places.value((*path, "freeze")),
            "make it shorter than the shot: it holds the last frame that was shown",
        )
