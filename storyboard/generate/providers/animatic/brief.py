"""The brief: a draft request's body as a frozen value the drawing hand can read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from storyboard.errors import StoryboardError
from storyboard.generate.providers.animatic.names import by_whole_names


@dataclass(frozen=True)
class Person:
    """Somebody in the shot: the name on the tag, the words that say how they look, and where."""

    name: str
    look: str = ""
    blocking: str = ""
    number: int = 0
    """Which of a group that is one entry of the cast; 0 for who is there alone."""


@dataclass(frozen=True)
class Speech:
    """One line of dialogue and how it is spoken; `at` is when, in seconds, where that is said."""

    speaker: str
    line: str
    manner: str = ""
    look: str = ""
    at: float | None = None


@dataclass(frozen=True)
class Brief:
    """All that is drawn and heard: sizes in pixels, `frames` the length, `rate` frames a second."""

    width: int
    height: int
    rate: Fraction
    frames: int
    size: str
    angle: str
    lens: int | None
    move: str
    towards: str | None
    speed: str
    place: str
    place_look: str
    indoors: bool
    time: str
    mood: str
    ambience: str
    look: str
    action: str
    people: tuple[Person, ...]
    speeches: tuple[Speech, ...]
    sfx: tuple[str, ...]
    voice: str | None = None
    """The offline voice that speaks the lines; without one they are murmured."""
    panels: tuple[tuple[str, int], ...] = ()
    """The artist's own, by the names of their files, each with the frame where it begins."""
    captioned: bool = True
    """Whether the action is lettered under the picture."""
    subtitled: bool = False
    """Whether what is said is lettered into it."""
    composition: str = ""

    @cached_property
    def named(self) -> str:
        """The action, in which everybody is called by the whole name."""
        return by_whole_names(self.action, (who.name for who in self.people))

    @cached_property
    def composed(self) -> str:
        """The composition, in which everybody is called by the whole name."""
        return by_whole_names(self.composition, (who.name for who in self.people))

    @property
    def deeds(self) -> str:
        """The action without the characters' names: The Signal-Man is not signalling."""
        text = self.named.casefold()
        for name in sorted((who.name for who in self.people), key=len, reverse=True):
            text = text.replace(name.casefold(), "somebody") if name else text
        return text

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Brief:
        """Read a request body. Raises StoryboardError `bad-draft-request` where it isn't one."""
        try:
            return _read(body)
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise StoryboardError.of(
                "bad-draft-request", f"the draft cannot be drawn from this request: {error}"
            ) from error


def _read(body: Mapping[str, Any]) -> Brief:
    location = body["location"] or {}
    move = body["movement"]
    without = body.get("without", ())
    rate = Fraction(body["fps"])
    width, height, frames = int(body["width"]), int(body["height"]), int(body["frames"])
    if min(width, height) < 16 or width % 2 or height % 2 or frames < 1 or rate <= 0:
        raise ValueError(f"{width}×{height}, {frames} frames at {rate}")
    return Brief(
        width=width,
        height=height,
        rate=rate,
        frames=frames,
        size=body["size"],
        angle=body["angle"],
        lens=body["lens"],
        move=move["type"],
        towards=move["direction"],
        speed=move["speed"],
        place=_words(location.get("name")),
        place_look=_words(location.get("look")),
        indoors=location.get("set") == "int",
        time=body["time"] or "day",
        mood=_words(body["mood"]),
        ambience=_words("; ".join(filter(None, (body["ambience"], body.get("weather"))))),
        look=_words(body["look"]),
        action=_words(body["action"]),
        people=tuple(
            Person(_words(p["name"]), _words(p["look"]), _words(p.get("blocking")))
            for p in body["characters"][:12]
        ),
        speeches=tuple(
            Speech(
                _words(s["speaker"]),
                _words(s["line"]),
                _words(f"{s['tone'] or ''} {s['voice'] or ''}"),
                _words(s.get("look")),
                float(int(s["at"]) / rate) if "at" in s else None,
            )
            for s in body["dialogue"][:40]
        ),
        sfx=tuple(_words(effect) for effect in body["sfx"][:20]),
        voice=body.get("speech"),
        panels=tuple((str(each["picture"]), int(each["at"])) for each in body.get("panels", ())),
        captioned="action" not in without,
        composition=_words(body.get("composition")),
        subtitled=bool(body["dialogue"]) and "dialogue" not in without,
    )


def _words(text: str | None, limit: int = 2000) -> str:
    """One line of bounded length: nobody reads more in a panel, and drawing time stays bounded."""
    return " ".join((text or "")[: limit * 4].split())[:limit]


def seed_of(*parts: object) -> int:
    """A stable number from some words: the same on every machine and in every run."""
    text = "\0".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")
