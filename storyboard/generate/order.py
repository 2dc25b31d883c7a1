"""An order: a request with what its buyer has to know about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from storyboard.compile.request import Request
from storyboard.errors import Diagnostic, Severity
from storyboard.generate.media import Media
from storyboard.money import ZERO


@dataclass(frozen=True)
class Order:
    """A request for a shot. `price` is in USD; `files` are the local files its body names.

    `follows` is an earlier shot's request whose last frame this one begins with. `seconds`,
    `sound` and `aspect` ("16:9") are what was asked for, to be compared with what comes. Only an
    order that somebody agreed to `buy` is ever sent; any other is at most collected.
    """

    request: Request
    shot: str
    price: Decimal = ZERO
    files: Mapping[str, Path] = field(default_factory=dict)
    follows: Request | None = None
    seconds: int | None = None
    sound: bool = False
    aspect: str | None = None
    buy: bool = True

    def compare(self, media: Media, *, mute: bool) -> tuple[Diagnostic, ...]:
        """What a clip lacks of what was bought, as warnings: it is paid for and kept."""
        found: list[tuple[str, str]] = []
        if self.seconds is not None and media.seconds < self.seconds - _TOLERANCE:
            found.append(
                ("short-clip", f"lasts {float(media.seconds):.2f} s of the {self.seconds} s bought")
            )
        if self.sound and mute:
            found.append(("silent-clip", "has no sound, and sound was bought"))
        if self.aspect is not None and not _has_shape(media, self.aspect):
            found.append(
                ("wrong-aspect", f"is {media.width}×{media.height}, and {self.aspect} was bought")
            )
        return tuple(
            Diagnostic(
                code,
                f"the clip of {self.shot} {lacks}",
                hint="it is kept and used; ask the provider for the money back, or change the "
                "shot's words to buy another",
                severity=Severity.WARNING,
            )
            for code, lacks in found
        )


_TOLERANCE = 0.25
"""Seconds by which a clip may differ from what was bought: generators deliver whole groups of
frames."""
_SLACK = Fraction(1, 50)
"""Part by which a clip's shape may differ: sides are rounded to what the encoder takes."""


def _has_shape(media: Media, aspect: str) -> bool:
    width, height = (int(side) for side in aspect.split(":"))
    wanted = Fraction(width, height)
    return abs(Fraction(media.width, media.height) - wanted) <= wanted * _SLACK
