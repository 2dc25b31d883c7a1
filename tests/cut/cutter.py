"""A process that cuts, to be killed or to run out of room: `python -m tests.cut.cutter ORDER`.

ORDER is JSON: the folder, the number of the version, and the step at which the process is to kill
itself. `film` makes what it cuts: three shots, of which the second differs between versions.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from storyboard.compile.delivery import Deliverable, Delivery
from storyboard.cut import cut, encode, gif, join, master, segments
from storyboard.cut.deliver import Material, deliver
from storyboard.cut.labels import labels_of
from storyboard.read.deliverables import Form
from tests.cut.films import SIZE, beeps, numbered_clip, shotlist

FILM: Final = shotlist([(20, 0), (24, 8), (16, 0)])
OUTPUTS: Final = ("film.mp4", "film.web.mp4", "film.master.mov", "film.gif")
FORMS: Final = (
    Deliverable("web", Form.WEB, SIZE),
    Deliverable("master", Form.MASTER, SIZE),
    Deliverable("gif", Form.GIF, (64, 36)),
)
STEPS: Final[dict[str, tuple[Any, str]]] = {
    "a segment is encoded, not checked": (join, "flaw"),
    "a segment is checked, not in its place": (segments, "seal"),
    "the film is begun": (join, "dress"),
    "the film is written, not probed": (join, "_probe"),
    "the master is begun": (master, "dress"),
    "the master is written, not probed": (master, "_check"),
    "the GIF has its colours": (gif, "_write"),
}


def material(folder: Path, version: int) -> Material:
    """What a version is cut from; its clips are made if they are not there."""
    clips = {}
    for number, shot in enumerate(FILM.shots, start=1):
        shown = number + 10 * version if number == 2 else number
        clips[shot.id] = numbered_clip(
            folder / f"clip{shown}.mp4", shown, 40, sound=beeps(1.6, [0.02 * shown])
        )
    return Material(FILM, clips, folder / "segments")


def produce(folder: Path, version: int, out: Path | None = None) -> None:
    """Cut a version with all its forms into `out`."""
    found = material(folder, version)
    film = cut(
        FILM,
        found.clips,
        (out or folder / "out") / "film.mp4",
        segments=found.segments,
        burn_in=True,
        labels=labels_of(FILM),
    )
    deliver(found, Delivery(FORMS, "sh1"), film, lambda name: lambda done, count: None)


def die_at(step: str) -> None:
    """Be killed when a step comes."""
    where, name = STEPS[step]
    real: Callable[..., Any] = getattr(where, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(where, name, deadly)


def main(text: str) -> None:
    """Cut a version."""
    order = json.loads(text)
    encode.versions()
    die_at(order["die_at"])
    produce(Path(order["folder"]), order["version"])


if __name__ == "__main__":
    main(sys.argv[1])
