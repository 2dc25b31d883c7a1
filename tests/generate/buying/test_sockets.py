"""The sockets beneath httpx: what arrives, what breaks, and in which words that is told.

Money hangs on the words: a request that was surely not sent is sent again, any other never.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import httpx
import pytest
import trustme

from storyboard.generate.providers.wavespeed import sockets
from storyboard.generate.providers.wavespeed.sockets import Direct

MEGABYTE = 1024 * 1024
Serve = Callable[["Call"], Awaitable[None]]


@dataclass
class Call:
    """One connection that a client has made."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> bytes:
        """The head of the next request; its body is left unread."""
        return await self.reader.readuntil(b"\r\n\r\n")

    async def answer(self, body: bytes = b"", *more: bytes, length: int | None = None) -> None:
        lines = (b"HTTP/1.1 200 OK", b"Content-Length: %d" % (length or len(body)), *more)
        self.writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        await self.writer.drain()

    def reset(self) -> None:
        """Cut the connection as a machine does that falls over."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


AUTHORITY = trustme.CA()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def talk(
    serve: Serve,
    ask: Callable[[httpx.AsyncClient, str], Awaitable[None]],
    *,
    name: str | None = None,
    trust: trustme.CA = AUTHORITY,
    timeout: float = 5,
) -> int:
    """Ask a server that treats each connection in one way. How many connections there were.

    With TLS where the server is given a `name`.
    """

    async def both() -> int:
        calls: list[Call] = []
        tasks: list[asyncio.Future[None]] = []

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            calls.append(Call(reader, writer))
            tasks.append(asyncio.ensure_future(served(calls[-1])))

        async def served(call: Call) -> None:
            try:
                with suppress(OSError, asyncio.IncompleteReadError):
                    await serve(call)
                call.writer.close()
            except asyncio.CancelledError:
                call.writer.transport.abort()
                await asyncio.sleep(0)

        context = None
        if name is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            AUTHORITY.issue_cert(name).configure_cert(context)
        server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        url = f"{'https' if name else 'http'}://127.0.0.1:{port}/"
        try:
            async with httpx.AsyncClient(
                transport=Direct(trusting(trust)), timeout=timeout, trust_env=False
            ) as client:
                await asyncio.wait_for(ask(client, url), 20)
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return len(calls)

    return asyncio.run(both())


async def patient(call: Call) -> None:
    while True:
        await call.request()
        await call.answer(b"yes")


async def three_times(client: httpx.AsyncClient, url: str) -> None:
    for _ in range(3):
        assert (await client.get(url)).content == b"yes"


@pytest.mark.parametrize("name", [None, "127.0.0.1"])
def test_calls_use_one_connection(name: str | None) -> None:
    assert talk(patient, three_times, name=name) == 1


async def once(client: httpx.AsyncClient, url: str) -> None:
    await client.get(url)


@pytest.mark.parametrize(
    ("name", "trust"), [("127.0.0.1", trustme.CA()), ("elsewhere.example", AUTHORITY)]
)
def test_a_stranger_gets_no_request(name: str, trust: trustme.CA) -> None:
    heard: list[bytes] = []

    async def listening(call: Call) -> None:
        heard.append(await call.request())

    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        talk(listening, once, name=name, trust=trust)
    assert heard == []


def test_nobody_there_is_no_connection() -> None:
    async def ask(client: httpx.AsyncClient, url: str) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            await client.get(f"http://127.0.0.1:{taken.getsockname()[1]}/")

    with pytest.raises(httpx.ConnectError):
        talk(patient, ask)


def test_a_handshake_without_end_is_no_connection() -> None:
    async def silent(call: Call) -> None:
        await call.reader.read()

    async def ask(client: httpx.AsyncClient, url: str) -> None:
        await client.get(url.replace("http:", "https:"))

    with pytest.raises(httpx.ConnectTimeout):
        talk(silent, ask, timeout=0.2)


async def resets(call: Call) -> None:
    await call.request()
    call.reset()


async def hangs_up(call: Call) -> None:
    await call.request()


async def breaks_off(call: Call) -> None:
    await call.request()
    await call.answer(b"half", length=8)
    call.reset()


@pytest.mark.parametrize("serve", [resets, hangs_up, breaks_off])
@pytest.mark.parametrize("name", [None, "127.0.0.1"])
def test_what_breaks_after_the_request_is_not_called_unsent(serve: Serve, name: str | None) -> None:
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        talk(serve, once, name=name)


def test_an_answer_is_read_though_the_connection_broke_behind_it() -> None:
    async def answers_and_falls(call: Call) -> None:
        await call.request()
        await call.answer(length=3)
        await asyncio.sleep(0.02)
        call.writer.write(b"yes")
        await asyncio.sleep(0.02)
        call.reset()

    async def ask(client: httpx.AsyncClient, url: str) -> None:
        async with client.stream("GET", url) as answer:
            await asyncio.sleep(0.1)
            assert await answer.aread() == b"yes"

    talk(answers_and_falls, ask)


def test_silence_is_a_read_that_timed_out() -> None:
    async def never(call: Call) -> None:
        await call.request()
        await call.reader.read()

    with pytest.raises(httpx.ReadTimeout):
        talk(never, once, timeout=0.1)


def test_a_connection_that_was_closed_meanwhile_is_not_used() -> None:
    async def one_each(call: Call) -> None:
        await call.request()
        await call.answer(b"yes")

    async def ask(client: httpx.AsyncClient, url: str) -> None:
        for _ in range(3):
            assert (await client.post(url)).content == b"yes"
            await asyncio.sleep(0.05)

    assert talk(one_each, ask) == 3


def test_a_connection_is_not_used_when_servers_may_be_about_to_close_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sockets.IDLE < 5
    monkeypatch.setattr(sockets, "IDLE", 0.05)

    async def ask(client: httpx.AsyncClient, url: str) -> None:
        for _ in range(2):
            assert (await client.get(url)).content == b"yes"
            await asyncio.sleep(0.1)

    assert talk(patient, ask) == 2


@pytest.mark.parametrize("name", [None, "127.0.0.1"])
def test_nothing_piles_up_before_a_slow_reader(name: str | None) -> None:
    whole = bytes(range(256)) * 4096 * 64
    sent = 0

    async def pours(call: Call) -> None:
        nonlocal sent
        await call.request()
        await call.answer(length=len(whole))
        for start in range(0, len(whole), MEGABYTE):
            call.writer.write(whole[start : start + MEGABYTE])
            await call.writer.drain()
            sent = start + MEGABYTE

    async def ask(client: httpx.AsyncClient, url: str) -> None:
        async with client.stream("GET", url) as answer:
            await asyncio.sleep(0.5)
            assert sent < len(whole) / 2
            got = bytearray()
            async for chunk in answer.aiter_bytes():
                got += chunk
            assert got == whole

    talk(pours, ask, name=name)


def test_a_host_that_takes_nothing_is_a_write_that_timed_out() -> None:
    async def deaf(call: Call) -> None:
        call.writer.transport.pause_reading()  # type: ignore[attr-defined]  # the server's own end
        await asyncio.sleep(2)

    async def ask(client: httpx.AsyncClient, url: str) -> None:
        await client.post(url, content=b"x" * 64 * MEGABYTE)

    with pytest.raises(httpx.WriteTimeout):
        talk(deaf, ask, timeout=0.3)


def test_a_name_with_several_addresses_is_reached() -> None:
    async def ask(client: httpx.AsyncClient, url: str) -> None:
        assert (await client.get(url.replace("127.0.0.1", "localhost"))).content == b"yes"

    talk(patient, ask)
