"""A decoded frame becomes a picture of the film: its size, its shape, its colours."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from storyboard.cut.encode import Picture
from storyboard.cut.hdr import is_hdr, to_sdr
from storyboard.read.edit import Fit

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

QUALITY = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
"""How swscale is to work where a clip is scaled or its colour converted."""

_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
}


BLACK = 16
"""Luma of limited range."""
_BLUR = 24
"""How many pixels of the film become one of the ground behind a picture, before it is smoothed."""
_DIM = 0.6
"""How bright that ground is, so that the picture stands out from it."""


def conform(
    frame: VideoFrame,
    size: tuple[int, int],
    pixel: Fraction = Fraction(1),
    fit: Fit = Fit.COVER,
    *,
    mirrored: bool = False,
) -> Picture:
    """The frame as a picture of the film: upright, square pixels, BT.709, filling `size`.

    A frame of another shape is scaled until it covers the film's and cut at the centre, or as
    `fit` says: whole between bars, whole before a blurred copy of itself, or stretched. Colour
    without a tag is taken as BT.709 of limited range, as the generators deliver it. `mirrored` is
    what `is_mirrored` says of the clip's frames.
    """
    upright, within = _scaled(frame, size, pixel, fit, mirrored)
    if within == size:
        return upright
    if within[0] >= size[0] and within[1] >= size[1]:
        return _centred(upright, np.empty((size[1] * 3 // 2, size[0]), np.uint8))
    if fit is Fit.BLUR:
        return _centred(upright, _blurred(frame, size, pixel, mirrored))
    return _centred(upright, black(size))


def is_mirrored(frame: VideoFrame) -> bool:
    """Whether a frame is to be turned upside down before it is turned by its `rotation`.

    To be asked of one frame of a clip: what PyAV answers with holds the frame, and is held by it,
    until Python looks for cycles. Asked of each, a minute of film is gigabytes.
    """
    matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return False
    a, b, _, c, d, *_ = np.frombuffer(bytes(matrix), np.int32).astype(np.int64)
    return bool(a * d < b * c)


def black(size: tuple[int, int]) -> Picture:
    """A black picture."""
    picture = np.full((size[1] * 3 // 2, size[0]), 128, np.uint8)
    picture[: size[1]] = BLACK
    return picture


def planes(picture: Picture) -> tuple[Picture, Picture, Picture]:
    """Views of Y (height, width), U and V (height / 2, width / 2) of a picture."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    chroma = (height // 2, width // 2)
    luma, u, v = np.split(picture.reshape(-1), [height * width, height * width * 5 // 4])
    return luma.reshape(height, width), u.reshape(chroma), v.reshape(chroma)


def _scaled(
    frame: VideoFrame, size: tuple[int, int], pixel: Fraction, fit: Fit, mirrored: bool
) -> tuple[Picture, tuple[int, int]]:
    """The whole frame upright, in the film's colours, and its width and height."""
    turns = frame.rotation // 90 % 4
    width, height = size if turns % 2 == 0 else size[::-1]
    across, down = width / (frame.width * pixel), Fraction(height, frame.height)
    if fit is not Fit.STRETCH:
        across = down = max(across, down) if fit is Fit.COVER else min(across, down)
    length, breadth = _even(frame.width * pixel * across), _even(frame.height * down)
    if is_hdr(frame):
        frame = to_sdr(frame, length, breadth, QUALITY)
    full = _full_range(frame)
    scaled = frame.reformat(
        width=length,
        height=breadth,
        format="yuv420p",
        src_colorspace=_MATRICES.get(frame.colorspace, Colorspace.ITU709),
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=QUALITY,
    )
    array = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
    if not turns and not mirrored:
        return array, (scaled.width, scaled.height)
    stored = [plane[::-1] if mirrored else plane for plane in planes(array)]
    turned = np.concatenate([np.rot90(plane, turns).reshape(-1) for plane in stored])
    upright = (scaled.width, scaled.height) if turns % 2 == 0 else (scaled.height, scaled.width)
    return turned.reshape(upright[1] * 3 // 2, upright[0]), upright


def _centred(picture: Picture, ground: Picture) -> Picture:
    """The picture on the middle of a ground, in place; what reaches beyond it is cut off."""
    for plane, onto, step in zip(planes(picture), planes(ground), (2, 1, 1), strict=True):
        target, source = [], []
        for inner, outer in zip(plane.shape, onto.shape, strict=True):
            # Chroma has half the samples: luma moves by an even number, so that they stay together.
            length, away = min(inner, outer), abs(outer - inner) // (2 * step) * step
            whole, part = slice(0, length), slice(away, away + length)
            target.append(part if inner < outer else whole)
            source.append(whole if inner < outer else part)
        onto[tuple(target)] = plane[tuple(source)]
    return ground


def _blurred(frame: VideoFrame, size: tuple[int, int], pixel: Fraction, mirrored: bool) -> Picture:
    """A dim ground of the frame's colours: shrunk until no detail is left, smoothed, enlarged."""
    small = (_even(Fraction(size[0], _BLUR)), _even(Fraction(size[1], _BLUR)))
    picture = conform(frame, small, pixel, mirrored=mirrored)
    luma, *chroma = planes(picture)
    luma[:] = BLACK + (_smooth(luma) - BLACK) * _DIM
    for plane in chroma:
        plane[:] = 128 + (_smooth(plane) - 128) * _DIM
    enlarged = av.VideoFrame.from_ndarray(picture, format="yuv420p").reformat(
        width=size[0], height=size[1], interpolation=QUALITY
    )
    return np.array(enlarged.to_ndarray(), dtype=np.uint8)


def _smooth(plane: Picture) -> NDArray[np.float32]:
    """Each sample as the mean of those around it, twice; edges count on."""
    smooth = plane.astype(np.float32)
    for _ in range(2):
        for axis in (0, 1):
            padded = np.pad(smooth, [(1, 1) if axis == each else (0, 0) for each in (0, 1)], "edge")
            count = plane.shape[axis]
            near = [padded.take(range(n, n + count), axis) for n in range(3)]
            smooth = (near[0] + near[1] + near[2]) / np.float32(3)
    return smooth


def _full_range(frame: VideoFrame) -> bool:
    return frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")


def _even(length: Fraction) -> int:
    """The even number of pixels nearest to a length, at least 2."""
    return max(2, 2 * round(length / 2))
