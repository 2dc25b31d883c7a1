"""`storyboard templates`: what there is, what each needs, what it tells a model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import storyboard

EXAMPLES = Path(__file__).parents[2] / "examples"
PACKAGED = ["dialogue", "documentary", "music-video", "product", "shot-list", "silent", "terse"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_all_are_listed_with_what_they_suit_and_need() -> None:
    ran = storyboard("templates")
    assert (ran.code, ran.err) == (0, "")
    rows = [line for line in ran.out.splitlines() if line.endswith("packaged")]
    assert [row.split()[0] for row in rows] == PACKAGED
    assert "conversations" in rows[0]
    found = json.loads(storyboard("templates", "--json").out)["templates"]
    assert all(each["about"] and each["suits"] and each["needs"] for each in found)


def test_a_projects_own_are_among_them() -> None:
    Path("templates").mkdir()
    Path("templates/terse.j2").write_text("{#- Mine. -#}\n{{ shot.action }}")
    Path("templates/_part.j2").write_text("x")
    found = json.loads(storyboard("templates", "--json").out)["templates"]
    (mine,) = [each for each in found if not each["packaged"]]
    assert (mine["name"], mine["hides"], mine["about"]) == ("terse", True, "Mine.")
    assert len(found) == len(PACKAGED)
    assert "project, hides a packaged one" in storyboard("templates").out
    teaser = ("templates", "--project", str(EXAMPLES / "launch-teaser"), "--json")
    assert "teaser" in [each["name"] for each in json.loads(storyboard(*teaser).out)["templates"]]


def test_one_is_shown_with_what_it_tells_and_a_prompt() -> None:
    Path("templates").mkdir()
    Path("templates/mine.j2").write_text(
        "{% block a %}{{ shot.action }}{% if not location %} {{ scene.heading }}{% endif %}"
        "{% endblock %} {{ shot.size_words }} {{ characters[0].blocking }}"
    )
    found = json.loads(storyboard("templates", "show", "mine", "--json").out)
    told = ["action", "size", "characters", "blocking", "location", "heading", "negative"]
    assert found["tells"] == told
    assert found["blocks"] == ["a"]
    prompt = "Mara looks up and shakes her head. medium close-up frame left"
    assert found["sample"]["prompt"] == prompt
    page = storyboard("templates", "show", "mine.j2").out
    assert prompt in page
    assert "tells: action, size" in page


def test_those_that_extend_show_all_blocks() -> None:
    project = ("--project", str(EXAMPLES / "launch-teaser"))
    found = json.loads(storyboard("templates", "show", "teaser", *project, "--json").out)
    assert found["blocks"] == ["shot", "hero", "action", "style", "sound"]
    assert found["sample"]["negative"].endswith("cables")


def test_a_misspelt_name() -> None:
    ran = storyboard("templates", "show", "documentry")
    assert ran.code == 2
    assert "there is no template documentry; did you mean `documentary`?" in ran.err


@pytest.mark.parametrize("text", ["{{ shot.acton }}", "{% if shot %}", "{% extends 'a.j2' %}"])
def test_a_broken_one_is_a_problem_in_its_file(text: str) -> None:
    Path("templates").mkdir()
    Path("templates/a.j2").write_text(text)
    ran = storyboard("templates", "show", "a")
    assert ran.code == 1
    assert "error[template-error]" in ran.err
    assert storyboard("templates").code == 0
