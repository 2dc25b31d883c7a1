"""The contact sheet: a frame of every shot, and what a reader asks of it, on screen or on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storyboard.compile.shotlist import Shotlist
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.generate.takes import Clip
from storyboard.glyphs import legible
from storyboard.report.layouts import GREY, INK, LAYOUTS, Row, Sheet, Text, font_of
from storyboard.report.panels import panels_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

PAPER: Final = (250, 248, 243)
_WHITE: Final = (255, 255, 255)
"""Paper has a colour of its own."""
_DPI: Final = 200
_MARGIN: Final = round(12 / 25.4 * _DPI)
SHEETS: Final = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Paper by its name: its shorter and its longer side in millimetres."""
_GAP: Final = 24
_WIDE: Final = 1568
_LONGEST: Final = 30_000
"""Pixels: what programs that show pictures still open."""


def contact_sheet(
    shotlist: Shotlist,
    clips: Mapping[str, Clip],
    target: Path,
    *,
    notes: Mapping[str, str],
    layout: str = "grid",
    columns: int | None = None,
    paper: str = "a4",
) -> int:
    """Write a PNG of one page as long as the film, or a PDF of pages of `paper`, by `target`'s end.

    `clips` and `notes` are by shot id, `layout` is a name in LAYOUTS, `paper` one in SHEETS.
    Returns the number of pages. Raises StoryboardError where a clip cannot be read, the file cannot
    be written, or the page would be too long (`sheet-too-long`).
    """
    chosen = LAYOUTS[layout]
    on_paper = target.suffix.lower() == ".pdf"
    most = len(shotlist.shots) if columns is None or chosen.beside else columns
    across = max(1, min(columns or chosen.columns[on_paper], most))
    aspect = shotlist.size[1] / shotlist.size[0]
    panels = panels_of(shotlist, clips, notes)
    if on_paper:
        width, height = (round(side / 25.4 * _DPI) for side in SHEETS[paper])
        sheet = Sheet(chosen, across, width - 2 * _MARGIN, height - 2 * _MARGIN, aspect)
        pages = list(sheet.pages(sheet.rows(panels)))
        drawer = _Drawer(shotlist, sheet, (width, height), _MARGIN, len(pages), _WHITE)
        _save_pdf(drawer, pages, target, shotlist.title)
        return len(pages)
    room = across * (chosen.panel + _GAP) - _GAP if not chosen.beside else _WIDE
    sheet = Sheet(chosen, across, room, None, aspect)
    rows = list(sheet.rows(panels))
    tall = sheet.head + sum(row.height + sheet.gap for row in rows) + 2 * _GAP
    if tall > _LONGEST:
        raise StoryboardError.of(
            "sheet-too-long",
            f"one page of {len(shotlist.shots)} shots is {tall:,} pixels long",
            hint="write pages, `-o sheet.pdf`, or choose: --scenes, --shots, more --columns",
        )
    drawer = _Drawer(shotlist, sheet, (room + 2 * _GAP, tall), _GAP, 1, PAPER)
    with landing(target) as part:
        drawer.page(rows, 1).save(part, "PNG", optimize=True)
    return 1


def _save_pdf(drawer: _Drawer, pages: Sequence[Sequence[Row]], target: Path, title: str) -> None:
    """Page by page: of a long film only one is held."""
    with landing(target) as part:
        for number, rows in enumerate(pages, start=1):
            drawer.page(rows, number).save(
                part, "PDF", resolution=_DPI, quality=92, title=title, append=number > 1
            )


class _Drawer:
    """Draws the pages of a sheet."""

    def __init__(
        self,
        shotlist: Shotlist,
        sheet: Sheet,
        size: tuple[int, int],
        margin: int,
        pages: int,
        ground: tuple[int, int, int],
    ) -> None:
        self._shotlist, self._sheet, self._size = shotlist, sheet, size
        self._margin, self._pages, self._ground = margin, pages, ground

    def page(self, rows: Sequence[Row], number: int) -> Image:
        """One page, counted from 1."""
        from PIL import Image, ImageDraw

        page = Image.new("RGB", self._size, self._ground)
        draw = ImageDraw.Draw(page)
        self._draw_head(draw, number)
        top = self._margin + self._sheet.head
        for row in rows:
            below = top
            if row.heading is not None:
                _write(draw, row.heading, self._margin, below)
                below += row.above
            for index, cell in enumerate(row.cells):
                left = self._margin + index * (self._sheet.cell + self._sheet.gap)
                picture = cell.panel.picture(cell.picture)
                page.paste(picture, (left, below))
                edge = (left, below, left + picture.width - 1, below + picture.height - 1)
                draw.rectangle(edge, outline=INK, width=max(2, round(self._sheet.type / 8)))
                for across, down, texts in cell.words:
                    y = below + down
                    for text in texts:
                        _write(draw, text, left + across, y)
                        y += text.height
            top += row.height + self._sheet.gap
        return page

    def _draw_head(self, draw: ImageDraw, number: int) -> None:
        film = self._shotlist
        seconds = float(film.rate.seconds(film.frames))
        said = f"{len(film.filmed)} shots, {seconds:.0f} s"
        if self._pages > 1:
            said = f"{said} · {number} of {self._pages}"
        small = font_of(round(self._sheet.type * 1.2))
        right = self._size[0] - self._margin
        draw.text((right, self._margin + self._sheet.type), said, GREY, small, anchor="rm")
        font = font_of(round(self._sheet.type * 1.8), film.title)
        title, room = legible(film.title), right - self._margin - small.getlength(said) - 40
        while font.getlength(title) > room and len(title) > 2:
            title = title[:-2] + "…"
        draw.text((self._margin, self._margin + self._sheet.type), title, INK, font, anchor="lm")


def _write(draw: ImageDraw, text: Text, left: int, top: int) -> None:
    step = text.height / max(1, len(text.lines))
    for index, line in enumerate(text.lines):
        draw.text((left, top + round(index * step)), line, fill=text.colour, font=text.font)
