"""Run one `storyboard` command and say where its processor time goes.

    python tests/benchmarks/stages.py INTO.json render --draft FILE

Times the functions of `STAGES`, each without those within it, on every thread; writes seconds by
stage. Seconds of processor, not of the clock: they mean the same on a busy machine.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ANIMATIC = "storyboard.generate.providers.animatic"
STAGES = {
    "draw the layers": [f"{_ANIMATIC}.clip.draw_panel"],
    "finish them": [f"{_ANIMATIC}.panel.finish", f"{_ANIMATIC}.page.finish"],
    "page and lettering": [
        f"{_ANIMATIC}.clip.{name}"
        for name in ("draw_page", "draw_arrow", "draw_subtitles", "layer", "layers")
    ],
    "camera": [f"{_ANIMATIC}.clip.look", f"{_ANIMATIC}.clip.lay"],
    "scratch sound": [f"{_ANIMATIC}.clip.scratch", f"{_ANIMATIC}.encode._write_sound"],
    "encode the clips": [f"{_ANIMATIC}.clip.encode"],
    "decode them": ["storyboard.cut.source.pictures"],
    "burn in": ["storyboard.cut.burnin.Painter.paint"],
    "encode the film": ["storyboard.cut.encode.encode"],
    "soundtrack": ["storyboard.cut.soundtrack.make_soundtrack"],
    "join": ["storyboard.cut.join.join"],
}


class Clock:
    """Seconds of processor by stage, over all threads."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._lock, self._own = threading.Lock(), threading.local()

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Count what happens meanwhile for a stage, and not for the one that it interrupts."""
        inner: list[float] = self._own.__dict__.setdefault("inner", [])
        inner.append(0.0)
        begin = time.thread_time()
        try:
            yield
        finally:
            spent = time.thread_time() - begin
            with self._lock:
                self.seconds[stage] += spent - inner.pop()
            if inner:
                inner[-1] += spent

    def wrapped(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that is timed; of a generator, each step is."""

        def call(*words: Any, **named: Any) -> Any:
            with self.running(stage):
                return function(*words, **named)

        def steps(*words: Any, **named: Any) -> Iterator[Any]:
            source, end = function(*words, **named), object()
            while True:
                with self.running(stage):
                    item = next(source, end)
                if item is end:
                    return
                yield item

        return steps if inspect.isgeneratorfunction(function) else call

    def watch(self, stage: str, place: str) -> None:
        """Time the function that stands under a dotted name."""
        holder, name = place.rsplit(".", 1)
        try:
            owner: Any = importlib.import_module(holder)
        except ModuleNotFoundError:
            module, kind = holder.rsplit(".", 1)
            owner = getattr(importlib.import_module(module), kind)
        setattr(owner, name, self.wrapped(stage, getattr(owner, name)))


def main(into: Path, words: list[str]) -> None:
    """Run the command and write the seconds."""
    from storyboard.cli import main as program

    clock = Clock()
    for stage, places in STAGES.items():
        for place in places:
            clock.watch(stage, place)
    sys.argv[1:] = words
    try:
        program()
    finally:
        seconds = {stage: clock.seconds[stage] for stage in STAGES}
        rest = time.process_time() - sum(seconds.values())
        into.write_text(json.dumps({**seconds, "start-up and the rest": rest}), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
