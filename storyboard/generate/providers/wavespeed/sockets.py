"""Sockets for httpx on asyncio's own transports.

httpcore reaches asyncio through anyio, which costs a short call a quarter of its time: a scope for
each read, and two trips to the kernel to begin listening and to stop. (Another engine beneath
httpx is no way out: `httpx-aiohttp` 0.2 reports a connection that broke after the request was sent
as one that was never made, and a request is paid for once it is sent.)
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

import httpcore
import httpx

_ENOUGH: Final = 1024 * 1024
"""Bytes that are kept unread before the sender is made to wait."""
IDLE: Final = 3.0
"""Seconds for which a connection is kept for the next call. Many servers close one after 5: of a
request that crosses with that on its way nobody could say whether it was taken."""
_STAGGER: Final = 0.25
"""Seconds before a host's next address is tried beside the first."""


class Direct(httpx.AsyncHTTPTransport):
    """One connection of httpx, to the host itself and through no proxy."""

    def __init__(self, certificates: ssl.SSLContext) -> None:
        super().__init__(verify=certificates)
        # Should httpx call this otherwise one day, its own pool works on, slower.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates,
            max_connections=1,
            max_keepalive_connections=1,
            keepalive_expiry=IDLE,
            network_backend=_Network(),
        )


class _Network(httpcore.AsyncNetworkBackend):
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            with _told(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    transport, wire = await asyncio.get_running_loop().create_connection(
                        _Wire, host, port, happy_eyeballs_delay=_STAGGER
                    )
        except (ValueError, OverflowError, IndexError) as error:
            # A name that no host can have, or a port: asyncio has no words of its own for these.
            raise httpcore.ConnectError(f"{host}:{port} is no address") from error
        return _Stream(transport, wire)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Wire(asyncio.Protocol):
    """What has arrived and was not read yet, and whether more can."""

    def __init__(self) -> None:
        self._arrived: deque[bytes] = deque()
        self._unread, self._held_back = 0, False
        self._reader: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self.transport: asyncio.Transport | None = None
        self.over, self.broken = False, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._arrived.append(data)
        self._unread += len(data)
        if self._unread > _ENOUGH and not self._held_back and self.transport is not None:
            self._held_back = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self.over = True
        self._wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self.over, self.broken = True, self.broken or error is not None
        self._writable.set()
        self._wake()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    @property
    def readable(self) -> bool:
        """Whether a read would not wait: there are bytes, or there will be none."""
        return bool(self._arrived) or self.over

    async def read(self, most: int) -> bytes:
        """Some bytes; none at the end. What arrived before the connection broke is given first."""
        if not self.readable:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        if not self._arrived:
            if self.broken:
                raise ConnectionResetError
            return b""
        data = self._arrived.popleft()
        if len(data) > most:
            self._arrived.appendleft(data[most:])
            data = data[:most]
        self._unread -= len(data)
        if self._held_back and self._unread <= _ENOUGH and self.transport is not None:
            self._held_back = False
            self.transport.resume_reading()
        return data

    async def flushed(self) -> None:
        """Return once the other side has taken enough for more to be written."""
        await self._writable.wait()
        if self.broken:
            raise ConnectionResetError

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, transport: asyncio.Transport, wire: _Wire) -> None:
        self._transport, self._wire = transport, wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _told(httpcore.ReadTimeout, httpcore.ReadError):
            if self._wire.readable:
                return await self._wire.read(max_bytes)
            async with asyncio.timeout(timeout):
                return await self._wire.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        with _told(httpcore.WriteTimeout, httpcore.WriteError):
            if self._transport.is_closing():
                raise ConnectionResetError
            self._transport.write(buffer)
            async with asyncio.timeout(timeout):
                await self._wire.flushed()

    async def aclose(self) -> None:
        self._transport.close()
        # A peer that does not take what is left may keep it open for ever.
        await asyncio.sleep(0)
        self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            with _told(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    transport = await asyncio.get_running_loop().start_tls(
                        self._transport,
                        self._wire,
                        ssl_context,
                        server_hostname=server_hostname,
                    )
        except BaseException:
            await self.aclose()
            raise
        assert transport is not None
        self._wire.transport = transport
        return _Stream(transport, self._wire)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            # Between two calls nothing should come: what does is the connection's end.
            return self._wire.readable
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names.get(info, info))


@contextmanager
def _told(slow: type[Exception], failed: type[Exception]) -> Iterator[None]:
    """Failures of the system in httpcore's words."""
    try:
        yield
    except TimeoutError as error:
        raise slow(str(error)) from error
    except OSError as error:
        raise failed(str(error) or type(error).__name__) from error
