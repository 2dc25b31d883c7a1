"""The difference between two states of a storyboard, as a document and as a page for a review."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from storyboard.money import show
from storyboard.plan.changes import Change
from storyboard.plan.comparison import Difference, Fate, ShotDifference
from storyboard.report.cost import quotes
from storyboard.report.plan_document import ChangedValue

COMPARISON_VERSION: Final = 1
MARK: Final = "<!-- storyboard plan -->"
"""The page's first line, by which a robot finds the comment that it wrote before."""
LONGEST_PAGE: Final = 60_000
"""Characters of a page: GitHub takes 65,536 in a comment."""
_LONGEST_VALUE: Final = 80

_Usd = Annotated[
    Decimal,
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$"}),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ComparedShot(_Part):
    """One shot that is not as it was."""

    id: str
    before: Annotated[str | None, Field(description="The id that it had, where it is another.")]
    number: Annotated[str, Field(description="Display number: scene-shot.")]
    scene: str
    fates: tuple[Fate, ...]
    cost: _Usd
    to_quote: Annotated[bool, Field(description="To buy for a price not known yet.")]
    settled: Annotated[str | None, Field(description="Why its new request is not to be paid for.")]
    changes: tuple[ChangedValue, ...]

    @classmethod
    def of(cls, shot: ShotDifference) -> Self:
        """The document of one shot."""
        return cls(
            id=shot.id,
            before=shot.before,
            number=shot.number,
            scene=shot.scene,
            fates=shot.fates,
            cost=shot.cost,
            to_quote=shot.to_quote,
            settled=shot.settled,
            changes=tuple(map(ChangedValue.of, shot.changes)),
        )


class ChangedFilm(_Part):
    """A value of the film itself that is another."""

    name: str
    old: str
    new: str


class ComparisonDocument(_Part):
    """What differs from a git revision, and what that costs. Amounts are USD, written as text."""

    storyboard_comparison: Literal[1] = COMPARISON_VERSION
    against: Annotated[str, Field(description="The revision, as it was named.")]
    commit: str
    currency: Literal["USD"] = "USD"
    cost: _Usd
    to_quote: int
    film: tuple[ChangedFilm, ...]
    shots: tuple[ComparedShot, ...]

    @classmethod
    def of(cls, difference: Difference, against: str, commit: str) -> Self:
        """The document of a difference."""
        return cls(
            against=against,
            commit=commit,
            cost=difference.cost,
            to_quote=difference.to_quote,
            film=tuple(
                ChangedFilm(name=name, old=old, new=new)
                for name, (old, new) in difference.film.items()
            ),
            shots=tuple(map(ComparedShot.of, difference.shots)),
        )


def headline(difference: Difference) -> str:
    """How many shots of each fate, and the price, in a sentence."""
    counted = [(fate, len(difference.of(fate))) for fate in Fate]
    told = ", ".join(f"{count} {fate.value}" for fate, count in counted if count)
    unknown = quotes(difference.to_quote)
    if not told:
        told = "no shot differs" if difference.film else "nothing differs"
    return (
        f"{told[0].upper()}{told[1:]}. The difference costs {show(difference.cost)} USD{unknown}."
    )


def price_of(shot: ShotDifference) -> str:
    """What a shot's new request costs, in words."""
    if shot.settled is not None:
        return shot.settled
    return "to be quoted" if shot.to_quote else show(shot.cost)


def as_page(difference: Difference, title: str, against: str, shown: Callable[[str], str]) -> str:
    """The difference as Markdown: a comment on a pull request.

    `shown` gives a file's path as people who read that know it.
    """
    head = [
        MARK,
        f"### Storyboard: {_text(title)}",
        "",
        f"Against `{_code(against)}`: {headline(difference)}",
        "",
    ]
    head += [
        f"- **{name}**: {_text(old)} → {_text(new)}" for name, (old, new) in difference.film.items()
    ]
    head += ["", *_table(difference)] if difference.shots else []
    page = "\n".join(head).rstrip() + "\n"
    details = [
        "\n".join(_details(shot, shown)) for shot in difference.shots if shot.changes or shot.words
    ]
    left = len(details)
    for each in details:
        if len(page) + len(each) > LONGEST_PAGE:
            page += f"\n…and {left} more: `storyboard plan --against` tells.\n"
            break
        page, left = page + each, left - 1
    return page


def _table(difference: Difference) -> Iterator[str]:
    yield "| shot | | what | USD |"
    yield "|---|---|---|---:|"
    for count, shot in enumerate(difference.shots):
        if count == _MOST_ROWS:
            yield f"| … | | {len(difference.shots) - count} more | |"
            return
        name = f"{_text(shot.before)} → {_text(shot.id)}" if shot.before else _text(shot.id)
        fates = ", ".join(_FATES[fate] for fate in shot.fates)
        price = price_of(shot) if Fate.ADDED in shot.fates or Fate.CHANGED in shot.fates else ""
        yield f"| {shot.number} | {name} | {fates} | {price} |"


_MOST_ROWS: Final = 200
_FATES: Final = {
    Fate.ADDED: "added",
    Fate.CHANGED: "**changed**",
    Fate.RENAMED: "renamed",
    Fate.MOVED: "moved",
    Fate.RECUT: "recut",
    Fate.REMOVED: "removed",
}


def _details(shot: ShotDifference, shown: Callable[[str], str]) -> Iterator[str]:
    yield ""
    yield f"<details><summary>{_text(shot.id)}: why its request is another</summary>"
    yield ""
    yield from (f"- {_change(change, shown)}" for change in shot.changes)
    if shot.words:
        # More backticks than any text has in a row.
        fence = "`" * max(3, max(map(_backticks, shot.words)) + 1)
        yield from ("", f"{fence}diff", *shot.words, fence)
    yield from ("", "</details>", "")


def _change(change: Change, shown: Callable[[str], str]) -> str:
    where = f", {_text(shown(change.span.file))}:{change.span.line}" if change.span else ""
    old, new = map(_value, (change.old, change.new))
    return f"**{_text(change.name)}**: {old} → {new} ({change.level}{where})"


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    short = text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
    return _text(short)


def _backticks(line: str) -> int:
    longest = run = 0
    for letter in line:
        run = run + 1 if letter == "`" else 0
        longest = max(longest, run)
    return longest


def _code(text: str) -> str:
    return text.replace("`", "'")


def _text(text: str) -> str:
    """Text that says what it says: no markup, no row's end, nobody called by name."""
    plain = html.escape(" ".join(text.split()), quote=False)
    for letter in "\\`*_[]|~#":
        plain = plain.replace(letter, f"\\{letter}")
    return plain.replace("@", "@\u200b")
