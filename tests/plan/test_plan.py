"""The plan: what is made, what is kept and what it costs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.compile.shotlist import Shotlist
from storyboard.plan.plan import Action, Inventory, Source, make_plan
from tests.boards import SMALL, compiled


@pytest.fixture(scope="module")
def shotlist(tmp_path_factory: pytest.TempPathFactory) -> Shotlist:
    return compiled(tmp_path_factory.mktemp("plan"))


def test_a_new_film_is_generated_whole(shotlist: Shotlist) -> None:
    plan = make_plan(shotlist, Inventory(), draft=False)
    assert [shot.action for shot in plan.shots] == [Action.GENERATE] * 3
    assert plan.cost == Decimal("0.70") + Decimal("0.70") + Decimal("0.35")


def test_a_draft_costs_nothing_and_says_what_the_final_would(shotlist: Shotlist) -> None:
    plan = make_plan(shotlist, Inventory(), draft=True)
    assert plan.cost == 0
    assert {shot.source for shot in plan.shots} == {Source.DRAWN}
    assert sum(shot.to_buy for shot in plan.shots) == Decimal("1.75")


def test_a_bought_clip_is_used_in_the_draft(shotlist: Shotlist) -> None:
    bought = shotlist.shots[1]
    plan = make_plan(shotlist, Inventory({bought.request.key: Decimal("0.70")}), draft=True)
    assert plan.shots[1].source is Source.BOUGHT
    assert plan.shots[1].action is Action.KEEP
    assert plan.shots[1].saved == Decimal("0.70")
    assert len(plan.to_generate) == 2


def test_a_draft_of_panels_only_draws_what_is_bought_too(shotlist: Shotlist) -> None:
    held = {shot.request.key: Decimal("0.70") for shot in shotlist.filmed}
    plan = make_plan(shotlist, Inventory(held), draft=True, panels_only=True)
    assert {shot.source for shot in plan.shots} == {Source.DRAWN}
    assert [shot.request for shot in plan.shots] == [shot.draft for shot in shotlist.filmed]
    assert (len(plan.to_generate), plan.cost) == (3, 0)
    assert sum(shot.to_buy for shot in plan.shots) == 0  # it is bought, whatever is shown
    final = make_plan(shotlist, Inventory(held), draft=False, panels_only=True)
    assert {shot.source for shot in final.shots} == {Source.BOUGHT}


def test_one_request_for_two_shots_is_paid_once(tmp_path: Path) -> None:
    again = SMALL + SMALL.split("    shots:\n")[2].replace("id: three", "id: four")
    plan = make_plan(compiled(tmp_path, again), Inventory(), draft=False)
    first, second = plan.shots[2:]
    assert first.request.key == second.request.key
    assert (first.action, second.action) == (Action.GENERATE, Action.KEEP)
    assert second.reason == "same request as three"
    assert plan.cost == Decimal("1.75")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(0, 5)), st.booleans())
def test_the_sums_always_agree(shotlist: Shotlist, which: set[int], draft: bool) -> None:
    all_keys = [request.key for shot in shotlist.shots for request in (shot.request, shot.draft)]
    held = {all_keys[at]: Decimal("0.10") for at in which}
    plan = make_plan(shotlist, Inventory(held), draft=draft)
    for shot in plan.shots:
        assert shot.to_buy + shot.saved == shot.full_price
        assert (shot.action is Action.GENERATE) == (shot.request.key not in held)
    assert plan.cost == (0 if draft else sum(shot.to_buy for shot in plan.shots))
    everything = make_plan(shotlist, Inventory(dict.fromkeys(all_keys, Decimal(0))), draft=draft)
    assert not everything.to_generate


def test_what_an_earlier_run_bought_is_collected_for_nothing(shotlist: Shotlist) -> None:
    key = shotlist.shots[0].request.key
    planned = make_plan(shotlist, Inventory(on_the_way={key}), draft=False)
    assert planned.shots[0].action is Action.COLLECT
    assert planned.cost == Decimal("1.05")
    assert planned.shots[0].saved == Decimal("0.70")


def test_an_unconfirmed_request_is_not_sent_again(shotlist: Shotlist) -> None:
    key = shotlist.shots[0].request.key
    planned = make_plan(shotlist, Inventory(unconfirmed={key}), draft=False)
    assert planned.shots[0].action is Action.UNCONFIRMED
    assert planned.cost == Decimal("1.05")
    assert planned.pending
    drawn = make_plan(shotlist, Inventory(unconfirmed={key}), draft=True)
    assert drawn.shots[0].action is Action.GENERATE
    assert drawn.cost == 0
