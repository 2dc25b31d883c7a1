"""An attempt to buy a request: where it stands, what may be spent, and why it may not begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError


class State(StrEnum):
    """Where an attempt stands."""

    INTENDED = "intended"
    SUBMITTED = "submitted"
    UNCONFIRMED = "unconfirmed"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Attempt:
    """One try to buy one request. `begun_at` is when it was meant, before it was sent.

    `keeper` is the run that is at work on it, or was when it died.
    """

    id: int
    shot: str
    state: State
    price: Decimal
    request: Request
    prediction: str | None
    begun_at: datetime
    keeper: str


@dataclass(frozen=True)
class Limits:
    """What may be spent in USD: by the project in all its life, and by this run. None: no limit."""

    project: Decimal | None = None
    run: Decimal | None = None


class OverLimit(StoryboardError):
    """The next request would pass a limit on spending. Nothing was written."""


class Standing(StoryboardError):
    """The request has been sent, or is about to be, by another attempt. Nothing was written."""


class PredictionTaken(StoryboardError):
    """The prediction belongs to another attempt already. Nothing was written."""
