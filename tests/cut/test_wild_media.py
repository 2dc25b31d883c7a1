"""Clips as phones, editors and other programs write them: their time, turn and light are kept."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc

from storyboard.cut import cut
from storyboard.cut.compose import to_rgb
from storyboard.cut.conform import conform
from storyboard.cut.sound import listen
from storyboard.cut.source import pictures
from storyboard.cut.timeline import film_frames
from storyboard.errors import Severity
from storyboard.generate.media import frame_at, probe
from storyboard.generate.takes import Clip
from tests.cut.films import (
    RATE,
    SIZE,
    beeps,
    flat,
    numbered,
    numbered_clip,
    read_number,
    shotlist,
    write_clip,
)

TIMES = [*range(0, 24, 2), 30, 31, 36, 45, 46]
"""When frames show, in 24ths of a second."""


@pytest.mark.parametrize("kind", ["mkv", "webm"])
def test_a_variable_rate_is_as_long_as_its_time_stamps_say(tmp_path: Path, kind: str) -> None:
    """Matroska tells a rate that these frames do not keep."""
    path = tmp_path / f"a.{kind}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx" if kind == "webm" else "libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for at in TIMES:
            frame = av.VideoFrame.from_ndarray(numbered(at, 1), format="yuv420p")
            frame.pts, frame.duration, frame.time_base = at, 1, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    media = probe(path)
    assert media.frames == len(TIMES)
    assert film_frames(media, RATE) in (47, 48)
    shown = [read_number(p)[0] for p in pictures(path, 0, 47, rate=RATE, size=SIZE)]
    assert shown == [max(at for at in TIMES if at <= n) for n in range(47)]


def test_a_steady_rate_is_believed_although_time_stamps_are_rounded(tmp_path: Path) -> None:
    rate = Fraction(24000, 1001)
    clip = numbered_clip(tmp_path / "a.mp4", 1, 49, rate=rate)
    with av.open(str(clip.path)) as given, av.open(str(tmp_path / "a.mkv"), "w") as container:
        stream = container.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.size:
                packet.stream = stream
                container.mux(packet)
    media = probe(tmp_path / "a.mkv")
    assert (media.frames, round(media.rate, 2)) == (49, round(rate, 2))
    assert film_frames(media, RATE) == film_frames(clip.media, RATE)


def test_frames_that_an_edit_list_leaves_out_do_not_count(tmp_path: Path) -> None:
    """As written by an editor that trims without encoding anew."""
    whole = numbered_clip(tmp_path / "a.mp4", 1, 40, options={"g": "50"}, sound=beeps(1.7, []))
    trimmed = tmp_path / "b.mp4"
    with (
        av.open(str(whole.path)) as given,
        av.open(str(trimmed), "w", options={"avoid_negative_ts": "disabled"}) as container,
    ):
        stream = container.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.size and packet.pts is not None and packet.dts is not None:
                away = round(Fraction(12, 24) / packet.time_base)
                packet.pts, packet.dts = packet.pts - away, packet.dts - away
                packet.stream = stream
                container.mux(packet)
    assert probe(trimmed).frames == 28
    shown = [read_number(p)[0] for p in pictures(trimmed, 0, 28, rate=RATE, size=SIZE)]
    assert shown == [*range(12, 40)]


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_sound_after_a_gap_in_its_time_stamps_keeps_its_time(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    sound = beeps(2, [0.1, 1.5])
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=24)
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        audio = container.add_stream("aac", rate=48_000, layout="mono")
        for number, picture in enumerate(flat(100, 48)):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for begin in range(0, sound.shape[1], 1024):
            if 24_000 <= begin < 60_000:
                continue
            block = np.ascontiguousarray(sound[:, begin : begin + 1024])
            heard = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            heard.sample_rate, heard.pts = 48_000, begin
            container.mux(audio.encode(heard))
        container.mux(audio.encode(None))
    found = np.abs(listen(path, 0, 96_000)).max(axis=0) > 0.1
    onsets = np.flatnonzero(found)[np.diff(np.flatnonzero(found), prepend=-9_999) > 4_800]
    assert onsets == pytest.approx([4_800, 72_000], abs=1_000), "half a frame"
    assert np.abs(listen(path, 30_000, 20_000)).max(initial=0) < 0.01


@pytest.mark.parametrize(
    ("matrix", "top", "left"),
    [((-1, 0, 0, 1), 0, 1), ((1, 0, 0, -1), 1, 0), ((0, 1, 1, 0), 0, 0), ((0, -1, -1, 0), 1, 1)],
)
def test_a_mirrored_clip_is_shown_as_a_player_shows_it(
    tmp_path: Path, matrix: tuple[int, int, int, int], top: int, left: int
) -> None:
    """Light is the stored picture's corner at the left above; `a b c d` move it to another."""
    square = (72, 72)
    stored = np.full((108, 72), 128, np.uint8)
    stored[:72] = 50
    stored[:30, :30] = 200
    clip = write_clip(tmp_path / "a.mp4", [stored] * 2)
    data = bytearray(clip.path.read_bytes())
    at = data.index(b"tkhd") + 44
    values = [matrix[0], matrix[1], 0, matrix[2], matrix[3], 0, 0, 0]
    fixed = b"".join((value * 65536).to_bytes(4, "big", signed=True) for value in values)
    data[at : at + 32] = fixed
    clip.path.write_bytes(data)
    (picture,) = pictures(clip.path, 0, 1, rate=RATE, size=square)
    corner = np.s_[top * 42 + 2 : top * 42 + 28, left * 42 + 2 : left * 42 + 28]
    assert picture[corner].mean() == pytest.approx(200, abs=4)
    assert (picture[:72] > 150).mean() == pytest.approx((30 / 72) ** 2, abs=0.02)


def test_a_clips_last_frame_has_the_films_colours_when_it_is_sent(tmp_path: Path) -> None:
    """Pure red by BT.709, without a tag, as generators deliver it."""
    red = np.empty((108, 128), np.uint8)
    red[:72], red[72:90], red[90:] = 63, 102, 240
    clip = write_clip(tmp_path / "a.mp4", [red] * 3)
    assert np.abs(frame_at(clip.path, 2).astype(int) - (255, 0, 0)).max() <= 3


def coded(trc: ColorTrc, *rgb: float) -> av.VideoFrame:
    """A frame of one colour of BT.2020, given by its coded values from 0 to 1, in 10 bits."""
    r, g, b = rgb
    y = 0.2627 * r + 0.678 * g + 0.0593 * b
    values = (64 + 876 * y, 512 + 896 * (b - y) / 1.8814, 512 + 896 * (r - y) / 1.4746)
    frame = av.VideoFrame(64, 36, "yuv420p10le")
    for plane, value in zip(frame.planes, values, strict=True):
        plane.update(np.full(plane.buffer_size // 2, round(value), "<u2").tobytes())
    frame.color_trc, frame.color_primaries = trc, ColorPrimaries.BT2020
    frame.colorspace = Colorspace.BT2020
    return frame


def shown(frame: av.VideoFrame) -> list[int]:
    return [round(float(c)) for c in to_rgb(conform(frame, (64, 36))).mean(axis=(0, 1))]


@pytest.mark.parametrize(
    ("trc", "black", "grey", "white", "peak"),
    [
        (ColorTrc.SMPTE2084, 0.0, 0.3792, 0.5807, 0.7518),
        (ColorTrc.ARIB_STD_B67, 0.0, 0.3790, 0.7500, 1.0),
    ],
)
def test_high_dynamic_range_becomes_a_picture_of_the_film(
    trc: ColorTrc, black: float, grey: float, white: float, peak: float
) -> None:
    """By BT.2408: grey of 18 % (26 cd/m² of 203) lies where it would in SDR, white is not grey."""
    assert max(shown(coded(trc, black, black, black))) <= 1
    assert 105 <= shown(coded(trc, grey, grey, grey))[0] <= 130
    paper, sun = shown(coded(trc, white, white, white)), shown(coded(trc, peak, peak, peak))
    assert 230 <= paper[0] <= 245
    assert paper[0] < sun[0] <= 255
    assert max(sun) - min(sun) <= 2
    red, green, blue = shown(coded(trc, white, grey / 2, grey / 2))
    assert red > 180
    assert green < red / 2 > blue


def test_a_clip_of_high_dynamic_range_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=24, options={"x265-params": "log-level=none"})
        stream.width, stream.height, stream.pix_fmt = 128, 72, "yuv420p10le"
        context = stream.codec_context
        context.color_trc, context.color_primaries = ColorTrc.SMPTE2084, ColorPrimaries.BT2020
        context.colorspace = Colorspace.BT2020
        for number in range(12):
            frame = av.VideoFrame(128, 72, "yuv420p10le")
            for plane in frame.planes:
                plane.update(np.full(plane.buffer_size // 2, 512, "<u2").tobytes())
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    film = shotlist([(6, 0), (6, 0)])
    clips = {
        "sh0": numbered_clip(tmp_path / "b.mp4", 1, 8),
        "sh1": Clip(digest, path, probe(path)),
    }
    made = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)
    (told,) = made.warnings
    assert (told.code, told.severity) == ("hdr-clip", Severity.WARNING)
    assert told.message == (
        f"the clip of shot sh1 ({digest[:12]}) is HDR (PQ, BT.2020) and the film is SDR (BT.709): "
        "its highlights are pressed together"
    )
