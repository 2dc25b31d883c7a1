"""The preview: a small GIF of the finished film, in colours chosen for the whole of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.filter import Graph

from storyboard.compile.request import canonical_json
from storyboard.cut.encode import refused_as
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.generate.media import probe

SEMANTICS: Final = 1
"""Raised when the same film makes another GIF for a reason that no field tells."""
RATE: Final = Fraction(10)


def gif_key(film: str, size: tuple[int, int]) -> str:
    """sha256 of what the GIF of a film with this key shows, as 64 hex digits."""
    document = {"semantics": SEMANTICS, "film": film, "size": list(size)}
    return hashlib.sha256(canonical_json(document)).hexdigest()


def make_gif(film: Path, target: Path, size: tuple[int, int], frames: int, rate: Fraction) -> None:
    """Write a GIF of `size` pixels from a film of so many frames at `rate`.

    It is read twice: once to choose 255 colours, once to write. Raises StoryboardError
    `bad-deliverable` or `cannot-write`; `target` is then what it was.
    """
    wanted = max(1, int(frames / rate * RATE))
    with landing(target) as part:
        with refused_as("bad-deliverable"):
            palette = _palette(_pictures(film, size, wanted, rate), size)
            _write(_pictures(film, size, wanted, rate), palette, part, size)
        found = probe(part)
        if (found.frames, found.width, found.height) != (wanted, *size):
            raise StoryboardError.of(
                "bad-deliverable",
                f"the GIF came out wrong and was thrown away: {found.frames} of {wanted} frames",
                hint="is the disk full?",
            )


def _pictures(film: Path, size: tuple[int, int], wanted: int, rate: Fraction) -> Iterator[Any]:
    """The film's pictures in the middle of each tenth of a second, small, as RGB."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        number = 0
        for seen, frame in enumerate(container.decode(stream)):
            end = (seen + 1) / rate
            while number < wanted and (number + Fraction(1, 2)) / RATE < end:
                small = frame.reformat(width=size[0], height=size[1], format="rgb24")
                small.pts, small.time_base = number, 1 / RATE
                yield small
                number += 1


def _palette(pictures: Iterator[Any], size: tuple[int, int]) -> Any:
    graph = Graph()
    source = _source(graph, size)
    chosen = graph.add("palettegen", "max_colors=255:reserve_transparent=0")
    sink = graph.add("buffersink")
    source.link_to(chosen)
    chosen.link_to(sink)
    graph.configure()
    for picture in pictures:
        source.push(picture)
    source.push(None)
    return sink.pull()


def _write(pictures: Iterator[Any], palette: Any, path: Path, size: tuple[int, int]) -> None:
    graph = Graph()
    source = _source(graph, size)
    colours = _source(graph, (palette.width, palette.height), "bgra")
    # Ordered dither stands still from frame to frame; error diffusion would crawl.
    painter = graph.add("paletteuse", "dither=bayer:bayer_scale=3:diff_mode=rectangle")
    sink = graph.add("buffersink")
    source.link_to(painter, 0, 0)
    colours.link_to(painter, 0, 1)
    painter.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, 1 / RATE
    colours.push(palette)
    colours.push(None)
    with av.open(str(path), "w", format="gif") as gif:
        stream = gif.add_stream("gif", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *size, "pal8"
        for picture in pictures:
            source.push(picture)
            for painted in _ready(sink):
                gif.mux(stream.encode(painted))
        source.push(None)
        for painted in _ready(sink):
            gif.mux(stream.encode(painted))
        gif.mux(stream.encode(None))


def _source(graph: Graph, size: tuple[int, int], pixels: str = "rgb24") -> Any:
    return graph.add_buffer(
        width=size[0], height=size[1], format=av.VideoFormat(pixels), time_base=1 / RATE
    )


def _ready(sink: Any) -> Iterator[Any]:
    """What the graph has to give so far."""
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
