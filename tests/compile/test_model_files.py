"""Models of a project's own: `models/*.yaml` beside the storyboard."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import Catalogue, project_catalogue
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.load import load
from storyboard.read.models import read_models
from storyboard.read.templates import read_templates
from tests.boards import SMALL, write_board

GOOD = """\
provider: wavespeed
models:
  mine:
    id: some-vendor/a-model/text-to-video
    title: A model of my own
    parameters:
      text: {type: string, required: true, max_length: 3000}
      seconds: {type: integer, minimum: 3, maximum: 12, default: 5}
      mode: {type: string, choices: [fast, fine], default: fine}
      shape:
        type: string
        choices: [landscape, portrait]
        values: {"16:9": landscape, "9:16": portrait}
    speaks: {prompt: text, seconds: seconds, aspect_ratio: shape}
    prices:
      - {when: {seconds: 3, mode: fine}, usd: "0.125"}
"""


def catalogue(folder: Path, *texts: str | bytes) -> Catalogue:
    (folder / "models").mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        data = text if isinstance(text, bytes) else text.encode()
        (folder / "models" / f"{number}.yaml").write_bytes(data)
    return project_catalogue(read_models(folder))


def problems(folder: Path, *texts: str | bytes) -> tuple[Diagnostic, ...]:
    with pytest.raises(StoryboardError) as caught:
        catalogue(folder, *texts)
    return caught.value.diagnostics


def test_a_model_of_the_projects_own_is_used(tmp_path: Path) -> None:
    found = catalogue(tmp_path, GOOD)
    file = write_board(tmp_path, SMALL.replace("title:", "defaults: {model: mine}\ntitle:"))
    shot, _, silent = compile_storyboard(load(file), read_templates(tmp_path), found).shots
    assert shot.request.model == "some-vendor/a-model/text-to-video"
    assert shot.request.body == {
        "text": shot.prompt,
        "seconds": 3,
        "mode": "fine",
        "shape": "landscape",
    }
    assert shot.price == Decimal("0.125")
    assert silent.negative_prompt == ""


def test_without_a_folder_there_are_the_packaged_models(tmp_path: Path) -> None:
    assert "kling-v2.6-pro" in project_catalogue(read_models(tmp_path)).offers


@pytest.mark.parametrize(
    ("old", "new", "code", "text", "says"),
    [
        ("wavespeed", "elsewhere", "unknown-provider", "provider: elsewhere", "wavespeed"),
        ("  mine:", "  kling-v2.6-pro:", "model-taken", "kling-v2.6-pro:", "another name"),
        ("  mine:", "  my model:", "bad-model", "my model:", ""),
        ("title:", "tilte:", "unknown-field", "tilte: A model", "did you mean `title`?"),
        ("    title: A model of my own\n", "", "missing-field", "mine:", "add `title`"),
        ("type: integer", "type: whole", "bad-model", "seconds: {type: whole", ""),
        ("type: integer", "tpye: integer", "unknown-field", "seconds: {tpye", "`type`"),
        ("type: integer", "type: number", "bad-model", "speaks:", ""),
        ("minimum: 3, maximum: 12, ", "", "bad-model", "seconds:", "choices: [5, 10]"),
        ("minimum: 3", "minimum: 13", "bad-model", "seconds:", ""),
        ("maximum: 12", "maximum: 1000000000000", "bad-model", "seconds:", "choices"),
        ("minimum: 3", "minimum: 0", "bad-model", "seconds:", "choices"),
        ("default: 5", "default: 13", "bad-model", "seconds:", ""),
        ("default: fine", "default: fien", "bad-model", "mode:", ""),
        ("9:16\": portrait", "9:16\": tall", "bad-model", "values:", ""),
        ("prompt: text", "prompt: texts", "bad-model", "speaks:", "did you mean `text`?"),
        ("aspect_ratio: shape", "aspect_ratio: text", "bad-model", "speaks:", ""),
        ("aspect_ratio: shape", "asp_ratio: shape", "unknown-field", "speaks:", "`aspect_ratio`"),
        ("seconds: 3, mode", "seconds: 3, mood", "bad-model", "when:", "did you mean `mode`?"),
        ("mode: fine}", "mode: slow}", "bad-model", "when:", ""),
        ('"0.125"', "-1", "bad-model", "usd: -1", ""),
        ('"0.125"', "cheap", "bad-model", "usd: cheap", ""),
        ("shape:\n        type", "shape:\n        required: true\n        type", "", "", ""),
        ("speaks: {prompt", "speaks: {sound: mode, prompt", "bad-model", "speaks:", ""),
        ("    prices:", "    always: {aspect_ratio: x}\n    prices:", "bad-model", "always:", ""),
        ("speaks: {prompt: text", "with_first_frame: mien\n    speaks: {prompt: text",
         "unknown-model", "with_first_frame", "did you mean `mine`?"),
        ("speaks: {prompt: text", "with_first_frame: mine\n    speaks: {prompt: text",
         "bad-model", "with_first_frame", "first_frame"),
        ("default: fine", "required: true", "bad-model", "mode:", "give it a default"),
        ("models:", "models: []\nother:", "bad-model", "models: []", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, text: str, says: str
) -> None:
    assert GOOD.count(old) >= 1
    spoilt = GOOD.replace(old, new, 1)
    if not code:
        assert "mine" in catalogue(tmp_path, spoilt).offers
        return
    found = problems(tmp_path, spoilt)
    first = next(each for each in found if each.code == code)
    assert first.span is not None
    assert first.span.file.endswith("0.yaml")
    assert text in first.span.text
    assert says in (first.hint or "")


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace("title:", "tilte:").replace("type: integer", "type: whole")
    found = problems(tmp_path, wrong, GOOD.replace("mine", "kling-v2.6-std"))
    assert {each.code for each in found} >= {"unknown-field", "bad-model", "model-taken"}
    assert len({each.span.file for each in found if each.span}) == 2


def test_two_files_with_one_name(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, GOOD, GOOD)
    assert found.code == "model-taken"
    assert found.span is not None
    assert found.span.file.endswith("1.yaml")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\xff\xfe", "not-utf8"),
        (b"a: [", "yaml-syntax"),
        (b"[]", "bad-model"),
        (b"3", "bad-model"),
        (b"provider: wavespeed\nprovider: wavespeed\n", "duplicate-key"),
        (b"#" + b"x" * 300_000, "too-big"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, data: bytes, code: str) -> None:
    assert problems(tmp_path, data)[0].code == code


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(GOOD)
    (tmp_path / "film" / "models").mkdir(parents=True)
    (tmp_path / "film" / "models" / "link.yaml").symlink_to(outside)
    assert problems(tmp_path / "film")[0].code == "outside-project"


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["text", "mine", "5s", "1:1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("provider models mine id title parameters speaks prices type".split()),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(set(GOOD.split()))), _values)
def test_any_value_anywhere_is_a_model_or_a_problem(
    tmp_path: Path, word: str, value: object
) -> None:
    spoilt = GOOD.replace(word, json.dumps(value), 1)
    try:
        found: object = catalogue(tmp_path, spoilt)
    except StoryboardError as error:
        found = error
    if isinstance(found, StoryboardError):
        assert all(each.message and each.code for each in found.diagnostics)
