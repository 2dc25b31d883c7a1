"""Cutting: takes become a film, and only what changed since the last cut is encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import MappingProxyType

from storyboard.compile.request import canonical_json
from storyboard.compile.shotlist import Shotlist
from storyboard.cut.dialogue import late_lines, voiced_shots
from storyboard.cut.finished import is_finished, note_finished
from storyboard.cut.lab import Lab, Progress, Recipe, Recipes
from storyboard.cut.labels import NO_LABELS, Labels
from storyboard.cut.levels import Loudness
from storyboard.cut.profile import DRAFT, SAMPLE_RATE, EncoderProfile
from storyboard.cut.score import Score, make_score, silent_handles
from storyboard.cut.seal import is_sealed
from storyboard.cut.segments import (
    Segment,
    place,
    plan_segments,
    produce,
    produce_soundtrack,
    shown,
    soundtrack_key,
)
from storyboard.cut.slating import Slating
from storyboard.cut.subtitles import Subtitle
from storyboard.cut.timeline import Timeline, lay_out, lengths_of, sample_at
from storyboard.errors import Diagnostic, Severity, StoryboardError
from storyboard.files import check_writable
from storyboard.generate.takes import Clip
from storyboard.read.burns import USUAL_BURN_IN, Burn
from storyboard.timing import FrameRate


@dataclass(frozen=True)
class Cut:
    """A finished film. `size` is (width, height).

    `encoded` of the `segments` were made in this lab, the others were found in the cache, or not
    looked for where the film was there already. `key` is the sha256 of all that makes the film.
    `audio_samples` are at 48 kHz; `loudness` is None for a silent film. `warnings` say where the
    film is not quite what was asked for.
    """

    path: Path
    frames: int
    rate: FrameRate
    size: tuple[int, int]
    audio_samples: int
    segments: int
    encoded: int
    key: str
    warnings: tuple[Diagnostic, ...] = ()
    loudness: Loudness | None = None

    @property
    def audio_seconds(self) -> Fraction:
        """The length of the soundtrack."""
        return Fraction(self.audio_samples, SAMPLE_RATE)


def no_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""


def cut(
    shotlist: Shotlist,
    clips: Mapping[str, Clip],
    target: Path,
    *,
    segments: Path,
    burn_in: bool | tuple[Burn, ...],
    drawn: Collection[str] = (),
    missing: Collection[str] = (),
    takes: Mapping[str, int] = MappingProxyType({}),
    subtitles: Sequence[Subtitle] = (),
    lab: Lab | None = None,
    progress: Progress = no_progress,
    profile: EncoderProfile = DRAFT,
    labels: Labels = NO_LABELS,
) -> Cut:
    """Cut the film from one clip a shot (by shot id) and write it to `target`, an MP4.

    A card needs none. `segments` is the cache folder; it may be deleted at any time. `burn_in` says
    what is written into the picture (True: what is usual), where `takes` are the numbers of
    the takes by shot id; `subtitles` are drawn into it. The clips of `drawn` shots begin with the
    shot itself, without a head handle; those of `missing` shots are marked as standing in for them.
    The `lab` encodes; it may be at work on this film already. Without one, as many threads as there
    are processors do.

    Raises StoryboardError: `missing-clip`, `unreadable-clip`, `unreadable-sound`,
    `transitions-overlap`, `empty-film`, `cannot-write`, `encoder-killed`, `bad-segment`,
    `bad-film`. Whatever happens, `target` is the film that was there before or the new one, whole.
    A film that is there already is left as it is.
    """
    timeline = laid_out(shotlist, clips, drawn)
    check_writable(target)
    if isinstance(burn_in, bool):
        burn_in = USUAL_BURN_IN if burn_in else ()
    slating = Slating(burn_in, takes, drawn, missing)
    planned = plan_segments(
        timeline, shotlist, clips, slating=slating, profile=profile, subtitles=subtitles
    )
    files = [place(segments, segment.key, ".mp4") for segment in planned]
    score = scored(timeline, shotlist, clips, drawn)
    sound = place(segments, soundtrack_key(score), ".m4a")
    key = film_key(planned, score, labels)
    note = place(segments, key, ".film")
    # The soundtrack takes longest and cannot be split: it is begun first.
    recipes: dict[Path, Recipe] = {sound: partial(produce_soundtrack, score, sound)}
    for path, segment in zip(files, planned, strict=True):
        recipes[path] = partial(produce, segment, path)
    made: set[Path] = set()
    if _is_whole(sound) and is_finished(note, target):
        progress(len(recipes), len(recipes))
    else:
        with ExitStack() as stack:
            lab = lab or stack.enter_context(Lab())
            lab.make(recipes, progress)
        made = {path for path in files if lab.made(path)}
        made |= _join(planned, files, sound, recipes, target, labels)
        note_finished(note, target)
    return Cut(
        path=target,
        frames=timeline.frames,
        rate=timeline.rate,
        size=shotlist.size,
        audio_samples=sample_at(timeline.frames, timeline.rate),
        segments=len(planned),
        key=key,
        encoded=len(made - {sound}),
        warnings=(
            *timeline.warnings,
            *silent_handles(timeline, shotlist, clips, drawn),
            *hdr_clips(shotlist, clips),
            *late_lines(shotlist, voiced_shots(shotlist, clips, drawn)),
        ),
        loudness=_loudness(sound),
    )


def film_key(planned: Sequence[Segment], score: Score, labels: Labels) -> str:
    """sha256 of what a film shows, lets hear and says, as 64 hex digits."""
    from storyboard.cut.join import SEMANTICS

    document = {
        "semantics": SEMANTICS,
        "segments": [segment.key for segment in planned],
        "sound": soundtrack_key(score),
        "labels": shown(labels),
    }
    return hashlib.sha256(canonical_json(document)).hexdigest()


def _is_whole(sound: Path) -> bool:
    """Whether the soundtrack is there and can tell its loudness."""
    with suppress(OSError):
        return is_sealed(sound)
    return False


def _loudness(sound: Path) -> Loudness | None:
    from storyboard.cut.soundtrack import loudness_of

    return loudness_of(sound)


def laid_out(shotlist: Shotlist, clips: Mapping[str, Clip], drawn: Collection[str]) -> Timeline:
    """The film's timeline with these clips. Raises StoryboardError as `cut` does."""
    missing = [
        Diagnostic(
            "missing-clip",
            f"shot {shot.id} has no clip",
            hint="generate it first, or cut a draft",
        )
        for shot in shotlist.filmed
        if shot.id not in clips
    ]
    if missing:
        raise StoryboardError(*missing)
    return lay_out(shotlist, lengths_of(shotlist, clips), drawn)


def scored(
    timeline: Timeline, shotlist: Shotlist, clips: Mapping[str, Clip], drawn: Collection[str]
) -> Score:
    """What the film with these clips lets hear."""
    return make_score(timeline, shotlist, clips, voiced_shots(shotlist, clips, drawn))


def hdr_clips(shotlist: Shotlist, clips: Mapping[str, Clip]) -> Iterator[Diagnostic]:
    """Clips of high dynamic range, which the film has not."""
    for shot in shotlist.filmed:
        clip = clips[shot.id]
        if clip.media.hdr:
            yield Diagnostic(
                "hdr-clip",
                f"the clip of shot {shot.id} ({clip.sha256[:12]}) is HDR ({clip.media.hdr}, "
                "BT.2020) and the film is SDR (BT.709): its highlights are pressed together",
                hint="look at its light and colours, or make a new take in SDR",
                severity=Severity.WARNING,
            )


def _join(
    planned: Sequence[Segment],
    files: Sequence[Path],
    sound: Path,
    recipes: Recipes,
    target: Path,
    labels: Labels,
) -> set[Path]:
    """Join, making a damaged file of the cache again once; returns the files made again."""
    from storyboard.cut.join import BadPart, join

    made: set[Path] = set()
    while True:
        try:
            join(planned, files, sound, target, labels)
        except BadPart as bad:
            if bad.path in made:
                raise StoryboardError.of(
                    "bad-segment",
                    f"{bad.path.name} came out wrong twice: {bad.why}",
                    hint="delete the segments folder and cut again; is the disk failing?",
                ) from bad
            recipes[bad.path]()
            made.add(bad.path)
        else:
            return made
