"""`storyboard sheet`: the film's panels on one page, or on pages of paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from storyboard.cli.arguments import checked_output, edition_options, storyboard_file
from storyboard.cli.output import talk
from storyboard.cli.project import Project, open_project
from storyboard.cli.selection import selected, selection_options
from storyboard.compile.shotlist import Card, CompiledShot
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip
from storyboard.plan.selection import Selection
from storyboard.read.edition import Edition


@click.command("sheet")
@storyboard_file
@edition_options
@selection_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A PNG, one page as long as the film, or a PDF to print. [default: a PNG in out/]",
)
@click.option(
    "--layout",
    type=click.Choice(["grid", "large", "board"]),
    default="grid",
    show_default=True,
    help="All at a glance; large pictures by scene; or a shot a row, its words beside it.",
)
@click.option(
    "--columns", type=click.IntRange(1, 12), help="Pictures side by side, but in a board."
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"]),
    default="a4",
    show_default=True,
    help="Of a PDF.",
)
def command(
    file: Path,
    edition: Edition,
    selection: Selection,
    output: Path | None,
    layout: str,
    columns: int | None,
    paper: str,
) -> None:
    """Lay out a frame of every shot and card of FILE with its number, size, camera and length, its
    action, dialogue and notes.

    The frames are those of the last render: what is bought, else what is drawn.
    """
    if output is not None:
        checked_output(output, (".png", ".pdf"), file)
    if layout == "board" and columns is not None:
        raise click.BadParameter("a board has one shot a row", param_hint="--columns")
    project = open_project(file, edition)
    shotlist = project.shotlist
    if selection:
        shotlist = replace(shotlist, shots=selected(project, selection))
    shots: list[CompiledShot | Card] = []
    clips: dict[str, Clip] = {}
    for shot in shotlist.shots:
        if isinstance(shot, CompiledShot):
            shot, clips[shot.id] = _seen(project, shot)
        shots.append(shot)
    shotlist = replace(shotlist, shots=tuple(shots))
    from storyboard.report.sheet import contact_sheet

    target = output or project.output(".sheet.png", draft=False)
    pages = contact_sheet(
        shotlist,
        clips,
        target,
        notes=_notes(project),
        layout=layout,
        columns=columns,
        paper=paper,
    )
    talk(f"Sheet: {target}" + (f" ({pages} pages)" if pages > 1 else ""))


def _seen(project: Project, shot: CompiledShot) -> tuple[CompiledShot, Clip]:
    """A shot with the clip of the last render: bought, else drawn, whatever was written into it.

    Raises StoryboardError `not-rendered`.
    """
    from storyboard.generate.providers.animatic.lettered import otherwise_lettered

    for request in (shot.request, shot.draft, *otherwise_lettered(shot.draft)):
        if (take := project.store.find(request)) is not None:
            drawn = request.key != shot.request.key
            return (replace(shot, draft=request) if drawn else shot), take.clip
    raise StoryboardError.of(
        "not-rendered",
        f"{shot.id} has no clip yet",
        hint=f"storyboard render --draft {project.called}",
    )


def _notes(project: Project) -> dict[str, str]:
    """What people wrote for people, by shot."""
    scenes = project.loaded.storyboard.scenes
    return {shot.id: shot.notes for scene in scenes for shot in scene.shots if shot.notes}
