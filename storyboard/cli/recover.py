"""`storyboard recover`: requests of which nobody knows whether they were bought."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from storyboard.cli.arguments import storyboard_file
from storyboard.cli.output import console, print_json, talk
from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Attempt, State
from storyboard.generate.copies import journal_to_read
from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper
from storyboard.generate.store import Store
from storyboard.money import show


@click.command("recover")
@storyboard_file
@click.option(
    "--adopt",
    nargs=2,
    metavar="SHOT ID",
    help="This prediction is the shot's: the next render collects it.",
)
@click.option("--resubmit", metavar="SHOT", help="Give the request up: the next render pays anew.")
@click.option(
    "--force",
    is_flag=True,
    help="Also for what is known to be bought, or does not seem to fit.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def command(
    file: Path,
    adopt: tuple[str, str] | None,
    resubmit: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """List what was sent for FILE and has not come home, and decide about it.

    A request whose answer was lost may have been bought. It is never sent again by itself: look
    for it on WaveSpeed's site, then --adopt its prediction id, or --resubmit if it is not there.
    WaveSpeed is asked what it knows about an id, if there is an API key.
    SHOT is a shot's id, or the beginning of a request's key where a shot has several.
    """
    store = Store(file.parent / ".storyboard")
    if not store.journal.is_file():
        _show((), as_json=as_json)
        return
    if adopt is None and resubmit is None:
        with journal_to_read(store.journal) as journal:
            _show(journal.open_attempts(), as_json=as_json)
        return
    with Journal(store.journal) as journal:
        if adopt is not None:
            _adopt(file, journal, *adopt, force=force)
        if resubmit is not None:
            _resubmit(journal, store, resubmit, force=force)
        _show(journal.open_attempts(), as_json=as_json)


def _adopt(file: Path, journal: Journal, shot: str, prediction: str, *, force: bool) -> None:
    with _decided(journal, Store(file.parent / ".storyboard"), shot, force=force) as attempt:
        # Here, since it brings httpx, which the list does without.
        from storyboard.cli.adopt import check_prediction

        check_prediction(file, journal, attempt, prediction, force=force)
        if attempt.state is State.SUBMITTED:
            journal.corrected(attempt, prediction)
        else:
            journal.adopted(attempt, prediction, "adopted by hand")
    talk(f"{shot} is prediction {prediction}; the next render collects it.")


def _resubmit(journal: Journal, store: Store, shot: str, *, force: bool) -> None:
    with _decided(journal, store, shot, force=force, home=True) as attempt:
        decide = journal.written_off if attempt.state is State.DONE else journal.abandoned
        decide(attempt, "resubmitted by hand")
    talk(
        f"{shot} will be bought anew for {show(attempt.price)} USD by the next render; "
        "if the first request was bought too, it is paid twice."
    )


@contextmanager
def _decided(
    journal: Journal, store: Store, shot: str, *, force: bool, home: bool = False
) -> Iterator[Attempt]:
    """The one attempt somebody means, kept by us so that no render is at work on it."""
    attempt = _find(journal, shot, force=force, home=home)
    if attempt.state is State.DONE and store.find(attempt.request) is not None:
        raise StoryboardError.of(
            "nothing-to-recover",
            f"the clip of {attempt.shot} is here: it would not be bought anew",
            hint=f"to buy another clip of it: storyboard retake FILE {attempt.shot}",
        )
    with Keeper(store.locks, journal.run) as keeper:
        keeper.hold()
        if attempt.state is not State.DONE and (
            keeper.elsewhere(attempt.keeper) or not journal.take_over(attempt)
        ):
            raise StoryboardError.of(
                "in-use", f"a render is at work on {attempt.shot} now", hint="let it end first"
            )
        yield attempt


def _find(journal: Journal, shot: str, *, force: bool, home: bool) -> Attempt:
    open_now = journal.open_attempts()
    found = [each for each in open_now if _is_meant(each, shot)]
    if not found and home and force:
        found = list(journal.came_home(shot))[-1:]
    if not found:
        there_are = ", ".join(sorted({attempt.shot for attempt in open_now})) or "none"
        raise StoryboardError.of(
            "nothing-to-recover",
            f"nothing that was sent for {shot} is open",
            hint=f"open now: {there_are}",
        )
    if len(found) > 1:
        keys = ", ".join(attempt.request.key[:12] for attempt in found)
        raise StoryboardError.of(
            "several-attempts",
            f"{shot} has {len(found)} requests that have not come home",
            hint=f"name one by its key: {keys}",
        )
    if found[0].state is State.SUBMITTED and not force:
        raise StoryboardError.of(
            "already-bought",
            f"{shot} is bought: it is prediction {found[0].prediction}",
            hint="run `storyboard render`: it collects it at no further cost. If that can never "
            "work, say --force",
        )
    return found[0]


def _is_meant(attempt: Attempt, name: str) -> bool:
    return attempt.shot == name or (len(name) >= 8 and attempt.request.key.startswith(name))


_MEANING = {
    State.INTENDED: "stopped while it was being sent; the next render looks for it",
    State.SUBMITTED: "bought; the next render collects it",
    State.UNCONFIRMED: "the answer was lost; the next render looks for it once more",
}


def _show(attempts: tuple[Attempt, ...], *, as_json: bool) -> None:
    if as_json:
        print_json([_document(attempt) for attempt in attempts])
        return
    if not attempts:
        talk("Everything that was bought has come home.")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("shot", "key", "USD", "sent at", "prediction", "how it stands"):
        table.add_column(name, no_wrap=True)
    for attempt in attempts:
        table.add_row(
            attempt.shot,
            attempt.request.key[:12],
            show(attempt.price),
            attempt.begun_at.isoformat(timespec="seconds"),
            attempt.prediction or "unknown",
            _MEANING[attempt.state],
        )
    console().print(table)


def _document(attempt: Attempt) -> dict[str, Any]:
    return {
        "shot": attempt.shot,
        "state": attempt.state.value,
        "price": str(attempt.price),
        "prediction": attempt.prediction,
        "sent_at": attempt.begun_at.isoformat(),
        "model": attempt.request.model,
        "request_key": attempt.request.key,
    }
