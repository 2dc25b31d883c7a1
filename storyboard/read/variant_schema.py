"""The schema of a variant: parts of what a storyboard holds, of which nothing is required."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from storyboard.read.variant import ADD, FIXED

_OVER: Final = "Over"
_NOTHING: Final = {"type": "null"}
_BY_ID: Final = {"scenes": ("Scene",), "shots": ("CardShot", "Shot")}
_OF_THE_WHOLE: Final = frozenset(
    {"required", "dependentRequired", "minProperties", "allOf", "not", "if", "then", "else"}
)
"""What holds of a mapping, and not of the fields that are laid over it."""


def with_variants(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a storyboard, in which a variant's fields are told as well.

    Each is what may be laid over that field: null takes it away, a mapping has only what is
    otherwise in it, a list may be added to; scenes and shots are mappings by their ids.
    """
    fields, variants = schema["properties"], schema["properties"]["variants"]
    (by_id,) = variants["patternProperties"]
    over = _Over(schema["$defs"], by_id)
    laid = {
        name: over.field(name, field, f"#/properties/{name}")
        for name, field in fields.items()
        if name not in FIXED
    }
    shots = {"description": "What is otherwise in shots, by their ids; null leaves one out."}
    laid["shots"] = shots | over.listed("shots")
    told = variants | {"patternProperties": {by_id: closed(laid)}}
    return schema | {
        "properties": fields | {"variants": told},
        "$defs": schema["$defs"] | over.parts,
    }


class _Over:
    """What may be laid over something, by its own schema, whose place is told beside it."""

    def __init__(self, whole: dict[str, Any], by_id: str) -> None:
        self._whole = whole
        self._by_id = by_id
        self.parts: dict[str, Any] = {}

    def field(self, name: str, schema: dict[str, Any], at: str) -> dict[str, Any]:
        """What may be laid over a field: null takes it away."""
        described = {key: schema[key] for key in ("description",) if key in schema}
        if name in _BY_ID:
            plain = {key: value for key, value in schema.items() if key not in described}
            if name == "scenes":  # files are included by the storyboard alone
                plain["items"] = {"$ref": "#/$defs/Scene"}
            ways = [plain, self.listed(name)]
        else:
            ways = [self._kept(schema, at)]
        return described | {"anyOf": [*ways, _NOTHING]}

    def listed(self, name: str) -> dict[str, Any]:
        """Scenes or shots by their ids; null leaves one out."""
        parts = _BY_ID[name]
        laid = [self.value(self._whole[part], f"#/$defs/{part}") for part in parts]
        # A shot may become a card: one mapping has the fields of both.
        fields = {key: field for each in laid for key, field in each["properties"].items()}
        self.parts[parts[-1] + _OVER] = laid[-1] | {"properties": fields}
        way = {"$ref": f"#/$defs/{parts[-1]}{_OVER}"}
        return closed({self._by_id: {"anyOf": [way, _NOTHING]}}, "patternProperties")

    def value(self, schema: dict[str, Any], at: str) -> dict[str, Any]:
        """What may be laid over a value."""
        if "$ref" in schema:
            return schema | {"$ref": self._part(schema["$ref"])}
        if "anyOf" in schema:
            ways = [self._kept(way, f"{at}/anyOf/{n}") for n, way in enumerate(schema["anyOf"])]
            return schema if all(map(_is_kept, ways)) else schema | {"anyOf": ways}
        if schema.get("type") == "array":
            added = {ADD: {"description": "What is added to the list.", "$ref": at}}
            return {"anyOf": [{"$ref": at}, closed(added) | {"required": [ADD]}]}
        if schema.get("type") == "object":
            laid = {key: value for key, value in schema.items() if key not in _OF_THE_WHOLE}
            for kind in ("properties", "patternProperties"):
                if kind in laid:
                    fields = laid[kind].items()
                    laid[kind] = {
                        name: self.field(name, field, f"{at}/{kind}/{_escaped(name)}")
                        for name, field in fields
                    }
            return laid
        return schema

    def _kept(self, schema: dict[str, Any], at: str) -> dict[str, Any]:
        """What may be laid over a value, said by its place where that is the value's own schema."""
        laid = self.value(schema, at)
        return {"$ref": at} if laid == schema else laid

    def _part(self, ref: str) -> str:
        name = ref.rpartition("/")[2]
        laid = self.value(self._whole[name], ref)
        if laid == self._whole[name]:
            return ref
        self.parts[name + _OVER] = laid
        return ref + _OVER


def _is_kept(laid: dict[str, Any]) -> bool:
    return laid.keys() == {"$ref"} and not laid["$ref"].endswith(_OVER)


def closed(fields: dict[str, Any], kind: str = "properties") -> dict[str, Any]:
    """A mapping that has these fields and no others."""
    return {"type": "object", kind: fields, "additionalProperties": False}


def _escaped(name: str) -> str:
    """A name in a JSON pointer that stands in an address (RFC 6901)."""
    return quote(name.replace("~", "~0").replace("/", "~1"))
