"""`storyboard recover`: requests of which nobody knows whether they were bought."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from storyboard.cli.output import console, print_json, talk
from storyboard.cli.project import storyboard_file
from storyboard.errors import StoryboardError
from storyboard.generate.journal import Attempt, Journal, State
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
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def command(file: Path, adopt: tuple[str, str] | None, resubmit: str | None, as_json: bool) -> None:
    """List what was sent for FILE and has not come home, and decide about it.

    A request whose answer was lost may have been bought. It is never sent again by itself: look
    for it on WaveSpeed's site, then --adopt its prediction id, or --resubmit if it is not there.
    """
    store = Store(file.parent / ".storyboard")
    if not store.journal.is_file():
        _show((), as_json=as_json)
        return
    with Journal(store.journal) as journal:
        if adopt is not None:
            shot, prediction = adopt
            attempt = _find(journal, shot)
            journal.adopted(attempt, prediction, "adopted by hand")
            talk(f"{shot} is prediction {prediction}; the next render collects it.")
        if resubmit is not None:
            attempt = _find(journal, resubmit)
            journal.abandoned(attempt, "resubmitted by hand")
            talk(
                f"{resubmit} will be bought anew for {show(attempt.price)} USD by the next render; "
                "if the first request was bought too, it is paid twice."
            )
        _show(journal.open_attempts(), as_json=as_json)


def _find(journal: Journal, shot: str) -> Attempt:
    open_now = journal.open_attempts()
    found = [attempt for attempt in open_now if attempt.shot == shot]
    known = [attempt for attempt in found if attempt.state is State.SUBMITTED]
    if known:
        raise StoryboardError.of(
            "already-bought",
            f"{shot} is bought: it is prediction {known[0].prediction}",
            hint="run `storyboard render`: it collects it at no further cost",
        )
    if len(found) == 1:
        return found[0]
    if found:
        raise StoryboardError.of(
            "several-attempts",
            f"{shot} has {len(found)} requests that have not come home",
            hint="run `storyboard render` first: it collects those whose answer is known",
        )
    there_are = ", ".join(sorted({attempt.shot for attempt in open_now})) or "none"
    raise StoryboardError.of(
        "nothing-to-recover",
        f"nothing that was sent for {shot} is open",
        hint=f"open now: {there_are}",
    )


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
    for name in ("shot", "USD", "sent at", "prediction", "how it stands"):
        table.add_column(name, no_wrap=True)
    for attempt in attempts:
        table.add_row(
            attempt.shot,
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
