"""How long one waits after the last download: with segments encoded meanwhile, and without.

`python -m tests.benchmarks.pipelining` buys a film from an emulator in a process of its own, a few
clips at a time, and cuts it. What is left after the last clip is then its own segments, the
soundtrack and the join. Also printed: how long the buying took, which the encoding is not to delay.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from storyboard.compile.delivery import Delivery
from storyboard.compile.shotlist import Shotlist
from storyboard.cut import Lab, cut
from storyboard.cut.deliver import Material, prints_of
from storyboard.cut.rushes import Rushes
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.providers.wavespeed.settings import Limits, Secret, WaveSpeedSettings
from storyboard.generate.run import generate
from storyboard.generate.store import Store
from storyboard.generate.takes import Take
from storyboard.plan.plan import Inventory, make_plan
from tests.boards import compiled
from tests.emulator.process import emulator_process


@dataclass(frozen=True)
class Waited:
    """Seconds from the first request to the last clip, and from that to the film."""

    buying: float
    cutting: float


def board(shots: int) -> str:
    """A storyboard of four-second shots, every third of them with a dissolve."""
    lines = [
        "storyboard: 1",
        "title: A benchmark",
        "resolution: 720p",
        "look: pencil on paper",
        "scenes:",
        "  - id: sc010",
        "    shots:",
    ]
    for number in range(shots):
        lines += [
            f"      - id: shot{number}",
            "        duration: 4s",
            f"        action: Lamp number {number} is lit.",
        ]
        if number % 3 == 0:
            lines.append("        transition: dissolve 12f")
    return "\n".join(lines) + "\n"


def render(url: str, shotlist: Shotlist, concurrent: int, *, pipelined: bool) -> Waited:
    """Buy and cut into an empty folder."""
    provider = WaveSpeed(
        WaveSpeedSettings(url, Limits(10**6, concurrent), poll_first=0.2, poll_longest=0.2),
        Secret("wsk-benchmark-1"),
    )
    with tempfile.TemporaryDirectory() as name, Lab() as lab:
        store = Store(Path(name))
        material = Material(shotlist, {}, store.segments)
        prints = prints_of(material, Delivery((), shotlist.shots[0].id))
        rushes = Rushes(prints, lab, store.segments)
        last = begun = time.perf_counter()

        def arrived(shot: str, take: Take | None) -> None:
            nonlocal last
            assert take is not None
            last = time.perf_counter()
            if pipelined:
                rushes.add(shot, take.clip)

        plan = make_plan(shotlist, Inventory(), draft=False)
        takes = generate(plan, store, {"wavespeed": provider}, on_shot=arrived)
        cut(
            shotlist,
            {shot: take.clip for shot, take in takes.by_shot.items()},
            Path(name) / "film.mp4",
            segments=store.segments,
            burn_in=False,
            lab=lab,
        )
        return Waited(last - begun, time.perf_counter() - last)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shots", type=int, default=12)
    options.add_argument("--concurrent", type=int, default=2)
    options.add_argument("--latency", type=float, default=4.0)
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shotlist = compiled(Path(folder), board(chosen.shots))
    print(
        f"{chosen.shots} shots of 4 s at 720p, {chosen.concurrent} at a time, "
        f"{chosen.latency} s each"
    )
    with emulator_process("--latency", str(chosen.latency), "--full-size") as emulator:
        render(emulator.url, shotlist, chosen.shots, pipelined=True)  # all is loaded and drawn once
        for _ in range(chosen.rounds):
            after = render(emulator.url, shotlist, chosen.concurrent, pipelined=False)
            meanwhile = render(emulator.url, shotlist, chosen.concurrent, pipelined=True)
            print(
                f"  from the last clip to the film: {meanwhile.cutting:.2f} s, without pipelining "
                f"{after.cutting:.2f} s: ratio {meanwhile.cutting / after.cutting:.2f}\n"
                f"  buying: {meanwhile.buying:.2f} s, without {after.buying:.2f} s: "
                f"ratio {meanwhile.buying / after.buying:.2f}"
            )


if __name__ == "__main__":
    main()
