"""`storyboard plan`: what a render would make, why, and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from storyboard.cli.output import console, print_json
from storyboard.cli.project import open_project, storyboard_file
from storyboard.money import show, total
from storyboard.plan.plan import Action, Plan
from storyboard.report.cost import quotes


@click.command("plan")
@storyboard_file
@click.option("--draft", is_flag=True, help="Plan a free draft instead of the final film.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 3 when there is something to make.")
def command(file: Path, draft: bool, as_json: bool, detailed_exitcode: bool) -> int:
    """Show what `render` would do with FILE. Nothing is made and nothing is spent."""
    plan = open_project(file).plan(draft=draft)
    if as_json:
        print_json(_document(plan))
    else:
        _print_table(plan)
    return 3 if detailed_exitcode and plan.to_generate else 0


def _print_table(plan: Plan) -> None:
    from rich.table import Table

    rate = plan.shotlist.rate
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("", "shot", "id", "size"):
        table.add_column(name, no_wrap=True)
    table.add_column("length", justify="right", no_wrap=True)
    table.add_column("why", no_wrap=True)
    table.add_column("USD", justify="right", no_wrap=True)
    for planned in plan.shots:
        made = planned.action is Action.GENERATE
        slate = planned.shot.slate
        table.add_row(
            "+" if made else "=",
            slate.number,
            slate.id,
            slate.size,
            f"{float(rate.seconds(planned.shot.frames)):.2f} s",
            f"{planned.action.value}: {planned.reason}",
            "quote" if planned.to_quote and made and not plan.draft else show(planned.cost),
            style="green" if made else "dim",
        )
    out = console()
    out.print(table)
    out.print(summary(plan))


def summary(plan: Plan) -> str:
    """The plan in two lines: how many and how long, then the money."""
    generate, shots = len(plan.to_generate), plan.shots
    verb = "draw" if plan.draft else "generate"
    frames = plan.shotlist.frames
    timecode = plan.shotlist.rate.timecode(frames)
    unknown = quotes(plan.to_quote)
    return (
        f"\nPlan: {generate} to {verb}, {len(shots) - generate} to keep. "
        f"Film: {timecode}, {frames} frames at {plan.shotlist.rate}.\n"
        f"This costs {show(plan.cost)} USD{'' if plan.draft else unknown}. "
        f"Still to buy for the final film: "
        f"{show(total(shot.to_buy for shot in shots))} USD{unknown} of "
        f"{show(total(shot.full_price for shot in shots))} USD."
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
            }
            for planned in plan.shots
        ],
    }
