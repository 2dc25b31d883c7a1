"""Lints: what is valid and still deserves a second look, with places and numbers.

Each lint is a pure function in a module of its own. `shots` are those that do not silence it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from storyboard.compile.catalogue import Catalogue
from storyboard.compile.lints.clashing_ids import clashing_ids
from storyboard.compile.lints.empty_field import empty_field
from storyboard.compile.lints.film import Film, FilmShot, film_of
from storyboard.compile.lints.heading_differs import heading_differs
from storyboard.compile.lints.jump_cut import jump_cut
from storyboard.compile.lints.missing_glyph import missing_glyph
from storyboard.compile.lints.muted_sound import muted_sound
from storyboard.compile.lints.named_twice import named_twice
from storyboard.compile.lints.near_prompt_limit import near_prompt_limit
from storyboard.compile.lints.oversized_clip import oversized_clip
from storyboard.compile.lints.rushed_dialogue import rushed_dialogue
from storyboard.compile.lints.silent_cue import silent_cue
from storyboard.compile.lints.silent_dialogue import silent_dialogue
from storyboard.compile.lints.unspoken_language import unspoken_language
from storyboard.compile.shotlist import Shotlist
from storyboard.errors import Diagnostic, Severity
from storyboard.read.load import Loaded
from storyboard.read.yaml import MAX_PROBLEMS

Lint = Callable[[Film, Sequence[FilmShot]], Iterator[Diagnostic]]

LINTS: Final[Mapping[str, Lint]] = {
    "clashing-ids": clashing_ids,
    "empty-field": empty_field,
    "heading-differs": heading_differs,
    "jump-cut": jump_cut,
    "missing-glyph": missing_glyph,
    "muted-sound": muted_sound,
    "named-twice": named_twice,
    "near-prompt-limit": near_prompt_limit,
    "oversized-clip": oversized_clip,
    "rushed-dialogue": rushed_dialogue,
    "silent-cue": silent_cue,
    "silent-dialogue": silent_dialogue,
    "unspoken-language": unspoken_language,
}
"""By the code that each warns of."""

_MORE: Final = Diagnostic(
    "too-many-problems", "there are more warnings than these", severity=Severity.WARNING
)


def lint(loaded: Loaded, shotlist: Shotlist, catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """Every warning that the storyboard does not silence, in the order of the files. Pure."""
    board = loaded.storyboard
    film = film_of(loaded, shotlist, catalogue)
    found = [problem for problem in loaded.warnings if problem.code not in board.ignore]
    for code, check in LINTS.items():
        if code not in board.ignore:
            found += check(film, [shot for shot in film.shots if not shot.silences(code)])
    found = [*loaded.tree.told(found)]
    found.sort(key=lambda problem: loaded.places.order(problem.span))
    if len(found) <= MAX_PROBLEMS:
        return tuple(found)
    return (*found[:MAX_PROBLEMS], _MORE)
