"""`storyboard approve`: shots whose clips stay, whatever becomes of their requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from storyboard.cli.arguments import storyboard_file, variant_option
from storyboard.cli.locking import change_lock, locked_entry
from storyboard.cli.output import problem_format, talk
from storyboard.cli.project import open_project
from storyboard.cli.selection import meant, selection_options
from storyboard.plan.identity import fits
from storyboard.plan.selection import Selection
from storyboard.read.edition import Edition


@click.command("approve")
@storyboard_file
@click.argument("shots", nargs=-1)
@variant_option
@selection_options
@problem_format
def command(file: Path, shots: tuple[str, ...], variant: str | None, selection: Selection) -> None:
    """Approve SHOTS of FILE, or those that are selected, as the lock has them.

    When an approved shot's request changes, its clip stays in the film and the plan says so;
    `render --include-approved` buys it anew.
    """
    project = open_project(file, Edition(variant, {}))
    today = datetime.now(UTC).date()
    found = [(shot, locked_entry(project, shot)) for shot in meant(project, shots, selection)]
    change_lock(
        project,
        {shot.id: replace(entry, approved=entry.approved or today) for shot, entry in found},
    )
    for shot, entry in found:
        changed = "" if fits(shot, entry) else "; its request has changed since it was bought"
        talk(f"{shot.id}: take {entry.take} of {entry.made.isoformat()} is approved{changed}.")
