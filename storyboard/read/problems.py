"""What pydantic found, in our own words and at its place in the author's file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from storyboard.errors import Diagnostic, Span
from storyboard.read.fields import A_LIST, ADDED, written_fields
from storyboard.read.model import A_CARD, A_SHOT, FORMAT_VERSION, CardShot, Shot
from storyboard.read.movement import DIRECTIONS, Move, Movement, Speed
from storyboard.read.nouns import NOUNS, article, model_at
from storyboard.read.places import Path, Places
from storyboard.read.trade import advice, field_meant, move_meant, word_meant
from storyboard.read.transitions import Transition
from storyboard.read.words import closest, described, either, one_of, shown, suggestion
from storyboard.read.yaml import MAX_PROBLEMS

_WANTED: Final = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
_IN_WORDS: Final = {
    "movement": "write it in words, for example `slow dolly in`",
    "transition": "write it in words, for example `dissolve 12f` or `wipe left`",
    "dialogue": "write who speaks and what is said, for example `- mara: Not tonight.`",
    "music": "write its file in a list, for example `- file: audio/theme.wav`",
    "effects": "write its file in a list, for example `- file: audio/bell.wav`",
    "overrides": "write each parameter's name with its value behind it",
    "deliverables": "list their names, for example `[web, proxy]`",
    "card": "write its text, or a mapping with `text:` and `ground:`",
    "title": "write its text, or a mapping with `text:` and `place:`",
    "inset": "write a picture's path, or `{shot: ID}` with `place:` and `width:`",
    "panels": "write a picture's path, or `{file: PATH}` with `for:`",
    "first_frame": "write a file's path, or `{shot: ID}` for an earlier shot's last frame",
    "cast": "write each character's name with its fields under it",
    "locations": "write each location's name with its fields under it",
    "styles": "write each style's name with its look behind it",
    "props": "write each prop's name with its fields under it",
    "draft": "write `burn_in:` under it: a list of what is to be seen, or false",
    "trim": "write where in the clip the shot begins, `12f`, or `{in: 12f, out: 4s}`",
    "vars": "write each variable's name with its value behind it",
    "variants": "write each variant's name with what is otherwise in it under it",
    "fps": "write 24, 25, 30 or 23.976",
}
_MOVEMENT_WORDS: Final = [
    *Speed,
    *Move,
    *dict.fromkeys(word for words in DIRECTIONS.values() for word in words),
]
_OF_MAPPINGS: Final = ("dialogue", "music", "effects")
"""Lists of which no item is a text alone."""
_NAMED: Final[tuple[Path, ...]] = (("cast",), ("locations",), ("props",))
"""Where a text alone is most likely a name."""
_YES_NO: Final = dict.fromkeys("yes on y".split(), "true") | dict.fromkeys(
    "no off n".split(), "false"
)

_MARKS: Final = (A_SHOT, A_CARD, A_LIST, ADDED)

Sentence = tuple[str, str, str | None]
"""Code, message and hint."""


@dataclass(frozen=True)
class _Complaint:
    """One error of pydantic's: its type and text, its place, the value and a context.

    `place` is the path in the file, and says besides which of several things stands there: a shot
    or a card, a list or what is added to one.
    `written` is the value as the author wrote it: 007 for the number 7.
    """

    kind: str
    said: str
    place: Path
    value: Any
    context: dict[str, Any]
    written: str = ""

    @property
    def path(self) -> Path:
        """Where it stands in the file."""
        return _in_file(self.place)

    @property
    def field(self) -> str:
        """The last name on the path."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "storyboard")

    @property
    def name(self) -> str:
        """What the author calls it, in backticks; an item of a list says which."""
        if not self.path:
            return "this"
        last = self.path[-1]
        around = str(self.path[-2]) if len(self.path) > 1 else ""
        if isinstance(last, int):
            return f"item {last + 1} of `{shown(around)}`"
        if last == "type":
            last = around
        elif around in ("overrides", "vars"):
            last = f"{around}.{last}"
        return f"`{shown(last)}`"


def shape_problems(errors: Iterable[ErrorDetails], places: Places) -> Iterator[Diagnostic]:
    """Every error that is news to the author, as a diagnostic."""
    found = list(islice(errors, MAX_PROBLEMS))
    misspelt = {
        (*error["loc"][:-1], _meant(error["loc"]))
        for error in found
        if error["type"] == "extra_forbidden"
    }
    torn: set[Span | None] = set()
    for error in found:
        kind, loc, value = error["type"], error["loc"], error["input"]
        # An item that fails makes its list look empty, and a misspelt field is missed under its
        # right name: the other error says it all.
        if (kind == "too_short" and value) or (kind == "missing" and loc in misspelt):
            continue
        place = _place(loc)
        path = _in_file(place)
        if cut := _torn(kind, place, places):
            if cut.span not in torn:
                yield cut
            torn.add(cut.span)
            continue
        if kind in ("extra_forbidden", "missing") or loc[-1:] == ("[key]",):
            span = places.key(path)
        else:
            span = places.word(path, value if isinstance(value, str) else "")
        written = span.text[span.column - 1 : span.column - 1 + span.width]
        if _is_short(place) and isinstance(value, str) and not places.has(path):
            place = place[:-1]  # `title: The end` has no `text` in the file
        context = dict(error.get("ctx", {}))
        told = _Complaint(kind, error["msg"], place, value, context, written)
        code, message, hint = _SAY.get(kind, _otherwise)(told)
        yield Diagnostic(code, message, span, hint)


def _is_short(place: Path) -> bool:
    """Whether a field may be the only one that is written, without its name."""
    return place[-1:] in (("text",), ("file",), ("look",), ("in",))


def _torn(kind: str, place: Path, places: Places) -> Diagnostic | None:
    """The mistake behind an error where a comma in `{ }` made fields of a text's pieces."""
    around = place[:-1] if kind == "extra_forbidden" else place
    if kind not in ("extra_forbidden", "value_error"):
        return None
    found, model = places.torn(_in_file(around)), model_at(around)
    if found is None or model in (Movement, Transition):
        return None
    if kind == "extra_forbidden" and (place[-1] not in found.pieces or _meant(place)):
        return None
    return Diagnostic(
        "unknown-field",
        f"`{shown(found.pieces[0])}` is not a field of {article(NOUNS[model])}",
        places.key((*_in_file(around), found.pieces[0])),
        f"a comma ends a text in `{{ }}`; put it in quotes: "
        f'`{shown(found.field)}: "{shown(found.text)}"`',
    )


def _place(loc: tuple[int | str, ...]) -> Path:
    """Without pydantic's marks for keys and for what an override or a variable may be."""
    place = loc[:-1] if loc[-1:] == ("[key]",) else loc
    if place[:1] == ("vars",):
        return place[:2]
    return place[:7] if place[5:6] == ("overrides",) else place


def _in_file(place: Path) -> Path:
    return tuple(part for part in place if part not in _MARKS)


def _unknown_field(told: _Complaint) -> Sentence:
    model = model_at(told.place[:-1])
    name = told.field
    message = f"`{shown(name)}` is not a field of {article(NOUNS[model])}"
    if hint := advice(NOUNS[model], name):
        return "unknown-field", message, hint
    if near := _meant(told.place):
        return "unknown-field", message, f"did you mean `{near}`?"
    if model is CardShot and name in Shot.model_fields:
        return "unknown-field", message, "leave it out: the edit draws a card, there is no clip"
    if model in (Movement, Transition):
        return "unknown-field", message, _IN_WORDS[str(_in_file(told.place)[-2])]
    homes = [article(noun) for other, noun in NOUNS.items() if name in written_fields(other)]
    if homes:
        return "unknown-field", message, f"it is a field of {either(homes)}"
    return "unknown-field", message, _its_fields(model)


def _its_fields(model: type[BaseModel]) -> str:
    names = written_fields(model)
    return f"its {'fields are' if len(names) > 1 else 'only field is'} {one_of(names)}"


def _meant(place: Path) -> str | None:
    """The field that was most likely meant by an unknown one."""
    name, model = str(place[-1]), model_at(place[:-1])
    if known := field_meant(NOUNS[model], name):
        return known
    elsewhere = any(name in written_fields(other) for other in NOUNS)
    return None if elsewhere else closest(name, list(written_fields(model)))


def _missing_field(told: _Complaint) -> Sentence:
    name = told.field
    noun = NOUNS[model_at(told.place[:-1])]
    hint = {
        "storyboard": f"start the file with `storyboard: {FORMAT_VERSION}`",
        "id": "add `id:` with a short name of its own; renaming it later costs nothing",
        "scenes": "add `scenes:` with at least one scene",
        "shots": "add `shots:` with at least one shot",
        "action": "add `action:` and say what we see",
    }.get(name, f"add `{name}:`")
    return "missing-field", f"this {noun} has no `{name}`", hint


def _wrong_type(told: _Complaint) -> Sentence:
    wanted = _WANTED[told.kind]
    if told.path[-2:-1] in (("overrides",), ("vars",)):
        wanted = "text, a number, true or false"
    if not told.path:
        message = f"a storyboard is a mapping of fields, not {described(told.value)}"
        return "wrong-type", message, f"start the file with `storyboard: {FORMAT_VERSION}`"
    if told.value is None:
        return "wrong-type", *_empty(told)[1:]
    is_number = isinstance(told.value, (int, float)) and not isinstance(told.value, bool)
    number = told.value if "$" in told.written else shown(told.written)
    what = f"the number {number}" if is_number else described(told.value)
    message = f"{told.name} must be {wanted}, not {what}"
    return "wrong-type", message, _type_hint(told, wanted)


def _type_hint(told: _Complaint, wanted: str) -> str | None:
    value = told.value
    if told.field in _IN_WORDS and wanted == "a mapping":
        return _IN_WORDS[told.field]
    if wanted == "text" and isinstance(value, (bool, int, float)):
        return f'put it in quotes: "{shown(told.written)}"'
    if wanted == "a list" and isinstance(value, dict):
        return "start every item with `- `"
    if wanted == "a mapping" and told.path[:-1] in _NAMED and isinstance(value, str):
        return f"write `{shown(told.field)}: {{name: {_quoted(value)}}}`"
    if wanted == "a mapping" and told.path[:-1] == ("variants",):
        return 'write what is otherwise in it under it, for example `aspect_ratio: "9:16"`'
    if wanted == "a mapping" and not isinstance(value, dict):
        return _its_fields(model_at(told.place))
    if not isinstance(value, str):
        return None
    if wanted == "true or false":
        meant = _YES_NO.get(value.lower(), value.lower())
        return f"did you mean `{meant}`?" if meant in ("true", "false") else None
    if wanted == "a list" and told.field in _OF_MAPPINGS:
        return _IN_WORDS[told.field]
    if wanted == "a list":
        return f"write `[{shown(value)}]`"
    number = re.match(r"(-?\d{1,9}(?:\.\d{1,9})?)( ?%)?", value)
    if number is None:
        return None
    plain = f"{float(number[1]) / 100:g}" if number[2] else number[1]
    return f"write {plain}, without quotes or unit"


def _quoted(text: str) -> str:
    """A text as it can stand in `{ }`."""
    return shown(text) if re.fullmatch(r"[\w. -]+", text) else f'"{shown(text)}"'


def _not_among(told: _Complaint) -> Sentence:
    if told.path == ("storyboard",):
        message = f"there is no format {told.value}"
        return "wrong-value", message, f"write `storyboard: {FORMAT_VERSION}`"
    known = re.findall(r"'([^']*)'", str(told.context.get("expected", "")))
    if isinstance(told.value, (dict, list)) or told.value is None:
        hint = f"write {one_of(known)}"
        return "wrong-type", f"{told.name} must be a word, not {described(told.value)}", hint
    word = str(told.value)
    meant = word_meant(told.name.strip("`"), word)
    hint = f"write {meant}" if meant else suggestion(word, known, "write")
    return "wrong-value", f"{told.name} cannot be `{shown(word)}`", hint


def _not_a_name(told: _Complaint) -> Sentence:
    if told.context.get("pattern") == r"\S":
        return _empty(told)
    message = f"`{shown(str(told.value))}` cannot be a name"
    if str(told.value).startswith("$"):
        hint = "a variable stands behind a `:`, for example `speaker: $who`"
        return "wrong-value", message, hint
    is_variable = told.path[:1] == ("vars",)
    slug = re.sub(r"[^A-Za-z0-9_-]+", "_", str(told.value)[:60]).strip("_-")
    if is_variable:
        slug = slug.replace("-", "_")
    if not slug[:1].isalpha():
        slug = f"sh{slug}"
    others = "digits and `_`" if is_variable else "digits, `-` and `_`"
    hint = f"names are letters, {others}, at most 64, and start with a letter"
    example = f"; for example `{slug}`" if len(slug) > 2 else ""
    return "wrong-value", message, hint + example


def _limit(told: _Complaint) -> Sentence:
    least, most = told.context.get("ge"), told.context.get("le")
    bound = f"at least {least:g}" if least is not None else f"at most {most:g}"
    return "wrong-value", f"{told.name} must be {bound}, not {told.value}", None


def _empty(told: _Complaint) -> Sentence:
    known = written_fields(model_at(told.place[:-1])).get(told.field)
    needed = known is not None and known.is_required()
    hint = {
        "scenes": "a storyboard has at least one scene",
        "shots": "a scene has at least one shot",
    }.get(told.field, "give it a value" + ("" if needed else ", or leave it out"))
    return "wrong-value", f"{told.name} is empty", hint


def _too_long(told: _Complaint) -> Sentence:
    longest = told.context["max_length"]
    message = f"{told.name} has {len(told.value):,} characters; at most {longest:,} fit"
    return "wrong-value", message, "make it shorter"


def _too_many(told: _Complaint) -> Sentence:
    message = f"{told.name} has {len(told.value):,} items; at most {told.context['max_length']} fit"
    return "wrong-value", message, "leave some out"


def _refused(told: _Complaint) -> Sentence:
    """A ValueError of the model's own: its text is meant for people, advice after a semicolon."""
    message, _, hint = str(told.context.get("error", "")).partition("; ")
    if told.field == "movement" and isinstance(told.value, str):
        words = told.value.replace("rack focus", "rack").split()
        if strange := [word for word in words if word not in _MOVEMENT_WORDS]:
            message = f"`movement` cannot be `{shown(strange[0])}`"
            hint = suggestion(strange[0], _MOVEMENT_WORDS, "its words are")
        if (meant := move_meant(told.value)) and _is_movement(meant):
            hint = f"did you mean `{shown(meant)}`?"
    if message.startswith("is "):
        message = f"{told.name} {message}"
    if len(message) > 200:
        message = message[:200] + "…"
    return "wrong-value", message, hint or (_IN_WORDS["fps"] if told.field == "fps" else None)


def _is_movement(words: str) -> bool:
    try:
        Movement.model_validate(words)
    except ValidationError:
        return False
    return True


def _otherwise(told: _Complaint) -> Sentence:
    return "wrong-value", f"{told.name} is not right: {told.said}", None


_SAY: Final[dict[str, Callable[[_Complaint], Sentence]]] = {
    **dict.fromkeys(_WANTED, _wrong_type),
    "extra_forbidden": _unknown_field,
    "missing": _missing_field,
    "enum": _not_among,
    "literal_error": _not_among,
    "string_pattern_mismatch": _not_a_name,
    "greater_than_equal": _limit,
    "less_than_equal": _limit,
    "too_short": _empty,
    "too_long": _too_many,
    "string_too_short": _empty,
    "string_too_long": _too_long,
    "value_error": _refused,
}
