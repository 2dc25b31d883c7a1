"""Text that is drawn, in letters that no installed typeface has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.glyphs import INSTEAD, is_cjk, unlettered
from storyboard.read.model import CardShot


def missing_glyph(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """Words of a shot or a card have characters that its pictures cannot show."""
    for shot in shots:
        yield from _told(film, shot.path, _texts(film, shot))
    for s, scene in enumerate(film.board.scenes):
        for t, card in enumerate(scene.shots):
            if isinstance(card, CardShot):
                words = (card.card.text or "", card.card.subtitle or "")
                yield from _told(film, ("scenes", s, "shots", t), words)


def _told(film: Film, path: Path, texts: Iterable[str]) -> Iterator[Diagnostic]:
    lost = list(dict.fromkeys(sign for text in texts for sign in unlettered(text)))
    if not lost:
        return
    some = " ".join(lost[:12]) + (" …" if len(lost) > 12 else "")
    hint = (
        "pip install 'storyboard[cjk]'"
        if any(map(is_cjk, lost))
        else "write it in letters that are Latin, Greek, Cyrillic or, with the extra `cjk`, "
        "Chinese, Japanese or Korean; prompts are sent as they are"
    )
    yield warning(
        "missing-glyph",
        f"no typeface here has {some}: each is drawn as {INSTEAD}",
        film.places.value((*path, "id")),
        hint,
    )


def _texts(film: Film, shot: FilmShot) -> Iterator[str]:
    """What of a shot is lettered, text by text."""
    written = shot.written
    yield written.action or ""
    yield from (film.board.cast[who.character].name for who in written.characters)
    for said in written.dialogue:
        yield film.board.cast[said.speaker].name
        yield said.line
    edit = shot.compiled.edit
    yield edit.caption or ""
    if edit.title:
        yield edit.title.text
        yield edit.title.subtitle
