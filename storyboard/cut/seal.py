"""Seals: a file of ours says whether it still holds the bytes that were written.

A damaged picture inside a file that is whole otherwise decodes to rubbish without an error. So the
sha256 of all that goes before stands in a box of its own at the end, of the type `free`, which
every reader of MP4 and QuickTime passes over.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import IO, Final

_HEAD: Final = (8 + 32).to_bytes(4, "big") + b"free"
_BOX: Final = len(_HEAD) + 32


def seal(path: Path) -> None:
    """Put a seal at the end of a file that has none."""
    with path.open("rb+") as stream:
        digest = hashlib.file_digest(stream, "sha256").digest()
        stream.seek(0, os.SEEK_END)
        stream.write(_HEAD + digest)


def is_sealed(path: Path) -> bool:
    """Whether the file is what it was when it was sealed. Raises OSError."""
    size = path.stat().st_size - _BOX
    if size < 0:
        return False
    with path.open("rb") as stream:
        digest = _digest(stream, size)
        return stream.read() == _HEAD + digest


def _digest(stream: IO[bytes], size: int) -> bytes:
    """The sha256 of the next `size` bytes."""
    found = hashlib.sha256()
    while size:
        block = stream.read(min(size, 1 << 20))
        if not block:
            break
        found.update(block)
        size -= len(block)
    return found.digest()
