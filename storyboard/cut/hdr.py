"""High dynamic range becomes a picture of the film: by light, not by relabelling its numbers.

PQ and HLG (ITU-R BT.2100) are turned into light, white paper at 203 cd/m² (BT.2408) becomes the
film's white, brighter things are pressed together above `_KNEE`, and the colours of BT.2020 that
BT.709 has not lose what it cannot show.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, ColorTrc, Interpolation
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

_WHITE: Final = 203.0
"""cd/m² of white paper."""
_PEAK: Final = 1000.0
"""cd/m² of the screen that HLG is meant for."""
_KNEE: Final = 0.6
"""Light, of the film's white, up to which nothing changes."""
_TO_709: Final = np.array(
    [
        [1.660491, -0.587641, -0.072850],
        [-0.124550, 1.132900, -0.008349],
        [-0.018151, -0.100579, 1.118730],
    ],
    np.float32,
)
"""Linear RGB of BT.2020 to that of BT.709 (BT.2087)."""
_LUMINANCE: Final = np.array([0.2627, 0.6780, 0.0593], np.float32)
"""Of BT.2020."""
_STEPS: Final = 4096
"""Steps of light for the way back: the film has 8 bits."""


def is_hdr(frame: VideoFrame) -> bool:
    """Whether a frame says that it is PQ or HLG."""
    return frame.color_trc in (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)


def to_sdr(frame: VideoFrame, width: int, height: int, quality: Interpolation) -> VideoFrame:
    """The frame in that size as RGB of the film's colours, full range."""
    pq = frame.color_trc == ColorTrc.SMPTE2084
    full = frame.color_range == ColorRange.JPEG
    coded = frame.reformat(
        width=width,
        height=height,
        format="rgb48le",
        src_colorspace=Colorspace.BT2020,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=quality,
    ).to_ndarray()
    light = _light_of_pq()[coded] if pq else _displayed(_light_of_hlg()[coded])
    light = light @ _TO_709.T
    red, green, blue = (light[..., n] for n in range(3))
    brightest = np.maximum(np.maximum(np.maximum(red, green), blue), np.float32(1e-6))[..., None]
    # All three by one factor, so that a bright colour keeps its hue.
    light *= _pressed(brightest) / brightest
    steps = (np.sqrt(light.clip(0, 1)) * np.float32(_STEPS - 1) + np.float32(0.5)).astype(np.uint16)
    return av.VideoFrame.from_ndarray(_bytes_of_light()[steps], format="rgb24")


def _pressed(light: NDArray[np.float32]) -> NDArray[np.float32]:
    room = np.float32(1 - _KNEE)
    above = np.maximum(light - np.float32(_KNEE), 0)
    pressed = np.minimum(light, np.float32(_KNEE)) - room * np.expm1(-above / room)
    return np.asarray(pressed, dtype=np.float32)


def _displayed(scene: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a screen makes of the scene's light; 1 is the film's white."""
    luminance = np.maximum(scene @ _LUMINANCE, np.float32(1e-6))[..., None]
    shown = scene * luminance ** np.float32(0.2) * np.float32(_PEAK / _WHITE)
    return np.asarray(shown, dtype=np.float32)


@cache
def _light_of_pq() -> NDArray[np.float32]:
    """The light of each 16-bit value of PQ; 1 is the film's white."""
    root = (np.arange(65536) / 65535) ** (32 / 2523)
    light = np.maximum(root - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * root)
    return (light ** (16384 / 2610) * 10_000 / _WHITE).astype(np.float32)


@cache
def _light_of_hlg() -> NDArray[np.float32]:
    """The scene's light, from 0 to 1, of each 16-bit value of HLG."""
    value = np.arange(65536) / 65535
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    bright = (np.exp((value - c) / a) + b) / 12
    return np.where(value <= 0.5, value**2 / 3, bright).astype(np.float32)


@cache
def _bytes_of_light() -> NDArray[np.uint8]:
    """The film's 8-bit value of each step of light's square root, for a screen of gamma 2.4."""
    light = (np.arange(_STEPS) / (_STEPS - 1)) ** 2
    return np.rint(255 * light ** (1 / 2.4)).astype(np.uint8)
