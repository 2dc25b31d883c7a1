"""Dialogue in a language that the model does not speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.lints.languages import tongue_of
from storyboard.errors import Diagnostic


def unspoken_language(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """Lines that are plainly in another language, where the catalogue knows what is spoken."""
    for shot in shots:
        spec = shot.offer.spec
        if not spec.languages or not shot.is_heard():
            continue
        for index, said in enumerate(shot.written.dialogue):
            tongue = tongue_of(said.line)
            if tongue is None or tongue.codes & set(spec.languages):
                continue
            yield warning(
                "unspoken-language",
                f"this line is in {tongue.name}; {shot.offer.name} speaks {spec.speech}",
                film.places.value((*shot.path, "dialogue", index, "line")),
                f"write it in {spec.speech}, or buy the shot silent and give the line a "
                "`recording:`",
            )
