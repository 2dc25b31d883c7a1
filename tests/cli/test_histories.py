"""Whole histories in real git repositories: what is paid once stays paid, whatever git does."""

from __future__ import annotations

import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from storyboard.generate.emulator.server import Emulator
from tests.boards import SMALL
from tests.cli.studio import Studio

OWN = "{{ shot.action }} {{ film.look }}."
WORDS = SMALL.replace("look: pencil on paper", "defaults: {template: own}\nlook: pencil on paper")


@pytest.fixture
def studio(tmp_path: Path, service: Emulator) -> Studio:
    """A film with a template of its own, bought and committed."""
    studio = Studio(tmp_path, service, WORDS)
    template(studio, OWN)
    (studio.file.parent / ".gitignore").write_text("out/\n")
    assert studio.run("render", "--yes").code == 0
    git(studio, "init", "-q", "-b", "main")
    commit(studio)
    return studio


def template(studio: Studio, text: str) -> None:
    folder = studio.file.parent / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "own.j2").write_text(text)


def git(studio: Studio, *words: str, fails: bool = False) -> None:
    roles = [f"GIT_{role}_{what}" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    ran = subprocess.run(
        ["git", "-C", str(studio.file.parent), *words],
        capture_output=True,
        env={**os.environ, **dict.fromkeys(roles, "a@b.example"), "GIT_CONFIG_GLOBAL": os.devnull},
    )
    assert bool(ran.returncode) is fails, ran.stderr.decode()


def commit(studio: Studio) -> None:
    git(studio, "add", "-A")
    git(studio, "commit", "-q", "-m", "x")


def actions(studio: Studio) -> dict[str, str]:
    document = studio.json("plan")
    return {each["id"]: each["action"] for each in (*document["shots"], *document["drops"])}


def clone(studio: Studio, folder: Path) -> Studio:
    """A clone with `git clone`, which brings no clips."""
    target = folder / "film"
    git(studio, "clone", "-q", ".", str(target))
    made = Studio.__new__(Studio)
    made.file, made.service = target / "film.yaml", studio.service
    return made


def film(studio: Studio) -> bytes:
    return (studio.file.parent / "out" / "film.mp4").read_bytes()


def test_names_order_and_layout_cost_nothing(studio: Studio) -> None:
    board = yaml.safe_load(WORDS)
    board["scenes"][0]["shots"][1]["id"] = "the-refusal"
    board["scenes"][0]["shots"][0].pop("transition")
    board["scenes"].reverse()
    studio.write(yaml.safe_dump(board, sort_keys=True, allow_unicode=True))
    assert actions(studio) == {"one": "keep", "the-refusal": "keep", "three": "keep"}
    assert studio.run("render").code == 0
    assert "the-refusal" in studio.lock.read_text()
    commit(studio)
    assert studio.billed == Decimal("1.75")
    git(studio, "revert", "--no-edit", "HEAD")
    assert set(actions(studio).values()) == {"keep"}


def test_a_template_and_a_default_change_what_uses_them(studio: Studio) -> None:
    template(studio, OWN + " In rain.")
    assert set(actions(studio).values()) == {"generate"}
    git(studio, "checkout", "-q", "--", ".")
    assert set(actions(studio).values()) == {"keep"}
    studio.write(WORDS.replace("{template: own}", "{template: own, cfg_scale: 0.7}"))
    assert set(actions(studio).values()) == {"generate"}
    (change,) = studio.json("plan")["shots"][0]["changes"]
    assert (change["name"], change["level"]) == ("cfg_scale", "storyboard")


def test_a_branch_that_was_bought_is_there_after_the_switch(studio: Studio) -> None:
    git(studio, "switch", "-q", "-c", "fog")
    studio.write(WORDS.replace("The empty pier.", "The pier in fog."))
    assert studio.run("render", "--yes").code == 0
    commit(studio)
    git(studio, "switch", "-q", "main")
    assert set(actions(studio).values()) == {"keep"}
    git(studio, "merge", "-q", "fog")
    assert set(actions(studio).values()) == {"keep"}
    assert studio.billed == Decimal("2.10")


def test_two_branches_that_changed_different_shots_are_merged(studio: Studio) -> None:
    for branch, old, new in (
        ("fog", "The empty pier.", "The pier in fog."),
        ("nod", "She shakes her head.", "She nods."),
    ):
        git(studio, "switch", "-q", "-c", branch, "main")
        studio.write(WORDS.replace(old, new))
        assert studio.run("render", "--yes").code == 0
        commit(studio)
    billed = studio.billed
    git(studio, "merge", "-q", "fog", "--no-edit")
    assert actions(studio) == {"one": "keep", "two": "keep", "three": "keep"}
    assert studio.run("render").code == 0
    assert studio.billed == billed


def test_two_branches_that_changed_one_shot_are_settled_by_a_plan(studio: Studio) -> None:
    for branch, words in (("fog", "The pier in fog."), ("snow", "The pier in snow.")):
        git(studio, "switch", "-q", "-c", branch, "main")
        studio.write(WORDS.replace("The empty pier.", words))
        assert studio.run("render", "--yes").code == 0
        commit(studio)
    billed = studio.billed
    git(studio, "merge", "-q", "fog", fails=True)
    studio.write(WORDS.replace("The empty pier.", "The pier in fog."))
    assert set(actions(studio).values()) == {"keep"}
    assert "<<<<<<<" not in studio.lock.read_text()
    commit(studio)
    assert set(actions(studio).values()) == {"keep"}
    assert studio.run("render").code == 0
    assert studio.billed == billed


def test_a_clone_without_the_clips_pays_nothing_unasked(studio: Studio, tmp_path: Path) -> None:
    other = clone(studio, tmp_path / "other")
    assert set(actions(other).values()) == {"missing-object"}
    assert other.json("plan")["cost"] == "0"
    ran = other.run("render", "--yes")
    assert ran.code == 1
    assert "--rebuy-missing" in ran.err
    assert studio.billed == Decimal("1.75")
    other.run("cache", "ls")
    assert other.run("render", "--yes", "--rebuy-missing").code == 0
    assert studio.billed == Decimal("3.50")


def test_a_clone_with_the_clips_cuts_the_same_film(studio: Studio, tmp_path: Path) -> None:
    other = clone(studio, tmp_path / "other")
    for part in ("objects", "results"):
        shutil.copytree(
            studio.file.parent / ".storyboard" / part, other.file.parent / ".storyboard" / part
        )
    assert set(actions(other).values()) == {"keep"}
    assert other.run("render").code == 0
    assert film(other) == film(studio)
    git(other, "diff", "--exit-code", "--stat", "storyboard.lock")


def test_a_lock_that_names_an_altered_clip_is_found_out(studio: Studio, tmp_path: Path) -> None:
    text = studio.lock.read_text()
    clip = next(line for line in text.splitlines() if line.startswith("clip"))
    studio.lock.write_text(text.replace(clip, f'clip = "{"0" * 64}"'))
    assert "missing-object" in actions(studio).values()
    assert studio.json("plan")["cost"] == "0"
