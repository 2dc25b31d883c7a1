"""`storyboard pick`: which take of a shot the film shows."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import click

from storyboard.cli.arguments import storyboard_file, variant_option
from storyboard.cli.locking import change_lock, refuse_approved
from storyboard.cli.output import problem_format, talk
from storyboard.cli.project import Project, open_project
from storyboard.cli.shots import find_shot
from storyboard.compile.shotlist import CompiledShot
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.generate.lockfile import entry_of
from storyboard.money import show, total
from storyboard.read.amend import with_value
from storyboard.read.edition import Edition
from storyboard.read.staging import MOST_TAKES


@click.command("pick")
@storyboard_file
@click.argument("shot")
@click.argument("take", type=click.IntRange(1, MOST_TAKES))
@variant_option
@click.option(
    "--in-storyboard", is_flag=True, help="Write it into the storyboard too, as the shot's `take`."
)
@problem_format
def command(file: Path, shot: str, take: int, variant: str | None, in_storyboard: bool) -> None:
    """Show TAKE of SHOT in FILE. It is written into the lock; the other takes stay in the store.

    With --in-storyboard the storyboard itself says so, whatever becomes of the lock.
    """
    if in_storyboard and variant:
        raise click.UsageError(
            "the storyboard's `take` is that of all variants: leave --variant out"
        )
    project = open_project(file, Edition(variant, {}))
    found = find_shot(project.shotlist, shot)
    if found.request.take not in (1, take) and not in_storyboard:
        raise StoryboardError.of(
            "take-in-storyboard",
            f"the storyboard itself says that {found.id} shows take {found.request.take}",
            hint="`pick --in-storyboard` changes it there; or take `take` out of the shot",
        )
    refuse_approved(project, found)
    chosen = project.store.find(replace(found.request, take=take))
    if chosen is None:
        raise StoryboardError.of(
            "no-take",
            f"there is no take {take} of {found.id} as its request is now",
            hint=f"`storyboard takes {project.called} {found.id}` lists them; "
            "`storyboard retake` buys more",
        )
    if in_storyboard:
        _write(project, found, take)
    change_lock(project, {found.id: entry_of(chosen)})
    talk(f"{found.id} shows take {take}: `storyboard render {project.called}` cuts it in.")
    _tell_followers(open_project(file, Edition(variant, {})), found)


def _tell_followers(project: Project, shot: CompiledShot) -> None:
    """Say which shots begin with another picture now, and so have to be bought."""
    anew = [
        planned
        for planned in project.plan(draft=False).to_generate
        if planned.shot.id in _followers(project, shot)
    ]
    if anew:
        price = total(planned.cost for planned in anew)
        unknown = "" if all(not each.to_quote for each in anew) else " and what is to be quoted"
        talk(
            f"{', '.join(each.shot.id for each in anew)} begins with its last frame: that is "
            f"another clip, to be bought for {show(price)} USD{unknown}."
        )


def _followers(project: Project, shot: CompiledShot) -> set[str]:
    """The shots that begin with another one's last frame, or with that of one that does."""
    found = {shot.id}
    for each in project.shotlist.filmed:
        if each.follows in found:
            found.add(each.id)
    return found - {shot.id}


def _write(project: Project, shot: CompiledShot, take: int) -> None:
    """Write the take into the file where the shot stands. Raises StoryboardError `not-written`,
    and the file is then what it was."""
    places = project.loaded.places
    path = next(
        ("scenes", s, "shots", t)
        for s, scene in enumerate(project.loaded.storyboard.scenes)
        for t, each in enumerate(scene.shots)
        if each.id == shot.id
    )
    name = places.value((*path, "id"))
    written = getattr(project.loaded.storyboard.scenes[path[1]].shots[path[3]], "take", None)
    at = places.value((*path, "take")) if written is not None else None
    file = Path((at or name).file)
    before = file.read_bytes().decode("utf-8")
    # What begins with its last frame is another request now, as it should be.
    loose = _followers(project, shot)
    wanted = {each.id: each.request.key for each in project.shotlist.filmed if each.id not in loose}
    wanted[shot.id] = replace(shot.request, take=take).key
    try:
        _put(file, with_value(before, "take", str(take), name, at))
        after = open_project(project.file).shotlist.filmed
        if {each.id: each.request.key for each in after if each.id not in loose} == wanted:
            return
    except (ValueError, StoryboardError):
        pass
    _put(file, before)
    raise StoryboardError.of(
        "not-written",
        f"`take` cannot be written into {file} without changing what else it says",
        hint=f"write `take: {take}` into {shot.id} yourself, or pick without --in-storyboard",
    )


def _put(file: Path, text: str) -> None:
    with landing(file) as part:
        part.write_bytes(text.encode())
        shutil.copymode(file, part)
