"""Transitions: their vocabulary as data, and how an author writes one.

Each name but `cut` is also a file in `cut/transitions/`, which composites it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from storyboard.read.fields import Length, Part
from storyboard.read.words import either, shown, suggestion

CUT: Final = "cut"


@dataclass(frozen=True)
class Kind:
    """What can be said about a transition.

    The first of its `directions` is meant where none is written; `colour` is its own one. One that
    `ends` a film may stand on the last shot. A `late` one shows the next shot only when it is over.
    """

    directions: tuple[str, ...] = ()
    colour: str | None = None
    ends: bool = False
    late: bool = False


SIDES: Final = ("left", "right", "up", "down")
KINDS: Final[dict[str, Kind]] = {
    "dissolve": Kind(ends=True),
    "fade": Kind(colour="#000000", ends=True),
    "dip": Kind(colour="#ffffff"),
    "wipe": Kind(directions=SIDES),
    "push": Kind(directions=SIDES),
    "slide": Kind(directions=SIDES),
    "iris": Kind(directions=("in", "out"), ends=True),
    "hold": Kind(late=True),
}
"""Every transition but the cut. Directions say where the edge or the picture goes."""
DIRECTIONS: Final = tuple(
    dict.fromkeys(word for kind in KINDS.values() for word in kind.directions)
)
COLOURS: Final = {
    "black": "#000000",
    "white": "#ffffff",
    "grey": "#808080",
    "red": "#c81e1e",
    "orange": "#f08c14",
    "yellow": "#f5d228",
    "green": "#1e8c46",
    "blue": "#1e50c8",
    "purple": "#782896",
}
HEX: Final = "#[0-9A-Fa-f]{6}"


def _known(names: Iterable[str], word: str) -> str:
    known = list(names)
    if word not in known:
        raise PydanticKnownError("literal_error", {"expected": either([f"'{n}'" for n in known])})
    return word


def known_colour(word: str) -> str:
    """The word, if it names a colour or is one in hex digits. Raises PydanticKnownError."""
    return word if re.fullmatch(HEX, word) else _known([*COLOURS, "#rrggbb"], word)


def painted(colour: str) -> str:
    """A colour as `#rrggbb` in small letters."""
    return COLOURS.get(colour, colour).lower()


TransitionName = Annotated[
    str,
    AfterValidator(lambda word: _known([CUT, *KINDS], word)),
    WithJsonSchema({"type": "string", "enum": [CUT, *KINDS]}),
]
Colour = Annotated[
    str,
    AfterValidator(known_colour),
    WithJsonSchema(
        {"anyOf": [{"enum": [*COLOURS]}, {"type": "string", "pattern": f"^{HEX}$"}]},
    ),
]


class Transition(Part):
    """How this shot gives way to the next. In YAML also in words: `cut`, `wipe left 12f`.

    A transition is centred on the cut, so the film keeps its length. On the last shot a dissolve
    and an iris go to black, a fade to its colour; the others need a shot that follows.
    """

    type: TransitionName
    direction: Literal["left", "right", "up", "down", "in", "out"] | None = None
    colour: Colour | None = None
    duration: Length | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        return _parts(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _all_is_for_this_kind(self) -> Transition:
        if self.type == CUT and self.duration is not None:
            raise ValueError("a cut has no duration; write `dissolve` or leave the duration out")
        kind, a = KINDS.get(self.type, Kind()), "an" if self.type[0] in "aeiou" else "a"
        if self.direction is not None and self.direction not in kind.directions:
            if kind.directions:
                ways = either(kind.directions)
                raise ValueError(f"{a} {self.type} goes {ways}, not {self.direction}")
            raise ValueError(
                f"{a} {self.type} has no direction; leave `{self.direction}` out, "
                f"or write {either([f'`{name}`' for name, k in KINDS.items() if k.directions])}"
            )
        if self.colour is not None and kind.colour is None:
            raise ValueError(
                f"{a} {self.type} has no colour; leave `{self.colour}` out, or write `fade`"
            )
        return self

    @property
    def towards(self) -> str | None:
        """The direction, with the kind's usual one where none was written."""
        return self.direction or next(iter(KINDS.get(self.type, Kind()).directions), None)

    @property
    def paint(self) -> str | None:
        """The colour as `#rrggbb` in small letters, with the kind's own where none was written."""
        return painted(self.colour) if self.colour else KINDS.get(self.type, Kind()).colour


_TOWARDS: Final = re.compile(r"\s+(?:to|through)\s+(?=[^\s\d])")
"""What may be said before a colour or a side."""


def _parts(text: str) -> dict[str, str]:
    """`fade to white 1s` by its parts. What follows the name may come in any order."""
    name, *words = _TOWARDS.sub(" ", text).split() or [text]
    parts, length = {"type": name}, []
    if name not in KINDS and name != CUT:
        return parts  # which is told; what the rest means nobody knows
    for word in words:
        if word in DIRECTIONS or word in COLOURS or word.startswith("#"):
            part = "direction" if word in DIRECTIONS else "colour"
            if part in parts:
                raise ValueError(
                    f"transition {shown(text)!r} has two words for its {part}; leave one out"
                )
            parts[part] = word
        else:
            length.append(word)
    if length and not length[0][0].isdigit():
        kind = KINDS.get(name, Kind())
        known = [*kind.directions, *(COLOURS if kind.colour else ())]
        advice = suggestion(length[0], known, "write") if known else "write how long it lasts: 12f"
        raise ValueError(f"`transition` cannot be `{name} {shown(length[0])}`; {advice}")
    return parts | ({"duration": " ".join(length)} if length else {})
