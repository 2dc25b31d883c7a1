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
from storyboard.generate.pictures import Addresses, pictures_in, unlike
from storyboard.generate.providers.base import (
    AccountTrouble,
    Made,
    NotAccepted,
    Sighting,
    TaskFailed,
    Ticket,
)
from storyboard.generate.providers.wavespeed import wire
from storyboard.generate.providers.wavespeed.api import Unanswered, WaveSpeedApi, not_the_api
from storyboard.generate.providers.wavespeed.download import Downloads
from storyboard.generate.providers.wavespeed.network import read_certificates
from storyboard.generate.providers.wavespeed.pace import Pace
from storyboard.generate.providers.wavespeed.settings import Secret, WaveSpeedSettings

_AGAIN: Final = frozenset({1403, 1405, 5000, 5003, 5004})
"""Task error codes after which the same request may be sent again."""
_FEW: Final = 8
"""Connections that are enough for many tasks."""
_DOWNLOADS: Final = 4
"""Clips that come home at one time: what is to be bought next need not wait behind them."""
_FORGOTTEN: Final = 4
"""How often in a row a prediction must be unknown before it is said to be gone."""
_REFUSALS: Final = 5
"""How often in a row the account must be refused an answer before the task is left to the next
run."""
_UPLOADS_KEPT: Final = timedelta(days=6)
"""The service keeps them for 7 days; a request may wait for its turn meanwhile."""
_SKEW: Final = timedelta(minutes=10)
"""How far the service's clock may be from ours."""
_T = TypeVar("_T")


class WaveSpeed:
    """One account at WaveSpeed. Use it as an async context manager."""

    name = "wavespeed"

    def __init__(self, settings: WaveSpeedSettings, key: Secret) -> None:
        self._settings, self._key = settings, key
        self.concurrency = settings.limits.concurrent
        self.base, self.keeps = settings.base_url, _UPLOADS_KEPT
        self.longest_pause = settings.poll_longest
        self._taken_at: dict[str, float] = {}

    async def __aenter__(self) -> WaveSpeed:
        # A task needs a connection for a moment every few seconds.
        connections = min(max(_FEW, self.concurrency // _FEW), 8 * _FEW)
        trusted = read_certificates()
        self._api = WaveSpeedApi(self._settings.base_url, self._key, connections, trusted)
        self._downloads = Downloads(_DOWNLOADS, trusted)
        self._pace = Pace(self._settings.limits.videos_per_minute)
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

    async def pace(self) -> Callable[[], None]:
        """Wait until the account's rate allows one more submit. See `PaidProvider.pace`."""
        return await self._pace.turn()

    async def upload(self, name: str, content: bytes) -> str:
        """Put a file where models can read it. Raises NotAccepted or AccountTrouble."""
        try:
            return await _repeat(lambda: self._api.upload(name, content), 5)
        except Unanswered as error:
            raise NotAccepted(str(error)) from error

    async def submit(self, request: Request, body: Mapping[str, object]) -> Ticket:
        """Send the body, once. See `PaidProvider.submit`."""
        prediction = await self._api.submit(request.model, body)
        self._taken_at[prediction.id] = time.monotonic()
        return Ticket(prediction.id)

    async def wait(self, ticket: Ticket) -> Made:
        """Poll until the task has ended or the deadline has passed.

        Polling never gives a paid task up: what cannot be told is asked again. One that the
        service keeps saying it does not know is left to the next run, or to somebody's decision.
        """
        begun = time.monotonic()
        # What has been noted since counts as waiting.
        since = begun - self._taken_at.pop(ticket.id, begun)
        pauses = backoff.cadence(self._settings.poll_first, self._settings.poll_longest)
        setbacks = backoff.full_jitter(1, 30)
        pause = max(0.0, next(pauses) - since)
        missing, refused = _Missing(self._settings.forgotten_after), 0
        while True:
            left = self._settings.deadline - (time.monotonic() - begun)
            if missing.for_good or (left <= 0 and missing.times):
                raise _gone(ticket)
            if left <= 0:
                raise _still_running(ticket)
            await asyncio.sleep(min(pause, left))
            try:
                prediction = await self._api.result(ticket.id)
            except AccountTrouble as error:
                # An account that cannot buy may still be given what it has bought.
                refused += 1
                if refused >= _REFUSALS or error.diagnostics[0].code == "bad-api-key":
                    raise
                pause = max(self._settings.poll_first, next(setbacks))
                continue
            except Unanswered as error:
                missing.note(unknown=error.missing)
                pause = max(error.wait or 0.0, self._settings.poll_first, next(setbacks))
                continue
            if prediction.status in wire.SUCCEEDED:
                return _made(ticket, prediction)
            if prediction.status in wire.FAILED:
                raise _failed(ticket, prediction)
            missing.note(unknown=False)
            refused = 0
            pause, setbacks = next(pauses), backoff.full_jitter(1, 30)

    async def fetch(self, made: Made, into: Path, others_wait: Callable[[], bool]) -> None:
        """Download the clip. See `PaidProvider.fetch`.

        What lets the next order in is a call to the API.
        """
        await self._downloads.fetch(made.url, into, lambda: others_wait() and self._api.busy)

    async def find(
        self, request: Request, begun: datetime, addresses: Addresses
    ) -> Sequence[Ticket]:
        """Predictions created around a time whose input is this request's body.

        None for a request with a picture that has no address: another shot may have the same
        words, and only the address tells their pictures apart. Raises StoryboardError where the
        list cannot be had.
        """
        if any(name not in addresses for name in pictures_in(request.body)):
            return ()
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
            if prediction.input is not None
            and not unlike(request.body, prediction.input, addresses)
        ]

    async def look(self, prediction: str) -> Sighting | None:
        """What a prediction is. See `PaidProvider.look`."""

        async def ask() -> wire.Prediction:
            return await self._api.result(prediction)

        # Tells a wrong address or a wrong key from a prediction that is not there.
        await self.preflight()
        try:
            found = await _repeat(ask, 4)
        except Unanswered as error:
            if error.missing:
                return None
            raise StoryboardError.of("no-answer", f"WaveSpeed does not answer: {error}") from error
        asked = found.input if found.input is not None else await self._input_of(found)
        return Sighting(found.id, found.model, found.status, found.created_at, asked)

    async def _input_of(self, found: wire.Prediction) -> Mapping[str, object] | None:
        """What a prediction was asked for with: the list says it, where it is said at all."""
        try:
            created = datetime.fromisoformat(found.created_at)
            created = created if created.tzinfo else created.replace(tzinfo=UTC)
            listed = await self._api.predictions(found.model, created - _SKEW, created + _SKEW)
        except (ValueError, Unanswered):
            return None
        return next((each.input for each in listed if each.id == found.id), None)

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


class _Missing:
    """How often in a row, and for how long, the service has not known a prediction.

    A list that lags behind, or one server of many, may not know it for a moment.
    """

    def __init__(self, patience: float) -> None:
        self._patience, self.times, self._since = patience, 0, 0.0

    def note(self, *, unknown: bool) -> None:
        """One more answer."""
        if unknown and not self.times:
            self._since = time.monotonic()
        self.times = self.times + 1 if unknown else 0

    @property
    def for_good(self) -> bool:
        """Whether it is not going to be known any more, as far as can be told."""
        return self.times >= _FORGOTTEN and time.monotonic() - self._since >= self._patience


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
        hint="it stays in the journal, and the next run asks for it again; if it was deleted, or "
        "is older than the 7 days for which they are kept, give it up and buy the shot anew: "
        "storyboard recover FILE --resubmit SHOT --force",
    )
