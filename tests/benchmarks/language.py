"""What reading costs: a storyboard of 10,000 shots against merely parsing it, and the start-up.

`python -m tests.benchmarks.language` runs `check`, `plan` and `fmt` on a generated storyboard, and,
as the floor, the same parser alone, which builds values and their places from the same file. Each
is a process of its own, whose start-up is taken off by running the same on a storyboard of one
shot. Start-up itself is compared with importing what no storyboard can be read without.

The parser stands on libyaml and is ten times faster than PyYAML in Python, so two more things are
printed to read the ratios by: that slower parser, and what pydantic and Jinja take of a `check` by
themselves, the model's fields validated and the template rendered without its sandbox. Ratios are
of one run; nothing here is a test.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from jinja2 import DictLoader, Environment, StrictUndefined

from storyboard.cli.project import open_sources
from storyboard.compile.build import compile_storyboard
from storyboard.compile.language import FILTERS
from storyboard.compile.prompts import Prompt, Prompter
from storyboard.compile.resolve import HOUSE_DEFAULTS
from storyboard.read.load import load_tree
from storyboard.read.model import Storyboard
from storyboard.read.templates import SUFFIX

LARGE, START = 2.0, 2.0
CLI = "from storyboard.cli import main; main()"
PARSER = (
    "import sys; from pathlib import Path\n"
    "from storyboard.read.source import read_source; from storyboard.read.yaml import parse\n"
    "parse(read_source(Path(sys.argv[1])))"
)
PYYAML = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), yaml.SafeLoader)"
LIBRARIES = "import click, yaml, pydantic, jinja2"
_HEAD = """\
storyboard: 1
title: Ten thousand shots
look: pencil on paper
cast:
  mara: {name: Mara, look: tall woman in a raincoat, voice: low and weathered}
  finn: {name: Finn, look: boy with a red cap}
locations:
  pier: {name: Old pier, set: ext, look: "wet planks, a lamp"}
scenes:
"""
_SIZES = ("LS", "MS", "MCU", "CU")


@dataclass(frozen=True)
class Run:
    """One process: seconds on the clock, seconds of processor, and its peak in bytes."""

    wall: float
    cpu: float
    peak: int


def board(shots: int) -> str:
    """A storyboard of so many shots, a hundred a scene, no two alike."""
    lines = [_HEAD]
    for number in range(shots):
        if number % 100 == 0:
            lines.append(
                f"  - id: sc{number // 100:03d}\n    heading: EXT. PIER - NIGHT\n"
                "    location: pier\n    time: night\n    shots:\n"
            )
        lines.append(
            f"      - id: s{number:05d}\n        size: {_SIZES[number % 4]}\n"
            f"        movement: slow dolly in\n        duration: {2 + number % 3}s\n"
            f"        characters: [mara, finn]\n        action: Mara lights lamp {number}.\n"
        )
        if number % 5 == 0:
            lines.append(f"        dialogue:\n          - mara: Not tonight, {number}.\n")
    return "".join(lines)


def run(program: str, *words: str | Path) -> Run:
    """Run a program of this interpreter and measure it. What it prints is thrown away."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = _wait(process.pid)
    process.returncode = status
    if status not in (0, 1 << 8):
        raise RuntimeError(f"{words} ended with {status}")
    return Run(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _wait(pid: int) -> tuple[int, int, resource.struct_rusage]:
    return os.wait4(pid, 0)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shots", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.yaml", Path(folder) / "small.yaml"
        large.write_text(board(chosen.shots), "utf-8")
        small.write_text(board(1), "utf-8")
        print(f"{chosen.shots} shots, {large.stat().st_size / 1e6:.1f} MB; seconds of processor")
        floor, _ = measured("parse alone", PARSER, (), large, small, chosen)
        slow, _ = measured("PyYAML in Python", PYYAML, (), large, small, chosen)
        for command in ("check", "plan"):
            took, memory = measured(command, CLI, (command,), large, small, chosen)
            print(
                f"  {command} / parse alone: {verdict(took / floor, LARGE)}; "
                f"{memory / chosen.shots / 1024:.1f} KiB a shot"
            )
            print(f"  {command} / PyYAML in Python: {took / slow:.2f}")
        took, _ = measured("fmt", CLI, ("fmt", "--check"), large, small, chosen)
        print(f"  fmt / parse alone: {took / floor:.2f}")
        validated, rendered = of_libraries(large)
        print(f"of a check: pydantic {validated:.2f} s, Jinja without a sandbox {rendered:.2f} s")
        print(
            f"  parse alone and these two / parse alone: {1 + (validated + rendered) / floor:.2f}"
        )
        libraries = statistics.median(run(LIBRARIES).cpu for _ in range(7))
        start = statistics.median(run(CLI, "check", small).cpu for _ in range(7))
        print(f"start-up: {LIBRARIES}: {libraries:.3f} s; check of one shot: {start:.3f} s")
        print(f"  check / imports: {verdict(start / libraries, START)}")


def of_libraries(file: Path) -> tuple[float, float]:
    """Seconds that pydantic takes to validate a storyboard, and Jinja to render its prompts."""
    facts: list[Mapping[str, Any]] = []

    class Noting(Prompter):
        def render(self, name: str, known: Mapping[str, Any]) -> Prompt:
            facts.append(known)
            return super().render(name, known)

    sources = open_sources(file)
    loaded = load_tree(sources.tree, file, {})
    with mock.patch("storyboard.compile.build.Prompter", Noting):
        compile_storyboard(loaded, sources.templates, sources.catalogue)
    texts = {name: template.text for name, template in sources.templates.items()}
    jinja = Environment(
        loader=DictLoader(texts), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    jinja.filters.update(FILTERS)
    template = jinja.get_template(HOUSE_DEFAULTS["template"] + SUFFIX)
    begun = time.process_time()
    Storyboard.model_validate(sources.tree.value)
    half = time.process_time()
    for known in facts:
        template.render(known)
    return half - begun, time.process_time() - half


def measured(
    name: str,
    program: str,
    words: tuple[str, ...],
    large: Path,
    small: Path,
    chosen: argparse.Namespace,
) -> tuple[float, float]:
    """Seconds of processor and bytes that the large file takes more than the small one."""
    runs = [(run(program, *words, large), run(program, *words, small)) for _ in range(chosen.runs)]
    took = statistics.median(one.cpu - other.cpu for one, other in runs)
    memory = statistics.median(float(one.peak - other.peak) for one, other in runs)
    print(f"{name}: {took:.2f} s, {memory / 1e6:.0f} MB")
    return took, memory


def verdict(ratio: float, target: float) -> str:
    """A ratio beside its target."""
    return f"{ratio:.2f} (target {target:.0f}: {'ok' if ratio <= target else 'over'})"


if __name__ == "__main__":
    main()
