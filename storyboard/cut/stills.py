"""Stills: the project's own pictures that the cut shows, behind a card or as an inset."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import ColorRange
from PIL import Image, ImageOps

from storyboard.errors import StoryboardError

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


def still(path: Path, sha256: str | None) -> VideoFrame:
    """The picture, upright, on black where it is transparent.

    Raises StoryboardError `unreadable-picture`, also for other bytes than those of `sha256`: what
    was planned with them would keep the wrong picture.
    """
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("it has changed since the storyboard was read")
        image = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise StoryboardError.of(
            "unreadable-picture",
            f"cannot read the picture {path.name}: {error}",
            hint="save it again as PNG, JPEG or WebP, and render again",
        ) from error
    ground = Image.new("RGBA", image.size, (0, 0, 0, 255))
    pixels = np.asarray(Image.alpha_composite(ground, image).convert("RGB"))
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame.color_range = ColorRange.JPEG
    return frame
