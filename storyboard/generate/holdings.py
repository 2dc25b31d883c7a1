"""What a project's store holds, which request each clip answers, and whether it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from storyboard.errors import StoryboardError
from storyboard.files import cannot_write
from storyboard.generate.bill import entries, inventory
from storyboard.generate.store import Store, request_of
from storyboard.money import ZERO

QUARANTINE: Final = "quarantine"
DRAWN: Final = "animatic"
"""The provider whose clips can be had again at no cost."""


@dataclass(frozen=True)
class Answer:
    """A request that a clip answers: what was paid for it, when, and the prediction's id."""

    key: str
    provider: str
    model: str
    take: int
    cost: Decimal
    prediction: str | None
    made: datetime


@dataclass(frozen=True)
class Holding:
    """A clip of the store. `answers` are empty where no record names it."""

    sha256: str
    path: Path
    size: int
    answers: tuple[Answer, ...]

    @property
    def paid(self) -> bool:
        """Whether it is more than a drawing: bought, or given. What no record names may be."""
        return not self.answers or any(each.provider != DRAWN for each in self.answers)

    @property
    def cost(self) -> Decimal:
        """USD that were paid for it, as far as that is known."""
        return sum((each.cost for each in self.answers), ZERO)


@dataclass(frozen=True)
class Loss:
    """A clip that is damaged (its `path` in quarantine) or gone (None), and what it answered.

    One that is `unreadable`, as the system says, is left where it is.
    """

    sha256: str
    path: Path | None
    answers: tuple[Answer, ...]
    unreadable: str | None = None

    @property
    def cost(self) -> Decimal:
        """USD that were paid for it."""
        return sum((each.cost for each in self.answers), ZERO)


def holdings(store: Store) -> tuple[Holding, ...]:
    """Every clip that lies in the store, by its sha256."""
    answers = _answers(store)
    found = sorted((store.root / "objects").glob("*/*.mp4"))
    return tuple(
        Holding(path.stem, path, path.stat().st_size, answers.get(path.stem, ())) for path in found
    )


def shots_by_key(store: Store) -> Mapping[str, str]:
    """For which shot each request was bought, as the ledger has it."""
    return {entry.key: entry.shot for entry in entries(store.journal)}


def named_in_journal(store: Store, keys: Iterable[str]) -> frozenset[str]:
    """Those of the requests that are on their way, or perhaps bought."""
    there = inventory(store, keys)
    return frozenset({*there.on_the_way, *there.unconfirmed})


def takes_together(store: Store) -> Mapping[str, str]:
    """For each key of the store, the key of the first take of the same request."""
    requests = filter(None, map(request_of, store.records()))
    return {request.key: replace(request, take=1).key for request in requests}


def verify(store: Store) -> tuple[Loss, ...]:
    """Read every clip again; what is damaged goes to `quarantine/`, and what is gone is found.

    Raises StoryboardError `cannot-write` where a damaged file cannot be moved.
    """
    answers = _answers(store)
    lost: list[Loss] = []
    whole: set[str] = set()
    for holding in holdings(store):
        try:
            with holding.path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            why = error.strerror or str(error)
            lost.append(Loss(holding.sha256, holding.path, holding.answers, unreadable=why))
            continue
        if digest == holding.sha256:
            whole.add(digest)
        else:
            lost.append(Loss(holding.sha256, _set_aside(store, holding.path), holding.answers))
    gone = answers.keys() - whole - {each.sha256 for each in lost}
    return (*lost, *(Loss(sha256, None, answers[sha256]) for sha256 in sorted(gone)))


def discard(store: Store, found: Collection[Holding]) -> None:
    """Delete clips, and the records of what they answered.

    Raises StoryboardError `cannot-write`.
    """
    for holding in found:
        for answer in holding.answers:
            store.forget(answer.key)
        try:
            holding.path.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(holding.path, error) from error


def _set_aside(store: Store, path: Path) -> Path:
    target = store.root / QUARANTINE / path.name
    try:
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    return target


def _answers(store: Store) -> dict[str, tuple[Answer, ...]]:
    found: dict[str, list[Answer]] = {}
    for record in store.records():
        request = record["request"]
        found.setdefault(record["clip"]["sha256"], []).append(
            Answer(
                record["key"],
                str(request.get("provider", "")),
                str(request.get("model", "")),
                int(request.get("take", 1)),
                Decimal(record["cost"]),
                record["prediction"],
                datetime.fromisoformat(record["made_at"]),
            )
        )
    return {sha256: tuple(sorted(each, key=lambda one: one.key)) for sha256, each in found.items()}


def held_or_refuse(store: Store, wanted: str) -> Holding:
    """The one clip whose sha256 or request key begins with these hex digits.

    Raises StoryboardError `no-clip`.
    """
    fitting = [
        each
        for each in holdings(store)
        if each.sha256.startswith(wanted) or any(a.key.startswith(wanted) for a in each.answers)
    ]
    if len(fitting) == 1 and len(wanted) >= 4:
        return fitting[0]
    why = f"{len(fitting)} clips begin" if fitting and len(wanted) >= 4 else "no clip begins"
    if len(wanted) < 4:
        why = "four digits are the least: it cannot be told which clip begins"
    raise StoryboardError.of(
        "no-clip",
        f"{why} with `{wanted}`, by its own digest or by its request's key",
        hint="`storyboard cache ls FILE` lists them",
    )
