"""Files that a storyboard names: inside the project's folder, real files, opened with care."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path, PurePosixPath

from storyboard.read.words import shown


class Refused(Exception):
    """A file that cannot be used: code, message, hint."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def inside(written: str, folder: Path, *, kind: str, example: str) -> Path:
    """The file's path, none of whose parts leads out of the folder: absolute, by `..` or a link.

    `kind` and `example` are for the advice. Raises Refused.
    """
    name, parts = shown(written), PurePosixPath(written).parts
    if "\\" in written or ":" in written or written.startswith("/") or ".." in parts:
        message = f"`{name}` does not stay in the project's folder"
        hint = f"copy the {kind} into it and write its path from there, for example {example}"
        raise Refused("outside-project", message, hint)
    path = folder
    for part in parts:
        path = path / part
        try:
            is_link = path.is_symlink()
        except (OSError, ValueError) as error:
            raise Refused("unreadable", f"`{name}` cannot be a file's path") from error
        if is_link:
            message = f"`{name}` goes through a link"
            raise Refused("outside-project", message, f"copy the {kind} into the project instead")
    return path


@contextmanager
def opened(path: Path, folder: Path, name: str, *, kind: str) -> Iterator[BufferedReader]:
    """The file in the folder, open for reading; `name` is what the author calls it.

    Raises Refused.
    """
    no_file = Refused("not-a-file", f"`{name}` is not a file", f"name a {kind} file")
    try:
        descriptor = _descended(path, folder)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise no_file
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                yield file
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        hint = "paths are relative to the storyboard's folder"
        raise Refused("missing-file", f"there is no file `{name}`", hint) from error
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) in (errno.ENXIO, errno.EOPNOTSUPP):  # a socket
            raise no_file from error
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Refused("unreadable", f"`{name}` cannot be read: {reason}") from error


def _descended(path: Path, folder: Path) -> int:
    """The file's descriptor, opened part by part where the system can: a folder that somebody makes
    a link of, after `inside` looked at it, leads nowhere."""
    # Non-blocking, so that opening a pipe nobody writes to returns.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    if os.open not in os.supports_dir_fd:
        return os.open(path, flags | getattr(os, "O_BINARY", 0))
    step = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY
    *folders, last = path.relative_to(folder).parts or (".",)
    at = os.open(folder, step)
    try:
        for part in folders:
            deeper = os.open(part, step | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = deeper
        return os.open(last, flags, dir_fd=at)
    finally:
        os.close(at)
