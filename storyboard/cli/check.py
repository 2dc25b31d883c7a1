"""`storyboard check`: everything that is wrong, at once."""

from __future__ import annotations

from pathlib import Path

import click

from storyboard.cli.output import counted, print_diagnostics, problem_format, talk, use_format
from storyboard.cli.project import open_project, storyboard_file


@click.command("check")
@storyboard_file
@problem_format
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.pass_context
def command(ctx: click.Context, file: Path, as_json: bool, strict: bool) -> int:
    """Read FILE, compile every shot and say what is wrong with it, all at once."""
    if as_json:
        use_format(ctx, "json")
    project = open_project(file)
    print_diagnostics(project.warnings, result=True)
    if strict and project.warnings:
        talk(
            "Not good enough with --strict: mend it, or silence it where it stands, "
            "`ignore: [CODE]`."
        )
        return 1
    shotlist = project.shotlist
    cards = f"{counted(len(shotlist.cards), 'card')}, " if shotlist.cards else ""
    length = shotlist.rate.timecode(shotlist.frames)
    talk(
        f"{file} is good: {counted(len(shotlist.scenes), 'scene')}, "
        f"{counted(len(shotlist.filmed), 'shot')}, {cards}"
        f"{length} ({shotlist.frames} frames)"
    )
    return 0
