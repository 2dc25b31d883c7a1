"""`storyboard models`, and a plan whose price is not known."""

from __future__ import annotations

import json
from pathlib import Path

from tests.boards import SMALL, write_board
from tests.cli.run import storyboard

MINE = """\
provider: wavespeed
models:
  mine:
    id: some-vendor/a-model
    title: My model
    parameters:
      prompt: {type: string, required: true}
      seconds: {type: integer, minimum: 3, maximum: 12}
    speaks: {prompt: prompt, seconds: seconds}
"""


def test_the_list_has_every_model_and_the_projects_own(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine.yaml").write_text(MINE)
    ran = storyboard("models", cwd=tmp_path)
    rows = {line.split()[0]: " ".join(line.split()) for line in ran.out.splitlines() if line}
    assert ran.code == 0
    assert rows["kling-v2.6-pro"] == (
        "kling-v2.6-pro kwaivgi/kling-v2.6-pro/text-to-video 5, 10 yes or no yes 0.35 to 1.40"
    )
    assert rows["veo-3.1-fast"].endswith("4, 6, 8 yes or no no quote")
    assert rows["mine"] == "mine some-vendor/a-model 3 to 12 ? no quote"
    away = storyboard("models", "--project", tmp_path, "--json")
    assert "mine" in [each["name"] for each in json.loads(away.out)["models"]]


def test_a_models_page() -> None:
    ran = storyboard("models", "show", "kwaivgi/kling-v2.6-pro/image-to-video")
    assert ran.code == 0
    for words in ("image *", "end_image", "0.35 USD  sound false, duration 5", "quote "):
        assert words in ran.out
    found = json.loads(storyboard("models", "show", "kling-v2.6-std", "--json").out)
    assert found["usd"] == {"lowest": "0.21", "highest": "0.42", "complete": True}
    assert found["parameters"]["duration"]["choices"] == [5, 10]


def test_a_model_that_is_not_there() -> None:
    ran = storyboard("models", "show", "kling-v2.6-por")
    assert ran.code == 2
    assert "Did you mean kling-v2.6-pro?" in ran.err


def test_a_bad_model_file_is_told_by_every_command(tmp_path: Path) -> None:
    file = write_board(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine.yaml").write_text(MINE.replace("title", "tilte"))
    for ran in (storyboard("models", cwd=tmp_path), storyboard("check", file)):
        assert ran.code == 1
        assert "mine.yaml:5:5" in ran.err
        assert "did you mean `title`?" in ran.err


def test_a_price_that_is_not_known_is_counted_apart(tmp_path: Path) -> None:
    text = SMALL.replace("      - id: one\n", "      - id: one\n        model: veo-3.1-fast\n")
    file = write_board(tmp_path, text.replace("aspect_ratio", "fps: 25\naspect_ratio"))
    ran = storyboard("plan", file)
    assert "This costs 1.05 USD + 1 shot to be quoted." in ran.out
    assert ran.out.splitlines()[1].endswith("quote")
    found = json.loads(storyboard("plan", file, "--json").out)
    assert (found["cost"], found["to_quote"]) == ("1.05", 1)
    assert [shot["to_quote"] for shot in found["shots"]] == [True, False, False]
    assert "This costs 0.00 USD. " in storyboard("plan", "--draft", file).out
    assert "price by quote" in storyboard("prompts", file, "one").out
