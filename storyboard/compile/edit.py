"""What the edit does with a shot's clip, decided. Nothing here enters a request.

Speed and freeze have a say in the length of clip that is bought, as the shot's own length does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path as FilePath
from typing import Final

from storyboard.compile.resolve import Path, Resolved
from storyboard.errors import Diagnostic
from storyboard.read.edit import Fit, Title
from storyboard.read.edit import Inset as Written
from storyboard.read.model import CardShot, Shot
from storyboard.read.pictures import Picture
from storyboard.read.places import Places
from storyboard.timing import Duration, FrameRate

_NORMAL: Final = Fraction(1)


@dataclass(frozen=True)
class Titling:
    """A title of a shot, from its frame `start` on. `place` is `lower` or `centre`."""

    text: str
    subtitle: str
    place: str
    start: int
    frames: int


@dataclass(frozen=True)
class Inset:
    """Another picture in a corner of a shot: a file known by `sha256`, or what a `shot` shows.

    `width` is a part of the frame's. It comes with the shot's frame `at`, at 0 with the transition
    into the shot, and stays for `frames`, or until the transition after it is over.
    """

    place: str
    width: float
    at: int = 0
    frames: int | None = None
    shot: str | None = None
    sha256: str | None = None
    path: FilePath | None = None


@dataclass(frozen=True)
class Edit:
    """How a shot shows its clip.

    At `speed` 2 the clip's time runs twice as fast as the film's. During the shot's last `freeze`
    frames, and in the transition after them, the picture stands still. `begin` is how many of the
    film's frames the clip runs before the shot; where it is None, as many as are needed.
    """

    fit: Fit = Fit.COVER
    speed: Fraction = _NORMAL
    freeze: int = 0
    begin: int | None = None
    caption: str | None = None
    title: Titling | None = None
    inset: Inset | None = None

    def clip_frames(self, head: int, frames: int, tail: int) -> int:
        """The frames a clip must have, at the film's rate, for a shot with these handles."""
        moving = head + frames + (-self.freeze if self.freeze else tail)
        return moving if self.speed == 1 else ceil(moving * self.speed)


def edit_of(
    shot: Shot, resolved: Resolved, frames: int, rate: FrameRate, pictures: Mapping[str, Picture]
) -> Edit:
    """What the fields of a shot of so many frames ask for."""
    return Edit(
        fit=resolved.get("fit"),
        speed=speed_of(shot),
        freeze=shot.freeze.frames(rate) if shot.freeze else 0,
        begin=_begin(shot, rate),
        caption=shot.caption,
        title=_titling(shot.title, frames, rate) if shot.title else None,
        inset=_inset(shot.inset, rate, pictures) if shot.inset else None,
    )


def frames_of(shot: Shot | CardShot, resolved: Resolved, rate: FrameRate) -> int:
    """How long a shot lasts: from the `in` to the `out` of its trim, or as its duration says."""
    written: Duration = resolved.get("duration")
    if isinstance(shot, CardShot) or shot.trim is None or shot.trim.end is None:
        return written.frames(rate)
    start = shot.trim.start.frames(rate) if shot.trim.start else 0
    lasts = shot.trim.end.frames(rate) - start
    if lasts <= 0:  # which is told, and nothing shall follow from it
        return written.frames(rate)
    frozen = shot.freeze.frames(rate) if shot.freeze else 0
    return round(lasts / speed_of(shot)) + frozen


def speed_of(shot: Shot) -> Fraction:
    """How many seconds of the clip pass in one of the film."""
    return Fraction(str(shot.speed)) if shot.speed is not None else _NORMAL


def _begin(shot: Shot, rate: FrameRate) -> int | None:
    if shot.trim is None:
        return None
    return round((shot.trim.start.frames(rate) if shot.trim.start else 0) / speed_of(shot))


def _inset(inset: Written, rate: FrameRate, pictures: Mapping[str, Picture]) -> Inset:
    picture = pictures[inset.file] if inset.file is not None else None
    return Inset(
        place=inset.place.value,
        width=inset.width,
        at=inset.at.frames(rate) if inset.at else 0,
        frames=inset.lasts.frames(rate) if inset.lasts else None,
        shot=inset.shot,
        sha256=picture.sha256 if picture else None,
        path=picture.path if picture else None,
    )


def _titling(title: Title, frames: int, rate: FrameRate) -> Titling:
    start = title.at.frames(rate) if title.at else 0
    rest = frames - start
    lasts = min(rest, title.lasts.frames(rate)) if title.lasts else rest
    return Titling(title.text, title.subtitle or "", title.place.value, start, lasts)


def edit_problems(edit: Edit, frames: int, path: Path, places: Places) -> Iterator[Diagnostic]:
    """What of it does not fit a shot of so many frames."""
    if 0 < frames <= edit.freeze:
        yield Diagnostic(
            "freeze-too-long",
            f"the freeze takes {edit.freeze} frames of a shot of {frames}",
            places.value((*path, "freeze")),
            "make it shorter than the shot: it holds the last frame that was shown",
        )
    if edit.title and frames > 0 and edit.title.frames < 1:
        late = edit.title.start >= frames
        yield Diagnostic(
            "title-not-seen",
            f"the title comes after {edit.title.start} frames, when its shot of {frames} is over"
            if late
            else "the title stays for less than a frame",
            places.value((*path, "title", "at" if late else "for")),
            "let it come earlier" if late else "let it stay long enough to be read",
        )
    if edit.inset and frames > 0 and (edit.inset.at >= frames or edit.inset.frames == 0):
        word = "at" if edit.inset.at >= frames else "for"
        yield Diagnostic(
            "inset-not-seen",
            f"the inset is not seen: it comes after {edit.inset.at} of {frames} frames",
            places.value((*path, "inset", word)),
            "let it come earlier and stay longer",
        )
