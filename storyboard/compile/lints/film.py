"""What the lints look at: every shot as it is written beside what was made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from storyboard.compile.catalogue import Catalogue, Offer, Value
from storyboard.compile.resolve import Path, Resolved, resolve
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.errors import Diagnostic, Severity, Span
from storyboard.read.load import Loaded
from storyboard.read.model import CardShot, Scene, Shot, Storyboard
from storyboard.read.places import Places
from storyboard.timing import FrameRate


@dataclass(frozen=True)
class FilmShot:
    """A shot: as written, with what it inherits, as compiled; its place and who makes it.

    `at` counts through the film from 0, without its cards.
    """

    at: int
    scene: Scene
    written: Shot
    resolved: Resolved
    compiled: CompiledShot
    path: Path
    offer: Offer

    def origin(self, field: str) -> Path | None:
        """Where a setting is written; None for a default of the house."""
        path = self.resolved.origin[field]
        return path if isinstance(path[-1], str) else None

    def silences(self, code: str) -> bool:
        """Whether the shot or its scene does not want to be warned of this."""
        return code in self.written.ignore or code in self.scene.ignore

    def is_heard(self) -> bool:
        """Whether the film lets the clip's own sound be heard."""
        return self.compiled.sound and not self.compiled.audio.mute

    def price_with(self, **words: Value) -> Decimal | None:
        """USD for the same request with other values for some words of the storyboard."""
        speaks = self.offer.spec.speaks
        changed = {getattr(speaks, word): value for word, value in words.items()}
        return self.offer.spec.price({**self.compiled.request.body, **changed})


@dataclass(frozen=True)
class Film:
    """The whole of it."""

    board: Storyboard
    places: Places
    shots: tuple[FilmShot, ...]

    @property
    def rate(self) -> FrameRate:
        """Frames a second."""
        return self.board.fps


def film_of(loaded: Loaded, shotlist: Shotlist, catalogue: Catalogue) -> Film:
    """The film of a shotlist, which must have been compiled from the same storyboard."""
    board = loaded.storyboard
    compiled = iter(shotlist.filmed)
    shots: list[FilmShot] = []
    for s, scene in enumerate(board.scenes):
        for t, written in enumerate(scene.shots):
            if isinstance(written, CardShot):
                continue
            shot = next(compiled)
            offer = catalogue.find(shot.request.model)
            if offer is None:
                raise AssertionError("a shot was compiled for a model that is not known")
            resolved, path = resolve(board, s, t), ("scenes", s, "shots", t)
            shots.append(FilmShot(len(shots), scene, written, resolved, shot, path, offer))
    return Film(board, loaded.places, tuple(shots))


def warning(
    code: str, message: str, span: Span, hint: str, *related: tuple[str, Span]
) -> Diagnostic:
    """A problem that stops nothing."""
    return replace(
        Diagnostic(code, message, span, hint, related=related), severity=Severity.WARNING
    )
