"""Running the program as a user does: a process, its output and its exit code.

Half of a small command's time goes into importing libraries. So the processes are forked off one
that has imported all of them and run nothing; each is as fresh as one that was started.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.cli.imported"])
_SECONDS: Final = 240


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
    told = [str(word) for word in words]
    around = os.environ | {"NO_COLOR": "1", "PYTHONWARNINGS": "default"} | environment
    ran = _started(told, cwd, through, around) if through else _forked(told, cwd, around)
    assert "Traceback" not in ran.err, ran.err
    return ran


def _started(
    words: list[str], cwd: Path | None, through: Sequence[str], environment: dict[str, str]
) -> Ran:
    program = [*through, sys.executable, "-c", "from storyboard.cli import main; main()", *words]
    done = subprocess.run(
        program, cwd=cwd, env=environment, capture_output=True, text=True, timeout=_SECONDS
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _forked(words: list[str], cwd: Path | None, environment: dict[str, str]) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _FORKS.Process(
            target=_main, args=(words, cwd or Path.cwd(), environment, (out, err))
        )
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"storyboard {' '.join(words)} runs for {_SECONDS} seconds")
        return Ran(process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _main(
    words: list[str], cwd: Path, environment: dict[str, str], files: tuple[Path, Path]
) -> None:
    for path, stream in zip(files, (sys.stdout, sys.stderr), strict=True):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    warnings.simplefilter("default")
    sys.argv = ["storyboard", *words]
    from storyboard.cli import main

    main()
