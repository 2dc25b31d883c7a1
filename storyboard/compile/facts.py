"""What a template and the animatic are told about a shot.

There is no id, no number, no note, no edited length and no transition among the facts: those
belong to the edit, and an edit must not make another request.
"""

from __future__ import annotations

import re
from typing import Any, Final

from storyboard.compile.resolve import Resolved
from storyboard.compile.words import ANGLES, SIZES, movement_words
from storyboard.read.model import Line, Scene, Shot, Storyboard
from storyboard.timing import FrameRate

DRAWING_VERSION: Final = 3
"""Raised when the animatic's hand changes, so that drafts are drawn anew."""


def template_facts(
    board: Storyboard,
    scene: Scene,
    shot: Shot,
    resolved: Resolved,
    clip_seconds: int,
    *,
    sound: bool,
) -> dict[str, Any]:
    """The variables of a prompt template; every one is always there, None or empty if unsaid.

    `sound` says whether the clip will have it, whatever was wanted.
    """
    movement = resolved.get("movement")
    location = board.locations.get(scene.location or "")
    return {
        "film": {
            "title": board.title,
            "look": _text(board.look),
            "aspect_ratio": board.aspect_ratio.value,
        },
        "scene": {name: _text(getattr(scene, name)) for name in ("heading", "mood", "ambience")}
        | {"time": scene.time and scene.time.value},
        "location": location
        and {"name": _text(location.name), "set": location.set, "look": _text(location.look)},
        "shot": {
            "size": resolved.get("size").value,
            "size_words": SIZES[resolved.get("size")],
            "angle": resolved.get("angle").value,
            "angle_words": ANGLES[resolved.get("angle")],
            "movement": movement.type.value,
            "movement_words": movement_words(movement),
            "lens": resolved.get("lens"),
            "action": _text(shot.action),
            "sfx": [_text(effect) for effect in shot.sfx],
            "sound": sound,
            "first_frame": shot.first_frame is not None,
            "clip_seconds": clip_seconds,
        },
        "characters": [
            {
                "name": _text(board.cast[who].name),
                "look": _text(board.cast[who].look),
                "voice": _text(board.cast[who].voice),
            }
            for who in shot.characters
        ],
        "dialogue": [_line(board, line) for line in shot.dialogue],
        "avoid": [_text(item) for item in resolved.get("negative")],
    }


def animatic_body(facts: dict[str, Any], board: Storyboard, resolved: Resolved, frames: int) -> Any:
    """The request body of the drawn draft: the same facts, and the picture's measure."""
    movement = resolved.get("movement")
    width, height = board.frame_size
    rate: FrameRate = board.fps
    shot, scene = facts["shot"], facts["scene"]
    return {
        "drawing": DRAWING_VERSION,
        "width": width,
        "height": height,
        "fps": str(rate),
        "frames": frames,
        "size": shot["size"],
        "angle": shot["angle"],
        "lens": shot["lens"],
        "movement": {
            "type": movement.type.value,
            "direction": movement.towards,
            "speed": movement.speed.value,
        },
        "location": facts["location"],
        "time": scene["time"],
        "mood": scene["mood"],
        "ambience": scene["ambience"],
        "look": facts["film"]["look"],
        "action": shot["action"],
        "characters": [{"name": who["name"], "look": who["look"]} for who in facts["characters"]],
        "dialogue": facts["dialogue"],
        "sfx": shot["sfx"],
    }


def _line(board: Storyboard, line: Line) -> dict[str, Any]:
    speaker = board.cast[line.speaker]
    return {
        "speaker": _text(speaker.name),
        "line": _text(line.line),
        "tone": _text(line.tone),
        "voice": _text(speaker.voice),
    }


def _text(value: Any) -> Any:
    """Text as one line: how a YAML author folds a sentence must not make another request."""
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value
