"""`storyboard sheet`: the film's panels on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from storyboard.cli.output import talk
from storyboard.cli.project import checked_output, edition_options, open_project, storyboard_file
from storyboard.cli.selection import selected, selection_options
from storyboard.errors import StoryboardError
from storyboard.plan.selection import Selection
from storyboard.read.edition import Edition


@click.command("sheet")
@storyboard_file
@edition_options
@selection_options
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A PNG file. [default: out/]")
@click.option("--columns", type=click.IntRange(1, 12), default=4, show_default=True)
def command(
    file: Path, edition: Edition, selection: Selection, output: Path | None, columns: int
) -> None:
    """Lay out a frame of every shot and card of FILE with its number, size, action and length.

    The frames are those of the last render: what is bought, else what is drawn.
    """
    if output is not None:
        checked_output(output, ".png", file)
    project = open_project(file, edition)
    store = project.store
    clips = {}
    shotlist = project.shotlist
    if selection:
        shotlist = replace(shotlist, shots=selected(project, selection))
    for shot in shotlist.filmed:
        take = store.find(shot.request) or store.find(shot.draft)
        if take is None:
            raise StoryboardError.of(
                "not-rendered",
                f"{shot.id} has no clip yet",
                hint=f"storyboard render --draft {file}",
            )
        clips[shot.id] = take.clip
    from storyboard.report.sheet import contact_sheet

    target = output or project.output(".sheet.png", draft=False)
    contact_sheet(shotlist, clips, target, columns=columns)
    talk(f"Sheet: {target}")
