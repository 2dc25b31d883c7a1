"""Prompt templates as text: the project's own before the packaged ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storyboard.errors import StoryboardError
from storyboard.resources import folder

SUFFIX = ".j2"
PACKAGED: Final = "packaged/"
"""A packaged template by its full name: `packaged/terse.j2`, also where the project hides it."""
_MAX_BYTES = 256 * 1024
_HEAD: Final = re.compile(r"\A\s*\{#-?(.*?)-?#\}", re.DOTALL)
_LABEL: Final = re.compile(r"^\s*(Suits|Needs):", re.MULTILINE)


@dataclass(frozen=True)
class About:
    """What a template says of itself: what it makes, what it suits and what it needs."""

    words: str = ""
    suits: str = ""
    needs: str = ""


@dataclass(frozen=True)
class TemplateText:
    """One template file: where it lies, as shown to people, and its text."""

    file: str
    text: str
    packaged: bool = False

    @property
    def about(self) -> About:
        """The comment it begins with, in which a line `Suits:` and one `Needs:` may stand."""
        head = _HEAD.match(self.text)
        first, *rest = _LABEL.split(head[1] if head else "")
        said = dict(zip(rest[::2], rest[1::2], strict=True))
        words, suits, needs = first, said.get("Suits", ""), said.get("Needs", "")
        return About(*(" ".join(text.split()) for text in (words, suits, needs)))


def read_templates(project: Path) -> Mapping[str, TemplateText]:
    """Every template by file name (`shot-list.j2`), a project's file hiding a packaged one.

    `project` is the storyboard's folder. Names that start with `_` are parts to import, not to
    choose; those that start with `packaged/` are for a template that extends the one it hides.
    Raises StoryboardError for a template that cannot be read as UTF-8 text.
    """
    found: dict[str, TemplateText] = {}
    ours, own = folder("templates"), project / "templates"
    for place in (ours, own):
        packaged = place.resolve() == ours.resolve()
        for path in sorted(place.glob(f"*{SUFFIX}")):
            found[path.name] = TemplateText(str(path), _read(path, place), packaged)
            if packaged:
                found[PACKAGED + path.name] = found[path.name]
    return found


def with_parts(templates: Mapping[str, TemplateText], name: str) -> dict[str, TemplateText]:
    """A template and all those that it imports, includes or extends, by file name."""
    found: dict[str, TemplateText] = {}
    wanted = [name]
    while wanted:
        name = wanted.pop()
        if name in templates and name not in found:
            found[name] = templates[name]
            wanted += _NAMED.findall(templates[name].text)
    return found


_NAMED = re.compile(r"""{%[-+]?\s*(?:import|include|extends|from)\s+["']([^"']+)["']""")


def is_choice(name: str) -> bool:
    """Whether shots can choose a template of this file name."""
    return not name.startswith("_") and "/" not in name


def _read(path: Path, place: Path) -> str:
    if not path.resolve().is_relative_to(place.resolve()):
        raise StoryboardError.of(
            "outside-project",
            f"the template {path} is a link that leads out of its folder",
            hint="copy the file into the project instead",
        )
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise StoryboardError.of(
                "too-big", f"the template {path} is larger than {_MAX_BYTES // 1024} KiB"
            )
        return path.read_text("utf-8-sig")  # an editor's mark at the start is no part of a prompt
    except UnicodeDecodeError as error:
        raise StoryboardError.of(
            "not-utf8", f"the template {path} is not UTF-8 text", hint="save it as UTF-8"
        ) from error
    except OSError as error:
        raise StoryboardError.of(
            "unreadable", f"the template {path} cannot be read: {error.strerror}"
        ) from error
