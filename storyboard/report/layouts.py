"""How a contact sheet is laid out: sizes of panels and type, and where a page ends.

All lengths are pixels. Type grows with its panel, so that a layout looks the same on any paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storyboard.cut.lettering import wrapped
from storyboard.glyphs import legible, typeface
from storyboard.report.panels import Panel

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

INK: Final = (40, 38, 36)
GREY: Final = (120, 116, 110)
SPEECH: Final = (38, 74, 120)
_NOTE: Final = (140, 84, 40)
_LEADING: Final = 1.45
_REGULAR: Final = 400


@dataclass(frozen=True)
class Layout:
    """One way to lay out panels. Words stand under their picture, or `beside` it.

    `columns` are those on a screen and on paper, `panel` is the width of a picture on a screen.
    `lines` are the most for action, dialogue and notes. `type` is the size of the type in parts of
    a column. With `headings` each scene begins a row of its own. `tallest` is the part of a page's
    height that a picture may take, so that its words fit below it.
    """

    columns: tuple[int, int]
    panel: int
    lines: tuple[int, int, int]
    type: float
    beside: bool = False
    headings: bool = True
    tallest: float = 0.62


LAYOUTS: Final = {
    "grid": Layout((4, 3), 380, (4, 3, 2), 0.04, headings=False),
    "large": Layout((2, 1), 800, (4, 4, 3), 0.018, tallest=0.34),
    "board": Layout((1, 1), 580, (9, 9, 6), 0.0122, beside=True),
}
"""The whole film at a glance; few and large, by scene; for the desk, with the words beside."""
_BESIDE: Final = 0.37
"""The part of a row that its picture takes."""


@dataclass(frozen=True)
class Text:
    """Lines of one colour and size."""

    lines: tuple[str, ...]
    font: FreeTypeFont
    colour: tuple[int, int, int]

    @property
    def height(self) -> int:
        """All of it, with its leading."""
        return round(len(self.lines) * self.font.size * _LEADING)


@dataclass(frozen=True)
class Cell:
    """A panel with its words, measured: the picture's size, and columns of words."""

    panel: Panel
    picture: tuple[int, int]
    words: tuple[tuple[int, int, tuple[Text, ...]], ...]
    """Left and top from the cell's corner, and what stands there under each other."""
    height: int


@dataclass(frozen=True)
class Row:
    """What stands side by side, under the heading of a scene that begins with it."""

    heading: Text | None
    cells: tuple[Cell, ...]

    @property
    def height(self) -> int:
        """The highest cell's, and the heading's."""
        return self.above + max(cell.height for cell in self.cells)

    @property
    def above(self) -> int:
        """What the heading takes."""
        return round(self.heading.height * 1.25) if self.heading else 0


@dataclass(frozen=True)
class Sheet:
    """A layout on a page: the inner width, and the height where pages have one.

    `aspect` is the film's height by its width.
    """

    layout: Layout
    columns: int
    width: int
    height: int | None
    aspect: float

    @property
    def gap(self) -> int:
        """Between panels."""
        return max(8, round(0.06 * self.width / max(3, self.columns)))

    @property
    def type(self) -> int:
        """The size of the type."""
        return max(9, round(self.layout.type * self.cell))

    @property
    def head(self) -> int:
        """What the title takes of a page."""
        return round(self.type * 3.4)

    @property
    def panel(self) -> tuple[int, int]:
        """Width and height of a picture."""
        width = round(self.width * _BESIDE) if self.layout.beside else self.cell
        if self.height is not None:
            width = min(width, round(self.height * self.layout.tallest / self.aspect))
        return width, max(1, round(width * self.aspect))

    @property
    def cell(self) -> int:
        """The width of a panel with what stands beside it."""
        return (self.width - self.gap * (self.columns - 1)) // self.columns

    def rows(self, panels: Iterable[Panel]) -> Iterator[Row]:
        """The panels row by row; with headings a scene begins a row of its own."""
        waiting: list[Panel] = []
        for panel in panels:
            begins = self.layout.headings and panel.heading
            if waiting and (begins or len(waiting) == self.columns):
                yield self._row(waiting)
                waiting = []
            waiting.append(panel)
        if waiting:
            yield self._row(waiting)

    def pages(self, rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
        """The rows page by page, as many on each as fit."""
        page: list[Row] = []
        used = self.head
        for row in rows:
            if page and self.height is not None and used + row.height > self.height:
                yield tuple(page)
                page, used = [], self.head
            page.append(row)
            used += row.height + self.gap
        yield tuple(page)

    def _row(self, panels: Sequence[Panel]) -> Row:
        heading = None
        if self.layout.headings and panels[0].heading:
            size = round(self.type * 1.15)
            heading = _text(panels[0].heading.upper(), size, INK, self.width, 1)
        return Row(heading, tuple(map(self._cell, panels)))

    def _cell(self, panel: Panel) -> Cell:
        picture = self.panel
        pad = round(self.type * 0.45)
        if not self.layout.beside:
            found = (*self._slate(panel, self.cell), *self._words(panel, self.cell))
            below = picture[1] + pad
            return Cell(panel, picture, ((0, below, found),), below + _tall(found))
        left = picture[0] + self.gap
        room = self.cell - left
        half = (room - self.gap) // 2
        slate = self._slate(panel, room)
        action, dialogue, notes = self._blocks(panel, half)
        top = _tall(slate) + pad
        aside = (*dialogue, *notes)
        words = (
            (left, 0, slate),
            (left, top, action),
            (left + half + self.gap, top, aside),
        )
        height = max(picture[1], top + max(_tall(action), _tall(aside)))
        return Cell(panel, picture, words, height)

    def _slate(self, panel: Panel, room: int) -> tuple[Text, ...]:
        size = round(self.type * 1.05)
        return (_text(panel.number, size, INK, room, 1), _text(panel.facts, size, GREY, room, 1))

    def _words(self, panel: Panel, room: int) -> tuple[Text, ...]:
        return tuple(text for block in self._blocks(panel, room) for text in block)

    def _blocks(self, panel: Panel, room: int) -> tuple[tuple[Text, ...], ...]:
        """Action, dialogue and notes, each empty where there is nothing to say."""
        action, dialogue, notes = self.layout.lines
        said = "\n".join(f"{speaker.upper()}: {line}" for speaker, line in panel.dialogue)
        blocks = (
            (panel.action, INK, action),
            (said, SPEECH, dialogue),
            (panel.notes and f"Note: {panel.notes}", _NOTE, notes),
        )
        return tuple(
            (_text(words, self.type, colour, room, most),) if words.strip() else ()
            for words, colour, most in blocks
        )


def _tall(texts: Iterable[Text]) -> int:
    return sum(text.height for text in texts)


def _text(words: str, size: int, colour: tuple[int, int, int], room: int, most: int) -> Text:
    """Words in at most so many lines; `…` says where there are more."""
    font = font_of(size, words)
    lines: list[str] = []
    for line, _ in wrapped(words, font, room):
        if len(lines) == most:
            last = lines[-1]
            while last and font.getlength(f"{last} …") > room:
                shorter = last.rpartition(" ")[0]
                last = shorter or last[:-1]
            lines[-1] = f"{last} …".strip()
            break
        lines.append(line)
    return Text(tuple(lines), font, colour)


def font_of(size: int, text: str = "") -> FreeTypeFont:
    """The typeface that has the letters of a text, in its regular cut: some open thin."""
    from PIL import ImageFont

    font = ImageFont.truetype(typeface(legible(text)), size)
    font.set_variation_by_axes(
        [
            _REGULAR if axis["name"] == b"Weight" else axis["default"] or 0
            for axis in font.get_variation_axes()
        ]
    )
    return font
