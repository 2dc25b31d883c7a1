"""Which captions and titles a part of the timeline shows, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from storyboard.compile.edit import Edit
from storyboard.compile.shotlist import Shotlist
from storyboard.cut.overlay import Words
from storyboard.cut.timeline import Blend, Part, Timeline


def words_over(part: Part, timeline: Timeline, shotlist: Shotlist) -> tuple[Words, ...]:
    """The captions and titles of the shots that the part shows, counted from its first frame.

    In a transition a shot's caption gives way to the next one's where its name does in a burn-in.
    """
    edits = {shot.id: shot.edit for shot in shotlist.shots if shot.edit.caption or shot.edit.title}
    begins = {seen.shot: seen.start + seen.lead // 2 for seen in timeline.appearances}
    found: list[Words] = []
    for shot, first, end in _shown(part):
        if shot in edits:
            found += _words(edits[shot], first, end, begins[shot] - part.start, part.frames)
    return tuple(found)


def _shown(part: Part) -> Iterator[tuple[str, int, int]]:
    """The shots of a part, each with the frames in which it is the one that is named."""
    if not isinstance(part, Blend):
        yield part.material.shot, 0, part.frames
        return
    yield part.outgoing.shot, 0, part.before
    if part.incoming:
        yield part.incoming.shot, part.before, part.frames


def _words(edit: Edit, first: int, end: int, begin: int, frames: int) -> Iterator[Words]:
    """The words of a shot that is named in the part's frames [first, end) and begins at `begin`."""
    from storyboard.cut.burnin import font_digest

    if edit.caption and first < end:
        yield Words("caption", edit.caption, "", first, end - first, font_digest())
    if edit.title:
        title, start = edit.title, begin + edit.title.start
        if start < frames and start + title.frames > 0:
            yield Words(title.place, title.text, title.subtitle, start, title.frames, font_digest())
