"""A plan as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from storyboard.cli.diagnostics import visible
from storyboard.cli.evidence import change_line
from storyboard.cli.output import console
from storyboard.compile.shotlist import Card
from storyboard.money import ZERO, show, total
from storyboard.plan.plan import MADE, Action, Plan
from storyboard.report.cost import quotes

if TYPE_CHECKING:
    from rich.console import Console

_AT_A_GLANCE: Final = 500
"""Rows that are laid out as a table."""
_SIGNS = {
    Action.KEEP: "=",
    Action.GENERATE: "+",
    Action.RETAKE: "+",
    Action.DROP: "-",
    Action.COLLECT: "<",
    Action.STALE_APPROVED: "!",
    Action.MISSING_OBJECT: "?",
    Action.UNCONFIRMED: "?",
    Action.SKIP: " ",
}


def print_plan(plan: Plan) -> None:
    """The plan as a table on stdout, a line a shot, and its summary."""
    rows = [*_rows(plan)]
    out = console()
    if len(rows) > _AT_A_GLANCE:
        # Nobody looks at so many at once, and laying a table out takes longer than planning.
        for row in rows:
            click.echo(visible("  ".join(filter(None, row.cells))))
    else:
        _print_table(out, rows)
    for planned in plan.shots:
        if planned.changes:
            out.print(f"\n{planned.shot.id}, {planned.action.value}:", soft_wrap=True)
            for change in planned.changes:
                out.print(f"  {change_line(change)}", soft_wrap=True)
    out.print(summary(plan), soft_wrap=True)
    if plan.stale:
        out.print(f"\n{stale(plan)}", style="bold yellow", soft_wrap=True)


@dataclass(frozen=True)
class _Row:
    """Sign, number, id, size, length, reason and price of a shot, and how they are coloured."""

    cells: tuple[str, str, str, str, str, str, str]
    style: str


def _rows(plan: Plan) -> Iterator[_Row]:
    rate = plan.shotlist.rate
    decided = {planned.shot.id: planned for planned in plan.shots}
    for shot in plan.shotlist.shots:
        slate, length = shot.slate, f"{float(rate.seconds(shot.frames)):.2f} s"
        if isinstance(shot, Card):
            card = ("=", slate.number, slate.id, slate.size, length, "drawn in the cut", show(ZERO))
            yield _Row(card, "dim")
            continue
        planned = decided[shot.id]
        made = planned.action in MADE
        quiet = planned.action in (Action.KEEP, Action.SKIP)
        price = "quote" if planned.to_quote and made and not plan.draft else show(planned.cost)
        why = f"{planned.action.value}: {planned.reason}"
        yield _Row(
            (_SIGNS[planned.action], slate.number, slate.id, slate.size, length, why, price),
            "green" if made else "dim" if quiet else "yellow",
        )
    for drop in plan.drops:
        why = f"{Action.DROP.value}: {drop.reason}"
        yield _Row((_SIGNS[Action.DROP], "", drop.id, "", "", why, show(ZERO)), "yellow")


def _print_table(out: Console, rows: Iterable[_Row]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("", "shot", "id", "size"):
        table.add_column(name, no_wrap=True)
    table.add_column("length", justify="right", no_wrap=True)
    table.add_column("why", overflow="fold")
    table.add_column("USD", justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row.cells, style=row.style)
    out.print(table)


def stale(plan: Plan) -> str:
    """That approved shots show what their requests no longer say."""
    names = ", ".join(planned.shot.id for planned in plan.stale)
    return (
        f"Approved and stale: {names}. The film keeps what was approved; "
        "`render --include-approved` buys anew."
    )


def summary(plan: Plan) -> str:
    """The plan in two lines: how many and how long, then the money."""
    shots = plan.shots
    counts = Counter(planned.action for planned in shots)
    generate = f"{counts[Action.GENERATE]} to {'draw' if plan.draft else 'generate'}"
    waiting = "".join(
        f", {counts[action]} {words}"
        for action, words in (
            (Action.RETAKE, "to retake"),
            (Action.STALE_APPROVED, "approved and stale"),
            (Action.COLLECT, "to collect"),
            (Action.UNCONFIRMED, "unconfirmed"),
            (Action.MISSING_OBJECT, "missing"),
            (Action.SKIP, "not selected"),
        )
        if counts[action]
    )
    waiting += f", {len(plan.drops)} to drop" if plan.drops else ""
    frames = plan.shotlist.frames
    timecode = plan.shotlist.rate.timecode(frames)
    unknown = quotes(plan.to_quote)
    return (
        f"\nPlan: {generate}, {counts[Action.KEEP]} to keep{waiting}. "
        f"Film: {timecode}, {frames} frames at {plan.shotlist.rate}.\n"
        f"This costs {show(plan.cost)} USD{'' if plan.draft else unknown}. "
        f"Still to buy for the final film: "
        f"{show(total(shot.to_buy for shot in shots))} USD{unknown} of "
        f"{show(total(shot.full_price for shot in shots))} USD{unknown}."
    )
