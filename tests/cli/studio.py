"""A project and its account at the emulated service."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from storyboard.generate.emulator.server import Emulator
from tests.boards import SMALL, write_board
from tests.cli.run import Ran, storyboard

KEY = "wsk-test-6f1d0c9a"


class Studio:
    """A project and its account."""

    def __init__(self, folder: Path, service: Emulator, text: str = SMALL) -> None:
        self.file, self.service = write_board(folder / "film", text), service
        (self.file.parent / "storyboard.toml").write_text(
            "[wavespeed]\nlevel = 'ultra'\npoll_first = 0.05\npoll_longest = 0.2\n"
        )

    def run(self, *words: str | Path, key: str = KEY) -> Ran:
        return self._call(words[0], self.file, *words[1:], key=key)

    def render_plan(self, plan: Path, *words: str) -> Ran:
        return self._call("render", plan, *words, key=KEY)

    def _call(self, *words: str | Path, key: str) -> Ran:
        address = self.service.url
        return storyboard(*words, WAVESPEED_API_KEY=key, WAVESPEED_BASE_URL=address)

    def json(self, *words: str | Path) -> Any:
        return json.loads(self.run(*words, "--json").out)

    @property
    def billed(self) -> Decimal:
        return self.service.ledger.billed_total()

    @property
    def lock(self) -> Path:
        return self.file.parent / "storyboard.lock"

    def write(self, text: str) -> None:
        write_board(self.file.parent, text)

    def clone(self, folder: Path, *, store: bool = False) -> Studio:
        """Another checkout of the project, with its clips or without; segments are made anew."""
        made = Studio(folder, self.service)
        for name in ("film.yaml", "storyboard.lock"):
            shutil.copy(self.file.parent / name, made.file.parent / name)
        if store:
            kept = made.file.parent / ".storyboard"
            shutil.copytree(self.file.parent / ".storyboard", kept)
            shutil.rmtree(kept / "segments")
        return made
