"""The cut against moviepy alone, and a recut against what had to be made again.

    python -m tests.benchmarks.cut [--shots 20 --seconds 2 --height 360]

Films textured clips with sound, puts them into a project's store as if they were bought, cuts the
film, changes one shot, one caption and nothing, and has moviepy write the same film whole. Ratios
are of one run on the same clips. Nothing here is a test: a figure over its target is said, not
raised.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storyboard.cut.cutter import cut, laid_out
from storyboard.cut.join import flaw, join
from storyboard.cut.profile import DRAFT
from storyboard.cut.score import make_score
from storyboard.cut.segments import (
    Segment,
    pictures_of,
    place,
    plan_segments,
    produce,
    produce_soundtrack,
    soundtrack_key,
)
from storyboard.cut.slating import Slating
from storyboard.cut.soundtrack import mastering
from tests.benchmarks.footage import RATE, Film, Footage, shoot
from tests.benchmarks.likeness import likeness
from tests.benchmarks.moviepy_film import pieces, write

FASTER, ALONE, UNCHANGED, COLD, SSIM, MEMORY = 20, 1.5, 1.0, 2.0, 0.005, 1024
PROGRAM = [sys.executable, "-c", "from storyboard.cli import main; main()"]


def timed(work: Callable[[], Any]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def cpu() -> float:
    """Processor seconds of this process and of those that it started and that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def peak() -> float:
    """The most memory that this process ever had, in MiB. (ru_maxrss knows its parent's too.)"""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def said(name: str, value: float, target: float, *, least: bool = False, unit: str = "") -> None:
    """Print a figure, its target and whether it is kept."""
    kept = value >= target if least else value <= target
    print(
        f"  {name:<44} {value:9.3f}{unit:<3} "
        f"(target {'≥' if least else '≤'} {target:g}{unit}: {'ok' if kept else 'over'})"
    )


def plain(name: str, value: float, unit: str = "s") -> None:
    """Print a figure that has no target."""
    print(f"  {name:<44} {value:9.3f} {unit}")


def measured(name: str, work: Callable[[], Any]) -> float:
    """Print and return the seconds that it takes; processor time does not mind the neighbours."""
    begun = cpu()
    seconds = timed(work)
    plain(name, seconds, f"s, {cpu() - begun:.1f} s of processor")
    return seconds


class Bench:
    """One film as the cut sees it now: its plan and where its files lie."""

    def __init__(self, film: Film) -> None:
        project = film.open()
        self.film, self.shotlist, self.clips = film, project.shotlist, film.clips(project)
        self.cache = project.store.segments
        self.keying = timed(self._plan)

    def _plan(self) -> None:
        self.timeline = laid_out(self.shotlist, self.clips, ())
        self.segments = plan_segments(
            self.timeline, self.shotlist, self.clips, slating=Slating(), profile=DRAFT
        )
        self.files = [place(self.cache, segment.key, ".mp4") for segment in self.segments]
        self.score = make_score(self.timeline, self.shotlist, self.clips)
        self.sound = place(self.cache, soundtrack_key(self.score), ".m4a")

    @property
    def absent(self) -> list[Segment]:
        """The segments that a cut would encode."""
        return [s for s, path in zip(self.segments, self.files, strict=True) if not path.exists()]

    def cut(self) -> float:
        """Seconds that the cut takes."""
        return timed(
            lambda: cut(
                self.shotlist, self.clips, self.film.target, segments=self.cache, burn_in=False
            )
        )

    def join(self, target: Path) -> float:
        """Seconds that the join alone takes."""
        return timed(lambda: join(self.segments, self.files, self.sound, target))


@dataclass(frozen=True)
class Alone:
    """Seconds of each part of a recut, measured one after the other."""

    keying: float
    composite: float
    encode: float
    mix: float
    sound_encode: float
    probing: float
    join: float

    @property
    def total(self) -> float:
        """One segment's encode, its transitions, the mix and the join."""
        return self.composite + self.encode + self.mix + self.sound_encode + self.join

    def show(self) -> None:
        """Print where the time goes."""
        named = {
            "decode, conform, composite": self.composite,
            "encode and check of these": self.encode,
            "mix, loudness": self.mix,
            "AAC": self.sound_encode,
            "join": self.join,
            "  of it: opening and checking segments": self.probing,
            "keying (not part of the sum)": self.keying,
        }
        for name, seconds in named.items():
            plain("  " + name, seconds)


def recut(film: Film, folder: Path) -> tuple[float, Alone]:
    """Cut what changed; then measure what that took, each part alone."""
    bench = Bench(film)
    changed, mixed = bench.absent, not bench.sound.exists()
    took = bench.cut()
    composite = timed(lambda: [None for segment in changed for _ in pictures_of(segment)])
    produced = timed(lambda: [produce(s, folder / f"{n}.mp4") for n, s in enumerate(changed)])
    mix = sound = 0.0
    if mixed:

        def mixing() -> None:
            with mastering(bench.score, folder) as (blocks, _):
                for _ in blocks:
                    pass

        mix = timed(mixing)
        sound = timed(lambda: produce_soundtrack(bench.score, folder / "sound.m4a")) - mix
    probing = timed(lambda: [flaw(*each) for each in zip(bench.files, bench.segments, strict=True)])
    joined = bench.join(folder / "joined.mp4")
    print(f"  {len(changed)} segments of {len(bench.segments)}, {'a' if mixed else 'no'} mix")
    return took, Alone(bench.keying, composite, produced - composite, mix, sound, probing, joined)


def moviepy_whole(film: Film, shots: int, folder: Path) -> tuple[float, float, float]:
    """Seconds of moviepy for the whole film, its likeness and ours, from the first `shots`."""
    bench = Bench(film)
    chosen = pieces(bench.timeline, bench.clips)[: shots or None]
    target = folder / "moviepy.mp4"
    took = measured("written whole", lambda: write(chosen, float(RATE), target))
    share = film.shots / len(chosen)
    if share > 1:
        print(f"  moviepy wrote {len(chosen)} of {film.shots} shots: its time is scaled")
    last = sum(shot.frames for shot in bench.shotlist.shots[: len(chosen)])
    theirs = likeness(target, bench.timeline, bench.clips, last)
    return took * share, theirs, likeness(film.target, bench.timeline, bench.clips, last)


def whole_commands(film: Film) -> None:
    """`storyboard render` with nothing to do, against the start of the same command."""

    def run(*words: str | Path) -> float:
        command = [*PROGRAM, *map(str, words)]
        return timed(lambda: subprocess.run(command, check=True, capture_output=True))

    run("render", film.file)
    start = min(run("render", "--help") for _ in range(3))
    unchanged = min(run("render", film.file) for _ in range(3))
    plain("start-up: storyboard render --help", start)
    plain("storyboard render, nothing changed", unchanged)
    said("the same without the start-up", unchanged - start, UNCHANGED, unit=" s")


def long_film(folder: Path, footage: Footage, height: int, minutes: float) -> dict[str, float]:
    """Cut a film of so many minutes in a process of its own; its segments, join and peak."""
    program = (
        "import json; from tests.benchmarks.cut import cut_long\n"
        f"print(json.dumps(cut_long({str(folder)!r}, {[str(p) for p in footage.paths]!r}, "
        f"{footage.frames}, {height}, {minutes})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def cut_long(
    folder: str, paths: list[str], frames: int, height: int, minutes: float
) -> dict[str, float]:
    """Called in the other process."""
    footage, seconds = Footage(tuple(map(Path, paths)), frames), 4.0
    shots = round(minutes * 60 / seconds)
    film = Film(Path(folder), footage, shots, seconds, height, dissolved=True, shared=True)
    bench = Bench(film)
    cold = bench.cut()
    joined = bench.join(Path(folder) / "joined.mp4")
    return {"segments": len(bench.segments), "cold": cold, "join": joined, "peak": peak()}


def against_moviepy(chosen: argparse.Namespace, footage: Footage, folder: Path) -> None:
    """Cold cuts, recuts and moviepy's films."""
    shots, seconds, height = chosen.shots, chosen.seconds, chosen.height
    film = Film(folder / "dissolved", footage, shots, seconds, height, dissolved=True)
    hard = Film(folder / "hard", footage, chosen.cold_shots, seconds, height, dissolved=False)
    print(f"cold, {shots} shots, half of them dissolve")
    cold = measured("cold cut", Bench(film).cut)
    print(f"cold, {hard.shots} shots, hard cuts")
    cold_hard = measured("cold cut", Bench(hard).cut)
    print("unchanged")
    said("recut", Bench(film).cut(), UNCHANGED, unit=" s")
    whole_commands(film)
    print("one shot changed")
    film.change(shots // 2)
    changed, alone = recut(film, folder)
    alone.show()
    print("one caption changed")
    film.caption(shots // 4, "Later that night.")
    captioned, alone_captioned = recut(film, folder)
    alone_captioned.show()
    print("moviepy: CompositeVideoClip with crossfades, write_videofile")
    whole, theirs, ours = moviepy_whole(film, chosen.baseline_shots, folder)
    for name, took, apart in (
        ("changed shot", changed, alone),
        ("changed caption", captioned, alone_captioned),
    ):
        plain(f"{name}: recut", took)
        said(f"{name}: moviepy / recut", whole / took, FASTER, least=True, unit=" ×")
        said(f"{name}: recut / its parts alone", took / apart.total, ALONE, unit=" ×")
    plain("cold cut: moviepy / ours", whole / cold, "×")
    said("SSIM: moviepy's less ours", theirs - ours, SSIM)
    print("moviepy: concatenate_videoclips, write_videofile")
    whole, theirs, ours = moviepy_whole(hard, 0, folder)
    said("cold cut: moviepy / ours", whole / cold_hard, COLD, least=True, unit=" ×")
    plain("SSIM ours", ours, "")
    said("SSIM: moviepy's less ours", theirs - ours, SSIM)


def length(chosen: argparse.Namespace, folder: Path) -> None:
    """How join and memory grow with a film."""
    height = chosen.long_height
    footage = shoot(folder, 4, height, 5)
    print(f"length, {height}p, clips used again and again")
    peaks = []
    for minutes in (1.0, chosen.minutes):
        found = long_film(folder / f"long{minutes:g}", footage, height, minutes)
        peaks.append(found["peak"])
        segments = int(found["segments"])
        plain(f"{minutes:g} minutes, {segments} segments: cut", found["cold"])
        plain(f"{minutes:g} minutes: join of 1,000 segments", found["join"] / segments * 1000)
    plain("peak memory of 1 minute", peaks[0], "MiB")
    said(f"peak memory of {chosen.minutes:g} minutes", peaks[1], MEMORY, unit=" MiB")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    options.add_argument("--shots", type=int, default=100)
    options.add_argument("--cold-shots", type=int, default=20, help="of the film of hard cuts")
    options.add_argument("--seconds", type=float, default=4.0, help="of a shot")
    options.add_argument("--height", type=int, default=720, choices=(360, 540, 720, 1080))
    options.add_argument("--baseline-shots", type=int, default=0, help="for moviepy; 0: all")
    options.add_argument("--minutes", type=float, default=60.0, help="of the long film; 0: none")
    options.add_argument("--long-height", type=int, default=360, choices=(360, 540, 720, 1080))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clips = min(chosen.shots, 10)
        footage = shoot(folder, clips, chosen.height, chosen.seconds + 1)
        print(
            f"{chosen.shots} shots of {chosen.seconds:g} s at {chosen.height}p; "
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        )
        if chosen.shots:
            against_moviepy(chosen, footage, folder)
        if chosen.minutes:
            (folder / "long").mkdir()
            length(chosen, folder / "long")


if __name__ == "__main__":
    main()
