"""Sound effects and music that a shot names, and whose clip has no sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.errors import Diagnostic

_CUES = {
    "sfx": ("the sound effects of a shot without sound are not sent", "effects"),
    "music_cue": ("the music cue of a shot without sound is not sent", "music"),
}
"""What is said of each field, and which other one takes a file."""


def silent_cue(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """What the shot itself says is heard in it: a cue that it inherits is meant for others."""
    for shot in shots:
        if shot.compiled.sound:
            continue
        asked = shot.origin("sound")
        why = (("silence is asked for here", film.places.value(asked)),) if asked else ()
        for name, (message, other) in _CUES.items():
            if getattr(shot.written, name):
                place = film.places.key((*shot.path, name))
                hint = f"buy the shot with sound, or name a file of it in `{other}`"
                yield warning("silent-cue", message, place, hint, *why)
