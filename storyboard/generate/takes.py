"""What comes out of generating: takes with their clips, and the shots that have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic
from storyboard.generate.media import Media


@dataclass(frozen=True)
class Clip:
    """A file in the store: its content digest, where it lies and what it holds."""

    sha256: str
    path: Path
    media: Media


@dataclass(frozen=True)
class Take:
    """One answer to a request. `cost` is what was paid for it, and `made` when it came home."""

    request: Request
    clip: Clip
    cost: Decimal
    prediction: str | None = None
    made: datetime | None = None


@dataclass(frozen=True)
class Takes:
    """The outcome of one run, by shot id.

    `others` are failures of what an earlier run sent for requests that are no longer wanted.
    `made` are the request keys whose clips came home in this run; `spent` is what the run paid, by
    request key and refunds taken off; `standing` are the keys that something bought, or perhaps
    bought, stands for. `skipped` shots were not selected. `warnings` come each with its shot.
    """

    by_shot: Mapping[str, Take]
    made: frozenset[str] = frozenset()
    failed: Mapping[str, Diagnostic] = field(default_factory=dict)
    others: tuple[Diagnostic, ...] = ()
    spent: Mapping[str, Decimal] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    warnings: tuple[tuple[str, Diagnostic], ...] = ()

    @property
    def gaps(self) -> frozenset[str]:
        """The shots that have no clip to show."""
        return frozenset({*self.failed, *self.skipped})
