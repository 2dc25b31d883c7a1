"""`storyboard retake`: further takes of a shot's request, through the same gate as a render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import click

from storyboard.cli import shop
from storyboard.cli.agreement import agree
from storyboard.cli.arguments import storyboard_file, variant_option
from storyboard.cli.output import counted, print_diagnostics, print_failures, problem_format, talk
from storyboard.cli.project import open_project
from storyboard.cli.shots import find_shot
from storyboard.generate.bill import inventory
from storyboard.generate.client import Client
from storyboard.generate.run import orders_of
from storyboard.money import show
from storyboard.plan.plan import Plan
from storyboard.plan.retakes import plan_retakes, takes_of
from storyboard.read.edition import Edition
from storyboard.read.staging import MOST_TAKES


@click.command("retake")
@storyboard_file
@click.argument("shot")
@variant_option
@problem_format
@click.option(
    "-n", "number", type=click.IntRange(1, MOST_TAKES), default=1, help="How many. [default: 1]"
)
@click.option("-y", "--yes", is_flag=True, help="Agree to the price without being asked.")
@click.option("--max-cost", metavar="USD", help="Agree to spend up to this much in this run.")
@click.option("--quote", is_flag=True, help="Ask the provider for a price that is unknown.")
@click.option("--level", help="Your account's level: bronze, silver, gold or ultra.")
def command(
    file: Path,
    shot: str,
    variant: str | None,
    number: int,
    yes: bool,
    max_cost: str | None,
    quote: bool,
    level: str | None,
) -> int:
    """Buy more takes of SHOT in FILE, as its request is now.

    Every take is kept. The film shows the one that it showed before until another is picked.
    """
    project = open_project(file, Edition(variant, {}))
    found = find_shot(project.shotlist, shot)
    settings = shop.settings_for(file, level=level, max_cost=max_cost)
    there = inventory(project.store, [take.key for take in takes_of(found)])

    def make(quotes: Mapping[str, Decimal] = MappingProxyType({})) -> Plan:
        return plan_retakes(project.shotlist, found, there, number, project.lock.bought, quotes)

    if not make().shots:
        raise click.BadParameter(f"{found.id} has {MOST_TAKES} takes already", param_hint="SHOT")
    plan, sellers, limits = agree(project, make, settings, yes=yes, quote=quote, show_plan=_summary)
    orders = orders_of(plan, plan.shots, project.plan(draft=False))
    answers = Client(project.store, sellers, limits).run(orders)
    said = project.said(found).document()
    for planned in plan.shots:
        take = answers.takes.get(planned.request.key)
        if take is not None:
            project.store.note_said(planned.request.key, said)
            talk(f"Take {take.request.take} of {found.id}: {take.clip.path}")
    if answers.warnings:
        place = project.places[found.id]
        print_diagnostics(
            replace(warning, span=warning.span or place) for _, warning in answers.warnings
        )
    failed = {
        found.id if planned is None else f"{found.id}, take {planned.request.take}": problem
        for key, problem in answers.failed.items()
        for planned in [next((each for each in plan.shots if each.request.key == key), None)]
    }
    if failed:
        print_failures(failed, dict.fromkeys(failed, project.places[found.id]))
        return 1
    talk(
        f"`storyboard pick {project.called} {found.id} N` chooses one; "
        "`storyboard takes` shows them."
    )
    return 0


def _summary(plan: Plan) -> str:
    first, last = plan.shots[0], plan.shots[-1]
    numbers = f"{first.request.take}" + (f" to {last.request.take}" if last is not first else "")
    price = "a price to be quoted" if plan.to_quote else f"{show(plan.cost)} USD"
    return f"{counted(len(plan.shots), 'take')} of {first.shot.id} (take {numbers}) for {price}."
