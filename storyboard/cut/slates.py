"""What a burn-in says of a shot, in words. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator

from storyboard.compile.shotlist import CARD, Slate
from storyboard.cut.overlay import Named
from storyboard.cut.timeline import Material
from storyboard.read.burns import Burn


def label(slate: Slate, burns: Collection[Burn]) -> str:
    """A slate in one line, for example `2-03 · sc020_0030 · MCU 50mm`; or its lens alone."""
    lens = f"{slate.lens}mm" if slate.lens is not None and Burn.LENS in burns else ""
    if Burn.SLATE not in burns:
        return lens
    return f"{slate.number} · {slate.id} · {slate.size} {lens}".rstrip()


def facts(
    slate: Slate, burns: Collection[Burn], material: Material, begin: int, end: int, *, drawn: bool
) -> Iterator[tuple[int, str]]:
    """Panel and length of a shot over the frames [begin, end) of a part of the film.

    Each with the frame from which it holds. A clip shows no panels, and a single one needs no
    number.
    """
    lasts = f"{float(round(slate.seconds, 2)):g}s" if Burn.DURATION in burns else ""
    if Burn.PANEL not in burns or not drawn or len(slate.panels) < 2:
        yield begin, lasts
        return
    turns = [each - material.start for each in slate.panels]
    for at in (begin, *(turn for turn in turns if begin < turn < end)):
        held = at if material.last is None else min(at, material.last - material.start)
        panel = f"panel {max(1, bisect_right(turns, held))}/{len(turns)}"
        yield at, " · ".join(filter(None, (panel, lasts)))


def take(slate: Slate, number: int, *, drawn: bool) -> str:
    """Which take of a shot is shown: `take 2`, or `drawn`; of a card there is none."""
    if slate.size == CARD:
        return CARD
    return "drawn" if drawn else f"take {number}"


def changes(named: Iterator[tuple[int, str]]) -> Named:
    """The texts without those that only say again what stands there; nothing for no text."""
    found: list[tuple[int, str]] = []
    for at, text in named:
        if not found or found[-1][1] != text:
            found.append((at, text))
    return tuple(found) if any(text for _, text in found) else ()
