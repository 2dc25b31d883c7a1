"""HTTP connections, as the machine's proxy and certificate settings allow them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx

from storyboard.errors import StoryboardError

_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1)


class Lines:
    """Up to `count` connections, each an httpx client of its own that serves one call at a time.

    A client with many connections looks through all of them each time any call comes or goes,
    which for many tasks at once costs more than the calls themselves. The line that was used last
    is used first, so no more connections are opened than there are calls at one moment.
    """

    def __init__(
        self, count: int, certificates: ssl.SSLContext | None = None, **settings: Any
    ) -> None:
        """`certificates` are read where none are given; `settings` are those of
        `httpx.AsyncClient`. Raises StoryboardError `network-settings`."""
        self._clients = open_clients(count, certificates or read_certificates(), settings)
        self._free: asyncio.LifoQueue[httpx.AsyncClient] = asyncio.LifoQueue()
        for client in reversed(self._clients):
            self._free.put_nowait(client)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client that nobody else uses until the block ends. Waiting for one costs nothing."""
        client = await self._free.get()
        try:
            yield client
        finally:
            self._free.put_nowait(client)

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients:
            await client.aclose()


def open_clients(
    count: int, certificates: ssl.SSLContext, settings: dict[str, Any]
) -> list[httpx.AsyncClient]:
    """Clients of one connection each. Raises StoryboardError `network-settings`."""
    with _told():
        return [
            httpx.AsyncClient(verify=certificates, limits=_ONE, **settings) for _ in range(count)
        ]


def read_certificates() -> ssl.SSLContext:
    """Whom to trust. Reading them takes longer than opening all the clients: once is enough.

    Raises StoryboardError `network-settings`.
    """
    with _told():
        return httpx.create_ssl_context()


@contextmanager
def _told() -> Iterator[None]:
    """What the environment holds is not repeated: a proxy's address may have a password in it."""
    try:
        yield
        return
    except ImportError:
        problem = "a SOCKS proxy is set, which needs the package socksio"
    except (ValueError, httpx.InvalidURL):
        problem = "a proxy is set whose address is none"
    except OSError:
        problem = "the certificates of SSL_CERT_FILE or SSL_CERT_DIR cannot be read"
    raise StoryboardError.of(
        "network-settings",
        f"the network settings of this environment cannot be used: {problem}",
        hint="see HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
    )
