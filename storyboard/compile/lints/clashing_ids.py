"""Ids that are not the same and still are taken for one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic


def clashing_ids(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """A shot with a scene's id, which then means the scene; ids that differ in case alone."""
    scenes: dict[str, tuple[str, Path]] = {}
    for index, scene in enumerate(film.board.scenes):
        scenes.setdefault(scene.id.lower(), (scene.id, ("scenes", index, "id")))
    listening = {shot.at for shot in shots}
    seen: dict[str, tuple[str, Path]] = {}
    for shot in film.shots:
        name, path = shot.written.id, (*shot.path, "id")
        lower = name.lower()
        first = seen.setdefault(lower, (name, path))
        if shot.at not in listening:
            continue
        here = film.places.value(path)
        if lower in scenes:
            scene_id, at = scenes[lower]
            yield warning(
                "clashing-ids",
                f"the shot `{name}` has the id of a scene"
                + ("" if name == scene_id else f", `{scene_id}`, but for its case"),
                here,
                "give it another; in `music` the name means the whole scene",
                ("the scene", film.places.value(at)),
            )
        elif first[0] != name:
            yield warning(
                "clashing-ids",
                f"`{name}` and `{first[0]}` are two shots whose ids differ in case alone",
                here,
                "give one of them another; people and some disks will not tell them apart",
                ("the other one", film.places.value(first[1])),
            )
