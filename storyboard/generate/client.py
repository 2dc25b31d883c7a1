"""The cached client: a request whose clip is in the store is answered from it; others are made.

Orders run side by side. One that fails does not stop the others, and what was made before an
interruption is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from decimal import Decimal

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate.attempt import Limits
from storyboard.generate.buyer import Buyer
from storyboard.generate.ending import run
from storyboard.generate.frames import last_frame
from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper
from storyboard.generate.order import Order
from storyboard.generate.providers.base import LocalProvider, PaidProvider, Provider
from storyboard.generate.store import Store
from storyboard.generate.takes import Take
from storyboard.money import ZERO

OnDone = Callable[[Order, Take | None], None]
"""Called in the loop for each order that was given: its take, or None where it failed."""


def nobody_watches(order: Order, take: Take | None) -> None:
    """Progress that is not shown."""


@dataclass(frozen=True)
class Answers:
    """What the client brought back, by request key.

    `spent` is what this run paid for each, refunds taken off; `standing` are those that something
    bought, or perhaps bought, stands for; `warnings` are about clips that are not quite what was
    bought, each with its shot.
    """

    takes: Mapping[str, Take]
    made: frozenset[str]
    failed: Mapping[str, Diagnostic]
    spent: Mapping[str, Decimal]
    standing: frozenset[str] = frozenset()
    warnings: tuple[tuple[str, Diagnostic], ...] = ()


class Client:
    """Answers orders from a store, and asks providers for what is not there."""

    def __init__(
        self,
        store: Store,
        providers: Mapping[str, Provider],
        limits: Limits | None = None,
        on_done: OnDone = nobody_watches,
    ) -> None:
        self._store, self._providers = store, providers
        self._limits, self._on_done = limits or Limits(), on_done

    def run(self, orders: Iterable[Order]) -> Answers:
        """Answer every order; equal requests are answered once. Failures are in the answers.

        Raises StoryboardError where nothing can be bought at all (the account, the journal).
        """
        return run(_Run(self._store, self._providers, self._limits, self._on_done)(orders))


class _Run:
    """One run: its tasks and what has come of them."""

    def __init__(
        self,
        store: Store,
        providers: Mapping[str, Provider],
        limits: Limits,
        on_done: OnDone,
    ) -> None:
        self._store, self._providers = store, providers
        self._limits, self._on_done = limits, on_done
        self._takes: dict[str, Take] = {}
        self._made: set[str] = set()
        self._failed: dict[str, Diagnostic] = {}
        self._buyers: dict[str, Buyer] = {}
        self._desks: dict[str, asyncio.Semaphore] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def __call__(self, orders: Iterable[Order]) -> Answers:
        wanted: dict[str, Order] = {}
        for order in orders:
            wanted.setdefault(order.request.key, order)
        self._watched = frozenset(wanted)
        absent = [order for order in wanted.values() if self._store.find(order.request) is None]
        if absent:
            self._store.sweep()
        async with AsyncExitStack() as stack:
            journal = await self._open(absent, stack)
            for buyer in self._buyers.values():
                for order in buyer.unsettled():
                    wanted.setdefault(order.request.key, order)
            async with asyncio.TaskGroup() as group:
                for key, order in wanted.items():
                    self._tasks[key] = group.create_task(self._answer(key, order))
            return Answers(
                self._takes,
                frozenset(self._made),
                self._failed,
                journal.spent_by_key() if journal else {},
                journal.standing_keys() if journal else frozenset(),
                tuple(warning for buyer in self._buyers.values() for warning in buyer.warnings),
            )

    async def _open(self, absent: Iterable[Order], stack: AsyncExitStack) -> Journal | None:
        """Open the providers that are needed; a paid one brings the journal.

        One that still owes us a clip is needed, whatever is wanted now.
        """
        journal: Journal | None = None
        keeper: Keeper | None = None
        names = {order.request.provider for order in absent}
        for name, provider in self._providers.items():
            if isinstance(provider, LocalProvider):
                self._desks[name] = asyncio.Semaphore(provider.concurrency)
            elif isinstance(provider, PaidProvider) and (
                name in names or self._store.journal.exists()
            ):
                self._require_journal()
                journal = journal or stack.enter_context(Journal(self._store.journal))
                keeper = keeper or stack.enter_context(Keeper(self._store.locks, journal.run))
                buyer = Buyer(provider, self._store, journal, keeper, self._limits)
                if name in names or buyer.unsettled():
                    await stack.enter_async_context(provider)
                    await buyer.open_shop()
                    self._buyers[name] = buyer
        return journal

    def _require_journal(self) -> None:
        """Where something was bought before, its journal has to be there."""
        if self._store.locks.is_dir() and not self._store.journal.exists():
            raise StoryboardError.of(
                "journal-missing",
                f"this project has bought clips before, and its journal {self._store.journal} is "
                "gone: a shot could be paid twice",
                hint="restore it from a backup; to begin a new one, after a look at WaveSpeed's "
                f"list of predictions, delete {self._store.locks}",
            )

    async def _answer(self, key: str, order: Order) -> None:
        try:
            take = self._store.find(order.request)
            if take is None:
                take, fresh = await self._get(order)
                if fresh:
                    self._made.add(key)
            elif (buyer := self._buyers.get(order.request.provider)) is not None:
                buyer.settle(order)
            self._takes[key] = take
        except StoryboardError as error:
            self._failed[key] = error.diagnostics[0]
        except OSError as error:
            said = f"{order.shot}: {error.strerror or error}"
            self._failed[key] = Diagnostic("cannot-write", said, hint="is the disk full?")
        if key in self._watched:
            self._on_done(order, self._takes.get(key))

    async def _get(self, order: Order) -> tuple[Take, bool]:
        provider = self._providers.get(order.request.provider)
        if order.follows is not None:
            order = await self._after(order, order.follows)
        if (buyer := self._buyers.get(order.request.provider)) is not None:
            return await buyer.buy(order)
        if isinstance(provider, LocalProvider):
            async with self._desks[order.request.provider]:
                with self._store.incoming() as file:
                    await provider.make(order.request, file, order.files)
                    return self._store.put(order.request, file, ZERO, None), True
        raise StoryboardError.of(
            "no-provider",
            f"{order.request.model} is sold by {order.request.provider}, unknown here",
        )

    async def _after(self, order: Order, earlier: Request) -> Order:
        """The order with the last frame of the shot it follows, once that is made."""
        if (task := self._tasks.get(earlier.key)) is not None:
            await asyncio.wait([task])
        take = self._takes.get(earlier.key) or self._store.find(earlier)
        if take is None:
            raise StoryboardError.of(
                "waits",
                f"{order.shot} begins with the last frame of a shot that could not be made",
                hint="run the same command again when that one is made",
            )
        frame = await asyncio.to_thread(last_frame, self._store, take.clip)
        return replace(order, files={**order.files, f"last-frame:{earlier.key}": frame})
