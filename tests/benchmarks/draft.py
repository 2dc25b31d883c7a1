"""What a draft costs in time: cold (and where it goes), warm, after one edit; and how fast commands
start.

    python tests/benchmarks/draft.py [STORYBOARD]

Prints seconds of this machine, and ratios that can be compared between machines. Nothing here is
a test: no figure is asserted.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "signalman" / "film.yaml"
STAGES = Path(__file__).with_name("stages.py")
PROGRAM = [sys.executable, "-c", "from storyboard.cli import main; main()"]


def timed(*words: str | Path, program: list[str] = PROGRAM) -> float:
    """Seconds that one `storyboard` command takes."""
    begin = time.perf_counter()
    subprocess.run([*program, *map(str, words)], check=True, capture_output=True)
    return time.perf_counter() - begin


def start_up(command: list[str], runs: int = 7) -> float:
    """The median seconds of a short command, after one run that warms the disk's cache."""
    seconds = []
    for _ in range(runs + 1):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds[1:])


def edit_one_action(file: Path) -> None:
    """Change the first action of the storyboard by a word."""
    text = file.read_text("utf-8")
    place = text.index("action:") + len("action:")
    first_word = next(at for at, letter in enumerate(text[place:], place) if letter.isalpha())
    file.write_text(text[:first_word] + "Suddenly " + text[first_word:], "utf-8")


def main(source: Path) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "film"
        shutil.copytree(source.parent, project, ignore=shutil.ignore_patterns("out", ".storyboard"))
        file = project / source.name
        stages = Path(folder) / "stages.json"
        cold = timed("render", "--draft", file, program=[sys.executable, str(STAGES), str(stages)])
        where: dict[str, float] = json.loads(stages.read_text())
        warm = timed("render", "--draft", file)
        edit_one_action(file)
        edited = timed("render", "--draft", file)
        report = json.loads((project / "out" / f"{file.stem}.draft.report.json").read_text())
        film = report["film"]
        made = sum(shot["made_now"] for shot in report["shots"])
        starts = {
            words[0]: start_up([*PROGRAM, *map(str, words)])
            for words in (("--help",), ("check", file), ("plan", file))
        }
    size = f"{film['width']}x{film['height']}"
    print(f"{report['title']}: {len(report['shots'])} shots, {film['seconds']:.1f} s at {size}")
    print(f"cold draft render    {cold:7.2f} s   {film['seconds'] / cold:6.2f} x real time")
    spent = sum(where.values())
    alone = film["seconds"] / spent
    print(f"  of processor time  {spent:7.2f} s   {alone:6.2f} x real time on one core")
    for stage, seconds in where.items():
        print(f"  {stage:<21}{seconds:7.2f} s   {seconds / spent:6.1%}")
    print(f"warm draft render    {warm:7.2f} s   {cold / warm:6.1f} x faster than cold")
    print(
        f"after one edit       {edited:7.2f} s   {cold / edited:6.1f} x faster than cold"
        f"   ({made} shot made, {film['segments_encoded']} segments of {film['segments']})"
    )
    floor = start_up([sys.executable, "-c", "import click"])
    print(f"import click         {floor:7.2f} s")
    for name, seconds in starts.items():
        print(f"{name:<20} {seconds:7.2f} s   {seconds / floor:6.1f} x import click")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE)
