"""Prompt templates as text: the project's own before the packaged ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import StoryboardError
from storyboard.resources import folder

SUFFIX = ".j2"
_MAX_BYTES = 256 * 1024


@dataclass(frozen=True)
class TemplateText:
    """One template file: where it lies, as shown to people, and its text."""

    file: str
    text: str


def read_templates(project: Path) -> Mapping[str, TemplateText]:
    """Every template by file name (`shot-list.j2`), a project's file hiding a packaged one.

    `project` is the storyboard's folder. Names that start with `_` are parts to import, not to
    choose. Raises StoryboardError for a template that cannot be read as UTF-8 text.
    """
    found: dict[str, TemplateText] = {}
    for place in (folder("templates"), project / "templates"):
        for path in sorted(place.glob(f"*{SUFFIX}")):
            found[path.name] = TemplateText(str(path), _read(path, place))
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
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise StoryboardError.of(
            "not-utf8", f"the template {path} is not UTF-8 text", hint="save it as UTF-8"
        ) from error
    except OSError as error:
        raise StoryboardError.of(
            "unreadable", f"the template {path} cannot be read: {error.strerror}"
        ) from error
