"""How the film is encoded, as data that enters every segment's key."""

from __future__ import annotations

from dataclasses import dataclass

from storyboard.timing import FrameRate


@dataclass(frozen=True)
class EncoderProfile:
    """x264's settings. Segments join only if all of them are equal.

    `threads` is part of it: x264 gives other pixels at another thread count. B-frames are never
    references, so that pictures are reordered by one frame exactly, which `join` relies on.
    `quick` searches motion coarsely and sets B-frames by rote: a third less time than the preset
    takes, for the same likeness in a quarter more bytes. `constant` quantises every picture by
    `crf` itself, without weighing pictures against each other.
    """

    preset: str = "veryfast"
    crf: int = 19
    bframes: int = 2
    threads: int = 2
    pix_fmt: str = "yuv420p"
    quick: bool = False
    constant: bool = False

    @property
    def delay(self) -> int:
        """Frames by which decoding runs ahead of showing."""
        return 1 if self.bframes else 0

    def options(self, rate: FrameRate) -> dict[str, str]:
        """The encoder's options: a closed GOP of one second, no scene cuts, stitchable headers."""
        fixed = {
            "keyint": rate.nominal,
            "min-keyint": rate.nominal,
            "scenecut": 0,
            "open-gop": 0,
            "bframes": self.bframes,
            "b-pyramid": "none",
            "stitchable": 1,
        }
        if self.quick:
            fixed |= {"subme": 1, "b-adapt": 0}
        return {
            "preset": self.preset,
            "qp" if self.constant else "crf": str(self.crf),
            "x264-params": ":".join(f"{name}={value}" for name, value in fixed.items()),
        }


SAMPLE_RATE = 48_000
"""Samples a second of every soundtrack."""

DRAFT = EncoderProfile(quick=True)
"""Fast enough to cut while one waits; good enough to judge a film by."""

SKETCH = EncoderProfile(preset="ultrafast", crf=20, constant=True)
"""For the draft of a film: as like the drawings as `DRAFT`, in a third of the time and half as many
bytes again. Paper grain, which moves with the camera, is dear to search and gains little by it."""

WEB = EncoderProfile(preset="medium", crf=18)
"""For people who watch it once, on any screen."""

PROXY = EncoderProfile(preset="veryfast", crf=21)
"""Small, for notes and offline editing; coarser, and its seams would show (under 45 dB)."""
