"""An emulator in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """A running `storyboard emulate`."""

    url: str
    output_url: str
    popen: subprocess.Popen[str]


@contextmanager
def emulator_process(*options: str) -> Iterator[Process]:
    """`storyboard emulate --port 0` with these options, until the block ends or it is killed."""
    program = "from storyboard.cli.emulate import command; command()"
    popen = subprocess.Popen(
        [sys.executable, "-c", program, "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    with popen:
        assert popen.stdout is not None
        lines = [popen.stdout.readline().split() for _ in range(2)]
        assert lines[0][:2] == ["listening", "on"], lines
        try:
            yield Process(lines[0][2], lines[1][2], popen)
        finally:
            popen.kill()
