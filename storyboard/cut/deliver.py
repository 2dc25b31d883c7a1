"""Delivering: the forms of the film that the storyboard lists, and the pages beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from storyboard.compile.delivery import Deliverable, Delivery
from storyboard.compile.shotlist import Shotlist
from storyboard.cut.cutter import Cut, Progress, cut, laid_out
from storyboard.cut.labels import labels_of
from storyboard.cut.profile import DRAFT, PROXY, WEB, EncoderProfile
from storyboard.cut.segments import Segment, pictures_of, plan_segments
from storyboard.cut.subtitles import as_srt, as_vtt, subtitles_of
from storyboard.cut.timeline import Body, Timeline
from storyboard.files import landing
from storyboard.generate.takes import Clip

H264: Final[Mapping[str, EncoderProfile]] = {"web": WEB, "proxy": PROXY}


@dataclass(frozen=True)
class Material:
    """What a film is cut from, as `cut` takes it: one clip a shot, by shot id."""

    shotlist: Shotlist
    clips: Mapping[str, Clip]
    segments: Path
    drawn: Collection[str] = ()
    missing: Collection[str] = ()


def deliver(
    material: Material, delivery: Delivery, film: Cut, begin: Callable[[str], Progress]
) -> tuple[Path, ...]:
    """Make everything that goes with a film, beside it; returns the files in order.

    `film.web.mp4`, `.proxy.mp4`, `.master.mov` and `.gif` as listed; always the poster and the
    shot map, and the dialogue as SRT and WebVTT where somebody speaks. `begin` starts the
    progress of one form. A file appears only when it has been checked. Raises StoryboardError as
    `cut` does, and `bad-deliverable`.
    """
    return (
        *_pages(material, delivery, film),
        *(_form(material, delivery, film, form, begin) for form in delivery.deliverables),
    )


def _form(
    material: Material,
    delivery: Delivery,
    film: Cut,
    form: Deliverable,
    begin: Callable[[str], Progress],
) -> Path:
    progress, target = begin(form.name), form.beside(film.path)
    if form.name == "gif":
        from storyboard.cut.gif import make_gif

        make_gif(film.path, target, form.size, film.frames, film.rate.value)
        progress(1, 1)
        return target
    material = replace(material, shotlist=replace(material.shotlist, size=form.size))
    if form.name == "master":
        _master(material, target, burn_in=form.burn_in)
        progress(1, 1)
        return target
    subtitles = subtitles_of(material.shotlist, delivery.lines) if form.name == "web" else ()
    cut(
        material.shotlist,
        material.clips,
        target,
        segments=material.segments,
        burn_in=form.burn_in,
        drawn=material.drawn,
        missing=material.missing,
        progress=progress,
        profile=H264[form.name],
        labels=labels_of(material.shotlist, subtitles),
    )
    return target


def _master(material: Material, target: Path, *, burn_in: bool) -> None:
    from storyboard.cut.master import make_master
    from storyboard.cut.score import make_score

    timeline, segments = _planned(material, burn_in=burn_in)
    score = make_score(timeline, material.shotlist, material.clips)
    make_master(segments, score, target, labels_of(material.shotlist))


def _planned(material: Material, *, burn_in: bool) -> tuple[Timeline, tuple[Segment, ...]]:
    timeline = laid_out(material.shotlist, material.clips, material.drawn)
    segments = plan_segments(
        timeline,
        material.shotlist,
        material.clips,
        burn_in=burn_in,
        missing=material.missing,
        profile=DRAFT,
    )
    return timeline, segments


def _pages(material: Material, delivery: Delivery, film: Cut) -> Iterator[Path]:
    timeline, segments = _planned(material, burn_in=False)
    poster = film.path.with_suffix(".poster.jpg")
    with landing(poster) as part:
        _first_picture(timeline, segments, delivery.poster).save(part, "JPEG", quality=92)
    yield poster
    subtitles = subtitles_of(material.shotlist, delivery.lines)
    pages = {".shots.json": shot_map(material.shotlist)}
    if subtitles:
        pages |= {".srt": as_srt(subtitles), ".vtt": as_vtt(subtitles)}
    for suffix, text in pages.items():
        page = film.path.with_suffix(suffix)
        with landing(page) as part:
            part.write_text(text, "utf-8")
        yield page


def shot_map(shotlist: Shotlist) -> str:
    """Where each shot begins in the film, in frames and as timecode, as JSON."""
    shots: list[dict[str, Any]] = []
    start = 0
    for shot in shotlist.shots:
        place = {"start": start, "timecode": shotlist.rate.timecode(start), "frames": shot.frames}
        shots.append({"id": shot.id, "scene": shot.scene_id, "number": shot.slate.number} | place)
        start += shot.frames
    scenes = [{"id": scene.id, "heading": scene.heading} for scene in shotlist.scenes]
    document = {
        "title": shotlist.title,
        "fps": str(shotlist.rate),
        "frames": shotlist.frames,
        "scenes": scenes,
        "shots": shots,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _first_picture(timeline: Timeline, segments: tuple[Segment, ...], shot: str) -> Any:
    """The first picture that shows the shot alone; of one that never is, the first that does."""
    from PIL import Image

    from storyboard.cut.compose import to_rgb

    alone = [
        segment
        for part, segment in zip(timeline.parts, segments, strict=True)
        if isinstance(part, Body) and part.material.shot == shot
    ]
    if alone:
        return Image.fromarray(to_rgb(next(pictures_of(alone[0]))))
    seen = next(each for each in timeline.appearances if each.shot == shot)
    for part, segment in zip(timeline.parts, segments, strict=True):
        if part.start <= seen.start < part.start + part.frames:
            *_, last = pictures_of(segment)
            return Image.fromarray(to_rgb(last))
    raise AssertionError("a shot lies outside the film")
