"""The lock from the command line: clones, approval, takes, and why, against the emulator."""

from __future__ import annotations

import json
import subprocess
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from storyboard.generate.emulator.server import Emulator
from storyboard.report.schema import plan_schema
from storyboard.resources import folder
from tests.boards import SMALL
from tests.cli.studio import Studio

WATERCOLOUR = SMALL.replace("pencil on paper", "watercolour")


@pytest.fixture
def studio(tmp_path: Path, service: Emulator) -> Studio:
    """A film that is bought."""
    studio = Studio(tmp_path, service)
    assert studio.run("render", "--yes").code == 0
    return studio


def _locked(studio: Studio) -> dict[str, Any]:
    return dict(tomllib.loads(studio.lock.read_text("utf-8"))["film.yaml"]["shots"])


def _actions(studio: Studio, *words: str) -> list[str]:
    return [shot["action"] for shot in studio.json("plan", *words)["shots"]]


def test_a_render_locks_what_it_shows_and_nothing_else_does(
    tmp_path: Path, service: Emulator
) -> None:
    studio = Studio(tmp_path, service)
    for words in (("plan",), ("check",), ("render", "--draft")):
        assert studio.run(*words).code == 0
        assert not studio.lock.exists()
    studio.run("render", "--yes")
    locked = _locked(studio)
    assert list(locked) == ["one", "three", "two"]
    keys = {body["shot"]: body["key"] for body in studio.json("prompts")}
    assert {shot: entry["key"] for shot, entry in locked.items()} == keys
    bought = {a.id for a in service.ledger.accepted()}
    assert {entry["prediction"] for entry in locked.values()} == bought
    assert sum(Decimal(entry["price"]) for entry in locked.values()) == studio.billed
    text = studio.lock.read_text("utf-8")
    assert studio.run("render").code == 0
    assert studio.lock.read_text("utf-8") == text


def test_a_shot_that_failed_is_not_locked_and_the_rest_is(
    tmp_path: Path, service: Emulator
) -> None:
    studio = Studio(tmp_path, service)
    service.set_faults("task:failed-1200@prompt=empty pier")
    assert studio.run("render", "--yes").code == 1
    assert list(_locked(studio)) == ["one", "two"]


def test_a_clone_with_the_store_renders_the_same_bytes(tmp_path: Path, studio: Studio) -> None:
    clone = studio.clone(tmp_path / "clone", store=True)
    assert clone.run("render").code == 0
    film, again = (each.file.parent / "out" / "film.mp4" for each in (studio, clone))
    assert film.read_bytes() == again.read_bytes()
    assert clone.lock.read_bytes() == studio.lock.read_bytes()
    assert studio.billed == Decimal("1.75")


def test_a_clone_without_the_store_does_not_pay_again_unasked(
    tmp_path: Path, studio: Studio
) -> None:
    clone = studio.clone(tmp_path / "clone", store=False)
    plan = clone.json("plan")
    assert {shot["action"] for shot in plan["shots"]} == {"missing-object"}
    assert plan["cost"] == "0"
    prediction = _locked(studio)["one"]["prediction"]
    assert f"as prediction {prediction}" in plan["shots"][0]["reason"]
    ran = clone.run("render", "--yes")
    assert ran.code == 1
    assert "missing-object" in ran.err
    assert studio.billed == Decimal("1.75")
    assert _locked(clone) == _locked(studio)
    assert clone.json("plan", "--rebuy-missing")["cost"] == "1.75"
    assert clone.run("render", "--yes", "--rebuy-missing").code == 0
    assert studio.billed == Decimal("3.50")
    assert _actions(clone) == ["keep"] * 3


def test_another_clip_than_the_locked_one_is_told_and_not_shown(studio: Studio) -> None:
    text = studio.lock.read_text("utf-8")
    clip = _locked(studio)["one"]["clip"]
    studio.lock.write_text(text.replace(clip, "0" * 64), "utf-8")
    shot = studio.json("plan")["shots"][0]
    assert shot["action"] == "missing-object"
    assert f"the lock names clip {'0' * 12}, the store has {clip[:12]}" in shot["reason"]
    assert studio.run("render", "--yes").code == 1
    assert studio.run("pick", "one", "1").code == 0
    assert studio.lock.read_text("utf-8") == text


def test_an_approved_shot_keeps_its_clip_until_it_is_bought_on_purpose(studio: Studio) -> None:
    before = _locked(studio)
    assert studio.run("approve", "one").code == 0
    studio.write(WATERCOLOUR)
    assert _actions(studio) == ["stale-approved", "generate", "generate"]
    ran = studio.run("plan")
    assert "Approved and stale: one." in ran.out
    assert ran.out.startswith(" ")
    assert studio.json("plan")["cost"] == "1.05"
    rendered = studio.run("render", "--yes")
    assert rendered.code == 0
    assert "Approved and stale: one." in rendered.err
    assert studio.billed == Decimal("2.80")
    after = _locked(studio)
    assert after["one"]["clip"] == before["one"]["clip"]
    assert after["two"]["clip"] != before["two"]["clip"]
    assert studio.run("plan", "--detailed-exitcode").code == 0
    assert studio.json("plan", "--include-approved")["cost"] == "0.70"
    assert studio.run("render", "--yes", "--include-approved").code == 0
    assert studio.billed == Decimal("3.50")
    assert "approved" not in _locked(studio)["one"]
    assert _actions(studio) == ["keep"] * 3


def test_without_its_approval_a_shot_follows_its_words_again(studio: Studio) -> None:
    studio.run("approve", "one", "two")
    studio.run("unapprove", "one")
    studio.write(WATERCOLOUR)
    assert _actions(studio) == ["generate", "stale-approved", "generate"]


def test_takes_are_bought_listed_and_picked_and_none_is_lost(studio: Studio) -> None:
    ran = studio.run("retake", "three", "-n", "2")
    assert ran.code == 2
    assert "nobody is here to agree to 0.70 USD" in ran.err
    assert studio.run("retake", "three", "-n", "2", "--yes").code == 0
    assert studio.billed == Decimal("2.45")
    assert _locked(studio)["three"]["take"] == 1
    takes = studio.json("takes", "three")
    assert [(take["take"], take["picked"]) for take in takes] == [
        (1, True),
        (2, False),
        (3, False),
    ]
    assert len({take["clip"] for take in takes}) == 3
    assert all(Path(take["thumbnail"]).is_file() for take in takes)
    assert studio.run("pick", "three", "3").code == 0
    assert _locked(studio)["three"]["clip"] == takes[2]["clip"]
    assert studio.run("render").code == 0
    assert _locked(studio)["three"]["clip"] == takes[2]["clip"]
    assert _actions(studio) == ["keep"] * 3
    studio.write(WATERCOLOUR)
    assert _actions(studio)[2] == "generate"
    studio.write(SMALL)
    assert studio.run("pick", "three", "1").code == 0
    assert studio.run("retake", "three", "--yes").code == 0
    assert [take["take"] for take in studio.json("takes", "three")] == [1, 2, 3, 4]
    assert studio.run("pick", "three", "5").code == 1
    assert studio.billed == Decimal("2.80")


def test_a_ceiling_holds_for_takes_too(studio: Studio) -> None:
    ran = studio.run("retake", "three", "-n", "3", "--max-cost", "0.70")
    assert ran.code == 1
    assert studio.billed == Decimal("2.45")
    assert [take["take"] for take in studio.json("takes", "three")] == [1, 2, 3]


def test_an_approved_shot_takes_no_other_take(studio: Studio) -> None:
    studio.run("approve", "three")
    ran = studio.run("pick", "three", "1")
    assert ran.code == 1
    assert "error[approved]" in ran.err


def test_a_renamed_shot_keeps_its_entry_and_one_that_goes_is_dropped(studio: Studio) -> None:
    studio.run("approve", "one")
    before = _locked(studio)
    renamed = SMALL.replace("id: one", "id: opening")
    studio.write(renamed[: renamed.index("  - id: sc020")])
    plan = studio.json("plan")
    assert [shot["action"] for shot in plan["shots"]] == ["keep", "keep"]
    assert [(drop["id"], drop["action"]) for drop in plan["drops"]] == [("three", "drop")]
    assert studio.run("plan", "--detailed-exitcode").code == 3
    assert studio.run("render").code == 0
    assert _locked(studio) == {"opening": before["one"], "two": before["two"]}
    studio.write(SMALL)
    assert studio.json("plan")["cost"] == "0"


def test_why_names_the_value_its_places_and_the_words_of_the_prompt(studio: Studio) -> None:
    studio.write(WATERCOLOUR.replace("slow dolly in", "static"))
    why = studio.json("why", "one")
    assert [(each["name"], each["level"], each["span"]["line"]) for each in why["changes"]] == [
        ("movement", "shot", 21),
        ("film.look", "storyboard", 5),
    ]
    assert (why["changes"][1]["old"], why["changes"][1]["new"]) == (
        "pencil on paper",
        "watercolour",
    )
    assert "-Look: Pencil on paper." in why["diff"]
    assert "+Look: Watercolour." in why["diff"]
    ran = studio.run("why", "one")
    assert "generate: movement and 1 more changed at film.yaml:21" in ran.out
    assert "film.yaml:5)" in ran.out


def test_why_names_the_line_of_a_template(studio: Studio) -> None:
    templates = studio.file.parent / "templates"
    templates.mkdir()
    # A part that the template imports.
    text = (Path(__file__).parents[2] / "templates" / "_film.j2").read_text("utf-8")
    (templates / "_film.j2").write_text(text.replace("at dawn", "at first light"))
    (change,) = studio.json("why", "three")["changes"]
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "at dawn" in each)
    assert (change["name"], change["level"]) == ("_film.j2", "template")
    assert change["span"]["line"] == line
    assert change["span"]["file"].endswith("_film.j2")


def test_a_lock_in_conflict_is_told_and_put_together_anew(tmp_path: Path, studio: Studio) -> None:
    def git(*words: str) -> None:
        name = ("-c", "user.name=a", "-c", "user.email=a@b.c")
        subprocess.run(["git", *name, *words], cwd=studio.file.parent, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "bought")
    git("checkout", "-b", "other")
    studio.write(SMALL.replace("The empty pier.", "The pier is empty."))
    studio.run("render", "--yes")
    git("commit", "-am", "other words")
    git("checkout", "main")
    studio.write(SMALL.replace("The empty pier.", "Nobody on the pier."))
    studio.run("render", "--yes")
    git("commit", "-am", "my words")
    mine = studio.lock.read_text("utf-8")
    git("merge", "other")
    assert "<<<<<<<" in studio.lock.read_text("utf-8")
    assert studio.run("plan").code == 1
    studio.write(SMALL.replace("The empty pier.", "Nobody on the pier."))
    ran = studio.run("plan")
    assert "warning[lock-conflict]" in ran.err
    assert studio.lock.read_text("utf-8") == mine
    assert _actions(studio) == ["keep"] * 3
    assert studio.run("render").code == 0
    assert studio.lock.read_text("utf-8") == mine
    assert studio.billed == Decimal("2.45")


def test_a_film_with_values_set_in_the_call_is_not_the_locked_one(
    tmp_path: Path, service: Emulator
) -> None:
    text = SMALL.replace("look: pencil", "vars: {sky: grey}\nlook: pencil").replace(
        "The empty pier.", "The empty pier, $sky."
    )
    studio = Studio(tmp_path, service, text)
    studio.run("render", "--yes")
    locked = studio.lock.read_text("utf-8")
    ran = studio.run("render", "--yes", "--set", "sky=red")
    assert ran.code == 0
    assert "without --set" in ran.err
    assert studio.lock.read_text("utf-8") == locked


def test_a_saved_plan_is_carried_out_as_it_stands(tmp_path: Path, service: Emulator) -> None:
    studio = Studio(tmp_path, service)
    saved = tmp_path / "plans" / "monday.json"
    assert studio.run("plan", "-o", saved).code == 0
    document = json.loads(saved.read_text("utf-8"))
    jsonschema.validate(document, plan_schema())
    assert document["asked"]["file"] == "../film/film.yaml"
    refused = studio.render_plan(saved)
    assert refused.code == 2
    assert "nobody is here to agree to 1.75 USD" in refused.err
    assert studio.render_plan(saved, "--draft").code == 2
    assert studio.render_plan(saved, "--yes").code == 0
    assert studio.billed == Decimal("1.75")
    again = studio.render_plan(saved, "--yes")
    assert again.code == 1
    assert "error[stale-plan]" in again.err
    assert "one: generate, now keep" in again.err
    assert studio.billed == Decimal("1.75")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("The empty pier.", "The pier is empty.", "three: another request"),
        ("duration: 24f", "duration: 20f", "three: another length"),
        ("duration: 24f", "duration: 8s", "three: another request"),
        ("id: three", "id: last", "three is no longer there; last is new"),
    ],
)
def test_a_plan_that_went_stale_buys_nothing(
    tmp_path: Path, service: Emulator, old: str, new: str, said: str
) -> None:
    studio = Studio(tmp_path, service)
    saved = tmp_path / "plan.json"
    studio.run("plan", "-o", saved)
    studio.write(SMALL.replace(old, new))
    ran = studio.render_plan(saved, "--yes")
    assert ran.code == 1
    assert said in ran.err
    assert service.ledger.accepted() == []


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"storyboard_plan": 2}'])
def test_what_is_no_plan_is_refused(studio: Studio, text: str) -> None:
    saved = studio.file.parent / "plan.json"
    saved.write_text(text, "utf-8")
    ran = studio.render_plan(saved)
    assert ran.code == 1
    assert "error[bad-plan]" in ran.err


def test_the_published_schema_of_a_plan_is_what_is_printed(studio: Studio) -> None:
    written = json.loads((folder("schemas") / "plan.schema.json").read_text("utf-8"))
    assert written == plan_schema(), "run python -m storyboard.report.schema"
    studio.run("approve", "one")
    studio.write(WATERCOLOUR[: WATERCOLOUR.index("  - id: sc020")])
    document = studio.json("plan")
    jsonschema.validate(document, written)
    assert [shot["action"] for shot in document["shots"]] == ["stale-approved", "generate"]
    assert document["shots"][0]["changes"][0]["name"] == "film.look"


def test_a_take_is_picked_in_the_storyboard_itself(studio: Studio) -> None:
    assert studio.run("retake", "three", "-n", "2", "--yes").code == 0
    text = SMALL.replace("action: The empty pier.", "action: The empty pier.  # or fog?")
    studio.write(text)
    assert studio.run("pick", "three", "3", "--in-storyboard").code == 0
    assert studio.file.read_text() == text.replace(
        "- id: three\n", "- id: three\n        take: 3\n"
    )
    assert _locked(studio)["three"]["take"] == 3
    assert _actions(studio) == ["keep"] * 3
    studio.lock.unlink()
    assert _actions(studio) == ["keep"] * 3
    assert studio.run("pick", "three", "2").code == 1
    assert studio.run("pick", "three", "2", "--in-storyboard").code == 0
    assert studio.file.read_text() == text.replace(
        "- id: three\n", "- id: three\n        take: 2\n"
    )
    assert _actions(studio) == ["keep"] * 3
    assert studio.run("pick", "three", "1", "--in-storyboard", "--variant", "x").code == 2


def test_a_file_that_shares_its_lines_is_not_written(studio: Studio) -> None:
    text = SMALL.replace("      - id: three\n", "      - &last\n        id: three\n") + (
        "      - <<: *last\n        id: four\n        action: The sea.\n"
    )
    studio.write(text)
    if studio.run("check").code:
        pytest.skip("this program reads no merges")
    assert studio.run("render", "--yes").code == 0
    assert studio.run("retake", "three", "--yes").code == 0
    ran = studio.run("pick", "three", "2", "--in-storyboard")
    assert (ran.code, "error[not-written]" in ran.err) == (1, True)
    assert studio.file.read_text() == text
