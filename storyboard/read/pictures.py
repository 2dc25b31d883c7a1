"""The pictures that a storyboard names, read and known by digest.

They are frames to start or end a clip with, what cards stand on, insets, and panels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from storyboard.errors import Diagnostic, Span
from storyboard.read.edit import is_colour
from storyboard.read.inside import Refused, inside, opened
from storyboard.read.model import CardShot, Storyboard
from storyboard.read.places import Path as Place
from storyboard.read.places import Places
from storyboard.read.words import closest, shown

MAX_PICTURE_BYTES: Final = 20 * 1024 * 1024

PictureKind = Literal["png", "jpeg", "webp"]


@dataclass(frozen=True)
class Picture:
    """A picture file as it was when it was read. `sha256` is of its bytes, 64 hex digits."""

    path: Path
    sha256: str
    kind: PictureKind
    size: int


def read_pictures(
    board: Storyboard, places: Places, folder: Path
) -> tuple[Mapping[str, Picture], tuple[Diagnostic, ...]]:
    """Every picture file of a storyboard by its path as written, and what is wrong with others.

    A path stays inside `folder`, the project's: none that is absolute, climbs with `..` or goes
    through a link. A file named by many shots is read once.
    """
    found: dict[str, Picture] = {}
    refused: dict[str, Refused] = {}
    problems: list[Diagnostic] = []
    for written, place in _files(board):
        if written not in found and written not in refused:
            try:
                found[written] = _read(written, folder)
            except Refused as error:
                refused[written] = error
        if why := refused.get(written):
            span = places.value(place)
            problems.append(Diagnostic(why.code, why.message, span, why.hint))
    return found, tuple(problems)


def picture_problems(board: Storyboard, places: Places) -> Iterator[Diagnostic]:
    """First frames and insets that name a shot which has no such picture for them."""
    order = {shot.id: at for at, shot in enumerate(s for sc in board.scenes for s in sc.shots)}
    cards = {shot.id for sc in board.scenes for shot in sc.shots if isinstance(shot, CardShot)}
    for s, scene in enumerate(board.scenes):
        for t, shot in enumerate(scene.shots):
            if isinstance(shot, CardShot):
                continue
            at: Place = ("scenes", s, "shots", t)
            if shot.inset is not None and shot.inset.shot is not None:
                span = places.value((*at, "inset", "shot"))
                yield from _not_shown(shot.id, shot.inset.shot, order.keys(), cards, span)
            if shot.first_frame is None or shot.first_frame.shot is None:
                continue
            wanted = shot.first_frame.shot
            span = places.value((*at, "first_frame", "shot"))
            if wanted not in order:
                near = closest(wanted, list(order))
                hint = f"did you mean `{near}`?" if near else "name a shot that stands before it"
                yield Diagnostic("unknown-shot", f"there is no shot `{shown(wanted)}`", span, hint)
            elif wanted in cards:
                hint = "name an earlier shot, or a picture file"
                message = f"`{shown(wanted)}` is a card: it has no clip, and no last frame"
                yield Diagnostic("not-a-clip", message, span, hint)
            elif order[wanted] >= order[shot.id]:
                yield _not_earlier(shot.id, wanted, span)


def _not_shown(
    shot: str, wanted: str, shots: Collection[str], cards: Collection[str], span: Span
) -> Iterator[Diagnostic]:
    """Why a shot cannot be seen in a corner of another one."""
    hint = "name another shot, or a picture file"
    if wanted not in shots:
        near = closest(wanted, list(shots))
        hint = f"did you mean `{near}`?" if near else hint
        yield Diagnostic("unknown-shot", f"there is no shot `{shown(wanted)}`", span, hint)
    elif wanted in cards or wanted == shot:
        what = "a card: it has no clip to show" if wanted in cards else "this shot itself"
        yield Diagnostic("not-a-clip", f"`{shown(wanted)}` is {what}", span, hint)


def _not_earlier(shot: str, wanted: str, span: Span) -> Diagnostic:
    what = "itself" if wanted == shot else f"`{shown(wanted)}`, which comes later"
    return Diagnostic(
        "not-an-earlier-shot",
        f"`{shown(shot)}` cannot start with the last frame of {what}",
        span,
        "name a shot that stands before it in the film, or a picture file",
    )


def _files(board: Storyboard) -> Iterator[tuple[str, Place]]:
    for s, scene in enumerate(board.scenes):
        for t, shot in enumerate(scene.shots):
            at: Place = ("scenes", s, "shots", t)
            if isinstance(shot, CardShot):
                if shot.card.ground is not None and not is_colour(shot.card.ground):
                    yield shot.card.ground, (*at, "card", "ground")
                continue
            if shot.first_frame is not None and shot.first_frame.file is not None:
                # Written short, it is the value of `first_frame` itself.
                yield shot.first_frame.file, (*at, "first_frame", "file")
            if shot.last_frame is not None:
                yield shot.last_frame, (*at, "last_frame")
            if shot.inset is not None and shot.inset.file is not None:
                yield shot.inset.file, (*at, "inset", "file")
            for index, panel in enumerate(shot.panels):
                # Written short, it is the item of `panels` itself.
                yield panel.file, (*at, "panels", index, "file")


def _read(written: str, folder: Path) -> Picture:
    name = shown(written)
    path = inside(written, folder, kind="picture", example="panels/a.png")
    with opened(path, folder, name, kind="picture") as file:
        data = file.read(MAX_PICTURE_BYTES + 1)
    if len(data) > MAX_PICTURE_BYTES:
        most = MAX_PICTURE_BYTES // 2**20
        raise Refused("too-big", f"`{name}` is larger than {most} MiB", "save it smaller")
    kind = _kind(data)
    if kind is None:
        message = f"`{name}` is not a PNG, JPEG or WebP picture"
        raise Refused("not-a-picture", message, "the name does not count, what is in it does")
    if not _is_whole(data, kind):
        message = f"`{name}` is damaged: it ends before the picture does"
        raise Refused("unreadable-picture", message, "copy it again, or save it again")
    return Picture(path, hashlib.sha256(data).hexdigest(), kind, len(data))


def _kind(data: bytes) -> PictureKind | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def _is_whole(data: bytes, kind: PictureKind) -> bool:
    """Whether a file has its end: a copy or a download that was broken off has not.

    Nothing is decoded, which would take a hundred times as long.
    """
    if kind == "webp":
        return len(data) >= 8 + int.from_bytes(data[4:8], "little")
    if kind == "jpeg":
        # A thumbnail among the notes before the picture has an end too.
        return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
    at = 8
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND" and at <= len(data):
            return True
    return False
