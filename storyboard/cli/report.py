"""`storyboard report`: the bill of the last render."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from pydantic import ValidationError

from storyboard.cli.arguments import storyboard_file, variant_option
from storyboard.cli.ledger import print_ledger
from storyboard.cli.output import console
from storyboard.errors import StoryboardError
from storyboard.generate.store import Store
from storyboard.money import show
from storyboard.report.cost import COLUMNS, Amounts, CostReport, as_markdown, summary


@click.command("report")
@storyboard_file
@variant_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--markdown", is_flag=True, help="Print the report as Markdown.")
@click.option("--ledger", is_flag=True, help="Show everything that happened to money instead.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="With --ledger: only what happened since then (local time).",
)
def command(
    file: Path,
    variant: str | None,
    as_json: bool,
    markdown: bool,
    ledger: bool,
    since: datetime | None,
) -> None:
    """Show the cost report of the last render of FILE, draft or final."""
    if since is not None and not ledger:
        raise click.UsageError("--since goes with --ledger")
    if ledger:
        print_ledger(Store(file.parent / ".storyboard"), since, as_json=as_json)
        return
    report = _last(file, variant)
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    elif markdown:
        click.echo(as_markdown(report), nl=False)
    else:
        print_report(report)


def _last(file: Path, variant: str | None) -> CostReport:
    path = Store(file.parent / ".storyboard").last_report(variant)
    chosen, of = (f"--variant {variant} ", f"{variant} of ") if variant else ("", "")
    if not path.is_file():
        raise StoryboardError.of(
            "no-report",
            f"{of}{file} has not been rendered yet",
            hint=f"storyboard render --draft {chosen}{file}",
        )
    try:
        return CostReport.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise StoryboardError.of(
            "bad-report",
            f"{path} is not a report this version can read",
            hint=f"render again: storyboard render --draft {chosen}{file}",
        ) from error


def print_report(report: CostReport) -> None:
    """The report as a table on stdout, scene by scene."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    # Where the terminal is narrow the names give way, never the money.
    table.add_column("shot", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("clip", no_wrap=True, min_width=7)
    for name in COLUMNS.values():
        table.add_column(name, justify="right", min_width=8)
    for scene in report.scenes:
        table.add_row(scene.heading, "", *_amounts(scene.usd), style="bold")
        for shot in (shot for shot in report.shots if shot.scene == scene.id):
            clip = f"{shot.clip} now" if shot.made_now else shot.clip
            amounts = _amounts(shot.usd)
            if shot.to_quote:
                amounts[list(COLUMNS).index("estimated")] = "quote"
            table.add_row(f"  {shot.number} {shot.id}", clip, *amounts)
    table.add_section()
    table.add_row("Total, USD", "", *_amounts(report.total), style="bold")
    out = console()
    out.print(table)
    out.print(summary(report), soft_wrap=True)


def _amounts(usd: Amounts) -> list[str]:
    return [show(getattr(usd, name)) for name in COLUMNS]
