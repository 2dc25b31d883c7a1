"""The soak: a fifth of all calls go wrong and the buyer is killed again and again."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Final

import pytest

from storyboard.generate.attempt import State
from tests.generate.buying.shop import Shop, gone, outcome
from tests.generate.buying.shop import shop as open_shop

SHOTS: Final = 30
A_FIFTH: Final = {
    "submit": [
        "submit:http-429",
        "submit:lost-answer",
        "submit:lost-http-502",
        "submit:reset",
        "submit:slow@seconds=0.4",
    ],
    "task": ["task:failed-5000", "task:failed-1403", "task:slow@seconds=0.5", "task:odd-status"],
    "poll": ["poll:http-503", "poll:reset", "poll:garbled-answer", "poll:slow@seconds=0.3"],
    "output": ["output:truncated", "output:html", "output:http-503", "output:slow@seconds=0.3"],
    "list": ["list:http-500", "list:reset"],
    "item": ["item:hidden@within=0.3", "item:no-input"],
    "balance": ["balance:http-500"],
}


def faults() -> list[str]:
    """The faults of each kind share a fifth of its calls."""
    return [
        f"{name}{',' if '@' in name else '@'}p={0.2 / len(names)}"
        for names in A_FIFTH.values()
        for name in names
    ]


def soak(shop: Shop, dice: random.Random, kills: int) -> None:
    """Buy with a process that is killed at random instants, then without killing until it is
    done, and compare the books."""
    names = [f"shot{number}" for number in range(SHOTS)]
    shop.fail(*faults())
    for _ in range(kills):
        process = shop.customer(*names)
        time.sleep(dice.uniform(0.4, 1.6))
        process.kill()
        gone(process)
        check_nothing_is_bought_twice(shop)
    for _ in range(10):
        said = outcome(shop.customer(*names))
        check_nothing_is_bought_twice(shop)
        if said["takes"] + said["failed"].count("unconfirmed") == SHOTS:
            break
    else:
        pytest.fail(f"it never ends: {said}")
    unconfirmed = {attempt.shot for attempt in shop.open()}
    assert all(attempt.state is State.UNCONFIRMED for attempt in shop.open())
    held = {name for name in names if shop.store.find(shop.order(name).request)}
    assert held | unconfirmed == set(names)
    assert not held & unconfirmed
    check_the_bill(shop, unconfirmed)


def check_nothing_is_bought_twice(shop: Shop) -> None:
    """One prediction a request, but for those that failed and were refunded."""
    alive = [entry.prompt for entry in shop.theirs() if not entry.refunded]
    assert len(alive) == len(set(alive))


def check_the_bill(shop: Shop, unconfirmed: set[str]) -> None:
    """Their bill is ours and what the unconfirmed may have cost, and no more."""
    known = {entry.prediction for entry in shop.entries() if entry.prediction}
    lost = [entry for entry in shop.theirs() if entry.id not in known]
    assert len(lost) <= len(unconfirmed)
    assert all(any(f"<{shot}>" in entry.prompt for shot in unconfirmed) for entry in lost)
    theirs = sum(e.price for e in shop.theirs() if not e.refunded and e.id in known)
    assert sum(entry.amount for entry in shop.entries()) == theirs
    assert shop.emulator.leaked_keys == []


def test_a_soak(tmp_path: Path) -> None:
    with open_shop(tmp_path, latency=0.15, seed=7) as shop:
        soak(shop, random.Random(7), kills=6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_long_soak(tmp_path: Path, seed: int) -> None:
    with open_shop(tmp_path, latency=0.3, seed=seed) as shop:
        soak(shop, random.Random(seed), kills=15)
