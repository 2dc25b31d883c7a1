"""`storyboard unapprove`: an approval that is taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from storyboard.cli.arguments import storyboard_file, variant_option
from storyboard.cli.locking import change_lock, locked_entry
from storyboard.cli.output import problem_format, talk
from storyboard.cli.project import open_project
from storyboard.cli.selection import meant, selection_options
from storyboard.plan.selection import Selection
from storyboard.read.edition import Edition


@click.command("unapprove")
@storyboard_file
@click.argument("shots", nargs=-1)
@variant_option
@selection_options
@problem_format
def command(file: Path, shots: tuple[str, ...], variant: str | None, selection: Selection) -> None:
    """Take the approval of SHOTS of FILE back: they follow their requests again."""
    project = open_project(file, Edition(variant, {}))
    found = meant(project, shots, selection)
    entries = {shot.id: locked_entry(project, shot) for shot in found}
    change_lock(project, {shot: replace(entry, approved=None) for shot, entry in entries.items()})
    for shot, entry in entries.items():
        talk(f"{shot} is {'no longer' if entry.approved else 'not'} approved.")
