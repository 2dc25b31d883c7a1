"""Transitions: which pixels are whose, seams that don't show, and films that keep their length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moviepy import VideoClip

from storyboard.compile.shotlist import Joint, Shotlist
from storyboard.cut import cut, transitions
from storyboard.cut.compose import blend, to_picture, to_rgb
from storyboard.cut.conform import planes
from storyboard.cut.profile import DRAFT
from storyboard.cut.segments import plan_segments
from storyboard.cut.slating import Slating
from storyboard.cut.timeline import Blend, Body, lay_out
from storyboard.cut.transitions import Options, find
from storyboard.generate.media import Media
from storyboard.generate.takes import Clip
from storyboard.read.transitions import KINDS, SIDES
from storyboard.timing import FrameRate
from tests.cut.films import RATE, numbered_clip, pictures_of, read_number, shotlist

Picture = np.ndarray

SIZES = [(98, 54), (54, 98), (64, 64)]
JOINTS = [
    Joint(name, 1, direction, kind.colour)
    for name, kind in KINDS.items()
    for direction in (kind.directions or (None,))
]
"""Every kind in each of its directions."""
every_joint = pytest.mark.parametrize("joint", JOINTS, ids=lambda j: f"{j.kind}-{j.direction}")
STILLS = ("dissolve", "wipe", "iris", "hold")
"""Kinds that leave a still picture alone if both shots show it."""


def picture(seed: int, size: tuple[int, int]) -> Picture:
    """Blocks of two by two pixels of random colour that RGB can hold."""
    width, height = size
    random = np.random.default_rng(seed)
    luma = random.integers(90, 170, (height // 2, width // 2)).repeat(2, axis=0).repeat(2, axis=1)
    chroma = random.integers(112, 144, (height // 2, width))
    return np.concatenate([luma, chroma]).astype(np.uint8)


def composited(
    joint: Joint, a: Picture, b: Picture | None, rate: FrameRate = RATE
) -> list[Picture]:
    incoming: Iterator[Picture] | None = iter([b] * joint.frames) if b is not None else None
    return list(blend(joint, iter([a] * joint.frames), incoming, rate))


def psnr(a: Picture, b: Picture) -> float:
    error = np.mean((a.astype(float) - b) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def luma(found: Picture) -> Picture:
    return planes(found)[0].astype(int)


def rgb(joint: Joint) -> tuple[int, ...]:
    return tuple(bytes.fromhex((joint.colour or "#000000")[1:]))


def test_every_word_has_one_file_and_every_file_a_word() -> None:
    assert {module.name for module in iter_modules(transitions.__path__)} == set(KINDS)


@every_joint
@pytest.mark.parametrize("size", SIZES)
def test_a_transition_begins_as_one_shot_and_ends_as_the_other(
    joint: Joint, size: tuple[int, int]
) -> None:
    a, b = picture(1, size), picture(2, size)
    clips = [VideoClip(lambda t, p=p: to_rgb(p), duration=0.5) for p in (a, b)]
    colour = rgb(joint) if joint.colour else None
    made = find(joint.kind)(*clips, 0.5, Options(1 / 24, joint.direction, colour))
    assert psnr(to_picture(made.get_frame(0)), a) >= 45
    assert psnr(to_picture(made.get_frame(0.5 - 1e-6)), a if joint.kind == "hold" else b) >= 45


@every_joint
@pytest.mark.parametrize("frames", [1, 2, 7])
@pytest.mark.parametrize("rate", ["24", "30000/1001"])
def test_as_many_frames_come_as_were_asked_for(joint: Joint, frames: int, rate: str) -> None:
    a, b = picture(1, SIZES[0]), picture(2, SIZES[0])
    made = composited(replace(joint, frames=frames), a, b, FrameRate.parse(rate))
    assert [(each.shape, each.dtype) for each in made] == [(a.shape, np.uint8)] * frames


@pytest.mark.parametrize("joint", [j for j in JOINTS if j.kind in STILLS], ids=str)
def test_a_still_picture_shows_no_seam_with_itself(joint: Joint) -> None:
    a = picture(1, SIZES[0])
    for made in composited(replace(joint, frames=5), a, a):
        assert psnr(made, a) >= 45


@pytest.mark.parametrize("direction", SIDES)
def test_a_wipe_uncovers_half_of_the_frame_by_its_middle(direction: str) -> None:
    """Behind the edge the one shot is untouched, ahead of it the other, and pixels stay put."""
    a, b = picture(1, (98, 54)), picture(2, (98, 54))
    middle = luma(composited(Joint("wipe", 9, direction), a, b)[4])
    halves = {
        "left": (np.s_[:, :46], np.s_[:, 52:]),
        "right": (np.s_[:, 52:], np.s_[:, :46]),
        "up": (np.s_[:25], np.s_[29:]),
        "down": (np.s_[29:], np.s_[:25]),
    }
    old, new = halves[direction]
    assert np.abs(middle[old] - luma(a)[old]).max() <= 1
    assert np.abs(middle[new] - luma(b)[new]).max() <= 1


@pytest.mark.parametrize("direction", SIDES)
def test_a_push_moves_both_pictures_and_a_slide_the_next_one_only(direction: str) -> None:
    """Half way in, the pictures lie half a frame further on, with every pixel's own colour."""
    a, b = picture(1, (96, 56)), picture(2, (96, 56))
    axis, sign = {"left": (1, -1), "right": (1, 1), "up": (0, -1), "down": (0, 1)}[direction]
    wanted: dict[str, list[Picture]] = {"push": [], "slide": []}
    for old, new in zip(planes(a), planes(b), strict=True):
        half = new.shape[axis] // 2
        entered = np.take(new, range(half) if sign < 0 else range(half, 2 * half), axis)
        left = np.take(old, range(half, 2 * half) if sign < 0 else range(half), axis)
        stayed = np.take(old, range(half) if sign < 0 else range(half, 2 * half), axis)
        for kind, rest in (("push", left), ("slide", stayed)):
            pair = [rest, entered] if sign < 0 else [entered, rest]
            wanted[kind].append(np.concatenate(pair, axis))
    for kind, expected in wanted.items():
        middle = composited(Joint(kind, 9, direction), a, b)[4]
        for plane, whole in zip(planes(middle), expected, strict=True):
            assert psnr(plane, whole) >= 45


@pytest.mark.parametrize("direction", SIDES)
def test_a_push_goes_one_way_and_leaves_no_gap(direction: str) -> None:
    """Black never shows between or beside the pictures, and the newcomer only gains."""
    flats = [np.full((81, 98), 128, np.uint8) for _ in range(2)]
    flats[0][:54], flats[1][:54] = 90, 170
    shares = []
    for made in composited(Joint("push", 12, direction), *flats):
        assert luma(made).min() >= 88
        shares.append((luma(made) > 130).mean())
    assert shares == sorted(shares)
    assert shares[0] < 0.05
    assert shares[-1] > 0.95
    assert shares[5] + shares[6] == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize(("direction", "inside"), [("in", 1), ("out", 0)])
def test_an_iris_is_a_circle_around_the_centre(direction: str, inside: int) -> None:
    size = (98, 54)
    shots = picture(1, size), picture(2, size)
    middle = luma(composited(Joint("iris", 9, direction), *shots)[4])
    y, x = np.mgrid[:54, :98] - np.array([26.5, 48.5]).reshape(2, 1, 1)
    distance, radius = np.hypot(x, y), np.hypot(26.5, 48.5) / 2
    for area, whose in ((distance < radius - 3, inside), (distance > radius + 3, 1 - inside)):
        assert np.abs(middle - luma(shots[whose]))[area].max() <= 1
        assert np.abs(middle - luma(shots[1 - whose]))[area].mean() > 10


@pytest.mark.parametrize(("frames", "alone"), [(1, 1), (2, 2), (5, 1), (12, 2)])
@pytest.mark.parametrize(("kind", "colour"), [("fade", "#000000"), ("dip", "#ffffff")])
def test_a_fade_reaches_its_colour_in_the_middle(
    kind: str, colour: str, frames: int, alone: int
) -> None:
    a, b = picture(1, SIZES[0]), picture(2, SIZES[0])
    made = composited(Joint(kind, frames, colour=colour), a, b)
    level = 16 if kind == "fade" else 235
    whole = [n for n, each in enumerate(made) if (luma(each) == level).all()]
    first = (frames - alone) // 2
    assert whole == list(range(first, first + alone))
    for n, each in enumerate(made):
        if n not in whole:
            near, far = (a, b) if n < first else (b, a)
            assert psnr(luma(each) - luma(each).mean(), luma(near) - luma(near).mean()) > psnr(
                luma(each) - luma(each).mean(), luma(far) - luma(far).mean()
            )
    away = [abs(luma(each).mean() - level) for each in made]
    assert away[:first] == sorted(away[:first], reverse=True)
    assert away[first:] == sorted(away[first:])


def test_a_hold_stands_still_and_shows_nothing_of_the_next_shot() -> None:
    outgoing = [picture(n, SIZES[0]) for n in range(6)]
    incoming = iter([picture(9, SIZES[0])] * 6)
    for made in blend(Joint("hold", 6), iter(outgoing), incoming, RATE):
        assert psnr(made, outgoing[0]) >= 45


@pytest.mark.parametrize("joint", [j for j in JOINTS if KINDS[j.kind].ends], ids=str)
@pytest.mark.parametrize("frames", [1, 2, 6])
@pytest.mark.parametrize("colour", ["#000000", "#c81e1e"])
def test_the_end_of_the_film_is_the_true_colour(joint: Joint, frames: int, colour: str) -> None:
    painted = replace(joint, frames=frames, colour=colour if joint.colour else None)
    a = picture(1, SIZES[0])
    made = composited(painted, a, None)
    wanted = to_picture(np.full((54, 98, 3), rgb(painted), np.uint8))
    assert len(made) == frames
    assert np.array_equal(made[-1], wanted)
    assert frames < 6 or psnr(made[0], a) > psnr(made[1], a) > psnr(made[4], a)


@st.composite
def films(draw: st.DrawFn) -> Shotlist:
    """Any film of any transitions that fit into its shots."""
    joints = [
        replace(draw(st.sampled_from(JOINTS)), frames=draw(st.integers(0, 12)))
        for _ in range(draw(st.integers(1, 7)))
    ]
    if not KINDS[joints[-1].kind].ends:
        joints[-1] = Joint()
    return filmed(joints, [draw(st.integers(18, 40)) for _ in joints])


def filmed(joints: list[Joint], lengths: list[int]) -> Shotlist:
    film = shotlist([(frames, joint.frames) for frames, joint in zip(lengths, joints, strict=True)])
    shots = zip(film.shots, joints, strict=True)
    return replace(film, shots=tuple(replace(shot, joint=joint) for shot, joint in shots))


@given(films())
def test_a_film_is_the_sum_of_its_shots_whatever_the_transitions(film: Shotlist) -> None:
    timeline = lay_out(film, {shot.id: shot.needed for shot in film.shots})
    assert timeline.frames == sum(part.frames for part in timeline.parts) == film.frames
    assert timeline.warnings == ()
    blends = [part.joint for part in timeline.parts if isinstance(part, Blend)]
    assert blends == [shot.joint for shot in film.shots if shot.joint.frames]


ALL = filmed(
    [*(replace(joint, frames=3) for joint in JOINTS), Joint("iris", 4, "out")],
    [8] * (len(JOINTS) + 1),
)


def test_a_film_of_all_of_them_is_frame_exact(tmp_path: Path) -> None:
    clips = {
        shot.id: numbered_clip(tmp_path / f"{n}.mp4", n + 1, shot.needed)
        for n, shot in enumerate(ALL.shots)
    }
    made = cut(ALL, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    found = pictures_of(made.path)
    assert len(found) == made.frames == 8 * len(ALL.shots)
    numbers = {shot.id: n + 1 for n, shot in enumerate(ALL.shots)}
    for part in lay_out(ALL, {}).parts:
        for n in range(part.frames if isinstance(part, Body) else 0):
            shown = read_number(found[part.start + n])
            assert shown == (part.material.start + n, numbers[part.material.shot])


def keys(film: Shotlist) -> list[str]:
    clips = {
        shot.id: Clip(shot.id * 16, Path("a.mp4"), Media(60, RATE.value, 128, 72, None))
        for shot in film.shots
    }
    timeline = lay_out(film, {})
    planned = plan_segments(timeline, film, clips, slating=Slating(), profile=DRAFT)
    return [segment.key for segment in planned]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Joint("wipe", 6, "left"), Joint("push", 6, "left")),
        (Joint("wipe", 6, "left"), Joint("wipe", 6, "up")),
        (Joint("fade", 6, colour="#000000"), Joint("fade", 6, colour="#c81e1e")),
    ],
)
def test_another_transition_changes_its_own_segment_only(before: Joint, after: Joint) -> None:
    old, new = (
        keys(filmed([joint, Joint("dissolve", 4), Joint()], [20] * 3)) for joint in (before, after)
    )
    assert [a == b for a, b in zip(old, new, strict=True)] == [True, False, True, True, True]


def test_the_slate_changes_at_the_cut_and_with_a_hold_after_it() -> None:
    for kind, before in (("wipe", 3), ("hold", 7)):
        film = filmed([Joint(kind, 7, "left" if kind == "wipe" else None), Joint()], [20, 20])
        (blended,) = [part for part in lay_out(film, {}).parts if isinstance(part, Blend)]
        assert blended.before == before
