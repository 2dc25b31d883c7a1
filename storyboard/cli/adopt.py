"""Asking the service about a prediction that somebody names, before it counts as a shot's."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from storyboard.cli.output import talk
from storyboard.cli.shop import open_wavespeed, settings_for
from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Attempt
from storyboard.generate.journal import Journal
from storyboard.generate.pictures import Addresses, unlike
from storyboard.generate.providers.base import Sighting
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.uploads import addresses_of


def check_prediction(
    file: Path, journal: Journal, attempt: Attempt, prediction: str, *, force: bool
) -> None:
    """Show what a prediction is. Where it cannot be asked for, that is said and nothing else.

    Raises StoryboardError for one that the service does not know (`unknown-prediction`) or that
    was asked for with something else (`other-prediction`), unless somebody insists.
    """
    try:
        seller = open_wavespeed(settings_for(file))
        found = asyncio.run(_look(seller, prediction))
        known = addresses_of(journal, seller.base)
    except StoryboardError as error:
        talk(f"{prediction} was not checked: {error}")
        return
    problem = _unknown(prediction) if found is None else _other(attempt, found, known)
    if found is not None:
        talk(_description(attempt, found, known))
    if problem is not None and not force:
        raise problem
    if problem is not None:
        talk(f"Because of --force all the same: {problem}")


async def _look(seller: WaveSpeed, prediction: str) -> Sighting | None:
    async with seller:
        return await seller.look(prediction)


def _description(attempt: Attempt, found: Sighting, known: Addresses) -> str:
    if found.input is None:
        fits = f"WaveSpeed does not tell its input, so see whether it is {attempt.shot}'s"
    else:
        differing = unlike(attempt.request.body, found.input, known)
        fits = f"its {', '.join(differing)} differ" if differing else "its input fits"
    return (
        f"{found.id}: {found.model or 'of an unknown model'}, {found.status or 'status unknown'}, "
        f"created {_moment(found.created)}; {fits}."
    )


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone().isoformat(" ", "seconds")
    except ValueError:
        return text or "at an unknown time"


def _unknown(prediction: str) -> StoryboardError:
    return StoryboardError.of(
        "unknown-prediction",
        f"WaveSpeed does not know prediction {prediction}",
        hint="copy the id from WaveSpeed's list of predictions, where they stay for 7 days; if it "
        "is right all the same, add --force",
    )


def _other(attempt: Attempt, found: Sighting, known: Addresses) -> StoryboardError | None:
    wanted = attempt.request
    if found.model and found.model != wanted.model:
        what = f"is of {found.model}, and {attempt.shot} was asked of {wanted.model}"
    elif found.input is not None and (differing := unlike(wanted.body, found.input, known)):
        what = f"was asked for with another {', '.join(differing)} than {attempt.shot}"
    else:
        return None
    return StoryboardError.of(
        "other-prediction",
        f"prediction {found.id} {what}",
        hint="`storyboard prompts` shows what was sent; if this is the clip that you want all the "
        "same, add --force",
    )
