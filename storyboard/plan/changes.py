"""What makes a request another one than it was: which value, from what to what, and where. Pure."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from storyboard.compile.explain import Origin
from storyboard.compile.request import Request
from storyboard.errors import Span
from storyboard.read.templates import TemplateText

OF_THE_EDIT: Final = frozenset(
    {"fit", "audio", "caption", "title", "inset", "effects", "panels", "id", "notes", "ignore"}
    | {"film.fps"}
)
"""Values that are never sent. A change of them explains no other request."""
OF_THE_LENGTH: Final = frozenset({"duration", "trim", "speed", "freeze", "transition"})
"""Values that are sent only by the length of the clip that they need."""
_OF_A_RECORDING: Final = ("recording", "at", "gain")


@dataclass(frozen=True)
class Said:
    """What a request is made of: values with their origins, and its template's files by name.

    `seconds` is the length that is bought.
    """

    origins: tuple[Origin, ...]
    template: str
    files: Mapping[str, TemplateText]
    seconds: int

    def document(self) -> dict[str, Any]:
        """What is kept of it beside the request, as JSON."""
        return {
            "values": {each.name: each.value for each in self.origins if each.value is not None},
            "template": self.template,
            "files": {name: file.text for name, file in self.files.items()},
            "seconds": self.seconds,
        }


@dataclass(frozen=True)
class Past:
    """A request as it was made once. `said` is a `Said.document()`, where it was kept."""

    request: Request
    said: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Change:
    """One value that is another now. None stands for what is not said.

    `level` is where it is said now: `shot`, `scene`, `storyboard`, `built-in`, `template`, or
    `model` for what the catalogue or the program puts into the body. `span` is its place, and
    `variant` and `variables` are by which it comes there.
    """

    name: str
    old: Any
    new: Any
    level: str
    span: Span | None = None
    variant: str | None = None
    variables: tuple[str, ...] = ()


def changes(past: Past, now: Request, said: Said) -> tuple[Change, ...]:
    """Why a request is not what it was: what is said otherwise, else what is sent otherwise."""
    written = tuple(_written(past.said, said)) if past.said is not None else ()
    return written or tuple(_sent(past.request, now))


def _written(past: Mapping[str, Any], now: Said) -> Iterator[Change]:
    before: Mapping[str, Any] = past["values"]
    rows = {each.name: each for each in now.origins if each.value is not None}
    as_long = past.get("seconds") == now.seconds
    silent = OF_THE_EDIT | OF_THE_LENGTH if as_long else OF_THE_EDIT
    for name, row in rows.items():
        if name not in silent and _told(name, before.get(name)) != _told(name, row.value):
            variables = tuple(given.name for given in row.variables)
            yield Change(
                name, before.get(name), row.value, row.level, row.span, row.variant, variables
            )
    for name in sorted(before.keys() - rows.keys() - silent):
        yield Change(name, before[name], None, "shot")
    # Another template has its own row among the values.
    if past.get("template") == now.template:
        files: Mapping[str, str] = past.get("files", {})
        for name, file in now.files.items():
            # How its lines end is nothing that anybody would see changed.
            if files.get(name, file.text).splitlines() != file.text.splitlines():
                yield _template(name, files[name], file)


def own_words_stand(past: Past, said: Said) -> bool:
    """Whether a shot says itself, in its own lines, what a request was made of: what else is
    another now comes from what it shares with others."""
    if past.said is None:
        return False
    before: Mapping[str, Any] = past.said["values"]
    own = {
        each.name: each.value
        for each in said.origins
        if each.level == "shot" and each.value is not None
        if each.name not in OF_THE_EDIT | OF_THE_LENGTH
    }
    # A size or a movement alone is said of many.
    return ("action" in own or "dialogue" in own) and all(
        _told(name, before.get(name)) == _told(name, value) for name, value in own.items()
    )


def words_of(values: Mapping[str, Any]) -> str:
    """What is done and said in a shot, by its values, as one text that can be looked up."""
    said = [_told(name, values.get(name)) for name in ("action", "dialogue")]
    return json.dumps(said, sort_keys=True)


def _told(name: str, value: Any) -> Any:
    """What is sent of a value: a line's recording is the edit's."""
    if name != "dialogue" or not isinstance(value, list):
        return value
    return [
        {word: said for word, said in line.items() if word not in _OF_A_RECORDING} for line in value
    ]


def _template(name: str, before: str, now: TemplateText) -> Change:
    """The first line of a template that is another, with its place as the template is now."""
    old, new = before.splitlines(), now.text.splitlines()
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    _, i, i_end, j, j_end = next(block for block in blocks if block[0] != "equal")
    line = min(j, max(0, len(new) - 1))
    text = new[line] if new else ""
    return Change(
        name,
        "\n".join(old[i:i_end]) or None,
        "\n".join(new[j:j_end]) or None,
        "template",
        Span(now.file, line + 1, 1, max(1, len(text)), text),
    )


def _sent(past: Request, now: Request) -> Iterator[Change]:
    """Field by field of what is sent, where nothing that is written explains it."""
    for name in ("provider", "model", "take"):
        old, new = getattr(past, name), getattr(now, name)
        if old != new:
            yield Change(name, old, new, "model")
    for name in sorted({*past.body, *now.body}):
        old, new = past.body.get(name), now.body.get(name)
        if old != new:
            yield Change(f"sent.{name}", old, new, "model")


def texts(past: Request, now: Request, before: str = "locked") -> Iterator[str]:
    """Every text of two requests that is long enough to be read as one, as a unified diff.

    `before` is what the earlier one is called.
    A prompt is one line; it is compared sentence by sentence.
    """
    for name in sorted({*past.body, *now.body}):
        old, new = past.body.get(name, ""), now.body.get(name, "")
        if isinstance(old, str) and isinstance(new, str) and old != new:
            if max(len(old), len(new)) < _A_TEXT:
                continue
            yield from difflib.unified_diff(
                _sentences(old), _sentences(new), f"{before}/{name}", f"now/{name}", lineterm=""
            )


_A_TEXT: Final = 40


def _sentences(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        rest = line
        while (at := rest.find(". ")) >= 0:
            lines.append(rest[: at + 1])
            rest = rest[at + 2 :]
        lines.append(rest)
    return lines
