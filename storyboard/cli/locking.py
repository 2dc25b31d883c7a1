"""Keeping the lock: after whatever brings clips home, and for what people decide about them."""

from __future__ import annotations

from storyboard.cli.output import talk
from storyboard.cli.project import Project
from storyboard.generate.lockfile import entries_after, write_lock
from storyboard.generate.takes import Takes
from storyboard.plan.lock import LOCK_NAME
from storyboard.plan.plan import Plan, Source


def keep_lock(project: Project, plan: Plan, takes: Takes) -> None:
    """Write down which clips the film shows, and beside each what its request was made of.

    A film with values set in the call (`--set`) is not the one that is in git: its lock is not
    touched.
    """
    for planned in plan.shots:
        take = takes.by_shot.get(planned.shot.id)
        shown = take is not None and take.request.key == planned.shot.request.key
        if shown and planned.source is Source.BOUGHT:
            project.store.note_said(planned.request.key, project.said(planned.shot).document())
    if project.loaded.edition.given:
        talk(f"{LOCK_NAME} stays as it is: it is kept for the film without --set.")
    else:
        write_lock(project.file.parent, project.film, entries_after(plan, takes))
