"""Carrying out a plan: its requests through the client, its takes by shot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from storyboard.compile.request import Request
from storyboard.compile.shotlist import CompiledShot
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate.attempt import Limits
from storyboard.generate.client import Client
from storyboard.generate.order import Order
from storyboard.generate.providers.base import Provider
from storyboard.generate.store import Store
from storyboard.generate.takes import Take, Takes
from storyboard.plan.identity import fits
from storyboard.plan.plan import MADE, Action, Plan, PlannedShot, Source

OnShot = Callable[[str, Take | None], None]
"""Called for each shot, by its id, as soon as it has its take, or None where it failed. It runs
between requests: what takes long belongs elsewhere."""


def nobody_watches(shot: str, take: Take | None) -> None:
    """Progress that is not shown."""


def generate(
    plan: Plan,
    store: Store,
    providers: Mapping[str, Provider],
    limits: Limits | None = None,
    on_shot: OnShot = nobody_watches,
) -> Takes:
    """Make what the plan says and find the rest: a take or a failure for every shot.

    Raises StoryboardError where nothing can be bought at all.
    """
    lost = {shot.shot.id: missing(shot) for shot in plan.shots if _is_lost(shot)}
    wanted = [
        shot for shot in plan.shots if shot.shot.id not in lost and shot.action is not Action.SKIP
    ]
    orders = orders_of(plan, wanted, plan)
    keys = {shot.shot.id: shot.request.key for shot in wanted}

    def on_done(order: Order, take: Take | None) -> None:
        for shot, key in keys.items():
            if key == order.request.key:
                on_shot(shot, take)

    answers = Client(store, providers, limits, on_done).run(orders)
    return Takes(
        by_shot={id_: answers.takes[key] for id_, key in keys.items() if key in answers.takes},
        made=answers.made,
        failed={id_: answers.failed[key] for id_, key in keys.items() if key in answers.failed}
        | lost,
        others=tuple(why for key, why in answers.failed.items() if key not in set(keys.values())),
        spent=answers.spent,
        standing=answers.standing,
        skipped=tuple(shot.shot.id for shot in plan.shots if shot.action is Action.SKIP),
        warnings=answers.warnings,
    )


def orders_of(plan: Plan, shots: Iterable[PlannedShot], film: Plan) -> Iterator[Order]:
    """The orders for some of a plan's shots. The `film`'s plan says what the shots show that
    others begin with."""
    requests = {shot.shot.id: shot.request for shot in film.shots}
    shape = Fraction(*plan.shotlist.size)
    aspect = f"{shape.numerator}:{shape.denominator}"
    return (_order(shot, requests, aspect) for shot in shots)


def _is_lost(planned: PlannedShot) -> bool:
    """Whether it has a clip that nobody can bring here but people."""
    return planned.action is Action.MISSING_OBJECT and not planned.fetch


def missing(planned: PlannedShot) -> Diagnostic:
    """That a shot's clip was bought and is not here, which is for people to decide."""
    # What was approved cannot be bought as it is written now: that would be something else.
    approved = planned.entry is not None and not fits(planned.shot, planned.entry)
    remedy = (
        "`render --include-approved` buys the shot as it is written now instead"
        if approved
        else "`storyboard pick` a take that is here; `render --rebuy-missing` pays for it once more"
    )
    return Diagnostic(
        "missing-object",
        f"the clip of {planned.shot.id} is not here: {planned.reason}",
        hint=f"copy `.storyboard` from where it was bought; {remedy}",
    )


def _order(planned: PlannedShot, requests: Mapping[str, Request], aspect: str) -> Order:
    shot = planned.shot
    if planned.source is Source.DRAWN:
        return Order(planned.request, shot.id, files=shot.panels)
    if planned.to_quote and planned.action in MADE:
        # No limit on spending holds for what nobody knows.
        raise StoryboardError.of(
            "price-unknown",
            f"nobody knows what {shot.id} costs: it is not ordered",
            hint="add --quote to ask the provider for its price, free of charge",
        )
    return Order(
        request=planned.request,
        shot=shot.id,
        price=planned.cost,
        buy=planned.action in MADE,
        files=shot.assets,
        follows=None if shot.follows is None else requests[shot.follows],
        seconds=shot.clip_seconds,
        sound=shot.sound,
        # A clip that begins with a picture has the picture's shape.
        aspect=None if shot.assets or shot.follows else aspect,
    )


def stand_ins(plan: Plan, takes: Takes, store: Store) -> Takes:
    """The takes with a drawing for every shot that failed or was skipped. Costs nothing.

    Where it is the artist's panel that cannot be read, the shot is drawn without it.
    """
    from storyboard.generate.providers.registry import local_providers

    found = dict(takes.by_shot)
    for drawing in (lambda shot: shot.draft, _without_panels):
        gaps = [each.shot for each in plan.shots if each.shot.id in takes.gaps - found.keys()]
        drafts = {shot.id: drawing(shot) for shot in gaps}
        orders = [Order(drafts[shot.id], shot.id, files=shot.panels) for shot in gaps]
        drawn = Client(store, local_providers()).run(orders).takes
        found |= {shot: drawn[each.key] for shot, each in drafts.items() if each.key in drawn}
    return replace(takes, by_shot=found)


def _without_panels(shot: CompiledShot) -> Request:
    body = {name: value for name, value in shot.draft.body.items() if name != "panels"}
    return replace(shot.draft, body=body)
