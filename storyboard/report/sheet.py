"""The contact sheet: a frame of every shot in a grid, with what a reader asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storyboard.compile.shotlist import Card, CompiledShot, Shotlist
from storyboard.files import landing
from storyboard.generate.media import frame_at
from storyboard.generate.takes import Clip
from storyboard.glyphs import legible, typeface

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

PAPER: Final = (250, 248, 243)
_INK: Final = (40, 38, 36)
_GREY: Final = (120, 116, 110)
_PANEL: Final = 380
"""Width of a panel in pixels."""
_GAP: Final = 24
_LINES: Final = 3
"""Lines of action under a panel."""


def contact_sheet(
    shotlist: Shotlist,
    clips: Mapping[str, Clip],
    target: Path,
    *,
    columns: int,
) -> None:
    """Write a PNG with one panel a shot or card, in the order of the film.

    `clips` are by shot id. Raises StoryboardError where a clip cannot be read or the file cannot
    be written.
    """
    from PIL import Image, ImageDraw

    width, height = shotlist.size
    panel = (_PANEL, _PANEL * height // width)
    columns = min(columns, len(shotlist.shots))
    line = 22
    cell = (panel[0] + _GAP, panel[1] + (_LINES + 1) * line + _GAP + 6)
    rows = -(-len(shotlist.shots) // columns)
    head = 64
    page = Image.new("RGB", (cell[0] * columns + _GAP, head + cell[1] * rows), PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((_GAP, 16), shotlist.title, fill=_INK, font=_font(28))
    length = f"{len(shotlist.filmed)} shots, {float(shotlist.rate.seconds(shotlist.frames)):.0f} s"
    draw.text((page.width - _GAP, 24), length, fill=_GREY, font=_font(18), anchor="ra")
    for index, shot in enumerate(shotlist.shots):
        corner = (_GAP + cell[0] * (index % columns), head + cell[1] * (index // columns))
        if isinstance(shot, Card):
            picture = _card(shot, panel)
        else:
            picture = _picture(shot, clips[shot.id], panel)
        _draw_panel(page, draw, shot, picture, corner, shotlist)
    with landing(target) as part:
        page.save(part, "PNG", optimize=True)


def _picture(shot: CompiledShot, clip: Clip, size: tuple[int, int]) -> Image:
    """The middle of what the film shows of a clip."""
    from PIL import Image, ImageOps

    frame = Image.fromarray(frame_at(clip.path, min(shot.frames // 2, clip.media.frames - 1)))
    return ImageOps.fit(frame, size, Image.Resampling.LANCZOS)


def _card(card: Card, size: tuple[int, int]) -> Image:
    from PIL import Image

    from storyboard.cut.cards import draw
    from storyboard.cut.compose import to_rgb

    whole = (size[0], size[1] // 2 * 2)
    (picture,) = draw(card.face, card.frames // 2, 1, card.frames, whole, card.edit.fit)
    return Image.fromarray(to_rgb(picture)).resize(size)


def _draw_panel(
    page: Image,
    draw: ImageDraw,
    shot: CompiledShot | Card,
    picture: Image,
    corner: tuple[int, int],
    shotlist: Shotlist,
) -> None:
    left, top = corner
    page.paste(picture, corner)
    draw.rectangle(
        (left, top, left + picture.width - 1, top + picture.height - 1), outline=_INK, width=2
    )
    below = top + picture.height + 6
    slate = shot.slate
    lens = f" {slate.lens} mm" if slate.lens else ""
    seconds = float(shotlist.rate.seconds(shot.frames))
    draw.text((left, below), f"{slate.number}  {slate.id}", fill=_INK, font=_font(16))
    draw.text(
        (left + picture.width, below),
        f"{slate.size}{lens} · {seconds:.1f} s",
        fill=_GREY,
        font=_font(16),
        anchor="ra",
    )
    words = shot.face.text if isinstance(shot, Card) else shot.action
    font = _font(15, words)
    for number, text in enumerate(_wrap(legible(words), font, picture.width)):
        draw.text((left, below + 22 * (number + 1)), text, fill=_INK, font=font)


def _wrap(text: str, font: FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    current = ""
    for word in text.split():
        longer = f"{current} {word}".strip()
        if current and font.getlength(longer) > width:
            lines.append(current)
            current = word
        else:
            current = longer
    lines.append(current)
    if len(lines) > _LINES:
        lines = lines[:_LINES]
        lines[-1] = lines[-1].rsplit(" ", 1)[0] + " …"
    return lines


def _font(size: int, text: str = "") -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(typeface(text), size)
