"""Answers on the wire, the good ones and the broken ones."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from storyboard.generate.emulator.faults import Fault

PAGE: Final = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_WORDS: Final = {
    400: 'property "prompt" is missing',
    401: "unauthorized: invalid API key",
    402: "insufficient credits, please top up",
    403: "account is not activated",
    404: "not found",
    429: "rate limit exceeded, please try again later",
    500: "internal server error",
    502: "Bad Gateway",
    503: "service unavailable",
    504: "Gateway Time-out",
}


def failure(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error in the API's form."""
    body = {"code": status, "message": message}
    return JSONResponse(body, status_code=status, headers=headers)


def http_error(status: int, retry_after: int | None = None) -> Response:
    """The answer of an API, or of the gateway before it, that has trouble."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if status in (502, 504):
        return HTMLResponse(PAGE.format(f"{status} {_WORDS[status]}"), status, headers)
    return failure(status, _WORDS[status], headers)


def mishap(fault: Fault, good: bytes) -> Response:
    """What a fault makes of an answer whose good JSON is known."""
    effect = fault.effect
    kind, _, status = effect.removeprefix("lost-").partition("http-")
    if not kind:
        return http_error(int(status), fault.retry_after)
    if effect in ("envelope-error", "lost-envelope"):
        code = fault.code
        return JSONResponse({"code": code, "message": _WORDS.get(code, "error"), "data": None})
    if effect in ("reset", "lost-reset"):
        return Hangup(reset=True)
    if effect == "lost-answer":
        return Hangup(reset=False)
    if effect == "cut-answer":
        return CutShort(good[: len(good) // 2], len(good), "application/json")
    if effect == "garbled-answer":
        return Response(good[: len(good) // 2], media_type="application/json")
    if effect == "html-answer":
        return HTMLResponse(PAGE.format("Just a moment"))
    raise AssertionError(f"{fault.name} has no answer of its own")


def body_of(answer: Any) -> bytes:
    """JSON as it is sent."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


async def end_of(receive: Receive) -> None:
    """Wait until the connection is gone, so that nothing more is written to it."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Hangup(Response):
    """No answer: the connection is closed, or reset as by a machine that died."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__()
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = transport_of(scope)
        if self._reset:
            # Lingering for no time makes the system send a reset in place of a proper end.
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        transport.abort()
        await end_of(receive)


class CutShort(Response):
    """An answer that announces more bytes than are sent before the connection ends."""

    def __init__(self, sent: bytes, announced: int, media_type: str) -> None:
        super().__init__(media_type=media_type)
        self._sent = sent
        self._announced = announced

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (b"content-type", str(self.media_type).encode()),
            (b"content-length", str(self._announced).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self._sent, "more_body": True})
        transport_of(scope).close()
        await end_of(receive)


def transport_of(scope: Scope) -> asyncio.Transport:
    """The connection that a request came on."""
    transport: asyncio.Transport = scope["state"]["transport"]
    return transport


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises ValueError."""
    found = json.loads(await request.body())
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
