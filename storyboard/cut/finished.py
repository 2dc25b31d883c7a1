"""Films that are there already: what would come out the same is not written again.

Which recipe a file came from, and its bytes, stand in a note in the cache. A film that somebody
has altered since, or put another in the place of, is made again.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from storyboard.files import landing


def is_finished(note: Path, target: Path) -> bool:
    """Whether `target` holds the bytes that were noted. Whatever cannot be read does not."""
    with suppress(OSError, ValueError):
        size, digest = note.read_text("ascii").split()
        return target.stat().st_size == int(size) and _digest(target) == digest
    return False


def note_finished(note: Path, target: Path) -> None:
    """Keep in mind what `target` holds. Raises StoryboardError `cannot-write`."""
    with landing(note) as part:
        part.write_text(f"{target.stat().st_size} {_digest(target)}\n", "ascii")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
