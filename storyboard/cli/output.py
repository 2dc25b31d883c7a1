"""Where text goes: results to stdout, talk and problems to stderr."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from storyboard.cli import diagnostics as renderer
from storyboard.errors import Diagnostic, Span, StoryboardError

if TYPE_CHECKING:
    from rich.console import Console


FORMATS: Final = ("full", "concise", "json", "github")
_FORMAT: Final = "storyboard.format"


Command = Callable[..., Any]


def formats_and(*own: str) -> Callable[[Command], Command]:
    """The option `--format`, which says how the problems of a command are told.

    A StoryboardError that ends the command is its result, and is told here. A command with forms
    of its `own` for what it prints gets the option's value as its argument `form`.
    """

    def keep(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value:
            use_format(ctx, value)
        return value

    def with_format(command: Command) -> Command:
        @functools.wraps(command)
        def telling(*args: Any, **options: Any) -> Any:
            try:
                return command(*args, **options)
            except StoryboardError as error:
                print_diagnostics(error.diagnostics, result=True)
                return 1

        return click.option(
            "--format",
            "form",
            type=click.Choice((*FORMATS, *own)),
            expose_value=bool(own),
            callback=keep,
            help="How problems are told: in full (the default), a line each, or for machines."
            + "".join(f" {name.capitalize()} is a form of the result." for name in own),
        )(telling)

    return with_format


def problem_format(command: Command) -> Command:
    """The option `--format` of a command that has no forms of its own. See `formats_and`."""
    return formats_and()(command)


def use_format(ctx: click.Context, form: str) -> None:
    """Tell problems in this one of the FORMATS; in full, where the form is another."""
    ctx.meta[_FORMAT] = form if form in FORMATS else FORMATS[0]


def print_diagnostics(found: Iterable[Diagnostic], *, result: bool = False) -> None:
    """Every problem in the format that was asked for, and for people how many there are.

    They go to stderr; but what is for machines goes to stdout if it is the command's `result`.
    """
    problems = tuple(found)
    context = click.get_current_context(silent=True)
    form = context.meta.get(_FORMAT, FORMATS[0]) if context else FORMATS[0]
    if form == "json":
        print_json(renderer.document(problems), err=not result)
    elif form == "github":
        for diagnostic in problems:
            click.echo(renderer.github(diagnostic), err=not result)
    elif problems:
        for diagnostic in problems:
            concise = form == "concise"
            said = renderer.concise(diagnostic) if concise else renderer.full(diagnostic) + "\n"
            click.echo(said, err=True)
        click.echo(renderer.summary(problems), err=True)
        if form == "full" and result:
            click.echo(f"`storyboard explain {problems[0].code}` tells more.", err=True)


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


def print_json(document: Any, *, err: bool = False) -> None:
    """One JSON document on stdout, or on stderr."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False), err=err)


def counted(number: int, word: str) -> str:
    """A number with its word: 1 scene, 4 scenes."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def talk(text: str) -> None:
    """A line for the person at the terminal."""
    click.echo(text, err=True)


def mention_warnings(found: Sequence[Diagnostic], called: str) -> None:
    """How many warnings there are, and which command tells them of the film that is so `called`."""
    if found:
        talk(f"{counted(len(found), 'warning')}: `storyboard check {called}` tells.")


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
