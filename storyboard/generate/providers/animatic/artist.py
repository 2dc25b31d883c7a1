"""The artist's own panels in place of the drawing: each laid flat, and the camera moved over it."""

from __future__ import annotations

import hashlib
import warnings
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from storyboard.errors import StoryboardError
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.camera import View, Window, margins
from storyboard.generate.providers.animatic.finish import Picture
from storyboard.generate.providers.animatic.page import Layout, paper
from storyboard.read.panels import MOST_PIXELS, UNREADABLE, told

PIVOT = (0.5, 0.5)
"""What of the frame stays where it is while the camera comes nearer."""
_ACROSS = frozenset({"pan", "truck", "orbit"})
_TRAVELS = _ACROSS | {"tilt", "pedestal", "crane"}
_ROOM = 0.18
"""How far the camera travels, in parts of the frame, over a drawing that has no room for it: the
drawing is shown so much larger."""
_LARGER = 1.5
"""What would have to be shown larger than this is shown whole, and slides on its paper."""
_LONGEST = 5
"""The length of a panorama in frames; a longer one is shown lower."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Panels:
    """The panels as they lie under the camera, and where it looks in every frame.

    `starts` are the frames with which they begin to be seen.
    """

    pictures: tuple[Picture, ...]
    starts: tuple[int, ...]
    path: list[View]

    def at(self, frame: int) -> int:
        """Which of them is seen."""
        return max(0, bisect_right(self.starts, frame) - 1)


def lay_panels(
    brief: Brief,
    files: Mapping[str, Path],
    plan: Layout,
    path: list[View],
    alive: Callable[[], None],
) -> Panels:
    """Read and lay every panel of a brief. `alive` is called for each and raises to stop.

    Raises StoryboardError `unreadable-picture`.
    """
    flat = [_flattened(view, brief.move) for view in path]
    names = [name for name, _ in brief.panels]
    laid: dict[str, tuple[Picture, list[View]]] = {}
    for name in dict.fromkeys(names):
        alive()
        laid[name] = _lay(_opened(name, files.get(name), plan), brief.move, plan, flat)
    panels = Panels(tuple(laid[name][0] for name in names), tuple(at for _, at in brief.panels), [])
    looks = [laid[names[panels.at(frame)]][1][frame] for frame in range(len(path))]
    return replace(panels, path=looks)


def _flattened(view: View, move: str) -> View:
    """A move over layers as one over a single sheet: it passes like what stands in its middle.

    Turning round it is seen by the set alone. A pulled focus has nowhere to go, so that the whole
    sheet is out of it for a moment.
    """
    window = view.back if move == "orbit" else view.people
    back, near, _ = view.blur
    soft = 4 * back * near / (back + near) if back + near else 0.0
    return View(window, window, window, (round(soft * 8) / 8, 0.0, 0.0))


@dataclass(frozen=True)
class _Sight:
    """How a drawing is seen: its size in pixels, and by how much the move is stretched."""

    width: int
    height: int
    stretch: float


def _lay(
    image: Image.Image, move: str, plan: Layout, path: list[View]
) -> tuple[Picture, list[View]]:
    """A drawing on a sheet as large as the camera needs, and the camera's path over it."""
    frame = plan.picture_width, plan.picture_height
    sight = _sight(image.size, move, frame, path)
    moved = _stretched(path, sight.stretch)
    room = margins(moved, *frame, PIVOT)
    size = frame[0] + room.left + room.right, frame[1] + room.top + room.bottom
    # Where the middle of the frame is, there is the middle of the drawing.
    left = room.left + (frame[0] - sight.width) // 2
    top = room.top + (frame[1] - sight.height) // 2
    sheet = _sheet(plan, size)
    drawn = image.resize((sight.width, sight.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    sheet.paste(drawn, (left, top), drawn if drawn.mode == "RGBA" else None)
    return Picture(np.asarray(sheet), None, -room.left, -room.top), moved


def _sight(size: tuple[int, int], move: str, frame: tuple[int, int], path: list[View]) -> _Sight:
    """Show the drawing whole; but where the camera travels, it needs something to travel over.

    That is what the drawing has beyond the frame, if the artist drew a panorama; else the drawing
    is shown a little larger than the frame.
    """
    whole = min(frame[0] / size[0], frame[1] / size[1])
    reach = [high - low for low, high in _range(path)]
    if move not in _TRAVELS or not any(reach):
        return _sized(size, whole * (1 + max(reach)), 1.0)
    axis = 0 if move in _ACROSS else 1
    filling = min(frame[1 - axis] / size[1 - axis], _LONGEST * frame[axis] / size[axis])
    travel = min(reach[axis], _ROOM)
    beyond = size[axis] * filling / frame[axis] - 1
    if beyond >= travel:
        return _sized(size, filling, beyond / reach[axis])
    room = [1 + travel if each == axis else 1.0 for each in (0, 1)]
    scale = max(frame[0] * room[0] / size[0], frame[1] * room[1] / size[1])
    return _sized(size, scale if scale <= whole * _LARGER else whole, travel / reach[axis])


def _sized(size: tuple[int, int], scale: float, stretch: float) -> _Sight:
    width, height = (max(1, round(side * scale)) for side in size)
    return _Sight(width, height, stretch)


def _range(path: list[View]) -> list[tuple[float, float]]:
    """From where to where the camera goes, across and down."""
    windows = [view.back for view in path]
    across, down = [each.dx for each in windows], [each.dy for each in windows]
    return [(min(across), max(across)), (min(down), max(down))]


def _stretched(path: list[View], stretch: float) -> list[View]:
    """The same move about its middle, over so many times the way."""
    middle = [(low + high) / 2 for low, high in _range(path)]

    def moved(view: View) -> View:
        dx, dy = view.back.dx - middle[0], view.back.dy - middle[1]
        window = Window(dx * stretch, dy * stretch, view.back.zoom)
        return View(window, window, window, view.blur)

    return [moved(view) for view in path]


def _sheet(plan: Layout, size: tuple[int, int]) -> Image.Image:
    """Paper for a drawing that has holes or leaves something of the frame free."""
    page = paper(plan.width, plan.height)[: size[1], : size[0]]
    more = [(0, size[1] - page.shape[0]), (0, size[0] - page.shape[1]), (0, 0)]
    return Image.fromarray(np.pad(page, more, "symmetric"))


def _opened(name: str, path: Path | None, plan: Layout) -> Image.Image:
    """The picture of that name, upright, RGBA if it has holes and RGB if not."""
    if path is None:
        raise _unreadable("a panel", "nobody says where it lies")
    try:
        data = path.read_bytes()
        if name != f"asset:sha256:{hashlib.sha256(data).hexdigest()}":
            raise ValueError("it has changed since the storyboard was read")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decoded(data, plan)
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise _unreadable(f"the panel {path.name}", told(error)) from error


def _decoded(data: bytes, plan: Layout) -> Image.Image:
    image: Image.Image = Image.open(BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"it has {image.width}×{image.height} pixels")
    # A photograph is read no larger than it is shown.
    image.draft(None, (2 * plan.width, 2 * plan.width))
    image.load()
    # Not before: to look for it reads the picture, and what is damaged is read without a word then.
    turn = _TURNS.get(_orientation(image))
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    has_holes = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if has_holes else "RGB")
    return image.transpose(turn) if turn is not None else image


def _orientation(image: Image.Image) -> int:
    """How a camera or a tablet was held; what cannot be understood turns nothing."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except UNREADABLE:
        return 1


def _unreadable(what: str, why: str) -> StoryboardError:
    return StoryboardError.of(
        "unreadable-picture",
        f"{what} cannot be read: {why}",
        hint="save it again as PNG, JPEG or WebP, and render again",
    )
