"""The pictures that shots name: panels to start or end a clip with, read and known by digest."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from storyboard.errors import Diagnostic, Span
from storyboard.read.model import Storyboard
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


class _Refused(Exception):
    """A file that cannot be used: code, message, hint."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def read_pictures(
    board: Storyboard, places: Places, folder: Path
) -> tuple[Mapping[str, Picture], tuple[Diagnostic, ...]]:
    """Every picture file of a storyboard by its path as written, and what is wrong with others.

    A path stays inside `folder`, the project's: none that is absolute, climbs with `..` or goes
    through a link. A file named by many shots is read once.
    """
    found: dict[str, Picture] = {}
    refused: dict[str, _Refused] = {}
    problems: list[Diagnostic] = []
    for written, place in _files(board):
        if written not in found and written not in refused:
            try:
                found[written] = _read(written, folder)
            except _Refused as error:
                refused[written] = error
        if why := refused.get(written):
            span = places.value(place)
            problems.append(Diagnostic(why.code, why.message, span, why.hint))
    return found, tuple(problems)


def picture_problems(board: Storyboard, places: Places) -> Iterator[Diagnostic]:
    """First frames that name a shot which is not an earlier one."""
    order = {shot.id: at for at, shot in enumerate(s for sc in board.scenes for s in sc.shots)}
    for s, scene in enumerate(board.scenes):
        for t, shot in enumerate(scene.shots):
            if shot.first_frame is None or shot.first_frame.shot is None:
                continue
            wanted = shot.first_frame.shot
            span = places.value(("scenes", s, "shots", t, "first_frame", "shot"))
            if wanted not in order:
                near = closest(wanted, list(order))
                hint = f"did you mean `{near}`?" if near else "name a shot that stands before it"
                yield Diagnostic("unknown-shot", f"there is no shot `{shown(wanted)}`", span, hint)
            elif order[wanted] >= order[shot.id]:
                yield _not_earlier(shot.id, wanted, span)


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
            if shot.first_frame is not None and shot.first_frame.file is not None:
                # Written short, it is the value of `first_frame` itself.
                yield shot.first_frame.file, (*at, "first_frame", "file")
            if shot.last_frame is not None:
                yield shot.last_frame, (*at, "last_frame")


def _read(written: str, folder: Path) -> Picture:
    path = _inside(written, folder)
    name = shown(written)
    try:
        data = _bytes(path, name)
    except FileNotFoundError as error:
        hint = "paths are relative to the storyboard's folder"
        raise _Refused("missing-file", f"there is no file `{name}`", hint) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _Refused("unreadable", f"`{name}` cannot be read: {reason}") from error
    if len(data) > MAX_PICTURE_BYTES:
        most = MAX_PICTURE_BYTES // 2**20
        raise _Refused("too-big", f"`{name}` is larger than {most} MiB", "save it smaller")
    kind = _kind(data)
    if kind is None:
        message = f"`{name}` is not a PNG, JPEG or WebP picture"
        raise _Refused("not-a-picture", message, "the name does not count, what is in it does")
    return Picture(path, hashlib.sha256(data).hexdigest(), kind, len(data))


def _bytes(path: Path, name: str) -> bytes:
    """The file's bytes, at most one more than are allowed."""
    # Non-blocking, so that opening a pipe nobody writes to returns.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _Refused("not-a-file", f"`{name}` is not a file", "name a picture file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_PICTURE_BYTES + 1)
    finally:
        os.close(descriptor)


def _inside(written: str, folder: Path) -> Path:
    """The file's path, none of whose parts leads out of the folder."""
    name, parts = shown(written), PurePosixPath(written).parts
    if "\\" in written or ":" in written or written.startswith("/") or ".." in parts:
        message = f"`{name}` does not stay in the project's folder"
        hint = "copy the picture into it and write its path from there, for example panels/a.png"
        raise _Refused("outside-project", message, hint)
    path = folder
    for part in parts:
        path = path / part
        try:
            is_link = path.is_symlink()
        except (OSError, ValueError) as error:
            raise _Refused("unreadable", f"`{name}` cannot be a file's path") from error
        if is_link:
            message = f"`{name}` goes through a link"
            raise _Refused("outside-project", message, "copy the picture into the project instead")
    return path


def _kind(data: bytes) -> PictureKind | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None
