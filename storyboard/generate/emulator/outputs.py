"""The output host: the clips, and the files that clients sent. No key has any business here."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from storyboard.generate.emulator.clips import Clip, ClipStore, Payload, look_of, shape_of, size_for
from storyboard.generate.emulator.contract import asked
from storyboard.generate.emulator.faults import Call, Fault
from storyboard.generate.emulator.ledger import Accepted
from storyboard.generate.emulator.service import Refused, Service
from storyboard.generate.emulator.wire import PAGE, CutShort, Hangup, http_error

_WIDE: Final = Fraction(16, 9)


class Outputs:
    """The output host over a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._clips = ClipStore()

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/outputs/{id}.mp4", self._output),
                Route("/moved/{id}.mp4", self._moved),
                Route("/uploads/{id}/{name}", self._upload),
            ]
        )

    async def _output(self, request: Request) -> Response:
        entry = self._look_up(request)
        if entry is None:
            return http_error(404)
        self._service.ledger.count_download(entry.id)
        age = time.time() - entry.at
        for fault in self._service.faults.befall(
            Call("output", entry.nth, entry.prompt, entry.id, age)
        ):
            if fault.effect != "slow":
                return await self._broken(fault, entry, request)
            await asyncio.sleep(fault.seconds)
        return _stream(await self._payload(entry, self._clip(entry)), request)

    async def _moved(self, request: Request) -> Response:
        entry = self._look_up(request)
        if entry is None:
            return http_error(404)
        return _stream(await self._payload(entry, self._clip(entry)), request)

    async def _upload(self, request: Request) -> Response:
        self._note_key(request)
        found = self._service.ledger.upload(request.path_params["id"])
        return Response(found.content, media_type=found.type) if found else http_error(404)

    def _look_up(self, request: Request) -> Accepted | None:
        self._note_key(request)
        try:
            entry = self._service.find(request.path_params["id"])
        except Refused:
            return None
        return entry if entry.status == "completed" else None

    def _note_key(self, request: Request) -> None:
        """Write down any request that carries a key, wherever it carries it."""
        key = self._service.settings.key
        for header, value in request.headers.items():
            if header in ("authorization", "x-api-key") or (key and key in value):
                self._service.ledger.write_leak(request.url.path, header)
        if key and key in request.url.query:
            self._service.ledger.write_leak(request.url.path, "the query")

    async def _broken(self, fault: Fault, entry: Accepted, request: Request) -> Response:
        clip = self._clip(entry)
        match fault.effect:
            case "reset":
                return Hangup(reset=True)
            case "truncated":
                payload = await self._payload(entry, clip)
                sent = b"".join(payload.chunks(0, payload.size // 2))
                return CutShort(sent, payload.size, "video/mp4")
            case "html":
                return HTMLResponse(PAGE.format("This link has expired"))
            case "empty":
                return Response(b"", media_type="video/mp4")
            case "redirect":
                return RedirectResponse(f"/moved/{entry.id}.mp4", 302)
            case "silent":
                clip = replace(clip, sound="none")
            case "mute":
                clip = replace(clip, sound="mute")
            case "short":
                clip = replace(clip, seconds=clip.seconds - 1)
            case "wrong-aspect":
                other = Fraction(1) if clip.width != clip.height else _WIDE
                width, height = size_for(other, full=self._service.settings.full_size)
                clip = replace(clip, width=width, height=height)
            case status:
                return http_error(int(status.removeprefix("http-")), fault.retry_after)
        return _stream(await self._payload(entry, clip), request)

    def _clip(self, entry: Accepted) -> Clip:
        settings = self._service.settings
        order = asked(self._service.models[entry.model], entry.billed)
        image = None
        if order.image and "/uploads/" in order.image:
            file = order.image.split("/uploads/")[1].partition("/")[0]
            sent = self._service.ledger.upload(file)
            image = sent.content if sent else None
        shape = order.shape or (shape_of(image) if image else None) or _WIDE
        width, height = size_for(shape, full=settings.full_size)
        return Clip(
            order.seconds,
            width,
            height,
            settings.fps,
            sound="noise" if order.sound else "none",
            look=look_of(entry.prompt),
            image=image,
        )

    async def _payload(self, entry: Accepted, clip: Clip) -> Payload:
        made = self._clips.peek(clip)
        if made is None:
            made = await asyncio.to_thread(self._clips.get, clip)
        return Payload.of(made, entry.id, self._service.settings.clip_bytes)


def _stream(payload: Payload, request: Request) -> Response:
    """The file, or from the byte on that the client asks for."""
    start, status = 0, 200
    headers = {"Accept-Ranges": "bytes"}
    wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
    if wanted:
        start, status = int(wanted[1]), 206
        headers["Content-Range"] = f"bytes {start}-{payload.size - 1}/{payload.size}"
        if start >= payload.size:
            return Response(status_code=416, headers={"Content-Range": f"bytes */{payload.size}"})
    headers["Content-Length"] = str(payload.size - start)

    async def chunks() -> AsyncIterator[bytes]:
        for chunk in payload.chunks(start):
            yield chunk

    return StreamingResponse(chunks(), status, headers, "video/mp4")
