"""HTTP connections, as the machine's proxy and certificate settings allow them."""

from __future__ import annotations

import asyncio
import ssl
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import httpx

from storyboard.errors import StoryboardError
from storyboard.generate.providers.wavespeed.sockets import IDLE, Direct

_ONE: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE)


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class Cookieless(httpx.AsyncClient):
    """A client that keeps no cookies: to look for them takes a tenth of a short call's time."""

    @property
    def cookies(self) -> httpx.Cookies:
        """None, whatever an answer sets."""
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: object) -> None:
        pass


_NO_COOKIES: Final = _NoCookies()


class Lines:
    """Up to `count` connections, each an httpx client of its own that serves one call at a time.

    A client with many connections looks through all of them each time any call comes or goes,
    which for many tasks at once costs more than the calls themselves. The line that was used last
    is used first, so no more connections are opened than there are calls at one moment.
    """

    def __init__(
        self,
        count: int,
        certificates: ssl.SSLContext | None = None,
        kind: type[httpx.AsyncClient] = httpx.AsyncClient,
        **settings: Any,
    ) -> None:
        """`certificates` are read where none are given; `settings` are those of `kind`.

        Raises StoryboardError `network-settings`.
        """
        self._clients = open_clients(count, certificates or read_certificates(), settings, kind)
        self._free: asyncio.LifoQueue[httpx.AsyncClient] = asyncio.LifoQueue()
        for client in reversed(self._clients):
            self._free.put_nowait(client)
        self._callers = 0

    @property
    def busy(self) -> bool:
        """Whether anybody has a line or waits for one."""
        return self._callers > 0

    @asynccontextmanager
    async def line(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client that nobody else uses until the block ends. Waiting for one costs nothing."""
        self._callers += 1
        try:
            client = await self._free.get()
            try:
                yield client
            finally:
                self._free.put_nowait(client)
        finally:
            self._callers -= 1

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients:
            await client.aclose()


def open_clients(
    count: int,
    certificates: ssl.SSLContext,
    settings: dict[str, Any],
    kind: type[httpx.AsyncClient] = httpx.AsyncClient,
) -> list[httpx.AsyncClient]:
    """Clients of one connection each. Raises StoryboardError `network-settings`."""
    with _told():
        proxied = settings.get("trust_env", True) and urllib.request.getproxies()
        return [
            kind(
                verify=certificates,
                limits=_ONE,
                # Where a proxy may stand between, httpx finds out for which hosts.
                transport=None if proxied else Direct(certificates),
                **settings,
            )
            for _ in range(count)
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
