"""Further takes of one shot's request: which numbers, and what they cost. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from storyboard.compile.request import Request
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.money import ZERO
from storyboard.plan.plan import Action, Inventory, Plan, PlannedShot, Source
from storyboard.read.staging import MOST_TAKES


def takes_of(shot: CompiledShot) -> Iterator[Request]:
    """Every take that there could be of a shot's request as it is now, from the first on."""
    return (replace(shot.request, take=number) for number in range(1, MOST_TAKES + 1))


def plan_retakes(
    shotlist: Shotlist,
    shot: CompiledShot,
    inventory: Inventory,
    number: int,
    bought: Collection[str] = (),
    quotes: Mapping[str, Decimal] = MappingProxyType({}),
) -> Plan:
    """Buy this many takes more, after the last one that is known in any way.

    `bought` are the keys that the lock names, be their clips here or not; `quotes` are live prices
    by request key.
    """
    there = inventory
    known = {*there.held, *there.on_the_way, *there.gone, *there.unconfirmed, *bought}
    last = max((take.take for take in takes_of(shot) if take.key in known), default=0)
    fresh = [take for take in takes_of(shot) if last < take.take <= last + number]
    return Plan(
        shotlist,
        False,
        tuple(_planned(shot, take, quotes.get(take.key, shot.price)) for take in fresh),
    )


def _planned(shot: CompiledShot, take: Request, price: Decimal | None) -> PlannedShot:
    cost = ZERO if price is None else price
    return PlannedShot(
        shot=shot,
        request=take,
        anew=take,
        source=Source.BOUGHT,
        action=Action.RETAKE,
        reason=f"take {take.take} is asked for",
        full_price=cost,
        to_buy=cost,
        cost=cost,
        saved=ZERO,
        to_quote=price is None,
    )
