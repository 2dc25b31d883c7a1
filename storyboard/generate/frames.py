"""The last frame of a clip, as an image that another shot begins with."""

from __future__ import annotations

import os
from pathlib import Path

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
