"""The burn-in says where one is in the film, legibly, and touches nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from storyboard.compile.shotlist import Slate
from storyboard.cut import cut
from storyboard.cut.burnin import Painter, font_digest
from storyboard.cut.overlay import BurnIn, Named
from storyboard.cut.slates import label
from storyboard.cut.slating import Slating
from storyboard.cut.timeline import Body, Material, lay_out
from storyboard.read.burns import Burn
from storyboard.timing import FrameRate
from tests.cut.films import RATE, flat, pictures_of, shotlist, write_clip

HD = (1280, 720)
TEXT = "2-03 · sc020_0030 · MCU 50mm"


def painted(
    background: int = 128,
    *,
    text: str = TEXT,
    frame: int = 0,
    size: tuple[int, int] = HD,
    index: int = 0,
    takes: Named = (),
    clocks: tuple[str, ...] = ("timecode",),
    marks: Named = (),
    facts: Named = (),
) -> np.ndarray:
    burn_in = BurnIn(frame, ((0, text),), font_digest(), takes, clocks, marks, facts)
    (picture,) = flat(background, 1, size)
    return Painter(burn_in, size, RATE).paint(picture.copy(), index)


def changed(picture: np.ndarray, background: int, height: int) -> np.ndarray:
    """Where the luma differs from the background."""
    return np.argwhere(np.abs(picture[:height].astype(int) - background) > 2)


def test_the_slate_in_words() -> None:
    slate = Slate(2, 3, "sc020_0030", "MCU", 50)
    both = (Burn.SLATE, Burn.LENS)
    assert label(slate, both) == TEXT
    assert label(slate, (Burn.SLATE,)) == "2-03 · sc020_0030 · MCU"
    assert label(slate, (Burn.LENS,)) == "50mm"
    assert label(Slate(1, 12, "sc010_0120", "ELS"), both) == "1-12 · sc010_0120 · ELS"
    assert label(Slate(1, 12, "sc010_0120", "ELS"), (Burn.LENS,)) == ""


@pytest.mark.parametrize("background", [16, 60, 128, 235])
def test_text_stands_out_on_any_picture(background: int) -> None:
    luma = painted(background)[:720].astype(int)
    where = changed(painted(background), background, 720)
    top, bottom = where[:, 0].min(), where[:, 0].max()
    left = luma[top : bottom + 1, : HD[0] // 2]
    plate = np.median(left[:, where[:, 1].min() : where[:, 1].min() + 400])
    assert left.max() >= 230
    assert left.max() - plate >= 110


def test_only_two_small_boxes_change() -> None:
    where = changed(painted(), 128, 720)
    rows, columns = where[:, 0], where[:, 1]
    assert rows.max() < 0.09 * 720
    assert not ((columns > 500) & (columns < 1000)).any()
    assert columns.min() > 8
    assert columns.max() < 1280 - 8


@pytest.mark.parametrize("size", [(720, 1280), (720, 720), (640, 360), (128, 72)])
def test_a_long_name_never_reaches_the_timecode(size: tuple[int, int]) -> None:
    luma = painted(text="1-01 · " + "very_long_" * 9 + " · ECU 100mm", size=size)[: size[1]]
    where = np.unique(changed(luma, 128, size[1])[:, 1])
    gaps = np.diff(where)
    assert (gaps > 4).sum() == 1
    assert where.max() < size[0]


def boxes(picture: np.ndarray, height: int) -> list[list[tuple[int, int]]]:
    """The stretches of columns that differ from grey 128, by row of plates from the top on."""
    differs = np.abs(picture[:height].astype(int) - 128) > 2
    rows = _stretches(differs.any(axis=1))
    return [_stretches(differs[top:bottom].any(axis=0)) for top, bottom in rows]


def _stretches(line: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


LONG_TEXT = "1-01 · " + "very_long_" * 9 + " · ECU 100mm"


@pytest.mark.parametrize("text", [TEXT, LONG_TEXT])
@pytest.mark.parametrize(
    ("size", "rows"),
    [
        ((960, 540), [5]),
        ((640, 360), [5]),
        ((540, 960), [2, 2, 1]),
        ((540, 540), [2, 2, 1]),
        ((360, 640), [2, 2, 1]),
    ],
)
def test_all_of_it_has_room(text: str, size: tuple[int, int], rows: list[int]) -> None:
    everything = painted(
        text=text,
        size=size,
        takes=((0, "MISSING"),),
        clocks=("timecode", "frames"),
        facts=((0, "panel 2/12 · 12.25s"),),
    )
    found = boxes(everything, size[1])
    assert [len(row) for row in found] == rows
    for row in found:
        assert row[0][0] >= 8
        assert row[-1][1] <= size[0] - 8
        assert all(right - left > 6 for (_, left), (right, _) in pairwise(row))
    cell = everything[: size[1]].astype(int)
    assert cell.max() >= 230


def test_the_frame_counter_counts_from_the_films_first_frame() -> None:
    shown = [painted(frame=n, clocks=("frames",)) for n in (999, 1000)]
    assert np.array_equal(shown[1], painted(frame=999, index=1, clocks=("frames",)))
    where = np.argwhere(shown[0][:720] != shown[1][:720])
    assert len(np.unique(where[:, 1] // 20)) >= 3  # four digits change, each some 15 pixels wide


def test_what_is_not_shown_does_not_count() -> None:
    """A slate alone is the same wherever in the film its shot stands; a clock is not."""
    film = shotlist([(12, 0), (12, 0)])
    slates = {shot.id: shot.slate for shot in film.shots}
    early, late = Body(0, Material("sh1", 0, 12)), Body(12, Material("sh1", 0, 12))
    still, running = Slating((Burn.SLATE, Burn.TAKE)), Slating((Burn.SLATE, Burn.FRAMES))
    assert still.over(early, slates) == still.over(late, slates)
    assert running.over(early, slates) != running.over(late, slates)
    assert Slating().over(early, slates) is None


def facts_of(
    *burns: Burn, panels: tuple[int, ...] = (), drawn: bool = True, start: int = 0, frames: int = 36
) -> Named:
    film = shotlist([(60, 0)])
    slate = replace(film.shots[0].slate, seconds=Fraction(5, 2), panels=panels)
    part = Body(7, Material("sh0", start, frames))
    burnt = Slating(burns, drawn=("sh0",) if drawn else ()).over(part, {"sh0": slate})
    assert burnt is not None
    return burnt.facts


def test_the_panel_that_is_seen_and_the_shots_length_in_words() -> None:
    both, three = (Burn.PANEL, Burn.DURATION), (0, 20, 40)
    assert facts_of(*both, panels=three) == ((0, "panel 1/3 · 2.5s"), (20, "panel 2/3 · 2.5s"))
    assert facts_of(*both, panels=three, start=20) == (
        (0, "panel 2/3 · 2.5s"),
        (20, "panel 3/3 · 2.5s"),
    )
    # The handle before a drawn shot holds its first picture.
    assert facts_of(Burn.PANEL, panels=three, start=-5, frames=10) == ((0, "panel 1/3"),)
    assert facts_of(Burn.DURATION, panels=three) == ((0, "2.5s"),)
    # A clip shows no panel, and one alone has no number.
    assert facts_of(*both, panels=three, drawn=False) == ((0, "2.5s"),)
    assert facts_of(*both, panels=(0,)) == ((0, "2.5s"),)
    assert facts_of(Burn.PANEL, panels=(0,)) == ()
    assert facts_of(Burn.SLATE, panels=three) == ()


def test_the_words_on_a_plate_change_with_the_panel_and_may_be_none() -> None:
    facts = ((0, "panel 1/2"), (5, ""), (9, "panel 2/2"))
    first, none, second = (painted(facts=facts, index=index) for index in (0, 5, 9))
    assert np.array_equal(none, painted(index=5))
    assert not np.array_equal(first, painted())
    where = np.argwhere(np.abs(first[:720].astype(int) - second[:720]) > 20)
    assert 0 < np.ptp(where[where[:, 1] < 900][:, 1]) < 40  # of "1/2" and "2/2" one digit


def test_takes_in_words_and_a_missing_shot_in_every_form() -> None:
    film = shotlist([(12, 6), (12, 0), (12, 0)])
    slates = {shot.id: shot.slate for shot in film.shots}
    body, dissolve, *_ = lay_out(film, {}).parts
    told = Slating((Burn.TAKE,), {"sh1": 3}, drawn=("sh0",)).over(dissolve, slates)
    assert told is not None
    assert (told.takes, told.labels, told.clocks) == (((0, "drawn"), (3, "take 3")), (), ())
    same = Slating((Burn.TAKE,)).over(dissolve, slates)
    assert same is not None
    assert same.takes == ((0, "take 1"),)
    clean, counted, slated, taken = (
        Slating(burns, missing=("sh0",)).over(body, slates)
        for burns in (
            (),
            (Burn.FRAMES,),
            (Burn.SLATE, Burn.LENS),
            (Burn.SLATE, Burn.LENS, Burn.TAKE),
        )
    )
    assert clean is not None
    assert counted is not None
    assert slated is not None
    assert taken is not None
    assert (clean.labels, clean.clocks) == (
        ((0, "MISSING · 1-01 · sh0 · MCU 50mm"),),
        ("timecode",),
    )
    assert (counted.takes, counted.clocks) == (((0, "MISSING"),), ("frames",))
    assert (slated.labels, slated.takes) == (clean.labels, ())
    assert (taken.labels, taken.takes) == (((0, "1-01 · sh0 · MCU 50mm"),), ((0, "MISSING"),))


def mark_of(shot: str, *, drawn: tuple[str, ...], takes: dict[str, int]) -> Named:
    film = shotlist([(12, 0), (12, 0), (12, 0)])
    slates = {each.id: each.slate for each in film.shots}
    slating = Slating((Burn.DRAFT,), takes, drawn)
    burnt = slating.over(Body(0, Material(shot, 0, 12)), slates)
    assert burnt is not None
    assert (burnt.labels, burnt.takes, burnt.clocks, burnt.start) == ((), (), (), 0)
    return burnt.marks


def test_the_mark_of_a_mixed_draft_tells_a_clip_from_a_drawing() -> None:
    takes = {"sh0": 1, "sh1": 2, "sh2": 1}
    some, all_of_it = ("sh0", "sh2"), ("sh0", "sh1", "sh2")
    assert mark_of("sh0", drawn=some, takes=takes) == ((0, "DRAFT · drawn"),)
    assert mark_of("sh1", drawn=some, takes=takes) == ((0, "DRAFT · take 2"),)
    # Where all of it is the same there is nothing to tell.
    assert mark_of("sh0", drawn=all_of_it, takes=takes) == ((0, "DRAFT"),)
    assert mark_of("sh1", drawn=(), takes=takes) == ((0, "DRAFT"),)


def test_in_a_dissolve_the_mark_changes_with_the_slate() -> None:
    film = shotlist([(12, 6), (12, 0)])
    slates = {shot.id: shot.slate for shot in film.shots}
    _, dissolve, _ = lay_out(film, {}).parts
    slating = Slating((Burn.DRAFT,), {"sh0": 1, "sh1": 1}, drawn=("sh0",))
    burnt = slating.over(dissolve, slates)
    assert burnt is not None
    assert burnt.marks == ((0, "DRAFT · drawn"), (3, "DRAFT · take 1"))


@pytest.mark.parametrize("background", [16, 128, 235])
@pytest.mark.parametrize("size", [HD, (960, 540), (540, 960), (540, 540)])
def test_a_mark_is_large_legible_and_clear_of_the_plates(
    size: tuple[int, int], background: int
) -> None:
    words = {"text": LONG_TEXT, "size": size, "takes": ((0, "drawn"),)}
    clocks = ("timecode", "frames")
    plain = painted(background, clocks=clocks, **words)[: size[1]].astype(int)
    marks = ((0, "DRAFT · drawn"),)
    marked = painted(background, clocks=clocks, marks=marks, **words)[: size[1]].astype(int)
    where = np.argwhere(np.abs(marked - plain) > 2)
    (top, left), (bottom, right) = where.min(axis=0), where.max(axis=0)
    plates = np.argwhere(np.abs(plain - background) > 2)[:, 0].max()
    assert plates < top
    assert bottom < 0.25 * size[1]
    assert bottom - top > 0.04 * min(size)
    assert left >= 8
    assert right < 0.9 * size[0]
    inside = marked[top : bottom + 1, left : right + 1]
    assert inside.max() - inside.min() > 90
    # The picture shows through: no plate hides it.
    assert np.mean(np.abs(inside - background) < 8) > 0.3


def test_the_timecode_counts_the_films_frames() -> None:
    one, two = painted(frame=100), painted(frame=101)
    later = painted(frame=100, index=1)
    assert np.array_equal(two, later)
    where = np.argwhere(one[:720] != two[:720])
    assert len(where)
    assert where[:, 1].min() > 1000
    assert not np.array_equal(painted(frame=24), painted(frame=0))


def test_in_a_dissolve_the_name_changes_at_the_cut(tmp_path: Path) -> None:
    film = shotlist([(12, 6), (12, 0)], size=(640, 360), rate=FrameRate.parse(24))
    clips = {
        shot.id: write_clip(tmp_path / f"{shot.id}.mp4", flat(60, 15, (640, 360)))
        for shot in film.shots
    }
    clean = cut(film, clips, tmp_path / "clean.mp4", segments=tmp_path / "s", burn_in=False)
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=True)
    assert made.encoded == made.segments == 3
    names = [picture[:40, :300].astype(int) for picture in pictures_of(made.path)]
    outgoing, incoming = names[0], names[-1]
    nearer = [np.abs(n - outgoing).mean() < np.abs(n - incoming).mean() for n in names]
    assert nearer == [True] * 12 + [False] * 12
    below = zip(pictures_of(made.path), pictures_of(clean.path), strict=True)
    assert all(np.abs(a[60:360].astype(int) - b[60:360]).max() <= 3 for a, b in below)
