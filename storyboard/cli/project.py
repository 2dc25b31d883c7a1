"""A project as the commands see it: the storyboard's file and what lies beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import Catalogue, project_catalogue
from storyboard.compile.delivery import Delivery, plan_delivery
from storyboard.compile.lints import lint
from storyboard.compile.prompts import Prompter
from storyboard.compile.shotlist import Shotlist
from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.generate.bill import inventory
from storyboard.generate.store import Store
from storyboard.plan.plan import Plan, make_plan
from storyboard.read.choices import Choice
from storyboard.read.load import Loaded, load
from storyboard.read.models import read_models
from storyboard.read.templates import read_templates


@dataclass(frozen=True)
class Project:
    """A compiled storyboard and its folder. `places` say where each shot stands in the file."""

    file: Path
    loaded: Loaded
    shotlist: Shotlist
    catalogue: Catalogue
    delivery: Delivery
    budget: Decimal | None
    places: Mapping[str, Span]

    @cached_property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is valid and deserves a second look, unless the storyboard silences it."""
        return lint(self.loaded, self.shotlist, self.catalogue)

    @property
    def store(self) -> Store:
        """The clips beside the storyboard."""
        return Store(self.file.parent / ".storyboard")

    def output(self, suffix: str, *, draft: bool) -> Path:
        """A file in `out/`; a draft never has the name of a final film."""
        stem = f"{self.file.stem}.draft" if draft else self.file.stem
        return self.file.parent / "out" / (stem + suffix)

    def plan(self, *, draft: bool, quotes: Mapping[str, Decimal] = MappingProxyType({})) -> Plan:
        """What a render would do now, with live prices by request key where they are known."""
        keys = {
            request.key for shot in self.shotlist.filmed for request in (shot.request, shot.draft)
        }
        return make_plan(self.shotlist, inventory(self.store, keys), draft=draft, quotes=quotes)


def _problems(file: Path) -> tuple[Diagnostic, ...]:
    try:
        load(file)
    except StoryboardError as error:
        return error.diagnostics
    return ()


def open_project(file: Path) -> Project:
    """Read and compile a storyboard. Raises StoryboardError with everything wrong in it."""
    try:
        templates = read_templates(file.parent)
        catalogue = project_catalogue(read_models(file.parent))
    except StoryboardError as error:
        raise StoryboardError(*_problems(file), *error.diagnostics) from error
    ids = frozenset(offer.spec.id for offer in catalogue.offers.values())
    models = Choice(tuple(sorted(catalogue.offers)), ids)
    loaded = load(file, {"model": models, "template": Choice(Prompter(templates).names)})
    shotlist = compile_storyboard(loaded, templates, catalogue)
    return Project(
        file,
        loaded,
        shotlist,
        catalogue,
        plan_delivery(loaded.storyboard, shotlist),
        loaded.storyboard.budget,
        {
            shot.id: loaded.places.value(("scenes", at, "shots", index, "id"))
            for at, scene in enumerate(loaded.storyboard.scenes)
            for index, shot in enumerate(scene.shots)
        },
    )


def checked_output(path: Path, ending: str, file: Path) -> Path:
    """Where the author wants a result. Raises BadParameter for a place that would do harm."""
    if path.suffix.lower() != ending:
        raise click.BadParameter(f"{path} has to end in {ending}", param_hint="--output")
    if path.is_dir():
        raise click.BadParameter(f"{path} is a folder", param_hint="--output")
    inside = path.resolve()
    kept = [file.parent / name for name in (".storyboard", "templates", "models", "panels")]
    if any(inside.is_relative_to(folder.resolve()) for folder in kept):
        raise click.BadParameter(
            f"{path} lies among the project's own files; write it to out/", param_hint="--output"
        )
    return path


def storyboard_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument FILE. A folder or a missing file is a mistake in the call: exit 2."""

    def existing(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
        if value.is_dir():
            inside = value / "film.yaml"
            hint = f" Did you mean {inside}?" if inside.is_file() else ""
            raise click.BadParameter(f"{value} is a folder, not a storyboard.{hint}")
        if not value.exists():
            near = sorted(path.name for path in value.parent.glob("*.y*ml"))[:5]
            hint = f" Beside it: {', '.join(near)}." if near else ""
            raise click.BadParameter(f"there is no file {value}.{hint}")
        return value

    return click.argument("file", type=click.Path(path_type=Path), callback=existing)(command)
