"""Carrying out a plan: its requests through the client, its takes by shot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from storyboard.compile.request import Request
from storyboard.generate.client import Client, Outcome
from storyboard.generate.providers.base import Provider
from storyboard.generate.store import Store
from storyboard.generate.takes import Takes
from storyboard.plan.plan import Plan


def generate(
    plan: Plan,
    store: Store,
    providers: Mapping[str, Provider],
    on_done: Callable[[Request, Outcome], None] = lambda request, outcome: None,
) -> Takes:
    """Make what the plan says and find the rest: a take or a failure for every shot."""
    client = Client(store, providers, on_done)
    answers = client.run(shot.request for shot in plan.shots)
    return Takes(
        by_shot={
            shot.shot.id: answers.takes[shot.request.key]
            for shot in plan.shots
            if shot.request.key in answers.takes
        },
        made=answers.made,
        failed={
            shot.shot.id: answers.failed[shot.request.key]
            for shot in plan.shots
            if shot.request.key in answers.failed
        },
    )
