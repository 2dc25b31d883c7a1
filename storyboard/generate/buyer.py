"""Buying: from an order to a take, through the journal, so that nothing is paid for twice.

Whatever is about to happen is on the disk first. A request that may have been taken is never sent
again; one process at a time works on a request; a limit on spending is checked before every
submit; trouble with the account stops the submitting and lets what is in flight come home.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from filelock import FileLock, Timeout

from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate.journal import Attempt, Journal, Limits, OverLimit, State
from storyboard.generate.order import Order
from storyboard.generate.providers.base import (
    AccountTrouble,
    AnswerLost,
    Made,
    NotAccepted,
    PaidProvider,
    TaskFailed,
    Ticket,
)
from storyboard.generate.store import Store
from storyboard.generate.takes import Take

_SENDS: Final = 8
"""How often a request that was surely not taken is sent before it is given up."""
_RESUBMITS: Final = 2
"""How often a request is bought again after the provider failed at it and refunded it."""
_FETCHES: Final = 3
_T = TypeVar("_T")


class Buyer:
    """Buys from one provider for one project."""

    def __init__(
        self,
        provider: PaidProvider,
        store: Store,
        journal: Journal,
        limits: Limits,
        *,
        search_after: tuple[float, ...] = (0.5, 2, 6),
        backoff: float = 1.0,
    ) -> None:
        """`search_after` are the pauses in seconds before each look for a lost answer, `backoff`
        the first pause after a refusal that may be repeated."""
        self._provider, self._store, self._journal = provider, store, journal
        self._limits, self._search_after, self._backoff = limits, search_after, backoff
        self._slots = asyncio.Semaphore(provider.concurrency)
        self._stopped: Diagnostic | None = None
        self.warnings: list[Diagnostic] = []

    async def open_shop(self) -> None:
        """Ask for the balance, so that a bad key is known before anything is sent.

        Raises AccountTrouble.
        """
        await self._provider.preflight()

    def unsettled(self) -> tuple[Order, ...]:
        """What earlier runs bought and did not bring home, as orders."""
        return tuple(
            Order(attempt.request, attempt.shot, attempt.price)
            for attempt in self._journal.open_attempts()
            if attempt.request.provider == self._provider.name
        )

    def settle(self, order: Order) -> None:
        """Close an attempt whose clip came home just before its run was stopped."""
        attempt = self._journal.open_attempt(order.request.key)
        if attempt is not None:
            self._journal.done(attempt)

    async def buy(self, order: Order) -> tuple[Take, bool]:
        """A take of the order, and whether it came home now (False: it was there already).

        Raises StoryboardError, saying whether anything is owed for it.
        """
        failures = 0
        while True:
            try:
                if self._journal.open_attempt(order.request.key) is not None:
                    found = await self._resume(order)
                else:
                    found = await self._purchase(order)
            except TaskFailed as error:
                failures += 1
                if not error.again or failures > _RESUBMITS:
                    raise _failed(order, error, failures) from error
            else:
                if found is not None:
                    return found

    async def _resume(self, order: Order) -> tuple[Take, bool] | None:
        """Bring home what an earlier run, or another process, has bought. None: look again."""
        async with self._waiting_for(order):
            attempt = self._journal.open_attempt(order.request.key)
            if attempt is None:
                return None
            if (take := self._store.find(order.request)) is not None:
                self._journal.done(attempt)
                return take, False
            if attempt.state is State.INTENDED:
                # Its process died while sending: the answer is as good as lost.
                attempt = self._journal.unconfirmed(attempt, "stopped while it was being sent")
            if attempt.state is State.UNCONFIRMED:
                attempt = await self._search(attempt, pauses=(0,))
            return await self._bring(order, attempt, await self._wait(attempt)), True

    async def _purchase(self, order: Order) -> tuple[Take, bool] | None:
        """Send the order and bring its clip home. None: somebody else is at it, look again."""
        slot = _Slot(self._slots)
        body = await self._prepared(order)
        await slot.take()
        try:
            await self._pace()
            lock = self._lock(order)
            if not _try(lock):
                slot.release()
                async with self._waiting_for(order):
                    return None
            try:
                if (take := self._store.find(order.request)) is not None:
                    return take, False
                if self._journal.open_attempt(order.request.key) is not None:
                    return None
                attempt = await self._send(order, body)
                made = await self._wait(attempt)
                # The provider is done: the next order need not wait for the download.
                slot.release()
                return await self._bring(order, attempt, made), True
            finally:
                lock.release()
        finally:
            slot.release()

    async def _prepared(self, order: Order) -> Mapping[str, object]:
        """The body as it is sent, its files uploaded."""
        try:
            return await self._provider.prepare(order.request, order.files)
        except NotAccepted as error:
            raise _not_sent(order, str(error)) from error

    async def _pace(self) -> None:
        self._go_on()
        await self._provider.pace()
        self._go_on()

    def _go_on(self) -> None:
        if self._stopped is not None:
            raise StoryboardError.of(
                "not-sent",
                f"not sent, because the run stopped buying: {self._stopped.message}",
                hint=self._stopped.hint,
            )

    async def _send(self, order: Order, body: Mapping[str, object]) -> Attempt:
        """Submit, again only while it is sure that the provider did not take it."""
        pause = self._backoff
        for left in reversed(range(_SENDS)):
            attempt = self._intend(order)
            try:
                attempt = await _to_the_end(self._post(order, attempt, body))
            except NotAccepted as error:
                if not left:
                    raise _not_sent(order, str(error)) from error
                await asyncio.sleep(max(error.wait or 0.0, pause))
                pause = min(pause * 2, 60)
                await self._pace()
            else:
                if attempt.state is State.UNCONFIRMED:
                    return await self._search(attempt, self._search_after)
                return attempt
        raise AssertionError("the last round returns or raises")

    def _intend(self, order: Order) -> Attempt:
        try:
            return self._journal.intend(order.request, order.shot, order.price, self._limits)
        except OverLimit as error:
            self._stopped = self._stopped or error.diagnostics[0]
            raise

    async def _post(self, order: Order, attempt: Attempt, body: Mapping[str, object]) -> Attempt:
        """One submit and its outcome in the journal. Runs to its end whatever happens around it."""
        try:
            ticket = await self._provider.submit(order.request, body)
        except NotAccepted:
            self._journal.withdrawn(attempt)
            raise
        except AnswerLost as error:
            return self._journal.unconfirmed(attempt, str(error))
        except AccountTrouble as error:
            self._journal.withdrawn(attempt, str(error))
            self._stopped = self._stopped or error.diagnostics[0]
            raise
        except StoryboardError as error:
            self._journal.withdrawn(attempt, str(error))
            raise
        return self._journal.accepted(attempt, ticket.id)

    async def _search(self, attempt: Attempt, pauses: tuple[float, ...]) -> Attempt:
        """Look for the prediction that a lost answer was about, and adopt it if it is the only
        one. Raises StoryboardError `unconfirmed`."""
        candidates: list[str] = []
        for pause in pauses:
            await asyncio.sleep(pause)
            try:
                found = await self._provider.find(attempt.request, attempt.begun_at)
            except AccountTrouble:
                raise
            except StoryboardError:
                continue
            claimed = self._journal.claimed()
            candidates = [ticket.id for ticket in found if ticket.id not in claimed]
            if len(candidates) == 1:
                return self._journal.adopted(attempt, candidates[0], "found in the list")
        raise _unconfirmed(attempt, len(candidates))

    async def _wait(self, attempt: Attempt) -> Made:
        assert attempt.prediction is not None
        try:
            return await self._provider.wait(Ticket(attempt.prediction))
        except TaskFailed as error:
            self._journal.failed(attempt, str(error), refunded=error.refunded)
            raise

    async def _bring(self, order: Order, attempt: Attempt, made: Made) -> Take:
        """Download, verify and keep the clip. What fails here is tried again by the next run."""
        for left in reversed(range(_FETCHES)):
            with self._store.incoming() as file:
                await self._provider.fetch(made, file)
                try:
                    take = await asyncio.to_thread(
                        self._store.put, order.request, file, attempt.price, attempt.prediction
                    )
                except StoryboardError as error:
                    if left and error.diagnostics[0].code == "unreadable-media":
                        continue
                    raise
            self._journal.done(attempt)
            self.warnings += (*made.warnings, *order.compare(take.clip.media))
            return take
        raise AssertionError("the last round returns or raises")

    def _lock(self, order: Order) -> FileLock:
        folder = self._store.root / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / order.request.key, thread_local=False)

    @asynccontextmanager
    async def _waiting_for(self, order: Order) -> AsyncIterator[None]:
        """Hold the order's lock, however long another process is at work on it."""
        lock = self._lock(order)
        while not _try(lock):
            await asyncio.sleep(0.2)
        try:
            yield
        finally:
            lock.release()


class _Slot:
    """One of the places for work in flight; giving it back twice does no harm."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots, self._held = slots, False

    async def take(self) -> None:
        await self._slots.acquire()
        self._held = True

    def release(self) -> None:
        if self._held:
            self._held = False
            self._slots.release()


def _try(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


async def _to_the_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Await something that must not be cut short: a cancellation is kept until it is done."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # seen: the journal has it
        raise


def _not_sent(order: Order, why: str) -> StoryboardError:
    return StoryboardError.of(
        "not-sent",
        f"{order.shot} could not be sent: {why}",
        hint="nothing was bought; run the same command again later",
    )


def _unconfirmed(attempt: Attempt, candidates: int) -> StoryboardError:
    seen = (
        f"{candidates} predictions fit it" if candidates else "no prediction that fits it is listed"
    )
    return StoryboardError.of(
        "unconfirmed",
        f"it is not known whether {attempt.shot} was bought: the answer was lost and {seen}",
        hint="it is not sent again by itself; see `storyboard recover`",
    )


def _failed(order: Order, error: TaskFailed, failures: int) -> StoryboardError:
    times = f" {failures} times" if failures > 1 else ""
    hint = (
        "change the shot's words: the same request would be refused again"
        if error.code == "moderated"
        else "the provider refunds failed tasks; run the same command to try again"
    )
    return StoryboardError.of(
        error.code, f"the provider failed{times} to make {order.shot}: {error}", hint=hint
    )
