"""Frames and seconds."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from storyboard.timing import Duration, FrameRate

RATES = st.sampled_from(["24", "25", "30", "60", "23.976", "29.97", "59.94", "7/3"])


@given(st.fractions(0, 21_600, max_denominator=10**9), RATES)
def test_a_length_is_the_nearest_number_of_frames(seconds: Fraction, rate: str) -> None:
    found = FrameRate.parse(rate)
    assert found.frames(seconds) == round(seconds * found.value)


@given(st.integers(0, 10_000), RATES)
def test_half_a_frame_goes_to_the_even_one(frames: int, rate: str) -> None:
    found = FrameRate.parse(rate)
    half = (frames + Fraction(1, 2)) / found.value
    assert found.frames(half) == frames + frames % 2


@given(st.integers(0, 10**7), RATES)
def test_frames_come_back_from_their_seconds(frames: int, rate: str) -> None:
    found = FrameRate.parse(rate)
    assert found.seconds(frames) == Fraction(frames) / found.value
    assert found.frames(found.seconds(frames)) == frames


@given(st.integers(0, 40_000), RATES)
def test_a_timecode_is_as_long_as_it_is_shown(frames: int, rate: str) -> None:
    found = FrameRate.parse(rate)
    assert Duration.parse(found.timecode(frames)).frames(found) == frames


def test_a_minute_of_timecode_is_not_one_of_the_clock() -> None:
    rate = FrameRate.parse("23.976")
    assert Duration.parse("00:01:00:00").frames(rate) == 1440
    assert Duration.parse("60s").frames(rate) == 1439
