"""What is burnt into each part of the timeline. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from storyboard.compile.shotlist import CARD, Slate
from storyboard.cut.overlay import BurnIn
from storyboard.cut.slates import changes, facts, label, take
from storyboard.cut.timeline import Blend, Material, Part
from storyboard.read.burns import USUAL_BURN_IN, Burn

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
        stretches = tuple(_stretches(part))
        shown = {shown.shot: slates[shown.shot] for _, _, shown in stretches}
        burns = self._burns(shown)
        if not burns:
            return None
        from storyboard.cut.burnin import font_digest

        named = [(at, shown[material.shot]) for at, _, material in stretches]
        clocks = tuple(burn.value for burn in (Burn.TIMECODE, Burn.FRAMES) if burn in burns)
        return BurnIn(
            start=part.start if clocks else 0,
            labels=changes((at, self._label(slate, burns)) for at, slate in named),
            font=font_digest(),
            takes=changes((at, self.take(each)) for at, each in named if Burn.TAKE in burns),
            clocks=clocks,
            marks=changes((at, self.mark(each)) for at, each in named if Burn.DRAFT in burns),
            facts=changes(
                fact
                for begin, end, material in stretches
                for fact in facts(
                    shown[material.shot], burns, material, begin, end,
                    drawn=material.shot in self.drawn,
                )
            ),
        )  # fmt: skip

    def _burns(self, shots: Collection[str]) -> tuple[Burn, ...]:
        """What is burnt in where these shots are named."""
        if not any(shot in self.missing for shot in shots):
            return self.burns
        burns = self.burns or USUAL_BURN_IN
        told = Burn.TAKE in burns or Burn.SLATE in burns
        return burns if told else (*burns, Burn.TAKE)

    def _label(self, slate: Slate, burns: Collection[Burn]) -> str:
        marked = slate.id in self.missing and Burn.SLATE in burns and Burn.TAKE not in burns
        return f"{MISSING} · {label(slate, burns)}" if marked else label(slate, burns)

    @property
    def mixed(self) -> bool:
        """Whether the film shows clips beside drawings."""
        return bool(self.drawn) and any(shot not in self.drawn for shot in self.takes)

    def mark(self, slate: Slate) -> str:
        """The mark of a draft, which tells in a mixed one where the picture comes from."""
        if slate.size == CARD or not self.mixed:
            return DRAFT
        return f"{DRAFT} · {self.take(slate)}"

    def take(self, slate: Slate) -> str:
        """Which take of a shot is shown, or that it is missing."""
        if slate.id in self.missing:
            return MISSING
        return take(slate, self.takes.get(slate.id, 1), drawn=slate.id in self.drawn)


def _stretches(part: Part) -> Iterator[tuple[int, int, Material]]:
    """The shots of a part, each with the frames [begin, end) in which it is the one named."""
    if not isinstance(part, Blend):
        yield 0, part.frames, part.material
        return
    yield 0, part.before, part.outgoing
    if part.incoming:
        yield part.before, part.frames, part.incoming
