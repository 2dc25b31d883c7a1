"""The artist's panels of a shot: which is seen from which frame on. Only the draft shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from storyboard.compile.frames import HeldFrame
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.read.pictures import Picture
from storyboard.read.places import Places
from storyboard.read.staging import Panel
from storyboard.timing import FrameRate


@dataclass(frozen=True)
class Shown:
    """A panel and the shot's frames [start, end) in which it is seen; `name` is its content's.

    `said` is for how many frames it was to be seen, None where that is not written.
    """

    name: str
    path: FilePath
    start: int
    end: int
    said: int | None = None


def shown_panels(
    panels: Sequence[Panel], pictures: Mapping[str, Picture], frames: int, rate: FrameRate
) -> tuple[Shown, ...]:
    """When each panel of a shot of so many frames is seen.

    Those that don't say how long share what is left of the shot. The last one stays to its end.
    """
    if not panels:
        return ()
    said = [panel.lasts.frames(rate) if panel.lasts else None for panel in panels]
    left = max(0, frames - sum(length or 0 for length in said))
    share = Fraction(left, max(1, said.count(None)))
    found: list[Shown] = []
    at = Fraction(0)
    for panel, length in zip(panels, said, strict=True):
        end = at + (share if length is None else length)
        picture = pictures[panel.file]
        name = HeldFrame.of_picture(picture).name
        found.append(Shown(name, picture.path, round(at), min(frames, round(end)), length))
        at = end
    return tuple(found)


def panels_body(shown: Sequence[Shown]) -> dict[str, Any]:
    """What the draft's request says of them: a shot without panels keeps its drawing."""
    return {"panels": [{"picture": each.name, "at": each.start} for each in shown]} if shown else {}


def panel_problems(
    shown: Sequence[Shown], frames: int, path: Path, places: Places
) -> Iterator[Diagnostic]:
    """Panels of which a shot of so many frames shows nothing."""
    for index, each in enumerate(shown):
        if each.end > each.start or frames <= 0:
            continue
        at = (*path, "panels", index)
        if each.said == 0:
            yield Diagnostic(
                "panel-not-seen",
                "this panel stays for less than a frame",
                places.value((*at, "for")),
                "let it stay long enough to be seen, or leave it out",
            )
        else:
            yield Diagnostic(
                "panel-not-seen",
                f"this panel has no frame of its shot's {frames}: those before it, and those that "
                "say `for`, take all of it",
                places.value((*at, "file")),
                "let the others stay for less, or make the shot longer",
            )
