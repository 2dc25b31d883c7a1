"""Every fault that the emulator knows is met by some test of buying."""

from __future__ import annotations

import re
from pathlib import Path

from storyboard.generate.emulator.faults import FAULTS
from tests.generate.buying import (
    test_failure_table,
    test_lost_answers,
    test_outputs,
    test_uploads_and_prices,
)

MODULES = (test_failure_table, test_lost_answers, test_outputs, test_uploads_and_prices)


def named(value: object) -> set[str]:
    """The faults in a module's tables."""
    if not isinstance(value, list | dict):
        return set()
    return {entry.partition("@")[0] for entry in value if isinstance(entry, str)}


def test_every_fault_is_met() -> None:
    met = {name for module in MODULES for value in vars(module).values() for name in named(value)}
    for module in MODULES:
        text = Path(str(module.__file__)).read_text("utf-8")
        met |= set(re.findall(r'"(\w+:[a-z0-9-]+)', text))
    assert set(FAULTS) - met == set()
