"""The schemas of an installed package reach an editor."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from storyboard.resources import folder
from tests.cli.run import storyboard


def test_every_published_schema_is_printed(tmp_path: Path) -> None:
    for file in folder("schemas").iterdir():
        ran = storyboard("schema", file.name.removesuffix(".schema.json"), cwd=tmp_path)
        assert (ran.code, ran.err, ran.out) == (0, "", file.read_text("utf-8"))
        Draft202012Validator.check_schema(json.loads(ran.out))
    assert json.loads(storyboard("schema", cwd=tmp_path).out)["$id"] == (
        "urn:storyboard:schema:storyboard:1"
    )


def test_an_unknown_name_is_answered_with_those_there_are(tmp_path: Path) -> None:
    ran = storyboard("schema", "film", cwd=tmp_path)
    assert ran.code == 2
    assert "'storyboard'" in ran.err
    assert "'plan'" in ran.err
