"""The account's rate: kept in any one minute, and not used up by what was never sent."""

from __future__ import annotations

import asyncio
import random
import selectors
import socket
from collections.abc import Callable, Coroutine, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storyboard.compile.request import Request
from storyboard.generate.client import Client
from storyboard.generate.emulator.server import running_emulator
from storyboard.generate.emulator.settings import Settings
from storyboard.generate.providers.base import Ticket
from storyboard.generate.providers.wavespeed.pace import Pace
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.providers.wavespeed.settings import Limits, Secret, WaveSpeedSettings
from tests.generate.buying.shop import KEY, Project


class _Selector(selectors.SelectSelector):
    """Does not wait: time jumps to where something happens.

    As any clock it never stands still: what is left to wait can be too little to be added to it.
    """

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        self.now += max(timeout or 0.0, 1e-9)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumps = _Selector()
        super().__init__(self._jumps)

    def time(self) -> float:
        return self._jumps.now


def in_no_time(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(work)


async def _submits(pace: Pace, count: int, seed: int, unsent: float) -> list[float]:
    """When the submits of so many tasks were sent; a part of the turns is given back first."""
    dice, sent = random.Random(seed), []
    clock = asyncio.get_running_loop().time

    async def submit(arrives: float) -> None:
        await asyncio.sleep(arrives)
        while True:
            turn = await pace.turn()
            if dice.random() >= unsent:
                sent.append(clock())
                return
            # As long as it may take to be refused a connection.
            await asyncio.sleep(dice.uniform(0, 40) * dice.randint(0, 1))
            turn()
            await asyncio.sleep(dice.uniform(0, 20))

    await asyncio.gather(*(submit(dice.uniform(0, 90)) for _ in range(count)))
    return sorted(sent)


@example(1, 18, 6, 0.3)
@given(st.integers(1, 7), st.integers(1, 20), st.integers(0, 2**32), st.sampled_from([0, 0.3, 0.8]))
def test_no_minute_has_more_submits_than_the_account_may(
    rate: int, count: int, seed: int, unsent: float
) -> None:
    async def run() -> None:
        sent = await _submits(Pace(rate), count, seed, unsent)
        assert len(sent) == count
        for first, beyond in zip(sent, sent[rate:], strict=False):
            assert beyond - first >= 60 - 1e-6

    in_no_time(run())


def test_a_turn_that_is_given_back_goes_to_whoever_waits_for_one() -> None:
    async def run() -> None:
        pace, clock = Pace(2), asyncio.get_running_loop().time
        first = await pace.turn()
        second = asyncio.ensure_future(pace.turn())
        await asyncio.sleep(5)
        first()
        await second
        assert clock() == pytest.approx(5)
        await pace.turn()
        assert clock() == pytest.approx(35)

    in_no_time(run())


def test_a_submit_that_finds_no_connection_costs_no_turn(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    project = Project(f"http://127.0.0.1:{port}", tmp_path, "a film")
    settings = WaveSpeedSettings(project.url, Limits(1, 2), 20, 0.03, 0.2)
    with ExitStack() as stack:

        class Seller(WaveSpeed):
            """The connection is lost after the balance was asked for, and comes back."""

            tries = 0

            async def preflight(self) -> None:
                return None

            async def pace(self) -> Callable[[], None]:
                async with asyncio.timeout(10):  # an account of one video a minute waits longer
                    return await super().pace()

            async def submit(self, request: Request, body: Mapping[str, object]) -> Ticket:
                self.tries += 1
                if self.tries == 4:
                    emulated = Settings(key=KEY, latency=0.02, port=port)
                    stack.enter_context(running_emulator(emulated))
                return await super().submit(request, body)

        seller = Seller(settings, Secret(KEY))
        answers = Client(project.store, {"wavespeed": seller}).run([project.order("a")])
    assert len(answers.made) == 1
    assert project.events() == ["accepted"]
