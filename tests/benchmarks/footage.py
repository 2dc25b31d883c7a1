"""Films to measure the cut with: textured, moving clips in a real project's store.

No flat colours: an encoder is fast on those, and nobody films them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from storyboard.cli.project import Project, open_project
from storyboard.generate.takes import Clip

RATE = Fraction(24)
SOUND_RATE = 44_100
DISSOLVE = 12


@dataclass(frozen=True)
class Footage:
    """Clips to choose from, all of the same size and length in frames."""

    paths: tuple[Path, ...]
    frames: int

    def copy(self, number: int, path: Path) -> None:
        """A clip with bytes of its own and the pictures and sound of one of these."""
        with (
            av.open(str(self.paths[number % len(self.paths)])) as source,
            av.open(str(path), "w", format="mp4") as target,
        ):
            target.metadata["comment"] = f"clip {number}"
            streams = [target.add_stream_from_template(stream) for stream in source.streams]
            for packet in source.demux():
                if packet.size:
                    packet.stream = streams[packet.stream_index]
                    target.mux(packet)


def shoot(folder: Path, count: int, height: int, seconds: float) -> Footage:
    """Film `count` clips of `seconds`, 16:9."""
    size = (height * 16 // 9 // 2 * 2, height)
    frames = round(seconds * RATE)
    paths = []
    for number in range(count):
        path = folder / f"footage-{number}.mp4"
        _write(path, _pictures(size, frames, number), _sound(seconds, number), size)
        paths.append(path)
    return Footage(tuple(paths), frames)


def _pictures(size: tuple[int, int], frames: int, seed: int) -> Iterator[np.ndarray[Any, Any]]:
    """A camera pans over a textured ground, something crosses it, and there is grain."""
    random = np.random.default_rng(seed)
    width, height = size
    ground = _texture(random, (height * 3 // 2, width * 2))
    colour = [_texture(random, (height, width * 2)) // 3 + 85 for _ in range(2)]
    actor = _texture(random, (height // 2, width // 4))
    grain = [random.integers(0, 7, (height, width), np.uint8) for _ in range(6)]
    speed = 1 + seed % 4
    for n in range(frames):
        left, top = speed * n % width // 2 * 2, (n // 2 + 7 * seed) % (height // 2) // 2 * 2
        picture = np.empty((height * 3 // 2, width), np.uint8)
        luma = picture[:height]
        luma[:] = ground[top : top + height, left : left + width]
        across = (40 * seed + (speed + 3) * n) % (width * 3 // 4)
        luma[height // 3 : height // 3 + height // 2, across : across + width // 4] = actor
        luma += grain[n % len(grain)]
        for row, plane in enumerate(colour):
            half = plane[top // 2 : top // 2 + height // 2, left // 2 : left // 2 + width // 2]
            begin = height + row * height // 4
            picture[begin : begin + height // 4] = half.reshape(height // 4, width)
        yield picture


def _texture(random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray[Any, Any]:
    """Clouds in five sizes with the fine ones weak, as in photographs, between 24 and 224."""
    total = np.zeros(shape, np.float32)
    for step in (4, 10, 28, 80, 200):
        rows, columns = shape[0] // step + 2, shape[1] // step + 2
        points = random.random((rows, columns), np.float32)
        total += step**0.7 * _enlarged(points, shape, step)
    low, high = total.min(), total.max()
    return ((total - low) / (high - low) * 200 + 24).astype(np.uint8)


def _enlarged(
    points: np.ndarray[Any, Any], shape: tuple[int, int], step: int
) -> np.ndarray[Any, Any]:
    for axis, length in enumerate(shape):
        at = np.arange(length) / step
        first, share = at.astype(int), (at % 1).astype(np.float32)
        share = share[:, None] if axis == 0 else share
        points = points.take(first, axis) * (1 - share) + points.take(first + 1, axis) * share
    return points


def _sound(seconds: float, seed: int) -> np.ndarray[Any, Any]:
    """A tone that comes and goes four times a second, over noise: something like speech."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * SOUND_RATE)) / SOUND_RATE
    voice = np.sin(2 * np.pi * (180 + 20 * seed) * time) * (1 + np.sin(2 * np.pi * 4 * time)) / 8
    noise = random.normal(0, 0.02, (2, len(time)))
    return np.asarray(voice + noise, np.float32)


def _write(
    path: Path,
    pictures: Iterator[np.ndarray[Any, Any]],
    sound: np.ndarray[Any, Any],
    size: tuple[int, int],
) -> None:
    """As a generator delivers it: H.264 and AAC, colour not tagged."""
    with av.open(str(path), "w", format="mp4") as container:
        options = {"crf": "17", "preset": "veryfast"}
        video = container.add_stream("libx264", rate=RATE, options=options)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        audio = container.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = number, 1 / RATE
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for begin in range(0, sound.shape[1], 1024):
            block = np.ascontiguousarray(sound[:, begin : begin + 1024])
            heard = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            heard.sample_rate, heard.pts = SOUND_RATE, begin
            container.mux(audio.encode(heard))
        container.mux(audio.encode(None))


@dataclass
class Film:
    """A project of so many shots, every second of which dissolves if `dissolved`.

    `takes` counts how often each changed shot was changed; `captions` are by shot. With `shared`
    clips, shots that show the same footage have the same clip, so that a long film is cut soon.
    """

    folder: Path
    footage: Footage
    shots: int
    seconds: float
    height: int
    dissolved: bool
    shared: bool = False

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self._changed: dict[int, int] = {}
        self._captions: dict[int, str] = {}
        self.save()

    @property
    def file(self) -> Path:
        """The storyboard."""
        return self.folder / "film.yaml"

    @property
    def target(self) -> Path:
        """The film that `render` writes."""
        return self.folder / "out" / "film.mp4"

    def change(self, shot: int) -> None:
        """Another action, so another request, answered by another clip."""
        self._changed[shot] = self._changed.get(shot, 0) + 1
        self.save()

    def caption(self, shot: int, text: str) -> None:
        """Put a caption over a shot."""
        self._captions[shot] = text
        self.save()

    def save(self) -> None:
        """Write the storyboard, and put a clip into the store for every shot without one."""
        self.file.write_text(self._text(), "utf-8")
        project = self.open()
        incoming = self.folder / "incoming.mp4"
        for number, shot in enumerate(project.shotlist.shots):
            if project.store.find(shot.request) is None:
                content = number + len(self.footage.paths) * 1000 * self._changed.get(number, 0)
                self.footage.copy(content, incoming)
                project.store.put(shot.request, incoming, Decimal(0), None)

    def open(self) -> Project:
        """Read and compile the storyboard."""
        return open_project(self.file)

    def clips(self, project: Project) -> dict[str, Clip]:
        """The clip of every shot."""
        found = {}
        for shot in project.shotlist.shots:
            take = project.store.find(shot.request)
            assert take is not None
            found[shot.id] = take.clip
        return found

    def _text(self) -> str:
        head = (
            "storyboard: 1\ntitle: A film to measure\n"
            f'fps: {RATE}\naspect_ratio: "16:9"\nresolution: {self.height}p\n'
            f"defaults: {{model: kling-v2.6-pro, template: terse, duration: {self.seconds}s}}\n"
            "locations:\n  pier: {name: Old pier, set: ext, look: wet planks}\n"
            "scenes:\n  - id: sc010\n    location: pier\n    time: dusk\n    shots:\n"
        )
        return head + "".join(self._shot(number) for number in range(self.shots))

    def _shot(self, number: int) -> str:
        content = number % len(self.footage.paths) if self.shared else number
        text = (
            f"      - id: shot{number:04d}\n        size: MCU\n"
            f"        action: Take {self._changed.get(number, 0)} of what happens in {content}.\n"
        )
        if number in self._captions:
            text += f"        caption: {self._captions[number]}\n"
        if self.dissolved and number % 2 == 0 and number < self.shots - 1:
            text += f"        transition: dissolve {DISSOLVE}f\n"
        return text
