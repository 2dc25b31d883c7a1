"""The emulator as a server: two ports on loopback, one loop, in a thread or as a program."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from storyboard.errors import StoryboardError
from storyboard.generate.emulator.api import Api
from storyboard.generate.emulator.faults import Fault, parse_fault
from storyboard.generate.emulator.ledger import Leak, Ledger
from storyboard.generate.emulator.outputs import Outputs
from storyboard.generate.emulator.service import Service
from storyboard.generate.emulator.settings import Settings

HOST: Final = "127.0.0.1"


@dataclass(frozen=True)
class Emulator:
    """A running emulator: where it is, and its books."""

    url: str
    output_url: str
    settings: Settings
    ledger: Ledger
    _service: Service

    @property
    def leaked_keys(self) -> list[Leak]:
        """Every request to the output host that carried a key; empty for a good client."""
        return self.ledger.leaks()

    def set_faults(self, *faults: Fault | str) -> None:
        """What goes wrong from now on, in place of what did before."""
        self._service.faults.set(
            parse_fault(fault) if isinstance(fault, str) else fault for fault in faults
        )


class _Protocol(H11Protocol):
    """HTTP whose requests know their connection, so that it can be broken."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_start()


@contextmanager
def running_emulator(settings: Settings | None = None) -> Iterator[Emulator]:
    """An emulator in a thread of this process, for as long as the block lasts.

    Raises StoryboardError `port-taken` or `bad-ledger`.
    """
    started = threading.Event()
    with _prepared(settings or Settings(), started.set) as (emulator, server, sockets):
        thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
        thread.start()
        started.wait()
        try:
            yield emulator
        finally:
            server.should_exit = True
            thread.join()


def serve(settings: Settings, on_start: Callable[[Emulator], None]) -> None:
    """Run an emulator until the process is interrupted; `on_start` is told where it is.

    Raises StoryboardError `port-taken` or `bad-ledger`.
    """
    found: list[Emulator] = []
    with _prepared(settings, lambda: on_start(found[0])) as (emulator, server, sockets):
        found.append(emulator)
        server.run(sockets)


@contextmanager
def _prepared(
    settings: Settings, on_start: Callable[[], None]
) -> Iterator[tuple[Emulator, _Server, list[socket.socket]]]:
    with ExitStack() as stack:
        api_socket = stack.enter_context(_bound(settings.port))
        output_socket = stack.enter_context(_bound(settings.output_port))
        path = settings.ledger
        if path is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="storyboard-emulator-"))
            path = Path(folder) / "ledger.sqlite"
        # The loop's thread writes through a connection of its own, beside the readers'.
        writer = stack.enter_context(Ledger(path))
        service = Service(settings, writer)
        output_url = f"http://{HOST}:{_port(output_socket)}"
        emulator = Emulator(
            f"http://{HOST}:{_port(api_socket)}",
            output_url,
            settings,
            stack.enter_context(Ledger(path)),
            service,
        )
        app = _by_port(
            {
                _port(api_socket): Api(service, output_url).app(),
                _port(output_socket): Outputs(service).app(),
            }
        )
        yield emulator, _Server(_config(app), on_start), [api_socket, output_socket]


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        # The client lets go of an idle connection first: were it the other way round, an answer
        # would be lost by chance now and then, which is for the faults to do.
        timeout_keep_alive=3600,
        timeout_graceful_shutdown=1,
    )


def _by_port(apps: dict[int, ASGIApp]) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[scope["server"][1]](scope, receive, send)

    return app


def _bound(port: int) -> socket.socket:
    # asyncio sends without delay only where the protocol is named; else answers take 40 ms.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A port that was just let go can be had again at once.
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError as error:
        found.close()
        raise StoryboardError.of(
            "port-taken",
            f"port {port} on {HOST} cannot be used: {error.strerror}",
            hint="choose another, or 0 for any that is free",
        ) from error
    return found


def _port(bound: socket.socket) -> int:
    address: Any = bound.getsockname()
    return int(address[1])
