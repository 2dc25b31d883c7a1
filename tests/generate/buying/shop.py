"""A shop to buy in: the real client against the emulator, and the books of both compared."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic
from storyboard.generate import backoff, client
from storyboard.generate.buyer import Buyer
from storyboard.generate.client import Answers, Client
from storyboard.generate.emulator.faults import Fault
from storyboard.generate.emulator.ledger import Accepted
from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from storyboard.generate.journal import Attempt, Journal, Limits
from storyboard.generate.ledger import Entry
from storyboard.generate.order import Order
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.providers.wavespeed.settings import Limits as Rate
from storyboard.generate.providers.wavespeed.settings import Secret, WaveSpeedSettings
from storyboard.generate.store import Store

KEY: Final = "wsk-test-123456"
MODEL: Final = "kwaivgi/kling-v2.6-pro/text-to-video"
PRICE: Final = Decimal("0.35")
_DRAW: Final = backoff.full_jitter


def hurry(patch: Any) -> None:
    """Shorten every pause that is for the service's sake, not for ours."""
    patch.setattr(client, "Buyer", partial(Buyer, search_after=(0, 0.05, 0.1)))
    patch.setattr(
        backoff, "full_jitter", lambda first=1.0, longest=60.0: _DRAW(first / 50, longest / 50)
    )


@dataclass(frozen=True)
class Shop:
    """A project's folder and an emulator to buy from.

    `film` is in every prompt, so that several projects can buy from one emulator.
    """

    emulator: Emulator
    root: Path
    film: str

    def order(
        self, shot: str, *, sound: bool = False, aspect: str = "16:9", take: int = 1
    ) -> Order:
        """Five seconds of a shot; its prompt names it, so that a fault can single it out."""
        body = {
            "prompt": f"<{shot}> a lamp is lit in {self.film}",
            "negative_prompt": "",
            "cfg_scale": 0.5,
            "sound": sound,
            "aspect_ratio": aspect,
            "duration": 5,
        }
        request = Request("wavespeed", MODEL, body, take)
        price = PRICE * 2 if sound else PRICE
        return Order(request, shot, price, seconds=5, sound=sound, aspect=aspect)

    def orders(self, count: int) -> list[Order]:
        """That many shots: shot0, shot1, …"""
        return [self.order(f"shot{number}") for number in range(count)]

    @property
    def store(self) -> Store:
        return Store(self.root / ".storyboard")

    def provider(
        self, *, concurrent: int = 8, key: str = KEY, deadline: float = 20, url: str = ""
    ) -> WaveSpeed:
        rate = Rate(100_000, concurrent)
        settings = WaveSpeedSettings(url or self.emulator.url, rate, deadline, 0.03, 0.2)
        return WaveSpeed(settings, Secret(key))

    def buy(self, *wanted: Order, limits: Limits | None = None, **settings: Any) -> Answers:
        providers = {"wavespeed": self.provider(**settings)}
        return Client(self.store, providers, limits).run(wanted)

    def fail(self, *faults: str | Fault) -> None:
        self.emulator.set_faults(*faults)

    def entries(self) -> tuple[Entry, ...]:
        with Journal(self.store.journal) as journal:
            return journal.entries()

    def events(self) -> list[str]:
        return [str(entry.event) for entry in self.entries()]

    def open(self) -> tuple[Attempt, ...]:
        with Journal(self.store.journal) as journal:
            return journal.open_attempts()

    def theirs(self) -> list[Accepted]:
        """What the service accepted of this film."""
        return [e for e in self.emulator.ledger.accepted() if self.film in e.prompt]

    def accepted(self) -> Counter[str]:
        """How often the service accepted each prompt."""
        return Counter(entry.prompt for entry in self.theirs())

    def rejected(self) -> int:
        """How often the service refused a submit of this film."""
        return sum(self.film in entry.received for entry in self.emulator.ledger.rejected())

    def check_books(self) -> None:
        """Our ledger says what the emulator's says: every prediction, every cent, every refund."""
        theirs = self.theirs()
        ours = self.entries()
        assert {e.prediction for e in ours if e.event in ("accepted", "adopted")} == {
            e.id for e in theirs
        }
        assert {e.prediction for e in ours if e.event == "refunded"} == {
            e.id for e in theirs if e.refunded
        }
        assert sum(e.amount for e in ours) == sum(e.price for e in theirs if not e.refunded)
        assert self.emulator.leaked_keys == []


@contextmanager
def shop(root: Path, **settings: Any) -> Iterator[Shop]:
    """A shop with an emulator of its own, whose tasks take a fiftieth of a second."""
    chosen: dict[str, Any] = {"key": KEY, "latency": 0.02} | settings
    with running_emulator(Settings(**chosen)) as emulator:
        yield Shop(emulator, root / "project", uuid.uuid4().hex)


def only(failed: Any) -> Diagnostic:
    """The one failure there is."""
    (found,) = failed.values()
    assert isinstance(found, Diagnostic)
    return found
