"""WaveSpeed as a provider: the API's calls with the patience that paid work deserves."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic, Severity, StoryboardError
from storyboard.generate import backoff
from storyboard.generate.pictures import pictures_in, promised_digest, with_addresses
from storyboard.generate.providers.base import Made, NotAccepted, TaskFailed, Ticket
from storyboard.generate.providers.wavespeed import wire
from storyboard.generate.providers.wavespeed.api import Unanswered, WaveSpeedApi, not_the_api
from storyboard.generate.providers.wavespeed.download import Downloads
from storyboard.generate.providers.wavespeed.network import read_certificates
from storyboard.generate.providers.wavespeed.settings import Secret, WaveSpeedSettings

_AGAIN: Final = frozenset({1403, 1405, 5000, 5003, 5004})
"""Task error codes after which the same request may be sent again."""
_FEW: Final = 8
"""Connections that are enough for many tasks."""
_DOWNLOADS: Final = 4
"""Clips that come home at one time: what is to be bought next need not wait behind them."""
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
        self._addresses: dict[str, str] = {}
        self._free_at = 0.0
        self._taken_at: dict[str, float] = {}

    async def __aenter__(self) -> WaveSpeed:
        # A task needs a connection for a moment every few seconds.
        connections = min(max(_FEW, self.concurrency // _FEW), 8 * _FEW)
        trusted = read_certificates()
        self._api = WaveSpeedApi(self._settings.base_url, self._key, connections, trusted)
        self._downloads = Downloads(_DOWNLOADS, trusted)
        # So many files at most are held in memory at one time.
        self._desk = asyncio.Semaphore(_FEW)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._api.close()
        await self._downloads.close()

    async def preflight(self) -> Decimal | None:
        """The balance in USD, or None where it cannot be told. See `balance`."""
        return await self.balance(tries=2)

    async def balance(self, tries: int = 5) -> Decimal | None:
        """The balance in USD, or None where the service does not tell it now.

        Raises AccountTrouble, and StoryboardError where no API is there: `no-connection`,
        `not-the-api`. What is sent there would be lost, and nobody could say whether it is owed.
        """
        try:
            return await _repeat(self._api.balance, tries)
        except Unanswered as error:
            if error.alien:
                raise not_the_api(self._api.host, str(error)) from error
            if error.offline:
                raise _no_connection(self._api.host) from error
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
        """The body with an address in place of each picture; a picture is uploaded once.

        Raises NotAccepted, or StoryboardError for a picture that is not there (`no-picture`), has
        changed since the request was made (`file-changed`) or cannot be read (`unreadable`).
        """
        names = tuple(dict.fromkeys(pictures_in(request.body)))
        if any(name not in files for name in names):
            raise StoryboardError.of(
                "no-picture",
                "a picture of it is not at hand, so it cannot be sent",
                hint="run the same command again with the storyboard that it was made from",
            )
        addresses = {name: await self._address(name, files[name]) for name in names}
        return {key: with_addresses(value, addresses) for key, value in request.body.items()}

    async def submit(self, request: Request, body: Mapping[str, object]) -> Ticket:
        """Send the body, once. See `PaidProvider.submit`."""
        prediction = await self._api.submit(request.model, body)
        self._taken_at[prediction.id] = time.monotonic()
        return Ticket(prediction.id)

    async def wait(self, ticket: Ticket) -> Made:
        """Poll until the task has ended or the deadline has passed.

        Polling never gives a paid task up: what cannot be told is asked again.
        """
        begun = time.monotonic()
        # What has been noted since counts as waiting.
        since = begun - self._taken_at.pop(ticket.id, begun)
        pauses = backoff.cadence(self._settings.poll_first, self._settings.poll_longest)
        setbacks = backoff.full_jitter(1, 30)
        pause = max(0.0, next(pauses) - since)
        missing = False
        while True:
            left = self._settings.deadline - (time.monotonic() - begun)
            if left <= 0:
                raise _gone(ticket) if missing else _still_running(ticket)
            await asyncio.sleep(min(pause, left))
            try:
                prediction = await self._api.result(ticket.id)
            except Unanswered as error:
                missing = error.missing
                pause = max(error.wait or 0.0, self._settings.poll_first, next(setbacks))
                continue
            if prediction.status in wire.SUCCEEDED:
                return _made(ticket, prediction)
            if prediction.status in wire.FAILED:
                raise _failed(ticket, prediction)
            missing = False
            pause, setbacks = next(pauses), backoff.full_jitter(1, 30)

    async def fetch(self, made: Made, into: Path) -> None:
        """Download the clip. Raises StoryboardError `bad-output`."""
        await self._downloads.fetch(made.url, into)

    async def find(self, request: Request, begun: datetime) -> Sequence[Ticket]:
        """Predictions created around a time whose input is this request's body.

        None for a request with a picture that was not uploaded here: another shot may have the
        same words, and only the address tells their pictures apart. Raises StoryboardError where
        the list cannot be had.
        """
        if any(name not in self._addresses for name in pictures_in(request.body)):
            return ()
        body = with_addresses(request.body, self._addresses)
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
            if prediction.input is not None and _fits(body, prediction.input)
        ]

    async def quote(self, request: Request) -> Decimal:
        """The live price in USD. Raises StoryboardError."""
        # No price depends on which picture it is, and a name that is no address may be refused.
        inputs = {key: item for key, item in request.body.items() if not any(pictures_in(item))}

        async def ask() -> Decimal:
            return await self._api.price(request.model, inputs)

        try:
            return await _repeat(ask, 4)
        except Unanswered as error:
            raise StoryboardError.of(
                "no-quote", f"WaveSpeed gives no price for {request.model}: {error}"
            ) from error

    async def _address(self, name: str, file: Path) -> str:
        if name not in self._uploads:
            self._uploads[name] = asyncio.ensure_future(self._upload(name, file))
        try:
            self._addresses[name] = await asyncio.shield(self._uploads[name])
            return self._addresses[name]
        except Unanswered as error:
            self._uploads.pop(name, None)
            raise NotAccepted(f"{file.name} could not be uploaded: {error}") from error
        except OSError as error:
            raise StoryboardError.of(
                "unreadable", f"{file} cannot be read: {error.strerror}"
            ) from error

    async def _upload(self, name: str, file: Path) -> str:
        """Put up the very bytes that were compared with what the picture's name promises."""
        async with self._desk:
            content = await asyncio.to_thread(file.read_bytes)
            if promised_digest(name) not in (None, hashlib.sha256(content).hexdigest()):
                raise StoryboardError.of(
                    "file-changed",
                    f"{file} has changed since the storyboard was read",
                    hint="run the same command again: with the new picture it is a new request",
                )
            return await _repeat(lambda: self._api.upload(file.name, content), 5)


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


def _fits(body: Mapping[str, object], found: Mapping[str, object]) -> bool:
    """Whether a prediction was asked for with this body; the service may have added fields."""
    return all(found.get(name) == value for name, value in body.items())


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


def _no_connection(host: str) -> StoryboardError:
    return StoryboardError.of(
        "no-connection",
        f"{host} cannot be reached; nothing was sent",
        hint="see whether this machine is online, and the address in `storyboard settings`",
    )


def _gone(ticket: Ticket) -> StoryboardError:
    return StoryboardError.of(
        "prediction-gone",
        f"WaveSpeed does not know prediction {ticket.id}, which it accepted",
        hint="it stays in the journal; see `storyboard recover`",
    )
