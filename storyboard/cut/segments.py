"""Segments: stretches of the film, each encoded once and kept under a key of what it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from functools import cache, partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any, Final

from storyboard.compile.edit import Inset
from storyboard.compile.request import canonical_json
from storyboard.compile.shotlist import Card, Face, Joint, Shotlist
from storyboard.cut.overlay import BurnIn, Dialogue, Words
from storyboard.cut.profile import EncoderProfile
from storyboard.cut.score import Score
from storyboard.cut.seal import seal
from storyboard.cut.slating import Slating
from storyboard.cut.subtitles import Subtitle
from storyboard.cut.timeline import Blend, Inlay, Material, Part, Timeline
from storyboard.cut.words import lettering_over
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.generate.takes import Clip
from storyboard.read.edit import Fit
from storyboard.timing import FrameRate

SEMANTICS: Final = 4
"""Raised when the same segment comes out with other pixels for a reason that no field tells, or is
kept in another form."""

SOUND_SEMANTICS: Final = 5
"""The same for the soundtrack."""

NOT_SHOWN: Final = frozenset({"path"})
"""Fields that don't change a picture. Every other field counts, a new one too."""


@dataclass(frozen=True)
class Strip:
    """A stretch of a clip, counted as in `Material`; the content is named by `sha256`."""

    sha256: str
    path: Path
    start: int
    frames: int
    speed: Fraction
    last: int | None
    fit: Fit
    patch: Patch | None = None


@dataclass(frozen=True)
class Patch:
    """An inset over a strip's frames [begin, end); `source` is the clip of a shot that it shows.

    `shape` is that picture's width by its height, where it is not the film's.
    """

    begin: int
    end: int
    inset: Inset
    source: Strip | None
    shape: Fraction | None = None


@dataclass(frozen=True)
class CardStrip:
    """`frames` frames of a card. `font` is the sha256 of the font file.

    `fit` is for a ground that is a picture, and the usual one for any other.

    Of one that rolls, from its frame `start` of the `length` that it lasts; both are 0 of one
    that stands still, for that looks the same at any moment.
    """

    face: Face
    start: int
    frames: int
    length: int
    fit: Fit
    font: str


@dataclass(frozen=True)
class Segment:
    """All that decides a segment's pixels.

    `joint` is None for a body, which shows one clip or card alone; `incoming` is None for that and
    for a transition that ends the film.

    Holds plain values only, so that it can be encoded by another process.
    """

    joint: Joint | None
    frames: int
    outgoing: Strip | CardStrip
    incoming: Strip | CardStrip | None
    size: tuple[int, int]
    rate: FrameRate
    burn_in: BurnIn | None
    words: tuple[Words | Dialogue, ...]
    profile: EncoderProfile

    @property
    def key(self) -> str:
        """sha256 of what it shows and of the libraries that draw it, as 64 hex digits."""
        strips = (self.outgoing, self.incoming)
        document = {
            "semantics": SEMANTICS,
            "segment": shown(self),
            "libraries": _libraries(
                composited=self.joint is not None or any(_is_patched(each) for each in strips),
                drawn=bool(self.burn_in or self.words)
                or any(isinstance(each, CardStrip) for each in strips),
            ),
        }
        return hashlib.sha256(canonical_json(document)).hexdigest()


Lettering = tuple[Words | Dialogue, ...]
"""What lies over a part of the film in words."""


def place(folder: Path, key: str, suffix: str) -> Path:
    """Where the file of a key lies in the cache."""
    return folder / key[:2] / f"{key}{suffix}"


def plan_segments(
    timeline: Timeline,
    shotlist: Shotlist,
    clips: Mapping[str, Clip],
    *,
    slating: Slating,
    profile: EncoderProfile,
    subtitles: Sequence[Subtitle] = (),
) -> tuple[Segment, ...]:
    """One segment for each part of the timeline, in order; `subtitles` are burnt in."""
    words = lettering_over(timeline, shotlist, subtitles, slating.drawn)
    lettered = zip(timeline.parts, words, strict=True)
    return tuple(plan_parts(lettered, shotlist, clips, slating=slating, profile=profile))


def plan_parts(
    parts: Iterable[tuple[Part, Lettering]],
    shotlist: Shotlist,
    clips: Mapping[str, Clip],
    *,
    slating: Slating,
    profile: EncoderProfile,
) -> Iterator[Segment]:
    """A segment for each of some parts of the timeline with the words that lie over it."""
    fits = {shot.id: shot.edit.fit for shot in shotlist.shots}
    slates = {shot.id: shot.slate for shot in shotlist.shots}
    cards = {card.id: card for card in shotlist.cards}

    def strip(material: Material) -> Strip | CardStrip:
        if card := cards.get(material.shot):
            return _card_strip(card, material)
        clip = clips[material.shot]
        return Strip(
            clip.sha256,
            clip.path,
            material.start,
            material.frames,
            material.speed,
            material.last,
            fits[material.shot],
            patch(material.inlay) if material.inlay else None,
        )

    def patch(inlay: Inlay) -> Patch:
        source = strip(inlay.source) if inlay.source else None
        assert source is None or isinstance(source, Strip)
        # Which shot it is and how long that shall be seen is told by the rest.
        inset = replace(inlay.inset, shot=None, at=0, frames=None)
        shape = None
        if inlay.source and source and source.fit in (Fit.CONTAIN, Fit.BLUR):
            # A picture that is to be seen whole has its own shape here: no bars within the inset.
            media = clips[inlay.source.shot].media
            shape = Fraction(media.width, media.height)
        return Patch(inlay.begin, inlay.end, inset, source, shape)

    for part, words in parts:
        outgoing = part.outgoing if isinstance(part, Blend) else part.material
        incoming = part.incoming if isinstance(part, Blend) else None
        yield Segment(
            joint=part.joint if isinstance(part, Blend) else None,
            frames=part.frames,
            outgoing=strip(outgoing),
            incoming=strip(incoming) if incoming else None,
            size=shotlist.size,
            rate=shotlist.rate,
            burn_in=slating.over(part, slates),
            words=words,
            profile=profile,
        )


def _is_patched(strip: Strip | CardStrip | None) -> bool:
    return isinstance(strip, Strip) and strip.patch is not None


def _card_strip(card: Card, material: Material) -> CardStrip:
    from storyboard.cut.burnin import font_digest

    start, length = (material.start, card.frames) if card.face.roll else (0, 0)
    fit = card.edit.fit if card.face.sha256 else Fit.COVER
    return CardStrip(
        card.face,
        start,
        material.frames,
        length,
        fit,
        font_digest(card.face.text, card.face.subtitle),
    )


def produce(segment: Segment, target: Path) -> None:
    """Encode the segment to `target`, which appears only once the file has been checked.

    Raises StoryboardError `unreadable-clip`, `cannot-write` or `bad-segment`.
    """
    from storyboard.cut.encode import encode, refused_as
    from storyboard.cut.join import flaw

    with landing(target) as part:
        with refused_as("bad-segment"):
            encode(
                pictures_of(segment),
                part,
                size=segment.size,
                rate=segment.rate,
                profile=segment.profile,
            )
        if found := flaw(part, segment):
            raise StoryboardError.of(
                "bad-segment",
                f"a segment of {segment.frames} frames came out wrong: {found}",
                hint="is the disk full, or the encoder damaged?",
            )
        seal(part)


def soundtrack_key(score: Score) -> str:
    """sha256 of what the soundtrack lets hear, as 64 hex digits."""
    document = {
        "semantics": SOUND_SEMANTICS,
        "score": shown(score),
        "libraries": _libraries(composited=False, drawn=False),
    }
    return hashlib.sha256(canonical_json(document)).hexdigest()


def produce_soundtrack(score: Score, target: Path) -> None:
    """Mix and encode the film's sound to `target`, which appears only when it is whole.

    Raises StoryboardError `unreadable-clip`, `unreadable-sound`, `cannot-write` or `bad-segment`.
    """
    from storyboard.cut.encode import refused_as
    from storyboard.cut.soundtrack import make_soundtrack

    with landing(target) as part:
        with refused_as("bad-segment"):
            make_soundtrack(score, part)
        seal(part)


def shown(value: Any) -> Any:
    """A value as JSON for a key: every field of every dataclass but the ones not shown."""
    if is_dataclass(value):
        return {
            item.name: shown(getattr(value, item.name))
            for item in fields(value)
            if item.name not in NOT_SHOWN
        }
    if isinstance(value, tuple):
        return [shown(item) for item in value]
    return str(value) if isinstance(value, Fraction) else value


def pictures_of(segment: Segment) -> Iterator[Any]:
    """The segment's pictures, as they are encoded.

    Raises StoryboardError `unreadable-clip` or `unreadable-picture`.
    """

    def read(strip: Strip | CardStrip) -> Iterator[Any]:
        if isinstance(strip, CardStrip):
            from storyboard.cut.cards import draw

            return draw(
                strip.face, strip.start, strip.frames, strip.length, segment.size, strip.fit
            )
        return _clip(strip, segment.size, segment.rate)

    found = read(segment.outgoing)
    if segment.joint is not None:
        from storyboard.cut.compose import blend

        incoming = read(segment.incoming) if segment.incoming else None
        found = blend(segment.joint, found, incoming, segment.rate)
    if segment.words:
        from storyboard.cut.lettering import Letterer

        found = map(Letterer(segment.words, segment.size).paint, found, count())
    if segment.burn_in is None:
        return found
    from storyboard.cut.burnin import Painter

    painter = Painter(segment.burn_in, segment.size, segment.rate)
    return (painter.paint(picture, index) for index, picture in enumerate(found))


def _clip(strip: Strip, size: tuple[int, int], rate: FrameRate) -> Iterator[Any]:
    """A strip's pictures, with its inset."""
    from storyboard.cut.source import check_bytes, pictures

    check_bytes(strip.path, strip.sha256)
    found = pictures(
        strip.path,
        strip.start,
        strip.frames,
        rate=rate,
        size=size,
        speed=strip.speed,
        last=strip.last,
        fit=strip.fit,
    )
    patch = strip.patch
    if patch is None:
        return found
    from storyboard.cut.insets import with_inset

    source = partial(_clip, patch.source, rate=rate) if patch.source else None
    shape = patch.shape or Fraction(*size)
    return with_inset(found, patch.inset, (patch.begin, patch.end), source, size, rate, shape)


@cache
def _libraries(*, composited: bool, drawn: bool) -> Mapping[str, str]:
    from storyboard.cut.encode import versions

    used = dict(versions())
    if composited:
        used["moviepy"] = version("moviepy")
    if composited or drawn:
        used["pillow"] = version("pillow")
    return used
