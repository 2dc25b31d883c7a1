"""Scenes whose heading says another set or time than their fields do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.read.heading import read_heading
from storyboard.read.model import Scene

_SETS = {"int": "interior", "ext": "exterior"}


def _is_unsent(scene: Scene, shots: Sequence[FilmShot]) -> bool:
    """Whether no prompt says the scene's time: the heading stands for the place, and it does not.

    A template of the author's own may say it all the same.
    """
    return (
        scene.heading is not None
        and scene.location is None
        and not any(str(scene.time) in shot.compiled.prompt.lower() for shot in shots)
    )


def heading_differs(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """`EXT. PIER - NIGHT` over a scene of which `time` says day, or whose location is indoors."""
    listening: dict[Path, list[FilmShot]] = {}
    for shot in shots:
        listening.setdefault(shot.path[:2], []).append(shot)
    for index, scene in enumerate(film.board.scenes):
        at: Path = ("scenes", index)
        if at not in listening:
            continue
        heading, place = read_heading(scene.heading), (*at, "heading")
        is_said = scene.time is None or scene.time in heading.times
        unsent = not is_said and _is_unsent(scene, listening[at])
        if scene.time and not is_said and (heading.times or unsent):
            yield warning(
                "heading-differs",
                f"the heading says {heading.word.upper() or 'no time'}, "
                f"and the scene's time is {scene.time}",
                film.places.value(place),
                "where no location is, the heading is what is sent; "
                f"let it end in `- {scene.time.upper()}`"
                if unsent
                else "the time is what is sent; let the heading say the same",
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
