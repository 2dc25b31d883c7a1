"""Clips that are bought much longer than the film shows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import Final

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic, Span
from storyboard.money import show

TRIM: Final = Fraction(1, 5)
"""How much over a shorter clip a shot may be for a trim to be worth a word."""
USED: Final = Fraction(2, 3)
"""The part of a clip that has to be used for its length to be in order."""


def oversized_clip(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """A clip that an override makes too long, or of which a few frames are the dear ones.

    Nothing is said without the prices, nor of a clip that other shots use too.
    """
    users = Counter(shot.compiled.request.key for shot in film.shots)
    for shot in shots:
        if users[shot.compiled.request.key] > 1:
            continue
        if found := _overridden(film, shot) or _a_little_over(film, shot):
            yield found


def _overridden(film: Film, shot: FilmShot) -> Diagnostic | None:
    name = shot.offer.spec.speaks.seconds
    bought, needed = shot.compiled.clip_seconds, shot.compiled.needed
    enough = [each for each in _shorter(shot) if film.rate.frames(Fraction(each)) >= needed]
    saving = _saving(shot, enough[0]) if enough else None
    if name not in shot.written.overrides or saving is None:
        return None
    return warning(
        "oversized-clip",
        f"a clip of {bought} s is bought for {_seconds(film, needed)} s of use; one of "
        f"{enough[0]} s costs {saving} USD less",
        film.places.value((*shot.path, "overrides", name)),
        "leave the override out: the cheapest length that covers the shot is chosen",
    )


def _a_little_over(film: Film, shot: FilmShot) -> Diagnostic | None:
    bought, needed = shot.compiled.clip_seconds, shot.compiled.needed
    shorter = max(_shorter(shot), default=0)
    fits = film.rate.frames(Fraction(shorter))
    over, saving = needed - fits, _saving(shot, shorter) if shorter else None
    wasteful = needed <= USED * film.rate.frames(Fraction(bought))
    if saving is None or not wasteful or not 0 < over <= TRIM * fits:
        return None
    trim = ceil(over / shot.compiled.edit.speed)
    handles = shot.compiled.head + shot.compiled.tail
    used = f"{_seconds(film, needed)} s of use" + (", handles included" if handles else "")
    path = shot.resolved.origin["duration"]
    return warning(
        "oversized-clip",
        f"a clip of {bought} s is bought for {used}; one of {shorter} s costs {saving} USD less",
        film.places.value((*shot.path, "id") if path == shot.path else path),
        f"make the shot {_seconds(film, trim)} s shorter ({trim} frame{'s' if trim > 1 else ''})"
        + (", or its transitions" if handles else ""),
        *_of_the_shot(film, shot, path),
    )


def _of_the_shot(film: Film, shot: FilmShot, place: Path) -> tuple[tuple[str, Span], ...]:
    """The shot, for a place that lies outside it."""
    if place[: len(shot.path)] == shot.path:
        return ()
    return (("for this shot", film.places.value((*shot.path, "id"))),)


def _shorter(shot: FilmShot) -> list[int]:
    return [each for each in shot.offer.spec.lengths if each < shot.compiled.clip_seconds]


def _saving(shot: FilmShot, seconds: int) -> str | None:
    dear, cheap = shot.compiled.price, shot.price_with(seconds=seconds)
    if dear is None or cheap is None or dear <= cheap:
        return None
    return show(dear - cheap)


def _seconds(film: Film, frames: int) -> str:
    return f"{float(film.rate.seconds(frames)):.2f}"
