"""Which captions, titles and subtitles a part of the timeline shows, and when. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from types import MappingProxyType

from storyboard.compile.edit import Edit
from storyboard.compile.shotlist import Shotlist
from storyboard.cut.overlay import Dialogue, Words
from storyboard.cut.subtitles import Subtitle
from storyboard.cut.timeline import Blend, Part, Timeline

_Shown = tuple[int, int, Words]
"""Words with the frames of the film, [first, last), that show them."""


def lettering_over(
    timeline: Timeline,
    shotlist: Shotlist,
    subtitles: Sequence[Subtitle] = (),
    drawn: Collection[str] = (),
) -> tuple[tuple[Words | Dialogue, ...], ...]:
    """What each part of the timeline shows in words, with the subtitles that are burnt in.

    The clips of `drawn` shots have words of their own at the foot, which stay clear.
    """
    worded = subtitles or any(shot.edit.caption for shot in shotlist.filmed)
    feet = _feet(timeline, shotlist, drawn) if drawn and worded else {}
    lettered = [words_over(part, timeline, shotlist, feet) for part in timeline.parts]
    shown = [
        (part.start + each.start, part.start + each.start + each.frames, each)
        for part, words in zip(timeline.parts, lettered, strict=True)
        for each in words
    ]
    lines = [_line(each, timeline, shown, feet) for each in subtitles]
    begins, ends = [line.start for line in lines], [line.start + line.frames for line in lines]

    def said(part: Part) -> Iterator[Dialogue]:
        # Subtitles are in order and never two at once: so are their beginnings and their ends.
        end = part.start + part.frames
        for line in lines[bisect_right(ends, part.start) : bisect_left(begins, end)]:
            first, last = max(line.start, part.start), min(line.start + line.frames, end)
            if first < last:
                yield replace(line, start=first - part.start, frames=last - first)

    return tuple(
        (*words, *said(part)) for part, words in zip(timeline.parts, lettered, strict=True)
    )


def _line(
    subtitle: Subtitle,
    timeline: Timeline,
    shown: Sequence[_Shown],
    feet: Mapping[str, float | None],
) -> Dialogue:
    """A subtitle in frames of the film, and what is seen with it."""
    from storyboard.cut.burnin import font_digest

    begin, end = (ceil(at * timeline.rate.value / 1000) for at in (subtitle.start, subtitle.end))
    with_it = (
        (each.place, each.text, each.subtitle, each.foot)
        for first, last, each in shown
        if first < end and begin < last
    )
    under = (
        feet.get(each.shot)
        for each in (timeline.appearances if feet else ())
        if each.start < end and begin < each.end
    )
    clear, font = tuple(dict.fromkeys(with_it)), font_digest(subtitle.text)
    return Dialogue(subtitle.text, begin, end - begin, clear, font, _highest(under))


def _feet(
    timeline: Timeline, shotlist: Shotlist, drawn: Collection[str]
) -> Mapping[str, float | None]:
    """Below which part of the picture's height each shot has words in its picture, or those have
    that are seen with it in a transition: a caption does not jump."""
    from storyboard.generate.providers.animatic.lettered import words_top

    tops = {shot.id: words_top(shot.draft) for shot in shotlist.filmed if shot.id in drawn}
    feet: dict[str, float | None] = {}
    seen = timeline.appearances
    for before, each, after in zip((None, *seen), seen, (*seen[1:], None), strict=False):
        near = [each, *([before] if each.lead else []), *([after] if each.trail else [])]
        feet[each.shot] = _highest(tops.get(other.shot) for other in near if other is not None)
    return feet


def _highest(feet: Iterable[float | None]) -> float | None:
    return min((foot for foot in feet if foot is not None), default=None)


def words_over(
    part: Part,
    timeline: Timeline,
    shotlist: Shotlist,
    feet: Mapping[str, float | None] = MappingProxyType({}),
) -> tuple[Words, ...]:
    """The captions and titles of the shots that the part shows, counted from its first frame.

    In a transition a shot's caption gives way to the next one's where its name does in a burn-in.
    """
    edits = {shot.id: shot.edit for shot in shotlist.shots if shot.edit.caption or shot.edit.title}
    begins = {seen.shot: seen.start + seen.lead // 2 for seen in timeline.appearances}
    found: list[Words] = []
    for shot, first, end in _shown(part):
        if shot in edits:
            begin, foot = begins[shot] - part.start, feet.get(shot)
            found += _words(edits[shot], first, end, begin, part.frames, foot)
    return tuple(found)


def _shown(part: Part) -> Iterator[tuple[str, int, int]]:
    """The shots of a part, each with the frames in which it is the one that is named."""
    if not isinstance(part, Blend):
        yield part.material.shot, 0, part.frames
        return
    yield part.outgoing.shot, 0, part.before
    if part.incoming:
        yield part.incoming.shot, part.before, part.frames


def _words(
    edit: Edit, first: int, end: int, begin: int, frames: int, foot: float | None
) -> Iterator[Words]:
    """The words of a shot that is named in the part's frames [first, end) and begins at `begin`."""
    from storyboard.cut.burnin import font_digest

    if edit.caption and first < end:
        font = font_digest(edit.caption)
        yield Words("caption", edit.caption, "", first, end - first, font, foot)
    if edit.title:
        title, start = edit.title, begin + edit.title.start
        if start < frames and start + title.frames > 0:
            font = font_digest(title.text, title.subtitle)
            yield Words(title.place, title.text, title.subtitle, start, title.frames, font)
