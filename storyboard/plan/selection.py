"""Some shots of a film: which are meant, and a plan that makes those alone. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.money import ZERO
from storyboard.plan.identity import fits
from storyboard.plan.plan import MADE, Action, Plan, PlannedShot


@dataclass(frozen=True)
class Selection:
    """Which shots are meant: those that any of the patterns fits, and of these the `changed` or the
    `missing` ones. Patterns are as of file names (`sc020*`); without any, every shot is meant."""

    shots: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    changed: bool = False
    missing: bool = False

    def __bool__(self) -> bool:
        return bool(self.shots or self.scenes or self.changed or self.missing)

    @property
    def by_state(self) -> bool:
        """Whether only a plan can tell which are meant."""
        return self.changed or self.missing

    def named(self, shotlist: Shotlist) -> frozenset[str]:
        """The ids of the shots that the patterns fit."""
        if not (self.shots or self.scenes):
            return frozenset(shot.id for shot in shotlist.filmed)
        return frozenset(
            shot.id
            for shot in shotlist.filmed
            if _fits(self.shots, _names(shot)) or _fits(self.scenes, _scene_names(shot))
        )

    def idle(self, shotlist: Shotlist) -> Iterator[tuple[str, str]]:
        """The patterns that fit nothing, each with the option it was given to."""
        for pattern in self.shots:
            if not any(_fits([pattern], _names(shot)) for shot in shotlist.filmed):
                yield "--shots", pattern
        for pattern in self.scenes:
            if not any(_fits([pattern], _scene_names(shot)) for shot in shotlist.filmed):
                yield "--scenes", pattern

    def chosen(self, plan: Plan) -> frozenset[str]:
        """The ids of the shots that are meant."""
        named = self.named(plan.shotlist)
        return frozenset(
            planned.shot.id
            for planned in plan.shots
            if planned.shot.id in named
            and (
                not self.by_state or (self.changed and is_changed(planned)) or self._lacks(planned)
            )
        )

    def _lacks(self, planned: PlannedShot) -> bool:
        return self.missing and planned.action not in (Action.KEEP, Action.STALE_APPROVED)


def is_changed(planned: PlannedShot) -> bool:
    """Whether its request is another than the one that the lock knows."""
    return planned.entry is not None and not fits(planned.shot, planned.entry)


def narrowed(plan: Plan, chosen: Collection[str]) -> Plan:
    """The plan that makes only what the `chosen` shots show; the others wait.

    A shot that shares a chosen one's request is made with it.
    """
    keys = {planned.request.key for planned in plan.shots if planned.shot.id in chosen}
    return replace(
        plan,
        shots=tuple(
            replace(planned, action=Action.SKIP, reason="not selected", cost=ZERO)
            if planned.action in MADE and planned.request.key not in keys
            else planned
            for planned in plan.shots
        ),
    )


def _fits(patterns: Iterable[str], names: Collection[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


def _names(shot: CompiledShot) -> tuple[str, ...]:
    return (shot.id, shot.slate.number)


def _scene_names(shot: CompiledShot) -> tuple[str, ...]:
    return (shot.scene_id, str(shot.slate.scene))
