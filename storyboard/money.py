"""Money is Decimal US dollars: never a float, never rounded until it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0")
CENT = Decimal("0.01")


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum; zero when there is nothing to add."""
    return sum(amounts, ZERO)


def show(amount: Decimal) -> str:
    """Text for people: cents, and more digits only where the amount has them ("0.70", "0.125")."""
    cents = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    if cents == amount:
        return f"{cents:,}"
    return f"{amount.normalize():,f}"
