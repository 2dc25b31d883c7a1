"""The cost report: for each shot, each scene and the film, what is estimated, spent and saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from storyboard.generate.takes import Takes
from storyboard.money import ZERO, show, total
from storyboard.plan.plan import Plan, PlannedShot

REPORT_VERSION: Final = 1

Usd = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}" if amount == round(amount, 2) else str(amount)),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\.\d+$"}),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Amounts(_Part):
    """Money in USD, written as text so that no reader makes a float of it.

    `estimated`: what a final render had to pay, as planned before this run. `spent_now`: what
    this run paid. `saved_by_reuse`: what clips already bought would have cost again.
    `full_buy`: everything bought anew at list price.
    """

    estimated: Usd
    spent_now: Usd
    saved_by_reuse: Usd
    full_buy: Usd

    @classmethod
    def add(cls, parts: Iterable[Amounts]) -> Amounts:
        """The sum, column by column."""
        rows = tuple(parts)
        return cls(**{name: total(getattr(row, name) for row in rows) for name in cls.model_fields})


class ShotCost(_Part):
    """One row of the report."""

    id: str
    scene: str
    number: Annotated[str, Field(description="Display number: scene-shot.")]
    frames: Annotated[int, Field(description="Length in the film.")]
    clip: Annotated[Literal["bought", "drawn", "missing"], Field(description="What the cut shows.")]
    made_now: bool
    reason: str
    model: str
    request_key: str
    to_quote: Annotated[
        bool, Field(description="Still to buy for a price not known yet; in no amount.")
    ] = False
    usd: Amounts


class SceneCost(_Part):
    """The sum of a scene's shots."""

    id: str
    heading: str
    usd: Amounts


class Film(_Part):
    """The film that was cut."""

    file: str
    frames: int
    fps: str
    width: int
    height: int
    seconds: float
    segments: int
    segments_encoded: int
    loudness_lufs: Annotated[
        float | None, Field(description="Integrated loudness; null for a silent film.")
    ] = None
    loudness_asked: Annotated[
        float | None, Field(description="The loudness that the storyboard asks for.")
    ] = None
    true_peak_dbtp: Annotated[
        float | None, Field(description="The highest true peak; null for a silent film.")
    ] = None


class NotMade(_Part):
    """A shot that has no clip after this run."""

    shot: str
    code: Annotated[str, Field(description="See `storyboard explain CODE`.")]
    why: Annotated[str, Field(description="What happened, with the provider's words.")]
    next_step: str | None


class CostReport(_Part):
    """What a render made and what it cost."""

    storyboard_report: Literal[1] = REPORT_VERSION
    title: str
    draft: bool
    currency: Literal["USD"] = "USD"
    film: Film | None
    total: Amounts
    still_to_buy: Annotated[
        Usd, Field(description="What a final render has to pay after this run, at known prices.")
    ] = ZERO
    spent_on_others: Annotated[
        Usd,
        Field(description="What this run paid for shots that are no longer in the storyboard."),
    ] = ZERO
    spent_in_all: Annotated[
        Usd, Field(description="The project's whole bill so far: the ledger's total.")
    ] = ZERO
    scenes: tuple[SceneCost, ...]
    shots: tuple[ShotCost, ...]
    not_made: tuple[NotMade, ...] = ()

    @property
    def generated(self) -> int:
        """How many shots were made in this run."""
        return sum(shot.made_now for shot in self.shots)

    @property
    def to_quote(self) -> int:
        """How many shots still have to be bought for a price that is not known yet."""
        return sum(shot.to_quote for shot in self.shots)


def make_report(
    plan: Plan, takes: Takes, film: Film | None, spent_in_all: Decimal = ZERO
) -> CostReport:
    """The report of a run, with the ledger's total. Pure.

    The total of what was spent now is this run's part of the ledger, to the cent.
    """
    rows = _rows(plan, takes)
    others = total(takes.spent.values()) - total(row.usd.spent_now for row in rows)
    whole = Amounts.add(row.usd for row in rows)
    scenes = tuple(
        SceneCost(
            id=scene.id,
            heading=scene.heading,
            usd=Amounts.add(row.usd for row in rows if row.scene == scene.id),
        )
        for scene in plan.shotlist.scenes
    )
    return CostReport(
        title=plan.shotlist.title,
        draft=plan.draft,
        film=film,
        total=whole.model_copy(update={"spent_now": whole.spent_now + others}),
        still_to_buy=total(_still_to_buy(row, takes) for row in rows),
        spent_on_others=others,
        spent_in_all=spent_in_all,
        scenes=scenes,
        shots=rows,
        not_made=tuple(
            NotMade(shot=shot, code=why.code, why=why.message, next_step=why.hint)
            for shot, why in takes.failed.items()
        ),
    )


def _still_to_buy(row: ShotCost, takes: Takes) -> Decimal:
    """What this run paid counts, but for a task that came to nothing and stays on the bill."""
    if row.clip == "missing" and row.request_key not in takes.standing:
        return row.usd.estimated
    return max(row.usd.estimated - row.usd.spent_now, ZERO)


def _rows(plan: Plan, takes: Takes) -> tuple[ShotCost, ...]:
    rows: list[ShotCost] = []
    counted: set[str] = set()
    for planned in plan.shots:
        rows.append(_row(planned, takes, first=planned.request.key not in counted))
        counted.add(planned.request.key)
    return tuple(rows)


def _row(planned: PlannedShot, takes: Takes, *, first: bool) -> ShotCost:
    """A shot's line; what a request cost stands in the line of the `first` shot that has it."""
    key = planned.request.key
    shot = planned.shot
    take = takes.by_shot.get(shot.id)
    return ShotCost(
        id=shot.id,
        scene=shot.scene_id,
        number=shot.slate.number,
        frames=shot.frames,
        clip="missing" if take is None else planned.source.value,
        made_now=first and key in takes.made,
        reason=planned.reason,
        model=shot.request.model,
        request_key=key,
        to_quote=planned.to_quote,
        usd=Amounts(
            estimated=planned.to_buy,
            spent_now=takes.spent.get(key, ZERO) if first else ZERO,
            saved_by_reuse=planned.saved,
            full_buy=planned.full_price,
        ),
    )


def as_markdown(report: CostReport) -> str:
    """The report as a Markdown page, for a pull request or a producer's mail."""
    kind = "draft" if report.draft else "final"
    lines = [f"# {_cell(report.title)}: cost report ({kind})", "", summary(report), ""]
    lines += _table("Scene", ((scene.heading, scene.usd) for scene in report.scenes), report.total)
    lines += [""]
    labels = {shot.id: f"{shot.number} {shot.id} ({shot.clip})" for shot in report.shots}
    lines += _table("Shot", ((labels[s.id], s.usd) for s in report.shots), report.total)
    return "\n".join(lines) + "\n"


def summary(report: CostReport) -> str:
    """The bill in a sentence or two."""
    usd = report.total
    made = f"{report.generated} of {len(report.shots)} shots made in this run"
    bill = f", {show(report.spent_in_all)} USD in all" if report.spent_in_all else ""
    return (
        f"{made}; spent {show(usd.spent_now)} USD{bill}. "
        f"Still to buy for the final film: {show(report.still_to_buy)} USD"
        f"{quotes(report.to_quote)}; everything anew would cost {show(usd.full_buy)} USD"
        f"{quotes(report.to_quote)}."
    )


def quotes(shots: int) -> str:
    """What to add to a sum that leaves out shots whose price nobody knows yet."""
    return f" + {shots} {'shot' if shots == 1 else 'shots'} to be quoted" if shots else ""


COLUMNS: Mapping[str, str] = {
    "estimated": "estimated",
    "spent_now": "spent now",
    "saved_by_reuse": "saved by reuse",
    "full_buy": "full buy",
}
"""The heading of each amount, in the order they are shown."""


def _table(first: str, rows: Iterable[tuple[str, Amounts]], whole: Amounts) -> list[str]:
    lines = [
        f"| {first} | " + " | ".join(f"{name}, USD" for name in COLUMNS.values()) + " |",
        "|---|" + "---:|" * len(COLUMNS),
    ]
    for label, usd in (*rows, ("**Total**", whole)):
        amounts = " | ".join(show(getattr(usd, name)) for name in COLUMNS)
        lines.append(f"| {_cell(label)} | {amounts} |")
    return lines


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
