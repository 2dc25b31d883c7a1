"""The 30-degree rule: two views of the same people from the same place, cut together, jump."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.errors import Diagnostic
from storyboard.read.movement import Move
from storyboard.read.transitions import CUT
from storyboard.read.words import either


def jump_cut(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """Neighbours in a scene with the same people, size, angle and lens and a still camera.

    Nothing is said unless somebody wrote all of it: what is left open may well differ.
    """
    for shot in shots:
        before = film.shots[shot.at - 1] if shot.at else None
        if before is None or not _jumps(before, shot):
            continue
        get = shot.resolved.get
        who = [film.board.cast[name].name for name in sorted(_people(shot))]
        yield warning(
            "jump-cut",
            f"the cut from `{before.written.id}` jumps: {either(who).replace(' or ', ' and ')} in "
            f"{get('size').value}, {get('angle').value} angle, {get('lens')} mm, as before",
            film.places.value((*shot.path, "id")),
            "move the camera by 30 degrees or more, change the size by two steps, put another "
            "shot between, or dissolve",
            ("the same view", film.places.value((*before.path, "id"))),
        )


def _jumps(before: FilmShot, shot: FilmShot) -> bool:
    people = _people(shot)
    first = shot.written.first_frame
    return bool(
        people
        and before.scene is shot.scene
        and before.compiled.slate.shot == shot.compiled.slate.shot - 1  # no card between them
        and before.compiled.joint.kind == CUT
        and people == _people(before)
        and all(_same(before, shot, field) for field in ("size", "angle", "lens"))
        and all(each.resolved.get("movement").type is Move.STATIC for each in (before, shot))
        and (first is None or first.shot != before.written.id)  # which goes on where that ends
    )


def _same(before: FilmShot, shot: FilmShot, field: str) -> bool:
    written = before.origin(field) is not None and shot.origin(field) is not None
    return written and before.resolved.get(field) == shot.resolved.get(field)


def _people(shot: FilmShot) -> set[str]:
    return {who.character for who in shot.written.characters}
