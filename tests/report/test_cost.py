"""The cost report: its sums, its JSON and its Markdown."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from storyboard.compile.shotlist import Shotlist
from storyboard.generate.media import Media
from storyboard.generate.takes import Clip, Take, Takes
from storyboard.plan.plan import Inventory, Plan, make_plan
from storyboard.report.cost import CostReport, Film, as_markdown, make_report
from storyboard.report.schema import report_schema
from storyboard.resources import folder
from tests.boards import compiled

FILM = Film(
    file="film.mp4",
    frames=72,
    fps="24",
    width=640,
    height=360,
    seconds=3.0,
    segments=4,
    segments_encoded=4,
)


@pytest.fixture(scope="module")
def shotlist(tmp_path_factory: pytest.TempPathFactory) -> Shotlist:
    return compiled(tmp_path_factory.mktemp("report"))


def takes(plan: Plan, made: set[str]) -> Takes:
    clip = Clip("0" * 64, Path("clip.mp4"), Media(120, plan.shotlist.rate.value, 64, 36, None))
    return Takes(
        {
            shot.shot.id: Take(
                shot.request, clip, shot.full_price if not plan.draft else Decimal(0)
            )
            for shot in plan.shots
        },
        frozenset(shot.request.key for shot in plan.shots if shot.shot.id in made),
        spent={
            shot.request.key: shot.cost for shot in plan.shots if shot.shot.id in made and shot.cost
        },
    )


def test_a_draft_spends_nothing_and_says_what_the_final_would_cost(shotlist: Shotlist) -> None:
    plan = make_plan(shotlist, Inventory(), draft=True)
    report = make_report(plan, takes(plan, {"one", "two", "three"}), FILM)
    assert report.total.spent_now == 0
    assert report.total.estimated == report.total.full_buy == Decimal("1.75")
    assert json.loads(report.model_dump_json())["total"]["spent_now"] == "0.00"


def test_a_final_render_accounts_for_each_shot(shotlist: Shotlist) -> None:
    held = {shotlist.shots[0].request.key: Decimal("0.70")}
    plan = make_plan(shotlist, Inventory(held), draft=False)
    report = make_report(plan, takes(plan, {"two", "three"}), FILM)
    assert report.total.spent_now == report.total.estimated == Decimal("1.05")
    assert report.total.saved_by_reuse == Decimal("0.70")
    assert report.total.full_buy == Decimal("1.75")
    assert [scene.usd.full_buy for scene in report.scenes] == [Decimal("1.40"), Decimal("0.35")]


def test_the_json_fits_its_schema_and_reads_back(shotlist: Shotlist) -> None:
    plan = make_plan(shotlist, Inventory(), draft=True)
    report = make_report(plan, takes(plan, set()), FILM)
    text = report.model_dump_json()
    jsonschema.validate(json.loads(text), report_schema())
    assert CostReport.model_validate_json(text) == report


def test_the_schema_in_the_repository_is_current() -> None:
    written = json.loads((folder("schemas") / "report.schema.json").read_text("utf-8"))
    assert written == report_schema(), "run python -m storyboard.report.schema"


def test_markdown_has_a_row_for_every_scene_and_shot(shotlist: Shotlist) -> None:
    plan = make_plan(shotlist, Inventory(), draft=True)
    page = as_markdown(make_report(plan, takes(plan, {"one"}), FILM))
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 2 + 3 + 2  # two headings, scenes, shots, two totals
    assert all(row.count("|") == rows[0].count("|") for row in rows)
    assert "1.75" in rows[-1]


def test_the_total_is_the_ledgers_also_for_shots_that_are_gone(shotlist: Shotlist) -> None:
    plan = make_plan(shotlist, Inventory(), draft=False)
    found = takes(plan, {"one"})
    spent = {**found.spent, "the key of a shot that is gone": Decimal("0.35")}
    report = make_report(plan, replace(found, spent=spent), FILM, Decimal("9.99"))
    assert report.total.spent_now == sum(spent.values())
    assert report.spent_on_others == Decimal("0.35")
    assert report.spent_in_all == Decimal("9.99")
