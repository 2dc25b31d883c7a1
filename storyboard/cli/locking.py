"""Keeping the lock: after whatever brings clips home, and for what people decide about them."""

from __future__ import annotations

from functools import partial

import click

from storyboard.cli.output import print_diagnostics, talk
from storyboard.cli.project import Project, open_project
from storyboard.compile.shotlist import CompiledShot
from storyboard.errors import StoryboardError
from storyboard.generate.lockfile import change_entries, entries_after
from storyboard.generate.takes import Takes
from storyboard.plan.lock import LOCK_NAME, Entries, Entry, Film, Lock, Suits
from storyboard.plan.plan import Action, Plan, Source
from storyboard.read.edition import Edition


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
        return
    after = entries_after(plan, takes)
    now = _change(project, after)
    decided = [shot for shot in after if shot in now and now[shot].key != after[shot].key]
    if decided:
        talk(
            f"Of {', '.join(decided)} something else was decided meanwhile; {LOCK_NAME} keeps "
            "that, and the next render shows it."
        )


def settle_lock(project: Project) -> None:
    """Say what is to be said of the lock, and write one anew that a merge left in conflict."""
    if not project.lock_warnings:
        return
    print_diagnostics(project.lock_warnings)
    if project.lock.conflict is not None and not project.loaded.edition.given:
        try:
            _change(project, project.entries)
        except StoryboardError as error:
            # Where nothing can be written, the plan can be read all the same.
            print_diagnostics(error.diagnostics)
        else:
            talk(f"{LOCK_NAME} is put together anew, from both sides.")


def locked_entry(project: Project, shot: CompiledShot) -> Entry:
    """What the lock says of a shot. Raises StoryboardError `not-locked` where it says nothing."""
    entry = project.entry(shot)
    if entry is None:
        raise StoryboardError.of(
            "not-locked",
            f"the lock says nothing of {shot.id}: no clip of it is in the film yet",
            hint=f"storyboard render {project.called}",
        )
    return entry


def refuse_approved(project: Project, shot: CompiledShot) -> None:
    """Raises StoryboardError `approved` where a shot's clip is, and is not to be another."""
    entry = project.entry(shot)
    if entry is not None and entry.approved is not None:
        raise StoryboardError.of(
            "approved",
            f"take {entry.take} of {shot.id} is approved",
            hint=f"storyboard unapprove {project.called} {shot.id}",
        )


def change_lock(project: Project, changed: Entries) -> None:
    """Write other entries for some shots; all else stays.

    Raises StoryboardError `lock-changed` where somebody else decided about them just now.
    """
    if project.lock_warnings:
        print_diagnostics(project.lock_warnings)
    # A shot that was renamed is known by its new name from now on.
    renamed = {old for shot, old in project.known.items() if shot in changed and shot != old}
    kept = {shot: entry for shot, entry in project.entries.items() if shot not in renamed}
    now = _change(project, {**kept, **changed})
    lost = [shot for shot, entry in changed.items() if now.get(shot) != entry]
    if lost:
        raise StoryboardError.of(
            "lock-changed",
            f"something else was decided about {', '.join(lost)} in the same moment",
            hint=f"look at `storyboard takes {project.called} {lost[0]}`, and run this again",
        )


def _change(project: Project, after: Entries) -> Entries:
    return change_entries(
        project.file.parent, project.film, project.entries, after, partial(_settled, project)
    )


def _settled(project: Project, lock: Lock) -> Lock:
    """A lock without its conflict: every film in it is settled by its own storyboard."""

    def suits(film: Film) -> Suits:
        if film == project.film:
            return project.suits
        try:
            file = project.file.with_name(film.file)
            return open_project(file, Edition(film.variant, {})).suits
        except (StoryboardError, click.ClickException, OSError, ValueError):
            return lambda *_: False

    whole, unsettled = lock.settled(suits)
    for film, shots in unsettled.items():
        if film != project.film:
            named = film.file + (f" --variant {film.variant}" if film.variant else "")
            talk(f"Of {', '.join(shots)} in {named} neither side is known to be right.")
    return whole
