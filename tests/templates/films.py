"""The films that ship with the project, compiled once for the tests of their prompts."""

from __future__ import annotations

from dataclasses import replace
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


def compiled(name: str, shot_id: str, template: str = "") -> CompiledShot:
    """One shot of a film by its id, by another template than its own if one is named."""
    shotlist = with_template(name, template) if template else film(name)[1]
    return next(shot for shot in shotlist.filmed if shot.id == shot_id)


@cache
def with_template(name: str, template: str) -> Shotlist:
    """A film with the same template for each of its shots."""
    loaded, _ = film(name)
    scenes = tuple(
        scene.model_copy(
            update={
                "shots": tuple(
                    shot.model_copy(update={"template": template})
                    if isinstance(shot, Shot)
                    else shot
                    for shot in scene.shots
                )
            }
        )
        for scene in loaded.storyboard.scenes
    )
    board = loaded.storyboard.model_copy(update={"scenes": scenes})
    templates = read_templates(FOLDERS[name])
    changed = replace(loaded, storyboard=board)
    return compile_storyboard(changed, templates, packaged_catalogue())
