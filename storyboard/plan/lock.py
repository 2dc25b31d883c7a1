"""The lock: which clip each shot shows, as text that is committed. Pure: text in, values out.

A table for each shot, sorted, so that one shot's change is a few lines and two people's changes
meet only where they changed the same shot. A file may hold several films: those of other
storyboards in the folder, and the variants of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final, NamedTuple, NoReturn

from storyboard.errors import Diagnostic, Severity, Span, StoryboardError
from storyboard.read.fields import IDENTIFIER
from storyboard.read.staging import MOST_TAKES

LOCK_VERSION: Final = 1
LOCK_NAME: Final = "storyboard.lock"
_HEADER: Final = f"""\
# The clip of every shot, as `storyboard render` left it. Commit this file beside the storyboard.
# After a merge conflict, run `storyboard plan`: it puts the file together anew.
version = {LOCK_VERSION}
"""
_TOO_DEAR: Final = 10**6
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_BARE: Final = re.compile("[A-Za-z0-9_-]+")
_WHERE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_MARKERS: Final = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


class Film(NamedTuple):
    """Whose shots: the storyboard's file name, and the variant if it is one."""

    file: str
    variant: str | None = None


@dataclass(frozen=True)
class Entry:
    """What one shot shows: the `take` of the request that `key` names, and its clip's sha256.

    `price` is what was paid in USD, `made` the day the clip came home. An `approved` shot keeps
    its clip whatever becomes of its request.
    """

    key: str
    clip: str
    price: Decimal
    made: date
    take: int = 1
    prediction: str | None = None
    approved: date | None = None


Entries = Mapping[str, Entry]
"""What is locked of one film, by shot id."""
NOTHING: Final[Entries] = MappingProxyType({})
Suits = Callable[[str, Entry], bool]
"""Whether an entry is about a shot of this id as the storyboard is now."""


@dataclass(frozen=True)
class Lock:
    """All that a lock file says.

    A file that a merge left in conflict has two sides: this one, `theirs`, and the first marker's
    place in `conflict`.
    """

    films: Mapping[Film, Entries] = field(default_factory=dict)
    theirs: Mapping[Film, Entries] | None = None
    conflict: Span | None = None

    @property
    def bought(self) -> dict[str, Entry]:
        """Everything that it says was bought, for any film and on either side, by request key."""
        films = [*self.films.values(), *(self.theirs or {}).values()]
        return {entry.key: entry for entries in films for entry in entries.values()}

    def of(self, film: Film, suits: Suits) -> tuple[Entries, tuple[str, ...]]:
        """A film's entries, and the shots about which the sides of a conflict could not be settled.

        Where they differ, what is approved goes before what is not, then what `suits` the
        storyboard as it is now, then what was made later.
        """
        ours = self.films.get(film, NOTHING)
        if self.theirs is None:
            return ours, ()
        theirs = self.theirs.get(film, NOTHING)
        settled: dict[str, Entry] = {}
        unsettled: list[str] = []
        for shot in sorted({*ours, *theirs}):
            both = [entry for side in (ours, theirs) if (entry := side.get(shot)) is not None]
            best = sorted(both, key=lambda entry: _weight(entry, suits(shot, entry)))
            settled[shot] = best[-1]
            if len({_weight(entry, suits(shot, entry)) for entry in both}) < len({*both}):
                unsettled.append(shot)
        return settled, tuple(unsettled)

    def settled(self, suits: Callable[[Film], Suits]) -> tuple[Lock, dict[Film, tuple[str, ...]]]:
        """The lock without a conflict, each film settled by what suits it (see `of`), and the shots
        of each that could not be settled."""
        if self.theirs is None:
            return self, {}
        films = sorted({*self.films, *self.theirs}, key=_order)
        found = {film: self.of(film, suits(film)) for film in films}
        unsettled = {film: left for film, (_, left) in found.items() if left}
        return Lock({film: entries for film, (entries, _) in found.items()}), unsettled

    def with_film(self, film: Film, entries: Entries) -> Lock:
        """The lock, in which there is no conflict, with other entries for a film."""
        films = {**self.films, film: entries}
        return Lock({name: locked for name, locked in films.items() if locked})


def merged(now: Entries, before: Entries, after: Entries) -> dict[str, Entry]:
    """A film's entries once a change from `before` to `after` is carried over to what they are
    `now`: somebody else may have changed them since they were read.

    What only one of the two changed stays changed. Where both did, an approval goes before
    another clip, and comes along to the name that its shot has now.
    """
    found: dict[str, Entry] = {}
    for shot in {**now, **before, **after}:
        theirs, old, ours = now.get(shot), before.get(shot), after.get(shot)
        kept = ours
        if theirs not in (old, ours):
            approved = theirs is not None and theirs.approved is not None
            kept = theirs if approved or ours in (old, None) else ours
        if kept is not None:
            found[shot] = kept
    for shot in [shot for shot in found if shot in before and shot not in after]:
        for new in after.keys() - before.keys():
            if (found[new].key, found[new].clip) == (before[shot].key, before[shot].clip):
                found[new] = replace(found[new], approved=found.pop(shot).approved)
                break
    return found


def _weight(entry: Entry, suits: bool) -> tuple[bool, bool, date]:
    return entry.approved is not None, suits, entry.made


def lock_text(lock: Lock) -> str:
    """The file of a lock. The same lock is always the same text."""
    tables = (
        _table(film, shot, entry)
        for film, entries in sorted(lock.films.items(), key=lambda item: _order(item[0]))
        for shot, entry in sorted(entries.items())
    )
    return "\n".join((_HEADER, *tables))


def _order(film: Film) -> tuple[str, str]:
    return film.file, film.variant or ""


def _table(film: Film, shot: str, entry: Entry) -> str:
    of = ("variants", film.variant) if film.variant else ("shots",)
    lines = [
        f"[{'.'.join(map(_key, (film.file, *of, shot)))}]",
        f"take = {entry.take}",
        f'key = "{entry.key}"',
        # Between what it is about: an approval and another clip must meet in a conflict when they
        # are merged, and never become the approval of what nobody has seen.
        f"approved = {entry.approved.isoformat()}" if entry.approved else "",
        f'clip = "{entry.clip}"',
        f"prediction = {_text(entry.prediction)}" if entry.prediction else "",
        f'price = "{entry.price}"',
        f"made = {entry.made.isoformat()}",
    ]
    return "\n".join(filter(None, lines)) + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    """A basic string of TOML."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    # The rest of what TOML wants escaped: control characters, which also would break the line.
    return '"' + re.sub("[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'


def parse_lock(text: str, file: str) -> Lock:
    """Read a lock file's text, which a merge may have left in conflict.

    Raises StoryboardError `bad-lock` for what is no lock and `newer-lock` for one of a later
    version.
    """
    # Not by `splitlines`, which also breaks at what TOML takes for a part of a name.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    at = next((n for n, line in enumerate(lines, 1) if line.startswith(_MARKERS[0])), None)
    if at is None:
        return Lock(_films(lines, file))
    ours, theirs = _films(_side(lines, 0), file), _films(_side(lines, 2), file)
    return Lock(ours, theirs, Span(file, at, 1, len(_MARKERS[0]), lines[at - 1]))


def _side(lines: list[str], wanted: int) -> list[str]:
    """One side of a conflict: 0 is ours, 2 theirs. The other lines are left empty, so that all
    keep their numbers."""
    now: int | None = None
    side: list[str] = []
    for line in lines:
        marker = next((n for n, mark in enumerate(_MARKERS) if line.startswith(mark)), None)
        if marker is not None:
            now = None if marker == 3 else marker
        side.append(line if marker is None and now in (None, wanted) else "")
    return side


def _films(lines: list[str], file: str) -> dict[Film, Entries]:
    import tomllib

    try:
        # As text, because money must not go through a binary fraction.
        tables = tomllib.loads("\n".join(lines), parse_float=str)
    except (ValueError, RecursionError) as error:
        raise StoryboardError(_not_toml(lines, file, error)) from None
    version = tables.pop("version", None)
    if not isinstance(version, int) or version < 1:
        _bad(lines, file, "", "it says no `version`")
    if version > LOCK_VERSION:
        raise StoryboardError.of(
            "newer-lock",
            f"{file} was written by a newer version of storyboard",
            hint="use that version: this one could lose what it says",
        )
    films: dict[Film, dict[str, Entry]] = {}
    for film, shot, table in _shots(lines, file, tables):
        films.setdefault(film, {})[shot] = _entry(lines, file, shot, table)
    return dict(films)


def _shots(
    lines: list[str], file: str, tables: Mapping[str, Any]
) -> Iterator[tuple[Film, str, Any]]:
    for name, parts in tables.items():
        if not isinstance(parts, dict) or parts.keys() - {"shots", "variants"}:
            _bad(lines, file, name, f"`{name}` is not the table of a film")
        variants = parts.get("variants", {})
        cuts = {Film(name): parts.get("shots", {})}
        if isinstance(variants, dict):
            cuts |= {Film(name, variant): shots for variant, shots in variants.items()}
        for film, shots in cuts.items():
            if not isinstance(shots, dict):
                _bad(lines, file, name, f"`{name}` has something else in the place of shots")
            for shot, table in shots.items():
                yield film, shot, table


def _entry(lines: list[str], file: str, shot: str, table: Any) -> Entry:
    if not re.fullmatch(IDENTIFIER, shot) or not isinstance(table, dict):
        _bad(lines, file, shot, f"`{shot}` is not the table of a shot")
    known = {"take", "key", "clip", "prediction", "price", "made", "approved"}
    for name in table.keys() - known:
        _bad(lines, file, shot, f"`{shot}` has a field `{name}` that is unknown")
    take, made, approved = table.get("take"), table.get("made"), table.get("approved")
    prediction = table.get("prediction")
    key, clip = table.get("key", ""), table.get("clip", "")
    try:
        price = Decimal(table.get("price", ""))
    except (InvalidOperation, TypeError, ValueError):
        price = Decimal("NaN")
    if not all(isinstance(each, str) and _DIGEST.fullmatch(each) for each in (key, clip)):
        _bad(lines, file, shot, f"`{shot}` needs a `key` and a `clip` of 64 hex digits")
    if not isinstance(take, int) or isinstance(take, bool) or not 1 <= take <= MOST_TAKES:
        _bad(lines, file, shot, f"the `take` of `{shot}` is a number from 1 to {MOST_TAKES}")
    if not price.is_finite() or not 0 <= price < _TOO_DEAR:
        _bad(lines, file, shot, f'the `price` of `{shot}` is an amount in USD like "0.70"')
    # A datetime is a date too, and would be written back as something else.
    if type(made) is not date or type(approved) not in (date, type(None)):
        _bad(lines, file, shot, f"`made` and `approved` of `{shot}` are days like 2026-11-26")
    if not isinstance(prediction, str | None):
        _bad(lines, file, shot, f"the `prediction` of `{shot}` is text")
    return Entry(key, clip, price, made, take, prediction, approved)


_REMEDY: Final = (
    "take it from git again (`git checkout -- storyboard.lock`); without it, what was bought is "
    "still known, what was approved or picked is not"
)


def _bad(lines: list[str], file: str, name: str, message: str) -> NoReturn:
    """Refuse what stands in the table of a name."""
    at = next((n for n, line in enumerate(lines, 1) if line[:1] == "[" and name in line), 1)
    text = lines[at - 1] if lines else ""
    span = Span(file, at, 1, max(1, len(text)), text)
    raise StoryboardError(Diagnostic("bad-lock", f"{file}: {message}", span, _REMEDY))


def _not_toml(lines: list[str], file: str, error: Exception) -> Diagnostic:
    said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    line, column = max(1, len(lines)), 1
    if found := _WHERE.search(said):
        said = said[: found.start()]
        if found[1]:
            line, column = int(found[1]), int(found[2])
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    span = Span(file, line, column, 1, text)
    return Diagnostic("bad-lock", f"{file} is not TOML: {said[:200]}", span, _REMEDY)


def conflict_warning(lock: Lock, unsettled: tuple[str, ...]) -> Diagnostic | None:
    """What to say of a lock that a merge left in conflict."""
    if lock.conflict is None:
        return None
    lost = f"; of {', '.join(unsettled)} neither side is known to be right" if unsettled else ""
    return Diagnostic(
        "lock-conflict",
        f"a merge left {lock.conflict.file} in conflict{lost}",
        lock.conflict,
        hint="`storyboard plan` and `render` write it anew from both sides",
        severity=Severity.WARNING,
    )
