"""From a file to a storyboard, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError

from storyboard.errors import Diagnostic, Severity, StoryboardError, raise_errors
from storyboard.read.checks import colour_problems, name_problems
from storyboard.read.choices import Choice, choice_problems
from storyboard.read.model import FORMAT_VERSION, Storyboard
from storyboard.read.pictures import Picture, picture_problems, read_pictures
from storyboard.read.places import Places
from storyboard.read.problems import shape_problems
from storyboard.read.sounds import Sound, music_problems, read_sounds
from storyboard.read.source import Source, read_source
from storyboard.read.yaml import MAX_PROBLEMS, parse


@dataclass(frozen=True)
class Loaded:
    """A storyboard, where everything in it stands, and what deserves a second look."""

    storyboard: Storyboard
    places: Places
    path: Path
    warnings: tuple[Diagnostic, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """The picture files that shots name, by path as written."""
    sounds: Mapping[str, Sound] = field(default_factory=dict)
    """The sound files of effects and music, by path as written."""


_NOT_CHECKED: Final = Diagnostic(
    "not-checked-yet",
    "prompts, and what the shots ask of their models, are not checked yet",
    hint="they are when this is mended",
    severity=Severity.WARNING,
)


def load(path: Path, choices: Mapping[str, Choice] = MappingProxyType({})) -> Loaded:
    """Read a storyboard.

    `choices` are the names that settings may have, such as those of the models there are. Raises
    StoryboardError with every problem found, in the order of the file. Spans show the path as it
    was given.
    """
    source = read_source(path)
    document = parse(source)
    if document.place is None:
        raise _empty(source)
    places = Places(source, document.place)
    storyboard: Storyboard | None = None
    shape: Iterator[Diagnostic] = iter(())
    try:
        storyboard = Storyboard.model_validate(document.value)
    except ValidationError as error:
        shape = shape_problems(error.errors(include_url=False), places)
    layers = [document.problems, shape, name_problems(document.value, places)]
    layers += [choice_problems(document.value, places, choices)]
    pictures: Mapping[str, Picture] = {}
    sounds: Mapping[str, Sound] = {}
    if storyboard is not None:
        pictures, unreadable = read_pictures(storyboard, places, path.parent)
        sounds, unheard = read_sounds(storyboard, places, path.parent)
        layers += [unreadable, picture_problems(storyboard, places)]
        layers += [colour_problems(storyboard, places)]
        layers += [unheard, music_problems(storyboard, places)]
    problems = _gathered(*layers)
    raise_errors((*problems, _NOT_CHECKED) if choices else problems)
    if storyboard is None:
        raise AssertionError("pydantic refused a storyboard and nothing was reported")
    return Loaded(storyboard, places, path, problems, pictures, sounds)


def _empty(source: Source) -> StoryboardError:
    what = "only comments" if source.text.strip() else "nothing"
    return StoryboardError(
        Diagnostic(
            "empty-file",
            f"{source.file} holds {what}",
            hint=f"a storyboard starts with `storyboard: {FORMAT_VERSION}` and a `title:`",
        )
    )


def _gathered(*layers: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The problems of all layers in the order of the file, each once.

    A layer's complaint about a place that an earlier one complained about is left out: it follows
    from the first. So many that nobody reads them are cut off.
    """
    found: dict[tuple[object, ...], Diagnostic] = {}
    taken: set[tuple[int, int]] = set()
    for layer in layers:
        new: set[tuple[int, int]] = set()
        for problem in islice(layer, MAX_PROBLEMS):
            at = _position(problem)
            if at not in taken:
                new.add(at)
                found.setdefault((at, problem.code, problem.message), problem)
        taken |= new
    ordered = sorted(found.values(), key=_position)
    if len(ordered) < MAX_PROBLEMS:
        return tuple(ordered)
    errors_first = sorted(ordered, key=lambda problem: problem.severity is Severity.WARNING)
    more = Diagnostic("too-many-problems", "there may be more problems than these")
    return (*sorted(errors_first[:MAX_PROBLEMS], key=_position), more)


def _position(problem: Diagnostic) -> tuple[int, int]:
    return (problem.span.line, problem.span.column) if problem.span else (0, 0)
