"""The published JSON Schemas of a storyboard and of the files it includes, made from the model.

`python -m storyboard.read.schema` writes them into `schemas/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from storyboard.read.deliverables import Form
from storyboard.read.fields import VARIABLE
from storyboard.read.model import DIRECTIONS, FORMAT_VERSION, Line, Move, Speed, Storyboard
from storyboard.read.transitions import COLOURS, CUT, HEX, KINDS
from storyboard.resources import folder
from storyboard.timing import MAX_SECONDS

SCHEMA_ID: Final = f"urn:storyboard:schema:{{}}:{FORMAT_VERSION}"

_SECONDS: Final = r"[0-9]{1,9}(\.[0-9]{1,9})?\s*s?"
_TIMECODE: Final = "[0-9]{2}(:[0-5][0-9]){2}:[0-9]{2}"
_LENGTH: Final = rf"\s*({_SECONDS}|[0-9]{{1,9}}\s*f|{_TIMECODE})\s*"
_SETTINGS: Final = {
    "model": "The model that makes the clip, by its short name, for example kling-v2.6-pro.",
    "template": "The prompt template, by its file name without ending.",
    "sound": "Whether the clip has sound. With some models a silent clip is cheaper.",
    "cfg_scale": "How closely the clip keeps to the prompt, from 0 to 1.",
    "negative": "What shall not be seen or heard.",
    "duration": "How long the shot lasts in the film: 4s, 3.5, 96f or 00:00:04:00.",
    "size": "How much of the subject fills the frame.",
    "angle": "Where the camera looks from.",
    "movement": "What the camera does, in words or by its parts: slow dolly in.",
    "lens": "The focal length in millimetres.",
    "fit": "How a clip of another shape fills the frame: cut, with bars, blurred bars, stretched.",
    "audio": "How the film uses the clip's sound; a shot's own replaces an inherited one.",
    "transition": "How the shot gives way to the next: cut, dissolve 12f, wipe left.",
}
_SCENE: Final = {"anyOf": [{"$ref": "#/$defs/Scene"}, {"$ref": "#/$defs/Include"}]}
_INCLUDE: Final = {
    "description": "Another file, which holds a scene or a list of scenes.",
    "type": "object",
    "properties": {
        "include": {
            "description": "Its path from the storyboard's folder: scenes/sc010.yaml.",
            "type": "string",
            "minLength": 1,
        }
    },
    "required": ["include"],
    "additionalProperties": False,
}
_FORMS: Final = {
    Form.WEB: "H.264 at a higher quality, with subtitles that can be switched on.",
    Form.VERTICAL: "The web form at 9:16, filled with the same clips.",
    Form.SQUARE: "The web form at 1:1, filled with the same clips.",
    Form.PROXY: "H.264 at 540p, with scene, shot and timecode in the picture.",
    Form.MASTER: "ProRes 422 HQ with uncompressed sound.",
    Form.GIF: "A small moving picture of 10 frames a second, without sound.",
}
_VARIABLE: Final = {
    "description": "A variable of `vars`, or text with variables in it: $name or ${name}.",
    "type": "string",
    "pattern": rf"\$({VARIABLE}|\{{{VARIABLE}\}})",
}
DESCRIPTIONS: Final[dict[str, dict[str, str]]] = {
    "Storyboard": {
        "storyboard": "The version of the format.",
        "title": "The film's title.",
        "fps": "Frames a second: 24, 25, 30, 23.976 or a fraction such as 24000/1001.",
        "aspect_ratio": "Width to height of the film.",
        "resolution": "The short side of the film in pixels.",
        "budget": "USD that the project may spend in all; buying stops before it is passed.",
        "look": "What every shot of the film has in common.",
        "defaults": "What shots say unless their scene or they themselves say otherwise.",
        "cast": "The characters, by the name that shots use for them.",
        "locations": "The places, by the name that scenes use for them.",
        "music": "Music and other sound under a part of the film.",
        "loudness": "The film's integrated loudness in LUFS; -16 if left out.",
        "deliverables": "The forms the finished film is delivered in, beside the film itself.",
        "poster": "The shot whose first picture stands for the film; the longest if left out.",
        "vars": "Variables by name: $name in a value stands for one, $$ for a dollar sign.",
        "variants": "What is otherwise in another deliverable, by the name of that variant.",
        "include": "Libraries, such as lib/cast.yaml: files with more fields of the storyboard.",
        "ignore": "Warnings that are not wanted for this film, by their codes.",
        "scenes": "The scenes, in the order of the film.",
    },
    "Scene": {
        "id": "A name that stays when the scene moves.",
        "heading": "The slug line, for example EXT. RAILWAY CUTTING - DUSK.",
        "location": "Where it plays: a name from locations.",
        "time": "When it plays; it sets the light.",
        "mood": "How it feels.",
        "ambience": "What is heard in the background.",
        "defaults": "What the scene's shots say unless they say otherwise.",
        "shots": "The shots, in the order of the film.",
    },
    "Settings": _SETTINGS,
    "Shot": _SETTINGS
    | {
        "id": "A name that stays when the shot moves; each once in the film.",
        "action": "What we see.",
        "characters": "Who is in the shot: names from cast.",
        "dialogue": "What is said, in order.",
        "sfx": "Sounds that come with the action.",
        "first_frame": "What the clip starts with: panels/a.png, or {shot: ID}.",
        "last_frame": "What the clip ends with: a picture's path in the project's folder.",
        "speed": "How fast the clip runs, from 0.5 to 4; other than 1 it is mute.",
        "freeze": "How long the shot's end holds the last frame shown: 12f.",
        "caption": "Words at the bottom of the picture for as long as the shot is seen.",
        "title": "Words that come and go over the shot.",
        "inset": "Another picture in a corner: panels/a.png, or {shot: ID}.",
        "effects": "Sound files that begin at a moment of the shot.",
        "notes": "For people; never sent to a model.",
        "overrides": "Parameters of the model, sent as they stand.",
        "ignore": "Warnings that are not wanted for this shot, by their codes.",
    },
    "CardShot": {
        "id": "A name that stays when the card moves; each once in the film.",
        "card": "What is read: the text, or a mapping of it and what it stands on.",
        "duration": "How long the card lasts in the film: 3s, 2.5, 60f or 00:00:03:00.",
        "transition": _SETTINGS["transition"],
        "fit": "How a ground that is a picture fills the frame.",
        "effects": "Sound files that begin at a moment of the card.",
        "notes": "For people.",
    },
    "Card": {
        "text": "What stands there; lines are wrapped, and made smaller until they fit.",
        "subtitle": "A smaller line below it.",
        "ground": "A colour (a name or #rrggbb), or a picture in the project's folder.",
        "colour": "Of the text; black or white, whichever can be read, if left out.",
        "roll": "Whether the text moves up through the frame, as credits do.",
    },
    "Title": {
        "text": "What stands there.",
        "subtitle": "A smaller line below it.",
        "place": "In the lower third at the left, or in the middle of the frame.",
        "at": "When it comes, counted from the shot's beginning; at once if left out.",
        "for": "How long it stays; to the shot's end if left out.",
    },
    "Inset": {
        "file": "A PNG, JPEG or WebP file in the project's folder.",
        "shot": "Another shot: what it shows, from its beginning.",
        "place": "The corner where it stands.",
        "width": "How much of the frame's width it takes, from 0.1 to 0.5; 0.28 if left out.",
        "at": "When it comes, counted from the shot's beginning; at once if left out.",
        "for": "How long it stays; to the shot's end if left out.",
    },
    "Audio": {
        "gain": "Louder or softer: 3dB, -6dB.",
        "mute": "The clip's sound is not heard.",
        "fade_in": "How long the sound takes to come up.",
        "fade_out": "How long the sound takes to go.",
        "lead": "How long before its picture the sound begins (a J cut).",
        "trail": "How long the sound goes on under the next picture (an L cut).",
    },
    "Effect": {
        "file": "A sound file in the project's folder.",
        "at": "When it begins, counted from the shot's beginning; at once if left out.",
        "gain": "Louder or softer: 3dB, -6dB.",
    },
    "Music": {
        "file": "A sound file in the project's folder.",
        "from": "The shot or scene with which it begins; the film's beginning if left out.",
        "to": "The shot or scene with which it ends; the film's end if left out.",
        "in": "Where in the file it begins.",
        "gain": "Louder or softer: 3dB, -6dB.",
        "duck": "How much softer it becomes while somebody speaks.",
        "fade_in": "How long it takes to come up.",
        "fade_out": "How long it takes to go.",
        "loop": "Whether it begins again, blended, when the file ends too early.",
    },
    "Rendition": {
        "form": "What a deliverable of your own is made like.",
        "resolution": "The short side in pixels; the film's if left out, for a proxy 540p.",
        "aspect_ratio": "Width to height; the film's or the form's own if left out.",
        "fit": "How clips of another shape fill it; if left out, as each shot says.",
        "burn_in": "What is written into the picture; true is slate and timecode.",
        "subtitles": "Dialogue as a track to switch on, drawn into the picture, or not at all.",
        "width": "The width of a gif in pixels.",
    },
    "Character": {
        "name": "What the character is called.",
        "look": "How the character looks, in every shot.",
        "voice": "How the character sounds.",
    },
    "Location": {
        "name": "What the place is called.",
        "set": "Interior or exterior.",
        "look": "How the place looks.",
    },
    "Line": {
        "speaker": "Who says it: a name from cast.",
        "line": "What is said.",
        "tone": "How it is said.",
        "recording": "A sound file of it, heard where the clip is drawn, silent or muted.",
        "at": "When it begins in the shot; after the line before it if left out.",
        "gain": "The recording louder or softer: 3dB, -6dB.",
    },
    "Frame": {
        "file": "A PNG, JPEG or WebP file in the project's folder.",
        "shot": "An earlier shot: the last frame of its clip.",
    },
    "Movement": {
        "type": "What the camera does.",
        "direction": "Where it goes; each move has its own directions.",
        "speed": "How fast it goes.",
    },
    "Transition": {
        "type": "A cut, or a transition centred on the cut.",
        "direction": "Where the edge or the picture goes; a wipe, push, slide or iris has one.",
        "colour": "What a fade or a dip goes through: a name or #rrggbb.",
        "duration": "How long it lasts; half a second if you leave it out.",
    },
}


def storyboard_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of everything that can be written, short forms included.

    What a schema cannot say, such as that ids are unique, is left to `storyboard check`.
    """
    made = Storyboard.model_json_schema()
    parts: dict[str, Any] = made.pop("$defs")
    for name, fields in DESCRIPTIONS.items():
        properties = (parts | {"Storyboard": made})[name]["properties"]
        for field, words in fields.items():
            properties[field] = _described(properties[field], words)
    for schema in _within([made, parts]):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        if "default" in schema and not isinstance(schema["default"], (str, list)):
            del schema["default"]  # "nothing", or the inside of a frame rate
        if "patternProperties" in schema:
            schema["additionalProperties"] = False
        if schema.get("type") == ["string", "number"]:
            _say_lengths(schema)
    parts["Movement"] = _movement(parts["Movement"])
    parts["Transition"] = _transition(parts["Transition"])
    parts["Frame"] = _frame(parts["Frame"])
    parts["Inset"] = _inset(parts["Inset"])
    parts["Line"]["dependentRequired"] = {"gain": ["recording"]}
    parts["Card"] = _either(_without_words(parts["Card"]["properties"]["text"]), parts["Card"])
    parts["Scene"]["properties"]["shots"]["items"] = {
        "if": {"required": ["card"]},
        "then": {"$ref": "#/$defs/CardShot"},
        "else": {"$ref": "#/$defs/Shot"},
    }
    parts["Line"] = _either(_short_line(parts["Line"]), parts["Line"])
    parts |= _deliverables(parts["Rendition"])
    made["properties"]["deliverables"]["anyOf"][0] = {"$ref": "#/$defs/Deliverables"}
    parts = {name: _or_variable(part) for name, part in parts.items()}
    properties = made["properties"]
    for name in properties.keys() - {"storyboard", "include", "vars", "variants"}:
        properties[name] = _or_variable(properties[name])
    parts |= {"Include": _INCLUDE, "Variable": _VARIABLE}
    properties["scenes"]["items"] = _SCENE
    return _head("storyboard", "Storyboard") | made | {"$defs": parts}


def scene_schema() -> dict[str, Any]:
    """The schema of a file that stands in a scene's place: a scene, or a list of them."""
    several = {"type": "array", "items": _SCENE}
    parts = storyboard_schema()["$defs"]
    return _head("scene", "Scenes") | {"anyOf": [*_SCENE["anyOf"], several], "$defs": parts}


def library_schema() -> dict[str, Any]:
    """The schema of a library: any fields of a storyboard but its scenes."""
    made = storyboard_schema()
    del made["required"], made["properties"]["scenes"], made["description"]
    return made | _head("library", "Library")


def schemas() -> dict[str, str]:
    """The text of each published file by its name."""
    made = {
        "storyboard": storyboard_schema(),
        "scene": scene_schema(),
        "library": library_schema(),
    }
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in made.items()
    }


def _head(name: str, title: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID.format(name),
        "title": title,
    }


def _described(schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"description": words} | schema


def _or_variable(schema: Any) -> Any:
    """A schema of which every number, word of a list and text of a form may also be a variable."""
    if isinstance(schema, list):
        return [_or_variable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "enum" in schema or (isinstance(schema.get("type"), (str, list)) and _is_narrow(schema)):
        kept = {name: item for name, item in schema.items() if name != "description"}
        described = {"description": schema["description"]} if "description" in schema else {}
        return described | {"anyOf": [kept, {"$ref": "#/$defs/Variable"}]}
    rules = ("if", "then", "else", "allOf", "default", "examples")
    return {name: item if name in rules else _or_variable(item) for name, item in schema.items()}


def _is_narrow(schema: dict[str, Any]) -> bool:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return "pattern" in schema or not {"string", "null", "object", "array"}.issuperset(kinds)


def _within(schemas: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every mapping inside, the outer ones first."""
    for schema in schemas:
        if isinstance(schema, dict):
            yield schema
            yield from _within(schema.values())
        elif isinstance(schema, list):
            yield from _within(schema)


def _say_lengths(schema: dict[str, Any]) -> None:
    """A length and a frame rate have a form and a limit; they are told by their examples."""
    if "96f" in schema.get("examples", []):
        schema |= {"pattern": f"^{_LENGTH}$", "minimum": 0, "maximum": MAX_SECONDS}
    elif 23.976 in schema.get("examples", []):
        schema |= {
            "pattern": r"^\s*[0-9]{1,6}(\.[0-9]+|/[0-9]{1,6})?\s*$",
            "minimum": 1,
            "maximum": 120,
        }


def _movement(parts: dict[str, Any]) -> dict[str, Any]:
    """Words in any order, or a mapping whose direction is one the move can take."""
    fits = [
        {
            "if": {"properties": {"type": {"const": move.value}}, "required": ["type"]},
            "then": {"properties": {"direction": {"enum": [*DIRECTIONS.get(move, ()), None]}}},
        }
        for move in Move
    ]
    directions = dict.fromkeys(word for words in DIRECTIONS.values() for word in words)
    word = "|".join([*Speed, *Move, *directions])
    text = {
        "type": "string",
        "pattern": rf"^\s*({word})(\s+({word})){{0,2}}\s*$",
        "examples": ["static", "pan left", "slow dolly in"],
    }
    return _either(text, parts | {"allOf": fits})


def _transition(parts: dict[str, Any]) -> dict[str, Any]:
    """A name with what belongs to it in any order, or a mapping of the same."""
    texts = [CUT]
    for name, kind in KINDS.items():
        ways, colour = "|".join(kind.directions), "|".join([*COLOURS, HEX])
        word = ways or (colour if kind.colour else "")
        either = rf"(\s+({word}))?(\s+{_LENGTH})?|\s+{_LENGTH}\s+({word})"
        texts.append(rf"{name}({either})" if word else rf"{name}(\s+{_LENGTH})?")
    text = {
        "type": "string",
        "pattern": rf"^\s*({'|'.join(texts)})\s*$",
        "examples": ["cut", "dissolve 12f", "wipe left", "fade white 1s"],
    }
    fits = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": {"properties": _transition_fields(name)},
        }
        for name in (CUT, *KINDS)
    ]
    return _either(text, parts | {"allOf": fits})


def _transition_fields(name: str) -> dict[str, Any]:
    """What the fields of a transition may be beyond nothing."""
    kind = KINDS.get(name)
    fields: dict[str, Any] = {"direction": {"enum": [*(kind.directions if kind else ()), None]}}
    if kind is None or kind.colour is None:
        fields["colour"] = {"type": "null"}
    if kind is None:
        fields["duration"] = {"type": "null"}
    return fields


def _frame(parts: dict[str, Any]) -> dict[str, Any]:
    """A path, or a mapping with one of its two fields."""
    for name, field in parts["properties"].items():
        text = next(each for each in field.pop("anyOf") if each["type"] == "string")
        parts["properties"][name] = field | text
    path = {k: v for k, v in parts["properties"]["file"].items() if k != "description"}
    return _either(path, parts | {"minProperties": 1, "maxProperties": 1})


def _deliverables(rendition: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A list of forms, or a mapping of forms and names of one's own to settings."""
    fields = dict(rendition["properties"])
    form, width = {"description": fields.pop("form")["description"]}, fields.pop("width")
    moving = [name for name in Form if name is not Form.GIF]

    def settings(name: Form) -> dict[str, str]:
        return {"$ref": f"#/$defs/{'Preview' if name is Form.GIF else 'Rendition'}"}

    ready = {
        name.value: {
            "description": words,
            "anyOf": [settings(name) | {"not": {"required": ["form"]}}, {"type": "null"}],
        }
        for name, words in _FORMS.items()
    }
    taken = "|".join([*Form, "[dD][rR][aA][fF][tT]"])
    own = {"anyOf": [settings(Form.WEB), settings(Form.GIF)], "required": ["form"]}
    named = {
        "description": "The forms a film is delivered in, by name.",
        "type": "object",
        "properties": ready,
        "patternProperties": {f"^(?!({taken})$)[A-Za-z][A-Za-z0-9_-]{{0,63}}$": own},
        "additionalProperties": False,
    }
    names = {"type": "array", "items": {"enum": list(Form)}, "uniqueItems": True}
    return {
        "Deliverables": _either(names, named),
        "Rendition": _closed({"form": form | {"enum": moving}} | fields),
        "Preview": _closed({"form": form | {"const": Form.GIF}, "width": width}),
    }


def _inset(parts: dict[str, Any]) -> dict[str, Any]:
    """A path, or a mapping with a file or a shot."""
    one = [
        {"required": [name], "properties": {other: {"type": "null"}}}
        for name, other in (("file", "shot"), ("shot", "file"))
    ]
    path = _without_words(parts["properties"]["file"])
    return _either(path, parts | {"allOf": [{"oneOf": one}]})


def _closed(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _without_words(field: dict[str, Any]) -> dict[str, Any]:
    """What text a field may be, where the field itself is not written."""
    return dict(next(each for each in field["anyOf"] if each["type"] == "string"))


def _short_line(parts: dict[str, Any]) -> dict[str, Any]:
    """`mara: Not tonight.`, with `tone:` and others beside it or not."""
    speaker, said = parts["properties"]["speaker"]["pattern"], parts["properties"]["line"]
    beside = {k: v for k, v in parts["properties"].items() if k not in ("speaker", "line")}
    written_out = "|".join(Line.model_fields)
    name = speaker.removeprefix("^")
    return {
        "type": "object",
        "properties": beside,
        "patternProperties": {f"^(?!({written_out})$){name}": said},
        "additionalProperties": False,
        "dependentRequired": {"gain": ["recording"]},
        "not": {"propertyNames": {"enum": list(beside)}},
        # One other field at most: a schema cannot count names by their pattern.
        "anyOf": [
            {"required": [*some], "maxProperties": count + 1}
            for count in range(len(beside) + 1)
            for some in combinations(beside, count)
            if "recording" in some or "gain" not in some
        ],
    }


def _either(short: dict[str, Any], long: dict[str, Any]) -> dict[str, Any]:
    description = long.pop("description", "")
    return {"description": description, "anyOf": [short, long]}


if __name__ == "__main__":
    for file, text in schemas().items():
        Path(folder("schemas") / file).write_text(text, encoding="utf-8")
