"""The lock file beside the storyboard: reading it, and what a run writes into it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.plan.lock import LOCK_NAME, Entries, Entry, Film, Lock, lock_text, parse_lock

if TYPE_CHECKING:
    from storyboard.generate.takes import Take, Takes
    from storyboard.plan.plan import Plan


def read_lock(folder: Path) -> Lock:
    """The lock of a project's folder; one that is not there says nothing.

    Raises StoryboardError for one that cannot be read or is none.
    """
    path = folder / LOCK_NAME
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Lock()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise StoryboardError.of("bad-lock", f"{path} cannot be read: {why}") from error
    return parse_lock(text, str(path))


def write_lock(folder: Path, film: Film, entries: Entries) -> bool:
    """Put one film's entries into the folder's lock, whole or not at all. False: it said so
    already.

    What it says of other films is read anew, so that two of them can be rendered side by side.
    """
    path = folder / LOCK_NAME
    lock = read_lock(folder)
    text = lock_text(lock.with_film(film, entries))
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    if not lock.films and not entries and not path.exists():
        return False
    with landing(path) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return True


def entries_after(plan: Plan, takes: Takes) -> dict[str, Entry]:
    """What the lock says of a film once a plan was carried out: what came home, and of the rest
    what it said before. Shots that are dropped are no more in it."""
    from storyboard.plan.plan import Source

    entries: dict[str, Entry] = {}
    for planned in plan.shots:
        take = takes.by_shot.get(planned.shot.id)
        if take is not None and planned.source is Source.BOUGHT:
            entries[planned.shot.id] = entry_of(take, planned.entry)
        elif planned.entry is not None:
            entries[planned.shot.id] = planned.entry
    return entries


def entry_of(take: Take, before: Entry | None = None) -> Entry:
    """A take as the lock names it. An approval stays with the very clip that was approved."""
    same = before is not None and (before.key, before.clip) == (take.request.key, take.clip.sha256)
    return Entry(
        key=take.request.key,
        clip=take.clip.sha256,
        price=take.cost,
        made=_day(take.made),
        take=take.request.take,
        prediction=take.prediction,
        approved=before.approved if before is not None and same else None,
    )


def _day(moment: datetime | None) -> date:
    """The day in UTC, which is the same for everybody who shares the lock."""
    return (moment or datetime.now(UTC)).astimezone(UTC).date()
