"""Time is whole frames at a rational rate; seconds exist only at the edges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

MAX_SECONDS: Final = 6 * 3600
"""The longest duration anything here accepts. A film beyond six hours is a typing mistake."""

NTSC: Final = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "59.94": Fraction(60000, 1001),
}
"""What short forms of the rates mean. No other rate is a broken number."""
# `\d` would take the digits of every script, which no editor's schema does.
_SECONDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*s?")
_FRAMES = re.compile(r"([0-9]{1,9})\s*f")
_TIMECODE = re.compile(r"([0-9]{2}):([0-5][0-9]):([0-5][0-9]):([0-9]{2})")
_DROP_FRAME = re.compile(r"[0-9]{2}[:;][0-9]{2}[:;][0-9]{2};[0-9]{2}")


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames per second as an exact fraction, for example 24000/1001."""

    value: Fraction

    @classmethod
    def parse(cls, text: str | int | float) -> FrameRate:
        """Read 24, "25", 23.976, "29.97" or "24000/1001". Raises ValueError for anything else.

        23.976, 29.97 and 59.94 mean the exact NTSC rates.
        """
        word = str(text).strip()
        if word in NTSC:
            return cls(NTSC[word])
        match = re.fullmatch(r"([0-9]{1,6})(?:\.0+)?(?:/([0-9]{1,6}))?", word)
        if match is None or (match[2] is not None and int(match[2]) == 0):
            raise ValueError(f"{word!r} is not a frame rate")
        value = Fraction(int(match[1]), int(match[2] or 1))
        if not 1 <= value <= 120:
            raise ValueError(f"{word} frames a second is outside 1 to 120")
        return cls(value)

    @property
    def nominal(self) -> int:
        """The whole number that timecode counts by: 24 for 23.976."""
        return round(self.value)

    def frames(self, seconds: Fraction) -> int:
        """The number of frames nearest to a length in seconds."""
        return _rounded(
            seconds.numerator * self.value.numerator, seconds.denominator * self.value.denominator
        )

    def seconds(self, frames: int) -> Fraction:
        """The exact length of so many frames, in seconds."""
        return Fraction(frames * self.value.denominator, self.value.numerator)

    def timecode(self, frame: int) -> str:
        """Non-drop timecode HH:MM:SS:FF of a frame counted from 0."""
        seconds, part = divmod(frame, self.nominal)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        return f"{hours:02d}:{minute:02d}:{second:02d}:{part:02d}"

    def __str__(self) -> str:
        if self.value.denominator == 1:
            return str(self.value.numerator)
        return f"{self.value.numerator}/{self.value.denominator}"


def _rounded(numerator: int, denominator: int) -> int:
    """`round(Fraction(…))`, halves to even, without making one: every shot asks a dozen times."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator - whole % 2)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length as the author wrote it; it becomes frames once a rate is known.

    A timecode counts frames, and its seconds have as many as `nominal` says: at 23.976 a minute of
    timecode is 1440 frames, and a minute of the clock 1439.
    """

    text: str
    whole_seconds: Fraction = Fraction(0)
    extra_frames: int = 0
    is_timecode: bool = False

    @classmethod
    def parse(cls, value: str | int | float) -> Duration:
        """Read `4s`, `3.5`, `96f` or `00:00:04:00`. Raises ValueError, with advice, otherwise."""
        text = str(value).strip()
        if match := _FRAMES.fullmatch(text):
            parsed = cls(text, extra_frames=int(match[1]))
        elif match := _SECONDS.fullmatch(text):
            parsed = cls(text, Fraction(match[1]))
        elif match := _TIMECODE.fullmatch(text):
            hours, minutes, seconds, frames = (int(part) for part in match.groups())
            parsed = cls(text, Fraction(hours * 3600 + minutes * 60 + seconds), frames, True)
        elif _DROP_FRAME.fullmatch(text):
            raise ValueError(
                f"{text!r} is drop-frame timecode; write it with colons, and every frame counts: "
                f"{text.replace(';', ':')}"
            )
        else:
            raise ValueError(
                f"{text[:40]!r} is not a length of time; write 4s, 3.5, 96f or 00:00:04:00"
            )
        if parsed.whole_seconds > MAX_SECONDS or parsed.extra_frames > MAX_SECONDS * 120:
            raise ValueError(f"{text} is longer than {MAX_SECONDS // 3600} hours")
        return parsed

    def frames(self, rate: FrameRate) -> int:
        """The length in whole frames at a rate."""
        if self.is_timecode:
            return int(self.whole_seconds) * rate.nominal + self.extra_frames
        return rate.frames(self.whole_seconds) + self.extra_frames

    def __str__(self) -> str:
        return self.text
