"""The artist's panels as files: what is wrong with one is said before anything is drawn."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from storyboard.cli.diagnostics import concise
from storyboard.errors import StoryboardError
from storyboard.read.load import load
from tests.pictures import PNG
from tests.read.boards import with_shot


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(99))), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def said(name: str) -> list[str]:
    Path("film.yaml").write_text(with_shot(f"panels: [{name}]"))
    try:
        load(Path("film.yaml"))
    except StoryboardError as error:
        return [concise(problem).removeprefix("film.yaml:") for problem in error.diagnostics]
    return []


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (9000, 9000, "9000×9000"),
        (60_000, 60_000, "hundreds of millions of"),
        (2**31 - 1, 2**31 - 1, "hundreds of millions of"),
    ],
)
def test_an_enormous_picture_is_refused_at_once(width: int, height: int, size: str) -> None:
    Path("a.png").write_bytes(claiming(width, height))
    begin = time.monotonic()
    assert said("a.png") == [
        f"14:18: error[too-big]: `a.png` has {size} pixels, more than 50 million (save it "
        "smaller: 4000 pixels across are more than a film shows)"
    ]
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_an_animated_picture_is_no_drawing(kind: str) -> None:
    frames = [Image.new("RGB", (32, 18), colour) for colour in ("red", "blue")]
    frames[0].save(f"a.{kind}", save_all=True, append_images=frames[1:])
    (found,) = said(f"a.{kind}")
    assert found.startswith(f"14:18: error[animated-picture]: `a.{kind}` is animated (save one")


def test_a_photograph_with_a_second_picture_in_it_is_a_photograph() -> None:
    picture = Image.new("RGB", (32, 18), "red")
    picture.save("a.jpg", "MPO", save_all=True, append_images=[picture])
    assert said("a.jpg") == []


def test_a_damaged_picture_is_said_in_each_shot_that_shows_it() -> None:
    Path("a.png").write_bytes(PNG)
    assert said("a.png, {file: a.png, for: 1s}") == [
        f"14:{column}: error[unreadable-picture]: `a.png` cannot be opened: it is damaged (open "
        "it in another program and save it again as PNG, JPEG or WebP)"
        for column in (18, 32)
    ]


@pytest.mark.parametrize("name", ["panels/none.png", "film.yaml"])
def test_what_is_no_picture_at_all_is_said_once(name: str) -> None:
    assert len(said(name)) == 1
