"""A plan in a file: written by `plan -o`, carried out by `render` as long as it still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import click
from pydantic import ValidationError

from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.plan.plan import Plan
from storyboard.read.edition import MAIN, Edition
from storyboard.report.plan_document import PlanDocument

SUFFIX = ".json"
_MOST_TOLD = 5


def save_plan(path: Path, document: PlanDocument) -> None:
    """Write a plan, whole or not at all."""
    with landing(path) as part:
        part.write_text(document.model_dump_json(indent=2) + "\n", "utf-8")


def read_plan(path: Path) -> PlanDocument:
    """A plan that `plan -o` wrote. Raises StoryboardError `bad-plan`."""
    try:
        return PlanDocument.model_validate_json(path.read_text("utf-8"))
    except OSError as error:
        raise StoryboardError.of(
            "bad-plan", f"the plan {path} cannot be read: {error.strerror}"
        ) from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise StoryboardError.of(
            "bad-plan",
            f"{path} is not a plan of this version of storyboard",
            hint="`storyboard plan FILE -o plan.json` writes one",
        ) from error


@dataclass(frozen=True)
class Render:
    """What a render is asked for; `saved` is the plan that asks for it, where it is one."""

    file: Path
    edition: Edition
    draft: bool
    include_approved: bool
    rebuy_missing: bool
    panels_only: bool = False
    quotes: Mapping[str, Decimal] = field(default_factory=dict)
    saved: PlanDocument | None = None
    plan: Path | None = None

    def from_plan(self, *, quote: bool) -> Render:
        """What the plan in the place of the storyboard asks for.

        Raises StoryboardError `bad-plan`, and UsageError for options that would make another plan.
        """
        others = (self.draft, quote, self.include_approved, self.rebuy_missing)
        if any(others) or self.edition != MAIN:
            raise click.UsageError(
                "a plan says itself what is rendered: leave --draft, --variant, --set, --quote, "
                "--include-approved and --rebuy-missing out"
            )
        saved = read_plan(self.file)
        asked = saved.asked
        storyboard = self.file.parent / asked.file
        if not storyboard.is_file():
            raise StoryboardError.of(
                "bad-plan",
                f"the storyboard {storyboard} of the plan {self.file} is not there",
                hint="put the plan where it was written, or make a new one",
            )
        return Render(
            storyboard,
            Edition(asked.variant, asked.set, asked.burn_in),
            saved.draft,
            asked.include_approved,
            asked.rebuy_missing,
            asked.panels_only,
            asked.quotes,
            saved,
            self.file,
        )

    def require_fresh(self, plan: Plan) -> None:
        """Refuse a saved plan that no longer says what would be done. Raises StoryboardError
        `stale-plan`."""
        if self.saved is None:
            return
        found = list(self.saved.differences(PlanDocument.of(plan, self.saved.asked)))
        if found:
            more = f", and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
            raise StoryboardError.of(
                "stale-plan",
                f"the plan {self.plan} no longer holds: {'; '.join(found[:_MOST_TOLD])}{more}",
                hint="make a new one and look at it: the storyboard, the store or the lock have "
                "changed since",
            )
