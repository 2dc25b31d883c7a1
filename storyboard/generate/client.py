"""The cached client: a request whose clip is in the store is answered from it; others are made.

Requests run side by side, as many at a time as their provider takes. One that fails does not
stop the others, and what was made before an interruption is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate.providers.base import Provider
from storyboard.generate.store import Store
from storyboard.generate.takes import Take
from storyboard.money import ZERO

Outcome = Literal["reused", "made", "failed"]


@dataclass(frozen=True)
class Answers:
    """What the client brought back, by request key."""

    takes: Mapping[str, Take]
    made: frozenset[str]
    failed: Mapping[str, Diagnostic]


class Client:
    """Answers requests from a store, and asks providers for what is not there."""

    def __init__(
        self,
        store: Store,
        providers: Mapping[str, Provider],
        on_done: Callable[[Request, Outcome], None] = lambda request, outcome: None,
    ) -> None:
        self._store, self._providers, self._on_done = store, providers, on_done

    def run(self, requests: Iterable[Request]) -> Answers:
        """Answer every request; equal requests are answered once. Failures are in the answers."""
        return asyncio.run(self._run({request.key: request for request in requests}))

    async def _run(self, wanted: Mapping[str, Request]) -> Answers:
        takes: dict[str, Take] = {}
        made: set[str] = set()
        failed: dict[str, Diagnostic] = {}
        gates = {
            name: asyncio.Semaphore(provider.concurrency)
            for name, provider in self._providers.items()
        }

        async def answer(key: str, request: Request) -> None:
            outcome: Outcome = "reused"
            try:
                take = self._store.find(request)
                if take is None:
                    take = await self._make(request, gates)
                    outcome = "made"
                    made.add(key)
                takes[key] = take
            except StoryboardError as error:
                failed[key] = error.diagnostics[0]
                outcome = "failed"
            self._on_done(request, outcome)

        async with asyncio.TaskGroup() as group:
            for key, request in wanted.items():
                group.create_task(answer(key, request))
        return Answers(takes, frozenset(made), failed)

    async def _make(self, request: Request, gates: Mapping[str, asyncio.Semaphore]) -> Take:
        provider = self._providers.get(request.provider)
        if provider is None:
            raise StoryboardError.of(
                "no-provider",
                f"{request.model} is sold by {request.provider}, which is not available yet",
                hint="add --draft to draw the film for free",
            )
        async with gates[request.provider]:
            with self._store.incoming() as file:
                ticket = await provider.submit(request)
                await provider.collect(ticket, request, file)
                return self._store.put(request, file, ZERO, None)
