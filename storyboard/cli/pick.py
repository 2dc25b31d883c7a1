"""`storyboard pick`: which take of a shot the film shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from storyboard.cli.locking import change_lock
from storyboard.cli.output import problem_format, talk
from storyboard.cli.project import open_project, storyboard_file, variant_option
from storyboard.cli.shots import find_shot
from storyboard.errors import StoryboardError
from storyboard.generate.lockfile import entry_of
from storyboard.plan.plan import entry_ids
from storyboard.plan.retakes import MOST_TAKES
from storyboard.read.edition import Edition


@click.command("pick")
@storyboard_file
@click.argument("shot")
@click.argument("take", type=click.IntRange(1, MOST_TAKES))
@variant_option
@problem_format
def command(file: Path, shot: str, take: int, variant: str | None) -> None:
    """Show TAKE of SHOT in FILE. It is written into the lock; the other takes stay in the store."""
    project = open_project(file, Edition(variant, {}))
    found = find_shot(project.shotlist, shot)
    if found.request.take not in (1, take):
        raise StoryboardError.of(
            "take-in-storyboard",
            f"the storyboard itself says that {found.id} shows take {found.request.take}",
            hint="change it there, or take `take` out of the shot",
        )
    name = entry_ids(project.shotlist, project.entries).get(found.id, "")
    before = project.entries.get(name)
    if before is not None and before.approved is not None:
        raise StoryboardError.of(
            "approved",
            f"take {before.take} of {found.id} is approved",
            hint=f"storyboard unapprove {file} {found.id}",
        )
    chosen = project.store.find(replace(found.request, take=take))
    if chosen is None:
        raise StoryboardError.of(
            "no-take",
            f"there is no take {take} of {found.id} as its request is now",
            hint=f"`storyboard takes {file} {found.id}` lists them; `storyboard retake` buys more",
        )
    change_lock(project, {found.id: entry_of(chosen)})
    talk(f"{found.id} shows take {take}: `storyboard render {file}` cuts it in, at no cost.")
