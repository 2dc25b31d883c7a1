"""`storyboard prompts`: the exact request of every shot."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import click

from storyboard.cli.output import print_json, problem_format
from storyboard.cli.project import edition_options, open_project, storyboard_file
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.money import show
from storyboard.read.edition import Edition


@click.command("prompts")
@storyboard_file
@edition_options
@problem_format
@click.argument("shot", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the request bodies as JSON.")
def command(file: Path, edition: Edition, shot: str | None, as_json: bool) -> None:
    """Print what would be sent for every shot of FILE, or for SHOT alone."""
    shots = _select(open_project(file, edition).shotlist, shot)
    if as_json:
        print_json(
            [
                {"shot": each.id, "key": each.request.key, **each.request.document()}
                for each in shots
            ]
        )
        return
    click.echo("\n\n".join(_page(each) for each in shots))


def _select(shotlist: Shotlist, wanted: str | None) -> tuple[CompiledShot, ...]:
    if wanted is None:
        return shotlist.filmed
    found = tuple(shot for shot in shotlist.filmed if wanted in (shot.id, shot.slate.number))
    if any(wanted in (card.id, card.slate.number) for card in shotlist.cards):
        raise click.BadParameter(f"{wanted} is a card: nothing is sent for it", param_hint="SHOT")
    if not found:
        ids = [shot.id for shot in shotlist.filmed]
        close = difflib.get_close_matches(wanted, ids, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(ids[:20])}."
        raise click.BadParameter(f"there is no shot {wanted}. {hint}", param_hint="SHOT")
    return found


def _page(shot: CompiledShot) -> str:
    prompts = {shot.prompt, shot.negative_prompt}
    rest = {
        name: value
        for name, value in shot.request.body.items()
        if not isinstance(value, str) or value not in prompts
    }
    price = "price by quote" if shot.price is None else f"{show(shot.price)} USD"
    settings = ", ".join(f"{name} {json.dumps(value)}" for name, value in rest.items())
    return (
        f"── {shot.slate.number} {shot.id} · {price}\n"
        f"{shot.prompt}\n\n"
        f"avoid: {shot.negative_prompt or '(nothing)'}\n"
        f"{shot.request.model}: {settings}\n"
        f"{len(shot.prompt)} characters, key {shot.request.key[:12]}"
    )
