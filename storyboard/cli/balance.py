"""`storyboard balance`: what is left on the account."""

from __future__ import annotations

import asyncio
import os
from decimal import Decimal
from pathlib import Path

import click

from storyboard.cli.config import load_settings
from storyboard.cli.output import print_json
from storyboard.cli.shop import open_wavespeed
from storyboard.errors import StoryboardError
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.money import show


@click.command("balance")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(as_json: bool) -> None:
    """Show the balance of your WaveSpeed account in USD."""
    settings = load_settings(Path.cwd(), {}, os.environ)
    left = asyncio.run(_balance(open_wavespeed(settings)))
    if left is None:
        raise StoryboardError.of(
            "no-answer",
            "WaveSpeed does not tell the balance now",
            hint="try again in a minute; `storyboard settings` shows the address that is asked",
        )
    if as_json:
        print_json({"balance": str(left), "currency": "USD"})
    else:
        click.echo(f"{show(left)} USD")


async def _balance(seller: WaveSpeed) -> Decimal | None:
    async with seller:
        return await seller.balance()
