"""The files that a storyboard includes, opened with care: in its folder, few, small, no circles."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.read.inside import Refused, inside, opened
from storyboard.read.source import MAX_BYTES, Source, Sources, source_of
from storyboard.read.tree import shifted
from storyboard.read.words import shown
from storyboard.read.yaml import MAX_VALUES, Place, parse, size_of

MAX_FILES: Final = 500
MAX_IN_A_ROW: Final = 4
"""How many files may include one another in a row, the storyboard being the first."""

Identity: TypeAlias = tuple[int, int]
"""A file whatever it is called: its device and its number there."""


@dataclass(frozen=True)
class Link:
    """A file that was named: what it is called, which it is, and where it was named."""

    name: str
    identity: Identity
    span: Span


Chain: TypeAlias = tuple[Link, ...]
"""From the storyboard to a file, each including the next."""


@dataclass
class Files:
    """The files read so far, as one text, and what was wrong with them.

    They are not `whole` if one could not be read. `room` are the bytes and `values` the values that
    all of them have, `met` the places that named them.
    """

    folder: Path
    text: Sources
    values: int
    problems: list[Diagnostic]
    whole: bool = True
    room: int = MAX_BYTES
    met: dict[Identity, Span] = field(default_factory=dict)
    named: int = 0

    def open(
        self, written: str, span: Span, by: Chain, *, again: bool
    ) -> tuple[Any, Place, Chain] | None:
        """What a file holds, with the chain to it.

        None for one that was read before, if naming it `again` is nothing to speak of, and with a
        problem where there is nothing to go on with.
        """
        self.named += 1
        if self.named > MAX_FILES:
            self.whole = False
            if self.named == MAX_FILES + 1:
                message = f"a storyboard includes at most {MAX_FILES} files"
                self.problem("too-many-files", message, span, "put several scenes into one file")
            return None
        name = shown(written)
        try:
            path = inside(written, self.folder, kind="file", example="scenes/sc010.yaml")
            with opened(path, self.folder, name, kind="YAML") as file:
                status = os.fstat(file.fileno())
                chain = (*by, Link(name, (status.st_dev, status.st_ino), span))
                if chain[-1].identity in self.met and again and not _circle(chain):
                    return None
                self._check(chain)
                data = b"" if status.st_size > self.room else file.read(self.room + 1)
            return (*self._parsed(name, str(path), data, status.st_size), chain)
        except Refused as error:
            self.problem(error.code, error.message, span, error.hint)
        except StoryboardError as error:
            self.problems += error.diagnostics
        self.whole = False
        return None

    def _check(self, chain: Chain) -> None:
        """Raises StoryboardError for a file that includes itself or was included before."""
        link = chain[-1]
        if circle := _circle(chain):
            names = " → ".join(f"`{each.name}`" for each in circle)
            message = f"`{link.name}` includes itself" + (f": {names}" if len(circle) > 2 else "")
            related = tuple(("by way of this", each.span) for each in circle[1:-1])
            problem = ("include-cycle", message, link.span, "leave one of them out")
        elif len(chain) > MAX_IN_A_ROW:
            message = f"more than {MAX_IN_A_ROW} files include one another in a row"
            related = tuple(("by way of this", each.span) for each in chain[1:-1])
            problem = ("too-deep", message, link.span, "name it in the storyboard itself")
        elif link.identity in self.met:
            message = f"`{link.name}` is included twice"
            related = (("first included here", self.met[link.identity]),)
            hint = "a scene plays once; write another with ids of its own"
            problem = ("included-twice", message, link.span, hint)
        else:
            self.met[link.identity] = link.span
            return
        raise StoryboardError(Diagnostic(*problem, related=related))

    def _parsed(self, name: str, file: str, data: bytes, size: int) -> tuple[Any, Place]:
        self.room -= max(size, len(data))
        if self.room < 0:
            self.room += max(size, len(data))
            most = f"{MAX_BYTES // 2**20} MiB"
            hint = "is it really a storyboard's? pictures and sound are referred to, not put in"
            raise Refused("too-big", f"with `{name}` all files have more than {most}", hint)
        source = source_of(data, file)
        document = parse(source)
        self.problems += document.problems
        if document.place is None:
            raise StoryboardError(empty_file(source, "write in it what is to be included"))
        self.values += size_of(document.place)
        if self.values > MAX_VALUES:
            message = f"with `{name}` all files hold more than {MAX_VALUES:,} values"
            raise Refused("too-many-values", message, "are aliases used in great numbers?")
        base = self.text.end
        self.text = Sources((*self.text.files, source))
        return document.value, shifted(document.place, base)

    def problem(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str | None,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        """Something to tell the author."""
        self.problems.append(Diagnostic(code, message, span, hint, related=related))


def _circle(chain: Chain) -> Chain:
    """The part of a chain that leads from its last file back to it, or nothing."""
    last = chain[-1].identity
    return next((chain[at:] for at, each in enumerate(chain[:-1]) if each.identity == last), ())


def empty_file(source: Source, hint: str) -> Diagnostic:
    """That a file holds nothing."""
    what = "only comments" if source.text.strip() else "nothing"
    return Diagnostic("empty-file", f"{source.file} holds {what}", hint=hint)
