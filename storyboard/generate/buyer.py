"""Buying: from an order to a take, through the journal, so that nothing is paid for twice.

Whatever is about to happen is on the disk first. A request that may have been taken is never sent
again; one process at a time works on a request; a limit on spending is checked before every
submit; trouble with the account stops the submitting and lets what is in flight come home.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeVar

from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate import backoff
from storyboard.generate.attempt import Attempt, Limits, OverLimit, PredictionTaken, Standing, State
from storyboard.generate.clerk import Clerk
from storyboard.generate.database import Unusable
from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper
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
from storyboard.generate.slot import Slot
from storyboard.generate.sound import is_mute
from storyboard.generate.store import Store
from storyboard.generate.takes import Take
from storyboard.generate.troubles import (
    about,
    failed,
    lost_clip,
    naming,
    no_film,
    not_agreed,
    not_noted,
    not_sent,
    stopped,
    unconfirmed,
)
from storyboard.generate.uploads import Uploads

_SENDS: Final = 10
"""How often a request that was surely not taken is sent before it is given up: with the pauses
between, it outlasts the minute in which an account's rate is counted."""
_RESUBMITS: Final = 2
"""How often a request is bought again after the provider failed at it and refunded it."""
_FETCHES: Final = 3
_SHELF: Final = 2
"""How many clips are put into the store at one time."""
_SEARCH_AFTER: Final = (0.5, 2.0, 6.0)
"""Seconds before each look for a lost answer: the list of predictions may lag behind."""
_LOOK_AGAIN: Final = 0.2
"""Seconds between looks at an attempt that another run is at work on."""
_Turn = Callable[[], None]
"""Gives a turn to submit back, where nothing was submitted."""
_T = TypeVar("_T")


class Buyer:
    """Buys from one provider for one project."""

    def __init__(
        self,
        provider: PaidProvider,
        store: Store,
        journal: Journal,
        keeper: Keeper,
        limits: Limits,
        *,
        search_after: tuple[float, ...] = _SEARCH_AFTER,
    ) -> None:
        """`search_after` are the pauses in seconds before each look for a lost answer, none of them
        longer than the provider's own."""
        self._provider, self._store, self._journal = provider, store, journal
        self._limits = limits
        self._search_after = tuple(min(each, provider.longest_pause) for each in search_after)
        self._keeper = keeper
        clerk = Clerk(journal)
        self._note, self._leaving = clerk.note, False
        self._uploads = Uploads(provider, journal, clerk)
        self._slots = asyncio.Semaphore(provider.concurrency)
        # Each clip waits for the disk a few times, and the disk takes several in one go; many at
        # once would keep the journal waiting behind them.
        self._shelf = asyncio.Semaphore(_SHELF)
        self._stopped: Diagnostic | None = None
        self._known = set(journal.standing_keys())
        self.warnings: list[tuple[str, Diagnostic]] = []

    async def open_shop(self) -> None:
        """Ask for the balance, so that a bad key is known before anything is sent.

        Raises AccountTrouble, unless there is something to collect and the key is good for that.
        """
        try:
            await self._provider.preflight()
        except AccountTrouble as error:
            if error.diagnostics[0].code == "bad-api-key" or not self.unsettled():
                raise
            self._stop(error)

    def unsettled(self) -> tuple[Order, ...]:
        """What earlier runs bought and did not bring home, as orders.

        What another process is bringing home right now is left to it.
        """
        return tuple(
            Order(attempt.request, attempt.shot, attempt.price, buy=False)
            for attempt in self._journal.open_attempts()
            if attempt.request.provider == self._provider.name
            and not self._keeper.elsewhere(attempt.keeper)
        )

    def settle(self, order: Order) -> None:
        """Close an attempt whose clip came home just before its run was stopped."""
        attempt = self._standing(order)
        if attempt is not None and attempt.state is not State.DONE:
            self._journal.done(attempt)

    async def buy(self, order: Order) -> tuple[Take, bool]:
        """A take of the order, and whether it came home now (False: it was there already).

        Raises StoryboardError, saying whether anything is owed for it.
        """
        try:
            return await self._buy(order)
        except Exception:
            # Another run, or the next one, may have more luck with what is open.
            with suppress(Unusable):
                await self._note(self._journal.let_go, order.request.key)
            raise

    async def _buy(self, order: Order) -> tuple[Take, bool]:
        failures = 0
        while True:
            try:
                standing = self._standing(order)
                if standing is None and not order.buy:
                    raise not_agreed(order)
                if standing is None:
                    found = await self._purchase(order)
                elif standing.state is State.DONE:
                    found = await self._fetch_again(order, standing)
                else:
                    found = await self._resume(order)
            except TaskFailed as error:
                failures += 1
                anew = error.code == "no-media" and await self._uploads.refuse(order.request)
                if not (error.again or anew) or failures > _RESUBMITS or not order.buy:
                    raise failed(order, error, failures) from error
            except AccountTrouble as error:
                self._stop(error)
                raise
            except StoryboardError as error:
                # Nothing was bought; it may be that a picture is not where it was put up.
                refused = error.diagnostics[0].code == "request-refused"
                if not refused or not await self._uploads.refuse(order.request):
                    raise
            else:
                if found is not None:
                    return found

    def _standing(self, order: Order) -> Attempt | None:
        """See `Journal.standing`. Most requests are new, and nobody need look for them."""
        key = order.request.key
        return self._journal.standing(key) if key in self._known else None

    async def _resume(self, order: Order) -> tuple[Take, bool] | None:
        """Bring home what an earlier run, or another process, has bought. None: look again."""
        attempt = await self._kept(order)
        if attempt is None:
            return None
        if (take := self._store.find(order.request)) is not None:
            await self._note(self._journal.done, attempt)
            return take, False
        if attempt.state is State.INTENDED:
            # Its process died while sending: the answer is as good as lost.
            why = "stopped while it was being sent"
            attempt = await self._note(self._journal.unconfirmed, attempt, why)
        if attempt.state is State.UNCONFIRMED:
            attempt = await self._search(attempt, pauses=(0,))
        return await self._bring(order, attempt, await self._wait(attempt)), True

    async def _kept(self, order: Order) -> Attempt | None:
        """The open attempt at an order, once no other living run is at work on it; None if by
        then there is none."""
        while True:
            attempt = self._journal.open_attempt(order.request.key)
            if attempt is None or attempt.keeper == self._keeper.run:
                return attempt
            if self._keeper.elsewhere(attempt.keeper):
                await asyncio.sleep(_LOOK_AGAIN)
            else:
                self._keeper.hold()
                await self._note(self._journal.take_over, attempt)

    async def _fetch_again(self, order: Order, bought: Attempt) -> tuple[Take, bool]:
        """Bring home once more what came home before and is gone from the store.

        The provider keeps a clip for some days. Afterwards it is for somebody to decide.
        """
        if (take := self._store.find(order.request)) is not None:
            return take, False
        assert bought.prediction is not None
        try:
            with naming(order):
                made = await self._provider.wait(Ticket(bought.prediction))
            return await self._bring(order, bought, made), True
        except (TaskFailed, StoryboardError) as error:
            if isinstance(error, AccountTrouble):
                raise
            raise lost_clip(order, bought.prediction, error) from error

    async def _purchase(self, order: Order) -> tuple[Take, bool] | None:
        """Send the order and bring its clip home. None: somebody else is at it, look again."""
        if (take := self._store.find(order.request)) is not None:
            return take, False
        slot = Slot(self._slots)
        self._go_on(order)
        body = await self._prepared(order)
        await slot.take()
        try:
            turn = await self._pace(order)
            attempt = await self._send(order, body, turn)
            made = await self._wait(attempt)
            # The provider is done: the next order need not wait for the download.
            slot.release()
            return await self._bring(order, attempt, made), True
        except Standing:
            # Somebody else is at it, or was since we looked.
            self._known.add(order.request.key)
            return None
        finally:
            slot.release()

    async def _prepared(self, order: Order) -> Mapping[str, object]:
        """The body as it is sent, its files uploaded."""
        try:
            with naming(order):
                return await self._uploads.body(order)
        except NotAccepted as error:
            raise not_sent(order, str(error)) from error

    async def _pace(self, order: Order) -> _Turn:
        self._go_on(order)
        turn = await self._provider.pace()
        self._go_on(order)
        return turn

    def _stop(self, error: AccountTrouble | OverLimit | Unusable) -> None:
        """Send nothing more in this run. The first reason is the one that is told."""
        self._stopped = self._stopped or error.diagnostics[0]

    def _go_on(self, order: Order) -> None:
        if self._stopped is not None:
            raise stopped(order, self._stopped)

    async def _send(self, order: Order, body: Mapping[str, object], turn: _Turn) -> Attempt:
        """Submit, again only while it is sure that the provider did not take it."""
        pauses = backoff.full_jitter()
        for left in reversed(range(_SENDS)):
            try:
                attempt = await self._to_the_end(self._post(order, body))
            except NotAccepted as error:
                if not error.reached:
                    turn()
                if not left:
                    raise not_sent(order, str(error)) from error
                await asyncio.sleep(max(error.wait or 0.0, next(pauses)))
                turn = await self._pace(order)
            except Standing:
                turn()
                raise
            else:
                if attempt.state is State.UNCONFIRMED:
                    return await self._search(attempt, self._search_after)
                return attempt
        raise AssertionError("the last round returns or raises")

    async def _intend(self, order: Order) -> Attempt:
        try:
            return await self._note(
                self._journal.intend, order.request, order.shot, order.price, self._limits
            )
        except OverLimit as error:
            self._stop(error)
            raise

    async def _post(self, order: Order, body: Mapping[str, object]) -> Attempt:
        """One submit: its intent in the journal before, its outcome after. Runs to its end
        whatever happens around it."""
        self._keeper.hold()
        attempt = await self._intend(order)
        self._known.add(order.request.key)
        if self._leaving:
            await self._note(self._journal.withdrawn, attempt)
            raise asyncio.CancelledError
        try:
            with naming(order):
                ticket = await self._provider.submit(order.request, body)
        except NotAccepted:
            await self._note(self._journal.withdrawn, attempt)
            raise
        except AnswerLost as error:
            return await self._note(self._journal.unconfirmed, attempt, str(error))
        except StoryboardError as error:
            await self._note(self._journal.withdrawn, attempt, str(error))
            raise
        try:
            return await self._note(self._journal.accepted, attempt, ticket.id)
        except Unusable as error:
            self._stop(error)
            raise not_noted(order, ticket.id, error) from error
        except PredictionTaken as error:
            # A search for an equal request's lost answer took ours for its own: it found the
            # list before we had our answer. Then the other one is to be found.
            return await self._note(self._journal.unconfirmed, attempt, str(error))

    async def _to_the_end(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Await something that must not be cut short: a cancellation is kept until it is done.

        What has not been sent by then is not sent any more.
        """
        task = asyncio.ensure_future(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._leaving = True
            await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # seen: the journal has it
            raise

    async def _search(self, attempt: Attempt, pauses: tuple[float, ...]) -> Attempt:
        """Look for the prediction that a lost answer was about, and adopt it if it is the only
        one. Raises StoryboardError `unconfirmed`."""
        candidates: set[str] = set()
        for pause in pauses:
            await asyncio.sleep(pause)
            try:
                found = await self._provider.find(
                    attempt.request, attempt.begun_at, self._uploads.known()
                )
                candidates = {ticket.id for ticket in found} - self._journal.claimed()
                if len(candidates) == 1:
                    (prediction,) = candidates
                    return await self._note(
                        self._journal.adopted, attempt, prediction, "found in the list"
                    )
            except AccountTrouble as error:
                self._stop(error)
                break
            except StoryboardError:
                continue
        raise unconfirmed(attempt, candidates)

    async def _wait(self, attempt: Attempt) -> Made:
        assert attempt.prediction is not None
        try:
            with naming(attempt):
                return await self._provider.wait(Ticket(attempt.prediction))
        except TaskFailed as error:
            failed_now = partial(self._journal.failed, refunded=error.refunded)
            await self._note(failed_now, attempt, str(error))
            raise

    async def _bring(self, order: Order, attempt: Attempt, made: Made) -> Take:
        """Download, verify and keep the clip. What fails here is tried again by the next run."""
        for left in reversed(range(_FETCHES)):
            with self._store.incoming() as file:
                with naming(order):
                    await self._provider.fetch(made, file, self._slots.locked)
                try:
                    async with self._shelf:
                        take = await asyncio.to_thread(
                            self._store.put, order.request, file, attempt.price, attempt.prediction
                        )
                except StoryboardError as error:
                    if error.diagnostics[0].code != "unreadable-media":
                        raise
                    if not left:
                        raise no_film(order, error) from error
                    continue
            await self._note(self._journal.done, attempt)
            told = [about(order, warning) for warning in made.warnings]
            mute = order.sound and await asyncio.to_thread(is_mute, take.clip.path)
            told += order.compare(take.clip.media, mute=mute)
            self.warnings += ((order.shot, warning) for warning in told)
            return take
        raise AssertionError("the last round returns or raises")
