"""`storyboard init`: a small working project to change."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from storyboard.cli.output import talk
from storyboard.errors import StoryboardError


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a small storyboard into DIR, ready to render. Nothing that is there is overwritten."""
    with as_file(files("storyboard.cli").joinpath("starter")) as starter:
        sources = sorted(path for path in starter.rglob("*") if path.is_file())
        targets = [folder / path.relative_to(starter) for path in sources]
        taken = [path for path in targets if path.exists()]
        if taken:
            raise StoryboardError.of(
                "already-there",
                f"{taken[0]} exists already",
                hint="choose a new folder: init overwrites nothing",
            )
        try:
            for source, target in zip(sources, targets, strict=True):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
        except OSError as error:
            raise StoryboardError.of(
                "cannot-write", f"{folder} cannot be written: {error.strerror}"
            ) from error
    talk(f"Made {folder}. Now try:\n\n    storyboard render --draft {folder / 'film.yaml'}\n")
