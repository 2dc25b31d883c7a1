"""Dialogue in a shot whose clip has no sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.errors import Diagnostic
from storyboard.money import show


def silent_dialogue(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """Somebody speaks, there is no recording of it, and nobody will hear it."""
    for shot in shots:
        lines = [said for said in shot.written.dialogue if said.recording is None]
        if not lines or shot.compiled.sound:
            continue
        speakers = dict.fromkeys(film.board.cast[said.speaker].name for said in lines)
        who = " and ".join(speakers)
        asked = shot.origin("sound")
        related = (("silence is asked for here", film.places.value(asked)),) if asked else ()
        yield warning(
            "silent-dialogue",
            f"{who} speak{'s' if len(speakers) == 1 else ''} in a shot without sound",
            film.places.key((*shot.path, "dialogue")),
            _hint(shot),
            *related,
        )


def _hint(shot: FilmShot) -> str:
    if shot.offer.spec.speaks.sound is None:
        return f"{shot.offer.name} makes silent clips: choose another model, or add a `recording:`"
    dear, cheap = shot.price_with(sound=True), shot.compiled.price
    cost = f", {show(dear - cheap)} USD more," if dear is not None and cheap is not None else ""
    return f"write `sound: true` on the shot{cost} or give the line a `recording:`"
