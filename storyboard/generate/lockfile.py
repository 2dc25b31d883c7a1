"""The lock file beside the storyboard: reading it, and what a run writes into it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.plan.lock import (
    LOCK_NAME,
    NOTHING,
    Entries,
    Entry,
    Film,
    Lock,
    lock_text,
    merged,
    parse_lock,
)

if TYPE_CHECKING:
    from storyboard.generate.takes import Take, Takes
    from storyboard.plan.plan import Plan

_PATIENCE: Final = 30
"""Seconds to wait for another process that writes the lock."""


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


def change_entries(
    folder: Path, film: Film, before: Entries, after: Entries, settled: Callable[[Lock], Lock]
) -> Entries:
    """Change one film's entries in the folder's lock; what they are then.

    The lock is read anew, and only what is another `after` than `before` is changed in it: two
    runs may be at work side by side, and somebody may approve a shot meanwhile. `settled` is to
    take the conflict out of it that a merge left. Raises StoryboardError as `read_lock` does, and
    `cannot-write`.
    """
    path = folder / LOCK_NAME
    with _alone(folder):
        lock = read_lock(folder)
        whole = settled(lock)
        entries = merged(whole.films.get(film, NOTHING), before, after)
        text = lock_text(whole.with_film(film, entries))
        written = path.is_file() and path.read_text("utf-8") == text
        if not written and (lock.films or lock.theirs or entries or path.exists()):
            with landing(path) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
    return entries


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time, where the disk has file locks: what the lock says is read, changed
    and written in one go, which takes milliseconds."""
    # Here, since every command reads the lock and few write it.
    from filelock import FileLock, Timeout

    from storyboard.generate.store import Store

    store = Store(folder / ".storyboard")
    store.prepare()
    alone = FileLock(store.root / "writing", timeout=_PATIENCE, fallback_to_soft=False)
    # Without file locks, what is written is at least whole.
    with suppress(OSError, NotImplementedError):
        try:
            alone.acquire()
        except Timeout:
            raise StoryboardError.of(
                "in-use",
                f"another command has been writing {folder / LOCK_NAME} for {_PATIENCE} s",
                hint="let it end, or stop it, and run this again",
            ) from None
    try:
        yield
    finally:
        alone.release()


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
