"""`storyboard cache`: what clips there are, whether they are whole, and which can go."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from storyboard.cli.arguments import storyboard_file, variant_option
from storyboard.cli.groups import Group
from storyboard.cli.locking import change_lock, refuse_approved
from storyboard.cli.output import (
    console,
    counted,
    print_diagnostics,
    print_json,
    problem_format,
    talk,
)
from storyboard.cli.project import open_project, open_sources
from storyboard.cli.shots import find_shot
from storyboard.errors import Diagnostic, Severity, StoryboardError
from storyboard.generate.bill import inventory
from storyboard.generate.holdings import (
    DRAWN,
    Answer,
    Holding,
    Loss,
    discard,
    held_or_refuse,
    holdings,
    named_in_journal,
    shots_by_key,
    takes_together,
    verify,
)
from storyboard.generate.lockfile import entry_of
from storyboard.generate.store import Store
from storyboard.money import ZERO, show, total
from storyboard.plan.lock import LOCK_NAME
from storyboard.read.edition import MAIN, Edition
from storyboard.read.revision import versions
from storyboard.read.staging import MOST_TAKES

_DIGESTS = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@click.group("cache", cls=Group)
def command() -> None:
    """Look after the clips beside a storyboard: they cost money, and are never deleted unasked."""


@command.command("ls")
@storyboard_file
@problem_format
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def ls(file: Path, as_json: bool) -> None:
    """List the clips beside FILE: what each answers, what it cost, and who names it."""
    store = Store(file.parent / ".storyboard")
    found, named, shots = holdings(store), _told(file), shots_by_key(store)
    if as_json:
        print_json([_document(each, named, shots) for each in found])
        return
    if found:
        _print(found, named, shots)
    paid = [each for each in found if each.paid]
    cut = sum(path.stat().st_size for path in store.segments.rglob("*") if path.is_file())
    talk(
        f"{counted(len(found), 'clip')}, {_size(sum(each.size for each in found))}; "
        f"{len(paid)} paid for, {show(total(each.cost for each in paid))} USD. Parts of films that "
        f"were cut: {_size(cut)} in {store.segments}, which can be deleted at any time."
    )


@command.command("show")
@storyboard_file
@click.argument("clip")
@problem_format
def show_one(file: Path, clip: str) -> None:
    """Show what is known of CLIP beside FILE, as JSON: by the first digits of its digest or key."""
    store = Store(file.parent / ".storyboard")
    found = held_or_refuse(store, clip)
    document = _document(found, _told(file), shots_by_key(store))
    for answer in document["answers"]:
        past = store.past(answer["key"])
        answer["request"] = None if past is None else past.request.document()
    print_json(document)


@command.command("verify")
@storyboard_file
@problem_format
def check(file: Path) -> int:
    """Read every clip beside FILE again; exit 1 if one is lost. What is damaged is set aside."""
    store = Store(file.parent / ".storyboard")
    count, lost = len(holdings(store)), verify(store)
    shots = shots_by_key(store)
    print_diagnostics([_loss(each, shots) for each in lost], result=True)
    damaged = sum(each.path is not None for each in lost)
    talk(
        f"{counted(count, 'clip')}: {count - damaged} whole, {damaged} damaged; "
        f"{len(lost) - damaged} gone."
    )
    money = total(each.cost for each in lost)
    if money:
        talk(f"Lost: {show(money)} USD.")
    return 1 if lost else 0


@command.command("gc")
@storyboard_file
@click.option("--paid", is_flag=True, help="Also clips that cost money and that nothing names.")
@click.option("-y", "--yes", is_flag=True, help="Delete without being asked.")
@problem_format
def gc(file: Path, paid: bool, yes: bool) -> int:
    """Delete the clips beside FILE that nothing names, after showing them.

    Kept is what FILE and its variants show, what any lock names here, in git's index or on a
    branch, tag or stash, every other take of these, and what is on its way. A clip that cost money
    goes only with --paid.
    """
    store = Store(file.parent / ".storyboard")
    # What costs nothing can be had again, whoever names it.
    named = _named(file) if paid else _told(file)
    found, shots = holdings(store), shots_by_key(store)
    keys = [answer.key for each in found for answer in each.answers]
    kept = _shown(file) | named_in_journal(store, keys)
    named_keys = {key for each in found if _names(each, named) for key in _keys(each)}
    # All takes of one request stay together: any of them may be picked.
    requests = takes_together(store)
    stay = {requests.get(key, key) for key in kept | named_keys}
    free = [
        each
        for each in found
        if not _names(each, named) and not {requests.get(key, key) for key in _keys(each)} & stay
    ]
    going = [each for each in free if paid or not each.paid]
    if going:
        _print(tuple(going), named, shots)
    staying = len(free) - len(going)
    if staying:
        talk(f"{counted(staying, 'clip')} that nothing names cost money: gc --paid takes them too.")
    if not going:
        talk("There is nothing to delete.")
        return 0
    what = f"{counted(len(going), 'clip')}, {_size(sum(each.size for each in going))}"
    money = total(each.cost for each in going)
    what += f", that cost {show(money)} USD" if money else ""
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        talk(f"Nothing was deleted: --yes deletes {what}.")
        return 0
    if not yes and not click.confirm(f"Delete {what}?", default=False, err=True):
        return 1
    discard(store, going)
    talk(f"Deleted {what}.")
    return 0


@command.command("adopt-file")
@storyboard_file
@click.argument("shot")
@click.argument("clip", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--take",
    type=click.IntRange(1, MOST_TAKES),
    default=1,
    help="Keep it as this take. [default: 1]",
)
@variant_option
@problem_format
def adopt_file(file: Path, shot: str, clip: Path, take: int, variant: str | None) -> None:
    """Let CLIP, a video that you have, be SHOT of FILE: it is copied into the store and locked."""
    project = open_project(file, Edition(variant, {}))
    found = find_shot(project.shotlist, shot)
    refuse_approved(project, found)
    if found.request.take not in (1, take):
        take = found.request.take
    request = replace(found.request, take=take)
    there = inventory(project.store, [request.key])
    if request.key in there.held or request.key in {*there.on_the_way, *there.unconfirmed}:
        state = "is here already" if request.key in there.held else "is being bought"
        raise StoryboardError.of(
            "take-there",
            f"take {take} of {found.id} {state}",
            hint=f"adopt the file as another: --take {take + 1}",
        )
    project.store.prepare()
    with project.store.incoming() as copy:
        shutil.copyfile(clip, copy)
        kept = project.store.put(request, copy, ZERO, None)
    needed = found.needed / project.shotlist.rate.value
    if kept.clip.media.seconds < needed:
        print_diagnostics([_short(found.id, kept.clip.media.seconds, needed)])
    project.store.note_said(request.key, project.said(found).document())
    change_lock(project, {found.id: entry_of(kept)})
    talk(
        f"{found.id} shows {clip}, as take {take}: `storyboard render {project.called}` cuts it in."
    )


def _short(shot: str, lasts: Fraction, needed: Fraction) -> Diagnostic:
    return Diagnostic(
        "short-clip",
        f"the clip of {shot} lasts {float(lasts):.2f} s of the {float(needed):.2f} s that the film "
        "shows of it",
        hint="its last picture is held; shorten the shot, or adopt a longer one",
        severity=Severity.WARNING,
    )


def _named(file: Path) -> Mapping[str, frozenset[str]]:
    """Who names which digests: the lock here, and those in git. Keys count as clips do.

    By their mere standing there: a lock that is damaged or in conflict still keeps what it names.
    """
    texts = versions(file.parent, LOCK_NAME)
    here = file.parent / LOCK_NAME
    if here.is_file():
        texts[LOCK_NAME] = here.read_bytes()
    return {
        name: frozenset(_DIGESTS.findall(text.decode("utf-8", "replace")))
        for name, text in texts.items()
    }


def _told(file: Path) -> Mapping[str, frozenset[str]]:
    """Who names which digests, as far as that can be found out: it is only shown."""
    try:
        return _named(file)
    except StoryboardError as error:
        print_diagnostics(replace(each, severity=Severity.WARNING) for each in error.diagnostics)
        return {}


def _names(holding: Holding, named: Mapping[str, frozenset[str]]) -> list[str]:
    digests = {holding.sha256} | _keys(holding)
    return sorted(name for name, found in named.items() if found & digests)


def _keys(holding: Holding) -> set[str]:
    return {answer.key for answer in holding.answers}


def _shown(file: Path) -> set[str]:
    """The requests, drawn ones too, of everything that this storyboard is a film of."""
    sources = open_sources(file)
    keys: set[str] = set()
    for edition in (MAIN, *(Edition(variant, {}) for variant in sources.variants)):
        project = sources.project(edition)
        keys |= {entry.key for entry in project.entries.values()}
        for shot in project.shotlist.filmed:
            keys |= {shot.request.key, shot.draft.key}
    return keys


def _print(
    found: tuple[Holding, ...], named: Mapping[str, frozenset[str]], shots: Mapping[str, str]
) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("clip", "shot", "take", "model"):
        table.add_column(heading, no_wrap=True)
    for heading in ("USD", "size"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("made", "named by"):
        table.add_column(heading, overflow="fold")
    for holding in found:
        answers: tuple[Answer | None, ...] = holding.answers or (None,)
        for answer in answers:
            table.add_row(
                holding.sha256[:12],
                shots.get(answer.key, "") if answer else "?",
                str(answer.take) if answer else "",
                answer.model if answer else "",
                (show(answer.cost) if answer.cost or answer.prediction else "drawn")
                if answer
                else "?",
                _size(holding.size),
                answer.made.date().isoformat() if answer else "",
                ", ".join(_names(holding, named)),
            )
    console().print(table)


def _price(answer: Answer | None) -> str:
    if answer is None:
        return "?"
    return "drawn" if answer.provider == DRAWN else show(answer.cost)


def _document(
    holding: Holding, named: Mapping[str, frozenset[str]], shots: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "clip": holding.sha256,
        "file": str(holding.path),
        "bytes": holding.size,
        "paid": holding.paid,
        "named_by": _names(holding, named),
        "answers": [
            {
                "key": each.key,
                "shot": shots.get(each.key),
                "provider": each.provider,
                "model": each.model,
                "take": each.take,
                "cost": str(each.cost),
                "prediction": each.prediction,
                "made_at": each.made.isoformat(),
            }
            for each in holding.answers
        ],
    }


def _loss(loss: Loss, shots: Mapping[str, str]) -> Diagnostic:
    """One lost clip: of which shot, what it cost, and by which id the provider knows it."""
    what = "is damaged" if loss.path else "is gone"
    if loss.unreadable:
        what = f"cannot be read ({loss.unreadable})"
    where = f"; it lies in {loss.path}" if loss.path else ""
    paid = [each for each in loss.answers if each.provider != DRAWN]
    if not paid:
        if loss.path and not loss.answers:
            hint = "no record says what it was"
        else:
            hint = "it was drawn here, and the next draft draws it anew"
        return Diagnostic(
            "lost-drawing",
            f"clip {loss.sha256[:12]} {what}{where}",
            hint=hint,
            severity=Severity.WARNING,
        )
    told = ", ".join(
        f"{shots.get(each.key, 'a shot')} (prediction {each.prediction or 'unknown'}, "
        f"{show(each.cost)} USD)"
        for each in paid
    )
    return Diagnostic(
        "lost-clip",
        f"clip {loss.sha256[:12]} of {told} {what}{where}",
        hint="nothing is bought again by itself: `storyboard render` fetches it once more while "
        "WaveSpeed keeps it (7 days), or copy it from another clone's `.storyboard`",
    )


def _size(count: int) -> str:
    amount = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError("the last unit takes everything")
