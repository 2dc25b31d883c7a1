"""Sound that is bought with a clip and that the film never lets be heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.money import show, total
from storyboard.read.words import shown


def muted_sound(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """One warning for each place that mutes, with all its shots and what they would save."""
    heard = {shot.compiled.request.key for shot in film.shots if shot.is_heard()}
    muted: dict[Path, list[FilmShot]] = {}
    for shot in shots:
        is_choice = shot.offer.spec.speaks.sound is not None
        if is_choice and shot.compiled.sound and shot.compiled.request.key not in heard:
            muted.setdefault(_mutes(shot), []).append(shot)
    for path, those in muted.items():
        if (saving := _saving(those)) is not None:
            yield _told(film, path, those, saving)


def _mutes(shot: FilmShot) -> Path:
    if shot.compiled.edit.speed != 1:
        return (*shot.path, "speed")
    return (*(shot.origin("audio") or shot.path), "mute")


def _saving(shots: Sequence[FilmShot]) -> str | None:
    """In words; None where silence costs as much."""
    pairs = {
        shot.compiled.request.key: (shot.compiled.price, shot.price_with(sound=False))
        for shot in shots
    }
    known = [
        dear - cheap for dear, cheap in pairs.values() if dear is not None and cheap is not None
    ]
    if len(known) < len(pairs):
        return " and may cost less"
    return f" and saves {show(total(known))} USD" if total(known) > 0 else None


def _told(film: Film, path: Path, shots: Sequence[FilmShot], saving: str) -> Diagnostic:
    first = shots[0]
    why = f"at speed {first.written.speed:g} it is mute" if path[-1] == "speed" else "it is muted"
    if len(shots) == 1:
        whose = f"the sound of `{shown(first.written.id)}` is bought"
    else:
        whose = f"the sound of {len(shots)} shots is bought"
    asked = first.origin("sound")
    related = (("sound is asked for here", film.places.value(asked)),) if asked else ()
    return warning(
        "muted-sound",
        f"{whose}, and {why}",
        film.places.value(path),
        f"`sound: false` sounds the same{saving}, unless the clip is bought already",
        *related,
    )
