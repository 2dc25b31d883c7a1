"""The bill of a project, which may never have bought anything: reading makes no file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from storyboard.generate.attempt import Attempt, State
from storyboard.generate.copies import journal_to_read
from storyboard.generate.ledger import Entry
from storyboard.generate.store import Store
from storyboard.money import ZERO
from storyboard.plan.plan import Inventory


def spent_in_all(journal: Path) -> Decimal:
    """USD that the project has spent, refunds taken off. Raises StoryboardError."""
    if not journal.is_file():
        return ZERO
    with journal_to_read(journal) as book:
        return book.spent()


def inventory(store: Store, keys: Iterable[str]) -> Inventory:
    """What a project has of these requests: in the store, on the way, or nobody knows."""
    records = store.held(keys)
    held = {key: record.cost for key, record in records.items()}
    waiting: tuple[Attempt, ...] = ()
    home: frozenset[str] = frozenset()
    given_up: frozenset[str] = frozenset()
    if store.journal.is_file():
        with journal_to_read(store.journal) as book:
            waiting, home = book.open_attempts(), book.all_home()
            given_up = book.given_up()
    sent = {attempt.request.key for attempt in waiting if attempt.state is State.SUBMITTED}
    return Inventory(
        held=held,
        on_the_way=sent,
        unconfirmed={attempt.request.key for attempt in waiting} - sent,
        clips={key: record.sha256 for key, record in records.items()},
        gone=home - held.keys(),
        given_up=given_up,
    )


def entries(journal: Path, since: datetime | None = None) -> tuple[Entry, ...]:
    """The ledger's lines since a moment, oldest first. Raises StoryboardError."""
    if not journal.is_file():
        return ()
    with journal_to_read(journal) as book:
        return book.entries(since)
