"""What a drawn clip must be: exact, repeatable, different where the shot differs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.generate.media import probe
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.cues import doing
from storyboard.read.model import Angle, Size
from storyboard.read.movement import DIRECTIONS, Move, Speed
from tests.animatic.conftest import (
    BOX,
    CUTTING,
    SIGNALMAN,
    TRAVELLER,
    body,
    draw,
    pictures,
    samples,
)

Make = Callable[..., Path]


@st.composite
def _requests(draw_: st.DrawFn) -> dict[str, object]:
    move = draw_(st.sampled_from(list(Move)))
    towards = draw_(st.sampled_from((None, *DIRECTIONS.get(move, ()))))
    width, height = draw_(st.sampled_from([(160, 90), (90, 160), (96, 96), (128, 72), (66, 34)]))
    return {
        "width": width,
        "height": height,
        "fps": draw_(st.sampled_from(["24", "25", "24000/1001", "30000/1001", "12"])),
        "frames": draw_(st.integers(1, 9)),
        "size": draw_(st.sampled_from(list(Size))).value,
        "angle": draw_(st.sampled_from(list(Angle))).value,
        "lens": draw_(st.sampled_from([None, 4, 18, 50, 200, 1200])),
        "movement": {
            "type": move.value,
            "direction": towards,
            "speed": draw_(st.sampled_from(list(Speed))).value,
        },
        "location": draw_(st.sampled_from([None, CUTTING, BOX])),
        "time": draw_(st.sampled_from([None, "dawn", "day", "dusk", "night"])),
        "characters": draw_(st.lists(st.sampled_from([TRAVELLER, SIGNALMAN]), max_size=3)),
        "action": draw_(
            st.sampled_from(["He runs.", "She sits and reads.", "A bell rings.", "He falls"])
        ),
    }


@settings(max_examples=25)
@given(_requests())
def test_every_clip_has_exactly_the_frames_size_rate_and_sound_it_was_asked_for(
    request: dict[str, object],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = draw(Path(folder) / "clip.mp4", **request)
        media, sound = probe(path), samples(path)
    assert media.frames == request["frames"]
    assert (media.width, media.height) == (request["width"], request["height"])
    assert media.rate == Fraction(str(request["fps"]))
    wanted = round(media.seconds * 48000)
    assert 0 <= sound.shape[1] - wanted <= 1024
    assert np.abs(sound).max() < 0.98


def test_the_picture_is_tagged_so_that_players_show_the_same_colours(clip: Make) -> None:
    with av.open(str(clip())) as container:
        video = container.streams.video[0].codec_context
        assert (video.pix_fmt, int(video.colorspace), int(video.color_trc)) == ("yuv420p", 1, 1)
        assert int(video.color_primaries) == 1
        assert container.streams.audio[0].rate == 48000
        assert container.streams.audio[0].layout.name == "stereo"


def test_the_same_request_gives_the_same_bytes(clip: Make) -> None:
    shot = {"movement": {"type": "dolly", "direction": "in", "speed": "normal"}, "frames": 8}
    said = [{"speaker": SIGNALMAN["name"], "line": "Where?", "tone": None, "voice": None}]
    first, second = clip(**shot, dialogue=said), clip(**shot, dialogue=said)
    assert first.read_bytes() == second.read_bytes()


def test_different_shots_look_different(clip: Make) -> None:
    shots = [
        {}, {"size": "CU"}, {"size": "ELS"}, {"angle": "high"}, {"angle": "overhead"},
        {"characters": [TRAVELLER]}, {"characters": []}, {"characters": [SIGNALMAN, TRAVELLER]},
        {"action": "He runs."}, {"location": BOX}, {"time": "night"}, {"lens": 18},
    ]  # fmt: skip
    firsts = [pictures(clip(**shot, frames=1))[0].astype(int) for shot in shots]
    for i, one in enumerate(firsts):
        for other in firsts[:i]:
            assert np.abs(one - other).mean() > 1.0


def test_a_character_keeps_the_colour_of_the_clothes(clip: Make) -> None:
    red = {"name": "Mara", "look": "woman in a red dress"}
    for place in (CUTTING, BOX):
        for size in ("MS", "FS"):
            frame = pictures(
                clip(
                    characters=[red],
                    location=place,
                    size=size,
                    time="day",
                    width=320,
                    height=180,
                    frames=1,
                )
            )[0].astype(int)
            reds = (frame[..., 0] > frame[..., 1] + 50) & (frame[..., 0] > frame[..., 2] + 50)
            assert reds.mean() > 0.008


def test_a_static_shot_stays_and_a_pan_travels(clip: Make) -> None:
    def travel(move: str, towards: str | None) -> float:
        frames = pictures(
            clip(
                movement={"type": move, "direction": towards, "speed": "fast"},
                frames=8, characters=[],
            )
        )  # fmt: skip
        return float(np.abs(frames[0].astype(int) - frames[-1]).mean())

    assert travel("pan", "right") > 5 * travel("static", None)


def test_the_mouth_opens_while_somebody_speaks(clip: Make) -> None:
    said = [{"speaker": SIGNALMAN["name"], "line": "ma ma ma ma", "tone": None, "voice": None}]
    frames = pictures(clip(dialogue=said, size="CU", frames=30, width=320, height=180))
    silent, seen = frames[0].astype(int), {frame[40:150].tobytes() for frame in frames}
    assert len(seen) > 2
    assert any(np.abs(frame[40:150] - silent[40:150]).max() > 60 for frame in frames)


def test_the_corners_of_the_slate_stay_clear_of_the_caption(clip: Make) -> None:
    short, long = (
        pictures(clip(action=text, characters=[], frames=1, width=320, height=180))[0].astype(int)
        for text in ("Mist.", "Mist over the line, and over the wall, and over everything.")
    )
    assert np.abs(short[-12:] - long[-12:]).max() > 60


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_even_a_single_frame_is_a_clip(clip: Make, frames: int) -> None:
    assert probe(clip(frames=frames, fps="24000/1001")).frames == frames


def test_a_name_is_no_deed() -> None:
    brief = Brief.read(body(action="The Signal-Man stiffens.", characters=[SIGNALMAN]))
    assert SIGNALMAN["name"] == "The Signal-Man"
    assert doing(brief.deeds) == "stand"
    assert doing("he stands alone; the rails run away") == "stand"
    assert doing(Brief.read(body(action="He signals with his lamp.")).deeds) == "wave"
