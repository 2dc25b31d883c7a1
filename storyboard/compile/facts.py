"""What a template and the animatic are told about a shot.

There is no id, no number, no note, no edited length and no transition among the facts: those
belong to the edit, and an edit must not make another request.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from storyboard import voices
from storyboard.compile.resolve import Resolved
from storyboard.compile.words import ANGLES, SIZES, movement_words
from storyboard.glyphs import unlettered
from storyboard.read.burns import Burn
from storyboard.read.heading import read_heading
from storyboard.read.model import Line, Scene, Shot, Storyboard
from storyboard.timing import FrameRate

DRAWING_VERSION: Final = 16
"""Raised when the animatic's hand changes, so that drafts are drawn anew."""
OUTDOORS: Final = "ext"
"""Where a place is of which nobody says whether it is indoors."""


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
    heading = read_heading(scene.heading)
    style = board.styles.get(resolved.get("style") or "")
    return {
        "film": {
            "title": board.title,
            "look": _text(board.look),
            "aspect_ratio": board.aspect_ratio.value,
        },
        "scene": {
            "heading": _text(scene.heading),
            "time": scene.time.value if scene.time else heading.time,
            "weather": _text(scene.weather),
            "mood": _text(scene.mood),
            "ambience": _text(scene.ambience),
        },
        "location": location
        and {
            "name": _text(location.name),
            "set": location.set or heading.set or OUTDOORS,
            "look": _text(location.look),
        },
        "style": style and {"look": _text(style.look)},
        "shot": {
            "size": resolved.get("size").value,
            "size_words": SIZES[resolved.get("size")],
            "angle": resolved.get("angle").value,
            "angle_words": ANGLES[resolved.get("angle")],
            "movement": movement.type.value,
            "movement_words": movement_words(movement),
            "composition": _text(resolved.get("composition")),
            "lens": resolved.get("lens"),
            "action": _text(shot.action),
            "sfx": [_text(effect) for effect in shot.sfx],
            "music_cue": _text(resolved.get("music_cue")),
            "sound": sound,
            "first_frame": shot.first_frame is not None,
            "clip_seconds": clip_seconds,
        },
        "characters": [
            {
                "name": _text(board.cast[who.character].name),
                "look": _text(board.cast[who.character].look),
                "voice": _text(board.cast[who.character].voice),
                "blocking": _text(who.blocking),
            }
            for who in shot.characters
        ],
        "props": [
            {"name": _text(board.props[name].name), "look": _text(board.props[name].look)}
            for name in shot.props
        ],
        "dialogue": [_line(board, shot, line) for line in shot.dialogue],
        "avoid": [_text(item) for item in resolved.get("negative")],
    }


def animatic_body(
    facts: dict[str, Any],
    board: Storyboard,
    resolved: Resolved,
    frames: int,
    written: Sequence[Line],
) -> Any:
    """The request body of the drawn draft: the same facts, and the picture's measure.

    Of the lines as they are `written` counts whether somebody recorded them, and when they begin.

    What was not always part of a storyboard stands in it only where it is said, so that a film
    which does not say it keeps its drawings.
    """
    movement = resolved.get("movement")
    width, height = board.frame_size
    rate: FrameRate = board.fps
    shot, scene, style = facts["shot"], facts["scene"], facts["style"]
    names = [who["name"] for who in facts["characters"]]
    lines = [f"{line['speaker']} {line['line']}" for line in facts["dialogue"]]
    looks = {_text(each.name): _text(each.look) for each in board.cast.values()}
    lost = "".join(unlettered(text or "") for text in (shot["action"], *names, *lines))
    # Once a typeface has them, or a voice can speak them, the panel is drawn anew.
    speech = voices.installed() if lines else None
    timed = [] if any(line.recording for line in written) else written
    starts = [{"at": line.at.frames(rate)} if line.at else {} for line in timed]
    return (
        ({"unlettered": lost} if lost else {})
        | ({"speech": speech} if speech else {})
        | {
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
            "location": facts["location"] or _headed(scene["heading"]),
            "time": scene["time"],
            "mood": scene["mood"],
            "ambience": scene["ambience"],
            "look": "; ".join(filter(None, (facts["film"]["look"], style and style["look"])))
            or None,
            "action": shot["action"],
            "characters": [
                _said(who, "name", "look") | (_said(who, "blocking") if who["blocking"] else {})
                for who in facts["characters"]
            ],
            "dialogue": [
                _said(line, "speaker", "line", "tone", "voice")
                | ({"look": looks[line["speaker"]]} if speech else {})
                | (starts[index] if starts else {})
                for index, line in enumerate(facts["dialogue"])
            ],
            "sfx": shot["sfx"],
            **({"weather": scene["weather"]} if scene["weather"] else {}),
            **({"composition": shot["composition"]} if shot["composition"] else {}),
            **_without(board.draft.burn_in, written),
        }
    )


def _headed(text: str | None) -> dict[str, Any] | None:
    """The place that a heading names, for a scene that names none of the storyboard's."""
    heading = read_heading(text)
    if not heading.place:
        return None
    return {"name": heading.place, "set": heading.set or OUTDOORS, "look": None}


def _without(burns: Collection[Burn], written: Sequence[Line]) -> dict[str, Any]:
    """Which words are not drawn. A recording is heard when the edit says, which letters its line
    then, too: wherever it goes, nothing is drawn anew."""
    hidden = [] if Burn.ACTION in burns else [Burn.ACTION.value]
    recorded = any(line.recording for line in written)
    if written and (recorded or Burn.DIALOGUE not in burns):
        hidden.append(Burn.DIALOGUE.value)
    return {"without": hidden} if hidden else {}


def _said(fact: dict[str, Any], *names: str) -> dict[str, Any]:
    """Some parts of a fact, said or not."""
    return {name: fact[name] for name in names}


def _line(board: Storyboard, shot: Shot, line: Line) -> dict[str, Any]:
    speaker = board.cast[line.speaker]
    unseen = all(who.character != line.speaker for who in shot.characters)
    return {
        "speaker": _text(speaker.name),
        "line": _text(line.line),
        "tone": _text(line.tone),
        "voice": _text(speaker.voice),
        "off_screen": unseen if line.off_screen is None else line.off_screen,
    }


def _text(value: Any) -> Any:
    """Text as one line: how a YAML author folds a sentence must not make another request."""
    return " ".join(value.split()) if isinstance(value, str) else value
