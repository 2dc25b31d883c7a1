"""The ledger as people and machines read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storyboard.cli.output import console, print_json
from storyboard.generate.bill import entries, spent_in_all
from storyboard.generate.ledger import Entry
from storyboard.generate.store import Store
from storyboard.money import show, total


def print_ledger(store: Store, since: datetime | None, *, as_json: bool) -> None:
    """Every line since a moment, what they add up to, and the project's whole bill."""
    lines = entries(store.journal, since)
    whole = spent_in_all(store.journal)
    if as_json:
        print_json(
            {
                "storyboard_ledger": 1,
                "currency": "USD",
                "entries": [_document(line) for line in lines],
                "total": str(total(line.amount for line in lines)),
                "spent_in_all": str(whole),
            }
        )
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("when", "what", "shot", "model"):
        table.add_column(name, no_wrap=True)
    table.add_column("USD", justify="right", no_wrap=True)
    table.add_column("prediction", no_wrap=True)
    table.add_column("note")
    for line in lines:
        when = line.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        amount = show(line.amount) if line.amount else "-"
        table.add_row(
            when,
            line.event.value,
            line.shot,
            line.model,
            amount,
            line.prediction or "",
            line.note,
        )
    out = console()
    out.print(table)
    out.print(
        f"{len(lines)} lines, {show(total(line.amount for line in lines))} USD; "
        f"the project has spent {show(whole)} USD in all.",
        soft_wrap=True,
    )


def _document(line: Entry) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(),
        "event": line.event.value,
        "shot": line.shot,
        "request_key": line.key,
        "model": line.model,
        "price": str(line.price),
        "amount": str(line.amount),
        "prediction": line.prediction,
        "note": line.note,
        "run": line.run,
    }
