"""Prompts that still fit, and may not after the next word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.errors import Diagnostic

NEAR: Final = 0.95
"""The part of what the model reads from which on a prompt is near its limit."""


def near_prompt_limit(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """One warning for each prompt; of negative prompts, for each place that lists what to avoid."""
    told = set()
    for shot in shots:
        speaks, parameters = shot.offer.spec.speaks, shot.offer.spec.parameters
        for name, noun, text, path in (
            (speaks.prompt, "prompt", shot.compiled.prompt, (*shot.path, "action")),
            (
                speaks.negative,
                "negative prompt",
                shot.compiled.negative_prompt,
                shot.resolved.origin["negative"],
            ),
        ):
            most = parameters[name].max_length if name else None
            if most is None or len(text) < NEAR * most or (noun, path) in told:
                continue
            told.add((noun, path))
            yield warning(
                "near-prompt-limit",
                f"the {noun} has {len(text):,} of the {most:,} characters that "
                f"{shot.offer.name} reads",
                film.places.value(path),
                "shorten what the shot says, or choose a terser template; over the limit it is "
                "an error",
            )
