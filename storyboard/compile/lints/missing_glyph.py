"""Text that is drawn, in letters that no installed typeface has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from storyboard.compile.lints.film import Film, FilmShot, warning
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.glyphs import INSTEAD, is_cjk, unlettered
from storyboard.read.model import CardShot


def missing_glyph(film: Film, shots: Sequence[FilmShot]) -> Iterator[Diagnostic]:
    """Words of a shot or a card have characters that its pictures cannot show.

    Each shot is told at its first such text, a name once for all shots.
    """
    names = dict.fromkeys(name for shot in shots for name in _named(shot))
    for name in names:
        yield from _told(film, [(("cast", name, "name"), film.board.cast[name].name)])
    for shot in shots:
        yield from _told(film, _texts(shot))
    for s, scene in enumerate(film.board.scenes):
        for t, card in enumerate(scene.shots):
            if isinstance(card, CardShot):
                at = ("scenes", s, "shots", t, "card")
                words = (("text", card.card.text), ("subtitle", card.card.subtitle))
                yield from _told(film, [((*at, field), text or "") for field, text in words])


def _named(shot: FilmShot) -> Iterator[str]:
    yield from (who.character for who in shot.written.characters)
    yield from (said.speaker for said in shot.written.dialogue)


def _told(film: Film, texts: Iterable[tuple[Path, str]]) -> Iterator[Diagnostic]:
    found = {path: signs for path, text in texts if (signs := unlettered(text))}
    if not found:
        return
    lost = list(dict.fromkeys("".join(found.values())))
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
        film.places.value(next(iter(found))),
        hint,
    )


def _texts(shot: FilmShot) -> Iterator[tuple[Path, str]]:
    """What of a shot alone is lettered, text by text, each with its place."""
    written, edit = shot.written, shot.compiled.edit
    yield (*shot.path, "action"), written.action or ""
    for at, said in enumerate(written.dialogue):
        yield (*shot.path, "dialogue", at, "line"), said.line
    yield (*shot.path, "caption"), edit.caption or ""
    if edit.title:
        yield (*shot.path, "title", "text"), edit.title.text
        yield (*shot.path, "title", "subtitle"), edit.title.subtitle
