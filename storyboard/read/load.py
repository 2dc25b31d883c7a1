"""From a file to a storyboard, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from storyboard.errors import Diagnostic, Severity, StoryboardError, raise_errors
from storyboard.read.checks import colour_problems, name_problems
from storyboard.read.choices import Choice, choice_problems
from storyboard.read.edition import MAIN, Edition
from storyboard.read.forms import form_problems
from storyboard.read.include import read_files
from storyboard.read.model import FORMAT_VERSION, Storyboard
from storyboard.read.panels import panel_problems
from storyboard.read.pictures import Picture, picture_problems, read_pictures
from storyboard.read.places import Places
from storyboard.read.problems import shape_problems
from storyboard.read.sounds import Sound, music_problems, read_sounds
from storyboard.read.source import Sources
from storyboard.read.timecodes import timecode_problems
from storyboard.read.tree import Tree
from storyboard.read.variant import variant_problems
from storyboard.read.yaml import MAX_PROBLEMS


@dataclass(frozen=True)
class Loaded:
    """A storyboard, where everything in it stands, and what deserves a second look."""

    storyboard: Storyboard
    tree: Tree
    path: Path
    warnings: tuple[Diagnostic, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """The picture files that shots name, by path as written."""
    sounds: Mapping[str, Sound] = field(default_factory=dict)
    """The sound files of effects and music, by path as written."""
    edition: Edition = MAIN

    @cached_property
    def places(self) -> Places:
        """Where everything stands."""
        return self.tree.places


_NOT_CHECKED: Final = Diagnostic(
    "not-checked-yet",
    "prompts, and what the shots ask of their models, are not checked yet",
    hint="they are when this is mended",
    severity=Severity.WARNING,
)
_LACKING: Final = ("missing", "too_short")


def load(
    path: Path,
    choices: Mapping[str, Choice] = MappingProxyType({}),
    edition: Edition = MAIN,
) -> Loaded:
    """Read a storyboard.

    `choices` are the names that settings may have, such as those of the models there are. Raises
    StoryboardError with every problem found, in the order of the files. Spans show the path as it
    was given.
    """
    return load_tree(read_files(path), path, choices, edition)


def load_tree(
    tree: Tree, path: Path, choices: Mapping[str, Choice], edition: Edition = MAIN
) -> Loaded:
    """As `load`, of files that were read already."""
    _refuse_later_version(tree)
    tree = edition.of(tree)
    places = tree.places
    storyboard: Storyboard | None = None
    layers: list[Iterable[Diagnostic]] = [tree.problems]
    try:
        storyboard = Storyboard.model_validate(tree.value)
    except ValidationError as error:
        layers.append(shape_problems(_told(error, tree), places))
    layers.append(variant_problems(tree, path))
    if tree.whole:
        layers.append(name_problems(tree.value, places))
    layers += [choice_problems(tree.value, places, choices), form_problems(tree.value, places)]
    pictures: Mapping[str, Picture] = {}
    sounds: Mapping[str, Sound] = {}
    if storyboard is not None:
        pictures, unreadable = read_pictures(storyboard, places, path.parent)
        sounds, unheard = read_sounds(storyboard, places, path.parent)
        layers += [unreadable, panel_problems(storyboard, pictures, places)]
        layers += [colour_problems(storyboard, places), unheard]
        layers.append(timecode_problems(tree.value, storyboard.fps, places))
        if tree.whole:
            layers += [picture_problems(storyboard, places), music_problems(storyboard, places)]
    problems = _gathered(layers, tree.text)
    raise_errors((*tree.told(problems), *([_NOT_CHECKED] if choices else [])))
    if storyboard is None:
        raise AssertionError("pydantic refused a storyboard and nothing was reported")
    if edition.burn_in is not None:
        draft = storyboard.draft.model_copy(update={"burn_in": edition.burn_in})
        storyboard = storyboard.model_copy(update={"draft": draft})
    return Loaded(storyboard, tree, path, problems, pictures, sounds, edition)


def _refuse_later_version(tree: Tree) -> None:
    """Of a version that is not known nothing else can be said."""
    version = tree.value.get("storyboard") if isinstance(tree.value, dict) else None
    if type(version) is int and version > FORMAT_VERSION:
        message = f"this is format {version}, and this program reads format {FORMAT_VERSION}"
        span = tree.places.value(("storyboard",))
        hint = "a newer version of this program may read it"
        raise StoryboardError(Diagnostic("later-version", message, span, hint))


def _told(error: ValidationError, tree: Tree) -> list[ErrorDetails]:
    """Pydantic's errors, but not what the storyboard lacks while a file of it cannot be read."""
    found = error.errors(include_url=False)
    if tree.whole:
        return found
    return [each for each in found if each["type"] not in _LACKING or len(each["loc"]) > 1]


def _gathered(layers: Iterable[Iterable[Diagnostic]], text: Sources) -> tuple[Diagnostic, ...]:
    """The problems of all layers in the order of the files, each once.

    A layer's complaint about a place in which an earlier one found an error is left out: it follows
    from the first. So many that nobody reads them are cut off.
    """

    def position(problem: Diagnostic) -> tuple[int, str, int, int]:
        return text.order(problem.span)

    found: dict[tuple[object, ...], Diagnostic] = {}
    taken: set[tuple[object, ...]] = set()
    for layer in layers:
        new: set[tuple[object, ...]] = set()
        for problem in islice(layer, MAX_PROBLEMS):
            at = position(problem)
            if at not in taken:
                if problem.severity is Severity.ERROR:
                    new.add(at)
                found.setdefault((at, problem.code, problem.message), problem)
        taken |= new
    ordered = sorted(found.values(), key=position)
    if len(ordered) < MAX_PROBLEMS:
        return tuple(ordered)
    errors_first = sorted(ordered, key=lambda problem: problem.severity is Severity.WARNING)
    more = Diagnostic("too-many-problems", "there may be more problems than these")
    return (*sorted(errors_first[:MAX_PROBLEMS], key=position), more)
