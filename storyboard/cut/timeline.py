"""The timeline: which frames of which clip the film shows, in whole frames. Pure.

Every shot appears for its own frames plus the part of a transition that reaches into its
neighbours; the handles of its clip supply that material. Body and blend segments are read off
those appearances, so that they cover the film without gap or overlap whatever the transitions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from storyboard.compile.edit import Inset
from storyboard.compile.shotlist import Card, CompiledShot, Joint, Shotlist
from storyboard.cut.profile import SAMPLE_RATE
from storyboard.errors import Diagnostic, Severity, StoryboardError
from storyboard.generate.media import Media
from storyboard.generate.takes import Clip
from storyboard.read.transitions import KINDS
from storyboard.timing import FrameRate


@dataclass(frozen=True)
class Inlay:
    """An inset over the frames [begin, end) of something; `source` is a shot's clip it shows."""

    begin: int
    end: int
    inset: Inset
    source: Material | None

    def within(self, start: int, frames: int) -> Inlay | None:
        """What of it lies over `frames` frames from `start`, counted from there."""
        begin, end = max(self.begin, start), min(self.end, start + frames)
        if begin >= end:
            return None
        source = self.source
        if source is not None:
            source = replace(source, start=source.start + begin - self.begin, frames=end - begin)
        return Inlay(begin - start, end - start, self.inset, source)


@dataclass(frozen=True)
class Appearance:
    """A shot as the film sees and hears it: film frames [start, start + frames).

    `clip_start` is the clip's frame (counted at the film's rate and the shot's `speed`) shown at
    `start`; from its frame `last` on the picture stands still. The first `lead` frames are shared
    with the shot before, the last `trail` with the shot after (on the last shot: with a colour).
    """

    shot: str
    start: int
    frames: int
    clip_start: int
    lead: int
    trail: int
    speed: Fraction = Fraction(1)
    last: int | None = None
    inlay: Inlay | None = None

    @property
    def cut(self) -> int:
        """The film frame with which the shot begins by name: in the middle of a transition."""
        return self.start + self.lead // 2

    @property
    def end(self) -> int:
        """The film frame after the last one."""
        return self.start + self.frames

    @property
    def clip_end(self) -> int:
        """The clip's frame after the last one that is shown."""
        end = self.clip_start + self.frames
        return end if self.last is None else min(end, self.last + 1)

    def material(self, start: int, frames: int) -> Material:
        """The stretch of the clip that the film frames [start, start + frames) show."""
        begin = self.clip_start + start - self.start
        holds = self.last is not None and self.last < begin + frames - 1
        inlay = self.inlay.within(start, frames) if self.inlay else None
        last = self.last if holds else None
        return Material(self.shot, begin, frames, self.speed, last, inlay)


@dataclass(frozen=True)
class Material:
    """`frames` frames of a shot's clip from frame `start`, counted at the film's rate and `speed`.

    From the clip's frame `last` on the picture stands still.
    """

    shot: str
    start: int
    frames: int
    speed: Fraction = Fraction(1)
    last: int | None = None
    inlay: Inlay | None = None

    @property
    def shots(self) -> tuple[str, ...]:
        """The shots whose clips it shows."""
        inlaid = self.inlay.source if self.inlay else None
        return (self.shot, inlaid.shot) if inlaid else (self.shot,)


@dataclass(frozen=True)
class Body:
    """A stretch of the film that shows one clip alone, from film frame `start`."""

    start: int
    material: Material

    @property
    def frames(self) -> int:
        """The length in film frames, at least 1."""
        return self.material.frames

    @property
    def shots(self) -> tuple[str, ...]:
        """The shots whose clips it shows."""
        return self.material.shots


@dataclass(frozen=True)
class Blend:
    """A transition: `outgoing` gives way to `incoming`, or to a colour where that is None.

    `before` counts the frames ahead of the point where the incoming shot takes over by name: the
    cut, or the end of a transition that does not show it before.
    """

    start: int
    joint: Joint
    outgoing: Material
    incoming: Material | None
    before: int

    @property
    def frames(self) -> int:
        """The length in film frames, at least 1."""
        return self.outgoing.frames

    @property
    def shots(self) -> tuple[str, ...]:
        """The shots whose clips it shows."""
        incoming = self.incoming.shots if self.incoming else ()
        return tuple(dict.fromkeys((*self.outgoing.shots, *incoming)))


Part = Body | Blend


@dataclass(frozen=True)
class Timeline:
    """The film in frames: `parts` in order cover [0, frames) exactly."""

    rate: FrameRate
    appearances: tuple[Appearance, ...]
    parts: tuple[Part, ...]
    warnings: tuple[Diagnostic, ...] = field(default=())

    @property
    def frames(self) -> int:
        """The length of the film."""
        return sum(part.frames for part in self.parts)


def film_frames(media: Media, rate: FrameRate, speed: Fraction = Fraction(1)) -> int:
    """How many film frames a clip lasts; frame n shows what the clip shows at `moment`."""
    return ceil((media.seconds * rate.value - moment(0, speed)) / speed)


def lengths_of(shotlist: Shotlist, clips: Mapping[str, Clip]) -> Mapping[str, int]:
    """The film frames that the clips last, for the shots that have one."""
    return {
        shot.id: film_frames(clips[shot.id].media, shotlist.rate, shot.edit.speed)
        for shot in shotlist.shots
        if shot.id in clips
    }


def moment(frame: int, speed: Fraction) -> Fraction:
    """What a clip's film frame shows, counted in frames of the film's rate at speed 1.

    It is the middle of the frame, and never so late that at twice the speed, of two frames, the
    second is shown: 0, 2, 4; at half the speed 0, 0, 1, 1.
    """
    return frame * speed + min(speed, Fraction(1)) / 2


def sample_at(frame: int, rate: FrameRate) -> int:
    """The sample of the soundtrack that sounds when a film frame begins to show."""
    return round(frame * SAMPLE_RATE / rate.value)


def lay_out(
    shotlist: Shotlist, available: Mapping[str, int], drawn: Collection[str] = ()
) -> Timeline:
    """Lay the shots out in film frames.

    `available` gives, by shot id, the film frames its clip really has (`film_frames`). A clip
    shorter than needed gives up what it was to keep before the shot for a J cut, but not what a
    trim leaves out; then it holds its last frame, which is said in `warnings`. The film keeps its
    length. A `drawn` shot's clip has no head handle: it begins with the shot, and holds at both
    ends, as a drawing may, unsaid.

    Raises StoryboardError `transitions-overlap` where a shot is shorter than the parts of its
    transitions that lie inside it, and `empty-film` where nothing is to be shown.
    """
    appearances = tuple(
        _within(seen, None if shot.edit.begin is not None else available.get(seen.shot))
        for seen, shot in zip(_appearances(shotlist.shots, drawn), shotlist.shots, strict=True)
    )
    appearances = _inlaid(shotlist.shots, appearances)
    if not shotlist.frames:
        raise StoryboardError.of("empty-film", "there is nothing to cut: no shot has a frame")
    crowded = [_crowded(seen) for seen in appearances if seen.lead + seen.trail > seen.frames]
    if crowded:
        raise StoryboardError(*crowded)
    warnings = (
        _short(seen, available[seen.shot], shotlist.rate)
        for seen in appearances
        if seen.shot in available
        and seen.shot not in drawn
        and seen.clip_end > available[seen.shot]
    )
    insets = _short_insets(appearances, available, drawn, shotlist.rate)
    return Timeline(
        shotlist.rate,
        appearances,
        tuple(_parts(shotlist.shots, appearances)),
        (*warnings, *insets),
    )


def _appearances(
    shots: tuple[CompiledShot | Card, ...], drawn: Collection[str]
) -> list[Appearance]:
    found: list[Appearance] = []
    cut, incoming = 0, 0
    for shot in shots:
        last = shot is shots[-1]
        outgoing = shot.joint.frames
        early = incoming // 2
        late = 0 if last else outgoing - outgoing // 2
        head = 0 if shot.id in drawn else shot.head
        frozen = shot.edit.freeze
        found.append(
            Appearance(
                shot=shot.id,
                start=cut - early,
                frames=early + shot.frames + late,
                clip_start=head - early,
                lead=incoming,
                trail=outgoing,
                speed=Fraction(1) if shot.id in drawn else shot.edit.speed,
                last=head + shot.frames - frozen - 1 if frozen else None,
            )
        )
        cut, incoming = cut + shot.frames, outgoing
    return found


def _inlaid(
    shots: tuple[CompiledShot | Card, ...], appearances: tuple[Appearance, ...]
) -> tuple[Appearance, ...]:
    """The shots with their insets. One of a shot shows it from its beginning."""
    by_shot = {seen.shot: seen for seen in appearances}

    def inlaid(seen: Appearance, inset: Inset | None) -> Appearance:
        if inset is None:
            return seen
        begin = seen.cut + inset.at if inset.at else seen.start
        end = seen.end
        if inset.frames is not None:
            end = min(end, seen.cut + inset.at + inset.frames)
        other = by_shot[inset.shot] if inset.shot is not None else None
        source = other.material(other.cut, end - begin) if other else None
        return replace(seen, inlay=Inlay(begin, end, inset, source))

    pairs = zip(appearances, shots, strict=True)
    return tuple(inlaid(seen, shot.edit.inset) for seen, shot in pairs)


def _within(seen: Appearance, available: int | None) -> Appearance:
    """The shot so much earlier in its clip that the clip reaches to its end, if it can.

    It stays where it is if it is not told what is `available`.
    """
    lacking = 0 if available is None else max(0, seen.clip_end - available)
    early = min(lacking, max(0, seen.clip_start))
    last = None if seen.last is None else seen.last - early
    return replace(seen, clip_start=seen.clip_start - early, last=last)


def _parts(
    shots: tuple[CompiledShot | Card, ...], appearances: tuple[Appearance, ...]
) -> list[Part]:
    joints = {shot.id: shot.joint for shot in shots}
    parts: list[Part] = []
    for seen, after in zip(appearances, (*appearances[1:], None), strict=True):
        start, end = seen.start + seen.lead, seen.end - seen.trail
        if start < end:
            parts.append(Body(start, seen.material(start, end - start)))
        if seen.trail:
            joint = joints[seen.shot]
            late = after is None or KINDS[joint.kind].late
            parts.append(
                Blend(
                    start=end,
                    joint=joint,
                    outgoing=seen.material(end, seen.trail),
                    incoming=after.material(end, seen.trail) if after else None,
                    before=seen.trail if late else seen.trail // 2,
                )
            )
    return parts


def _crowded(seen: Appearance) -> Diagnostic:
    return Diagnostic(
        "transitions-overlap",
        f"shot {seen.shot} is too short for its transitions: "
        f"they share {seen.lead} + {seen.trail} of its {seen.frames} frames",
        hint="make the shot longer or its transitions shorter",
    )


def _short(seen: Appearance, available: int, rate: FrameRate) -> Diagnostic:
    held = min(seen.frames, seen.clip_end - available)
    return Diagnostic(
        "clip-too-short",
        f"the clip of shot {seen.shot} has {available} of the {seen.clip_end} "
        f"frames the cut needs; its last frame is held for {held}",
        hint=f"shorten the shot by {float(rate.seconds(held)):.2f} s, or make a new take",
        severity=Severity.WARNING,
    )


def _short_insets(
    appearances: tuple[Appearance, ...],
    available: Mapping[str, int],
    drawn: Collection[str],
    rate: FrameRate,
) -> Iterator[Diagnostic]:
    """Insets that are seen for longer than what they show goes on."""
    for seen in appearances:
        source = seen.inlay.source if seen.inlay else None
        if source is None or source.shot in drawn or source.last is not None:
            continue
        lacking = source.start + source.frames - available.get(source.shot, 10**9)
        if lacking > 0:
            held = min(lacking, source.frames)
            yield Diagnostic(
                "clip-too-short",
                f"the inset of shot {seen.shot} is seen for {source.frames} frames, and the clip "
                f"of {source.shot} ends before: its last frame is held for {held}",
                hint=f"end the inset {float(rate.seconds(held)):.2f} s earlier with its `for`",
                severity=Severity.WARNING,
            )
