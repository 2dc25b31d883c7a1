"""Scenes whose heading says another set or time than their fields do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.read.heading import read_heading

_SETS = {"int": "interior", "ext": "exterior"}


def heading_differs(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """`EXT. PIER - NIGHT` over a scene of which `time` says day, or whose location is indoors."""
    listening = {shot.path[:2] for shot in shots}
    for index, scene in enumerate(film.board.scenes):
        at: Path = ("scenes", index)
        if at not in listening:
            continue
        heading, place = read_heading(scene.heading), (*at, "heading")
        if scene.time is not None and heading.times and scene.time not in heading.times:
            yield warning(
                "heading-differs",
                f"the heading says {heading.word.upper()}, and the scene's time is {scene.time}",
                film.places.value(place),
                "the time is what is sent; let the heading say the same",
                ("the time", film.places.value((*at, "time"))),
            )
        location = film.board.locations.get(scene.location or "")
        if location is None or location.set is None or heading.set is None:
            continue
        if location.set != heading.set:
            there = film.places.value(("locations", scene.location or "", "set"))
            yield warning(
                "heading-differs",
                f"the heading says {heading.set.upper()}, and the location "
                f"`{scene.location}` is {_SETS[location.set]}",
                film.places.value(place),
                "the location is what is sent; leave its `set` out and each heading decides",
                ("the location", there),
            )
