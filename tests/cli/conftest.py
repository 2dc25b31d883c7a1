"""The emulated service, and a project with an account there, which a file may make its own of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from tests.cli.studio import KEY, Studio


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Emulator]:
    with running_emulator(Settings(key=KEY, ledger=tmp_path / "service.sqlite")) as emulator:
        yield emulator


@pytest.fixture
def studio(tmp_path: Path, service: Emulator) -> Studio:
    """A project of which nothing is bought."""
    return Studio(tmp_path, service)
