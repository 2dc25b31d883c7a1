"""Live prices: what the provider asks for each distinct request today."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from decimal import Decimal

from storyboard.compile.request import Request
from storyboard.generate.pictures import pictures_in
from storyboard.generate.providers.base import PaidProvider


def live_quotes(provider: PaidProvider, requests: Iterable[Request]) -> Mapping[str, Decimal]:
    """USD by request key, each distinct request asked for once and free of charge.

    Requests that differ only in their words cost the same and share one question. Raises
    StoryboardError where the provider gives no price.
    """
    return asyncio.run(_ask(provider, {request.key: request for request in requests}))


async def _ask(provider: PaidProvider, wanted: Mapping[str, Request]) -> Mapping[str, Decimal]:
    alike = {key: _without_words(request) for key, request in wanted.items()}
    examples = {alike[key]: request for key, request in wanted.items()}
    gate = asyncio.Semaphore(8)

    async def quote(request: Request) -> Decimal:
        async with gate:
            return await provider.quote(request)

    async with provider:
        prices = await asyncio.gather(*(quote(request) for request in examples.values()))
    by_kind = dict(zip(examples, prices, strict=True))
    return {key: by_kind[alike[key]] for key in wanted}


def _without_words(request: Request) -> str:
    """The key of a request without its texts and pictures: what a price can depend on."""
    body = {
        name: value
        for name, value in request.body.items()
        if "prompt" not in name and not any(pictures_in(value))
    }
    return Request(request.provider, request.model, body).key
