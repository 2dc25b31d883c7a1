"""What a film's file says of itself: title, shot map, a chapter a scene, a subtitle track."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from storyboard.compile.shotlist import Shotlist
from storyboard.cut.shotmap import shot_map
from storyboard.cut.subtitles import Subtitle

if TYPE_CHECKING:
    from av.container import OutputContainer

MILLISECOND: Final = Fraction(1, 1000)
_STYLE: Final = """\
[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
"""How the track's text looks unless the player knows better: white, at the bottom."""


@dataclass(frozen=True)
class Chapter:
    """A stretch of the film with a name, in milliseconds."""

    start: int
    end: int
    title: str


@dataclass(frozen=True)
class Labels:
    """Everything that a file says besides what it shows."""

    title: str = ""
    chapters: tuple[Chapter, ...] = ()
    subtitles: tuple[Subtitle, ...] = ()
    shots: str = ""


NO_LABELS: Final = Labels()


def labels_of(shotlist: Shotlist, subtitles: tuple[Subtitle, ...] = ()) -> Labels:
    """The film's title, its scenes by their headings, its shot map as JSON, and `subtitles`."""
    chapters: list[Chapter] = []
    frame = 0
    for scene in shotlist.scenes:
        begin, frame = frame, frame + sum(s.frames for s in shotlist.by_scene()[scene.id])
        first, last = (int(shotlist.rate.seconds(at) * 1000) for at in (begin, frame))
        chapters.append(Chapter(first, last, scene.heading))
    shots = shot_map(shotlist, indent=None)
    return Labels(shotlist.title, tuple(chapters), subtitles, shots)


def dress(container: OutputContainer, labels: Labels) -> None:
    """Write title, shot map (as the description) and chapters into a file not begun yet."""
    container.metadata["title"] = labels.title
    container.metadata["description"] = labels.shots
    container.set_chapters(
        [
            {
                "id": number,
                "start": chapter.start,
                "end": chapter.end,
                "time_base": MILLISECOND,
                "metadata": {"title": chapter.title},
            }
            for number, chapter in enumerate(labels.chapters)
        ]
    )


def subtitle_track(
    film: OutputContainer, subtitles: tuple[Subtitle, ...]
) -> Iterator[tuple[float, int, Any]]:
    """Add a track of timed text to an MP4.

    Gives (time in seconds, track, packet). A packet is the text's length in two bytes, and the
    text; the muxer fills the gaps.
    """
    import av

    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = _STYLE.encode()
    stream.time_base = stream.codec_context.time_base = MILLISECOND

    def packets() -> Iterator[tuple[float, int, Any]]:
        for each in subtitles:
            text = each.text.encode()
            packet: Any = av.Packet(len(text).to_bytes(2, "big") + text)
            packet.stream, packet.time_base = stream, MILLISECOND
            packet.pts = packet.dts = each.start
            packet.duration = each.end - each.start
            yield each.start / 1000, stream.index, packet

    return packets()
