"""Every drawing is held to a picture that somebody looked at."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from PIL import Image

from storyboard.read.model import Angle, Size
from storyboard.read.movement import Move
from tests.animatic.boards import BOARDS, Board
from tests.animatic.golden import FOLDER, drawn, likeness, reviewed
from tests.cli.run import storyboard

ENOUGH = 0.97
"""JPEG costs a hundredth; the smallest figure, moved by its own width, three and a half."""


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_board_is_drawn_as_it_was_reviewed(board: Board) -> None:
    like = likeness(drawn(board), reviewed(board.name))
    assert like > ENOUGH, (
        f"{board.name} is another picture ({like:.3f}); if it should be, raise DRAWING_VERSION, "
        f"run `python -m tests.animatic.golden {board.name}` and look at it"
    )


def test_the_boards_cover_sizes_angles_moves_and_hours() -> None:
    requests = [board.request for board in BOARDS]
    assert len({board.name for board in BOARDS}) == len(BOARDS) == 30
    assert {request["size"] for request in requests} == set(Size)
    assert {request["angle"] for request in requests} == set(Angle)
    assert {request["movement"]["type"] for request in requests} == set(Move)
    assert {request["time"] for request in requests} == {"dawn", "day", "dusk", "night"}
    assert len({request["location"]["name"] for request in requests}) == 16


def test_no_board_passes_for_another() -> None:
    pictures = [reviewed(board.name) for board in BOARDS if board.request.get("width") != 360]
    others = [likeness(*pair) for pair in itertools.combinations(pictures, 2)]
    assert max(others) < ENOUGH - 0.1


def test_a_figure_that_has_moved_is_noticed() -> None:
    picture = reviewed("ls-snow")
    box = (92, 45, 122, 140)
    moved = picture.copy()
    moved.paste(picture.crop(box), (box[0] + 40, box[1]))
    assert likeness(picture, moved) < ENOUGH


def test_the_readmes_sheet_is_drawn_as_it_was_reviewed(tmp_path: Path) -> None:
    """To make it anew: the commands here, saved as JPEG of quality 85; look at it."""
    example = Path(__file__).parents[2] / "examples" / "signalman"
    film = shutil.copytree(example, tmp_path / "film") / "film.yaml"
    assert storyboard("render", "--draft", film).code == 0
    sheet = tmp_path / "sheet.png"
    assert storyboard("sheet", film, "--columns", "5", "-o", sheet).code == 0
    with Image.open(sheet) as made, Image.open(example / "sheet.jpg") as kept:
        assert made.size == kept.size
        # Window by window: one panel that is another is lost in the mean of all.
        pairs = [
            (made.convert("RGB").crop(box), kept.convert("RGB").crop(box))
            for box in _tiles(made.size)
        ]
    assert min(likeness(*pair) for pair in pairs) > ENOUGH


def _tiles(size: tuple[int, int], side: int = 160) -> list[tuple[int, int, int, int]]:
    return [
        (left, top, left + side, top + side)
        for top in range(0, size[1] - side, side)
        for left in range(0, size[0] - side, side)
    ]


def test_the_pictures_are_small() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == {board.name for board in BOARDS}
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1_000_000
