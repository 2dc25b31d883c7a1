"""`storyboard plan`: what a render would make, why, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import click

from storyboard.cli.arguments import (
    checked_output,
    edition_options,
    standing_options,
    storyboard_file,
)
from storyboard.cli.config import usd
from storyboard.cli.drafting import draft_options
from storyboard.cli.locking import settle_lock
from storyboard.cli.output import formats_and, mention_warnings, talk
from storyboard.cli.plan_table import print_plan
from storyboard.cli.project import open_project
from storyboard.cli.saved_plan import SUFFIX, save_plan
from storyboard.cli.selection import narrow, selection_options
from storyboard.money import show
from storyboard.plan.plan import Plan
from storyboard.plan.selection import Selection
from storyboard.read.edition import Edition
from storyboard.report.plan_document import PlanDocument, asked_for


@click.command("plan")
@storyboard_file
@edition_options
@formats_and("markdown")
@draft_options("Plan a free draft instead of the final film.")
@click.option("--quote", is_flag=True, help="Ask the provider for today's price of every shot.")
@standing_options
@selection_options
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Also write the plan, for `render`."
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit 3 when there is something to make.")
@click.option(
    "--against", metavar="REV", help="Show instead what differs from a git revision, and its price."
)
@click.option("--max-cost", metavar="USD", help="Exit 1 if that difference costs more.")
def command(
    file: Path,
    edition: Edition,
    selection: Selection,
    form: str | None,
    draft: bool,
    panels_only: bool,
    quote: bool,
    include_approved: bool,
    rebuy_missing: bool,
    as_json: bool,
    output: Path | None,
    detailed_exitcode: bool,
    against: str | None,
    max_cost: str | None,
) -> int:
    """Show what `render` would do with FILE. Nothing is made and nothing is spent.

    A lock that a merge left in conflict is put together anew from both of its sides.

    With --against: what differs from FILE as it stood at a git revision (a branch, a tag, a
    commit), which shots are added, changed, renamed, moved, recut or removed, and what buying the
    difference costs. --format markdown makes a comment for a pull request of it.
    """
    if against is None and (max_cost is not None or form == "markdown"):
        raise click.UsageError("--max-cost and --format markdown go with --against REV")
    if against is not None:
        if draft or quote or detailed_exitcode or output is not None or selection:
            raise click.UsageError(
                "--against shows a difference, and makes no plan: leave --draft, --quote, "
                "--detailed-exitcode, --output and the selection out"
            )
        from storyboard.cli.against import print_difference

        project = open_project(file, edition, include_approved=include_approved)
        ceiling = None if max_cost is None else _usd(max_cost)
        return print_difference(
            project, edition, against, page=form == "markdown", as_json=as_json, ceiling=ceiling
        )
    if output is not None:
        checked_output(output, SUFFIX, file)
    if selection and (draft or output is not None):
        raise click.UsageError(
            "a draft draws every shot, and a plan that is kept is of the whole film: leave --draft "
            "and --output out, or the selection"
        )
    project = open_project(file, edition, include_approved=include_approved)
    settle_lock(project)

    def made(quotes: Mapping[str, Decimal]) -> Plan:
        plan = project.plan(
            draft=draft, quotes=quotes, rebuy_missing=rebuy_missing, panels_only=panels_only
        )
        return narrow(plan, selection)

    plan = made({})
    quotes: Mapping[str, Decimal] = {}
    if quote:
        from storyboard.cli.shop import quotes_for, settings_for

        quotes = quotes_for(plan, settings_for(file), every=True)
        _flag_differences(plan, quotes)
        plan = made(quotes)
    mention_warnings(project.warnings, project.called)
    if as_json or output is not None:
        asked = asked_for(
            output.parent if output else file.parent,
            file,
            edition=edition,
            include_approved=include_approved,
            rebuy_missing=rebuy_missing,
            panels_only=panels_only,
            quotes=quotes,
        )
        document = PlanDocument.of(plan, asked)
    if output is not None:
        save_plan(output, document)
        talk(f"`storyboard render {output}` carries this plan out.")
    if as_json:
        click.echo(document.model_dump_json(indent=2))
    else:
        print_plan(plan)
    return 3 if detailed_exitcode and plan.changed else 0


def _usd(text: str) -> Decimal:
    try:
        return usd(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--max-cost") from error


def _flag_differences(plan: Plan, quotes: Mapping[str, Decimal]) -> None:
    """Say where the provider asks for something else than the catalogue knows."""
    for planned in plan.shots:
        quoted, listed = quotes[planned.anew.key], planned.shot.price
        if listed is not None and listed != quoted:
            talk(
                f"{planned.shot.id}: {planned.anew.model} is quoted at "
                f"{show(quoted)} USD today; the catalogue says {show(listed)} USD"
            )
