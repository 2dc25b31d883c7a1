"""A storyboard beside itself as it stood at a git revision: `storyboard plan --against REV`."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click

from storyboard.cli.evidence import change_line
from storyboard.cli.output import console, talk
from storyboard.cli.project import Project, open_project
from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.money import show
from storyboard.plan.comparison import Difference, State, compare
from storyboard.plan.plan import Action
from storyboard.read.edition import Edition
from storyboard.read.include import read_files
from storyboard.read.revision import Revision, find_revision
from storyboard.read.variables import names_in
from storyboard.read.variant import variants_of, varied
from storyboard.report.comparison import ComparisonDocument, as_page, headline, price_of

_SETTLED = {
    Action.KEEP: "bought already",
    Action.STALE_APPROVED: "approved: keeps its clip",
    Action.COLLECT: "bought, on its way",
    Action.MISSING_OBJECT: "bought, its clip is elsewhere",
    Action.UNCONFIRMED: "perhaps bought",
}


def print_difference(
    project: Project,
    edition: Edition,
    name: str,
    *,
    page: bool,
    as_json: bool,
    ceiling: Decimal | None,
) -> int:
    """Print what differs from a revision; 1 where it costs more than the `ceiling`, else 0.

    Raises StoryboardError as `find_revision` does, and with what was wrong at that revision.
    """
    revision = find_revision(project.file.parent, name)
    settled = {
        planned.shot.id: _SETTLED[planned.action]
        for planned in project.plan(draft=False).shots
        if planned.action in _SETTLED
    }
    with tempfile.TemporaryDirectory() as folder:
        then = _as_it_was(project, edition, revision, Path(folder))
        state = State(then.shotlist, then.said) if then else None
        difference = compare(state, State(project.shotlist, project.said), settled)
    if as_json:
        document = ComparisonDocument.of(difference, name, revision.commit)
        click.echo(document.model_dump_json(indent=2))
    elif page:

        def shown(file: str) -> str:
            """As it is called in the repository."""
            path = Path(os.path.relpath(file, project.file.parent))
            return revision.prefix + path.as_posix()

        click.echo(as_page(difference, project.shotlist.title, name, shown), nl=False)
    else:
        _print(difference, name, fresh=then is None)
    return _over(difference, ceiling)


def _as_it_was(
    project: Project, edition: Edition, revision: Revision, folder: Path
) -> Project | None:
    """The project at a revision; None where there was none, or not this variant of it."""
    revision.write(folder)
    file = folder / project.file.name
    if not file.is_file():
        return None
    try:
        tree = read_files(file)
        if edition.variant is not None and edition.variant not in variants_of(tree):
            return None
        # A variable that there was not then had no other value either.
        known = names_in(varied(tree, edition.variant))
        given = {name: value for name, value in edition.given.items() if name in known}
        return open_project(file, replace(edition, given=given))
    except StoryboardError as error:
        inside = f"{folder}/"
        raise StoryboardError(
            Diagnostic(
                "broken-revision",
                f"{project.file.name} as it stood at {revision.name} is not a storyboard that "
                "can be compared",
                hint="compare with a revision in which `storyboard check` finds no error",
            ),
            *(_shown(each, inside, f"{revision.name}:") for each in error.diagnostics),
        ) from error


def _shown(problem: Diagnostic, inside: str, name: str) -> Diagnostic:
    """A problem with its places as git writes them: REV:PATH."""

    def moved(span: Span) -> Span:
        return replace(span, file=span.file.replace(inside, name))

    return replace(
        problem,
        message=problem.message.replace(inside, name),
        span=moved(problem.span) if problem.span else None,
        related=tuple((words, moved(span)) for words, span in problem.related),
    )


def _print(difference: Difference, name: str, *, fresh: bool) -> None:
    from rich.table import Table

    if fresh:
        talk(f"There was no such storyboard at {name}: every shot is new.")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("shot", "id", "what"):
        table.add_column(heading, no_wrap=heading == "shot", overflow="fold")
    table.add_column("USD", justify="right")
    for shot in difference.shots:
        id_ = f"{shot.before} → {shot.id}" if shot.before else shot.id
        fates = ", ".join(fate.value for fate in shot.fates)
        table.add_row(shot.number, id_, fates, price_of(shot))
    out = console()
    if difference.shots:
        out.print(table)
    for shot in difference.shots:
        if shot.changes:
            out.print(f"\n{shot.id}, changed:", soft_wrap=True)
            for change in shot.changes:
                out.print(f"  {change_line(change)}", soft_wrap=True)
    for value, (old, new) in difference.film.items():
        out.print(f"{value}: {old} → {new}", soft_wrap=True)
    out.print(f"\nAgainst {name}: {headline(difference)}", soft_wrap=True)


def _over(difference: Difference, ceiling: Decimal | None) -> int:
    if ceiling is None:
        return 0
    if difference.cost > ceiling:
        talk(
            f"The difference costs {show(difference.cost)} USD, and {show(ceiling)} USD are agreed."
        )
        return 1
    if difference.to_quote:
        talk(
            f"{difference.to_quote} of the shots have no listed price: nobody can say whether they "
            f"stay within {show(ceiling)} USD. `storyboard plan --quote` asks for today's prices."
        )
        return 1
    return 0
