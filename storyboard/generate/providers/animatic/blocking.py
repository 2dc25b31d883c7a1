"""Blocking: where in the frame people stand and which way they look, as a shot's words have it.

`frame left` and its like are read from a character's own `blocking`, else from the action, where
they belong to whoever was named last before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from storyboard.generate.providers.animatic.brief import Person
from storyboard.generate.providers.animatic.names import any_of

LEFT, RIGHT = -1, 1
_SIDES: Final = {"left": LEFT, "right": RIGHT}
_FRAME: Final = (
    r"\b(?:frame|screen|camera|picture)[ -](?P<after>left|right)\b"
    r"|\b(?P<before>left|right) (?:side )?of (?:the )?(?:frame|screen|picture)\b"
)
_BARE: Final = r"|\b(?P<bare>left|right)\b"
"""In somebody's own blocking `left` alone says enough."""
_LOOKING: Final = re.compile(r"\b(?:look|fac|star|gaz|glanc|watch|turn)\w*\s+(?:\w+\s+){0,4}$")
_GOING: Final = re.compile(
    r"\b(?:to|towards?|off|into|exit\w*|leav\w+|enter\w*|from|point\w*|gestur\w+)\s+(?:the\s+)?$"
)
_BACK: Final = re.compile(
    r"\bbacks? (?:to|towards?) (?:us|the (?:camera|lens)|camera)\b|\bfacing away\b|\bfrom behind\b"
)


_SEEN: Final = (
    r"we look|we see|we watch|looking|seen|shot|framed|camera looks|close on (?:him|her|them)"
)
"""What may stand before `over Mara's shoulder` where it is we who look."""
_OWN_NEAR: Final = re.compile(r"^over (?:his|her|their|the) (?:\w+ )?shoulder\b|\bforeground\b")


_GOES = re.compile(
    r"\b(?:(?P<to>to|towards?|exits?|leaves?|off)|(?P<from>from|enters?(?: from)?)) "
    r"(?:the )?(?:frame |screen |camera )?(?P<way>left|right)\b"
)


@dataclass(frozen=True)
class Block:
    """`side`, `look` and `go` are LEFT, RIGHT or None where nothing is said.

    `go` is where the words would lead somebody who moves. We look over the shoulder of whoever is
    `near`.
    """

    side: int | None = None
    look: int | None = None
    back: bool = False
    go: int | None = None
    near: bool = False


def blocks(action: str, people: Iterable[Person]) -> Mapping[str, Block]:
    """How everybody in a shot is placed, by name. `action` calls them by their whole names."""
    everybody = list(people)
    said = _of_action(action.casefold(), [person.name for person in everybody])
    near = _nearest(action.casefold(), [person.name.casefold() for person in everybody])
    found = {}
    for person in everybody:
        own = _read(person.blocking.casefold(), _FRAME + _BARE)
        other = said.get(person.name, Block())
        found[person.name] = Block(
            other.side if own.side is None else own.side,
            other.look if own.look is None else own.look,
            own.back or other.back,
            other.go if own.go is None else own.go,
            near == person.name.casefold()
            or _OWN_NEAR.search(person.blocking.casefold()) is not None,
        )
    return found


def _nearest(action: str, names: list[str]) -> str | None:
    """Over whose shoulder a shot is seen. Somebody in it may look over a shoulder, too: then the
    words do not stand for themselves."""
    known = any_of(names)
    if not known:
        return None
    whose = (
        rf"over (?P<a>{known})['’]s? (?:\w+ )?shoulders?\b"
        rf"|over the (?:\w+ )?shoulder of (?P<b>{known})(?!\w)"
    )
    alone = rf"(?:^|[.,;:!?(–—]\s*|\b(?:{_SEEN})\s+|(?<!\w)(?:{known})\s+)(?:{whose})"
    found = re.search(alone, action)
    return None if found is None else found["a"] or found["b"]


def _of_action(action: str, names: list[str]) -> Mapping[str, Block]:
    """What the action says of each, sentence by sentence: from a name to the next one."""
    known = any_of(map(str.casefold, names))
    if not known:
        return {}
    spelled = {name.casefold(): name for name in names}
    found: dict[str, Block] = {}
    for name, words in _passages(action, known):
        read = _read(words, _FRAME)
        old = found.get(spelled[name], Block())
        found[spelled[name]] = Block(
            read.side if old.side is None else old.side,
            read.look if old.look is None else old.look,
            read.back or old.back,
            read.go if old.go is None else old.go,
        )
    return found


def _passages(action: str, known: str) -> Iterator[tuple[str, str]]:
    """Each name with the words from it to the next name, or to the sentence's end."""
    for sentence in re.split(r"[.;!?]", action):
        places = list(re.finditer(rf"\b(?:{known})(?!\w)", sentence))
        ends = [*(place.start() for place in places[1:]), len(sentence)]
        for place, end in zip(places, ends, strict=False):
            yield place[0], sentence[place.end() : end]


def _read(words: str, pattern: str) -> Block:
    side = look = None
    for found in re.finditer(pattern, words):
        way = _SIDES[next(each for each in found.groupdict().values() if each)]
        before = words[: found.start()]
        if _LOOKING.search(before):
            look = way if look is None else look
        elif not _GOING.search(before):
            side = way if side is None else side
    if (bare := re.search(r"\b(?:looking|facing|looks|faces) (left|right)\b", words)) and not look:
        look = _SIDES[bare[1]]
    goes = _GOES.search(words)
    go = None if goes is None else _SIDES[goes["way"]] * (1 if goes["to"] else -1)
    return Block(side, look, _BACK.search(words) is not None, go)
