"""The seam to whoever makes clips: those that draw here for nothing, and those that are paid.

A paid provider works in steps, so that money can be accounted for between them; each step says by
the exception it raises what the client may do next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol, runtime_checkable

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate.pictures import Addresses


@dataclass(frozen=True)
class Ticket:
    """A provider's word that it took a request: `id` is enough to collect the clip later."""

    id: str


@dataclass(frozen=True)
class Sighting:
    """What a provider says about a prediction. Texts are empty, and `input` None, where it does
    not say; `created` is ISO 8601."""

    id: str
    model: str
    status: str
    created: str
    input: Mapping[str, object] | None


class Provider(Protocol):
    """What every provider has: the name that models give in the catalogue."""

    name: str


@runtime_checkable
class LocalProvider(Provider, Protocol):
    """Makes clips on this machine at no cost. Raises StoryboardError and nothing foreign."""

    concurrency: int

    async def make(self, request: Request, into: Path, files: Mapping[str, Path]) -> None:
        """Make the clip and write it, whole, to `into`; cancelled, it leaves no file.

        `files` are those that the body names.
        """
        ...


class NotAccepted(Exception):
    """The provider did not take the request; it is safe to send again after waiting.

    `wait` is the pause in seconds that the provider asked for, if it did. Where it was not even
    `reached`, it could count nothing against the account.
    """

    def __init__(self, why: str, wait: float | None = None, *, reached: bool = True) -> None:
        super().__init__(why)
        self.wait, self.reached = wait, reached


class AnswerLost(Exception):
    """The request may or may not have been taken and billed. It must not be sent again blindly."""


class AccountTrouble(StoryboardError):
    """The account cannot buy (key, balance, activation): nothing more may be sent."""


class TaskFailed(Exception):
    """The provider took the request and there will be no clip of it.

    `again` says whether the same request may be sent once more, `refunded` whether the provider
    gives the money back.
    """

    def __init__(
        self, why: str, *, again: bool, code: str = "task-failed", refunded: bool = True
    ) -> None:
        super().__init__(why)
        self.again, self.code, self.refunded = again, code, refunded


@dataclass(frozen=True)
class Made:
    """A finished clip at the provider: where it can be fetched, and what was said about it."""

    url: str
    warnings: tuple[Diagnostic, ...] = ()


@runtime_checkable
class PaidProvider(Provider, Protocol):
    """Sells clips. Everything but `submit` costs nothing and may be repeated."""

    concurrency: int
    """How many clips the account has made side by side."""
    base: str
    """Where the provider is: what was uploaded there is known there only."""
    keeps: timedelta
    """How long it is sure that an upload can be read."""
    longest_pause: float
    """Seconds between two looks at how something stands, at most."""

    async def __aenter__(self) -> PaidProvider: ...

    async def __aexit__(self, *error: object) -> None: ...

    async def preflight(self) -> Decimal | None:
        """The balance in USD, or None where it cannot be told. Raises AccountTrouble."""
        ...

    async def pace(self) -> Callable[[], None]:
        """Wait until the account's rate allows one more submit.

        Call what is returned if nothing was submitted after all: it gives the turn back.
        """
        ...

    async def upload(self, name: str, content: bytes) -> str:
        """Put a file where the provider can read it; its address. Free of charge.

        Raises NotAccepted or AccountTrouble.
        """
        ...

    async def submit(self, request: Request, body: Mapping[str, object]) -> Ticket:
        """Send the body, once. What it costs is owed when this returns.

        Raises NotAccepted, AnswerLost, AccountTrouble, or StoryboardError for a request that the
        provider refuses for good.
        """
        ...

    async def wait(self, ticket: Ticket) -> Made:
        """Wait until the clip is made.

        Raises TaskFailed, or StoryboardError where it cannot be told yet (the deadline passed).
        """
        ...

    async def fetch(self, made: Made, into: Path, others_wait: Callable[[], bool]) -> None:
        """Download the clip to `into`. Raises StoryboardError `bad-output`.

        `others_wait` says whether orders wait for a place among those in flight: then what frees
        one goes first, for a moment.
        """
        ...

    async def find(
        self, request: Request, begun: datetime, addresses: Addresses
    ) -> Sequence[Ticket]:
        """Predictions made around a time that fit the request: what a lost answer may have been.

        `addresses` are all that may have been sent for its pictures. Empty where the provider
        does not say what a prediction was asked for.
        """
        ...

    async def look(self, prediction: str) -> Sighting | None:
        """What a prediction is; None where the provider does not know it.

        Raises StoryboardError where that cannot be told.
        """
        ...

    async def quote(self, request: Request) -> Decimal:
        """What the provider asks for this request now, in USD. Raises StoryboardError."""
        ...
