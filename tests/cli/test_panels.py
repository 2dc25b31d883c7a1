"""The artist's panels through the whole program: drawn into the draft, anew where one changed."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.boards import SMALL, write_board
from tests.cli.run import storyboard

WITH_PANEL = SMALL.replace("- id: three\n", "- id: three\n        panels: [panels/a.png]\n")


def paint(file: Path, colour: str) -> None:
    (file.parent / "panels").mkdir(exist_ok=True)
    Image.new("RGB", (320, 180), colour).save(file.parent / "panels" / "a.png")


def drawn(file: Path) -> list[str]:
    ran = storyboard("render", "--draft", "--json", file)
    assert ran.code == 0, ran.err
    return [shot["id"] for shot in json.loads(ran.out)["shots"] if shot["made_now"]]


def middle_of_the_end(file: Path) -> np.ndarray:
    with av.open(str(file.parent / "out" / "film.draft.mp4")) as film:
        *_, last = film.decode(video=0)
    return last.to_ndarray(format="rgb24")[150, 320].astype(int)


def test_a_draft_shows_the_panel_and_is_drawn_anew_when_it_is_painted_over(tmp_path: Path) -> None:
    file = write_board(tmp_path, SMALL)
    drawn(file)
    write_board(tmp_path, WITH_PANEL)
    paint(file, "#d02020")
    assert drawn(file) == ["three"]
    assert np.abs(middle_of_the_end(file) - (208, 32, 32)).max() < 20
    assert drawn(file) == []
    paint(file, "#2020d0")
    assert drawn(file) == ["three"]
    assert np.abs(middle_of_the_end(file) - (32, 32, 208)).max() < 20


def test_a_picture_that_breaks_off_is_told_by_check(tmp_path: Path) -> None:
    file = write_board(tmp_path, WITH_PANEL)
    (tmp_path / "panels").mkdir()
    picture, path = Image.effect_noise((320, 180), 60), tmp_path / "panels" / "a.png"
    for kind in ("PNG", "JPEG", "WEBP"):
        picture.save(path, kind)
        assert storyboard("check", file).code == 0
        whole = path.read_bytes()
        for part in (len(whole) // 2, len(whole) - 4):
            path.write_bytes(whole[:part])
            ran = storyboard("check", file)
            assert (ran.code, "error[unreadable-picture]" in ran.err) == (1, True), (kind, part)
            assert "film.yaml:39:18" in ran.err


@pytest.mark.parametrize("words", [("--partial",), ()])
def test_a_panel_that_is_damaged_further_in_is_told_with_its_shot(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = write_board(tmp_path, WITH_PANEL)
    paint(file, "red")
    panel = file.parent / "panels" / "a.png"
    data = bytearray(panel.read_bytes())
    data[41:60] = b"\xff" * 19  # the head of what is compressed
    panel.write_bytes(data)
    assert storyboard("check", file).code == 0
    ran = storyboard("render", "--draft", *words, file)
    assert ran.code == 1
    assert "unreadable-picture" in ran.err
    assert "three" in ran.err
    said = "Cut with drawings in place of three" if words else "Not cut: there is no clip of three"
    assert said in ran.err
