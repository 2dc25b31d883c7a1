"""Answers given without a server, to clients set up as the real ones are."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from storyboard.generate.providers.wavespeed import network


def answered_by(
    answer: Callable[[httpx.Request], httpx.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From now on every call of a new client is answered by a function."""

    def opened(
        count: int,
        certificates: ssl.SSLContext,
        settings: dict[str, Any],
        kind: type[httpx.AsyncClient] = httpx.AsyncClient,
    ) -> list[httpx.AsyncClient]:
        transport = httpx.MockTransport(answer)
        return [kind(transport=transport, **settings) for _ in range(count)]

    monkeypatch.setattr(network, "open_clients", opened)
