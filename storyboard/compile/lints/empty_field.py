"""A field that is left empty, and so takes away what is inherited, as a `null` does on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic


def empty_field(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """One warning for each such field that would have been inherited otherwise."""
    told: set[Path] = set()
    for shot in shots:
        for name in sorted(shot.resolved.emptied):
            path = shot.resolved.origin[name]
            if path in told:
                continue
            told.add(path)
            outer = _inherited(film, shot, name, path)
            if outer and not next(film.places.leaves(path), "null"):
                yield _told(film, name, path, outer)


def _inherited(film: Film, shot: FilmShot, name: str, path: Path) -> Path | None:
    """Where it would come from."""
    scene, top = (*shot.path[:2], "defaults", name), ("defaults", name)
    if path != scene and getattr(shot.scene.defaults, name) is not None:
        return scene
    return top if getattr(film.board.defaults, name) is not None else None


def _told(film: Film, name: str, path: Path, outer: Path) -> Diagnostic:
    return warning(
        "empty-field",
        f"`{name}` is empty, which takes away what it would inherit",
        film.places.key(path),
        "give it a value or leave it out; where it is meant, write `null`",
        ("this is inherited otherwise", film.places.value(outer)),
    )
