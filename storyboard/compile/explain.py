"""Where everything that makes a shot comes from: which level says it, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from storyboard.compile.edit import frames_of
from storyboard.compile.facts import OUTDOORS
from storyboard.compile.resolve import Path, Resolved, resolve
from storyboard.errors import Span
from storyboard.read.heading import read_heading
from storyboard.read.load import Loaded
from storyboard.read.model import Scene, Settings, Shot

BUILT_IN: Final = "built-in"
_OF_THE_FILM: Final = ("title", "look", "aspect_ratio", "resolution", "fps")
_OF_A_SCENE: Final = ("heading", "location", "time", "weather", "mood", "ambience")


@dataclass(frozen=True)
class Given:
    """A variable that is part of a value; `span` is None for one set in the call."""

    name: str
    span: Span | None


@dataclass(frozen=True)
class Origin:
    """One value (as JSON) and its origin.

    `level` is `shot`, `scene`, `storyboard` or `built-in`, which has no `span`. A list that is
    added to has a row for each place that has a part in it, the nearest first; only this one has
    the value. `variant` names the variant that says it or a part of it, in the lines of `laid_over`
    where these are others. An `emptied` one stands as `null` there, and has the house's value.
    """

    name: str
    value: Any
    level: str
    span: Span | None
    variant: str | None = None
    variables: tuple[Given, ...] = ()
    emptied: bool = False
    laid_over: tuple[Span, ...] = ()


def explain(
    loaded: Loaded, shot_id: str, parameters: Mapping[str, str] = MappingProxyType({})
) -> tuple[Origin, ...]:
    """The origin of all that a shot's request and its place in the edit are made of.

    The settings come first, then what the shot, its scene, its characters and the film say. A
    setting that is sent as one of the model's `parameters`, by setting, is the shot's where its
    `overrides` say that parameter.
    """
    s, t, shot = next(
        (s, t, shot)
        for s, scene in enumerate(loaded.storyboard.scenes)
        for t, shot in enumerate(scene.shots)
        if shot.id == shot_id
    )
    if not isinstance(shot, Shot):
        raise AssertionError("a card has no request")
    scene = loaded.storyboard.scenes[s]
    at_scene: Path = ("scenes", s)
    at_shot, resolved = (*at_scene, "shots", t), resolve(loaded.storyboard, s, t)
    overruled: dict[str, tuple[Any, Path]] = {
        setting: (shot.overrides[name], (*at_shot, "overrides", name))
        for setting, name in parameters.items()
        if name in shot.overrides
    }
    if shot.trim is not None and shot.trim.end is not None:
        frames = frames_of(shot, resolved, loaded.storyboard.fps)
        overruled["duration"] = f"{frames}f", (*at_shot, "trim")
    return (
        *_settings(loaded, resolved, overruled),
        *_shot(loaded, shot, at_shot),
        *_scene(loaded, scene, at_scene),
        *_entries(loaded, shot, resolved),
        *_film(loaded),
    )


def _settings(
    loaded: Loaded, resolved: Resolved, overruled: Mapping[str, tuple[Any, Path]]
) -> Iterator[Origin]:
    known = Settings.model_construct(**resolved.values).model_dump(mode="json", exclude_none=True)
    for name in resolved.values:
        if name in overruled:
            yield _origin(loaded, name, *overruled[name])
            continue
        value, added = known.get(name), resolved.added.get(name, ())
        emptied = name in resolved.emptied
        if value is not None or emptied:
            origin = _origin(loaded, name, value, resolved.origin[name])
            yield replace(origin, emptied=emptied and not added)
        for also in added:
            yield _origin(loaded, name, None, also)


def _shot(loaded: Loaded, shot: Shot, at: Path) -> Iterator[Origin]:
    own = shot.model_fields_set - Settings.model_fields.keys()
    written = shot.model_dump(mode="json", include=set(own), by_alias=True, exclude_none=True)
    for name, value in written.items():
        yield _origin(loaded, name, value, (*at, name))


def _scene(loaded: Loaded, scene: Scene, at: Path) -> Iterator[Origin]:
    written = scene.model_dump(mode="json", include=set(_OF_A_SCENE), exclude_none=True)
    for name, value in written.items():
        yield _origin(loaded, f"scene.{name}", value, (*at, name))
    heading = read_heading(scene.heading)
    if scene.time is None and heading.time is not None:
        yield _origin(loaded, "scene.time", heading.time, (*at, "heading"))
    if scene.location is not None:
        yield from _entry(loaded, "locations", scene.location)
        if loaded.storyboard.locations[scene.location].set is None:
            name = f"locations.{scene.location}.set"
            said = _origin(loaded, name, heading.set, (*at, "heading"))
            yield said if heading.set else Origin(name, OUTDOORS, BUILT_IN, None)


def _entries(loaded: Loaded, shot: Shot, resolved: Resolved) -> Iterator[Origin]:
    """What is known of those that the shot names."""
    present = (who.character for who in shot.characters)
    speakers = (line.speaker for line in shot.dialogue)
    for who in dict.fromkeys((*present, *speakers)):
        yield from _entry(loaded, "cast", who)
    for prop in dict.fromkeys(shot.props):
        yield from _entry(loaded, "props", prop)
    if (style := resolved.get("style")) is not None:
        yield from _entry(loaded, "styles", style)


def _entry(loaded: Loaded, section: str, name: str) -> Iterator[Origin]:
    """Somebody in the cast, a location, a prop, a style."""
    entry = getattr(loaded.storyboard, section)[name]
    for field, value in entry.model_dump(mode="json", exclude_none=True).items():
        path: Path = (section, name, field)
        short = path if loaded.places.has(path) else path[:2]  # a style may be its look alone
        yield _origin(loaded, f"{section}.{name}.{field}", value, short)


def _film(loaded: Loaded) -> Iterator[Origin]:
    board = loaded.storyboard
    values = board.model_dump(mode="json", include=set(_OF_THE_FILM), exclude_none=True)
    for name in _OF_THE_FILM:
        if name in values:
            yield _origin(loaded, f"film.{name}", values[name], (name,))


def _origin(loaded: Loaded, name: str, value: Any, path: Path) -> Origin:
    """The origin of what stands at a path; what stands in no file is built in."""
    # The built-in settings point at the shot.
    if not loaded.places.has(path) or isinstance(path[-1], int):
        return Origin(name, value, BUILT_IN, None)
    tree, leaves = loaded.tree, [*loaded.places.leaves(path)]
    used = [name for leaf in leaves for name in tree.uses.get(leaf, ())]
    span = loaded.places.value(path)
    laid = [tree.text.span(leaf.start) for leaf in leaves if leaf.start in tree.overlay]
    lines = {(each.file, each.line): each for each in (span, *laid)}
    return Origin(
        name,
        value,
        "shot" if "shots" in path[:3] else "scene" if path[0] == "scenes" else "storyboard",
        span,
        tree.variant if laid else None,
        tuple(Given(name, tree.variables[name].span) for name in dict.fromkeys(used)),
        laid_over=tuple(lines.values())[1:],
    )
