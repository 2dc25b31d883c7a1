"""The service without its HTTP: accounts, tasks and their fate, as a function of the clock."""

from __future__ import annotations

import heapq
import itertools
import math
import random
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from storyboard.compile.catalogue import ModelSpec, packaged_catalogue
from storyboard.generate.emulator.clips import shape_of
from storyboard.generate.emulator.contract import (
    BadParameter,
    complete,
    floor_price,
    images,
    price,
    request_schema,
)
from storyboard.generate.emulator.faults import TASK_ERRORS, Call, Fault, Faults
from storyboard.generate.emulator.ledger import Accepted, Ledger
from storyboard.generate.emulator.settings import Settings
from storyboard.money import ZERO

KEPT_SECONDS: Final = 7 * 24 * 3600
_TWISTS: Final = ("nsfw", "no-output", "odd-status")


class Refused(Exception):
    """A call that gets an error for an answer."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


@dataclass(frozen=True)
class Places:
    """Where the two hosts are, for the addresses in answers; no slash at the end."""

    api: str
    output: str


class Service:
    """One account and its tasks.

    Nothing runs: when a task starts and ends is decided as it is accepted, and written down, so
    that its status is a question to the clock and outlives this process.
    """

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self.settings = settings
        self.ledger = ledger
        self.faults = Faults(settings.faults, settings.seed)
        self.models = _models(settings)
        self._dice = random.Random(settings.seed)
        self._calls: dict[str, itertools.count[int]] = {}
        running = heapq.nlargest(settings.level.concurrent, ledger.unfinished(time.time()))
        self._slots = sorted(running)

    def count(self, kind: str) -> int:
        """The number of this call of its kind, from 1."""
        return next(self._calls.setdefault(kind, itertools.count(1)))

    def submit(self, model: str, body: Mapping[str, Any], nth: int, fault: str) -> Accepted:
        """Take an order and bill it. Raises Refused."""
        spec = self.models.get(model)
        if spec is None:
            raise Refused(404, f"model not found: {model}")
        try:
            billed = complete(spec, body)
        except BadParameter as error:
            if self.settings.invalid == "refuse":
                raise Refused(400, str(error)) from error
            return self._accept(spec, body, {}, nth, fault, error)
        return self._accept(spec, body, billed, nth, fault, None)

    def _accept(
        self,
        spec: ModelSpec,
        body: Mapping[str, Any],
        billed: dict[str, Any],
        nth: int,
        fault: str,
        wrong: BadParameter | None,
    ) -> Accepted:
        now_ns = time.time_ns()
        now = now_ns / 1e9
        # A task that is to fail is free from the start: it would be refunded in the same moment.
        cost = ZERO if wrong else self.cost(price(spec, billed))
        self._check_account(cost, now)
        entry = Accepted(
            *(uuid.uuid4().hex, nth, now_ns, spec.id, dict(body), billed, cost, now, now),
            fault=fault,
        )
        if wrong is not None:
            entry = replace(entry, ending="failed", code=wrong.code, error=str(wrong))
        else:
            entry = self._schedule(self._fate(entry), now)
        self.ledger.write_accepted(entry)
        return entry

    def _check_account(self, cost: Decimal, now: float) -> None:
        level = self.settings.level
        if self.ledger.accepted_since(now - self.settings.rate_window) >= level.per_minute:
            raise Refused(429, "rate limit exceeded, please try again later")
        if self.balance(now) < cost:
            raise Refused(self.settings.broke_status, "insufficient credits, please top up")

    def _fate(self, entry: Accepted) -> Accepted:
        """How the task will end; `ends` holds the seconds that it takes beyond the latency."""
        extra = 0.0
        fate = entry
        for fault in self.faults.befall(Call("task", entry.nth, entry.prompt)):
            if fault.effect == "slow":
                extra += fault.seconds
            elif fault.effect == "stuck":
                extra = math.inf
            else:
                fate = _with_fault(fate, fault)
                break
        else:
            pictures = images(self.models[entry.model], entry.billed)
            if not all(map(self._is_picture, pictures)):
                fate = replace(fate, ending="failed", code=1402, error=TASK_ERRORS[1402])
        return replace(fate, ends=extra)

    def _is_picture(self, address: str) -> bool:
        """Whether the service could use a picture. The emulator asks no other host for it."""
        if "/uploads/" in address:
            file = self.ledger.upload(address.split("/uploads/")[1].partition("/")[0])
            return file is not None and shape_of(file.content) is not None
        return address.startswith(("http://", "https://", "data:"))

    def _schedule(self, entry: Accepted, now: float) -> Accepted:
        """Give the task the first slot that comes free."""
        while self._slots and self._slots[0] <= now:
            heapq.heappop(self._slots)
        full = len(self._slots) >= self.settings.level.concurrent
        starts = heapq.heappop(self._slots) if full else now
        jitter = self._dice.uniform(0, self.settings.jitter)
        ends = starts + self.settings.latency + jitter + entry.ends
        heapq.heappush(self._slots, ends)
        return replace(entry, starts=starts, ends=ends)

    def cost(self, catalogue_price: Decimal) -> Decimal:
        """What this account really pays."""
        return catalogue_price * self.settings.price_factor

    def balance(self, now: float) -> Decimal:
        """USD left on the account."""
        return self.settings.balance - self.ledger.spent(now)

    def quote(self, model: str, inputs: Mapping[str, Any]) -> Decimal:
        """The price of a call, or of the cheapest that has these inputs. Raises Refused."""
        if model not in self.models:
            raise Refused(404, f"model not found: {model}")
        return self.cost(floor_price(self.models[model], inputs))

    def find(self, prediction: str) -> Accepted:
        """A prediction of the past 7 days. Raises Refused."""
        entry = self.ledger.find(prediction)
        if entry is None or entry.at < time.time() - KEPT_SECONDS:
            raise Refused(404, f"prediction not found: {prediction}")
        return entry

    def describe(self, entry: Accepted, places: Places, *, first: bool = False) -> dict[str, Any]:
        """A prediction as the API shows it; `first` as in the answer to its submit."""
        status = "created" if first else entry.status
        done = status == "completed"
        url = f"{places.output}/outputs/{entry.id}.mp4"
        item = {"url": url, "type": "video"} if self.settings.output_items == "objects" else url
        data: dict[str, Any] = {
            "id": entry.id,
            "model": entry.model,
            "outputs": [item] if done and entry.twist != "no-output" else [],
            "urls": {"get": f"{places.api}/api/v3/predictions/{entry.id}/result"},
            "status": self._word(entry, status),
            "created_at": show_time(entry.at_ns),
            "error": entry.error if status == entry.ending else "",
            "timings": {"inference": round((entry.ends - entry.starts) * 1000) if done else 0},
        }
        if entry.code is not None and status == entry.ending:
            data["code"] = entry.code
        if self.settings.nsfw_field != "absent":
            flag = None if self.settings.nsfw_field == "null" else False
            data["has_nsfw_contents"] = [entry.twist == "nsfw" or flag] if done else []
        return data

    def _word(self, entry: Accepted, status: str) -> str:
        if status == "processing" and entry.twist == "odd-status":
            return "warming_up"
        words = dict(
            zip(("created", "processing", "completed"), self.settings.statuses, strict=True)
        )
        return words.get(status, status)

    def listed(self, query: Mapping[str, Any], places: Places) -> dict[str, Any]:
        """A page of the predictions, newest first. Raises Refused for a bad query."""
        page, size = (_whole(query, name) for name in ("page", "page_size"))
        if page < 1 or not 1 <= size <= 100:
            raise Refused(400, "page must be at least 1, page_size from 1 to 100")
        after, before = (_when(query.get(f"created_{side}")) for side in ("after", "before"))
        now = time.time()
        after = max(after or 0, now - KEPT_SECONDS)
        items = []
        for entry in reversed(self.ledger.accepted()):
            if entry.deleted or entry.at < after or (before is not None and entry.at > before):
                continue
            if query.get("model") not in (None, "", entry.model):
                continue
            shown = self._item(entry, places, now)
            if shown and query.get("status") in (None, "", shown["status"]):
                items.append(shown)
        start = (page - 1) * size
        return {"page": page, "items": items[start : start + size]}

    def _item(self, entry: Accepted, places: Places, now: float) -> dict[str, Any] | None:
        name: str | None = self.settings.list_input
        call = Call("item", entry.nth, entry.prompt, entry.id, now - entry.at)
        for fault in self.faults.befall(call):
            if fault.effect == "hidden":
                return None
            name = {"no-input": "absent", "inputs": "inputs"}[fault.effect]
        data = self.describe(entry, places)
        if name and name != "absent":
            data[name] = entry.received
        return data

    def catalogue(self) -> list[dict[str, Any]]:
        """Every model, as the models endpoint shows it."""
        return [
            {
                "model_id": spec.id,
                "name": spec.title,
                "type": "image-to-video" if spec.speaks.first_frame else "text-to-video",
                "base_price": float(self.cost(floor_price(spec, {}))),
                "formula": None,
                "api_schema": {
                    "api_schemas": [
                        {
                            "type": "model_run",
                            "method": "POST",
                            "api_path": f"/api/v3/{spec.id}",
                            "request_schema": request_schema(spec),
                        }
                    ]
                },
            }
            for spec in self.models.values()
        ]


def _models(settings: Settings) -> dict[str, ModelSpec]:
    catalogue = settings.models or packaged_catalogue()
    return {
        offer.spec.id: offer.spec
        for offer in catalogue.offers.values()
        if offer.provider == "wavespeed"
    }


def _with_fault(entry: Accepted, fault: Fault) -> Accepted:
    if fault.effect in _TWISTS:
        return replace(entry, twist=fault.effect)
    ending, _, code = fault.effect.partition("-")
    if code:
        return replace(entry, ending=ending, code=int(code), error=TASK_ERRORS[int(code)])
    error = "Generation failed, please try again later." if ending == "failed" else f"task {ending}"
    return replace(entry, ending=ending, error=error)


def show_time(at_ns: int) -> str:
    """ISO 8601 with nanoseconds, as the service writes it."""
    seconds, rest = divmod(at_ns, 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def _when(text: Any) -> float | None:
    if text in (None, ""):
        return None
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Refused(400, f"not an ISO 8601 time: {text}") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _whole(query: Mapping[str, Any], name: str) -> int:
    value = query.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused(400, f"{name} is required and must be a whole number")
    return value
