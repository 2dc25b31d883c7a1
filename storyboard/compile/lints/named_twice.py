"""Characters and props that are in one shot two times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.errors import Diagnostic


def named_twice(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """Whoever a prompt describes twice is seen twice."""
    for shot in shots:
        people = [who.character for who in shot.written.characters]
        for part, names in (("characters", people), ("props", [*shot.written.props])):
            for index, name in enumerate(names):
                if name in names[:index]:
                    yield warning(
                        "named-twice",
                        f"`{name}` is in the `{part}` of this shot twice",
                        film.places.value((*shot.path, part, index)),
                        "leave one out: a model shows as many as it is told of",
                    )
