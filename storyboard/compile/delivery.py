"""What is delivered beside the film, decided: its forms, the poster, and what is said when.

All of it is the edit's: nothing here enters a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storyboard.compile.shotlist import Shotlist
from storyboard.read.deliverables import Rendition, Resolution
from storyboard.read.model import Storyboard

_PROXY: Final = Resolution.P540
_ENDINGS: Final = {
    "web": ".web.mp4",
    "proxy": ".proxy.mp4",
    "master": ".master.mov",
    "gif": ".gif",
}


@dataclass(frozen=True)
class Deliverable:
    """One form of the film: `web`, `proxy`, `master` or `gif`; `size` is (width, height)."""

    name: str
    size: tuple[int, int]
    burn_in: bool

    def beside(self, film: Path) -> Path:
        """Its file, by the film's: `film.web.mp4` for `film.mp4`."""
        return film.with_suffix(_ENDINGS[self.name])


@dataclass(frozen=True)
class Spoken:
    """A line of dialogue with its speaker's name."""

    speaker: str
    line: str


@dataclass(frozen=True)
class Delivery:
    """`poster` is a shot's id; `lines` are the dialogue of each shot, by its id."""

    deliverables: tuple[Deliverable, ...]
    poster: str
    lines: Mapping[str, tuple[Spoken, ...]]


def plan_delivery(board: Storyboard, shotlist: Shotlist) -> Delivery:
    """What to make of a film once it is cut. Pure.

    The poster is of the longest shot, the first of them, where the storyboard names none.
    """
    longest = max(shotlist.shots, key=lambda shot: shot.frames)
    return Delivery(
        deliverables=tuple(_deliverables(board)),
        poster=board.poster or longest.id,
        lines={
            shot.id: tuple(
                Spoken(board.cast[said.speaker].name, said.line) for said in shot.dialogue
            )
            for scene in board.scenes
            for shot in scene.shots
        },
    )


def _deliverables(board: Storyboard) -> Iterator[Deliverable]:
    wanted = board.deliverables
    if wanted is None:
        return
    if wanted.web is not None:
        yield _rendition("web", wanted.web, board, board.resolution)
    if wanted.proxy is not None:
        smaller = min(_PROXY, board.resolution, key=_short_side)
        yield _rendition("proxy", wanted.proxy, board, smaller)
    if wanted.master is not None:
        yield _rendition("master", wanted.master, board, board.resolution)
    if wanted.gif is not None:
        width, height = board.frame_size
        across = min(wanted.gif.width, width)
        yield Deliverable("gif", (across, max(1, round(across * height / width))), burn_in=False)


def _rendition(
    name: str, wanted: Rendition, board: Storyboard, resolution: Resolution
) -> Deliverable:
    sized = board.model_copy(update={"resolution": wanted.resolution or resolution})
    burn_in = name == "proxy" if wanted.burn_in is None else wanted.burn_in
    return Deliverable(name, sized.frame_size, burn_in)


def _short_side(resolution: Resolution) -> int:
    return int(resolution.removesuffix("p"))
