"""`storyboard plan`: what a render would make, why, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import click

from storyboard.cli.evidence import change_json
from storyboard.cli.output import counted, print_diagnostics, print_json, problem_format, talk
from storyboard.cli.plan_table import print_plan
from storyboard.cli.project import edition_options, open_project, standing_options, storyboard_file
from storyboard.money import show, total
from storyboard.plan.plan import Action, Plan
from storyboard.read.edition import Edition


@click.command("plan")
@storyboard_file
@edition_options
@problem_format
@click.option("--draft", is_flag=True, help="Plan a free draft instead of the final film.")
@click.option("--quote", is_flag=True, help="Ask the provider for today's price of every shot.")
@standing_options
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 3 when there is something to make.")
def command(
    file: Path,
    edition: Edition,
    draft: bool,
    quote: bool,
    include_approved: bool,
    rebuy_missing: bool,
    as_json: bool,
    detailed_exitcode: bool,
) -> int:
    """Show what `render` would do with FILE. Nothing is made and nothing is spent."""
    project = open_project(file, edition)
    if project.lock_warnings:
        print_diagnostics(project.lock_warnings)
    make = partial(
        project.plan,
        draft=draft,
        include_approved=include_approved,
        rebuy_missing=rebuy_missing,
    )
    plan = make()
    if quote:
        from storyboard.cli.shop import quotes_for, settings_for

        quotes = quotes_for(plan, settings_for(file), every=True)
        _flag_differences(plan, quotes)
        plan = make(quotes=quotes)
    if project.warnings:
        talk(f"{counted(len(project.warnings), 'warning')}: `storyboard check {file}` tells.")
    if as_json:
        print_json(_document(plan))
    else:
        print_plan(plan)
    return 3 if detailed_exitcode and plan.changed else 0


def _flag_differences(plan: Plan, quotes: Mapping[str, Decimal]) -> None:
    """Say where the provider asks for something else than the catalogue knows."""
    for planned in plan.shots:
        quoted, listed = quotes[planned.shot.request.key], planned.shot.price
        if listed is not None and listed != quoted:
            talk(
                f"{planned.shot.id}: {planned.shot.request.model} is quoted at "
                f"{show(quoted)} USD today; the catalogue says {show(listed)} USD"
            )


def _document(plan: Plan) -> dict[str, Any]:
    return {
        "storyboard_plan": 1,
        "title": plan.shotlist.title,
        "draft": plan.draft,
        "fps": str(plan.shotlist.rate),
        "frames": plan.shotlist.frames,
        "currency": "USD",
        "cost": str(plan.cost),
        "still_to_buy": str(total(shot.to_buy for shot in plan.shots)),
        "full_buy": str(total(shot.full_price for shot in plan.shots)),
        "to_quote": plan.to_quote,
        "generate": len(plan.to_generate),
        "shots": [
            {
                "id": planned.shot.id,
                "number": planned.shot.slate.number,
                "scene": planned.shot.scene_id,
                "frames": planned.shot.frames,
                "action": planned.action.value,
                "reason": planned.reason,
                "source": planned.source.value,
                "cost": str(planned.cost),
                "to_quote": planned.to_quote,
                "request_key": planned.request.key,
                "take": planned.request.take,
                "changes": [change_json(change) for change in planned.changes],
            }
            for planned in plan.shots
        ],
        "drops": [
            {"id": drop.id, "action": Action.DROP.value, "reason": drop.reason}
            for drop in plan.drops
        ],
    }
