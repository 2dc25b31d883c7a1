"""Bought clips are conformed while others are still being generated: over real HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from storyboard.generate.media import probe
from tests.boards import SMALL, write_board
from tests.cli.run import storyboard
from tests.generate.buying.shop import wait_until

# A suite that runs in the background hands down an ignored SIGINT.
PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from storyboard.cli import main; main()"
)
PROMPTS = {"one": "Mara waits", "two": "shakes her head", "three": "empty pier"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Emulator]:
    with running_emulator(Settings(ledger=tmp_path / "service.sqlite")) as emulator:
        yield emulator


def project(folder: Path, text: str = SMALL) -> Path:
    file = write_board(folder / "film", text)
    (file.parent / "storyboard.toml").write_text(
        "[wavespeed]\nlevel = 'ultra'\npoll_first = 0.05\npoll_longest = 0.2\n"
    )
    return file


def account(service: Emulator) -> dict[str, str]:
    return {"WAVESPEED_API_KEY": "wsk-test-6f1d0c9a", "WAVESPEED_BASE_URL": service.url}


@contextmanager
def rendering(file: Path, service: Emulator) -> Iterator[subprocess.Popen[str]]:
    """`storyboard render --yes` at work."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", PROGRAM),
            *("render", "--yes", "--json", str(file)),
        ],
        env=os.environ | {"NO_COLOR": "1"} | account(service),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def segments(file: Path) -> list[Path]:
    return sorted((file.parent / ".storyboard" / "segments").rglob("*.mp4"))


@pytest.mark.parametrize(("late", "lacking"), [("one", 2), ("two", 2), ("three", 1)])
def test_when_the_last_clip_comes_only_its_own_segments_are_lacking(
    tmp_path: Path, service: Emulator, late: str, lacking: int
) -> None:
    """The film is body, dissolve, body | body, in three prints; nothing is heard of `late`."""
    file = project(tmp_path, SMALL + "deliverables: {proxy: {}, vertical: {subtitles: burnt}}\n")
    service.set_faults(f"poll:http-503@prompt={PROMPTS[late]}")
    with rendering(file, service) as process:
        wait_until(lambda: len(segments(file)) == 3 * (4 - lacking), 60)
        early = segments(file)
        objects = list((file.parent / ".storyboard" / "objects").rglob("*.mp4"))
        assert len(objects) == 2
        service.set_faults()
        out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert len(segments(file)) == 12
    assert set(early) < set(segments(file))
    film = json.loads(out)["film"]
    assert (film["segments"], film["segments_encoded"]) == (4, 4)
    assert probe(file.parent / "out" / "film.mp4").frames == 72
    for form in ("proxy", "vertical"):
        assert probe(file.parent / "out" / f"film.{form}.mp4").frames == 72


def test_an_encode_that_fails_fails_no_purchase(tmp_path: Path, service: Emulator) -> None:
    file = project(tmp_path)
    (file.parent / ".storyboard").mkdir()
    in_the_way = file.parent / ".storyboard" / "segments"
    in_the_way.write_text("a file where a folder should be")
    ran = storyboard("render", file, "--yes", **account(service))
    assert ran.code == 1
    assert "error[cannot-write]" in ran.err
    assert len(list((file.parent / ".storyboard" / "objects").rglob("*.mp4"))) == 3
    in_the_way.unlink()
    assert storyboard("render", file, **account(service)).code == 0
    assert len(service.ledger.accepted()) == 3


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_ends_early_leaves_whole_files_and_the_next_goes_on(
    tmp_path: Path, service: Emulator, ending: signal.Signals
) -> None:
    file = project(tmp_path)
    film = file.parent / "out" / "film.mp4"
    film.parent.mkdir()
    film.write_bytes(b"the film of yesterday")
    service.set_faults("poll:http-503@prompt=empty pier")
    with rendering(file, service) as process:
        wait_until(lambda: segments(file), 60)
        process.send_signal(ending)
        _, said = process.communicate(timeout=60)
    if ending is not signal.SIGKILL:
        assert process.returncode == 130
        assert "Traceback" not in said
        assert not list(file.parent.rglob("*.part"))
    assert film.read_bytes() == b"the film of yesterday"
    service.set_faults()
    ran = storyboard("render", file, "--yes", **account(service))
    assert ran.code == 0, ran.err
    assert probe(film).frames == 72
    assert len(service.ledger.accepted()) == 3
