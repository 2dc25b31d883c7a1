"""Which entry of the lock is about which shot, also where shots have other names now. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from storyboard.compile.request import Request, Standing
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.plan.changes import Past, Said, own_words_stand, words_of
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
    return request if take == 1 or request.take != 1 else replace(request, take=take)


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
    left = {entry.key: entry for shot, entry in entries.items() if shot not in ids}
    takes = sorted({entry.take for entry in left.values()})

    def standing(shot: str, request: Request) -> str:
        own = entries.get(shot)
        if own is not None:
            kept = own.approved is not None and not include_approved
            return own.key if kept or of_take(request, own.take).key == own.key else request.key
        found = (of_take(request, take).key for take in takes)
        return next((key for key in found if key in left), request.key)

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
    taken = set(found.values())
    left: dict[str, list[str]] = {}
    for old, entry in history.entries.items():
        past = history.past.get(entry.key)
        if old not in taken and past is not None and past.said is not None:
            left.setdefault(words_of(past.said["values"]), []).append(old)
    alike: dict[str, list[str]] = {}
    for new in newcomers if left else ():
        if (today := history.today.get(new)) is not None:
            for old in left.get(words_of({each.name: each.value for each in today.origins}), ()):
                if own_words_stand(history.past[history.entries[old].key], today):
                    alike.setdefault(new, []).append(old)
    meant = Counter(old for olds in alike.values() for old in olds)
    # Of two that could be meant nobody knows which.
    return {new: olds[0] for new, olds in alike.items() if len(olds) == meant[olds[0]] == 1}


def _moved(
    shots: Mapping[str, CompiledShot], settled: Collection[str], history: History
) -> dict[str, str]:
    """The shots whose requests the lock knows under other ids.

    An approval never leaves the id that it was given to but for the shot that shows the very clip,
    and only where the shot of that id shows another clip that is known: else a shot that was
    copied before it was rewritten would take its approval with it.
    """
    claims = _claims(shots, {old: e for old, e in history.entries.items() if old not in settled})
    claimants = {old: id_ for id_, old in claims.items()}
    bound = [id_ for id_ in shots if _is_approved(history, id_)]
    while bound:
        id_ = bound.pop()
        if (id_ in claims) == (id_ in claimants):
            continue
        # It keeps its entry: nobody has that, and it has nobody's.
        for shot in [each for each in (id_, claimants.get(id_)) if each in claims]:
            old = claims.pop(shot)
            del claimants[old]
            bound += [each for each in (shot, old) if each in shots and _is_approved(history, each)]
    return claims


def _is_approved(history: History, id_: str) -> bool:
    return id_ in history.entries and history.entries[id_].approved is not None


def _claims(shots: Mapping[str, CompiledShot], free: Entries) -> dict[str, str]:
    by_key: dict[str, list[str]] = {}
    for old, entry in free.items():
        by_key.setdefault(entry.key, []).append(old)
    takes = sorted({entry.take for entry in free.values()})
    wanted = {
        id_: [
            old
            for take in takes
            for old in by_key.get(of_take(shot.request, take).key, ())
            if old != id_ and free[old].take == take
        ]
        for id_, shot in shots.items()
    }
    claims: dict[str, str] = {}
    taken: set[str] = set()
    for id_, olds in wanted.items():
        # An entry's own shot was renamed, renumbered, or is not there; else this may be its copy.
        left = (old for old in olds if old not in shots or wanted[old] or id_ in free)
        if (first := next((old for old in left if old not in taken), None)) is not None:
            claims[id_] = first
            taken.add(first)
    return claims
