"""A file the author wrote, opened with care: bounded, decoded, split into lines."""

from __future__ import annotations

import bisect
import difflib
import errno
import os
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Final

from storyboard.errors import Diagnostic, Span, StoryboardError

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest storyboard that is read; ten thousand shots need half of it."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""A character that cannot stand in a file."""
_BREAK = re.compile("\r\n?|\n")


@dataclass(frozen=True)
class Source:
    """The text of a file (no byte order mark) and the name people know it by."""

    file: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    @cached_property
    def _shown(self) -> dict[int, str]:
        return {}

    def span(self, start: int, end: int | None = None) -> Span:
        """The span of `text[start:end]`, cut at its first line's end; without `end`, one character.

        Offsets count code points; one past the end of the text means its end.
        """
        start = min(max(start, 0), len(self.text))
        line = bisect.bisect_right(self._starts, start) - 1
        first, text = self._starts[line], self._line(line)
        column = min(start - first, len(text))
        width = min(start + 1 if end is None else end, first + len(text)) - start
        return Span(self.file, line + 1, column + 1, max(1, width), text)

    def is_one_line(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` stands on one line."""
        return self.text.find("\n", start, end) < 0

    def cut(self, start: int, end: int) -> str:
        """What is written from `start` to `end`."""
        return self.text[start:end]

    def _line(self, number: int) -> str:
        # Kept, so that a thousand problems in one long line hold one copy of it.
        if number not in self._shown:
            first, *after = self._starts[number : number + 2]
            end = after[0] if after else len(self.text)
            self._shown[number] = self.text[first:end].rstrip("\r\n")
        return self._shown[number]


@dataclass(frozen=True)
class Sources:
    """Several files as one text: offsets go on from each file to the next."""

    files: tuple[Source, ...]

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each file starts, and at which the next one would."""
        # One more for each, so that the end of a file belongs to it and not to the next.
        return [0, *accumulate(len(source.text) + 1 for source in self.files)]

    @property
    def end(self) -> int:
        """The offset at which another file would start."""
        return self.starts[-1]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {source.file: rank for rank, source in enumerate(self.files)}

    def span(self, start: int, end: int | None = None) -> Span:
        """As that of the file in which `start` lies."""
        source, base = self._at(start)
        return source.span(start - base, None if end is None else end - base)

    def is_one_line(self, start: int, end: int) -> bool:
        """Whether what lies from `start` to `end`, in one file, stands on one line."""
        source, base = self._at(start)
        return source.is_one_line(start - base, end - base)

    def cut(self, start: int, end: int) -> str:
        """What is written from `start` to `end`, in one file."""
        source, base = self._at(start)
        return source.cut(start - base, end - base)

    def order(self, span: Span | None) -> tuple[int, str, int, int]:
        """A key that sorts spans as people read: file by file, from top to bottom."""
        if span is None:
            return (-1, "", 0, 0)
        return (self._ranks.get(span.file, len(self.files)), span.file, span.line, span.column)

    def _at(self, offset: int) -> tuple[Source, int]:
        if len(self.files) == 1:
            return self.files[0], 0
        rank = bisect.bisect_right(self.starts, offset, hi=len(self.files)) - 1
        return self.files[rank], self.starts[rank]


def read_source(path: Path) -> Source:
    """Open, check and decode a file.

    Raises StoryboardError: missing-file, not-a-file, no-permission, unreadable, too-big, not-utf8,
    control-character. A file that is too big is refused before a byte of it is read.
    """
    name = str(path)
    return source_of(read_bytes(path, name), name)


def source_of(data: bytes, name: str) -> Source:
    """Check and decode what a file holds. Raises StoryboardError: not-utf8, control-character."""
    text = _decode(data, name).removeprefix("\ufeff")
    source = Source(name, text)
    if bad := CONTROL.search(text):
        code = f"U+{ord(bad[0]):04X}"
        raise StoryboardError(
            Diagnostic(
                "control-character",
                f"the control character {code} cannot stand in a storyboard",
                source.span(bad.start()),
                "delete it; it may be invisible in an editor",
            )
        )
    return source


def read_bytes(path: Path, name: str) -> bytes:
    """What a file holds. Raises StoryboardError as `read_source` does."""
    # Non-blocking, so that opening a pipe nobody writes to returns; the checks are made on the
    # open descriptor, so that the file cannot be exchanged between check and read.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise _cannot_open(path, name, error) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _not_a_file(path, name, status.st_mode)
        if status.st_size > MAX_BYTES:
            raise _too_big(name, status.st_size)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _cannot_open(path, name, error) from error
    finally:
        os.close(descriptor)
    if len(data) > MAX_BYTES:
        raise _too_big(name, len(data))
    return data


def beside(path: Path) -> list[str]:
    """The names of up to five YAML files in a file's folder, those most like its own first."""
    names = sorted(found.name for found in path.parent.glob("*.y*ml"))
    return difflib.get_close_matches(path.name, names, n=5, cutoff=0)


def _cannot_open(path: Path, name: str, error: OSError | ValueError) -> StoryboardError:
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOENT, errno.ENOTDIR):
        if path.is_symlink():
            return StoryboardError.of(
                "missing-file", f"{name} is a link to a file that does not exist"
            )
        near = beside(path)
        hint = f"beside it: {', '.join(near)}" if near else "check the path"
        return StoryboardError.of("missing-file", f"there is no file {name}", hint=hint)
    if number == errno.EISDIR or (number == errno.EACCES and path.is_dir()):
        return _not_a_file(path, name, stat.S_IFDIR)
    if number in (errno.EACCES, errno.EPERM):
        return StoryboardError.of(
            "no-permission", f"{name} may not be read", hint="check the file's permissions"
        )
    if number == errno.ENXIO:
        return _not_a_file(path, name, stat.S_IFSOCK)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return StoryboardError.of("unreadable", f"{name} cannot be read: {reason}")


def _not_a_file(path: Path, name: str, mode: int) -> StoryboardError:
    if not stat.S_ISDIR(mode):
        return StoryboardError.of(
            "not-a-file",
            f"{name} is a pipe or a device, not a file",
            hint="save the storyboard in a file first",
        )
    inside = sorted(found.name for found in path.glob("*.y*ml"))[:5]
    hint = f"did you mean {path / inside[0]}?" if inside else "name the storyboard's file"
    return StoryboardError.of("not-a-file", f"{name} is a folder, not a storyboard", hint=hint)


def _too_big(name: str, size: int) -> StoryboardError:
    return StoryboardError.of(
        "too-big",
        f"{name} has {size / 2**20:,.1f} MiB; a storyboard has at most {MAX_BYTES // 2**20} MiB",
        hint="is it really a storyboard? pictures and sound are referred to, not put in",
    )


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Everything before the bad byte is good, so it tells the line and the column.
        start = error.start
        end = data.find(b"\n", start)
        rest = data[start : end if end >= 0 else len(data)].decode("utf-8", "replace")
        shown = Source(name, (data[:start].decode("utf-8") + rest).removeprefix("\ufeff"))
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        at = len(data[:start].decode("utf-8").removeprefix("\ufeff"))
        raise StoryboardError(
            Diagnostic(
                "not-utf8",
                f"the byte 0x{data[start]:02X} is not UTF-8",
                shown.span(at),
                "this looks like UTF-16; save the file as UTF-8" if wide else "save it as UTF-8",
            )
        ) from error
