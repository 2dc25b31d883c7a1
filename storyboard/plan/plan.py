"""The plan: for every shot what will be done, why, and what it costs. Generating decides nothing.

The reason is written where the decision is made, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from storyboard.compile.request import Request
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.money import ZERO, total


class Action(StrEnum):
    """What happens to a shot."""

    KEEP = "keep"
    GENERATE = "generate"
    COLLECT = "collect"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Inventory:
    """What is there, by request key.

    `held`: whose clips are in the store, and what was paid for each. `on_the_way`: bought by an
    earlier run that did not bring the clip home. `unconfirmed`: of which nobody knows whether they
    were bought.
    """

    held: Mapping[str, Decimal] = field(default_factory=dict)
    on_the_way: Collection[str] = ()
    unconfirmed: Collection[str] = ()


class Source(StrEnum):
    """Where a shot's clip comes from."""

    BOUGHT = "bought"
    DRAWN = "drawn"


@dataclass(frozen=True)
class PlannedShot:
    """One shot's decision.

    `full_price` is what buying it anew costs at list price, `to_buy` what a final render still
    has to pay for it, `cost` what this plan spends on it, and `saved` what reuse spares; a shot
    that shares another's request counts nowhere. One that is `to_quote` still has to be bought
    for a price that nobody knows yet: it is in no amount.
    """

    shot: CompiledShot
    request: Request
    source: Source
    action: Action
    reason: str
    full_price: Decimal
    to_buy: Decimal
    cost: Decimal
    saved: Decimal
    to_quote: bool = False


@dataclass(frozen=True)
class Plan:
    """What a render will do, in the order of the film. Cards are not in it: the cut draws them."""

    shotlist: Shotlist
    draft: bool
    shots: tuple[PlannedShot, ...]

    @property
    def to_generate(self) -> tuple[PlannedShot, ...]:
        """The shots whose clips have to be made."""
        return tuple(shot for shot in self.shots if shot.action is Action.GENERATE)

    @property
    def pending(self) -> bool:
        """Whether a render has anything to do but cut."""
        return any(shot.action is not Action.KEEP for shot in self.shots)

    @property
    def cost(self) -> Decimal:
        """What carrying out this plan spends, in USD at list price."""
        return total(shot.cost for shot in self.shots)

    @property
    def to_quote(self) -> int:
        """How many shots still have to be bought for a price that is not known yet."""
        return sum(shot.to_quote for shot in self.shots)


def make_plan(
    shotlist: Shotlist,
    inventory: Inventory,
    *,
    draft: bool,
    quotes: Mapping[str, Decimal] = MappingProxyType({}),
) -> Plan:
    """Decide for every shot. Pure.

    `quotes` are live prices by request key, which go before the catalogue's. In a
    draft a shot is drawn unless its final clip is held; nothing is ever bought.
    """
    planned: list[PlannedShot] = []
    first_with: dict[str, str] = {}
    for shot in shotlist.filmed:
        planned.append(_decide(shot, inventory, quotes, first_with, draft=draft))
        first_with.setdefault(planned[-1].request.key, shot.id)
        first_with.setdefault(shot.request.key, shot.id)
    return Plan(shotlist, draft, tuple(planned))


def _decide(
    shot: CompiledShot,
    inventory: Inventory,
    quotes: Mapping[str, Decimal],
    first_with: Mapping[str, str],
    *,
    draft: bool,
) -> PlannedShot:
    held = inventory.held
    bought = shot.request.key in held
    request = shot.request if bought or not draft else shot.draft
    paid = bought or shot.request.key in inventory.on_the_way
    source = Source.BOUGHT if request is shot.request else Source.DRAWN
    twin = first_with.get(request.key)
    counts = shot.request.key not in first_with
    # What was paid stands for a price that the catalogue does not know.
    listed = quotes.get(shot.request.key, shot.price)
    price = held.get(shot.request.key) if listed is None else listed
    full = price if counts and price is not None else ZERO
    to_buy = ZERO if paid else full
    if twin is not None:
        action, reason = Action.KEEP, f"same request as {twin}"
    elif request.key in held:
        done = "bought" if source is Source.BOUGHT else "drawn"
        action, reason = Action.KEEP, f"already {done}"
    elif request.key in inventory.on_the_way:
        action, reason = Action.COLLECT, "bought by an earlier run, not here"
    elif request.key in inventory.unconfirmed:
        action, reason = Action.UNCONFIRMED, "may have been bought: see storyboard recover"
    else:
        action = Action.GENERATE
        reason = "no drawing of it as it is now" if draft else "no clip of this request yet"
    return PlannedShot(
        shot=shot,
        request=request,
        source=source,
        action=action,
        reason=reason,
        full_price=full,
        to_buy=to_buy,
        cost=to_buy if action is Action.GENERATE and source is Source.BOUGHT else ZERO,
        saved=full if paid else ZERO,
        to_quote=counts and price is None and not paid,
    )
