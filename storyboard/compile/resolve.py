"""Inheritance: shot, else its scene's defaults, else the storyboard's, else the house's.

A `null` takes away what is inherited: the house's value stands then, as if nobody had said one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from storyboard.read.audio import Audio
from storyboard.read.edit import Fit
from storyboard.read.fields import Added
from storyboard.read.model import Angle, CardShot, Settings, Size, Storyboard
from storyboard.read.movement import Movement
from storyboard.read.transitions import CUT, Transition
from storyboard.timing import Duration

Path = tuple[str | int, ...]

# Made without validators of their own, which would take a twentieth of a command's start.
HOUSE_DEFAULTS: Final[Mapping[str, Any]] = dict(
    Settings.model_construct(
        model="kling-v2.6-pro",
        template="shot-list",
        sound=True,
        cfg_scale=0.5,
        # The vendor's own advice for clean output.
        negative=("watermark", "text", "logo", "glitch", "noisy audio"),
        duration=Duration.parse("4s"),
        size=Size.MS,
        angle=Angle.EYE,
        movement=Movement.model_construct(),
        transition=Transition.model_construct(type=CUT),
        fit=Fit.COVER,
        audio=Audio.model_construct(),
    )
)
"""Every setting; `lens` and the like are None."""


@dataclass(frozen=True)
class Resolved:
    """A shot's settings with nothing left open but `lens`, and where each was written.

    `origin` maps a field to its path in the storyboard; a house default points at the shot. Of a
    list that is added to, `added` are the paths of what it is added to, from the nearest. Where
    `null` stands at the origin of a field, the field is among the `emptied`.
    """

    values: Mapping[str, Any]
    origin: Mapping[str, Path]
    added: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    emptied: frozenset[str] = frozenset()

    def get(self, field: str) -> Any:
        """The value of one setting."""
        return self.values[field]


def resolve(board: Storyboard, scene_index: int, shot_index: int) -> Resolved:
    """What a shot says or inherits; a card inherits nothing that it could not say."""
    scene = board.scenes[scene_index]
    shot = scene.shots[shot_index]
    at_scene: Path = ("scenes", scene_index)
    at_shot: Path = (*at_scene, "shots", shot_index)
    layers: tuple[tuple[Settings | CardShot, Path], ...] = (
        (shot, at_shot),
        (scene.defaults, (*at_scene, "defaults")),
        (board.defaults, ("defaults",)),
    )
    layers = tuple(layer for layer in layers if layer[0].model_fields_set)
    says = type(shot).model_fields
    values: dict[str, Any] = {}
    origin: dict[str, Path] = {}
    added: dict[str, tuple[Path, ...]] = {}
    emptied = set[str]()
    for name, value in HOUSE_DEFAULTS.items():
        more: list[tuple[Added, Path]] = []
        at = at_shot
        for layer, path in layers if name in says else ():
            said = getattr(layer, name)
            if isinstance(said, Added):
                more.append((said, (*path, name)))
            elif said is not None:
                value, at = said, (*path, name)
                break
            elif name in layer.model_fields_set:
                emptied.add(name)
                at = (*path, name)
                break
        values[name], origin[name] = value, at
        if more:
            # In the order in which they are inherited, each once; the nearest place answers for it.
            words = [*value, *(word for said, _ in reversed(more) for word in said.add)]
            values[name] = tuple(dict.fromkeys(words))
            origin[name], *others = [path for _, path in more]
            added[name] = (*others, at)
    return Resolved(values, origin, added, frozenset(emptied))
