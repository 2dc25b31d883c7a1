"""Which words a drawn clip has in its picture, for whoever lays others over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.providers.animatic.brief import Brief


def is_subtitled(request: Request) -> bool:
    """Whether a drawn clip says in its picture what is said in it."""
    brief = _brief(request)
    return brief is not None and brief.subtitled


def words_top(request: Request) -> float | None:
    """Where the words at a drawn clip's foot begin, as a part of its height; None for no words."""
    from storyboard.generate.providers.animatic import page

    brief = _brief(request)
    return None if brief is None else page.words_top(brief)


def otherwise_lettered(request: Request) -> Iterator[Request]:
    """The requests of the same drawing with other words in it, as `burn_in` may have them."""
    body = {name: value for name, value in request.body.items() if name != "without"}
    for hidden in ([], ["action"], ["dialogue"], ["action", "dialogue"]):
        if hidden != request.body.get("without", []):
            yield replace(request, body=body | ({"without": hidden} if hidden else {}))


def _brief(request: Request) -> Brief | None:
    try:
        return Brief.read(request.body)
    except StoryboardError:  # then nothing is drawn of it
        return None
