"""A plan as a document: for other programs, and to be carried out later as it stands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from storyboard.errors import Span
from storyboard.money import total
from storyboard.plan.changes import Change
from storyboard.plan.plan import Action, Dropped, Plan, PlannedShot
from storyboard.read.burns import Burn
from storyboard.read.edition import Edition

PLAN_VERSION: Final = 1

_Usd = Annotated[
    Decimal,
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$"}),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Part):
    """Where something is written; line and column count from 1."""

    file: str
    line: int
    column: int
    width: int

    @classmethod
    def of(cls, span: Span) -> Self:
        """The place of a span."""
        return cls(file=span.file, line=span.line, column=span.column, width=span.width)


class ChangedValue(_Part):
    """A value that makes a request another than the locked one. null: it is not said."""

    name: str
    old: Any
    new: Any
    level: Annotated[
        str,
        Field(
            description="Where it is said now: shot, scene, storyboard, built-in, template, or "
            "model (the catalogue)."
        ),
    ]
    span: Place | None
    variant: str | None
    variables: tuple[str, ...]

    @classmethod
    def of(cls, change: Change) -> Self:
        """The document of a change."""
        return cls(
            name=change.name,
            old=change.old,
            new=change.new,
            level=change.level,
            span=Place.of(change.span) if change.span else None,
            variant=change.variant,
            variables=change.variables,
        )


class ShotPlan(_Part):
    """What becomes of one shot, and why."""

    id: str
    number: Annotated[str, Field(description="Display number: scene-shot.")]
    scene: str
    frames: Annotated[int, Field(description="Length in the film.")]
    action: Action
    reason: str
    source: Literal["bought", "drawn"]
    cost: _Usd
    to_quote: Annotated[bool, Field(description="To buy for a price not known yet.")]
    request_key: str
    take: int
    changes: tuple[ChangedValue, ...]

    @classmethod
    def of(cls, planned: PlannedShot) -> Self:
        """The document of one shot's decision."""
        return cls(
            id=planned.shot.id,
            number=planned.shot.slate.number,
            scene=planned.shot.scene_id,
            frames=planned.shot.frames,
            action=planned.action,
            reason=planned.reason,
            source=planned.source.value,
            cost=planned.cost,
            to_quote=planned.to_quote,
            request_key=planned.request.key,
            take=planned.request.take,
            changes=tuple(map(ChangedValue.of, planned.changes)),
        )


class DroppedShot(_Part):
    """A shot that the lock knows and the storyboard has no more."""

    id: str
    action: Literal["drop"] = "drop"
    reason: str

    @classmethod
    def of(cls, drop: Dropped) -> Self:
        """The document of one."""
        return cls(id=drop.id, reason=drop.reason)


class Asked(_Part):
    """What was planned: how the plan is made again."""

    file: Annotated[str, Field(description="The storyboard's path, from the plan's folder.")]
    variant: str | None = None
    set: dict[str, str] = Field(default={})
    include_approved: bool = False
    rebuy_missing: bool = False
    panels_only: bool = False
    burn_in: Annotated[
        tuple[Burn, ...] | None, Field(description="What a draft shows; null: as it says itself.")
    ] = None
    quotes: Annotated[
        dict[str, _Usd], Field(description="Live prices by request key, where they were asked for.")
    ] = Field(default={})


class PlanDocument(_Part):
    """What a render would do, why, and what it costs. Amounts are USD, written as text."""

    storyboard_plan: Literal[1] = PLAN_VERSION
    asked: Asked
    title: str
    draft: bool
    fps: str
    frames: int
    currency: Literal["USD"] = "USD"
    cost: _Usd
    still_to_buy: _Usd
    full_buy: _Usd
    to_quote: int
    generate: Annotated[int, Field(description="How many clips are made.")]
    shots: tuple[ShotPlan, ...]
    drops: tuple[DroppedShot, ...]

    @classmethod
    def of(cls, plan: Plan, asked: Asked) -> Self:
        """The document of a plan."""
        return cls(
            asked=asked,
            title=plan.shotlist.title,
            draft=plan.draft,
            fps=str(plan.shotlist.rate),
            frames=plan.shotlist.frames,
            cost=plan.cost,
            still_to_buy=total(shot.to_buy for shot in plan.shots),
            full_buy=total(shot.full_price for shot in plan.shots),
            to_quote=plan.to_quote,
            generate=len(plan.to_generate),
            shots=tuple(map(ShotPlan.of, plan.shots)),
            drops=tuple(map(DroppedShot.of, plan.drops)),
        )

    def differences(self, now: PlanDocument) -> Iterator[str]:
        """What the plan would be otherwise now, in words. Reasons and places may differ."""
        before, after = ({shot.id: shot for shot in each.shots} for each in (self, now))
        for id_ in [*before, *(id_ for id_ in after if id_ not in before)]:
            old, new = before.get(id_), after.get(id_)
            if old is None or new is None:
                yield f"{id_} is {'new' if old is None else 'no longer there'}"
            elif old.action is not new.action:
                yield f"{id_}: {old.action}, now {new.action}"
            elif old.request_key != new.request_key:
                yield f"{id_}: another request"
            elif old.cost != new.cost:
                yield f"{id_}: {old.cost} USD, now {new.cost} USD"
            elif (old.frames, old.number) != (new.frames, new.number):
                yield f"{id_}: another length or place in the film"
        if {drop.id for drop in self.drops} != {drop.id for drop in now.drops}:
            yield "other shots are dropped"
        rest = ("draft", "fps", "frames", "title")
        yield from (name for name in rest if getattr(self, name) != getattr(now, name))


def asked_for(
    plan_folder: Path,
    file: Path,
    *,
    edition: Edition,
    include_approved: bool,
    rebuy_missing: bool,
    panels_only: bool,
    quotes: Mapping[str, Decimal] = MappingProxyType({}),
) -> Asked:
    """What was asked for, with the storyboard's path as it is seen from the plan's folder."""
    shown = Path(os.path.relpath(file.resolve(), plan_folder.resolve()))
    return Asked(
        file=shown.as_posix(),
        variant=edition.variant,
        set=dict(edition.given),
        include_approved=include_approved,
        rebuy_missing=rebuy_missing,
        panels_only=panels_only,
        burn_in=edition.burn_in,
        quotes=dict(quotes),
    )
