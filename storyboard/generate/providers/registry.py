"""The providers that cost nothing, by name. One that is paid is opened with somebody's word."""

from __future__ import annotations

from collections.abc import Mapping

from storyboard.generate.providers.base import Provider


def local_providers() -> Mapping[str, Provider]:
    """Every provider that works on this machine, without a key and without a network."""
    from storyboard.generate.providers.animatic.provider import Animatic

    animatic = Animatic()
    return {animatic.name: animatic}
