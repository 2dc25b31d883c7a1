"""Deliverables that cannot be made as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from storyboard.errors import Diagnostic
from storyboard.read.deliverables import Form, Rendition
from storyboard.read.model import Storyboard
from storyboard.read.places import Path, Places
from storyboard.read.words import closest, one_of, shown

_RESERVED: Final = "draft"
"""`film.draft.mp4` is the draft."""
_OF_A_GIF: Final = ("width",)


def form_problems(board: Storyboard, places: Places) -> Iterator[Diagnostic]:
    """Names that are no form or would overwrite a file, and settings that a form has not."""
    seen: dict[str, str] = {}
    for name, wanted in (board.deliverables or {}).items():
        path: Path = ("deliverables", name)
        yield from _form_is_known(name, wanted, path, places)
        yield from _settings_fit(name, wanted, path, places)
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
                f"`{name}` and `{first}` would be one file where capitals don't count",
                places.key(path),
                "let the names differ in more than capitals",
                related=(("first used here", places.key(("deliverables", first))),),
            )


def _form_is_known(
    name: str, wanted: Rendition, path: Path, places: Places
) -> Iterator[Diagnostic]:
    if name in set(Form):
        if wanted.form is not None:
            yield Diagnostic(
                "form-named-twice",
                f"`{name}` is a form already",
                places.key((*path, "form")),
                f"leave `form` out, or give a {wanted.form} of your own another name",
            )
    elif wanted.form is None:
        near = closest(name, list(Form))
        yield Diagnostic(
            "unknown-form",
            f"there is no form `{shown(name)}`",
            places.key(path),
            f"did you mean `{near}`?"
            if near
            else f"say which form it has: `form:` with {one_of(Form)}",
        )


def _settings_fit(name: str, wanted: Rendition, path: Path, places: Places) -> Iterator[Diagnostic]:
    form = form_of(name, wanted)
    for setting in sorted(wanted.model_fields_set - {"form"}):
        if form is not None and (form is Form.GIF) != (setting in _OF_A_GIF):
            yield Diagnostic(
                "unknown-field",
                f"`{setting}` is not a setting of the form `{form}`",
                places.key((*path, setting)),
                "a gif is made from the film as it is; its setting is `width`"
                if form is Form.GIF
                else "its size is its `resolution` and `aspect_ratio`",
            )


def form_of(name: str, wanted: Rendition) -> Form | None:
    """The form of a deliverable: what it says, or its name; None where neither is one."""
    return wanted.form or (Form(name) if name in set(Form) else None)
