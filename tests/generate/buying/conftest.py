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


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with shops.shop(tmp_path) as found:
        yield found
