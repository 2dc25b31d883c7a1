"""The reviewed pictures of `boards.py`, how like them a drawing is, and how they are made anew:

    python -m tests.animatic.golden [NAME ...]

Look at what that wrote before it is committed: the tests hold every later drawing to it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.animatic.boards import BOARDS, Board
from tests.animatic.conftest import draw, pictures

FOLDER = Path(__file__).with_name("golden")
FRAME = 16
"""Of 24: the move is well on its way."""
Picture = NDArray[np.float64]


def drawn(board: Board) -> Image.Image:
    """The board as it is drawn today, at half its size."""
    with tempfile.TemporaryDirectory() as folder:
        frame = pictures(draw(Path(folder) / "clip.mp4", **board.request))[FRAME]
    return Image.fromarray(frame).reduce(2)


def reviewed(name: str) -> Image.Image:
    """The board as somebody looked at it."""
    with Image.open(FOLDER / f"{name}.jpg") as image:
        return image.convert("RGB")


def likeness(one: Image.Image, other: Image.Image) -> float:
    """SSIM of two pictures of one size over windows of 8 by 8, the mean of the channels; 1 at most.

    Pencil grain is smoothed away first: it is not what makes a composition.
    """
    a, b = (np.asarray(image.reduce(2), dtype=float) for image in (one, other))
    assert a.shape == b.shape
    mean_a, mean_b = _windows(a), _windows(b)
    var_a, var_b = _windows(a * a) - mean_a**2, _windows(b * b) - mean_b**2
    both = _windows(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    found = (2 * mean_a * mean_b + c1) * (2 * both + c2)
    return float((found / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))).mean())


def _windows(plane: Picture) -> Picture:
    """The mean of each window of 8 by 8, every 4 pixels."""
    views = np.lib.stride_tricks.sliding_window_view(plane, (8, 8), axis=(0, 1))
    return np.asarray(views[::4, ::4].mean(axis=(-2, -1)))


def main(names: list[str]) -> None:
    """Draw the boards of those names, or all, and write them."""
    FOLDER.mkdir(exist_ok=True)
    for board in BOARDS:
        if not names or board.name in names:
            drawn(board).save(FOLDER / f"{board.name}.jpg", quality=93)


if __name__ == "__main__":
    main(sys.argv[1:])
