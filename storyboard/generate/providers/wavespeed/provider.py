"""WaveSpeed as a provider: the API's calls with the patience that paid work deserves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic, Severity, StoryboardError
from storyboard.generate import backoff
from storyboard.generate.providers.base import Made, NotAccepted, TaskFailed, Ticket
from storyboard.generate.providers.wavespeed import wire
from storyboard.generate.providers.wavespeed.api import Unanswered, WaveSpeedApi
from storyboard.generate.providers.wavespeed.download import Downloads
from storyboard.generate.providers.wavespeed.settings import Secret, WaveSpeedSettings

_AGAIN: Final = frozenset({1403, 1405, 5000, 5003, 5004})
"""Task error codes after which the same request may be sent again."""
_FEW: Final = 12
"""Connections that are enough for a hundred tasks, and for the downloads at one time."""
_HIDDEN: Final = 30.0
"""Seconds for which a new prediction may still be unknown to the result endpoint."""
_SKEW: Final = timedelta(minutes=10)
"""How far the service's clock may be from ours."""
_T = TypeVar("_T")


class WaveSpeed:
    """One account at WaveSpeed. Use it as an async context manager."""

    name = "wavespeed"

    def __init__(self, settings: WaveSpeedSettings, key: Secret) -> None:
        self._settings, self._key = settings, key
        self.concurrency = settings.limits.concurrent
        self._uploads: dict[str, asyncio.Task[str]] = {}
        self._free_at = 0.0

    async def __aenter__(self) -> WaveSpeed:
        # A task needs a connection for a moment every few seconds; the pool's work grows with the
        # square of their number.
        connections = min(max(_FEW, self.concurrency // _FEW), 8 * _FEW)
        self._api = WaveSpeedApi(self._settings.base_url, self._key, connections)
        self._downloads = Downloads(_FEW)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._api.close()
        await self._downloads.close()

    async def preflight(self) -> Decimal | None:
        """The balance in USD, or None where it cannot be told. Raises AccountTrouble."""
        return await self.balance(tries=2)

    async def balance(self, tries: int = 5) -> Decimal | None:
        """The balance in USD, or None where the service does not answer."""
        try:
            return await _repeat(self._api.balance, tries)
        except Unanswered:
            return None

    async def pace(self) -> None:
        """Wait until the account's rate allows one more submit."""
        # One by one and evenly: a minute's worth at once, then more as it drains, would pass the
        # service's count of any one minute.
        now = time.monotonic()
        turn = max(now, self._free_at)
        self._free_at = turn + 60 / self._settings.limits.videos_per_minute
        if turn > now:
            await asyncio.sleep(turn - now)

    async def prepare(self, request: Request, files: Mapping[str, Path]) -> Mapping[str, object]:
        """The body with an address in place of each local file; a file is uploaded once."""
        body = dict(request.body)
        for name, value in body.items():
            if isinstance(value, str) and value in files:
                body[name] = await self._address(value, files[value])
        return body

    async def submit(self, request: Request, body: Mapping[str, object]) -> Ticket:
        """Send the body, once. See `PaidProvider.submit`."""
        prediction = await self._api.submit(request.model, body)
        return Ticket(prediction.id)

    async def wait(self, ticket: Ticket) -> Made:
        """Poll until the task has ended or the deadline has passed.

        Polling never gives a paid task up: what cannot be told is asked again.
        """
        begun = time.monotonic()
        pauses = backoff.cadence(self._settings.poll_first, self._settings.poll_longest)
        setbacks = backoff.full_jitter(1, 30)
        pause = next(pauses)
        while True:
            left = self._settings.deadline - (time.monotonic() - begun)
            if left <= 0:
                raise _still_running(ticket)
            await asyncio.sleep(min(pause, left))
            try:
                prediction = await self._api.result(ticket.id)
            except Unanswered as error:
                if error.missing and time.monotonic() - begun > _HIDDEN:
                    raise _gone(ticket) from error
                pause = max(error.wait or 0.0, self._settings.poll_first, next(setbacks))
                continue
            if prediction.status in wire.SUCCEEDED:
                return _made(ticket, prediction)
            if prediction.status in wire.FAILED:
                raise _failed(ticket, prediction)
            pause, setbacks = next(pauses), backoff.full_jitter(1, 30)

    async def fetch(self, made: Made, into: Path) -> None:
        """Download the clip. Raises StoryboardError `bad-output`."""
        await self._downloads.fetch(made.url, into)

    async def find(self, request: Request, begun: datetime) -> Sequence[Ticket]:
        """Predictions created around a time whose input is this request's body.

        Raises StoryboardError where the list cannot be had.
        """
        until = min(begun + _SKEW, datetime.now(UTC) + _SKEW)

        async def ask() -> Sequence[wire.Prediction]:
            return await self._api.predictions(request.model, begun - _SKEW, until)

        try:
            found = await _repeat(ask, 4)
        except Unanswered as error:
            raise StoryboardError.of(
                "list-unavailable", f"WaveSpeed's list of predictions cannot be read: {error}"
            ) from error
        return [
            Ticket(prediction.id)
            for prediction in found
            if prediction.input is not None and _fits(request, prediction.input)
        ]

    async def quote(self, request: Request) -> Decimal:
        """The live price in USD. Raises StoryboardError."""

        async def ask() -> Decimal:
            return await self._api.price(request.model, request.body)

        try:
            return await _repeat(ask, 4)
        except Unanswered as error:
            raise StoryboardError.of(
                "no-quote", f"WaveSpeed gives no price for {request.model}: {error}"
            ) from error

    async def _address(self, name: str, file: Path) -> str:
        if name not in self._uploads:
            self._uploads[name] = asyncio.ensure_future(_repeat(lambda: self._api.upload(file), 5))
        try:
            return await asyncio.shield(self._uploads[name])
        except Unanswered as error:
            self._uploads.pop(name, None)
            raise NotAccepted(f"{file.name} could not be uploaded: {error}") from error
        except OSError as error:
            raise StoryboardError.of(
                "unreadable", f"{file} cannot be read: {error.strerror}"
            ) from error


async def _repeat(ask: Callable[[], Awaitable[_T]], tries: int) -> _T:
    """Ask a harmless question until it is answered, a bounded number of times."""
    waits = backoff.full_jitter()
    for left in reversed(range(tries)):
        try:
            return await ask()
        except Unanswered as error:
            if not left:
                raise
            await asyncio.sleep(max(error.wait or 0.0, next(waits)))
    raise AssertionError("tries is at least 1")


def _fits(request: Request, found: Mapping[str, object]) -> bool:
    """Whether a prediction was asked for with this body; uploaded files have any address."""
    for name, value in request.body.items():
        if isinstance(value, str) and value.startswith(("asset:", "last-frame:")):
            if not found.get(name):
                return False
        elif found.get(name) != value:
            return False
    return True


def _made(ticket: Ticket, prediction: wire.Prediction) -> Made:
    if not prediction.outputs:
        raise StoryboardError.of(
            "no-output",
            f"WaveSpeed says that {ticket.id} is completed and gives no clip",
            hint="run the same command again; if it stays so, ask WaveSpeed about this prediction",
        )
    warnings: tuple[Diagnostic, ...] = ()
    if any(prediction.has_nsfw_contents):
        warnings = (
            Diagnostic(
                "flagged",
                f"WaveSpeed flagged the clip of prediction {ticket.id} as unsafe content",
                hint="look at the clip; change the shot's words if it was blurred or cut",
                severity=Severity.WARNING,
            ),
        )
    return Made(prediction.outputs[0], warnings)


def _failed(ticket: Ticket, prediction: wire.Prediction) -> TaskFailed:
    words = prediction.error or f"the task ended as {prediction.status}"
    code = prediction.code
    if code == 1200:
        return TaskFailed(f"content moderation refused it: {words}", again=False, code="moderated")
    if code == 1402:
        return TaskFailed(
            f"its image could not be read by WaveSpeed: {words}", again=False, code="no-media"
        )
    # A deleted task is somebody's doing, not the service's failure.
    refunded = prediction.status != "deleted"
    return TaskFailed(f"{words} (prediction {ticket.id})", again=code in _AGAIN, refunded=refunded)


def _still_running(ticket: Ticket) -> StoryboardError:
    return StoryboardError.of(
        "still-running",
        f"prediction {ticket.id} is not finished yet",
        hint="it is paid for and stays in the journal: run the same command again later",
    )


def _gone(ticket: Ticket) -> StoryboardError:
    return StoryboardError.of(
        "prediction-gone",
        f"WaveSpeed does not know prediction {ticket.id} (they are deleted after 7 days)",
        hint="ask WaveSpeed about it; to buy the shot anew: storyboard recover --resubmit SHOT",
    )
