"""Buying many shots at once: how far from ideal, and how much memory it takes.

`python -m tests.benchmarks.buying` buys 500 shots, 64 at a time, from an emulator in a process of
its own whose tasks take half a second. Ideal is shots × latency / concurrency. Then it buys fewer
shots with small clips and with large ones, each in a fresh process, and compares their peaks.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from storyboard.compile.request import Request
from storyboard.generate.client import Client
from storyboard.generate.order import Order
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.providers.wavespeed.settings import Limits, Secret, WaveSpeedSettings
from storyboard.generate.store import Store
from tests.emulator.process import emulator_process

TARGET = 1.15
MEGABYTE = 1024 * 1024
MODEL = "kwaivgi/kling-v2.6-pro/text-to-video"


def order(number: int) -> Order:
    """Five silent seconds."""
    body = {
        "prompt": f"shot {number}: a lamp is lit",
        "negative_prompt": "",
        "cfg_scale": 0.5,
        "sound": False,
        "aspect_ratio": "16:9",
        "duration": 5,
    }
    request = Request("wavespeed", MODEL, body)
    return Order(request, f"shot{number}", Decimal("0.35"), seconds=5, aspect="16:9")


def buy(url: str, shots: int, concurrent: int, latency: float, store: Path) -> float:
    """Seconds that it takes to buy so many shots into an empty store."""
    # The first poll comes as the task ends: what is measured is ours, not the cadence.
    settings = WaveSpeedSettings(url, Limits(10**6, concurrent), poll_first=latency)
    provider = WaveSpeed(settings, Secret("wsk-benchmark-1"))
    wanted = [order(number) for number in range(shots)]
    begun = time.perf_counter()
    answers = Client(Store(store), {"wavespeed": provider}).run(wanted)
    took = time.perf_counter() - begun
    assert len(answers.made) == shots, answers.failed
    return took


def peak(clip_bytes: int, shots: int, store: Path) -> float:
    """Peak memory in MB of a process that buys clips of this size into an empty store."""
    options = ("--latency", "0.1", "--clip-bytes", str(clip_bytes))
    with emulator_process(*options) as emulator:
        program = (
            "import resource, sys; from pathlib import Path\n"
            "from tests.benchmarks.buying import buy\n"
            f"buy({emulator.url!r}, {shots}, 8, 0.1, Path(sys.argv[1]))\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        said = subprocess.run(
            [sys.executable, "-c", program, str(store)], capture_output=True, text=True, check=True
        )
    return int(said.stdout) / 1024


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shots", type=int, default=500)
    options.add_argument("--concurrent", type=int, default=64)
    options.add_argument("--latency", type=float, default=0.5)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    # Removed at the end: a disk that is told of each block set free is busy with that for a while.
    with tempfile.TemporaryDirectory() as folder:
        measure(chosen, Path(folder))


def measure(chosen: argparse.Namespace, folder: Path) -> None:
    """All rounds, and the two peaks."""
    ideal = chosen.shots * chosen.latency / chosen.concurrent
    print(f"{chosen.shots} shots, {chosen.concurrent} at a time, {chosen.latency} s each")
    for number in range(chosen.rounds):
        # A new one each time: its books are summed up at each submit, and get longer.
        with emulator_process("--latency", str(chosen.latency)) as emulator:
            # The emulator draws its clips once.
            buy(emulator.url, 16, 16, 0.1, folder / f"first-{number}")
            store = folder / f"round-{number}"
            took = buy(emulator.url, chosen.shots, chosen.concurrent, chosen.latency, store)
            verdict = "ok" if took / ideal <= TARGET else "over"
            print(
                f"  {took:.2f} s against {ideal:.2f} s ideal: "
                f"ratio {took / ideal:.2f} (target {TARGET}: {verdict})"
            )
    small, large = (peak(size * MEGABYTE, 16, folder / f"{size}MB") for size in (1, 100))
    print(f"peak memory, 16 clips of 1 MB: {small:.0f} MB; of 100 MB: {large:.0f} MB")


if __name__ == "__main__":
    main()
