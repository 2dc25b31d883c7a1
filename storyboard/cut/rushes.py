"""Rushes: clips as they come in, and the parts of the film that can be made of them already.

Where a clip comes in the film is known before it is there, and what a part of the film shows
depends on no other clips. So each segment is encoded as soon as the clips that it shows have
come, while others are still being made, and the cut finds it in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from storyboard.compile.shotlist import Shotlist
from storyboard.cut.lab import Lab, Recipe
from storyboard.cut.profile import EncoderProfile
from storyboard.cut.segments import Lettering, place, plan_parts, produce
from storyboard.cut.slating import Slating
from storyboard.cut.subtitles import Subtitle
from storyboard.cut.timeline import Part, lay_out, lengths_of
from storyboard.cut.words import lettering_over
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip


@dataclass(frozen=True)
class Print:
    """One of the films that are cut from the same clips: its picture, and what is burnt in."""

    shotlist: Shotlist
    slating: Slating
    profile: EncoderProfile
    subtitles: tuple[Subtitle, ...] = ()


class Rushes:
    """Orders the segments of a film's prints from a lab while its clips come in.

    What goes wrong meanwhile stays untold: the cut makes what is not there, and tells then.
    """

    def __init__(self, prints: Sequence[Print], lab: Lab, folder: Path) -> None:
        """All prints show the same shots for as long; `folder` is the cache of segments.

        Raises StoryboardError `transitions-overlap` or `empty-film`: there is no film to buy for.
        """
        self._prints, self._lab, self._folder = prints, lab, folder
        self._shotlist, self._drawn = prints[0].shotlist, prints[0].slating.drawn
        self._timeline = lay_out(self._shotlist, {}, self._drawn)
        self._lettering = [
            lettering_over(self._timeline, each.shotlist, each.subtitles, self._drawn)
            for each in prints
        ]
        self._ends = {seen.shot: seen.clip_end for seen in self._timeline.appearances}
        self._cards = {card.id for card in self._shotlist.cards}
        self._numbers: dict[str, list[int]] = {shot.id: [] for shot in self._shotlist.shots}
        for number, part in enumerate(self._timeline.parts):
            for shot in part.shots:
                self._numbers[shot].append(number)
        self._clips: dict[str, Clip] = {}
        self._order(range(len(self._timeline.parts)))

    def add(self, shot: str, clip: Clip) -> None:
        """A shot's clip is there: begin what it was lacking for. Returns at once, never raises."""
        self._clips[shot] = clip
        if lengths_of(self._shotlist, {shot: clip})[shot] < self._ends[shot]:
            lengths = lengths_of(self._shotlist, self._clips)
            self._timeline = lay_out(self._shotlist, lengths, self._drawn)
        self._order(self._numbers[shot])

    def _order(self, numbers: Iterable[int]) -> None:
        """Begin those of the timeline's parts that lack no clip: cards never do."""
        there = self._clips.keys() | self._cards
        ready = [n for n in numbers if there >= set(self._timeline.parts[n].shots)]
        for each, lettering in zip(self._prints, self._lettering, strict=True):
            parts = [(self._timeline.parts[n], lettering[n]) for n in ready]
            for path, recipe in self._recipes(each, parts):
                self._lab.order(path, recipe)

    def _recipes(
        self, wanted: Print, parts: Sequence[tuple[Part, Lettering]]
    ) -> Iterator[tuple[Path, Recipe]]:
        """The segments of these parts that are not in the cache, and how they are made."""
        try:
            for segment in plan_parts(
                parts,
                wanted.shotlist,
                self._clips,
                slating=wanted.slating,
                profile=wanted.profile,
            ):
                path = place(self._folder, segment.key, ".mp4")
                if not path.exists():
                    yield path, partial(produce, segment, path)
        except (StoryboardError, OSError):
            return
