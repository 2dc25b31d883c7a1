"""Mistakes of every kind in one file are told together, each once, in the order of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.cli.diagnostics import concise
from storyboard.cli.project import open_project
from storyboard.errors import StoryboardError
from tests.boards import SMALL, write_board
from tests.cli.run import storyboard


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(StoryboardError) as caught:
        open_project(write_board(folder, text))
    return [concise(found).replace(f"{folder}/", "") for found in caught.value.diagnostics]


def test_shapes_and_names_together(tmp_path: Path) -> None:
    text = SMALL.replace(
        "cast:",
        "defaults: {model: kling-v2.6-por, cfg_scale: 3}\ncast:",
    ).replace("sound: false", "template: shotlist\n        lense: 35\n        characters: [tom]")
    assert told(tmp_path, text) == [
        "film.yaml:6:19: error[unknown-model]: there is no model `kling-v2.6-por` "
        "(did you mean `kling-v2.6-pro`?)",
        "film.yaml:6:46: error[wrong-value]: `cfg_scale` must be at most 1, not 3",
        "film.yaml:42:19: error[unknown-template]: there is no template `shotlist` "
        "(did you mean `shot-list`?)",
        "film.yaml:43:9: error[unknown-field]: `lense` is not a field of a shot "
        "(did you mean `lens`?)",
        "film.yaml:44:22: error[unknown-character]: there is no character `tom` in `cast` "
        "(`cast` has `mara` or `finn`)",
        "warning[not-checked-yet]: prompts, and what the shots ask of their models, are not "
        "checked yet (they are when this is mended)",
    ]


def test_a_misspelt_model_and_template_of_one_shot(tmp_path: Path) -> None:
    text = SMALL.replace("sound: false", "model: kling-v2.6-por\n        template: shotlist")
    assert told(tmp_path, text) == [
        "film.yaml:41:16: error[unknown-model]: there is no model `kling-v2.6-por` "
        "(did you mean `kling-v2.6-pro`?)",
        "film.yaml:42:19: error[unknown-template]: there is no template `shotlist` "
        "(did you mean `shot-list`?)",
        "warning[not-checked-yet]: prompts, and what the shots ask of their models, are not "
        "checked yet (they are when this is mended)",
    ]


def test_a_vendors_id_is_a_model(tmp_path: Path) -> None:
    text = SMALL.replace("sound: false", "model: kwaivgi/kling-v2.6-pro/text-to-video")
    assert open_project(write_board(tmp_path, text)).shotlist.shots


def test_a_bad_template_file_and_a_bad_storyboard_together(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mine.j2").write_bytes(b"\xff")
    assert told(tmp_path, SMALL.replace("sound: false", "sound: 3")) == [
        "film.yaml:41:16: error[wrong-type]: `sound` must be true or false, not the number 3",
        "error[not-utf8]: the template templates/mine.j2 is not UTF-8 text (save it as UTF-8)",
    ]


def test_what_cannot_be_read_says_nothing_of_prompts(tmp_path: Path) -> None:
    ran = storyboard("check", str(write_board(tmp_path, "storyboard: [1\n")))
    assert ran.code == 1
    assert "not-checked-yet" not in ran.err
    assert ran.err.endswith("1 error\n`storyboard explain yaml-syntax` tells more.\n")
