"""What goes wrong in buying, in words: what happened to which shot, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate.attempt import Attempt
from storyboard.generate.order import Order
from storyboard.generate.providers.base import AccountTrouble, TaskFailed

_NAMED: Final = 4
"""So many predictions at most are named."""


def about(order: Order | Attempt, said: Diagnostic) -> Diagnostic:
    """What was said about an order, with its shot."""
    return replace(said, message=f"{order.shot}: {said.message}")


@contextmanager
def naming(order: Order | Attempt) -> Iterator[None]:
    """Say the shot in what a provider complains about; the account's trouble is everybody's."""
    try:
        yield
    except AccountTrouble:
        raise
    except StoryboardError as error:
        raise StoryboardError(*(about(order, said) for said in error.diagnostics)) from error


def not_agreed(order: Order) -> StoryboardError:
    """A shot that was not in what somebody agreed to."""
    return StoryboardError.of(
        "not-agreed",
        f"{order.shot} has no clip, and nobody agreed in this run to buy it",
        hint="run the same command again: it shows what is to be bought now",
    )


def not_sent(order: Order, why: str) -> StoryboardError:
    """A request that the provider did not take."""
    return StoryboardError.of(
        "not-sent",
        f"{order.shot} could not be sent: {why}",
        hint="nothing was bought; run the same command again later",
    )


def no_film(order: Order, error: StoryboardError) -> StoryboardError:
    """A clip that cannot be read."""
    return StoryboardError.of(
        "bad-output",
        f"{order.shot}: the clip was made and paid for, and what comes is no film: {error}",
        hint="run the same command again within 7 days: it is fetched, not bought again",
    )


def unconfirmed(attempt: Attempt, candidates: Collection[str]) -> StoryboardError:
    """A request whose answer was lost and could not be told from the `candidates`."""
    seen, hint = "no prediction that fits it is listed", "see `storyboard recover`"
    if candidates:
        seen = f"{len(candidates)} predictions fit it ({', '.join(sorted(candidates)[:_NAMED])}"
        seen += ", …)" if len(candidates) > _NAMED else ")"
        hint = f"say which it is: storyboard recover FILE --adopt {attempt.shot} ID"
    return StoryboardError.of(
        "unconfirmed",
        f"it is not known whether {attempt.shot} was bought: the answer was lost and {seen}",
        hint=f"it is not sent again by itself; {hint}",
    )


def failed(order: Order, error: TaskFailed, failures: int) -> StoryboardError:
    """A task that the provider gave up."""
    times = f" {failures} times" if failures > 1 else ""
    if error.code == "moderated":
        hint = "change the shot's words: the same request would be refused again"
    elif error.refunded:
        hint = "the money comes back; run the same command to try again"
    else:
        hint = "it stays on the bill; the same command buys it anew"
    return StoryboardError.of(
        error.code, f"the provider failed{times} to make {order.shot}: {error}", hint=hint
    )


def stopped(order: Order, reason: Diagnostic) -> StoryboardError:
    """A request that was not sent, because nothing more is sent in this run."""
    return StoryboardError.of(
        "not-sent",
        f"{order.shot} was not sent, because the run stopped buying: {reason.message}",
        hint=reason.hint,
    )


def not_noted(order: Order, prediction: str, error: Exception) -> StoryboardError:
    """A request that was taken and whose id is only here."""
    return StoryboardError.of(
        "not-noted",
        f"{order.shot} was bought as prediction {prediction}, which the journal could not "
        f"note: {error}",
        hint=f"when the disk is well again: storyboard recover FILE --adopt {order.shot} "
        f"{prediction}",
    )


def lost_clip(order: Order, prediction: str, error: Exception) -> StoryboardError:
    """A clip that came home once and is nowhere any more."""
    return StoryboardError.of(
        "lost-clip",
        f"the clip of {order.shot} was bought as prediction {prediction}, is gone from the store "
        f"and could not be fetched again: {error}",
        hint="restore .storyboard/objects from a backup; to buy it anew: "
        f"storyboard recover FILE --resubmit {order.shot} --force",
    )
