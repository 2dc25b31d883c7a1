"""Further takes of one shot's request: which numbers, and what they cost. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from storyboard.compile.request import Request
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.money import ZERO
from storyboard.plan.plan import Action, Inventory, Plan, PlannedShot, Source

MOST_TAKES: Final = 99
"""A take has two digits on its slate."""


def takes_of(shot: CompiledShot) -> Iterator[Request]:
    """Every take that there could be of a shot's request as it is now, from the first on."""
    return (replace(shot.request, take=number) for number in range(1, MOST_TAKES + 1))


def plan_retakes(
    shotlist: Shotlist,
    shot: CompiledShot,
    inventory: Inventory,
    number: int,
    quotes: Mapping[str, Decimal] = MappingProxyType({}),
) -> Plan:
    """Buy this many takes more, after the last one that is known in any way.

    All takes of a request cost the same: what is quoted for one holds for all.
    """
    there = inventory
    known = {*there.held, *there.on_the_way, *there.gone, *there.unconfirmed}
    last = max((take.take for take in takes_of(shot) if take.key in known), default=0)
    price = quotes.get(shot.request.key, shot.price)
    fresh = [take for take in takes_of(shot) if last < take.take <= last + number]
    return Plan(shotlist, False, tuple(_planned(shot, take, price) for take in fresh))


def _planned(shot: CompiledShot, take: Request, price: Decimal | None) -> PlannedShot:
    cost = ZERO if price is None else price
    return PlannedShot(
        shot=shot,
        request=take,
        source=Source.BOUGHT,
        action=Action.RETAKE,
        reason=f"take {take.take} is asked for",
        full_price=cost,
        to_buy=cost,
        cost=cost,
        saved=ZERO,
        to_quote=price is None,
    )
