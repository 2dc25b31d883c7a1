"""A render that is asked to end: what is on its way to the service is waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storyboard.generate.emulator.server import running_emulator
from storyboard.generate.emulator.settings import Settings
from tests.cli.studio import KEY, Studio
from tests.generate.buying.shop import wait_until


def _ignoring_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize("times", [1, 2])
def test_sigterm_in_the_background_waits_for_answers_once(tmp_path: Path, times: int) -> None:
    with running_emulator(Settings(key=KEY, ledger=tmp_path / "service.sqlite")) as service:
        studio = Studio(tmp_path, service)
        service.set_faults("submit:slow@seconds=4")
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", "from storyboard.cli import main; main()"),
                *("render", "--yes", str(studio.file)),
            ],
            env=os.environ | {"WAVESPEED_API_KEY": KEY, "WAVESPEED_BASE_URL": service.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_ignoring_ctrl_c,
        )
        wait_until(service.ledger.accepted)
        for _ in range(times):
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "Traceback" not in said
        sent = studio.json("recover")
        ids = {each["prediction"] for each in sent}
        if times == 1:
            assert ids == {accepted.id for accepted in service.ledger.accepted()}
        else:
            assert ids == {None}
        service.set_faults()
        assert studio.run("render", "--yes").code == 0
        assert len(service.ledger.accepted()) == 3
