"""Files that are whole or absent: written beside their place, then renamed into it."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storyboard.errors import StoryboardError


@contextmanager
def landing(target: Path) -> Iterator[Path]:
    """A temporary name beside `target`, renamed over it when the block ends without an exception.

    Whatever else happens (an interrupt too), the temporary file is removed and `target` stays
    what it was. Raises StoryboardError `cannot-write` when the disk or the folder refuses.
    """
    part = _beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        # A folder that refuses to be looked into has nothing of ours to clear away.
        with suppress(OSError):
            part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can: a rename survives a power cut."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check_writable(target: Path) -> None:
    """Try whether `target` could be written, before hours are spent on it.

    Makes its folder. Raises StoryboardError `cannot-write`.
    """
    part = _beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        part.touch()
        part.unlink()
    except OSError as error:
        raise cannot_write(target, error) from error


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.part")


def cannot_write(target: Path, error: OSError) -> StoryboardError:
    """The system's refusal to write, as a StoryboardError with advice."""
    hints = {
        errno.ENOSPC: "the disk is full; delete what is not needed and try again",
        errno.EDQUOT: "the disk quota is used up; delete what is not needed and try again",
        errno.EACCES: "choose a folder that you may write to",
        errno.EPERM: "choose a folder that you may write to",
        errno.EROFS: "the disk is read-only; choose another folder",
        errno.EISDIR: "a folder has that name; choose another name",
        errno.ENOTDIR: "a part of the path is a file; choose another folder",
    }
    reason = error.strerror or type(error).__name__
    hint = hints.get(error.errno or 0, "choose another folder")
    return StoryboardError.of("cannot-write", f"cannot write {target}: {reason}", hint=hint)
