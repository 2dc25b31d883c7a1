"""What is burnt into each part of the timeline. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from storyboard.compile.shotlist import CARD, Slate
from storyboard.cut.overlay import BurnIn, Named, label
from storyboard.cut.timeline import Blend, Part
from storyboard.read.deliverables import USUAL_BURN_IN, Burn

MISSING = "MISSING"
DRAFT = "DRAFT"


@dataclass(frozen=True)
class Slating:
    """How the shots of a film are named in its picture.

    `takes` are the numbers of the takes by shot id, 1 where none is given; `drawn` shots have none
    yet, and something stands in for `missing` ones. A draft that shows both is mixed.
    """

    burns: tuple[Burn, ...] = ()
    takes: Mapping[str, int] = field(default_factory=dict)
    drawn: Collection[str] = ()
    missing: Collection[str] = ()

    def over(self, part: Part, slates: Mapping[str, Slate]) -> BurnIn | None:
        """What is burnt into a part, None for nothing; `slates` are by shot id.

        What stands in for a missing shot says so, in a clean film too.
        """
        names = _named(part)
        burns = self.burns
        if any(shot in self.missing for _, shot in names):
            burns = burns or USUAL_BURN_IN
            if Burn.TAKE not in burns and Burn.SLATE not in burns:
                burns = (*burns, Burn.TAKE)
        if not burns:
            return None
        from storyboard.cut.burnin import font_digest

        clocks = tuple(burn.value for burn in (Burn.TIMECODE, Burn.FRAMES) if burn in burns)
        told, stamped = Burn.TAKE in burns, Burn.DRAFT in burns
        takes = ((at, self.take(shot, slates[shot])) for at, shot in names)

        def slate(shot: str) -> str:
            marked = shot in self.missing and not told
            return f"{MISSING} · {label(slates[shot])}" if marked else label(slates[shot])

        return BurnIn(
            start=part.start if clocks else 0,
            labels=tuple((at, slate(shot)) for at, shot in names) if Burn.SLATE in burns else (),
            font=font_digest(),
            takes=_changes(takes) if told else (),
            clocks=clocks,
            marks=_changes((at, self.mark(slates[shot])) for at, shot in names) if stamped else (),
        )

    @property
    def mixed(self) -> bool:
        """Whether the film shows clips beside drawings."""
        return bool(self.drawn) and any(shot not in self.drawn for shot in self.takes)

    def mark(self, slate: Slate) -> str:
        """The mark of a draft, which tells in a mixed one where the picture comes from."""
        if slate.size == CARD or not self.mixed:
            return DRAFT
        return f"{DRAFT} · {self.take(slate.id, slate)}"

    def take(self, shot: str, slate: Slate) -> str:
        """Which take of a shot is shown: `take 2`, `drawn`, `MISSING`; of a card there is none."""
        if slate.size == CARD:
            return CARD
        if shot in self.missing:
            return MISSING
        return "drawn" if shot in self.drawn else f"take {self.takes.get(shot, 1)}"


def _named(part: Part) -> Named:
    """The shots of a part, each with the frame from which it is the one that is named."""
    if not isinstance(part, Blend):
        return ((0, part.material.shot),)
    incoming = ((part.before, part.incoming.shot),) if part.incoming else ()
    return ((0, part.outgoing.shot), *incoming)


def _changes(named: Iterable[tuple[int, str]]) -> Named:
    """The texts without those that only say again what stands there."""
    found: list[tuple[int, str]] = []
    for at, text in named:
        if not found or found[-1][1] != text:
            found.append((at, text))
    return tuple(found)
