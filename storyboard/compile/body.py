"""A request's body: the storyboard's words in a model's own, then the overrides.

Everything the model takes and the storyboard says is sent explicitly, nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final

from storyboard.compile.catalogue import ModelSpec, Offer, Parameter, Value
from storyboard.compile.resolve import Path
from storyboard.errors import Diagnostic
from storyboard.read.places import Places
from storyboard.read.words import closest, either, shown
from storyboard.read.yaml import MAX_PROBLEMS

_LINES: Final = {"2k": 1440, "4k": 2160, "8k": 4320}


@dataclass(frozen=True)
class Said:
    """A word of the storyboard for one shot, and the place that says it."""

    value: Value
    at: Path


@dataclass
class BodyMaker:
    """Makes one shot's body, collecting what is wrong with it.

    `words` are what the storyboard says, by word; `chosen_at` is the place that chose the model
    and `shot_at` that of the shot.
    """

    offer: Offer
    words: Mapping[str, Said]
    overrides: Mapping[str, Value]
    places: Places
    shot_at: Path
    chosen_at: Path
    problems: list[Diagnostic] = field(default_factory=list)

    def make(self) -> dict[str, Value]:
        """The body. It is to be thrown away if there are `problems`."""
        spec = self.offer.spec
        body: dict[str, Value] = {}
        for name, parameter in spec.parameters.items():
            word = spec.words.get(name)
            if name in self.overrides:
                value = self._override(name, parameter, word)
            elif word is not None and word in self.words:
                value = self._say(name, parameter, word)
            else:
                value = parameter.default
                if value is None and parameter.required:
                    self._missing(name, word)
            if value is not None:
                body[name] = value
        self._unknown_overrides()
        return body

    def _override(self, name: str, parameter: Parameter, word: str | None) -> Value | None:
        value, at = self.overrides[name], (*self.shot_at, "overrides", name)
        if word in ("first_frame", "last_frame") and not re.match("https?://", str(value)):
            message = f"`{name}` in overrides must be a web address"
            self._problem("bad-parameter", message, at, f"for a file, write `{word}:` on the shot")
            return None
        return self._accept(name, parameter, Said(value, at))

    def _say(self, name: str, parameter: Parameter, word: str) -> Value | None:
        said = self.words[word]
        if word == "aspect_ratio":
            shape = self._shape(parameter, str(said.value))
            return None if shape is None else self._accept(name, parameter, Said(shape, said.at))
        if word == "resolution":
            offered = tuple(str(choice) for choice in parameter.values or parameter.choices)
            lines = _enough_lines(offered, str(said.value))
            found = parameter.default if lines is None else parameter.values.get(lines, lines)
            return None if isinstance(found, dict) else found
        longest = parameter.max_length
        if word in ("prompt", "negative") and longest and len(str(said.value)) > longest:
            what = "prompt" if word == "prompt" else "negative prompt"
            self._problem(
                "prompt-too-long",
                f"the {what} has {len(str(said.value)):,} characters; "
                f"{self.offer.name} reads {longest:,}",
                said.at,
                "shorten what the shot says, or choose a terser template"
                if word == "prompt"
                else "shorten `negative`: a model heeds the first few things of a list",
            )
            return None
        return self._accept(name, parameter, said)

    def _shape(self, parameter: Parameter, ratio: str) -> Value | None:
        """The model's own word for an aspect ratio."""
        offered = list(parameter.values or map(str, parameter.choices))
        if offered and ratio not in offered:
            self.refuse_shape(offered)
            return None
        found = parameter.values.get(ratio, ratio)
        if not isinstance(found, dict):
            return found
        film = self.words.get("resolution")
        lines = _enough_lines(tuple(found), str(film.value) if film else "")
        return next(iter(found.values())) if lines is None else found[lines]

    def refuse_shape(self, offered: list[str]) -> None:
        """Say which aspect ratios there are where the film's is not among them."""
        said = self.words["aspect_ratio"]
        written = said.at != self.chosen_at
        chosen = (("the model is chosen here", self.places.value(self.chosen_at)),)
        self.problems.append(
            Diagnostic(
                "aspect-not-offered",
                f"the film is {said.value}; {self.offer.name} makes {either(offered)}",
                self.places.value(said.at),
                "choose another model or another aspect ratio",
                related=chosen if written else (),
            )
        )

    def _accept(self, name: str, parameter: Parameter, said: Said) -> Value | None:
        try:
            return parameter.accept(said.value)
        except ValueError as error:
            hint = f"see `storyboard models show {self.offer.name}`"
            self._problem("bad-parameter", f"`{name}` {error}", said.at, hint)
            return None

    def _missing(self, name: str, word: str | None) -> None:
        if word == "first_frame":
            self._problem(
                "missing-first-frame",
                f"{self.offer.name} makes a clip from a picture, and the shot names none",
                (*self.shot_at, "id"),
                "add `first_frame:` with a file or an earlier shot, or choose another model",
            )
        else:
            message = f"{self.offer.name} needs `{name}`, and nothing says what it is"
            hint = f"add `overrides: {{{name}: …}}` to the shot"
            self._problem("missing-parameter", message, (*self.shot_at, "id"), hint)

    def _unknown_overrides(self) -> None:
        takes = list(self.offer.spec.parameters)
        strange = (name for name in self.overrides if name not in takes)
        for name in islice(strange, MAX_PROBLEMS + 1):
            span = self.places.key((*self.shot_at, "overrides", name))
            message = f"{self.offer.name} has no parameter `{shown(name)}`"
            near = closest(name, takes)
            hint = f"did you mean `{near}`? " if near else ""
            hint += f"it has: {', '.join(takes)}"
            self.problems.append(Diagnostic("unknown-parameter", message, span, hint))

    def _problem(self, code: str, message: str, at: Path, hint: str | None = None) -> None:
        self.problems.append(Diagnostic(code, message, self.places.value(at), hint))


def not_honoured(
    offer: Offer, written: Mapping[str, Said], model_at: Path
) -> Iterator[tuple[str, Path, str]]:
    """Words that somebody wrote and the model cannot follow: message, place, hint.

    `written` has no house defaults. Sound counts wherever it was written: a clip without it, or
    with it, is another clip. A scale or a list of things to avoid that was written farther from
    the shot than the choice of the model was not written for this model, and is left out.
    """
    spec = offer.spec
    has = f"it has: {', '.join(spec.parameters)}"
    sound = written.get("sound")
    if sound is not None and spec.speaks.sound is None:
        always = spec.always.sound
        if always is not None and always is not sound.value:
            what = "with sound" if always else "silent"
            hint = (
                f"write `sound: {str(always).lower()}` on the shot or choose another model; {has}"
            )
            yield f"the clips of {offer.name} are always {what}", sound.at, hint
        elif always is None and sound.value:
            yield f"{offer.name} has no parameter for sound", sound.at, has
    for word, name in (("cfg_scale", "cfg_scale"), ("negative", "negative prompt")):
        said = written.get(word)
        if said is None or getattr(spec.speaks, word) is not None or said.value == "":
            continue
        if _level(said.at) >= _level(model_at):
            hint = f"leave `{word}` out or choose another model; {has}"
            yield f"{offer.name} has no {name}", said.at, hint


def sound_of(spec: ModelSpec, wanted: bool, overrides: Mapping[str, Value]) -> bool:
    """Whether the clip will have sound."""
    if spec.always.sound is not None:
        return spec.always.sound
    return bool(overrides.get(spec.speaks.sound or "", wanted))


def _level(at: Path) -> int:
    """How near to the shot a setting was written: the storyboard, a scene, the shot; 0 nowhere."""
    return len(at) if isinstance(at[-1], str) else 0


@lru_cache(256)
def _enough_lines(offered: tuple[str, ...], film: str) -> str | None:
    """The lowest resolution on offer that is enough for the film, or the highest there is."""
    by_lines = sorted((lines, name) for name in offered if (lines := _lines(name)))
    enough = [name for lines, name in by_lines if lines >= _lines(film)]
    highest = by_lines[-1][1] if by_lines else None
    return next(iter(enough), highest)


def _lines(resolution: str) -> int:
    found = re.fullmatch(r"(\d{1,5})[pP]", resolution)
    return int(found[1]) if found else _LINES.get(resolution.lower(), 0)
