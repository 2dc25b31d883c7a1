"""`storyboard emulate` as a program."""

from __future__ import annotations

import signal
import sys
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from storyboard.cli.emulate import command
from storyboard.errors import StoryboardError
from storyboard.generate.emulator.faults import FAULTS
from storyboard.generate.emulator.ledger import Ledger
from tests.emulator.process import Process, emulator_process
from tests.emulator.talk import KEY, MODEL


def order(emulator: Process, prompt: str) -> httpx.Response:
    url = f"{emulator.url}/api/v3/{MODEL}"
    return httpx.post(url, json={"prompt": prompt}, headers={"Authorization": f"Bearer {KEY}"})


def test_its_books_outlive_a_kill(tmp_path: Path) -> None:
    books = tmp_path / "books.sqlite"
    options = ("--ledger", str(books), "--key", KEY, "--latency", "0")
    with emulator_process(*options) as emulator:
        taken = order(emulator, "Bought before the kill").json()["data"]["id"]
        emulator.popen.send_signal(signal.SIGKILL)
        emulator.popen.wait()
    with Ledger(books) as ledger:
        assert [entry.id for entry in ledger.accepted()] == [taken]
        assert ledger.billed_total() == Decimal("0.70")
    with emulator_process(*options, "--fault", "submit:http-503@prompt=storm") as emulator:
        url = f"{emulator.url}/api/v3/predictions/{taken}/result"
        data = httpx.get(url, headers={"Authorization": f"Bearer {KEY}"}).json()["data"]
        assert data["status"] == "completed"
        assert data["outputs"][0].startswith(emulator.output_url)
        assert order(emulator, "A storm").status_code == 503


def test_ctrl_c_ends_it_without_fuss() -> None:
    with emulator_process() as emulator:
        emulator.popen.send_signal(signal.SIGINT)
        assert emulator.popen.wait(timeout=5) == 0


def test_its_options_reach_the_service(tmp_path: Path) -> None:
    options = "--level bronze --concurrent 5 --balance 9.5 --bare --statuses a,b,c".split()
    with emulator_process(*options) as emulator:
        headers = {"Authorization": "Bearer any"}
        balance = httpx.get(f"{emulator.url}/api/v3/balance", headers=headers).json()
        assert balance == {"balance": 9.5}
        answers = [order(emulator, "x") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[0].json()["status"] == "a"


def test_a_projects_own_models_are_sold_too(tmp_path: Path) -> None:
    known = files("storyboard.compile").joinpath("models/kling-v2.6.yaml").read_text("utf-8")
    (tmp_path / "models").mkdir()
    own = known.replace("kling-v2.6", "house-model")
    (tmp_path / "models" / "house.yaml").write_text(own)
    with emulator_process("--project", str(tmp_path), "--latency", "0") as emulator:
        url = f"{emulator.url}/api/v3/{MODEL.replace('kling-v2.6', 'house-model')}"
        answer = httpx.post(url, json={"prompt": "x"}, headers={"Authorization": "Bearer any"})
        assert answer.status_code == 200, answer.text
        assert order(emulator, "x").status_code == 200


def test_the_help_lists_every_fault() -> None:
    text = CliRunner().invoke(command, ["--help"], terminal_width=200).output
    assert [name for name in FAULTS if f"  {name} " not in text] == []


@pytest.mark.parametrize(
    "options", [["--statuses", "a,b"], ["--balance", "much"], ["--level", "tin"]]
)
def test_options_that_make_no_sense(options: list[str]) -> None:
    assert CliRunner().invoke(command, ["--port", "0", *options]).exit_code == 2


def test_a_fault_that_does_not_exist_is_said() -> None:
    outcome = CliRunner().invoke(command, ["--port", "0", "--fault", "submit:los-answer"])
    assert isinstance(outcome.exception, StoryboardError)


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "storyboard.generate.emulator.server", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    outcome = CliRunner().invoke(command, ["--port", "0"])
    assert isinstance(outcome.exception, StoryboardError)
    (diagnostic,) = outcome.exception.diagnostics
    assert diagnostic.hint == "pip install 'storyboard[emulator]'"
