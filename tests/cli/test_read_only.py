"""A project on a disk for reading only, as somebody looks at it who may not change it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storyboard.compile.request import Request
from storyboard.generate.attempt import Limits
from storyboard.generate.journal import Journal
from storyboard.money import ZERO
from tests.boards import write_board
from tests.cli.run import Ran, storyboard

# The superuser writes anywhere, unless this is taken from them.
_WITHOUT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def _mortal() -> list[str]:
    if os.geteuid() != 0:
        return []
    if (
        shutil.which("setpriv") is None
        or subprocess.run([*_WITHOUT, "true"], check=False).returncode
    ):
        pytest.skip("this user writes anywhere")
    return _WITHOUT


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Path]:
    file = write_board(tmp_path / "film")
    yield file
    for path in (file.parent, *file.parent.rglob("*")):
        path.chmod(0o755)


def _buy(journal: Journal, shot: str) -> None:
    attempt = journal.intend(Request("wavespeed", "m", {"prompt": shot}), shot, ZERO, Limits())
    journal.accepted(attempt, f"prediction of {shot}")


def _lock(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def _left_by_a_run_that_ended(path: Path) -> None:
    with Journal(path) as journal:
        _buy(journal, "one")
        _buy(journal, "two")


def _left_by_a_run_that_was_killed(path: Path) -> None:
    """What was noted last is in the log beside the file."""
    running = path.with_name("running")
    for shot in ("one", "two"):
        with Journal(running) as journal:
            _buy(journal, shot)
            for ending in ("", "-wal"):
                shutil.copyfile(f"{running}{ending}", f"{path}{ending}")
    running.unlink()
    assert Path(f"{path}-wal").stat().st_size > 0


@pytest.mark.parametrize("left", [_left_by_a_run_that_ended, _left_by_a_run_that_was_killed])
def test_what_was_bought_can_be_read_where_nothing_can_be_written(
    film: Path, left: Callable[[Path], None]
) -> None:
    left(film.parent / ".storyboard" / "journal.sqlite")
    _lock(film.parent)
    before = {path: path.stat().st_mtime_ns for path in film.parent.rglob("*")}
    through = _mortal()

    def run(*words: str | Path) -> Ran:
        ran = storyboard(*words, through=through)
        assert ran.code == 0, ran.err
        return ran

    run("check", film)
    assert json.loads(run("plan", film, "--json").out)["generate"] == 3
    ledger = json.loads(run("report", film, "--ledger", "--json").out)
    assert [entry["shot"] for entry in ledger["entries"]] == ["one", "two"]
    assert [each["shot"] for each in json.loads(run("recover", film, "--json").out)] == [
        "one",
        "two",
    ]
    assert {path: path.stat().st_mtime_ns for path in film.parent.rglob("*")} == before


def test_buying_where_nothing_can_be_written_is_refused(film: Path) -> None:
    _left_by_a_run_that_ended(film.parent / ".storyboard" / "journal.sqlite")
    _lock(film.parent)
    through = _mortal()
    ran = storyboard("recover", film, "--resubmit", "one", "--force", through=through)
    assert ran.code == 1
    assert "error[journal-unusable]" in ran.err
