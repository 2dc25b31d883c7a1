"""Insets: another picture in a corner of a shot, in the safe area, with a thin border."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice, repeat

from storyboard.compile.edit import Inset
from storyboard.cut.compose import inlay
from storyboard.cut.conform import conform
from storyboard.cut.encode import Picture
from storyboard.cut.lettering import SAFE
from storyboard.cut.stills import still
from storyboard.timing import FrameRate

BORDER = 0.004
"""Width of the border, as a part of the film's shorter side."""

Size = tuple[int, int]


def with_inset(
    pictures: Iterator[Picture],
    inset: Inset,
    stretch: tuple[int, int],
    source: Callable[[Size], Iterator[Picture]] | None,
    size: Size,
    rate: FrameRate,
    shape: Fraction,
) -> Iterator[Picture]:
    """The pictures, of `size`, with an inset over the frames [begin, end) of a `stretch`.

    `source` gives a shot's pictures in a size, and `shape` is their width by their height; without
    it the inset is a file, which may be read only then. Raises StoryboardError `unreadable-clip`
    or `unreadable-picture`.
    """
    begin, end = stretch
    yield from islice(pictures, begin)
    frame = still(inset.path, inset.sha256) if inset.path is not None else None
    shape = Fraction(frame.width, frame.height) if frame is not None else shape
    corner, box, border = box_of(inset, shape, size)
    inner = (box[0] - 2 * border, box[1] - 2 * border)
    if source is not None:
        shown = source(inner)
    else:
        assert frame is not None
        shown = repeat(conform(frame, inner))
    over = islice(pictures, end - begin)
    yield from inlay(over, shown, corner, border, end - begin, rate)
    yield from pictures


def box_of(inset: Inset, shape: Fraction, size: Size) -> tuple[Size, Size, int]:
    """Left upper corner and size of an inset with its border, and the border, in even pixels.

    `shape` is its picture's width by its height. One that would be higher than the safe area gets
    narrower.
    """
    width, height = size
    border = max(2, _even(BORDER * min(size)))
    across = min(Fraction(inset.width) * width, Fraction(1 - 2 * SAFE) * height * shape)
    box = (max(_even(across), 2 * border + 2), max(_even(across / shape), 2 * border + 2))
    margin = (_even(SAFE * width), _even(SAFE * height))
    left = margin[0] if inset.place.endswith("left") else width - margin[0] - box[0]
    top = margin[1] if inset.place.startswith("top") else height - margin[1] - box[1]
    return (left, top), box, border


def _even(length: float | Fraction) -> int:
    return 2 * round(length / 2)
