"""Cards in the film: legible, frame-exact, silent, and cut again alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard.compile.delivery import Deliverable, Delivery
from storyboard.compile.shotlist import Card, CompiledShot, Face, Joint, Shotlist, Slate
from storyboard.cut import Cut, Lab, cut
from storyboard.cut.cards import draw
from storyboard.cut.conform import planes
from storyboard.cut.deliver import Material, deliver
from storyboard.cut.lettering import SAFE
from storyboard.cut.profile import DRAFT
from storyboard.cut.rushes import Print, Rushes
from storyboard.cut.score import make_score
from storyboard.cut.segments import pictures_of as pictures_of_segment
from storyboard.cut.segments import plan_segments
from storyboard.cut.slating import Slating
from storyboard.cut.timeline import lay_out
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip
from storyboard.read.burns import USUAL_BURN_IN, Burn
from storyboard.read.deliverables import Form
from storyboard.read.edit import Fit
from tests.cut.films import beeps, numbered_clip, pictures_of, read_number, shotlist
from tests.cut.test_rushes import AtOnce

SIZES = [(1280, 720), (720, 1280), (720, 720), (640, 360)]
LONG = "Nobody has come down to the old pier since the lamp went out, and nobody ever will. "
ROLL = Face("One\nTwo\n\nThree", roll=True)


def drawn(face: Face, size: tuple[int, int] = (640, 360), start: int = 0) -> np.ndarray:
    (picture,) = draw(face, start, 1, 24, size)
    return picture


def box(face: Face, size: tuple[int, int], start: int = 0) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of the text."""
    luma = planes(drawn(face, size, start))[0]
    where = np.argwhere(np.abs(luma.astype(int) - int(luma[0, 0])) > 8)
    (top, left), (bottom, right) = where.min(axis=0), where.max(axis=0)
    return int(top), int(bottom), int(left), int(right)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["London, 1861", LONG, LONG * 11, "x" * 200, "A\n" * 19 + "B"])
def test_text_stays_in_the_safe_area_in_the_middle(text: str, size: tuple[int, int]) -> None:
    top, bottom, left, right = box(Face(text, "A night in March"), size)
    width, height = size
    assert top >= height * SAFE
    assert bottom <= height * (1 - SAFE)
    assert left >= width * SAFE - 2
    assert abs(left - (width - 1 - right)) <= width * 0.01
    assert abs(top - (height - 1 - bottom)) <= height * 0.06


def test_a_blank_line_is_seen() -> None:
    one, two = (box(Face(text), (640, 360)) for text in ("A\nB", "A\n\nB\n"))
    assert two[1] - two[0] > (one[1] - one[0]) * 1.4


@pytest.mark.parametrize(
    ("face", "ground", "text"),
    [
        (Face("M"), (16, 128, 128), 235),
        (Face("M", ground="#ffffff"), (235, 128, 128), 16),
        (Face("M", ground="#ff0000", colour="#ffffff"), (63, 102, 240), 235),
        (Face("M", ground="#ffffff", colour="#0000ff"), (235, 128, 128), 32),
    ],
)
def test_colours_are_true(face: Face, ground: tuple[int, int, int], text: int) -> None:
    luma, *chroma = planes(drawn(face))
    assert [int(plane[0, 0]) for plane in (luma, *chroma)] == pytest.approx(ground, abs=1)
    assert min(abs(int(value) - text) for value in np.unique(luma)) <= 1


def test_a_picture_fits_as_told_and_text_on_it_has_a_plate(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    Image.new("RGBA", (200, 200), (255, 255, 255, 255)).save(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    face = Face(sha256=digest, path=path)
    assert planes(drawn(face))[0].min() >= 234
    (contained,) = draw(face, 0, 1, 24, (640, 360), Fit.CONTAIN)
    bars = planes(contained)[0]
    assert (bars[180, 20], bars[180, 320], bars[180, 620]) == (16, 235, 16)
    lettered = planes(drawn(replace(face, text="London")))[0]
    assert lettered[0, 0] == 235
    assert np.median(lettered[160:200, 300:340]) < 120
    path.write_bytes(b"other")
    with pytest.raises(StoryboardError, match=r"map\.png: it has changed since"):
        drawn(face)
    other = replace(face, sha256=hashlib.sha256(b"other").hexdigest())
    with pytest.raises(StoryboardError, match=r"cannot read the picture map\.png"):
        drawn(other)


def test_credits_roll_from_below_the_frame_to_above_it() -> None:
    tops = [box(ROLL, (640, 360), n)[0] for n in range(5, 13)]
    steps = [before - after for before, after in pairwise(tops)]
    assert max(steps) - min(steps) <= 1
    assert min(steps) > 10
    for outside in (-3, 24, 30):
        assert planes(drawn(ROLL, start=outside))[0].max() == 16


def test_credits_over_a_picture_roll_on_a_plate_all_the_way(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    Image.new("RGB", (640, 360), (255, 255, 255)).save(path)
    face = replace(ROLL, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=path)
    for start in (5, 12, 19):
        luma = planes(drawn(face, start=start))[0]
        assert luma[:, 290:350].min(axis=1).max() < 120, "every row has its stretch of the plate"
        assert luma[:, 20].min() >= 234


def carded(face: Face = Face("A"), dissolve: int = 6) -> Shotlist:  # noqa: B008
    """A film of a card of 16 frames between two clips of 12, with dissolves."""
    film = shotlist([(12, dissolve), (16, dissolve), (12, 0)])
    first, second, third = film.shots
    card = Card("card", "sc010", Slate(1, 2, "card", "card"), 16, second.joint, face)
    return replace(film, shots=(first, card, third))


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        f"sh{n}": numbered_clip(folder / f"{n}.mp4", n, 24, sound=beeps(1, [0.1])) for n in (0, 2)
    }


def film(made: Shotlist, clips: dict[str, Clip], folder: Path, name: str = "film") -> Cut:
    return cut(made, clips, folder / f"{name}.mp4", segments=folder / "s", burn_in=False)


def test_it_stands_in_the_film_for_its_frames_exactly(
    clips: dict[str, Clip], tmp_path: Path
) -> None:
    made = film(carded(dissolve=0), clips, tmp_path)
    seen = pictures_of(made.path)
    assert (made.frames, made.segments, len(seen)) == (40, 3, 40)
    assert [read_number(picture) for picture in seen[:12]] == [(n, 0) for n in range(12)]
    assert [read_number(picture) for picture in seen[28:]] == [(n, 2) for n in range(12)]
    card = drawn(Face("A"), (128, 72))
    assert all(np.abs(p.astype(int) - card).mean() < 1 for p in seen[12:28])


def test_a_dissolve_between_clip_and_card_begins_and_ends_without_a_seam(
    clips: dict[str, Clip], tmp_path: Path
) -> None:
    face = Face("A", ground="#406080")
    made = film(carded(face), clips, tmp_path)
    seen = [picture.astype(int) for picture in pictures_of(made.path)]
    assert (made.frames, made.segments) == (40, 5)
    card = drawn(face, (128, 72))
    away = [np.abs(picture - card).mean() for picture in seen]
    assert max(away[15:25]) < 1, "the card alone"
    assert away[9] > away[11] > away[13] > away[15]
    assert away[24] < away[26] < away[28] < away[30]


def test_a_word_of_it_costs_its_own_segments(clips: dict[str, Clip], tmp_path: Path) -> None:
    film(carded(), clips, tmp_path)
    again = film(carded(), clips, tmp_path, "again")
    changed = film(carded(Face("B")), clips, tmp_path, "changed")
    assert (again.encoded, changed.encoded) == (0, 3)
    rolling = film(carded(ROLL), clips, tmp_path, "roll")
    assert rolling.encoded == 3


def test_it_is_silent_and_what_reaches_over_it_is_heard(clips: dict[str, Clip]) -> None:
    board = carded(dissolve=0)
    score = make_score(lay_out(board, {}), board, clips)
    assert [(heard.start, heard.samples) for heard in score.clips] == [(0, 24000), (56000, 24000)]
    first = board.shots[0]
    assert isinstance(first, CompiledShot)
    trailing = replace(first, audio=replace(first.audio, trail=10))
    board = replace(board, shots=(trailing, *board.shots[1:]))
    score = make_score(lay_out(board, {}), board, clips)
    assert score.clips[0].samples == 44000


@pytest.mark.parametrize("face", [Face("Credits"), ROLL])
def test_a_film_of_a_card_alone_is_delivered(tmp_path: Path, face: Face) -> None:
    card = carded(face).shots[1]
    board = replace(carded(face), shots=(replace(card, joint=Joint("fade", 4, None, "#000000")),))
    made = film(board, {}, tmp_path)
    assert (made.frames, made.loudness) == (16, None)
    forms = tuple(
        Deliverable(form.value, form, (160, 90), burn_in=USUAL_BURN_IN)
        for form in (Form.PROXY, Form.MASTER)
    )
    material = Material(board, {}, tmp_path / "s")
    files = deliver(material, Delivery(forms, "card"), made, lambda name: lambda n, of: None)
    assert all(file.is_file() for file in files)
    assert len(pictures_of(tmp_path / "film.master.mov")) == 16
    assert '"number": "1-02"' in (tmp_path / "film.shots.json").read_text()


def test_a_form_of_another_shape_fits_a_card_as_it_fits_the_shots(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    Image.new("RGB", (200, 200), (255, 255, 255)).save(path)
    face = Face(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=path)
    for shown, middle in ((face, 235), (Face(ground="#808080"), 126)):
        board = Material(carded(shown), {}, tmp_path).shaped((72, 128), Fit.CONTAIN).shotlist
        timeline, clip = lay_out(board, {}), numbered_clip(tmp_path / "a.mp4", 1, 24)
        segments = plan_segments(
            timeline,
            board,
            {"sh0": clip, "sh2": clip},
            slating=Slating((Burn.TAKE,)),
            profile=DRAFT,
        )
        picture = planes(next(pictures_of_segment(segments[2])))[0]
        assert picture[64, 36] == pytest.approx(middle, abs=1)
        assert picture[10, 36] == (16 if shown is face else picture[64, 36])
        assert [text for _, text in segments[1].burn_in.takes] == ["take 1", "card"]


def test_a_card_waits_for_no_clip_and_a_transition_to_it_for_one(
    clips: dict[str, Clip], tmp_path: Path
) -> None:
    board = carded()
    with Lab(AtOnce()) as lab:
        rushes = Rushes((Print(board, Slating(), DRAFT),), lab, tmp_path / "s")
        assert len(list((tmp_path / "s").rglob("*.mp4"))) == 1
        rushes.add("sh0", clips["sh0"])
    assert len(list((tmp_path / "s").rglob("*.mp4"))) == 3
    assert film(board, clips, tmp_path).encoded == 2
