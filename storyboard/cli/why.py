"""`storyboard why`: what makes a shot's request another than the one that the lock names."""

from __future__ import annotations

from pathlib import Path

import click

from storyboard.cli.arguments import edition_options, storyboard_file
from storyboard.cli.evidence import change_line
from storyboard.cli.output import print_diagnostics, print_json, problem_format
from storyboard.cli.project import open_project
from storyboard.cli.shots import find_shot
from storyboard.plan.changes import Past, texts
from storyboard.plan.identity import fits
from storyboard.plan.plan import PlannedShot
from storyboard.read.edition import Edition
from storyboard.report.plan_document import ChangedValue


@click.command("why")
@storyboard_file
@click.argument("shot")
@edition_options
@problem_format
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
def command(file: Path, shot: str, edition: Edition, as_json: bool) -> None:
    """Say what a render of FILE does with SHOT, and which change in the storyboard makes it so.

    The values that are another now are shown with their places, then the prompt as it was sent
    and as it would be sent, as a diff.
    """
    project = open_project(file, edition)
    found = find_shot(project.shotlist, shot)
    planned = next(each for each in project.plan(draft=False).shots if each.shot is found)
    past = project.history.past.get(planned.entry.key) if planned.entry else None
    diff = [] if past is None else list(texts(past.request, found.request))
    if as_json:
        print_json(
            {
                "shot": found.id,
                "action": planned.action.value,
                "reason": planned.reason,
                "locked_key": planned.entry and planned.entry.key,
                "request_key": found.request.key,
                "changes": [
                    ChangedValue.of(change).model_dump(mode="json") for change in planned.changes
                ],
                "diff": diff,
            }
        )
        return
    if project.lock_warnings:
        print_diagnostics(project.lock_warnings)
    click.echo(f"{found.slate.number} {found.id} · {planned.action.value}: {planned.reason}")
    click.echo(_standing(planned, past))
    for change in planned.changes:
        click.echo(f"  {change_line(change, whole=True)}")
    if diff:
        click.echo("\n" + "\n".join(diff))


def _standing(planned: PlannedShot, past: Past | None) -> str:
    """How the lock's request and today's stand to each other."""
    entry = planned.entry
    if entry is None:
        return "The lock says nothing of it yet."
    locked = f"The lock has take {entry.take} of {entry.made.isoformat()}"
    if fits(planned.shot, entry):
        return f"{locked}, of the same request as now ({entry.key[:12]})."
    keys = f"{entry.key[:12]} → {planned.shot.request.key[:12]}"
    if past is None:
        return f"{locked}, of another request ({keys}), whose text is not in this store."
    return f"{locked}, of another request ({keys}):"
