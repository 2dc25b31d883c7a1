"""Which providers there are, by the name a model's catalogue entry gives."""

from __future__ import annotations

from collections.abc import Mapping

from storyboard.generate.providers.base import Provider


def open_providers() -> Mapping[str, Provider]:
    """Every provider that can work here."""
    from storyboard.generate.providers.animatic.provider import Animatic

    animatic = Animatic()
    return {animatic.name: animatic}
