"""The prompts of the example films: pinned where a director has read them, and sane everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storyboard.compile.prompts import Prompter
from storyboard.compile.resolve import resolve
from storyboard.money import show, total
from storyboard.read.templates import read_templates
from tests.templates.films import FOLDERS, compiled, film, shots
from tests.templates.rules import MALFORMED

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = [name for name in FOLDERS if name != "starter"]


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_a_reviewed_prompt_has_not_changed(golden: Path) -> None:
    """A changed prompt buys every clip again: change these files only on purpose."""
    name, shot_id = golden.stem.split(".")
    shot_id, _, template = shot_id.partition("@")
    shot = compiled(name, shot_id, template)
    assert f"{shot.prompt}\n\navoid: {shot.negative_prompt}\n" == golden.read_text("utf-8")


def test_every_example_has_reviewed_prompts() -> None:
    assert {path.stem.split(".")[0] for path in GOLDEN.glob("*.txt")} == set(FOLDERS)


def test_every_template_has_reviewed_prompts() -> None:
    reviewed = {path.stem.partition("@")[2] for path in GOLDEN.glob("*.txt")}
    chosen = {
        resolve(film(name)[0].storyboard, s, t).get("template")
        for name in FOLDERS
        for s, scene in enumerate(film(name)[0].storyboard.scenes)
        for t, _ in enumerate(scene.shots)
    }
    packaged = {*Prompter(read_templates(FOLDERS["signalman"])).names}
    assert reviewed | chosen >= packaged - {"product"}  # which the teaser's own extends


@pytest.mark.parametrize("template", ["dialogue", "documentary", "music-video", "silent"])
@pytest.mark.parametrize("name", FOLDERS)
def test_every_template_takes_every_shot(name: str, template: str) -> None:
    for written, _ in shots(name):
        prompt = compiled(name, written.id, template).prompt
        assert 100 < len(prompt) <= 2_499
        assert [fault for fault, mark in MALFORMED.items() if re.search(mark, prompt)] == []


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("fault", MALFORMED)
def test_no_prompt_is_malformed(name: str, fault: str) -> None:
    bad = [shot.id for _, shot in shots(name) if re.search(MALFORMED[fault], shot.prompt)]
    assert not bad


@pytest.mark.parametrize("name", FOLDERS)
def test_prompts_fit_the_model(name: str) -> None:
    for _, shot in shots(name):
        assert 100 < len(shot.prompt) <= 2_499
        assert 0 < len(shot.negative_prompt) <= 2_499


@pytest.mark.parametrize("name", FOLDERS)
def test_lines_are_spoken_by_name_where_there_is_sound_and_nowhere_else(name: str) -> None:
    cast = film(name)[0].storyboard.cast
    for written, shot in shots(name):
        heard = shot.request.body["sound"]
        for line in written.dialogue:
            label = re.escape(cast[line.speaker].name) + r"(, [^\]]+)?"
            spoken = rf'\[{label}\]: "{re.escape(line.line)}"'
            assert bool(re.search(spoken, shot.prompt)) == heard, shot.id
        silent = heard and not written.dialogue
        assert ("No dialogue, no narration." in shot.prompt) == silent, shot.id


@pytest.mark.parametrize("name", FOLDERS)
def test_a_silent_shot_is_told_nothing_about_sound(name: str) -> None:
    for _, shot in shots(name):
        if not shot.request.body["sound"]:
            assert not re.search(r"(?i)\bsound|music|dialogue|voice\b|\]:", shot.prompt), shot.id


@pytest.mark.parametrize("name", FOLDERS)
def test_what_belongs_to_the_edit_is_in_no_prompt(name: str) -> None:
    title = film(name)[0].storyboard.title
    for written, shot in shots(name):
        assert shot.id not in shot.prompt
        assert f"{title}." not in shot.prompt.splitlines()
        assert written.notes is None or written.notes not in shot.prompt


@pytest.mark.parametrize("name", FOLDERS)
def test_everybody_in_the_picture_is_described(name: str) -> None:
    cast = film(name)[0].storyboard.cast
    for written, shot in shots(name):
        for who in written.characters:
            character = cast[who.character]
            assert f"{character.name} ({character.look})" in shot.prompt, shot.id


def test_somebody_who_is_heard_and_not_seen_is_off_screen() -> None:
    question = compiled("signalman", "sc020_0040").prompt
    assert "Off screen, while nobody in the picture speaks, [The Traveller" in question
    assert "ff screen" not in compiled("signalman", "sc020_0030").prompt


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_readme_names_the_price_and_the_length(name: str) -> None:
    shotlist = film(name)[1]
    readme = (FOLDERS[name] / "README.md").read_text("utf-8")
    price = total({shot.request.key: shot.price for shot in shotlist.filmed}.values())
    seconds = int(shotlist.rate.seconds(shotlist.frames))
    assert f"{show(price)} USD" in readme
    assert f"{seconds} seconds" in readme


def test_the_loop_closes_on_the_clip_it_opened_with() -> None:
    loop = film("square-loop")[1].shots
    assert loop[0].request.key == loop[-1].request.key
    assert len({shot.request.key for shot in loop}) == len(loop) - 1


def test_the_campaign_adds_to_the_negative_prompt() -> None:
    negative = compiled("launch-teaser", "sc040_0010").negative_prompt
    assert negative.startswith("watermark, text, logo")
    assert negative.endswith("lettering on the lamp, extra screws, cables")
