"""What a template tells a model: found out by leaving things out of a shot and looking. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any, Final

from storyboard.compile.facts import template_facts
from storyboard.compile.prompts import Prompt, Prompter, TemplateProblem
from storyboard.compile.resolve import resolve
from storyboard.read.model import Shot, Storyboard

_SAMPLE: Final = {
    "storyboard": 1,
    "title": "The Lamp",
    "aspect_ratio": "16:9",
    "look": "35 mm film, low winter light",
    "styles": {"memory": "bleached colour, soft edges"},
    "props": {"lantern": {"name": "The lantern", "look": "dented brass"}},
    "cast": {
        "mara": {"name": "Mara", "look": "tall woman in a wet raincoat", "voice": "woman of fifty"},
        "finn": {"name": "Finn", "voice": "boy of ten, bright"},
    },
    "locations": {"pier": {"name": "Old pier", "set": "ext", "look": "wet planks and one lamp"}},
    "scenes": [
        {
            "id": "sc010",
            "heading": "EXT. PIER - NIGHT",
            "location": "pier",
            "time": "night",
            "weather": "thin rain",
            "mood": "expectant",
            "ambience": "slow waves",
            "shots": [
                {
                    "id": "sc010_0010",
                    "size": "MCU",
                    "angle": "low",
                    "movement": "slow dolly in",
                    "lens": 65,
                    "composition": "low in the frame",
                    "style": "memory",
                    "music_cue": "low strings",
                    "characters": [{"mara": "frame left"}],
                    "props": ["lantern"],
                    "action": "Mara looks up and shakes her head.",
                    "dialogue": [{"mara": "Not tonight.", "tone": "tired"}, {"finn": "Why not?"}],
                    "sfx": ["the lamp buzzes"],
                }
            ],
        }
    ],
}
FIELDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "action": (("shot", "action"),),
    "size": (("shot", "size"), ("shot", "size_words")),
    "angle": (("shot", "angle"), ("shot", "angle_words")),
    "movement": (("shot", "movement"), ("shot", "movement_words")),
    "lens": (("shot", "lens"),),
    "composition": (("shot", "composition"),),
    "characters": (("characters",),),
    "blocking": (("characters", "blocking"),),
    "props": (("props",),),
    "dialogue": (("dialogue",),),
    "tone": (("dialogue", "tone"),),
    "voice": (("dialogue", "voice"),),
    "sfx": (("shot", "sfx"),),
    "music_cue": (("shot", "music_cue"),),
    "location": (("location",),),
    "heading": (("scene", "heading"),),
    "time": (("scene", "time"),),
    "weather": (("scene", "weather"),),
    "mood": (("scene", "mood"),),
    "ambience": (("scene", "ambience"),),
    "style": (("style",),),
    "look": (("film", "look"),),
    "title": (("film", "title"),),
    "aspect_ratio": (("film", "aspect_ratio"),),
    "sound": (("shot", "sound"),),
    "negative": (("avoid",),),
}
"""What authors write, and where it stands among the facts."""


def sample_prompt(prompter: Prompter, name: str) -> Prompt:
    """What a template makes of a shot that says everything. Raises TemplateProblem."""
    return prompter.render(name, _facts(sound=True, placed=True))


def fields_told(prompter: Prompter, name: str) -> tuple[str, ...]:
    """The fields of a storyboard that reach a prompt by this template. Raises TemplateProblem.

    A field counts if a prompt is another one, or cannot be made, without it: with sound or without,
    in a location or without one.
    """
    cases = [(sound, placed) for sound in (True, False) for placed in (True, False)]
    bases = [_facts(sound=sound, placed=placed) for sound, placed in cases]
    whole = [prompter.render(name, facts) for facts in bases]
    return tuple(
        field
        for field, paths in FIELDS.items()
        if any(
            _otherwise(prompter, name, facts, paths) != made
            for facts, made in zip(bases, whole, strict=True)
        )
    )


def _otherwise(
    prompter: Prompter, name: str, facts: Mapping[str, Any], paths: tuple[tuple[str, ...], ...]
) -> Prompt | None:
    changed = deepcopy(dict(facts))
    for path in paths:
        inside: Any = changed
        *way, last = path
        for part in way:
            inside = inside[part]
        for each in inside if isinstance(inside, list) else [inside]:
            if each is not None:
                value = each[last]
                each[last] = not value if isinstance(value, bool) else _nothing(value)
    try:
        return prompter.render(name, changed)
    except TemplateProblem:
        return None


def _nothing(value: Any) -> Any:
    return [] if isinstance(value, list) else None


def _facts(*, sound: bool, placed: bool) -> dict[str, Any]:
    board = _board()
    scene = board.scenes[0]
    if not placed:
        scene = scene.model_copy(update={"location": None})
    shot = scene.shots[0]
    if not isinstance(shot, Shot):
        raise AssertionError("the sample is a shot")
    return template_facts(board, scene, shot, resolve(board, 0, 0), 5, sound=sound)


@cache
def _board() -> Storyboard:
    return Storyboard.model_validate(_SAMPLE)
