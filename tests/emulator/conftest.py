"""One emulator for all tests that need nothing special of it; its faults are theirs to set."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from tests.emulator.talk import KEY, client


@pytest.fixture(scope="session")
def _shared() -> Iterator[Emulator]:
    with running_emulator(Settings(key=KEY)) as emulator:
        yield emulator


@pytest.fixture
def emulator(_shared: Emulator) -> Emulator:
    _shared.set_faults()
    return _shared


@pytest.fixture
def api(emulator: Emulator) -> Iterator[httpx.Client]:
    with client(emulator) as found:
        yield found
