"""An emulator for all tests of buying that need nothing special of it, and a project a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generate.buying import shop as shops
from tests.generate.buying.shop import Shop


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    shops.hurry(monkeypatch)


@pytest.fixture(scope="session")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shops.shop(tmp_path_factory.mktemp("shop")) as found:
        yield found


@pytest.fixture
def shop(_shared: Shop, tmp_path: Path) -> Shop:
    _shared.fail()
    return Shop.of(_shared.emulator, tmp_path)
