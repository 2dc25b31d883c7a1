"""Naming shots on the command line: by id, or by the number on the slate."""

from __future__ import annotations

from collections.abc import Iterable

import click

from storyboard.cli.mistyped import advice
from storyboard.compile.shotlist import CompiledShot, Shotlist


def find_shot(shotlist: Shotlist, wanted: str) -> CompiledShot:
    """The shot of a name. Raises BadParameter for a card, and for a name that no shot has."""
    for shot in shotlist.filmed:
        if wanted in (shot.id, shot.slate.number):
            return shot
    if any(wanted in (card.id, card.slate.number) for card in shotlist.cards):
        raise click.BadParameter(f"{wanted} is a card: nothing is sent for it", param_hint="SHOT")
    ids = [shot.id for shot in shotlist.filmed]
    message = f"there is no shot {wanted}. {advice(wanted, ids)}"
    raise click.BadParameter(message, param_hint="SHOT")


def find_shots(shotlist: Shotlist, wanted: Iterable[str]) -> tuple[CompiledShot, ...]:
    """The shots of several names, each once."""
    found = {shot.id: shot for shot in (find_shot(shotlist, name) for name in wanted)}
    return tuple(found.values())
