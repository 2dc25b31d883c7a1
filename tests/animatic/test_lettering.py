"""Where letters lie: off the slate that is burnt in later, and off each other."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.generate.providers.animatic import lettering
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.finish import Picture
from storyboard.generate.providers.animatic.lettering import Crown, Tag, place_tags
from storyboard.generate.providers.animatic.page import label_box, layout
from storyboard.generate.providers.animatic.trouble import not_written
from storyboard.read.movement import DIRECTIONS, Move
from tests.animatic.conftest import body

MOVES = [(move.value, way) for move in Move for way in DIRECTIONS.get(move, (None,))]


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (540, 540)])
@pytest.mark.parametrize(("move", "way"), MOVES)
def test_the_name_of_the_move_stays_off_the_slate(
    size: tuple[int, int], move: str, way: str | None
) -> None:
    movement = {"type": move, "direction": way, "speed": "slow"}
    brief = Brief.read(body(width=size[0], height=size[1], movement=movement))
    box = label_box(brief, layout(brief))
    if move == "static":
        assert box is None
        return
    assert box is not None
    plate = 0.045 * min(size)  # the burn-in's margin is 0.6 of the plate's height
    assert box[1] >= 1.6 * plate
    assert box[0] >= 0
    assert box[2] <= size[0]
    assert box[3] <= layout(brief).top + layout(brief).picture_height


@pytest.mark.parametrize("close", [True, False])
def test_a_name_tag_makes_room_for_the_name_of_the_move(close: bool) -> None:
    crowns = [Crown("The potter", (120, 120, 140), 270, 300)]
    frame = (0, 0, 540, 480)
    (free,) = place_tags(crowns, frame, 0.7, close, said=False)
    (tag,) = place_tags(crowns, frame, 0.7, close, said=False, keep=free.box)
    assert tag.box[3] <= free.box[1] or tag.box[1] >= free.box[3]


def test_a_full_disk_is_named_and_no_private_file() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/films/.clip.mp4.12-34.part")
    (said,) = not_written(full).diagnostics
    assert said.code == "draft-not-written"
    assert said.message == "the draft clip could not be written: the disk is full"
    assert said.hint is not None
    assert "space" in said.hint
    other = not_written(FileNotFoundError(errno.ENOENT, "No such file or directory", "/x/.y.part"))
    assert other.diagnostics[0].message.endswith("No such file or directory")


@pytest.mark.parametrize("move", ["dolly", "zoom"])
@pytest.mark.parametrize("size", ["CU", "MS", "FS"])
def test_a_name_tag_is_in_sight_throughout_a_move_that_magnifies(
    clip: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, move: str, size: str
) -> None:
    hung: list[Tag] = []
    letter = lettering.letter_tags

    def letter_tags(picture: Picture, tags: tuple[Tag, ...], unit: float) -> Picture:
        hung.extend(tags)
        return letter(picture, tags, unit)

    monkeypatch.setattr(lettering, "letter_tags", letter_tags)
    movement = {"type": move, "direction": "in", "speed": "fast"}
    shot = {"width": 640, "height": 360, "frames": 2, "size": size, "movement": movement}
    clip(**shot)
    plan = layout(Brief.read(body(**shot)))
    zoom = 1 + 1.3 * {"dolly": 0.26, "zoom": 0.34}[move]
    assert hung
    # The pivot is a little more than a third down, and the panel has no border above the frame.
    foot = plan.picture_height * (0.36 + 0.64 / zoom)
    assert all(tag.box[3] <= foot + 1 for tag in hung)
