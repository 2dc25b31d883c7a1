"""`storyboard prompts`: the exact request of every shot."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from storyboard.cli.arguments import edition_options, storyboard_file
from storyboard.cli.diagnostics import span_json, visible
from storyboard.cli.output import console, print_json, problem_format
from storyboard.cli.project import Project, open_project
from storyboard.cli.selection import selected, selection_options
from storyboard.cli.shots import find_shot
from storyboard.compile.explain import Origin
from storyboard.compile.explain import explain as explained
from storyboard.compile.shotlist import CompiledShot
from storyboard.errors import Span
from storyboard.money import show
from storyboard.plan.selection import Selection
from storyboard.read.edition import Edition
from storyboard.read.movement import written


@click.command("prompts")
@storyboard_file
@edition_options
@problem_format
@click.argument("shot", required=False)
@selection_options
@click.option("--json", "as_json", is_flag=True, help="Print the request bodies as JSON.")
@click.option("--explain", is_flag=True, help="Say where each value of SHOT comes from.")
def command(
    file: Path,
    edition: Edition,
    selection: Selection,
    shot: str | None,
    as_json: bool,
    explain: bool,
) -> None:
    """Print what would be sent for every shot of FILE, or for SHOT alone.

    With --explain: which level says each value (shot, scene, storyboard, or the program itself),
    where it is written, and the variant or the variables it comes by.
    """
    if explain and shot is None and not selection:
        raise click.UsageError("--explain goes with a shot: storyboard prompts FILE SHOT --explain")
    project = open_project(file, edition)
    if shot and selection:
        raise click.UsageError("name SHOT, or select shots, but not both")
    named = (find_shot(project.shotlist, shot),) if shot else None
    shots = named or selected(project, selection)
    origins = {each.id: _explained(project, each) if explain else () for each in shots}
    if as_json:
        documents = [
            {"shot": each.id, "key": each.request.key, **each.request.document()} for each in shots
        ]
        if explain:
            for document in documents:
                document["values"] = [_json(origin) for origin in origins[document["shot"]]]
        print_json(documents)
    elif explain:
        for each in shots:
            _print_origins(origins[each.id])
    else:
        click.echo("\n\n".join(_page(each) for each in shots))


def _explained(project: Project, shot: CompiledShot) -> tuple[Origin, ...]:
    """The shot's values; where its overrides say what is sent, it is theirs."""
    offer = project.catalogue.find(shot.request.model)
    words = {} if offer is None else {word: name for name, word in offer.spec.words.items()}
    return explained(project.loaded, shot.id, words)


def _json(origin: Origin) -> dict[str, Any]:
    return {
        "name": origin.name,
        "value": origin.value,
        "emptied": origin.emptied,
        "level": origin.level,
        "span": origin.span and span_json(origin.span),
        "variant": origin.variant,
        "laid_over": [span_json(span) for span in origin.laid_over],
        "variables": [
            {"name": given.name, "span": given.span and span_json(given.span)}
            for given in origin.variables
        ],
    }


def _print_origins(origins: tuple[Origin, ...]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("name", no_wrap=True)
    table.add_column("value", overflow="fold", ratio=1)
    table.add_column("from", no_wrap=True)
    table.add_column("where", overflow="fold", min_width=12)
    for origin in origins:
        level = f"{origin.level}, variant {origin.variant}" if origin.variant else origin.level
        places = [_place(span) for span in (origin.span, *origin.laid_over) if span]
        for each in origin.variables:
            places.append(f"${each.name} {_place(each.span) if each.span else 'by --set'}")
        if origin.value is None and not origin.emptied:
            table.add_row("", "added to what is said here", level, ", ".join(places))
        else:
            table.add_row(origin.name, _value(origin), level, ", ".join(places))
    console().print(table)


def _place(span: Span) -> str:
    return visible(f"{span.file}:{span.line}")


_IN_WORDS: Final[Mapping[str, Callable[[Mapping[str, str]], str]]] = {
    "movement": lambda move: written(move["type"], move["speed"], move.get("direction")),
    "transition": lambda parts: " ".join(parts.values()),  # fade white 1s
}


def _value(origin: Origin) -> str:
    value = origin.value
    if origin.name in _IN_WORDS and isinstance(value, dict):
        said = _words(_IN_WORDS[origin.name](value))
    else:
        said = "nothing" if value is None else _words(value)
    return f"{said} (null: what is inherited is taken away)" if origin.emptied else said


def _words(value: Any) -> str:
    """A value on one line."""
    return visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _page(shot: CompiledShot) -> str:
    prompts = {shot.prompt, shot.negative_prompt}
    rest = {
        name: value
        for name, value in shot.request.body.items()
        if not isinstance(value, str) or value not in prompts
    }
    price = "price by quote" if shot.price is None else f"{show(shot.price)} USD"
    settings = ", ".join(f"{name} {json.dumps(value)}" for name, value in rest.items())
    return (
        f"── {shot.slate.number} {shot.id} · {price}\n"
        f"{shot.prompt}\n\n"
        f"avoid: {shot.negative_prompt or '(nothing)'}\n"
        f"{shot.request.model}: {settings}\n"
        f"{len(shot.prompt)} characters, key {shot.request.key[:12]}"
    )
