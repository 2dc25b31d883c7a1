"""The films that ship with the project, compiled once for the tests of their prompts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import packaged_catalogue
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.read.load import Loaded, load
from storyboard.read.model import Shot
from storyboard.read.templates import read_templates

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {
    "signalman": ROOT / "examples/signalman",
    "launch-teaser": ROOT / "examples/launch-teaser",
    "square-loop": ROOT / "examples/square-loop",
    "starter": ROOT / "storyboard/cli/starter",
}


@cache
def film(name: str) -> tuple[Loaded, Shotlist]:
    """A film as it is written and as it is compiled."""
    loaded = load(FOLDERS[name] / "film.yaml")
    templates = read_templates(FOLDERS[name])
    return loaded, compile_storyboard(loaded, templates, packaged_catalogue())


def shots(name: str) -> list[tuple[Shot, CompiledShot]]:
    """Every shot of a film, as written and as compiled."""
    loaded, shotlist = film(name)
    written = [
        shot for scene in loaded.storyboard.scenes for shot in scene.shots if isinstance(shot, Shot)
    ]
    return list(zip(written, shotlist.filmed, strict=True))


def compiled(name: str, shot_id: str) -> CompiledShot:
    """One shot of a film by its id."""
    return next(shot for shot in film(name)[1].filmed if shot.id == shot_id)
