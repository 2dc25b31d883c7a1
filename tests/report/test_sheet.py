"""The contact sheet: every panel once, in order, and no words over anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from storyboard.compile.dialogue import Spoken
from storyboard.compile.shotlist import CompiledShot, SceneHeader, Shotlist
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip
from storyboard.glyphs import typeface
from storyboard.report.layouts import LAYOUTS, Cell, Sheet, font_of
from storyboard.report.panels import Panel, panels_of
from storyboard.report.sheet import contact_sheet
from tests.cut.films import numbered_clip, shotlist

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=400)
STILL = {"movement": {"type": "static", "direction": None, "speed": "normal"}}


def film(shots: int, **more: object) -> Shotlist:
    """A film of two scenes, the second from the middle on."""
    made = shotlist([(24, 0)] * shots)
    scenes = (SceneHeader("sc010", 1, "INT. TEST"), SceneHeader("sc020", 2, "EXT. PIER - NIGHT"))
    changed = []
    for number, shot in enumerate(made.shots):
        assert isinstance(shot, CompiledShot)
        scene = "sc010" if number < shots / 2 else "sc020"
        draft = replace(shot.draft, body={**shot.draft.body, **STILL})
        changed.append(replace(shot, scene_id=scene, draft=draft, **more))  # type: ignore[arg-type]
    return replace(made, scenes=scenes, shots=tuple(changed))


def spots(cell: Cell) -> list[tuple[int, int, int, int]]:
    """What a cell covers: its picture and its columns of words, as left, top, right, bottom."""
    found = [(0, 0, *cell.picture)]
    for left, top, texts in cell.words:
        width = max(
            (text.font.getlength(line) for text in texts for line in text.lines), default=0.0
        )
        found.append((left, top, left + int(width), top + sum(text.height for text in texts)))
    return [(a, b, c, d) for a, b, c, d in found if d > b]


@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    columns=st.integers(1, 6),
    on_paper=st.booleans(),
    aspect=st.sampled_from([9 / 16, 1.0, 16 / 9]),
    words=st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=14),
)
def test_nothing_overlaps_and_nothing_is_left_out(
    layout: str,
    columns: int,
    on_paper: bool,
    aspect: float,
    words: list[tuple[str, str, str]],
) -> None:
    made = film(len(words))
    shots = tuple(
        replace(shot, action=action, dialogue=(Spoken("Mara", line),) if line else ())
        for shot, (action, line, _) in zip(made.filmed, words, strict=True)
    )
    notes = {shot.id: note for shot, (*_, note) in zip(shots, words, strict=True)}
    panels = list(panels_of(replace(made, shots=shots), {}, notes))
    chosen = LAYOUTS[layout]
    across = 1 if chosen.beside else columns
    sheet = Sheet(chosen, across, 1465, 2150 if on_paper else None, aspect)
    pages = list(sheet.pages(sheet.rows(panels)))
    shown = [cell.panel for page in pages for row in page for cell in row.cells]
    assert shown == panels
    for page in pages:
        tall = sheet.head + sum(row.height for row in page) + sheet.gap * (len(page) - 1)
        assert not on_paper or tall <= 2150
        for row in page:
            assert len(row.cells) <= across
            for cell in row.cells:
                covered = spots(cell)
                for number, (left, top, right, bottom) in enumerate(covered):
                    assert right <= sheet.cell + 1
                    assert bottom <= cell.height
                    for a, b, c, d in covered[:number]:
                        assert c <= left or d <= top or right <= a or bottom <= b


def test_long_words_are_shortened_and_it_is_said() -> None:
    made = film(1, action="She waits. " * 200)
    sheet = Sheet(LAYOUTS["grid"], 4, 1592, None, 9 / 16)
    (row,) = sheet.rows(panels_of(made, {}, {}))
    ((_, _, texts),) = row.cells[0].words
    assert len(texts[2].lines) == 4
    assert texts[2].lines[-1].endswith(" …")


def test_what_is_said_of_a_shot() -> None:
    moving = {"movement": {"type": "dolly", "direction": "in", "speed": "slow"}}
    made = film(2)
    first = replace(made.filmed[0], draft=replace(made.filmed[0].draft, body=moving))
    panel, other = panels_of(replace(made, shots=(first, made.shots[1])), {}, {"sh0": "Hold."})
    assert (panel.number, panel.facts) == ("1-01 · sh0", "MCU 50 mm · slow dolly in · 1.0 s")
    assert (panel.heading, other.heading) == ("1. INT. TEST", "2. EXT. PIER - NIGHT")
    assert other.facts == "MCU 50 mm · 1.0 s"
    assert (panel.notes, other.notes) == ("Hold.", "")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "a.mp4", 5, 24)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_pages_to_print(tmp_path: Path, clip: Clip, layout: str) -> None:
    made = film(30, action="She waits.")
    clips = {shot.id: clip for shot in made.filmed}
    target = tmp_path / "sheet.pdf"
    pages = contact_sheet(made, clips, target, notes={}, layout=layout, paper="letter")
    written = target.read_bytes()
    assert written.startswith(b"%PDF")
    assert int(re.findall(rb"/Count (\d+)", written)[-1]) == pages > 1
    boxes = set(re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", written))
    ((width, height),) = boxes
    assert (round(float(width)), round(float(height))) == (612, 792)


def test_one_page_for_the_screen(tmp_path: Path, clip: Clip) -> None:
    made = film(5)
    clips = {shot.id: clip for shot in made.filmed}
    sizes = {}
    for columns in (2, 3):
        target = tmp_path / f"{columns}.png"
        assert contact_sheet(made, clips, target, notes={}, columns=columns) == 1
        with Image.open(target) as sheet:
            sizes[columns] = sheet.size
            assert len(sheet.getcolors(1 << 24) or ()) > 50
    assert sizes[2][0] < sizes[3][0]
    assert sizes[2][1] > sizes[3][1]


def test_a_page_that_no_program_could_show(tmp_path: Path, clip: Clip) -> None:
    made = film(400)
    clips = {shot.id: clip for shot in made.filmed}
    with pytest.raises(StoryboardError, match="one page of 400 shots is") as caught:
        contact_sheet(made, clips, tmp_path / "a.png", notes={}, columns=1)
    assert caught.value.diagnostics[0].code == "sheet-too-long"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_text_takes_no_room() -> None:
    sheet = Sheet(LAYOUTS["grid"], 4, 1592, None, 9 / 16)
    one, other = film(2).filmed
    rows = sheet.rows([Panel(one, None, "", 1.0), Panel(replace(other, action="x"), None, "", 1.0)])
    plain, worded = next(iter(rows)).cells
    assert plain.height < worded.height


def test_no_script_is_set_in_the_thinnest_cut_of_its_typeface() -> None:
    pytest.importorskip("justmytype_intl_cjk")
    words = "春の駅"
    thin = ImageFont.truetype(typeface(words), 30)
    assert sum(font_of(30, words).getmask(words)) > 1.5 * sum(thin.getmask(words))
