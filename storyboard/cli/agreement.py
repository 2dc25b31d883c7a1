"""The gate: a plan with its prices is shown; somebody agrees before anything is bought."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from storyboard.cli import shop
from storyboard.cli.config import Settings
from storyboard.cli.output import mention_warnings, talk
from storyboard.cli.plan_table import stale, summary
from storyboard.cli.project import Project
from storyboard.generate.attempt import Limits
from storyboard.generate.providers.base import Provider
from storyboard.plan.plan import Plan


def agree(
    project: Project,
    make: Callable[..., Plan],
    settings: Settings,
    *,
    yes: bool,
    quote: bool,
    show_plan: Callable[[Plan], str] = summary,
) -> tuple[Plan, Mapping[str, Provider], Limits]:
    """The plan with its prices, who sells, and how much may be spent.

    `make` makes the plan, with live `quotes` where they are given.
    """
    mention_warnings(project.warnings, project.called)
    plan = make()
    shop.require_prices(plan, settings, quote=quote)
    if plan.to_quote:
        plan = make(quotes=shop.quotes_for(plan, settings, every=False))
    if plan.stale:
        talk(stale(plan))
    limits = shop.consent(plan, settings, project.budget, yes=yes, show_plan=show_plan)
    return plan, shop.sellers(plan, settings), limits
