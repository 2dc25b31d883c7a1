"""Which entry of the lock is about which shot, also where shots have other names now. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from storyboard.compile.request import Request, Standing
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.plan.changes import Past, Said, own_words_stand
from storyboard.plan.lock import Entries, Entry


@dataclass(frozen=True)
class History:
    """What a plan is compared with: the lock's `entries` of this film.

    `bought` are all that the lock names, by key: also of other films, of variants, and of both
    sides of a conflict. Of the requests that are others now, `past` is one as it was (by its key,
    where the store knows it) and `today` what it would be made of (by shot).
    """

    entries: Entries = field(default_factory=dict)
    past: Mapping[str, Past] = field(default_factory=dict)
    today: Mapping[str, Said] = field(default_factory=dict)
    bought: Mapping[str, Entry] = field(default_factory=dict)


NO_HISTORY: Final = History()


def of_take(request: Request, take: int) -> Request:
    """The same request's take of that number. A take that the storyboard itself names stays."""
    return request if request.take != 1 else replace(request, take=take)


def fits(shot: CompiledShot, entry: Entry) -> bool:
    """Whether what the lock says of a shot is about its request as it is now."""
    return of_take(shot.request, entry.take).key == entry.key


def key_of(shot: CompiledShot, entry: Entry | None, *, include_approved: bool = False) -> str:
    """The request that a shot stands by: what is approved, or its picked take, or what it says."""
    if entry is not None and (
        fits(shot, entry) or (entry.approved is not None and not include_approved)
    ):
        return entry.key
    return shot.request.key


def standing_by(
    entries: Entries, ids: Collection[str], *, include_approved: bool = False
) -> Standing:
    """By the lock, the request that each shot of a storyboard with these `ids` stands by, as far
    as it can be told before the others are compiled."""
    left = [entry for shot, entry in entries.items() if shot not in ids]

    def standing(shot: str, request: Request) -> str:
        found = [entries[shot]] if shot in entries else left
        for entry in found:
            kept = entry.approved is not None and not include_approved and shot in entries
            if kept or of_take(request, entry.take).key == entry.key:
                return entry.key
        return request.key

    return standing


def entry_ids(shotlist: Shotlist, history: History) -> dict[str, str]:
    """For each shot that the lock knows, the id under which it does.

    A shot keeps its own entry, unless other shots have changed names with it; one that was renamed
    is known by its request, or by its own words where only what it shares was changed with it.
    """
    shots, entries = {shot.id: shot for shot in shotlist.filmed}, history.entries
    found = {id_: id_ for id_, shot in shots.items() if id_ in entries and fits(shot, entries[id_])}
    found |= _moved({id_: shot for id_, shot in shots.items() if id_ not in found}, found, history)
    taken = set(found.values())
    for id_ in shots:
        if id_ in entries and id_ not in found and id_ not in taken:
            found[id_] = id_
    return found | _renamed([id_ for id_ in shots if id_ not in found], found, history)


def _renamed(newcomers: list[str], found: Mapping[str, str], history: History) -> dict[str, str]:
    """Those of the shots without an entry that say themselves what one says that has no shot."""
    left = [old for old in history.entries if old not in found.values()]
    pairs = [(new, old) for old in left for new in newcomers if _is_alike(history, new, old)]
    # Of two that could be meant nobody knows which.
    return {
        new: old
        for new, old in pairs
        if sum(new == each for each, _ in pairs) == sum(old == each for _, each in pairs) == 1
    }


def _moved(
    shots: Mapping[str, CompiledShot], settled: Collection[str], history: History
) -> dict[str, str]:
    """The shots whose requests the lock knows under other ids.

    An approval never leaves the id that it was given to but for the shot that shows the very clip,
    and only where the shot of that id shows another clip that is known: else a shot that was
    copied before it was rewritten would take its approval with it.
    """
    entries = history.entries
    pinned: set[str] = set()
    while True:
        free = {old: entry for old, entry in entries.items() if old not in {*settled, *pinned}}
        claims = _claims({id_: shot for id_, shot in shots.items() if id_ not in pinned}, free)
        lost = {
            old
            for old in free.keys() & shots.keys()
            if entries[old].approved is not None
            and (old in claims or old in claims.values())
            and not (old in claims and old in claims.values())
        }
        if not lost:
            return claims
        pinned |= lost


def _claims(shots: Mapping[str, CompiledShot], free: Entries) -> dict[str, str]:
    wanted = {
        id_: [old for old, entry in free.items() if old != id_ and fits(shot, entry)]
        for id_, shot in shots.items()
    }
    claims: dict[str, str] = {}
    for id_, olds in wanted.items():
        for old in olds:
            # Its own shot was renamed, renumbered, or is not there; else this may be its copy.
            moved_on = old not in shots or bool(wanted[old]) or id_ in free
            if moved_on and old not in claims.values():
                claims[id_] = old
                break
    return claims


def _is_alike(history: History, shot: str, old: str) -> bool:
    past, today = history.past.get(history.entries[old].key), history.today.get(shot)
    return past is not None and today is not None and own_words_stand(past, today)
