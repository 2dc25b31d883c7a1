"""`storyboard explain`: what a diagnostic's code means, with examples."""

from __future__ import annotations

from itertools import groupby

import click

from storyboard.cli.codes import Explanation, explanations
from storyboard.read.words import closest


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Say what CODE means, as in `error[wrong-type]`, with examples; without it, list them all."""
    known = explanations()
    if code is None:
        click.echo(_listed(list(known.values())))
        return
    wanted = code.strip().lower()
    if wanted not in known:
        near = closest(wanted, list(known))
        hint = f"Did you mean {near}?" if near else "`storyboard explain` lists them."
        raise click.BadParameter(f"there is no code {code}. {hint}", param_hint="CODE")
    click.echo(known[wanted].page(), nl=False)


def _listed(known: list[Explanation]) -> str:
    width = max(len(each.code) for each in known)
    return "\n\n".join(
        "\n".join([family, *(f"  {each.code:{width}}  {each.title}" for each in group)])
        for family, group in groupby(known, key=lambda each: each.family)
    )
