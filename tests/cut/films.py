"""Small films for the tests: clips whose every frame says which one it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from storyboard.compile.request import Request
from storyboard.compile.shotlist import CompiledShot, Joint, SceneHeader, Shotlist, Slate
from storyboard.generate.media import probe
from storyboard.generate.takes import Clip
from storyboard.timing import FrameRate

SIZE = (128, 72)
RATE = FrameRate.parse(24)
BITS = 8
BLOCK = 12


def numbered(number: int, clip: int, size: tuple[int, int] = SIZE) -> np.ndarray[Any, Any]:
    """A yuv420p picture whose two rows of blocks spell a frame's and a clip's number in bits."""
    width, height = size
    step = BLOCK * height // SIZE[1]
    luma = np.full((height, width), 90, np.uint8)
    for row, value in enumerate((number, clip)):
        for bit in range(BITS):
            top = height // 2 + (row - 1) * step
            left = (width - BITS * step) // 2 + bit * step
            luma[top : top + step, left : left + step] = 200 if value >> bit & 1 else 30
    chroma = np.full((height // 2, width), 128, np.uint8)
    chroma[: height // 4] = 100 + clip * 7 % 60
    return np.concatenate([luma, chroma])


def read_number(picture: np.ndarray[Any, Any]) -> tuple[int, int]:
    """The frame's and the clip's number in a yuv420p picture of the film's size."""
    values = []
    for row in (0, 1):
        top = SIZE[1] // 2 + (row - 1) * BLOCK
        value = 0
        for bit in range(BITS):
            left = (SIZE[0] - BITS * BLOCK) // 2 + bit * BLOCK
            patch = picture[top + 3 : top + BLOCK - 3, left + 3 : left + BLOCK - 3]
            value |= int(patch.mean() > 115) << bit
        values.append(value)
    return values[0], values[1]


def flat(luma: int, count: int, size: tuple[int, int] = SIZE) -> list[np.ndarray[Any, Any]]:
    """A grey clip."""
    width, height = size
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    picture[:height] = luma
    return [picture] * count


def beeps(seconds: float, at: Iterable[float], rate: int = 48_000) -> np.ndarray[Any, Any]:
    """Mono silence with a 1 kHz beep of 40 ms at each of the times."""
    sound = np.zeros((1, round(seconds * rate)), np.float32)
    tone = 0.5 * np.sin(np.arange(round(0.04 * rate)) * 2 * np.pi * 1000 / rate)
    for time in at:
        begin = round(time * rate)
        sound[0, begin : begin + len(tone)] = tone[: sound.shape[1] - begin]
    return sound


def write_clip(
    path: Path,
    pictures: Sequence[np.ndarray[Any, Any]],
    *,
    rate: Fraction = RATE.value,
    sound: np.ndarray[Any, Any] | None = None,
    sound_rate: int = 48_000,
    options: dict[str, str] | None = None,
    turned: int = 0,
) -> Clip:
    """Write a clip as a generator would: H.264 with B-frames and long GOPs, AAC."""
    height, width = pictures[0].shape[0] * 2 // 3, pictures[0].shape[1]
    with av.open(str(path), "w", format="mp4") as container:
        video = container.add_stream(
            "libx264", rate=rate, options={"crf": "12", "preset": "ultrafast", **(options or {})}
        )
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.codec_context.max_b_frames = 2
        if turned:
            video.set_display_rotation(turned)
        audio = None
        if sound is not None:
            layout = "mono" if sound.shape[0] == 1 else "stereo"
            audio = container.add_stream("aac", rate=sound_rate, layout=layout)
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if sound is not None and audio is not None:
            for begin in range(0, sound.shape[1], 1024):
                block = np.ascontiguousarray(sound[:, begin : begin + 1024], dtype=np.float32)
                heard = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
                heard.sample_rate, heard.pts = sound_rate, begin
                container.mux(audio.encode(heard))
            container.mux(audio.encode(None))
    return Clip(hashlib.sha256(path.read_bytes()).hexdigest(), path, probe(path))


def numbered_clip(path: Path, clip: int, count: int, **more: Any) -> Clip:
    """A clip of numbered frames."""
    size = more.pop("size", SIZE)
    return write_clip(path, [numbered(n, clip, size) for n in range(count)], **more)


def shot(
    id_: str, frames: int, *, head: int = 0, tail: int = 0, dissolve: int = 0, number: int = 1
) -> CompiledShot:
    """A shot with a dissolve of so many frames at its end, or a cut."""
    request = Request("animatic", "panel", {"shot": id_})
    return CompiledShot(
        id=id_,
        scene_id="sc010",
        slate=Slate(scene=1, shot=number, id=id_, size="MCU", lens=50),
        action="",
        frames=frames,
        head=head,
        tail=tail,
        joint=Joint("dissolve", dissolve) if dissolve else Joint(),
        prompt="",
        negative_prompt="",
        request=request,
        clip_seconds=4,
        price=Decimal(0),
        draft=request,
    )


def shotlist(
    plan: Sequence[tuple[int, int]], *, rate: FrameRate = RATE, size: tuple[int, int] = SIZE
) -> Shotlist:
    """A film from (frames, dissolve at the end) pairs, with the handles that they need."""
    shots: list[CompiledShot] = []
    before = 0
    for number, (frames, dissolve) in enumerate(plan):
        tail = 0 if number == len(plan) - 1 else dissolve - dissolve // 2
        made = shot(f"sh{number}", frames, head=before // 2, tail=tail, dissolve=dissolve)
        shots.append(replace(made, slate=replace(made.slate, shot=number + 1)))
        before = dissolve
    scenes = (SceneHeader("sc010", 1, "INT. TEST"),)
    return Shotlist("Test", rate, size, scenes, tuple(shots))


def pictures_of(path: Path) -> list[np.ndarray[Any, Any]]:
    """Every decoded picture of a file, as yuv420p arrays."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]


def sound_of(path: Path) -> np.ndarray[Any, Any]:
    """The decoded sound of a file, (channels, samples)."""
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
