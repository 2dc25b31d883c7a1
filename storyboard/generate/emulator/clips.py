"""Real clips: H.264 and AAC of the length, shape and sound that were bought."""

from __future__ import annotations

import hashlib
import io
import struct
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

LOOKS: Final = 8
_SAMPLE_RATE: Final = 44_100
_CACHED: Final = 48
_CHUNK: Final = 1 << 16


@dataclass(frozen=True)
class Clip:
    """What a clip shows. `image` is the file of the picture that it starts from, if any.

    `look` is below LOOKS: prompts share a few looks, so that hundreds of clips are cheap.
    """

    seconds: int
    width: int
    height: int
    fps: int
    sound: Literal["none", "noise", "mute"]
    look: int
    image: bytes | None = None


def look_of(prompt: str) -> int:
    """The look that a prompt gets."""
    return hashlib.sha256(prompt.encode()).digest()[0] % LOOKS


def size_for(shape: Fraction, *, full: bool) -> tuple[int, int]:
    """Width and height in pixels, both even: 1080 on the short side if `full`, else small."""
    short = 1080 if full else 180
    if shape == 1 and not full:
        short = 240
    long = round(short * max(shape, 1 / shape) / 2) * 2
    return (long, short) if shape >= 1 else (short, long)


class ClipStore:
    """Makes each clip once and keeps the latest. Safe to use from several threads."""

    def __init__(self, make: Callable[[Clip], bytes] | None = None) -> None:
        self._make = make or make_clip
        self._made: OrderedDict[Clip, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, clip: Clip) -> bytes | None:
        """The file, where it need not be made."""
        return self._made.get(clip)

    def get(self, clip: Clip) -> bytes:
        """The clip's file."""
        with self._lock:
            if clip not in self._made:
                self._made[clip] = self._make(clip)
                if len(self._made) > _CACHED:
                    self._made.popitem(last=False)
            return self._made[clip]


@dataclass(frozen=True)
class Payload:
    """A clip's file with a mark at its end that no other prediction's file has.

    The mark is an MP4 box of the type `free`, which every player skips; it also pads the file to
    `size` bytes without ever holding them.
    """

    clip: bytes
    mark: bytes
    padding: int

    @classmethod
    def of(cls, clip: bytes, mark: str, at_least: int) -> Payload:
        """The file for the prediction `mark`, of `at_least` bytes."""
        text = mark.encode()
        padding = max(0, at_least - len(clip) - 8 - len(text))
        head = struct.pack(">I4s", 8 + len(text) + padding, b"free")
        return cls(clip, head + text, padding)

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.clip) + len(self.mark) + self.padding

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` to before `stop`, a piece at a time."""
        solid = self.clip + self.mark
        end = self.size if stop is None else stop
        for at in range(start, end, _CHUNK):
            upto = min(at + _CHUNK, end)
            yield solid[at:upto].ljust(upto - at, b"\0")


def make_clip(clip: Clip) -> bytes:
    """Encode the clip: a disc that drifts over a sky, or over the picture it starts from."""
    import av

    backdrop = _backdrop(clip)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        # The index goes to the front, as on a CDN: a file cut short still announces all of it.
        with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
            options = {"preset": "ultrafast", "crf": "28", "threads": "1"}
            video: Any = container.add_stream("libx264", rate=clip.fps, options=options)
            video.width, video.height, video.pix_fmt = clip.width, clip.height, "yuv420p"
            sound: Any = None
            if clip.sound != "none":
                sound = container.add_stream("aac", rate=_SAMPLE_RATE, layout="mono")
            for number in range(clip.seconds * clip.fps):
                picture = _frame(backdrop, clip, number)
                container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(video.encode(None))
            if sound is not None:
                for samples in _samples(clip):
                    container.mux(sound.encode(samples))
                container.mux(sound.encode(None))
        return path.read_bytes()


def _backdrop(clip: Clip) -> Picture:
    """The picture behind the disc, (height, width, 3) of RGB."""
    import colorsys

    import numpy as np

    if clip.image is not None and (picture := _decoded(clip)) is not None:
        return picture
    hue = clip.look / LOOKS
    top = np.array(colorsys.hsv_to_rgb(hue, 0.55, 0.35))
    low = np.array(colorsys.hsv_to_rgb((hue + 0.12) % 1, 0.35, 0.95))
    down = np.linspace(0, 1, clip.height)[:, None]
    sky = top * (1 - down) + low * down
    sky[int(clip.height * 0.78) :] = np.array(colorsys.hsv_to_rgb((hue + 0.5) % 1, 0.4, 0.2))
    rows = (sky * 255).astype(np.uint8)[:, None, :]
    return np.ascontiguousarray(np.broadcast_to(rows, (clip.height, clip.width, 3)))


def _decoded(clip: Clip) -> Picture | None:
    import numpy as np
    from PIL import Image

    try:
        with Image.open(io.BytesIO(clip.image or b"")) as found:
            fitted = found.convert("RGB").resize((clip.width, clip.height))
            return np.asarray(fitted).copy()
    except (OSError, ValueError):
        return None


def shape_of(image: bytes) -> Fraction | None:
    """Width by height of a picture file, None where it is none."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(image)) as found:
            return Fraction(found.width, found.height)
    except (OSError, ValueError):
        return None


def _frame(backdrop: Picture, clip: Clip, number: int) -> Picture:
    import numpy as np

    picture = backdrop.copy()
    along = number / (clip.seconds * clip.fps)
    radius = clip.height // 8
    x = int(radius + (clip.width - 2 * radius) * along)
    y = int(clip.height * (0.55 - 0.35 * np.sin(np.pi * along)))
    box = picture[max(0, y - radius) : y + radius, max(0, x - radius) : x + radius]
    down, across = np.ogrid[: box.shape[0], : box.shape[1]]
    inside = (down - radius) ** 2 + (across - radius) ** 2 < radius**2
    box[inside] = (250, 244, 214)
    return picture


def _samples(clip: Clip) -> Iterator[Any]:
    """A low hum under soft noise, or nothing at all, in frames of one second."""
    import av
    import numpy as np

    dice = np.random.default_rng(clip.look)
    for second in range(clip.seconds):
        time = np.arange(_SAMPLE_RATE) / _SAMPLE_RATE
        wave = 0.1 * np.sin(2 * np.pi * (110 + 20 * clip.look) * time)
        wave += 0.02 * dice.standard_normal(_SAMPLE_RATE)
        if clip.sound == "mute":
            wave = np.zeros(_SAMPLE_RATE)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.float32)[None], "fltp", layout="mono")
        frame.sample_rate = _SAMPLE_RATE
        frame.pts = second * _SAMPLE_RATE
        yield frame
