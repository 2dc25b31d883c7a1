"""`storyboard check`: everything that is wrong, at once."""

from __future__ import annotations

from pathlib import Path

import click

from storyboard.cli import diagnostics as renderer
from storyboard.cli.output import counted, print_diagnostics, print_json, talk
from storyboard.cli.project import open_project, storyboard_file
from storyboard.errors import StoryboardError


@click.command("check")
@storyboard_file
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
def command(file: Path, as_json: bool) -> int:
    """Read FILE, compile every shot and say what is wrong with it, all at once."""
    try:
        project = open_project(file)
    except StoryboardError as error:
        if not as_json:
            raise
        print_json({"problems": [renderer.as_json(found) for found in error.diagnostics]})
        return 1
    if as_json:
        print_json({"problems": [renderer.as_json(found) for found in project.warnings]})
    else:
        if project.warnings:
            print_diagnostics(project.warnings)
        shotlist = project.shotlist
        length = shotlist.rate.timecode(shotlist.frames)
        talk(
            f"{file} is good: {counted(len(shotlist.scenes), 'scene')}, "
            f"{counted(len(shotlist.shots), 'shot')}, "
            f"{length} ({shotlist.frames} frames)"
        )
    return 0
