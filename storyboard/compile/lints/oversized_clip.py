"""Clips that are bought much longer than the film shows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.money import show, total

TRIM: Final = Fraction(1, 5)
"""How much over a shorter clip a shot may be for a trim to be worth a word."""
USED: Final = Fraction(2, 3)
"""The part of a clip that has to be used for its length to be in order."""


@dataclass(frozen=True)
class _Over:
    """By how much a shot is longer than a shorter clip: what is to be said of it, and where.

    Shots of which the same is said, because they inherit it, are told together.
    """

    place: Path
    bought: int
    shorter: int
    needed: int
    trim: int
    handles: bool


def oversized_clip(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """A clip that an override makes too long, or of which a few frames are the dear ones.

    Nothing is said without the prices, nor of a clip that other shots use too.
    """
    users = Counter(shot.compiled.request.key for shot in film.shots)
    over: dict[_Over, list[tuple[FilmShot, Decimal]]] = {}
    for shot in shots:
        if users[shot.compiled.request.key] > 1:
            continue
        if shot.offer.spec.speaks.seconds in shot.written.overrides:
            yield from _overridden(film, shot)
        elif found := _a_little_over(film, shot):
            over.setdefault(found[0], []).append((shot, found[1]))
    for each, those in over.items():
        yield _told(film, each, those)


def _overridden(film: Film, shot: FilmShot) -> Iterator[Diagnostic]:
    bought, needed = shot.compiled.clip_seconds, shot.compiled.needed
    enough = [each for each in _shorter(shot) if film.rate.frames(Fraction(each)) >= needed]
    saving = _saving(shot, enough[0]) if enough else None
    if saving is not None:
        yield warning(
            "oversized-clip",
            f"a clip of {bought} s is bought for {_seconds(film, needed)} s of use; one of "
            f"{enough[0]} s costs {show(saving)} USD less",
            film.places.value((*shot.path, "overrides", shot.offer.spec.speaks.seconds)),
            "leave the override out: the cheapest length that covers the shot is chosen",
        )


def _a_little_over(film: Film, shot: FilmShot) -> tuple[_Over, Decimal] | None:
    """What is to be said of a shot, and the saving in USD."""
    bought, needed = shot.compiled.clip_seconds, shot.compiled.needed
    shorter = max(_shorter(shot), default=0)
    fits = film.rate.frames(Fraction(shorter))
    over, saving = needed - fits, _saving(shot, shorter) if shorter else None
    wasteful = needed <= USED * film.rate.frames(Fraction(bought))
    if saving is None or not wasteful or not 0 < over <= TRIM * fits:
        return None
    place = shot.resolved.origin["duration"]
    handles = shot.compiled.head + shot.compiled.tail > 0
    trim = ceil(over / shot.compiled.edit.speed)
    at = (*shot.path, "id") if place == shot.path else place
    return _Over(at, bought, shorter, needed, trim, handles), saving


def _told(film: Film, over: _Over, those: Sequence[tuple[FilmShot, Decimal]]) -> Diagnostic:
    (first, _), saving = those[0], show(total(saving for _, saving in those))
    used = f"{_seconds(film, over.needed)} s of use" + (
        ", handles included" if over.handles else ""
    )
    if len(those) == 1:
        message = (
            f"a clip of {over.bought} s is bought for {used}; "
            f"one of {over.shorter} s costs {saving} USD less"
        )
    else:
        message = (
            f"{len(those)} clips of {over.bought} s are bought for {used} each; "
            f"those of {over.shorter} s cost {saving} USD less in all"
        )
    inside = over.place[: len(first.path)] == first.path
    words = "for this shot" if len(those) == 1 else "the first of them"
    related = () if inside else ((words, film.places.value((*first.path, "id"))),)
    frames = f"{over.trim} frame{'s' if over.trim > 1 else ''}"
    return warning(
        "oversized-clip",
        message,
        film.places.value(over.place),
        f"make the shot{'s' if len(those) > 1 else ''} {_seconds(film, over.trim)} s shorter "
        f"({frames})" + (", or the transitions" if over.handles else ""),
        *related,
    )


def _shorter(shot: FilmShot) -> list[int]:
    return [each for each in shot.offer.spec.lengths if each < shot.compiled.clip_seconds]


def _saving(shot: FilmShot, seconds: int) -> Decimal | None:
    dear, cheap = shot.compiled.price, shot.price_with(seconds=seconds)
    return dear - cheap if dear is not None and cheap is not None and dear > cheap else None


def _seconds(film: Film, frames: int) -> str:
    return f"{float(film.rate.seconds(frames)):.2f}"
