"""What is delivered beside the film, decided: its forms and the poster.

All of it is the edit's: nothing here enters a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storyboard.compile.shotlist import Shotlist
from storyboard.read.burns import DRAFT_BURN_IN, USUAL_BURN_IN, Burn
from storyboard.read.deliverables import (
    GIF_WIDTH,
    AspectRatio,
    Form,
    Rendition,
    Resolution,
    Subtitling,
    frame_size,
)
from storyboard.read.edit import Fit
from storyboard.read.model import Storyboard

_PROXY: Final = Resolution.P540
_ENDINGS: Final = {Form.MASTER: ".mov", Form.GIF: ".gif"}
_SHAPES: Final = {Form.VERTICAL: AspectRatio.TALL, Form.SQUARE: AspectRatio.SQUARE}
_BARE: Final = (Form.PROXY, Form.MASTER)
"""Forms for further work, which have no subtitles unless they are asked for."""


@dataclass(frozen=True)
class Deliverable:
    """One form of the film; `size` is (width, height).

    `name` is the form's or the author's own. `fit` is None where each shot's own holds.
    """

    name: str
    form: Form
    size: tuple[int, int]
    fit: Fit | None = None
    burn_in: tuple[Burn, ...] = ()
    subtitles: Subtitling = Subtitling.NONE

    def beside(self, film: Path) -> Path:
        """Its file, by the film's: `film.web.mp4` and `film.gif` for `film.mp4`."""
        name = "" if self.name == Form.GIF else f".{self.name}"
        return film.with_suffix(name + _ENDINGS.get(self.form, ".mp4"))


@dataclass(frozen=True)
class Delivery:
    """`poster` is a shot's id; `draft_burn_in` is what is burnt into the film if it is a draft.

    `draft_beep` says whether each shot of a draft begins with a beep.
    """

    deliverables: tuple[Deliverable, ...]
    poster: str
    draft_burn_in: tuple[Burn, ...] = DRAFT_BURN_IN
    draft_beep: bool = False


def plan_delivery(board: Storyboard, shotlist: Shotlist) -> Delivery:
    """What to make of a film once it is cut. Pure.

    The poster is of the longest shot that is no card, the first of them, where the storyboard
    names none.
    """
    longest = max(shotlist.filmed or shotlist.shots, key=lambda shot: shot.frames)
    return Delivery(
        deliverables=tuple(
            _deliverable(name, wanted, board) for name, wanted in (board.deliverables or {}).items()
        ),
        poster=board.poster or longest.id,
        draft_burn_in=board.draft.burn_in,
        draft_beep=board.draft.beep,
    )


def _deliverable(name: str, wanted: Rendition, board: Storyboard) -> Deliverable:
    form = wanted.form or Form(name)
    if form is Form.GIF:
        width, height = board.frame_size
        across = min(wanted.width or GIF_WIDTH, width)
        return Deliverable(name, form, (across, max(1, round(across * height / width))))
    resolution, subtitles = board.resolution, Subtitling.SOFT
    burn_in: tuple[Burn, ...] = ()
    if form is Form.PROXY:
        resolution, burn_in = min(_PROXY, resolution, key=_short_side), USUAL_BURN_IN
    if form in _BARE:
        subtitles = Subtitling.NONE
    return Deliverable(
        name,
        form,
        frame_size(
            wanted.resolution or resolution,
            wanted.aspect_ratio or _SHAPES.get(form, board.aspect_ratio),
        ),
        wanted.fit,
        burn_in if wanted.burn_in is None else wanted.burn_in,
        wanted.subtitles or subtitles,
    )


def _short_side(resolution: Resolution) -> int:
    return int(resolution.removesuffix("p"))
