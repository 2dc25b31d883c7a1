"""The published JSON Schemas of a storyboard and of the files it includes, made from the model.

`python -m storyboard.read.schema` writes them into `schemas/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from storyboard.read.deliverables import Form
from storyboard.read.descriptions import DESCRIPTIONS
from storyboard.read.edit import MOST_CHARACTERS, MOST_LINES
from storyboard.read.fields import VARIABLE
from storyboard.read.model import FORMAT_VERSION, Line, Storyboard
from storyboard.read.movement import DIRECTIONS, Move, Speed
from storyboard.read.transitions import COLOURS, CUT, HEX, KINDS
from storyboard.read.variant_schema import closed, with_variants
from storyboard.resources import folder
from storyboard.timing import MAX_SECONDS, NTSC

SCHEMA_ID: Final = f"urn:storyboard:schema:{{}}:{FORMAT_VERSION}"

_SECONDS: Final = r"[0-9]{1,9}(\.[0-9]{1,9})?\s*s?"
_TIMECODE: Final = "[0-9]{2}(:[0-5][0-9]){2}:[0-9]{2}"
_LENGTH: Final = rf"\s*({_SECONDS}|[0-9]{{1,9}}\s*f|{_TIMECODE})\s*"
_SAID: Final = ("text", "subtitle")
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


def storyboard_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of everything that can be written, short forms included.

    What a schema cannot say, such as that ids are unique, is left to `storyboard check`.
    """
    return with_variants(_head("storyboard", "Storyboard") | _without_variants())


def _without_variants() -> dict[str, Any]:
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
    parts["Frame"] = _picture(parts["Frame"])
    parts["Inset"] = _picture(parts["Inset"])
    parts["Style"] = _either(dict(parts["Style"]["properties"]["look"]), parts["Style"])
    parts["Present"] = _present(parts["Present"])
    parts["Trim"] = _trim(parts["Trim"])
    parts["Panel"] = _either(_path(parts["Panel"]), parts["Panel"])
    parts["Line"]["dependentRequired"] = {"gain": ["recording"]}
    parts["Title"] = _either(dict(parts["Title"]["properties"]["text"]), parts["Title"])
    parts["Card"] = _card(parts["Card"])
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
    return made | {"$defs": parts}


def scene_schema() -> dict[str, Any]:
    """The schema of a file that stands in a scene's place: a scene, or a list of them."""
    several = {"type": "array", "items": _SCENE}
    parts = _without_variants()["$defs"]
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
    has_form = schema.get("pattern", r"\S") != r"\S"  # a variable's name is no blank
    return has_form or not {"string", "null", "object", "array"}.issuperset(kinds)


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
        whole = r"0{0,3}([1-9][0-9]?|1[01][0-9]|120)(\.0+)?"
        broken = "|".join(map(re.escape, NTSC))
        schema |= {
            "pattern": rf"^\s*({whole}|{broken}|[0-9]{{1,6}}(\.0+)?/0*[1-9][0-9]*)\s*$",
            "minimum": 1,
            "maximum": 120,
            "anyOf": [{"type": "string"}, {"multipleOf": 1}, {"enum": [*map(float, NTSC)]}],
        }


def _movement(parts: dict[str, Any]) -> dict[str, Any]:
    """Words in any order, or a mapping whose direction and speed are such as the move can have."""
    paces = [Speed.SLOW, Speed.FAST]  # which a static camera, the first of the moves, has not
    fits = [
        {
            "if": {"properties": {"type": {"const": move.value}}},  # without a type each of them is
            "then": {"properties": {"direction": {"enum": [*DIRECTIONS.get(move, ()), None]}}},
        }
        for move in Move
    ]
    fits.append({"if": fits[0]["if"], "then": {"properties": {"speed": {"not": {"enum": paces}}}}})
    directions = dict.fromkeys(word for words in DIRECTIONS.values() for word in words)
    moves = ["rack( focus)?" if move is Move.RACK else move for move in Move]
    word = "|".join([*Speed, *moves, *directions])
    twice = [{"pattern": _some(kind) + _some(kind)} for kind in (Speed, Move, directions)]
    moved = {way: _some(m for m in Move if DIRECTIONS.get(m) == way) for way in DIRECTIONS.values()}
    astray = [{"pattern": f"^(?!{by}){_some(way)}"} for way, by in moved.items()]
    astray.append({"pattern": f"^(?!{_some(moves[1:])}){_some(paces)}"})
    text = {
        "type": "string",
        "pattern": rf"^\s*({word})(\s+({word})){{0,2}}\s*$",
        "not": {"anyOf": [*twice, *astray]},
        "examples": ["static", "pan left", "slow dolly in", "rack focus far"],
    }
    return _either(text, parts | {"allOf": fits})


def _some(words: Iterable[str]) -> str:
    """The pattern of one of some words further on in a text."""
    return rf"[\s\S]*\b({'|'.join(words)})\b"


def _transition(parts: dict[str, Any]) -> dict[str, Any]:
    """A name with what belongs to it in any order, or a mapping of the same."""
    texts = [CUT]
    for name, kind in KINDS.items():
        ways, colour = "|".join(kind.directions), "|".join([*COLOURS, HEX])
        word = ways or (colour if kind.colour else "")
        towards = rf"\s+((to|through)\s+)?({word})"
        either = rf"({towards})?(\s+{_LENGTH})?|\s+{_LENGTH}{towards}"
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


def _picture(parts: dict[str, Any]) -> dict[str, Any]:
    """A path, or a mapping with a file or a shot."""
    path = _without_words(parts["properties"]["file"])
    return _either(path, parts | {"allOf": [{"oneOf": _one_picture()}]})


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
        "Rendition": closed({"form": form | {"enum": moving}} | fields),
        "Preview": closed({"form": form | {"const": Form.GIF}, "width": width}),
    }


def _card(parts: dict[str, Any]) -> dict[str, Any]:
    """Its text, or a mapping that shows something. Only what rolls may be long."""
    text = _without_words(parts["properties"]["text"])
    room = {"maxLength": MOST_CHARACTERS, "not": {"pattern": rf"^([^\n]*\n){{{MOST_LINES}}}"}}
    said, shown = ([_there(name) for name in names] for names in (_SAID, (*_SAID, "ground")))
    rules = {
        "if": {"properties": {"roll": {"const": True}}, "required": ["roll"]},
        "then": {"anyOf": said},
        "else": {"anyOf": shown, "properties": {"text": room}},
    }
    return _either(text | room, parts | {"allOf": [rules]})


def _there(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "string"}}}


def _one_picture() -> list[dict[str, Any]]:
    return [
        {"required": [one], "properties": {one: {"type": "string"}, other: {"type": "null"}}}
        for one, other in (("file", "shot"), ("shot", "file"))
    ]


def _present(parts: dict[str, Any]) -> dict[str, Any]:
    """A name, a name with blocking behind it, or a mapping that says which is which."""
    fields = parts["properties"]
    name = {k: v for k, v in fields["character"].items() if k != "description"}
    pattern = f"^(?!(character|blocking)$){name['pattern'].removeprefix('^')}"
    named = {
        "type": "object",
        "patternProperties": {pattern: fields["blocking"]},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"description": parts.pop("description", ""), "anyOf": [name, named, parts]}


def _path(parts: dict[str, Any]) -> dict[str, Any]:
    """A file's path where it stands alone."""
    return {k: v for k, v in parts["properties"]["file"].items() if k != "description"}


def _trim(parts: dict[str, Any]) -> dict[str, Any]:
    """Where it begins, or a mapping that says at least one of its two ends."""
    for name, field in parts["properties"].items():
        text = next(each for each in field.pop("anyOf") if each["type"] != "null")
        parts["properties"][name] = field | text
    begin = {k: v for k, v in parts["properties"]["in"].items() if k != "description"}
    return _either(begin, parts | {"minProperties": 1})


def _without_words(field: dict[str, Any]) -> dict[str, Any]:
    """What text a field may be, where the field itself is not written."""
    return dict(next(each for each in field["anyOf"] if each["type"] == "string"))


def _short_line(parts: dict[str, Any]) -> dict[str, Any]:
    """`mara: Not tonight.`, with `tone:` and others beside it or not."""
    speaker, said = parts["properties"]["speaker"]["pattern"], parts["properties"]["line"]
    beside = {k: v for k, v in parts["properties"].items() if k not in ("speaker", "line")}
    written_out = "|".join(Line.model_fields)
    return {
        "type": "object",
        "properties": beside,
        "patternProperties": {f"^(?!({written_out})$){speaker.removeprefix('^')}": said},
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
