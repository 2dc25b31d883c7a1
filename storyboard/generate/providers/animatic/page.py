"""The page around a panel: paper margin, pencil frame, action strip, arrow and subtitles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.finish import PLAIN, Picture, finish
from storyboard.generate.providers.animatic.foreground import RED, arrow_shape
from storyboard.generate.providers.animatic.ink import INK, PAPER, Sheet
from storyboard.generate.providers.animatic.lettering import clean, font, ink_text, wrap
from storyboard.generate.providers.animatic.sound import Spoken
from storyboard.read.movement import written


@dataclass(frozen=True)
class Layout:
    """Where things lie on the frame, in pixels, all even: the picture and the strip below it."""

    width: int
    height: int
    left: int
    top: int
    picture_width: int
    picture_height: int

    @property
    def text(self) -> float:
        """The size of the caption's letters."""
        return max(6.0, min(self.height, self.width * 1.1) * 0.0285)


def layout(brief: Brief) -> Layout:
    """Give the strip room for two lines of action; a portrait has room for three.

    Without an action to letter there is no page: the picture is the frame.
    """
    if not brief.captioned:
        return Layout(brief.width, brief.height, 0, 0, brief.width, brief.height)
    margin = max(2, round(min(brief.width, brief.height) * 0.0085) * 2)
    text = max(6.0, min(brief.height, brief.width * 1.1) * 0.0285)
    strip = round(text * (3.3 if brief.width >= brief.height else 4.6))
    wide = (brief.width - 2 * margin) & ~1
    high = max(8, (brief.height - margin - strip) & ~1)
    return Layout(brief.width, brief.height, margin, margin, wide, high)


def draw_page(brief: Brief, plan: Layout) -> tuple[Picture, Picture | None]:
    """The paper with the action lettered on it, and the frame line that lies over the picture."""
    image = Image.fromarray(paper(plan.width, plan.height))
    if not brief.captioned:
        return Picture(np.asarray(image), None), None
    letters = font(round(plan.text), 430, brief.action)
    rows = wrap(brief.action, letters, plan.picture_width - int(plan.text), _rows(plan))
    below = plan.top + plan.picture_height
    space = plan.height - below
    top = below + (space - len(rows) * plan.text * 1.28) / 2 + plan.text * 0.5
    for number, row in enumerate(rows):
        at = (plan.left + plan.text * 0.5, top + number * plan.text * 1.28)
        ink_text(image, at, row, letters, INK, "lm")
    return Picture(np.asarray(image), None), _edge(plan)


@lru_cache(maxsize=2)
def _edge(plan: Layout) -> Picture | None:
    """The frame line; every shot of a film has the same."""
    unit = max(0.15, min(plan.width, plan.height * 1.3) / 960)
    edge = Sheet(plan.width, plan.height, unit, 6, opaque=False)
    x0, y0 = plan.left, plan.top
    x1, y1 = x0 + plan.picture_width, y0 + plan.picture_height
    for a, b in (
        ((x0, y0), (x1, y0)),
        ((x1, y0), (x1, y1)),
        ((x1, y1), (x0, y1)),
        ((x0, y1), (x0, y0)),
    ):
        edge.sketch([a, b], 1.5, 0.9)
    return finish(edge, PLAIN)


@lru_cache(maxsize=2)
def paper(width: int, height: int) -> NDArray[np.uint8]:
    """A blank page; every shot of a film lies on the same."""
    unit = max(0.15, min(width, height * 1.3) / 960)
    page = finish(Sheet(width, height, unit, 5, opaque=True), PLAIN)
    assert page is not None  # an opaque sheet is never empty
    return page.rgb


def _rows(plan: Layout) -> int:
    return max(1, int((plan.height - plan.top - plan.picture_height) / (plan.text * 1.28)))


_PLATES = 0.045 * 1.75
"""Height of the slate and the timecode at the top corners with the margin above them, as a part
of the film's shorter side: they are burnt in later, over whatever is drawn there."""


def label_box(brief: Brief, plan: Layout) -> tuple[int, int, int, int] | None:
    """Where the move's name is lettered, in pixels of the frame; None where nothing moves."""
    if brief.move == "static":
        return None
    area = plan.left, plan.top, plan.picture_width, plan.picture_height
    size = min(area[2:])
    if brief.move in ("dolly", "zoom"):
        x: float = plan.left + plan.picture_width / 2
        y = plan.text * 0.9 + _PLATES * min(plan.width, plan.height)
    else:
        x, y = _path(brief, area, size)[1]
    letters = font(round(plan.text * 0.62), 640)
    half, high = letters.getlength(_move_words(brief)) / 2, plan.text * 0.95
    right = plan.left + plan.picture_width
    x = min(max(x, plan.left + half + plan.text), right - half - plan.text * 0.6)
    return int(x - half - 5), int(y - high / 2), int(x + half + 5), int(y + high / 2)


def _move_words(brief: Brief) -> str:
    return written(brief.move, brief.speed, brief.towards).upper()


def draw_arrow(brief: Brief, plan: Layout) -> Picture | None:
    """The artist's arrow for the camera move, in red pencil, lettered with the move's name."""
    if brief.move == "static":
        return None
    unit = max(0.15, min(plan.width, plan.height * 1.3) / 960)
    sheet = Sheet(plan.width, plan.height, unit, 8, opaque=False)
    x0, y0 = plan.left, plan.top
    w, h = plan.picture_width, plan.picture_height
    size = min(w, h)
    if brief.move in ("dolly", "zoom"):
        _corners(sheet, brief, (x0, y0, w, h), size)
    else:
        path, _ = _path(brief, (x0, y0, w, h), size)
        shape = arrow_shape(path, size * 0.011, size * 0.034)
        sheet.wash(shape, (226, 120, 98))
        sheet.line(shape, 1.1, 0.85, closed=True)
    label = label_box(brief, plan)
    assert label is not None  # an arrow is drawn where something moves
    picture = finish(sheet, PLAIN, include=(label,))
    return _label(picture, brief, plan, label) if picture else None


def _corners(
    sheet: Sheet, brief: Brief, area: tuple[float, float, float, float], size: float
) -> None:
    """Push in or pull out: an inner frame, and an arrow at each of its corners."""
    x0, y0, w, h = area
    cx, cy = x0 + w / 2, y0 + h / 2
    inner = 0.74
    for sx in (-1, 1):
        for sy in (-1, 1):
            # The upper ones stay clear of what is burnt in above: the slate, and DRAFT below it.
            high = inner if sy > 0 else 0.56
            corner = np.array([cx + sx * w / 2 * inner, cy + sy * h / 2 * high])
            arm = size * 0.06
            sheet.line([corner - (sx * arm, 0), corner, corner - (0, sy * arm)], 1.5, 0.75)
            outer = np.array([cx + sx * w / 2 * 0.93, cy + sy * h / 2 * (high + 0.13)])
            ends = (outer, corner + (outer - corner) * 0.12)
            start, end = ends if brief.towards != "out" else ends[::-1]
            path = np.linspace(start, end, 8)
            shape = arrow_shape(path, size * 0.008, size * 0.024)
            sheet.wash(shape, (226, 120, 98))
            sheet.line(shape, 1.0, 0.85, closed=True)


def _path(
    brief: Brief, area: tuple[float, float, float, float], size: float
) -> tuple[np.ndarray, tuple[float, float]]:
    x0, y0, w, h = area
    t = np.linspace(-1, 1, 30)
    reach = size * 0.15
    if brief.move in ("tilt", "pedestal", "crane"):
        x, y = x0 + w - size * 0.075, y0 + h * 0.5
        up = -1.0 if (brief.towards or "up") == "up" else 1.0
        bend = size * 0.05 * (1 - t**2) if brief.move == "crane" else 0 * t
        return np.stack([x - bend, y + up * t * reach], 1), (x, y + reach + size * 0.045)
    x, y = x0 + w / 2, y0 + h - size * (0.21 if brief.subtitled else 0.075)
    if brief.move == "handheld":
        path = np.stack([x + t * reach, y + np.sin(t * 9) * size * 0.016], 1)
        return path, (x, y - size * 0.05)
    if brief.move == "rack":  # into the depth of the picture, or out of it
        far = -1.0 if brief.towards == "near" else 1.0
        return np.stack([x + far * t * reach, y - far * t * size * 0.03], 1), (x, y - size * 0.075)
    right = -1.0 if (brief.towards or "left") == "left" else 1.0
    bend = size * 0.045 * (t**2 - 1) if brief.move == "orbit" else 0 * t
    return np.stack(
        [x + right * t * reach, y - bend - (size * 0.03 if brief.move == "orbit" else 0)], 1
    ), (x, y - size * 0.05)


def _label(picture: Picture, brief: Brief, plan: Layout, box: tuple[int, int, int, int]) -> Picture:
    assert picture.alpha is not None  # the sheet has holes
    letters = font(round(plan.text * 0.62), 640)
    rgb, alpha = Image.fromarray(picture.rgb), Image.fromarray(picture.alpha)
    x, y = picture.x, picture.y
    box = box[0] - x, box[1] - y, box[2] - x, box[3] - y
    corner = (box[3] - box[1]) / 3
    ImageDraw.Draw(rgb).rounded_rectangle(box, corner, fill=PAPER)
    ImageDraw.Draw(alpha).rounded_rectangle(box, corner, fill=225)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    ImageDraw.Draw(rgb).text(middle, _move_words(brief), font=letters, fill=RED, anchor="mm")
    return Picture(np.asarray(rgb), np.asarray(alpha), x, y)


_READ = 0.8
"""Seconds that a card of a subtitle is shown at least."""
_LEADING = 1.32
"""From one row of a subtitle to the next, by the size of its letters."""


def _subtitle_size(plan: Layout) -> int:
    return round(plan.text * 1.18)


def _subtitle_rows(speaker: str, line: str, plan: Layout, cards: int = 1) -> tuple[str, list[str]]:
    """The speaker's label, and the rows of a line of dialogue with the label before it, no more
    than there are on so many cards."""
    letters = font(_subtitle_size(plan), 520, f"{speaker} {line}")
    name = clean(speaker)[:28].upper()
    label = f"{name}: " if name else ""
    room = int(plan.picture_width * 0.86)
    return label, wrap(label + clean(line), letters, room, _most_rows(plan) * cards)


def _most_rows(plan: Layout) -> int:
    """How many rows a subtitle has at most."""
    return 2 if plan.width >= plan.height else 3


def words_top(brief: Brief) -> float | None:
    """Where the words begin that are drawn at the foot, as a part of the frame's height.

    None where there are none.
    """
    plan = layout(brief)
    foot: float = plan.top + plan.picture_height
    if brief.subtitled:
        size = _subtitle_size(plan)
        said = (_subtitle_rows(line.speaker, line.line, plan)[1] for line in brief.speeches)
        foot -= size * (1 + _LEADING * max(map(len, said)))
    elif not brief.captioned:
        return None
    return foot / plan.height


def draw_subtitles(spoken: Spoken, plan: Layout) -> list[tuple[float, float, Picture]]:
    """A line of dialogue card by card, each from when to when it is read.

    What has more rows than a card goes on on the next, as far as there is time to read it.
    """
    long = spoken.end - spoken.start
    label, rows = _subtitle_rows(spoken.speaker, spoken.line, plan, max(1, int(long / _READ)))
    most = _most_rows(plan)
    cards = [rows[first : first + most] for first in range(0, len(rows), most)] or [[]]
    share = [sum(map(len, card)) for card in cards]
    found, begin = [], spoken.start
    for number, card in enumerate(cards, start=1):
        end = spoken.start + long * sum(share[:number]) / (sum(share) or 1)
        end = spoken.end if number == len(cards) else end
        found.append((begin, end, _card(spoken, card, label if number == 1 else "", plan)))
        begin = end
    return found


def _card(spoken: Spoken, rows: Sequence[str], label: str, plan: Layout) -> Picture:
    """Rows over the foot of the picture: paper-white letters on a dark wash."""
    size = _subtitle_size(plan)
    both = f"{spoken.speaker} {spoken.line}"
    letters, names = font(size, 520, both), font(size, 720, both)
    wide = max([letters.getlength(row) for row in rows] or [0])
    high = size * _LEADING
    rgb = Image.new("RGB", (plan.width, plan.height), (38, 36, 42))
    alpha = Image.new("L", (plan.width, plan.height), 0)
    middle = plan.left + plan.picture_width / 2
    foot = plan.top + plan.picture_height - size * 0.7
    head = foot - high * len(rows)
    pad = size * 0.5
    box = (
        middle - wide / 2 - pad,
        head - pad * 0.35,
        middle + wide / 2 + pad * 1.4,
        foot + pad * 0.2,
    )
    if rows:
        ImageDraw.Draw(alpha).rounded_rectangle(box, size * 0.3, fill=205)
    for number, row in enumerate(rows):
        x, y = middle - letters.getlength(row) / 2, head + high * (number + 0.5)
        if number == 0 and label and row.startswith(label.strip()):
            _letter(rgb, alpha, (x, y), label, names, (240, 206, 150))
            x += names.getlength(label) - math.ceil(size * 0.1)
            row = row[len(label) :]
        _letter(rgb, alpha, (x, y), row, letters, (250, 246, 236))
    return Picture(np.asarray(rgb), np.asarray(alpha))


def _letter(
    rgb: Image.Image,
    alpha: Image.Image,
    at: tuple[float, float],
    text: str,
    letters: object,
    fill: tuple[int, int, int],
) -> None:
    ImageDraw.Draw(rgb).text(at, text, font=letters, fill=fill, anchor="lm")  # type: ignore[arg-type]
    ImageDraw.Draw(alpha).text(at, text, font=letters, fill=255, anchor="lm")  # type: ignore[arg-type]
