"""When the lines of the film are said, for subtitles and for the recordings of them.

The lines of a shot follow one another: a recorded one as long as it is, another at a speaking pace,
hurried where the shot is too short for it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Final

from storyboard.compile.dialogue import Recording, Spoken
from storyboard.compile.shotlist import Shotlist
from storyboard.errors import Diagnostic, Severity
from storyboard.generate.takes import Clip

LEAD: Final = Fraction(3, 10)
"""Seconds from the cut to the first line."""
PACE: Final = 15
"""Characters spoken in a second."""
SHORTEST: Final = Fraction(1)
"""Seconds that even a single word stays, where the shot is long enough."""
COLUMNS: Final = 42
"""Characters in a row, two rows at a time: what television has settled on."""


@dataclass(frozen=True)
class Said:
    """A line in time, from `start` to `end` in seconds of the film; `number` counts from 1.

    `texts` are what is read, one after the other: the speaker is named where another one spoke
    before. `shot_end` is where its shot ends.
    """

    shot: str
    number: int
    texts: tuple[str, ...]
    start: Fraction
    end: Fraction
    shot_end: Fraction
    recording: Recording | None


Heard = Mapping[str, Sequence[tuple[Fraction, Fraction]]]
"""By shot: when each of its lines begins and ends, in seconds of the shot."""


def lines_of(shotlist: Shotlist, heard: Heard = MappingProxyType({})) -> tuple[Said, ...]:
    """Every line of the film, shot by shot in the order in which they are written. Pure.

    Those that are `heard` are said when they are; of the others it is estimated. A line may go on
    when its shot is over, and two that are told when to begin may overlap.
    """
    found: list[Said] = []
    frame = 0
    speaker, scene = "", ""
    for shot in shotlist.shots:
        if shot.scene_id != scene:
            speaker, scene = "", shot.scene_id
        texts: list[tuple[str, ...]] = []
        for spoken in shot.dialogue:
            name = "" if spoken.speaker == speaker else f"{spoken.speaker.upper()}: "
            texts.append(tuple(_in_rows(name + spoken.line)))
            speaker = spoken.speaker
        begin, frame = shotlist.rate.seconds(frame), frame + shot.frames
        end = shotlist.rate.seconds(frame)
        starts = [
            None if spoken.at is None else shotlist.rate.seconds(spoken.at)
            for spoken in shot.dialogue
        ]
        times = _readable(heard.get(shot.id, ()), end - begin)
        if len(times) != len(shot.dialogue):
            times = _times(shot.dialogue, texts, starts, end - begin)
        for number, (spoken, rows, (first, last)) in enumerate(
            zip(shot.dialogue, texts, times, strict=True), start=1
        ):
            said = (begin + first, begin + last, end)
            found.append(Said(shot.id, number, rows, *said, spoken.recording))
    return tuple(found)


def length_of(text: str) -> Fraction:
    """Seconds in which a text is spoken, or read."""
    return max(SHORTEST, Fraction(len(text), PACE))


def voiced_shots(
    shotlist: Shotlist, clips: Mapping[str, Clip], drawn: Collection[str]
) -> frozenset[str]:
    """The shots whose recordings are heard: their clips do not speak for themselves.

    Such a clip is drawn, muted by the edit, or holds no sound.
    """
    return frozenset(
        shot.id
        for shot in shotlist.filmed
        if any(spoken.recording for spoken in shot.dialogue)
        and (shot.id in drawn or shot.audio.mute or _is_mute(clips[shot.id]))
    )


def heard_lines(shotlist: Shotlist, clips: Mapping[str, Clip], drawn: Collection[str]) -> Heard:
    """When the lines of the drawn shots are spoken, as their clips have it: those that the film
    plays from their beginning and as they are."""
    from storyboard.generate.providers.animatic.linetimes import line_times

    return {
        shot.id: line_times(clips[shot.id].path)
        for shot in shotlist.filmed
        if shot.id in drawn and shot.edit.speed == 1 and shot.edit.begin is None
        if shot.dialogue and not any(spoken.recording for spoken in shot.dialogue)
    }


def late_lines(shotlist: Shotlist, voiced: Collection[str]) -> Iterator[Diagnostic]:
    """Recordings that begin when their shot is over, or that the film's end cuts off."""
    whole = shotlist.rate.seconds(shotlist.frames)
    for said in lines_of(shotlist):
        if said.recording is None or said.shot not in voiced:
            continue
        line = f"line {said.number} of shot {said.shot}"
        if said.start >= said.shot_end:
            late = float(said.start - said.shot_end)
            yield Diagnostic(
                "late-line",
                f"{line} is heard {late:.2f} s after its shot: those before it take so long",
                hint="make the shot longer, or say with `at` when it begins",
                severity=Severity.WARNING,
            )
        if said.end > whole:
            lost = float(said.end - max(said.start, whole))
            yield Diagnostic(
                "line-cut-off",
                f"the film ends {lost:.2f} s before {line} does",
                hint="make the last shot longer, or begin the line earlier",
                severity=Severity.WARNING,
            )


def _is_mute(clip: Clip) -> bool:
    from storyboard.generate.sound import is_mute

    return clip.media.audio_seconds is None or is_mute(clip.path)


def _in_rows(line: str) -> list[str]:
    """The line in pieces of at most two rows; a very long word has a row of its own."""
    rows = textwrap.wrap(line, COLUMNS, break_long_words=False, break_on_hyphens=False)
    return [
        "\n".join(row for _, row in pair)
        for _, pair in groupby(enumerate(rows), key=lambda numbered: numbered[0] // 2)
    ]


def _times(
    lines: Sequence[Spoken],
    texts: Sequence[Sequence[str]],
    starts: Sequence[Fraction | None],
    seconds: Fraction,
) -> list[tuple[Fraction, Fraction]]:
    """When each line begins and ends, in seconds of a shot that lasts `seconds`.

    A line that is told when to begin starts a run; the lines of a run follow one another, and
    what is not recorded is hurried to end with the run, if recordings leave it any time.
    """
    found: list[tuple[Fraction, Fraction]] = []
    begins = [n for n in range(len(lines)) if n == 0 or starts[n] is not None]
    for first, after in pairwise([*begins, len(lines)]):
        begin = starts[first]
        if begin is None:
            begin = LEAD if seconds > 2 * LEAD else Fraction(0)
        following = starts[after] if after < len(lines) else None
        end = following if following is not None and following > begin else seconds
        lengths = [_length(lines[n], texts[n]) for n in range(first, after)]
        recorded = [lines[n].recording is not None for n in range(first, after)]
        fixed = sum((x for x, known in zip(lengths, recorded, strict=True) if known), Fraction(0))
        paced = sum(lengths) - fixed
        room = end - begin - fixed
        pace = min(Fraction(1), room / paced) if paced and room > 0 else Fraction(1)
        for length, known in zip(lengths, recorded, strict=True):
            ends = begin + (length if known else length * pace)
            found.append((begin, ends))
            begin = ends
    return found


def _readable(
    times: Sequence[tuple[Fraction, Fraction]], seconds: Fraction
) -> list[tuple[Fraction, Fraction]]:
    """The times, with a second for each line where the next one, or the shot's end, leaves it."""
    ends = [start for start, _ in times[1:]] + [seconds] * bool(times)
    return [
        (start, max(end, min(start + SHORTEST, until)))
        for (start, end), until in zip(times, ends, strict=True)
    ]


def _length(line: Spoken, texts: Sequence[str]) -> Fraction:
    if line.recording:
        return line.recording.seconds
    return sum((length_of(text) for text in texts), Fraction(0))
