"""--shots, --scenes, --changed, --missing: some shots of a film, wherever shots are named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.plan.plan import MADE, Action, Inventory, make_plan
from storyboard.plan.selection import Selection, narrowed
from tests.boards import SMALL, compiled
from tests.cli.studio import Studio


def actions(studio: Studio, *words: str) -> dict[str, str]:
    return {shot["id"]: shot["action"] for shot in studio.json("plan", *words)["shots"]}


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (("--scenes", "sc010"), {"one", "two"}),
        (("--scenes", "1"), {"one", "two"}),
        (("--scenes", "sc0*"), {"one", "two", "three"}),
        (("--shots", "t*"), {"two", "three"}),
        (("--shots", "one,three"), {"one", "three"}),
        (("--shots", "one", "--shots", "2-01"), {"one", "three"}),
        (("--shots", "two", "--scenes", "sc020"), {"two", "three"}),
        (("--missing",), {"one", "two", "three"}),
        (("--missing", "--shots", "one"), {"one"}),
    ],
)
def test_what_is_named_is_planned(studio: Studio, words: tuple[str, ...], made: set[str]) -> None:
    found = actions(studio, *words)
    assert {shot for shot, action in found.items() if action == "generate"} == made
    assert {action for shot, action in found.items() if shot not in made} <= {"skip"}


def test_only_what_is_selected_is_bought_and_the_film_says_what_it_lacks(studio: Studio) -> None:
    assert studio.json("plan", "--scenes", "sc020")["cost"] == "0.35"
    ran = studio.run("render", "--yes", "--scenes", "sc020")
    assert ran.code == 0
    assert "Not cut: there is no clip of one, two." in ran.err
    assert studio.billed == Decimal("0.35")
    film = studio.file.parent / "out" / "film.mp4"
    assert not film.exists()
    ran = studio.run("render", "--yes", "--shots", "two", "--partial")
    assert ran.code == 0
    assert "Cut with drawings in place of one." in ran.err
    assert film.exists()
    assert studio.billed == Decimal("1.05")
    assert studio.run("render", "--yes", "--missing").code == 0
    assert studio.billed == Decimal("1.75")
    assert set(actions(studio).values()) == {"keep"}


def test_what_changed_is_selected(studio: Studio) -> None:
    assert studio.run("render", "--yes").code == 0
    ran = studio.run("plan", "--changed")
    assert (ran.code, "no shot that is meant is changed" in ran.err) == (2, True)
    text = SMALL.replace("The empty pier.", "The pier.").replace("She shakes her head", "She nods")
    studio.write(text)
    assert actions(studio, "--changed", "--scenes", "sc020") == {
        "one": "keep",
        "two": "skip",
        "three": "generate",
    }
    assert studio.run("render", "--yes", "--changed", "--shots", "three").code == 0
    assert studio.billed == Decimal("2.10")


def test_a_selection_of_nothing_costs_nothing_and_bounds_the_ceiling(studio: Studio) -> None:
    ran = studio.run("render", "--max-cost", "0.40", "--shots", "three")
    assert ran.code == 0, ran.err
    assert studio.billed == Decimal("0.35")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--shots", "sc020*"), "no shot fits sc020*. There are: one, two, three."),
        (("--shots", "thre"), "no shot fits thre. Did you mean three?"),
        (("--scenes", "sc01"), "no scene fits sc01. Did you mean sc010"),
        (("--shots", "one", "--scenes", "nowhere"), "no scene fits nowhere"),
    ],
)
@pytest.mark.parametrize("command", ["plan", "render", "prompts", "approve", "sheet"])
def test_a_pattern_that_fits_nothing_is_a_mistake(
    studio: Studio, command: str, words: tuple[str, ...], said: str
) -> None:
    ran = studio.run(command, *words)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert studio.billed == 0


def test_what_is_whole_takes_no_selection(studio: Studio) -> None:
    assert studio.run("render", "--draft", "--shots", "one").code == 2
    assert studio.run("plan", "--draft", "--shots", "one").code == 2
    assert studio.run("plan", "--shots", "one", "-o", studio.file.parent / "p.json").code == 2
    assert studio.run("prompts", "one", "--shots", "two").code == 2


def test_prompts_and_approvals_of_some(studio: Studio) -> None:
    assert [each["shot"] for each in studio.json("prompts", "--scenes", "sc010")] == ["one", "two"]
    assert studio.run("render", "--yes").code == 0
    assert studio.run("approve", "t*").code == 0
    assert studio.lock.read_text().count("approved =") == 2
    assert studio.run("unapprove", "--scenes", "sc020").code == 0
    assert studio.lock.read_text().count("approved =") == 1
    assert studio.run("approve").code == 2
    whole, part = studio.file.parent / "a.png", studio.file.parent / "b.png"
    assert studio.run("sheet", "-o", whole).code == 0
    assert studio.run("sheet", "-o", part, "--shots", "one").code == 0
    assert part.stat().st_size < whole.stat().st_size


@given(st.sets(st.sampled_from(["one", "two", "three"])))
def test_a_narrowed_plan_makes_what_is_chosen_and_no_more(
    tmp_path_factory: pytest.TempPathFactory, chosen: set[str]
) -> None:
    shotlist = compiled(tmp_path_factory.mktemp("film"), SMALL)
    whole = make_plan(shotlist, Inventory(), draft=False)
    plan = narrowed(whole, chosen)
    assert {each.shot.id for each in plan.shots if each.action in MADE} == chosen
    assert plan.cost == sum(each.cost for each in whole.shots if each.shot.id in chosen)
    assert all(a.to_buy == b.to_buy for a, b in zip(plan.shots, whole.shots, strict=True))


def test_a_request_that_a_chosen_shot_shares_is_made_once(tmp_path: Path) -> None:
    twin = "      - id: {}\n        size: LS\n        duration: 1s\n        action: x\n"
    twins = twin.format("same") + twin.format("like")
    text = SMALL.replace("      - id: two\n", f"{twins}      - id: two\n")
    plan = make_plan(compiled(tmp_path, text), Inventory(), draft=False)
    made = {p.shot.id: p.action for p in narrowed(plan, {"like"}).shots}
    assert made["same"] is Action.GENERATE
    assert made["like"] is Action.KEEP
    assert made["one"] is Action.SKIP


def test_no_options_select_everything(tmp_path: Path) -> None:
    shotlist = compiled(tmp_path, SMALL)
    assert not Selection()
    assert Selection().named(shotlist) == {"one", "two", "three"}
