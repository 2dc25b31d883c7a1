"""The plan: for every shot what will be done, why, and what it costs. Generating decides nothing.

The reason is written where the decision is made, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from storyboard.compile.request import Request
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.money import ZERO, show, total
from storyboard.plan.changes import Change, changes
from storyboard.plan.identity import NO_HISTORY, History, entry_ids, fits, of_take
from storyboard.plan.lock import Entry


class Action(StrEnum):
    """What happens to a shot."""

    KEEP = "keep"
    GENERATE = "generate"
    RETAKE = "retake"
    DROP = "drop"
    COLLECT = "collect"
    STALE_APPROVED = "stale-approved"
    UNCONFIRMED = "unconfirmed"
    MISSING_OBJECT = "missing-object"
    SKIP = "skip"


MADE: Final = frozenset({Action.GENERATE, Action.RETAKE})
"""The actions that make a clip."""


@dataclass(frozen=True)
class Inventory:
    """What is there, by request key.

    `held`: whose clips are in the store, and what was paid for each; `clips`: the sha256 of
    each. `on_the_way`: bought by an earlier run that did not bring the clip home. `gone`: brought
    home, and not in the store any more. `unconfirmed`: of which nobody knows whether they were
    bought. `given_up`: lost, and somebody decided to pay for them again.
    """

    held: Mapping[str, Decimal] = field(default_factory=dict)
    on_the_way: Collection[str] = ()
    unconfirmed: Collection[str] = ()
    clips: Mapping[str, str] = field(default_factory=dict)
    gone: Collection[str] = ()
    given_up: Collection[str] = ()


class Source(StrEnum):
    """Where a shot's clip comes from."""

    BOUGHT = "bought"
    DRAWN = "drawn"


@dataclass(frozen=True)
class PlannedShot:
    """One shot's decision.

    `request` is the one whose clip it shows, and `anew` what would be bought for the film if
    nothing were there: its picked take, as it is written now. `full_price` is what that costs at
    list price, `to_buy` what a final render still has to pay for it, `cost` what this plan spends
    on it, and `saved` what reuse spares; a shot that shares another's request counts nowhere. One
    that is `to_quote` still has to be bought for a price that nobody knows yet: it is in no amount.

    `entry` is what the lock says of it, also under the id that it had before; `changes` are why
    its request is not the locked one. A missing clip is to `fetch` where the provider may still
    have it, at no cost.
    """

    shot: CompiledShot
    request: Request
    anew: Request
    source: Source
    action: Action
    reason: str
    full_price: Decimal
    to_buy: Decimal
    cost: Decimal
    saved: Decimal
    to_quote: bool = False
    entry: Entry | None = None
    changes: tuple[Change, ...] = ()
    fetch: bool = False


_GONE: Final = "no longer in the storyboard"


@dataclass(frozen=True)
class Dropped:
    """A shot that the lock knows and the storyboard has no more. Its clip stays in the store."""

    id: str
    entry: Entry
    reason: str = _GONE


@dataclass(frozen=True)
class Plan:
    """What a render will do, in the order of the film. Cards are not in it: the cut draws them."""

    shotlist: Shotlist
    draft: bool
    shots: tuple[PlannedShot, ...]
    drops: tuple[Dropped, ...] = ()

    @property
    def to_generate(self) -> tuple[PlannedShot, ...]:
        """The shots whose clips have to be made."""
        return tuple(shot for shot in self.shots if shot.action in MADE)

    @property
    def stale(self) -> tuple[PlannedShot, ...]:
        """The approved shots that show what their requests no longer say."""
        return tuple(shot for shot in self.shots if shot.action is Action.STALE_APPROVED)

    @property
    def pending(self) -> bool:
        """Whether there are clips to make or to bring home."""
        return any(shot.action not in (Action.KEEP, Action.STALE_APPROVED) for shot in self.shots)

    @property
    def changed(self) -> bool:
        """Whether a render has anything to do but cut."""
        return self.pending or bool(self.drops)

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
    history: History = NO_HISTORY,
    include_approved: bool = False,
    rebuy_missing: bool = False,
    panels_only: bool = False,
) -> Plan:
    """Decide for every shot. Pure.

    `quotes` are live prices by request key, which go before the catalogue's. In a draft a shot is
    drawn unless its final clip is held, and with `panels_only` in any case; nothing is ever bought.
    An approved shot keeps its clip unless all are to be bought with `include_approved`; a clip that
    the lock knows and the store does not have is bought again only to `rebuy_missing`.
    """
    known = entry_ids(shotlist, history)
    decider = _Decider(
        inventory, quotes, history, draft, include_approved, rebuy_missing, panels_only
    )
    planned = tuple(
        decider.decide(shot, history.entries.get(known.get(shot.id, "")))
        for shot in shotlist.filmed
    )
    ids = {shot.id for shot in shotlist.filmed}
    dropped = sorted(history.entries.keys() - known.values())
    drops = tuple(_dropped(shot, history.entries[shot], taken=shot in ids) for shot in dropped)
    return Plan(shotlist, draft, planned, () if draft else drops)


def _dropped(id_: str, entry: Entry, *, taken: bool) -> Dropped:
    reason = "the shot of this name shows another's clip now" if taken else _GONE
    return Dropped(id_, entry, f"{reason}; it was approved" if entry.approved else reason)


@dataclass(frozen=True)
class _State:
    """How one request stands. A clip that is missing may be there to `fetch`."""

    action: Action
    reason: str
    changes: tuple[Change, ...] = ()
    fetch: bool = False


class _Decider:
    """Decides shot after shot, and knows which requests had their turn."""

    def __init__(
        self,
        inventory: Inventory,
        quotes: Mapping[str, Decimal],
        history: History,
        draft: bool,
        include_approved: bool,
        rebuy_missing: bool,
        panels_only: bool,
    ) -> None:
        self._inventory, self._quotes, self._history = inventory, quotes, history
        self._draft, self._include_approved = draft, include_approved
        self._rebuy_missing, self._panels_only = rebuy_missing, panels_only
        self._bought = {entry.key: entry for entry in history.entries.values()}
        self._bought |= history.bought
        self._first_with: dict[str, str] = {}

    def decide(self, shot: CompiledShot, entry: Entry | None) -> PlannedShot:
        """One shot's decision and its money."""
        held = self._inventory.held
        final, state = self._final(shot, entry)
        drawn = self._draft and (self._panels_only or final.key not in held)
        request = shot.draft if drawn else final
        if self._draft:
            state = self._in_draft(request, drawn=drawn)
        twin = self._first_with.get(request.key)
        if twin is not None and state.action not in (Action.STALE_APPROVED, Action.MISSING_OBJECT):
            state = _State(Action.KEEP, f"same request as {twin}")
        counts = final.key not in self._first_with
        self._first_with.setdefault(request.key, shot.id)
        self._first_with.setdefault(final.key, shot.id)
        # An approved clip may be of a request that nobody would buy any more.
        anew = final if of_take(shot.request, final.take).key == final.key else shot.request
        # What was paid stands for a price that the catalogue does not know.
        listed = self._quotes.get(anew.key, shot.price)
        price = held.get(final.key) if listed is None else listed
        full = price if counts and price is not None else ZERO
        paid = self._is_paid(final, state)
        to_buy = ZERO if paid else full
        return PlannedShot(
            shot=shot,
            request=request,
            anew=anew,
            source=Source.DRAWN if drawn else Source.BOUGHT,
            action=state.action,
            reason=state.reason,
            full_price=full,
            to_buy=to_buy,
            cost=to_buy if state.action in MADE and not drawn else ZERO,
            saved=full if paid else ZERO,
            to_quote=counts and price is None and not paid,
            entry=entry,
            changes=state.changes,
            fetch=state.fetch,
        )

    def _is_paid(self, final: Request, state: _State) -> bool:
        there = self._inventory
        known = (there.held, there.on_the_way, there.gone)
        return state.action in (Action.STALE_APPROVED, Action.MISSING_OBJECT) or any(
            final.key in keys for keys in known
        )

    def _final(self, shot: CompiledShot, entry: Entry | None) -> tuple[Request, _State]:
        """The request whose clip the film shows, and how it stands."""
        if entry is None:
            return shot.request, self._of_request(shot.request, "no clip of this request yet")
        if fits(shot, entry):
            request = of_take(shot.request, entry.take)
            return request, self._locked(request, entry)
        found = self._changes(shot, entry)
        if entry.approved is not None and not self._include_approved:
            return self._approved(shot, entry, found)
        reason = _told(found) or "the request is another than the locked one"
        return shot.request, self._of_request(shot.request, reason, found)

    def _locked(self, request: Request, entry: Entry) -> _State:
        """How a request stands that the lock says was answered."""
        have = self._inventory.clips.get(request.key, entry.clip)
        if have != entry.clip:
            return _State(
                Action.MISSING_OBJECT,
                f"the lock names clip {entry.clip[:12]}, the store has {have[:12]} for it",
            )
        return self._of_request(request, "bought again: its clip is not here")

    def _approved(
        self, shot: CompiledShot, entry: Entry, found: tuple[Change, ...]
    ) -> tuple[Request, _State]:
        """An approved shot whose request is another now: what was approved stays in the film."""
        past = self._history.past.get(entry.key)
        why = _told(found) or "its request is another now"
        if past is None or self._inventory.clips.get(entry.key, entry.clip) != entry.clip:
            return shot.request, _State(
                Action.MISSING_OBJECT, f"approved, and not in this store: {_bought(entry)}", found
            )
        if entry.key not in self._inventory.held:
            return past.request, _State(
                Action.MISSING_OBJECT,
                f"approved, and gone from the store: {_bought(entry)}",
                found,
                fetch=entry.key in self._inventory.gone,
            )
        reason = f"{why}; the approved clip is kept"
        return past.request, _State(Action.STALE_APPROVED, reason, found)

    def _of_request(self, request: Request, why: str, found: tuple[Change, ...] = ()) -> _State:
        """How a request stands by what the store and the journal have of it."""
        there = self._inventory
        if request.key in there.held:
            return _State(Action.KEEP, "already bought")
        if request.key in there.on_the_way:
            return _State(Action.COLLECT, "bought by an earlier run, not here")
        if request.key in there.unconfirmed:
            return _State(Action.UNCONFIRMED, "may have been bought: see storyboard recover")
        if request.key in there.gone:
            return _State(
                Action.MISSING_OBJECT, "came home once and is gone: it is fetched again", fetch=True
            )
        # Whoever bought it, and for whichever film: nothing is paid for twice unasked.
        known = self._bought.get(request.key)
        if known and not (self._rebuy_missing or request.key in there.given_up):
            return _State(Action.MISSING_OBJECT, f"not in this store: {_bought(known)}")
        if request.take > 1:
            return _State(Action.RETAKE, f"take {request.take} is not here yet", found)
        return _State(Action.GENERATE, why, found)

    def _in_draft(self, request: Request, *, drawn: bool) -> _State:
        if request.key not in self._inventory.held:
            return _State(Action.GENERATE, "no drawing of it as it is now")
        return _State(Action.KEEP, f"already {'drawn' if drawn else 'bought'}")

    def _changes(self, shot: CompiledShot, entry: Entry) -> tuple[Change, ...]:
        past, today = self._history.past.get(entry.key), self._history.today.get(shot.id)
        if past is None or today is None:
            return ()
        return changes(past, shot.request, today)


def _told(found: tuple[Change, ...]) -> str:
    """What changed, in a few words and with the place of the first."""
    if not found:
        return ""
    first, *more = found
    others = f" and {len(more)} more" if more else ""
    where = f" at {PurePath(first.span.file).name}:{first.span.line}" if first.span else ""
    return f"{first.name}{others} changed{where}"


def _bought(entry: Entry) -> str:
    """What is known of a clip that is not here."""
    by = f" as prediction {entry.prediction}" if entry.prediction else ""
    return f"bought for {show(entry.price)} USD on {entry.made.isoformat()}{by}"
