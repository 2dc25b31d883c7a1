"""Which film a storyboard is read as: one of its variants, with variables set by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from storyboard.read.burns import Burn
from storyboard.read.tree import Tree
from storyboard.read.variables import filled
from storyboard.read.variant import varied


@dataclass(frozen=True)
class Edition:
    """A variant by name, None for the film as it stands, and what `--set` gives to variables.

    `burn_in` is what a draft shows beside its pictures; None where the storyboard says it.
    """

    variant: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    burn_in: tuple[Burn, ...] | None = None

    def of(self, tree: Tree) -> Tree:
        """The values of this edition. A variant's own `vars` count, those given before them."""
        return filled(varied(tree, self.variant), self.given)


MAIN: Final = Edition()
