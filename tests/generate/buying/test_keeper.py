"""Who keeps what: a living run is left alone, a dead one's attempts go to exactly one other."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Limits, Standing, State
from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper

PRICE = Decimal("0.35")
OLD = Path(__file__).parent / "old" / "journal-1.sql"


def request(number: int) -> Request:
    return Request("wavespeed", "model", {"prompt": str(number)})


def holder(folder: Path, run: str) -> subprocess.Popen[str]:
    """A process that holds a run's lock until it is killed."""
    program = (
        "import sys, time; from pathlib import Path\n"
        "from storyboard.generate.keeper import Keeper\n"
        "keeper = Keeper(Path(sys.argv[1]), sys.argv[2])\n"
        "keeper.hold(); print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder), run], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_run_is_elsewhere_as_long_as_its_process_lives(tmp_path: Path) -> None:
    with holder(tmp_path, "theirs") as process, Keeper(tmp_path, "ours") as keeper:
        assert keeper.elsewhere("theirs")
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (tmp_path / "theirs").exists()
        deadline = time.monotonic() + 10
        while keeper.elsewhere("theirs"):
            assert time.monotonic() < deadline
        assert not (tmp_path / "theirs").exists()


def test_our_own_run_and_one_that_is_over_are_not_elsewhere(tmp_path: Path) -> None:
    with Keeper(tmp_path, "ours") as keeper:
        keeper.hold()
        assert not keeper.elsewhere("ours")
        with Keeper(tmp_path, "other") as other:
            other.hold()
            assert keeper.elsewhere("other")
        assert not Keeper(tmp_path, "third").elsewhere("other")
        assert not keeper.elsewhere("")
        assert not keeper.elsewhere("../ours")
    assert list(tmp_path.iterdir()) == []


def test_only_dead_files_of_another_day_are_swept(tmp_path: Path) -> None:
    with holder(tmp_path, "living") as process:
        for name in ("old", "young"):
            (tmp_path / name).touch()
        for name in ("old", "living"):
            os.utime(tmp_path / name, (0, 0))
        with Keeper(tmp_path, "ours") as keeper:
            keeper.hold()
            assert {path.name for path in tmp_path.iterdir()} == {"living", "young", "ours"}
            assert keeper.elsewhere("living")
        process.kill()


def test_what_cannot_be_swept_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.utime(tmp_path / "folder", (0, 0))
    with Keeper(tmp_path, "ours") as keeper:
        keeper.hold()
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_one_of_many_takes_a_dead_runs_attempt_over(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as dead:
        attempt = dead.accepted(dead.intend(request(1), "a", PRICE, Limits()), "p1")
    journals = [Journal(path) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        won = list(threads.map(lambda journal: journal.take_over(attempt), journals))
    assert sum(won) == 1
    winner = journals[won.index(True)]
    kept = winner.open_attempt(attempt.request.key)
    assert kept is not None
    assert kept.keeper == winner.run
    assert not any(journal.take_over(attempt) for journal in journals)
    for journal in journals:
        journal.close()


def test_what_a_run_gives_up_is_anybodys(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as ours, Journal(path) as theirs:
        kept = ours.intend(request(1), "a", PRICE, Limits())
        theirs.let_go(kept.request.key)
        assert [each.keeper for each in ours.open_attempts()] == [ours.run]
        ours.let_go(kept.request.key)
        assert [each.keeper for each in ours.open_attempts()] == [""]


def test_a_request_that_came_home_meanwhile_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as ours, Journal(path) as theirs:
        theirs.done(theirs.accepted(theirs.intend(request(1), "a", PRICE, Limits()), "p1"))
        with pytest.raises(Standing):
            ours.intend(request(1), "a", PRICE, Limits())
        assert len(ours.entries()) == 1


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    """A file of the first version, to be opened by ours."""
    path = tmp_path / "journal.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(OLD.read_text("utf-8"))
    old.close()
    return path


def test_a_process_of_the_first_version_is_waited_for_by_the_requests_lock(
    upgraded: Path,
) -> None:
    locks = upgraded.parent / "locks"
    with Journal(upgraded) as journal, Keeper(locks, journal.run) as keeper:
        (bought, sending) = journal.open_attempts()
        with holder(locks, sending.request.key) as old:
            assert keeper.elsewhere(sending.keeper)
            assert not keeper.elsewhere(bought.keeper)
            old.kill()
        assert not Keeper(locks, "later").elsewhere(sending.keeper)


def test_a_process_of_the_first_version_intends_nothing_more(upgraded: Path) -> None:
    with sqlite3.connect(upgraded) as old, Journal(upgraded) as journal:
        before = journal.open_attempts()
        with pytest.raises(sqlite3.IntegrityError, match="older version"):
            old.execute(
                "INSERT INTO attempt (run, key, shot, state, price, request, begun_at)"
                " VALUES ('r', 'k', 'd', 'intended', 0, '{}', '2026-01-01T00:00:00+00:00')"
            )
        assert journal.open_attempts() == before
    old.close()


def test_an_upgrade_that_breaks_off_changed_nothing(upgraded: Path) -> None:
    with sqlite3.connect(upgraded) as old:
        # The column is made, then the trigger's name is taken.
        old.execute("CREATE TRIGGER attempts_are_kept BEFORE DELETE ON attempt BEGIN SELECT 1; END")
        before = list(old.execute("SELECT * FROM sqlite_schema"))
        with pytest.raises(StoryboardError):
            Journal(upgraded)
        assert list(old.execute("SELECT * FROM sqlite_schema")) == before
        assert old.execute("PRAGMA user_version").fetchone() == (1,)
        old.execute("DROP TRIGGER attempts_are_kept")
    old.close()
    with Journal(upgraded) as journal:
        assert len(journal.open_attempts()) == 2


def test_a_journal_of_the_first_version_goes_on(upgraded: Path) -> None:
    for _ in range(2):
        with Journal(upgraded) as journal:
            assert {each.shot: each.state for each in journal.open_attempts()} == {
                "b": State.SUBMITTED,
                "c": State.INTENDED,
            }
            assert journal.spent() == 2 * PRICE
            with pytest.raises(Standing):
                journal.intend(request(0), "a", PRICE, Limits())
    with Journal(upgraded) as journal:
        (attempt, _) = journal.open_attempts()
        assert journal.take_over(attempt)
