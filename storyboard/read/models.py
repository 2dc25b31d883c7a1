"""The model files of a project, `models/*.yaml`, as values with their places in the text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from storyboard.errors import Diagnostic, StoryboardError, raise_errors
from storyboard.read.places import Places
from storyboard.read.source import Source, read_source
from storyboard.read.yaml import parse

_MAX_BYTES: Final = 256 * 1024


@dataclass(frozen=True)
class ModelFile:
    """What a model file says, not yet checked, and where it says it."""

    value: Any
    places: Places


def parse_models(source: Source) -> ModelFile:
    """The values of one file. Raises StoryboardError for one that is not YAML, or empty."""
    document = parse(source)
    raise_errors(document.problems)
    if document.place is None:
        hint = "a model file has `provider:` and `models:`"
        raise StoryboardError(Diagnostic("empty-file", f"{source.file} holds nothing", hint=hint))
    return ModelFile(document.value, Places(source, document.place))


def read_models(project: Path) -> tuple[ModelFile, ...]:
    """Every model file of a project, by name. `project` is the storyboard's folder.

    Raises StoryboardError with what is wrong in any of them.
    """
    place = project / "models"
    files: list[ModelFile] = []
    problems: list[Diagnostic] = []
    for path in sorted(place.glob("*.yaml")):
        try:
            files.append(parse_models(_open(path, place)))
        except StoryboardError as error:
            problems += error.diagnostics
    raise_errors(problems)
    return tuple(files)


def _open(path: Path, place: Path) -> Source:
    if not path.resolve().is_relative_to(place.resolve()):
        raise StoryboardError.of(
            "outside-project",
            f"the model file {path} is a link that leads out of its folder",
            hint="copy the file into the project instead",
        )
    if path.is_file() and path.stat().st_size > _MAX_BYTES:
        raise StoryboardError.of(
            "too-big", f"the model file {path} is larger than {_MAX_BYTES // 1024} KiB"
        )
    return read_source(path)
