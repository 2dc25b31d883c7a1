"""What the fuzzers feed: bytes that are the files of a project, read, compiled, planned and told.

An input is up to five files with a line `%%%%` between them, in the order of `FILES`. A long run,
guided by what the code does, which keeps what it finds in FOLDER:

    pip install '.[fuzz]' && python -m tests.fuzz FOLDER tests/fuzz/seeds -timeout=10
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from storyboard.cli.diagnostics import as_json, concise, full
from storyboard.cli.project import Sources, open_sources
from storyboard.compile.explain import explain
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.edition import Edition
from storyboard.read.schema import schemas

FILES: Final = (
    "film.yaml",
    "templates/own.j2",
    "lib.yaml",
    "scene.yaml",
    "models/own.yaml",
)
BETWEEN: Final = b"\n%%%%\n"
SEEDS: Final = sorted((Path(__file__).parent / "seeds").iterdir())


def project_of(data: bytes, folder: Path) -> Path:
    """Write the files of an input and remove those of the last one. Returns the storyboard."""
    parts = dict(zip(FILES, data.split(BETWEEN), strict=False))
    for name in FILES:
        file = folder / name
        if name in parts:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(parts[name])
        else:
            file.unlink(missing_ok=True)
    return folder / FILES[0]


def one_input(data: bytes, folder: Path) -> int:
    """Do all that a project's commands do before anything is made, for every variant.

    Returns how many films could be planned. Whatever is wrong is told in each format; any
    exception but StoryboardError is a defect, and so is a refusal without a reason.
    """
    file, planned = project_of(data, folder), 0
    try:
        sources = open_sources(file)
        variants: list[str | None] = [None, *sources.variants]
    except StoryboardError as error:
        _tell(error.diagnostics)
        return 0
    for variant in variants[:4]:
        try:
            _plan(sources, Edition(variant))
            planned += 1
        except StoryboardError as error:
            _tell(error.diagnostics)
    return planned


def _plan(sources: Sources, edition: Edition) -> None:
    project = sources.project(edition)
    for draft in (True, False):
        assert len(project.plan(draft=draft).shots) == len(project.shotlist.filmed)
    if project.warnings:
        _tell(project.warnings)
    for shot in project.shotlist.filmed:
        assert re.fullmatch("[0-9a-f]{64}", shot.request.key)
        assert list(explain(project.loaded, shot.id))


def _tell(problems: tuple[Diagnostic, ...]) -> None:
    assert problems
    for problem in problems[:50]:
        for text in (concise(problem), full(problem)):
            text.encode()
        json.dumps(as_json(problem), ensure_ascii=False).encode()


@cache
def words() -> tuple[str, ...]:
    """What a mutation may put in: the language's own words, and YAML's and Jinja's."""
    found: set[str] = set()

    def gather(part: Any) -> None:
        if isinstance(part, dict):
            found.update(f"{name}: " for name in part.get("properties", ()))
            found.update(word for word in part.get("enum", ()) if isinstance(word, str))
            found.update(word for word in part.get("examples", ()) if isinstance(word, str))
            for inner in part.values():
                gather(inner)
        elif isinstance(part, list):
            for inner in part:
                gather(inner)

    for text in schemas().values():
        gather(json.loads(text))
    return (*sorted(found), *_SIGNS)


_SIGNS: Final = (
    *r"""
&a
*a
<<: *a
-~~
[
]
{
}
:~~
|
>
"
'
#
${hero}
$hero
$$
null
true
.nan
1e999
-1
0x10
999999999
99999999999999999999
10f
00:00:00:01
{add: [
{shot:~~
\ud83d
{{
}}
{% endset %}
{% endfor %}
{% endif %}
{% endmacro %}
{% endblock %}
{% for x in shot %}
{% if~~
{% set negative %}
{% macro m(n=1) %}
{% block shot %}
{% extends 'shot-list.j2' %}
{% include 'terse.j2' %}
{% import '_film.j2' as f %}
{{ shot.action|upper }}
{{ caller() }}
{{ self.shot() }}
{{ loop.index }}
{{ namespace(x=1) }}
|join
|length
|map(attribute='a.b')
|groupby('name')
|batch(3)
|default(x)
.items()
.split('')
[::-1]
range(9)
 ~ ~~
 **~~
 is mapping
""".replace("~~", " ")
    .strip("\n")
    .split("\n"),
    "\n%%%%\n",
    "\n  ",
    "\n      - ",
    "\u2028",
    "\x85",
    "\x00",
    "\ufeff",
)
