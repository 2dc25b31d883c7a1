"""Running the program as a user does: a process, its output and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


def storyboard(
    *words: str | Path, cwd: Path | None = None, through: Sequence[str] = (), **environment: str
) -> Ran:
    """Run `storyboard` with these arguments, `through` a program that runs others."""
    done = subprocess.run(
        [
            *through,
            sys.executable,
            "-c",
            "from storyboard.cli import main; main()",
            *map(str, words),
        ],
        cwd=cwd,
        env=os.environ | {"NO_COLOR": "1", "PYTHONWARNINGS": "default"} | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)
