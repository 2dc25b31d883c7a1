"""The bill of a project, which may never have bought anything: reading makes no file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from storyboard.generate.journal import Journal
from storyboard.generate.ledger import Entry
from storyboard.money import ZERO


def spent_in_all(journal: Path) -> Decimal:
    """USD that the project has spent, refunds taken off. Raises StoryboardError."""
    if not journal.is_file():
        return ZERO
    with Journal(journal) as book:
        return book.spent()


def entries(journal: Path, since: datetime | None = None) -> tuple[Entry, ...]:
    """The ledger's lines since a moment, oldest first. Raises StoryboardError."""
    if not journal.is_file():
        return ()
    with Journal(journal) as book:
        return book.entries(since)
