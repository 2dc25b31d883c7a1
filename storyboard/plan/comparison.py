"""Two states of a storyboard beside each other: what differs, and what that costs. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from storyboard.compile.shotlist import Card, CompiledShot, Shotlist
from storyboard.compile.sound import Cue
from storyboard.money import ZERO, total
from storyboard.plan.changes import Change, Past, Said, changes, texts


class Fate(StrEnum):
    """What became of a shot."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"
    RECUT = "recut"
    REMOVED = "removed"


@dataclass(frozen=True)
class State:
    """A storyboard as it stood: its shotlist, and what each shot's request is made of."""

    shotlist: Shotlist
    said: Callable[[CompiledShot], Said]


@dataclass(frozen=True)
class ShotDifference:
    """One shot that is not as it was.

    `number` is where it stands now, or stood; `before` the id that it had. `changes` are why its
    request is another, `words` its texts as a unified diff. `price` is what its request costs at
    list price where it is a new one (None: it has to be quoted), and `settled` why that need not
    be paid.
    """

    id: str
    number: str
    scene: str
    fates: tuple[Fate, ...]
    before: str | None = None
    changes: tuple[Change, ...] = ()
    words: tuple[str, ...] = ()
    price: Decimal | None = ZERO
    settled: str | None = None

    @property
    def cost(self) -> Decimal:
        """What is to be paid for it, as far as the price is known."""
        return ZERO if self.settled else self.price or ZERO

    @property
    def to_quote(self) -> bool:
        """Whether it has to be paid for at a price that is not known."""
        return self.price is None and self.settled is None


@dataclass(frozen=True)
class Difference:
    """All that differs: shots in the order of the film, and values of the film itself.

    `film` gives names with the old and the new value as text.
    """

    shots: tuple[ShotDifference, ...]
    film: Mapping[str, tuple[str, str]]

    @property
    def cost(self) -> Decimal:
        """What the difference costs in USD, at list price and as far as that is known."""
        return total(shot.cost for shot in self.shots)

    @property
    def to_quote(self) -> int:
        """How many shots have to be paid for at a price that is not known."""
        return sum(shot.to_quote for shot in self.shots)

    def of(self, fate: Fate) -> tuple[ShotDifference, ...]:
        """The shots to which that happened."""
        return tuple(shot for shot in self.shots if fate in shot.fates)


def compare(then: State | None, now: State, settled: Mapping[str, str]) -> Difference:
    """What differs from `then`, when there may have been no storyboard at all.

    `settled` says of shots, by id, why they are not to be paid for though their requests are new.
    A request that was there before, in whatever shot, costs nothing.
    """
    old = {shot.id: shot for shot in then.shotlist.shots} if then else {}
    new = {shot.id: shot for shot in now.shotlist.shots}
    renamed = _renamed(old, new)
    moved = _moved(list(old), [renamed.get(id_, id_) for id_ in new])
    paid = {shot.request.key for shot in then.shotlist.filmed} if then else set()
    found: list[ShotDifference] = []
    for shot in now.shotlist.shots:
        before = old.get(renamed.get(shot.id, shot.id))
        fates = tuple(_fates(before, shot, moved=renamed.get(shot.id, shot.id) in moved))
        if fates:
            found.append(_difference(then, now, before, shot, fates, paid, settled))
        if isinstance(shot, CompiledShot):
            paid.add(shot.request.key)
    gone = [shot for id_, shot in old.items() if id_ not in {*new, *renamed.values()}]
    found += (
        ShotDifference(shot.id, shot.slate.number, shot.scene_id, (Fate.REMOVED,)) for shot in gone
    )
    return Difference(tuple(found), dict(_film(then.shotlist, now.shotlist)) if then else {})


def _difference(
    then: State | None,
    now: State,
    before: CompiledShot | Card | None,
    shot: CompiledShot | Card,
    fates: tuple[Fate, ...],
    paid: Collection[str],
    settled: Mapping[str, str],
) -> ShotDifference:
    told = ShotDifference(
        shot.id,
        shot.slate.number,
        shot.scene_id,
        fates,
        before.id if before and before.id != shot.id else None,
    )
    if not isinstance(shot, CompiledShot):
        return told
    why: tuple[Change, ...] = ()
    words: tuple[str, ...] = ()
    if then and isinstance(before, CompiledShot) and before.request.key != shot.request.key:
        past = Past(before.request, then.said(before).document())
        why = changes(past, shot.request, now.said(shot))
        words = tuple(texts(before.request, shot.request, "then"))
    known = shot.request.key in paid
    return ShotDifference(
        *(told.id, told.number, told.scene, told.fates, told.before),
        changes=why,
        words=words,
        price=ZERO if known else shot.price,
        settled=None if known else settled.get(shot.id),
    )


def _fates(
    before: CompiledShot | Card | None, now: CompiledShot | Card, *, moved: bool
) -> Iterator[Fate]:
    if before is None:
        yield Fate.ADDED
        return
    sent = [each.request.key if isinstance(each, CompiledShot) else None for each in (before, now)]
    if sent[0] != sent[1]:
        yield Fate.CHANGED
    if before.id != now.id:
        yield Fate.RENAMED
    if moved:
        yield Fate.MOVED
    if _edited(before) != _edited(now):
        yield Fate.RECUT


def _edited(shot: CompiledShot | Card) -> Any:
    """All that the cut makes of a shot, wherever its files lie."""
    if isinstance(shot, Card):
        return _shown((shot.frames, shot.joint, shot.face, shot.edit.fit))
    return _shown((shot.frames, shot.joint, shot.edit, shot.audio, shot.dialogue))


def _shown(value: Any) -> Any:
    if is_dataclass(value):
        return [(item.name, _shown(getattr(value, item.name))) for item in fields(value)]
    if isinstance(value, tuple | list):
        return [_shown(each) for each in value]
    return None if isinstance(value, Path) else value


def _renamed(
    old: Mapping[str, CompiledShot | Card], new: Mapping[str, CompiledShot | Card]
) -> dict[str, str]:
    """New ids of shots that are there under another id, with that one: same request, once each."""
    lost = {
        shot.request.key: id_
        for id_, shot in reversed([*old.items()])
        if id_ not in new and isinstance(shot, CompiledShot)
    }
    found: dict[str, str] = {}
    for id_, shot in new.items():
        if id_ not in old and isinstance(shot, CompiledShot):
            before = lost.pop(shot.request.key, None)
            if before is not None:
                found[id_] = before
    return found


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest ids that have to move for the rest to stand in the order they had."""
    place = {id_: number for number, id_ in enumerate(old)}
    common = [id_ for id_ in new if id_ in place]
    # Longest increasing subsequence: for each length, the smallest last place and who has it.
    ends: list[int] = []
    tails: list[int] = []
    came_from: list[int | None] = []
    for index, id_ in enumerate(common):
        at = bisect_left(ends, place[id_])
        came_from.append(tails[at - 1] if at else None)
        ends[at : at + 1] = [place[id_]]
        tails[at : at + 1] = [index]
    staying: set[str] = set()
    at_index = tails[-1] if tails else None
    while at_index is not None:
        staying.add(common[at_index])
        at_index = came_from[at_index]
    return set(common) - staying


def _film(then: Shotlist, now: Shotlist) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, old, new in (
        ("title", then.title, now.title),
        ("fps", str(then.rate), str(now.rate)),
        ("size", "x".join(map(str, then.size)), "x".join(map(str, now.size))),
        ("length", f"{then.frames} frames", f"{now.frames} frames"),
        ("loudness", str(then.loudness), str(now.loudness)),
    ):
        if old != new:
            yield name, (old, new)
    sounds = [sorted(map(_sound, each.cues)) for each in (then, now)]
    if sounds[0] != sounds[1]:
        yield "effects and music", (_sounds(sounds[0]), _sounds(sounds[1]))


def _sounds(found: Sequence[object]) -> str:
    return f"{len(found)} sound{'' if len(found) == 1 else 's'}"


def _sound(cue: Cue) -> tuple[str, ...]:
    """A sound wherever it begins: that moves with every shot before it."""
    heard = (cue.sha256, cue.skip, cue.gain, cue.duck, cue.fade_in, cue.fade_out, cue.loop)
    return tuple(map(str, heard))
