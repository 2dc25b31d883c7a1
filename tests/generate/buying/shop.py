"""A shop to buy in: the real client against the emulator, and the books of both compared."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic
from storyboard.generate import backoff, client
from storyboard.generate.attempt import Attempt, Limits
from storyboard.generate.buyer import Buyer
from storyboard.generate.client import Answers, Client
from storyboard.generate.emulator.faults import Fault
from storyboard.generate.emulator.ledger import Accepted
from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from storyboard.generate.journal import Journal
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
        backoff, "full_jitter", lambda first=1.0, longest=60.0: _DRAW(first / 200, longest / 200)
    )


@dataclass(frozen=True)
class Project:
    """A project's folder, and the address where it buys.

    `film` is in every prompt, so that several projects can buy from one emulator.
    """

    url: str
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
        self,
        *,
        concurrent: int = 8,
        key: str = KEY,
        deadline: float = 20,
        url: str = "",
        forgotten_after: float = 20,
    ) -> WaveSpeed:
        rate = Rate(100_000, concurrent)
        settings = WaveSpeedSettings(
            url or self.url, rate, deadline, 0.03, 0.2, forgotten_after=forgotten_after
        )
        return WaveSpeed(settings, Secret(key))

    def buy(self, *wanted: Order, limits: Limits | None = None, **settings: Any) -> Answers:
        providers = {"wavespeed": self.provider(**settings)}
        return Client(self.store, providers, limits).run(wanted)

    def entries(self) -> tuple[Entry, ...]:
        with Journal(self.store.journal) as journal:
            return journal.entries()

    def events(self) -> list[str]:
        return [str(entry.event) for entry in self.entries()]

    def open(self) -> tuple[Attempt, ...]:
        with Journal(self.store.journal) as journal:
            return journal.open_attempts()


@dataclass(frozen=True)
class Shop(Project):
    """A project with the emulator that it buys from, whose books can be seen."""

    emulator: Emulator

    @classmethod
    def of(cls, emulator: Emulator, root: Path) -> Shop:
        """A new film in a folder."""
        return cls(emulator.url, root, uuid.uuid4().hex, emulator)

    def fail(self, *faults: str | Fault) -> None:
        self.emulator.set_faults(*faults)

    def customer(
        self,
        *shots: str,
        concurrent: int = 8,
        limits: Limits | None = None,
        die_at: str | None = None,
        nth: int = 1,
    ) -> subprocess.Popen[str]:
        """A process that buys these shots; `die_at` is one of customer.STEPS."""
        limits = limits or Limits()
        wanted = {
            "url": self.url,
            "root": str(self.root),
            "film": self.film,
            "shots": shots,
            "concurrent": concurrent,
            "limits": [limits.project and str(limits.project), limits.run and str(limits.run)],
            "die_at": die_at,
            "nth": nth,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.generate.buying.customer", json.dumps(wanted)],
            cwd=Path(__file__).parents[3],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

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
        yield Shop.of(emulator, root / "project")


def only(failed: Any) -> Diagnostic:
    """The one failure there is."""
    (found,) = failed.values()
    assert isinstance(found, Diagnostic)
    return found


def outcome(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a customer says in the end."""
    said, complaint = process.communicate(timeout=60)
    assert complaint == ""
    found = json.loads(said)
    assert isinstance(found, dict)
    return found


def gone(process: subprocess.Popen[str]) -> int:
    """Wait for the end of a customer; how it ended."""
    process.communicate(timeout=60)
    return process.returncode


def wait_until(happened: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something that another process is to bring about."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)
