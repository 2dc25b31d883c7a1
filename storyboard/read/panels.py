"""The artist's panels: whether each is a picture that can be shown, told before anything is drawn.

Only a file's header is read here: what is wrong further in is said when the shot is drawn.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from storyboard.errors import Diagnostic
from storyboard.read.inside import Refused
from storyboard.read.model import CardShot, Storyboard
from storyboard.read.pictures import Picture
from storyboard.read.places import Places
from storyboard.read.words import shown

MOST_PIXELS: Final = 50_000_000
"""More than an A3 page has at 400 dpi. A few kilobytes of file can ask for any number."""
UNREADABLE: Final = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, OverflowError,
    MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises for files that are broken in one way or another."""


def panel_problems(
    board: Storyboard, pictures: Mapping[str, Picture], places: Places
) -> Iterator[Diagnostic]:
    """Panels that cannot be opened, move by themselves, or are larger than any page."""
    known: dict[str, Refused | None] = {}
    for s, scene in enumerate(board.scenes):
        for t, shot in enumerate(scene.shots):
            for index, panel in enumerate(() if isinstance(shot, CardShot) else shot.panels):
                if panel.file not in pictures:
                    continue  # which has been said
                if panel.file not in known:
                    known[panel.file] = _refusal(pictures[panel.file].path, shown(panel.file))
                if why := known[panel.file]:
                    span = places.value(("scenes", s, "shots", t, "panels", index, "file"))
                    yield Diagnostic(why.code, why.message, span, why.hint)


def _refusal(path: Path, name: str) -> Refused | None:
    """Why a file is no panel, by its header."""
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own limit is another, and what is odd still shows
            with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
                width, height = image.size
                moves = image.format != "MPO" and getattr(image, "is_animated", False)
    except Image.DecompressionBombError:
        return _too_big(name, "hundreds of millions of")
    except UNREADABLE as error:
        hint = "open it in another program and save it again as PNG, JPEG or WebP"
        return Refused("unreadable-picture", f"`{name}` cannot be opened: {told(error)}", hint)
    if width * height > MOST_PIXELS:
        return _too_big(name, f"{width}×{height}")
    if moves:
        hint = "save one picture of it; `panels` may be several pictures, shown in order"
        return Refused("animated-picture", f"`{name}` is animated", hint)
    return None


def _too_big(name: str, size: str) -> Refused:
    most = MOST_PIXELS // 1_000_000
    hint = "save it smaller: 4000 pixels across are more than a film shows"
    return Refused("too-big", f"`{name}` has {size} pixels, more than {most} million", hint)


def told(error: BaseException) -> str:
    """What Pillow says, without the file object that it may name."""
    said = str(error)
    return said if said and "<_io" not in said and "identify" not in said else "it is damaged"
