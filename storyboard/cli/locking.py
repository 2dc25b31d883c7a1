"""Keeping the lock: after whatever brings clips home, and for what people decide about them."""

from __future__ import annotations

from storyboard.cli.output import print_diagnostics, talk
from storyboard.cli.project import Project
from storyboard.compile.shotlist import CompiledShot
from storyboard.errors import StoryboardError
from storyboard.generate.lockfile import entries_after, write_lock
from storyboard.generate.takes import Takes
from storyboard.plan.lock import LOCK_NAME, Entries, Entry
from storyboard.plan.plan import Action, Plan, Source, entry_ids


def keep_lock(project: Project, plan: Plan, takes: Takes) -> None:
    """Write down which clips the film shows, and beside each what its request was made of.

    A film with values set in the call (`--set`) is not the one that is in git: its lock is not
    touched.
    """
    for planned in plan.shots:
        key = planned.request.key
        shown = planned.shot.id in takes.by_shot and planned.source is Source.BOUGHT
        # What is approved and stale was made of what was said then.
        shown = shown and planned.action is not Action.STALE_APPROVED
        if shown and (key in takes.made or not project.store.has_said(key)):
            project.store.note_said(key, project.said(planned.shot).document())
    if project.loaded.edition.given:
        talk(f"{LOCK_NAME} stays as it is: it is kept for the film without --set.")
    else:
        write_lock(project.file.parent, project.film, entries_after(plan, takes))


def settle_lock(project: Project) -> None:
    """Say what is to be said of the lock, and write one anew that a merge left in conflict."""
    if not project.lock_warnings:
        return
    print_diagnostics(project.lock_warnings)
    if project.lock.conflict is not None and not project.loaded.edition.given:
        try:
            write_lock(project.file.parent, project.film, project.entries)
        except StoryboardError as error:
            # Where nothing can be written, the plan can be read all the same.
            print_diagnostics(error.diagnostics)
        else:
            talk(f"{LOCK_NAME} is put together anew, from both sides.")


def locked_entry(project: Project, shot: CompiledShot) -> Entry:
    """What the lock says of a shot. Raises StoryboardError `not-locked` where it says nothing."""
    name = entry_ids(project.shotlist, project.entries).get(shot.id)
    if name is None:
        raise StoryboardError.of(
            "not-locked",
            f"the lock says nothing of {shot.id}: no clip of it is in the film yet",
            hint=f"storyboard render {project.file}",
        )
    return project.entries[name]


def change_lock(project: Project, changed: Entries) -> None:
    """Write other entries for some shots; all else stays."""
    if project.lock_warnings:
        print_diagnostics(project.lock_warnings)
    known = entry_ids(project.shotlist, project.entries)
    # A shot that was renamed is known by its new name from now on.
    renamed = {old for shot, old in known.items() if shot in changed and shot != old}
    kept = {shot: entry for shot, entry in project.entries.items() if shot not in renamed}
    write_lock(project.file.parent, project.film, {**kept, **changed})
