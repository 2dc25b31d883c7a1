"""How the emulated account and service behave when nothing goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from storyboard.compile.catalogue import Catalogue
from storyboard.generate.emulator.faults import Fault


@dataclass(frozen=True)
class Level:
    """What an account may do: submits in a minute, and tasks running at once."""

    per_minute: int
    concurrent: int


LEVELS: Final = {
    "bronze": Level(2, 2),
    "silver": Level(500, 300),
    "gold": Level(3000, 3000),
    "ultra": Level(5000, 10000),
}

UNLIMITED: Final = Level(10**9, 10**9)


@dataclass(frozen=True)
class Settings:
    """Everything that can be chosen about an emulator.

    `ledger` is None for one that is thrown away afterwards. `key` None takes any key that is not
    empty. `latency` is in seconds from the start of a task to its end, `jitter` the most that is
    added to it at random. `statuses` are the words for received, running and done. `models` None
    takes the catalogue that ships with the package.
    """

    port: int = 0
    output_port: int = 0
    ledger: Path | None = None
    key: str | None = field(default=None, repr=False)
    latency: float = 0.0
    jitter: float = 0.0
    seed: int = 0
    level: Level = UNLIMITED
    rate_window: float = 60.0
    balance: Decimal = Decimal(10_000)
    price_factor: Decimal = Decimal(1)
    models: Catalogue | None = None
    faults: tuple[Fault, ...] = ()
    envelope: bool = True
    statuses: tuple[str, str, str] = ("created", "processing", "completed")
    invalid: Literal["refuse", "fail-task"] = "refuse"
    broke_status: Literal[402, 403] = 402
    nsfw_field: Literal["false", "null", "absent"] = "false"
    output_items: Literal["urls", "objects"] = "urls"
    list_input: Literal["input", "inputs", "absent"] = "input"
    fps: int = 24
    full_size: bool = False
    clip_bytes: int = 0
