"""Single frames of a clip: the last one, which another shot begins with, and a thumbnail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from storyboard.files import landing
from storyboard.generate.media import frame_at
from storyboard.generate.store import Store
from storyboard.generate.takes import Clip


def last_frame(store: Store, clip: Clip) -> Path:
    """A PNG of the clip's last frame, made once. Raises StoryboardError `unreadable-media`."""
    from PIL import Image

    target = store.root / "frames" / f"{clip.sha256}.png"
    if not target.is_file():
        with landing(target) as part, part.open("wb") as stream:
            Image.fromarray(frame_at(clip.path, clip.media.frames - 1)).save(stream, "PNG")
            stream.flush()
            os.fsync(stream.fileno())
    return target


_WIDE: Final = 480
"""A thumbnail's longer side, in pixels."""


def thumbnail(store: Store, clip: Clip) -> Path:
    """A small JPEG of the clip's middle, made once. Raises StoryboardError `unreadable-media`."""
    from PIL import Image

    target = store.root / "thumbnails" / f"{clip.sha256}.jpg"
    if not target.is_file():
        picture = Image.fromarray(frame_at(clip.path, clip.media.frames // 2))
        picture.thumbnail((_WIDE, _WIDE))
        with landing(target) as part, part.open("wb") as stream:
            picture.save(stream, "JPEG", quality=85)
    return target
