"""Where text goes: results to stdout, talk and problems to stderr."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storyboard.cli import diagnostics as renderer
from storyboard.errors import Diagnostic, Span

if TYPE_CHECKING:
    from rich.console import Console


def print_diagnostics(found: Iterable[Diagnostic]) -> None:
    """Every problem in full on stderr, then how many there are."""
    problems = tuple(found)
    for diagnostic in problems:
        click.echo(renderer.full(diagnostic) + "\n", err=True)
    click.echo(renderer.summary(problems), err=True)


def print_failures(failed: Mapping[str, Diagnostic], places: Mapping[str, Span]) -> None:
    """What could not be made: a line a shot with its place, why, and what to do next."""
    from rich.table import Table

    table = Table(title="Not made", title_justify="left", pad_edge=False)
    table.add_column("shot", no_wrap=True)
    table.add_column("where", overflow="fold", min_width=14)
    table.add_column("why")
    table.add_column("what to do")
    for shot, problem in failed.items():
        span = problem.span or places.get(shot)
        where = f"{Path(span.file).name}:{span.line}:{span.column}" if span else ""
        table.add_row(shot, where, f"{problem.message} [{problem.code}]", problem.hint or "")
    console(err=True).print(table)


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def counted(number: int, word: str) -> str:
    """A number with its word: 1 scene, 4 scenes."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def talk(text: str) -> None:
    """A line for the person at the terminal."""
    click.echo(text, err=True)


def console(*, err: bool = False) -> Console:
    """A rich console. Where nobody looks (a pipe, a file) lines are not folded at 80 columns."""
    from rich.console import Console

    class Pipe(Console):
        """Leaves a pipe that nobody reads any more to `main`, which ends quietly."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    plain = Pipe(stderr=err, highlight=False, markup=False)
    return (
        plain if plain.is_terminal else Pipe(stderr=err, highlight=False, markup=False, width=140)
    )
