"""The artist's own panels: shown upright, in order, as the camera moves, and never half read."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import struct
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.media import probe
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.page import layout
from storyboard.generate.providers.animatic.provider import Animatic
from storyboard.read.movement import DIRECTIONS, Move, Speed
from tests.animatic.conftest import SIGNALMAN, body, pictures

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 30), (30, 30, 220), (255, 255, 255)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    data = BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def plain(colour: tuple[int, ...], size: tuple[int, int] = (320, 180)) -> bytes:
    return saved(Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour))


def quarters(size: tuple[int, int] = (320, 180)) -> Image.Image:
    """Red, green, blue and white: above left, above right, below left, below right."""
    image = Image.new("RGB", (2, 2))
    image.putdata([RED, GREEN, BLUE, WHITE])
    return image.resize(size, Image.Resampling.NEAREST)


def shown(folder: Path, *panels: bytes, at: list[int] | None = None, **changes: Any) -> Path:
    """A clip of panels that begin at those frames."""
    files: dict[str, Path] = {}
    names: list[str] = []
    for number, data in enumerate(panels):
        names.append(f"asset:sha256:{hashlib.sha256(data).hexdigest()}")
        files[names[-1]] = folder / f"{number}.panel"
        files[names[-1]].write_bytes(data)
    starts = at or list(range(len(panels)))
    asked = [{"picture": name, "at": start} for name, start in zip(names, starts, strict=True)]
    size = {"width": 320, "height": 180}
    request = Request("animatic", "panel", body(panels=asked, action="", **(size | changes)))
    asyncio.run(Animatic(1).make(request, folder / "clip.mp4", files))
    return folder / "clip.mp4"


def inner(frame: np.ndarray) -> np.ndarray:
    """The picture within the page, without its pencilled edge."""
    height, width = frame.shape[:2]
    plan = layout(Brief.read(body(width=width, height=height)))
    return frame[
        plan.top + 4 : plan.top + plan.picture_height - 4,
        plan.left + 4 : plan.left + plan.picture_width - 4,
    ].astype(int)


def colour_at(frame: np.ndarray, x: float, y: float) -> tuple[int, ...]:
    """The colour in a place of the picture, both from 0 to 1, to the next of the four."""
    picture = inner(frame)
    height, width = picture.shape[:2]
    found = picture[round(y * (height - 1)), round(x * (width - 1))]
    return min((RED, GREEN, BLUE, WHITE), key=lambda each: np.abs(found - each).sum())


def corners(frame: np.ndarray) -> list[tuple[int, ...]]:
    return [colour_at(frame, x, y) for y in (0.3, 0.7) for x in (0.35, 0.65)]


ONE_IN = [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_of_picture_is_shown_instead_of_the_drawing(tmp_path: Path, kind: str) -> None:
    frame = pictures(shown(tmp_path, saved(quarters(), kind), characters=[SIGNALMAN]))[0]
    assert corners(frame) == ONE_IN
    # Flat colour all over: there is no figure, no arrow and no tag.
    assert np.ptp(inner(frame)[20:60, 40:120].reshape(-1, 3), axis=0).max() < 30


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_upright_however_it_was_held(tmp_path: Path, turn: int, kind: str) -> None:
    undone = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = quarters().transpose(undone[turn]) if turn in undone else quarters()
    exif = Image.Exif()
    exif[0x0112] = turn
    frame = pictures(shown(tmp_path, saved(held, kind, exif=exif.tobytes())))[0]
    assert corners(frame) == ONE_IN


def test_an_exif_block_of_rubbish_turns_nothing(tmp_path: Path) -> None:
    rubbish = b"Exif\0\0II*\0\xff\xff\xff\x7f" + bytes(10)
    assert corners(pictures(shown(tmp_path, saved(quarters(), "JPEG", exif=rubbish)))[0]) == ONE_IN


def test_panels_are_seen_in_order_each_for_its_time(tmp_path: Path) -> None:
    clip = shown(tmp_path, plain(RED), plain(GREEN), plain(RED), at=[0, 2, 5], frames=8)
    seen = [colour_at(frame, 0.5, 0.5) for frame in pictures(clip)]
    assert seen == [RED, RED, GREEN, GREEN, GREEN, RED, RED, RED]


@pytest.mark.parametrize("size", [(180, 180), (90, 320), (640, 180), (1, 1)])
def test_a_drawing_of_another_shape_is_shown_whole_on_paper(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    picture = inner(pictures(shown(tmp_path, plain(BLUE, size)))[0])
    blue = (picture[..., 2] > 150) & (picture[..., 0] < 100)
    height, width = blue.shape
    across, down = blue[height // 2].sum(), blue[:, width // 2].sum()
    assert across >= width - 8 or down >= height - 8 or min(across, down) > 100
    if size == (180, 180):
        assert abs(int(across) - int(down)) < 12
        assert picture[height // 2, 4].min() > 190  # paper


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    image = Image.new("RGBA", (320, 180), (0, 0, 0, 0))
    image.paste((220, 30, 30, 255), (160, 0, 320, 180))
    for kind in ("PNG", "WEBP"):
        frame = pictures(shown(tmp_path, saved(image, kind)))[0]
        assert colour_at(frame, 0.7, 0.5) == RED
        left = inner(frame)[20:120, 40:120]
        assert left.min() > 170
        assert left[..., 0].mean() > left[..., 2].mean()  # its yellow


def test_a_grey_of_sixteen_bits_keeps_its_shades(tmp_path: Path) -> None:
    shades = np.repeat(np.linspace(0, 65535, 320)[None], 180, 0).astype(np.uint16)
    row = inner(pictures(shown(tmp_path, saved(Image.fromarray(shades))))[0])[60, :, 0]
    assert row[60] < 90
    assert 100 < row[row.size // 2] < 160
    assert row[-60] > 170


def test_every_other_mode_is_shown(tmp_path: Path) -> None:
    grey = Image.linear_gradient("L").resize((320, 180))
    for mode, kind in (("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG")):
        data = saved(
            grey.convert("RGB").convert(mode) if mode != "LA" else grey.convert("LA"), kind
        )
        picture = inner(pictures(shown(tmp_path, data))[0])
        assert picture[10:30, 60:-60].mean() < 80 < 170 < picture[-30:-10, 60:-60].mean()


def moving(words: str, speed: str = "normal") -> dict[str, Any]:
    move, _, towards = words.partition(" ")
    return {"movement": {"type": move, "direction": towards or None, "speed": speed}, "frames": 12}


@pytest.mark.parametrize("size", [(320, 180), (900, 180)])
@pytest.mark.parametrize("words", ["pan right", "pan left", "truck right", "orbit left"])
def test_the_camera_goes_over_the_drawing(
    tmp_path: Path, words: str, size: tuple[int, int]
) -> None:
    """A panorama is gone over from end to end; what is no larger than the frame is cut into."""
    steps = Image.new("RGB", size)
    for x in range(size[0]):
        steps.paste((x * 255 // size[0],) * 3, (x, 0, x + 1, size[1]))
    frames = pictures(shown(tmp_path, saved(steps), **moving(words)))
    shades = [inner(frame)[:, 60:-60].mean() for frame in (frames[0], frames[-1])]
    gone = shades[1] - shades[0]
    assert np.sign(gone) == (1 if words.endswith("right") or words == "orbit left" else -1)
    assert abs(gone) > (70 if size[0] > 500 else 20)
    ends = [inner(frame)[60] for frame in (frames[0], frames[-1])]
    if size[0] > 500:
        assert min(end[4:20].mean() for end in ends) < 12
        assert max(end[-20:-4].mean() for end in ends) > 243
    # No paper is seen at any time.
    assert all(np.ptp(inner(frame), axis=2).max() < 12 for frame in frames)


def test_the_camera_goes_nearer_and_back(tmp_path: Path) -> None:
    image = Image.new("RGB", (320, 180), WHITE)
    image.paste(RED, (120, 60, 200, 120))

    def red(frame: np.ndarray) -> int:
        picture = inner(frame)
        return int(((picture[..., 0] > 150) & (picture[..., 1] < 100)).sum())

    for words in ("dolly in", "zoom in"):
        frames = pictures(shown(tmp_path, saved(image), **moving(words)))
        assert red(frames[-1]) > 1.3 * red(frames[0])
    frames = pictures(shown(tmp_path, saved(image), **moving("dolly out")))
    assert red(frames[0]) > 1.3 * red(frames[-1])


def test_a_pulled_focus_leaves_the_drawing_for_a_moment(tmp_path: Path) -> None:
    frames = pictures(shown(tmp_path, saved(quarters()), **moving("rack far")))
    sharp = [np.abs(np.diff(inner(frame)[30, :, 1])).max() for frame in frames]
    assert sharp[0] == pytest.approx(sharp[-1], abs=6)
    assert min(sharp) < sharp[0] / 2


def test_a_slow_pan_does_not_jitter(tmp_path: Path) -> None:
    steps = Image.new("RGB", (640, 360), WHITE)
    steps.paste((0, 0, 0), (300, 0, 340, 360))
    frames = pictures(shown(tmp_path, saved(steps), **moving("pan right", "slow") | {"frames": 40}))
    dark = [255 - inner(frame)[60, :, 1] for frame in frames]
    where = [float((row * np.arange(row.size)).sum() / row.sum()) for row in dark]
    steps_made = [before - after for before, after in pairwise(where)]
    assert min(steps_made) > -0.12
    # The way between two frames grows and shrinks gently.
    assert max(abs(a - b) for a, b in pairwise(steps_made)) < 0.35


@settings(max_examples=25)
@given(
    size=st.tuples(st.integers(1, 400), st.integers(1, 400)),
    frame=st.sampled_from([(160, 90), (90, 160), (96, 96), (66, 34)]),
    move=st.sampled_from(list(Move)),
    speed=st.sampled_from(list(Speed)),
    data=st.data(),
)
def test_any_shape_under_any_move_fills_every_frame(
    tmp_path_factory: pytest.TempPathFactory,
    size: tuple[int, int],
    frame: tuple[int, int],
    move: Move,
    speed: Speed,
    data: st.DataObject,
) -> None:
    towards = data.draw(st.sampled_from((None, *DIRECTIONS.get(move, ()))))
    movement = {"type": move.value, "direction": towards, "speed": speed.value}
    clip = shown(
        tmp_path_factory.mktemp("any"), plain(BLUE, size), plain((*RED, 90), size[::-1]),
        at=[0, 2], movement=movement, frames=5, width=frame[0], height=frame[1],
    )  # fmt: skip
    assert probe(clip).frames == 5


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (saved(quarters((640, 360)))[:700], "truncated"),
        (saved(Image.effect_noise((640, 360), 90), "JPEG")[:9000], "truncated"),
        (saved(Image.effect_noise((640, 360), 90), "WEBP")[:9000], ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged"),
        (b"", "damaged"),
    ],
)
def test_a_picture_that_ends_too_early_is_said_and_not_half_shown(
    tmp_path: Path, data: bytes, why: str
) -> None:
    with pytest.raises(StoryboardError) as refused:
        shown(tmp_path, data)
    (said,) = refused.value.diagnostics
    assert said.code == "unreadable-picture"
    assert said.message.startswith("the panel 0.panel cannot be read: ")
    assert why in said.message
    assert not (tmp_path / "clip.mp4").exists()


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(["PNG", "JPEG", "WEBP"]), data=st.data())
def test_a_picture_with_wrong_bytes_is_shown_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    good = bytearray(saved(quarters((48, 27)), kind))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("wrong")
    with contextlib.suppress(StoryboardError):  # any other error fails the test
        shown(folder, bytes(good), frames=1, width=66, height=34)


def test_a_picture_that_was_painted_over_is_not_taken_for_the_one_that_was_planned(
    tmp_path: Path,
) -> None:
    request = Request(
        "animatic", "panel", body(panels=[{"picture": "asset:sha256:" + "0" * 64, "at": 0}])
    )
    (tmp_path / "a.png").write_bytes(plain(RED))
    files = {"asset:sha256:" + "0" * 64: tmp_path / "a.png"}
    with pytest.raises(StoryboardError, match="has changed since the storyboard was read"):
        asyncio.run(Animatic(1).make(request, tmp_path / "clip.mp4", files))


def test_one_that_claims_more_pixels_than_fit_is_not_decoded(tmp_path: Path) -> None:
    data = bytearray(plain(RED))
    data[16:24] = struct.pack(">II", 12000, 12000)
    with pytest.raises(StoryboardError) as refused:
        shown(tmp_path, bytes(data))
    assert refused.value.diagnostics[0].code == "unreadable-picture"
