"""The API host: every endpoint that the client speaks to."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storyboard.generate.emulator.faults import Call, Fault
from storyboard.generate.emulator.ledger import Rejected, Upload
from storyboard.generate.emulator.service import Places, Refused, Service
from storyboard.generate.emulator.wire import (
    Hangup,
    body_of,
    failure,
    json_object,
    mishap,
)

Handler = Callable[[Request], Awaitable[Response]]

_NOT_ACCEPTED: Final = ("http-", "reset", "envelope-error")


class Api:
    """The endpoints over a service. `output_url` is where the clips are."""

    def __init__(self, service: Service, output_url: str) -> None:
        self._service = service
        self._output_url = output_url

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            ("/api/v3/predictions/delete", "POST", self._delete),
            ("/api/v3/predictions/{id}/result", "GET", self._result),
            ("/api/v3/predictions/{id}", "GET", self._result),
            ("/api/v3/predictions", "POST", self._list),
            ("/api/v3/balance", "GET", self._balance),
            ("/api/v3/model/price", "POST", self._price),
            ("/api/v3/models", "GET", self._models),
            ("/api/v3/media/upload/binary", "POST", self._upload),
            ("/api/v3/{model:path}", "POST", self._submit),
        ]
        return Starlette(
            routes=[Route(path, self._guarded(run), methods=[verb]) for path, verb, run in routes]
        )

    def _guarded(self, handler: Handler) -> Handler:
        """Check the key, and turn a refusal into an answer."""

        async def guarded(request: Request) -> Response:
            scheme, _, key = request.headers.get("authorization", "").partition(" ")
            wanted = self._service.settings.key
            if scheme.lower() != "bearer" or not key or (wanted and key != wanted):
                return failure(401, "unauthorized: invalid API key")
            try:
                return await handler(request)
            except Refused as refusal:
                return failure(refusal.status, str(refusal))

        return guarded

    def _answer(self, data: Any) -> bytes:
        if self._service.settings.envelope:
            return body_of({"code": 200, "message": "success", "data": data})
        return body_of(data)

    def _places(self, request: Request) -> Places:
        return Places(str(request.base_url).rstrip("/"), self._output_url)

    async def _ends_here(self, call: Call) -> Fault | None:
        """The fault that decides this call's answer; slowness is waited out on the way."""
        for fault in self._service.faults.befall(call):
            if fault.effect != "slow":
                return fault
            await asyncio.sleep(fault.seconds)
        return None

    async def _plain(self, kind: str, data: Callable[[], Any]) -> Response:
        fault = await self._ends_here(Call(kind, self._service.count(kind)))
        good = self._answer(data())
        return mishap(fault, good) if fault else _json(good)

    async def _submit(self, request: Request) -> Response:
        model = request.path_params["model"]
        raw = await request.body()
        try:
            body = await json_object(request)
        except ValueError:
            return self._reject(model, raw, 400, "the body is not a JSON object")
        nth = self._service.count("submit")
        fault, delay = await self._mishap_of(Call("submit", nth, str(body.get("prompt", ""))))
        if await request.is_disconnected():
            return Hangup(reset=False)
        if fault and fault.effect.startswith(_NOT_ACCEPTED):
            answer = mishap(fault, b"")
            self._note_rejected(model, raw, answer.status_code, fault.name)
            return answer
        try:
            entry = self._service.submit(model, body, nth, fault.name if fault else "")
        except Refused as refusal:
            return self._reject(model, raw, refusal.status, str(refusal))
        await asyncio.sleep(delay)
        data = self._service.describe(entry, self._places(request), first=True)
        if fault and fault.effect == "no-id":
            return _json(self._answer({**data, "id": "", "urls": {}}))
        good = self._answer(data)
        return mishap(fault, good) if fault else _json(good)

    async def _mishap_of(self, call: Call) -> tuple[Fault | None, float]:
        """The fault that decides a submit's answer, and how many seconds the answer takes."""
        delay = 0.0
        for fault in self._service.faults.befall(call):
            if fault.effect == "stall":
                await asyncio.sleep(fault.seconds)
            elif fault.effect == "slow":
                delay += fault.seconds
            else:
                return fault, delay
        return None, delay

    def _reject(self, model: str, raw: bytes, status: int, message: str) -> Response:
        self._note_rejected(model, raw, status, message)
        return failure(status, message)

    def _note_rejected(self, model: str, raw: bytes, status: int, message: str) -> None:
        text = raw.decode("utf-8", "replace")
        self._service.ledger.write_rejected(Rejected(time.time_ns(), model, text, status, message))

    async def _result(self, request: Request) -> Response:
        entry = self._service.find(request.path_params["id"])
        self._service.ledger.count_poll(entry.id)
        age = time.time() - entry.at
        fault = await self._ends_here(Call("poll", entry.nth, entry.prompt, entry.id, age))
        good = self._answer(self._service.describe(entry, self._places(request)))
        return mishap(fault, good) if fault else _json(good)

    async def _list(self, request: Request) -> Response:
        query = await _object(request)
        places = self._places(request)
        return await self._plain("list", lambda: self._service.listed(query, places))

    async def _delete(self, request: Request) -> Response:
        ids = (await _object(request)).get("ids")
        if not isinstance(ids, list):
            raise Refused(400, "ids must be an array of prediction ids")
        for prediction in ids:
            self._service.ledger.delete(self._service.find(str(prediction)).id)
        return _json(self._answer({"ids": ids}))

    async def _balance(self, request: Request) -> Response:
        def left() -> dict[str, float]:
            return {"balance": float(self._service.balance(time.time()))}

        return await self._plain("balance", left)

    async def _price(self, request: Request) -> Response:
        query = await _object(request)
        inputs = query.get("inputs") or {}
        if not isinstance(inputs, dict):
            raise Refused(400, "inputs must be an object")

        def quote() -> dict[str, Any]:
            usd = float(self._service.quote(str(query.get("model_id")), inputs))
            return {"price": usd, "discounted_price": usd, "currency": "USD"}

        return await self._plain("price", quote)

    async def _models(self, request: Request) -> Response:
        return _json(self._answer(self._service.catalogue()))

    async def _upload(self, request: Request) -> Response:
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refused(400, "the multipart field file is missing")
            name = (file.filename or "file").rpartition("/")[2]
            kind = file.content_type or "application/octet-stream"
            kept = Upload(uuid.uuid4().hex, name, kind, await file.read())
        fault = await self._ends_here(Call("upload", self._service.count("upload")))
        if fault is None or fault.effect == "lost-answer":
            self._service.ledger.write_upload(kept)
        data = {
            "type": kept.type.partition("/")[0],
            "download_url": f"{self._output_url}/uploads/{kept.id}/{kept.name}",
            "filename": kept.name,
            "size": len(kept.content),
        }
        good = self._answer(data)
        return mishap(fault, good) if fault else _json(good)


async def _object(request: Request) -> dict[str, Any]:
    try:
        return await json_object(request)
    except ValueError as error:
        raise Refused(400, "the body is not a JSON object") from error


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
