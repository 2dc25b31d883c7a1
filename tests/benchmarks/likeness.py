"""How much of the clips' quality a film keeps: SSIM of its frames against the clips' own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import mean

import av

from storyboard.cut.timeline import Body, Timeline
from storyboard.generate.takes import Clip


def likeness(
    film: Path, timeline: Timeline, clips: Mapping[str, Clip], until: int, samples: int = 24
) -> float:
    """The mean SSIM of some frames before film frame `until` that show one clip alone."""
    shown = [
        part
        for part in timeline.parts
        if isinstance(part, Body) and part.start + part.frames <= until
    ]
    values = []
    # Anywhere in a shot: a frame behind a keyframe is better than others.
    wanted = {
        part.start + number * 7 % part.frames: (part.material, number * 7 % part.frames)
        for number, part in enumerate(shown[:: max(1, len(shown) // samples)])
    }
    for number, frame in _frames(film, sorted(wanted)):
        material, within = wanted[number]
        (_, source), *_ = _frames(clips[material.shot].path, [material.start + within])
        values.append(ssim(frame, source))
    assert len(values) == len(wanted), "the film is shorter than planned"
    return mean(values)


def ssim(one: av.VideoFrame, other: av.VideoFrame) -> float:
    """The likeness of two frames of the same size over all planes, at most 1."""
    graph = av.filter.Graph()
    sources = [
        graph.add_buffer(
            width=one.width, height=one.height, format="yuv420p", time_base=Fraction(1, 24)
        )
        for _ in range(2)
    ]
    judge = graph.add("ssim")
    for index, source in enumerate(sources):
        source.link_to(judge, 0, index)
    judge.link_to(graph.add("buffersink"))
    graph.configure()
    for source, frame in zip(sources, (one, other), strict=True):
        plain = av.VideoFrame.from_ndarray(frame.to_ndarray(format="yuv420p"), format="yuv420p")
        plain.pts, plain.time_base = 0, Fraction(1, 24)
        source.push(plain)
        source.push(None)
    found = graph.pull()
    return float(found.metadata["lavfi.ssim.All"])


def _frames(path: Path, wanted: Sequence[int]) -> Iterator[tuple[int, av.VideoFrame]]:
    """The frames of those numbers, which rise."""
    left = set(wanted)
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if number in left:
                yield number, frame
                left.remove(number)
                if not left:
                    return
