"""A storyboard in several files, put together: libraries beside it, scenes where they play.

A library's fields are read as if they stood in the storyboard; what is said twice is an error, for
nobody could tell which of the two counts. In every file paths start from the storyboard's folder,
as those of pictures and sounds do, so that a scene that moves to another file means the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from storyboard.errors import Span, StoryboardError
from storyboard.read.included import Chain, Files, Identity, Link, empty_file
from storyboard.read.model import FORMAT_VERSION
from storyboard.read.places import Places
from storyboard.read.source import MAX_BYTES, Sources, read_source
from storyboard.read.tree import Tree
from storyboard.read.words import described, shown
from storyboard.read.yaml import Extent, ListPlace, MappingPlace, Place, parse, size_of

_SHARED: Final = frozenset({"cast", "locations", "styles", "props", "vars", "defaults"})
"""What a library holds, as a rule."""


def read_files(path: Path) -> Tree:
    """Read a storyboard and everything that it includes.

    Raises StoryboardError where the storyboard's own file cannot be read; what is wrong with the
    others is among the tree's problems.
    """
    source = read_source(path)
    document = parse(source)
    text, place = Sources((source,)), document.place
    if place is None:
        hint = f"a storyboard starts with `storyboard: {FORMAT_VERSION}` and a `title:`"
        raise StoryboardError(empty_file(source, hint))
    if not isinstance(place, MappingPlace) or not _includes(document.value):
        return Tree(document.value, place, text, document.problems)
    first = Link(path.name, _identity(path), source.span(0))
    files = Files(path.parent, text, size_of(place), list(document.problems))
    files.room = MAX_BYTES - len(source.text.encode())
    value, place = dict(document.value), place.copy()
    _Joiner(files, value, place).join((first,))
    return Tree(value, place, files.text, tuple(files.problems), files.whole)


def _identity(path: Path) -> Identity:
    """Which file it is; that of none where it went away, as when an editor saves it just now."""
    try:
        status = path.stat()
    except OSError:
        return -1, -1
    return status.st_dev, status.st_ino


def _includes(film: dict[str, Any]) -> bool:
    """Whether a storyboard names other files: most do not, and are done."""
    scenes = film.get("scenes")
    return "include" in film or (
        isinstance(scenes, list)
        and any(isinstance(scene, dict) and "include" in scene for scene in scenes)
    )


@dataclass(frozen=True)
class _Joiner:
    """Puts what files hold into the film's value and place, which are its own."""

    files: Files
    value: dict[str, Any]
    place: MappingPlace

    def join(self, chain: Chain) -> None:
        scenes, at = self.value.get("scenes"), self.place.items.get("scenes")
        libraries, named = self.value.get("include"), self.place.items.get("include")
        if isinstance(scenes, list) and isinstance(at, ListPlace):
            self.value["scenes"], self.place.items["scenes"] = self._scenes(scenes, at, chain)
        self._libraries(libraries, named, chain)

    def _scenes(
        self, scenes: list[Any], at: ListPlace, chain: Chain
    ) -> tuple[list[Any], ListPlace]:
        """A list of scenes with those of other files in it."""
        found: list[Any] = []
        places: list[Place] = []
        for scene, place in zip(scenes, at.items, strict=True):
            if isinstance(place, MappingPlace) and "include" in scene:
                there = self._scene_file(scene, place, chain)
                found += there[0]
                places += there[1]
            else:
                found.append(scene)
                places.append(place)
        return found, ListPlace(at.extent, places, at.size)

    def _scene_file(
        self, scene: dict[str, Any], place: MappingPlace, chain: Chain
    ) -> tuple[list[Any], list[Place]]:
        """The scenes of the file that is named in a scene's place."""
        written, named = scene["include"], self._span(place.items["include"])
        beside = [name for name in scene if name != "include"]
        if beside:
            span = self._span(place.keys[beside[0]])
            message = f"`{shown(beside[0])}` cannot stand beside `include`"
            self.files.problem("wrong-value", message, span, "write it in the file itself")
        if not isinstance(written, str):
            message = f"`include` must be text, not {described(written)}"
            self.files.problem("wrong-type", message, named, "write one file's path")
            self.files.whole = False
            return [], []
        opened = self.files.open(written, named, chain, again=False)
        if opened is None:
            return [], []
        value, at, chain = opened
        if isinstance(at, MappingPlace) and _is_library(value):
            message = f"`{shown(written)}` holds no scene, but what scenes share"
            hint = f"include it beside `scenes:`, with `include: [{shown(written)}]`"
            self._misplaced(message, named, hint, at, *(_SHARED & value.keys()))
            return [], []
        if isinstance(at, MappingPlace):
            value, at = [value], ListPlace(at.extent, [at])
        if not isinstance(at, ListPlace):
            message = f"a scene's file holds a scene or a list of scenes, not {described(value)}"
            self.files.problem("wrong-type", message, self._span(at), "start it with `id:`")
            self.files.whole = False
            return [], []
        value, at = self._scenes(value, at, chain)
        return value, at.items

    def _libraries(self, names: Any, at: Place | None, chain: Chain) -> None:
        """Take over what libraries say. A list of another shape is told with other such things."""
        if not isinstance(names, list) or not isinstance(at, ListPlace):
            return
        for name, item in zip(names, at.items, strict=True):
            named = self._span(item)
            opened = self.files.open(name, named, chain, again=True) if _is_text(name) else None
            if opened is None:
                continue
            value, place, to = opened
            if isinstance(place, MappingPlace) and "shots" in value:
                message = f"`{shown(name)}` is a scene, and `include` is for what scenes share"
                hint = f"in `scenes:`, write `- include: {shown(name)}` where it plays"
                self._misplaced(message, named, hint, place, "shots")
                continue
            if isinstance(place, MappingPlace):
                self._take_over(value, place)
                if "include" in value:
                    self._nested(value["include"], place.items["include"], to)
                continue
            message = f"a library is a mapping of fields, not {described(value)}"
            hint = "scenes are included in `scenes:`, with `- include: FILE`"
            self.files.problem("wrong-type", message, self._span(place), hint)
            self.files.whole = False

    def _nested(self, names: Any, at: Place, chain: Chain) -> None:
        """A library's own list, whose shape is told here: it does not stand in the film."""
        if not isinstance(names, list) or not isinstance(at, ListPlace):
            self._not_of_paths(f"`include` must be a list, not {described(names)}", at)
            return
        for number, (name, item) in enumerate(zip(names, at.items, strict=True), start=1):
            if not _is_text(name):
                self._not_of_paths(
                    f"item {number} of `include` must be text, not {described(name)}", item
                )
        self._libraries(names, at, chain)

    def _not_of_paths(self, message: str, at: Place) -> None:
        hint = "write a list of paths, for example `[lib/styles.yaml]`"
        self.files.problem("wrong-type", message, self._span(at), hint)
        self.files.whole = False

    def _misplaced(
        self, message: str, span: Span, hint: str, place: MappingPlace, *fields: str
    ) -> None:
        """A file that was included where its kind does not belong; its fields show the kind."""
        first = next(name for name in place.keys if name in fields)
        related = ((f"as its `{first}` says", self._span(place.keys[first])),)
        self.files.problem("wrong-value", message, span, hint, related)
        self.files.whole = False

    def _take_over(self, value: dict[str, Any], place: MappingPlace) -> None:
        for name, item in place.items.items():
            mine, said = self.place.items.get(name), self.value.get(name)
            if name == "include" or (name == "storyboard" and value[name] == said):
                continue
            if name == "scenes":
                hint = "in the storyboard's own `scenes:`, write `- include: FILE` where they play"
                span = self._span(place.keys[name])
                self.files.problem("wrong-value", "a library holds no scenes", span, hint)
            elif mine is None:
                self.value[name] = value[name]
                self.place.put(name, item, place.keys[name])
            elif isinstance(mine, MappingPlace) and isinstance(item, MappingPlace):
                self.value[name] = both = dict(said or {})
                self.place.items[name] = united = mine.copy()
                for word, inner in item.items.items():
                    if word in united.items:
                        self._twice(word, item.keys[word], united.keys[word])
                    else:
                        both[word] = value[name][word]
                        united.put(word, inner, item.keys[word])
            else:
                self._twice(name, place.keys[name], self.place.keys[name])

    def _twice(self, name: str, again: Extent, first: Extent) -> None:
        message = f"`{shown(name)}` is said twice, in two files"
        related = (("first said here", self._span(first)),)
        self.files.problem("said-twice", message, self._span(again), "keep one of them", related)

    def _span(self, place: Place) -> Span:
        return Places(self.files.text, place).value(())


def _is_library(value: dict[str, Any]) -> bool:
    return not {"id", "shots"} & value.keys() and bool(_SHARED & value.keys())


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
