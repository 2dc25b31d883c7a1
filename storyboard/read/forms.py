"""Deliverables that cannot be made as they are written.

They are looked up in plain values, so that these problems are told together with those of shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from storyboard.errors import Diagnostic
from storyboard.read.deliverables import Form, Rendition
from storyboard.read.places import Path, Places
from storyboard.read.words import closest, one_of, shown

_RESERVED: Final = "draft"
"""`film.draft.mp4` is the draft."""
_OF_A_GIF: Final = ("width",)


def form_problems(document: Any, places: Places) -> Iterator[Diagnostic]:
    """Names that are no form or would overwrite a file, and settings that a form has not."""
    listed = _mapping(_mapping(document).get("deliverables"))
    seen: dict[str, str] = {}
    for name, wanted in listed.items():
        path: Path = ("deliverables", name)
        settings = _mapping(wanted)
        yield from _form_is_known(name, settings, path, places)
        yield from _settings_fit(name, settings, path, places)
        if name.lower() == _RESERVED:
            yield Diagnostic(
                "form-overwrites",
                f"a deliverable cannot be named `{name}`: its file would be the draft film's",
                places.key(path),
                "give it another name",
            )
        first = seen.setdefault(name.lower(), name)
        if first != name:
            yield Diagnostic(
                "form-overwrites",
                f"{one_of([name])} and {one_of([first])} would be one file "
                "where capitals don't count",
                places.key(path),
                "let the names differ in more than capitals",
                related=(("first used here", places.key(("deliverables", first))),),
            )


def _form_is_known(
    name: str, settings: Mapping[str, Any], path: Path, places: Places
) -> Iterator[Diagnostic]:
    if name in set(Form):
        if "form" in settings:
            yield Diagnostic(
                "form-named-twice",
                f"`{name}` is a form already",
                places.key((*path, "form")),
                "leave `form` out, or give a form of your own another name",
            )
    elif settings.get("form") is None:
        near = closest(name, list(Form))
        yield Diagnostic(
            "unknown-form",
            f"there is no form `{shown(name)}`",
            places.key(path),
            f"did you mean `{near}`?"
            if near
            else f"say which form it has: `form:` with {one_of(Form)}",
        )


def _settings_fit(
    name: str, settings: Mapping[str, Any], path: Path, places: Places
) -> Iterator[Diagnostic]:
    form = settings.get("form", name)
    if form not in list(Form):
        return
    for setting in settings:
        known = setting in Rendition.model_fields and setting != "form"
        if known and (form == Form.GIF) != (setting in _OF_A_GIF):
            yield Diagnostic(
                "unknown-field",
                f"`{setting}` is not a setting of the form `{form}`",
                places.key((*path, setting)),
                "a gif is made from the film as it is; its setting is `width`"
                if form == Form.GIF
                else "its size is its `resolution` and `aspect_ratio`",
            )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
