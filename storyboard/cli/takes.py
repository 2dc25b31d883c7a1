"""`storyboard takes`: all takes of a shot that are known, with a picture of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from storyboard.cli.arguments import edition_options, storyboard_file
from storyboard.cli.output import console, print_json, problem_format, talk
from storyboard.cli.project import Project, open_project
from storyboard.cli.shots import find_shot
from storyboard.compile.request import Request
from storyboard.compile.shotlist import CompiledShot
from storyboard.generate.bill import inventory
from storyboard.generate.frames import thumbnail
from storyboard.generate.takes import Take
from storyboard.money import show
from storyboard.plan.lock import Entry
from storyboard.plan.retakes import takes_of
from storyboard.read.edition import Edition


@click.command("takes")
@storyboard_file
@click.argument("shot")
@edition_options
@problem_format
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def command(file: Path, shot: str, edition: Edition, as_json: bool) -> None:
    """List the takes of SHOT in FILE: which are here, which is in the film, what each cost."""
    project = open_project(file, edition)
    found = find_shot(project.shotlist, shot)
    rows = _rows(project, found)
    if as_json:
        print_json([_document(row) for row in rows])
    elif rows:
        _print(rows)
    else:
        talk(f"{found.id} has no takes yet: storyboard render {project.called}")


@dataclass(frozen=True)
class _Row:
    """One take. `current`: it is of the request as it is now; `picked`: the lock names it."""

    request: Request
    state: str
    current: bool
    picked: bool
    approved: bool
    take: Take | None
    thumbnail: Path | None


def _rows(project: Project, shot: CompiledShot) -> list[_Row]:
    entry = project.entry(shot)
    requests = [(take, True) for take in takes_of(shot)]
    if entry is not None and entry.key not in {take.key for take, _ in requests}:
        past = project.store.past(entry.key)
        requests += [(past.request, False)] if past is not None else []
    there = inventory(project.store, [request.key for request, _ in requests])
    states = (
        ("here", there.held),
        ("on its way", there.on_the_way),
        ("unconfirmed", there.unconfirmed),
        ("gone", there.gone),
        ("not in this store", project.lock.bought),
    )
    rows = []
    for request, current in requests:
        state = next((word for word, keys in states if request.key in keys), None)
        if state is not None or not current:
            rows.append(_row(project, request, state or "gone", entry, current=current))
    return rows


def _row(
    project: Project, request: Request, state: str, entry: Entry | None, *, current: bool
) -> _Row:
    take = project.store.find(request)
    picked = entry is not None and entry.key == request.key
    return _Row(
        request,
        state,
        current,
        picked,
        picked and entry is not None and entry.approved is not None,
        take,
        None if take is None else thumbnail(project.store, take.clip),
    )


def _print(rows: list[_Row]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("", "take", "state", "USD", "made", "prediction", "picture"):
        table.add_column(name, overflow="fold", no_wrap=name != "picture")
    for row in rows:
        made = row.take and row.take.made
        table.add_row(
            "✓" if row.approved else ">" if row.picked else "",
            str(row.request.take) if row.current else f"{row.request.take} (earlier request)",
            row.state,
            show(row.take.cost) if row.take else "",
            made.date().isoformat() if made else "",
            (row.take and row.take.prediction) or "",
            str(row.thumbnail or ""),
        )
    console().print(table)


def _document(row: _Row) -> dict[str, Any]:
    take = row.take
    return {
        "take": row.request.take,
        "current": row.current,
        "state": row.state,
        "picked": row.picked,
        "approved": row.approved,
        "request_key": row.request.key,
        "clip": take and take.clip.sha256,
        "file": take and str(take.clip.path),
        "cost": None if take is None else str(take.cost),
        "prediction": take and take.prediction,
        "made_at": None if take is None or take.made is None else take.made.isoformat(),
        "thumbnail": None if row.thumbnail is None else str(row.thumbnail),
    }
