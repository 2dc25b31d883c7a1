"""Delivering: the forms of the film that the storyboard lists, and the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from storyboard.compile.delivery import Deliverable, Delivery
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.cut.cutter import Cut, cut, laid_out, scored
from storyboard.cut.dialogue import Heard, heard_lines
from storyboard.cut.finished import is_finished, note_finished
from storyboard.cut.lab import Lab, Progress
from storyboard.cut.labels import Labels, labels_of
from storyboard.cut.profile import DRAFT, PROXY, SKETCH, WEB, EncoderProfile
from storyboard.cut.rushes import Print
from storyboard.cut.segments import Segment, pictures_of, place, plan_segments
from storyboard.cut.shotmap import shot_map
from storyboard.cut.slating import Slating
from storyboard.cut.subtitles import Subtitle, as_srt, as_vtt, subtitles_of
from storyboard.cut.timeline import Body, Timeline
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.generate.takes import Clip
from storyboard.read.burns import Burn
from storyboard.read.deliverables import Form, Subtitling
from storyboard.read.edit import Fit

H264: Final[Mapping[Form, EncoderProfile]] = {
    Form.WEB: WEB,
    Form.VERTICAL: WEB,
    Form.SQUARE: WEB,
    Form.PROXY: PROXY,
}


@dataclass(frozen=True)
class Material:
    """What a film is cut from, as `cut` takes it: one clip and one take a shot, by shot id."""

    shotlist: Shotlist
    clips: Mapping[str, Clip]
    segments: Path
    drawn: Collection[str] = ()
    missing: Collection[str] = ()
    takes: Mapping[str, int] = field(default_factory=dict)
    draft: bool = False

    def burnt(self, burns: tuple[Burn, ...]) -> tuple[Burn, ...]:
        """What of it is burnt in here: only a draft is marked as one."""
        return burns if self.draft else tuple(burn for burn in burns if burn is not Burn.DRAFT)

    def slating(self, burns: tuple[Burn, ...]) -> Slating:
        """How the shots are named where that much is burnt in."""
        return Slating(self.burnt(burns), self.takes, self.drawn, self.missing)

    def unsaid(self) -> tuple[Subtitle, ...]:
        """The subtitles of what no clip says in its picture: a drawing mostly does."""
        from storyboard.generate.providers.animatic.lettered import is_subtitled

        shots = tuple(
            replace(shot, dialogue=())
            if isinstance(shot, CompiledShot) and shot.id in self.drawn and is_subtitled(shot.draft)
            else shot
            for shot in self.shotlist.shots
        )
        # By estimate: what is cut while clips are still made has to come out the same.
        return subtitles_of(replace(self.shotlist, shots=shots))

    @property
    def heard(self) -> Heard:
        """When lines are spoken, where clips say so."""
        there = {id_ for id_ in self.drawn if id_ in self.clips}
        return heard_lines(self.shotlist, self.clips, there)

    def shaped(self, size: tuple[int, int], fit: Fit | None) -> Material:
        """The same for a picture of another size, filled as the shots say unless `fit` is said."""
        shots = self.shotlist.shots
        if fit is not None:
            shots = tuple(replace(shot, edit=replace(shot.edit, fit=fit)) for shot in shots)
        return replace(self, shotlist=replace(self.shotlist, size=size, shots=shots))


def prints_of(material: Material, delivery: Delivery) -> tuple[Print, ...]:
    """All that is cut from segments: the film, and those of its forms that are. Needs no clips."""
    return (
        film_print(material, delivery),
        *(_print(material, each) for each in delivery.deliverables if each.form in H264),
    )


def film_print(material: Material, delivery: Delivery) -> Print:
    """The film itself. Needs no clips."""
    burns = delivery.draft_burn_in if material.draft else ()
    return Print(
        material.shotlist,
        material.slating(burns),
        SKETCH if material.draft else DRAFT,
        material.unsaid() if Burn.DIALOGUE in burns else (),
    )


def _print(material: Material, form: Deliverable) -> Print:
    shaped = material.shaped(form.size, form.fit)
    burnt = form.subtitles is Subtitling.BURNT
    return Print(
        shaped.shotlist,
        material.slating(form.burn_in),
        H264[form.form],
        shaped.unsaid() if burnt else (),
    )


def deliver(
    material: Material,
    delivery: Delivery,
    film: Cut,
    begin: Callable[[str], Progress],
    lab: Lab | None = None,
) -> tuple[Path, ...]:
    """Make everything that goes with a film, beside it; returns the files in order.

    `film.web.mp4`, `.master.mov`, `.gif` and so on as listed; always the poster and the
    shot map, and the dialogue as SRT and WebVTT where somebody speaks. `begin` starts the
    progress of one form; the `lab` is as in `cut`. A file appears only when it has been
    checked. Raises StoryboardError as `cut` does, and `bad-deliverable`.
    """
    return (
        *_pages(material, delivery, film),
        *(_form(material, delivery, film, form, begin, lab) for form in delivery.deliverables),
    )


def _form(
    material: Material,
    delivery: Delivery,
    film: Cut,
    form: Deliverable,
    begin: Callable[[str], Progress],
    lab: Lab | None,
) -> Path:
    progress, target = begin(form.name), form.beside(film.path)
    if form.form is Form.GIF:
        _gif(film, target, form.size, material.segments)
        progress(1, 1)
        return target
    material = material.shaped(form.size, form.fit)
    burnt = material.unsaid() if form.subtitles is Subtitling.BURNT else ()
    soft = (
        subtitles_of(material.shotlist, material.heard) if form.subtitles is Subtitling.SOFT else ()
    )
    labels = labels_of(material.shotlist, soft)
    if form.form is Form.MASTER:
        _master(material, target, form.burn_in, burnt, labels)
        progress(1, 1)
        return target
    cut(
        material.shotlist,
        material.clips,
        target,
        segments=material.segments,
        burn_in=material.burnt(form.burn_in),
        drawn=material.drawn,
        missing=material.missing,
        takes=material.takes,
        subtitles=burnt,
        lab=lab,
        progress=progress,
        profile=H264[form.form],
        labels=labels,
    )
    return target


def _gif(film: Cut, target: Path, size: tuple[int, int], cache: Path) -> None:
    from storyboard.cut.gif import gif_key, make_gif

    note = place(cache, gif_key(film.key, size), ".film")
    if not is_finished(note, target):
        make_gif(film.path, target, size, film.frames, film.rate.value)
        note_finished(note, target)


def _master(
    material: Material,
    target: Path,
    burn_in: tuple[Burn, ...],
    burnt: tuple[Subtitle, ...],
    labels: Labels,
) -> None:
    from storyboard.cut.master import make_master

    timeline, segments = _planned(material, burn_in, burnt)
    score = scored(timeline, material.shotlist, material.clips, material.drawn)
    make_master(segments, score, target, labels)


def _planned(
    material: Material, burn_in: tuple[Burn, ...] = (), burnt: tuple[Subtitle, ...] = ()
) -> tuple[Timeline, tuple[Segment, ...]]:
    timeline = laid_out(material.shotlist, material.clips, material.drawn)
    segments = plan_segments(
        timeline,
        material.shotlist,
        material.clips,
        slating=material.slating(burn_in),
        profile=DRAFT,
        subtitles=burnt,
    )
    return timeline, segments


def _pages(material: Material, delivery: Delivery, film: Cut) -> Iterator[Path]:
    timeline, segments = _planned(material)
    poster = film.path.with_suffix(".poster.jpg")
    with landing(poster) as part:
        picture = _first_picture(timeline, segments, delivery.poster)
        picture.save(part, "JPEG", quality=92)
        _check_poster(part, picture.size)
    yield poster
    subtitles = subtitles_of(material.shotlist, material.heard)
    pages = {".shots.json": shot_map(material.shotlist) + "\n"}
    if subtitles:
        pages |= {".srt": as_srt(subtitles), ".vtt": as_vtt(subtitles)}
    for old in {".srt", ".vtt"} - pages.keys():  # players take up what lies beside a film
        film.path.with_suffix(old).unlink(missing_ok=True)
    for suffix, text in pages.items():
        page = film.path.with_suffix(suffix)
        with landing(page) as part:
            part.write_text(text, "utf-8")
        yield page


def _check_poster(path: Path, size: tuple[int, int]) -> None:
    """Raise StoryboardError `bad-deliverable` unless the picture can be read to its end."""
    from PIL import Image

    try:
        with Image.open(path) as written:
            written.load()
            found = written.size
    except (OSError, SyntaxError) as error:
        raise _bad_poster(str(error)) from error
    if found != size:
        raise _bad_poster(f"it is {found[0]}×{found[1]}")


def _bad_poster(why: str) -> StoryboardError:
    return StoryboardError.of(
        "bad-deliverable", f"the poster came out wrong: {why}", hint="is the disk full?"
    )


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
