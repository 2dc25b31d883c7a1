"""Buying from the command line: settings, the provider, and somebody's word that money may go."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storyboard.cli.apikey import find_api_key, require_api_key
from storyboard.cli.config import Layer, Settings, load_settings
from storyboard.cli.output import counted, talk
from storyboard.cli.plan_table import summary
from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Limits
from storyboard.money import show
from storyboard.plan.plan import Plan

if TYPE_CHECKING:
    from storyboard.generate.providers.base import Provider
    from storyboard.generate.providers.wavespeed.provider import WaveSpeed


def settings_for(file: Path, *, level: str | None = None, max_cost: str | None = None) -> Settings:
    """The settings in force for a storyboard's project."""
    flags = {"wavespeed.level": level, "render.max_cost": max_cost}
    return load_settings(file.parent, flags, os.environ)


def open_wavespeed(settings: Settings) -> WaveSpeed:
    """The provider. Raises StoryboardError where there is no API key."""
    from storyboard.generate.providers.wavespeed.provider import WaveSpeed

    return WaveSpeed(settings.wavespeed, require_api_key(os.environ))


def sellers(plan: Plan, settings: Settings) -> Mapping[str, Provider]:
    """Who a final render buys from. With nothing to buy a key is used if it is there, to bring
    home what an earlier run has bought."""
    if plan.pending or find_api_key(os.environ) is not None:
        seller = open_wavespeed(settings)
        return {seller.name: seller}
    return {}


def quotes_for(plan: Plan, settings: Settings, *, every: bool) -> Mapping[str, Decimal]:
    """Live prices by request key: of every shot, or of those whose price is unknown."""
    from storyboard.generate.quotes import live_quotes

    asked: list[Request] = [planned.anew for planned in plan.shots if every or planned.to_quote]
    return live_quotes(open_wavespeed(settings), asked) if asked else {}


def consent(
    plan: Plan,
    settings: Settings,
    budget: Decimal | None,
    *,
    yes: bool,
    show_plan: Callable[[Plan], str] = summary,
) -> Limits:
    """Show the plan and its price and get somebody's word; the limits that were given with it.

    A ceiling in a file is kept to but is nobody's word. Raises UsageError (exit 2) where there is
    nobody to ask, and Abort where the answer is no.
    """
    limits = Limits(project=budget, run=settings.max_cost)
    if not plan.to_generate:
        return limits
    talk(show_plan(plan).strip())
    if budget is not None:
        talk(f"The storyboard's budget is {show(budget)} USD in all.")
    flagged = settings.origins["render.max_cost"].layer is Layer.FLAG
    if yes or (flagged and settings.max_cost is not None):
        return limits
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(
            f"nobody is here to agree to {show(plan.cost)} USD: "
            "add --yes, or --max-cost USD, or --draft to draw the film for free"
        )
    if not click.confirm(f"Buy {counted(len(plan.to_generate), 'clip')}?", default=False, err=True):
        raise StoryboardError.of("not-agreed", "nothing was bought", hint="--draft costs nothing")
    return limits


def require_prices(plan: Plan, settings: Settings, *, quote: bool) -> None:
    """A price that nobody knows is never guessed: it must be asked for, or have a ceiling."""
    if plan.to_quote and not quote and settings.max_cost is None:
        shots = [planned.shot.id for planned in plan.shots if planned.to_quote]
        raise StoryboardError.of(
            "price-unknown",
            f"the catalogue has no price for {', '.join(shots[:5])}"
            + (f" and {len(shots) - 5} more" if len(shots) > 5 else ""),
            hint="add --quote to ask the provider for it, free of charge, or --max-cost USD",
        )
