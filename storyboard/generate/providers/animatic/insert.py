"""What an insert shows: decided from the words, before anything is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.company import PRODUCT, Company, Ware, drawn
from storyboard.generate.providers.animatic.cues import affirmed, says, words
from storyboard.generate.providers.animatic.idioms import things
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.sizes import TIGHT
from storyboard.generate.providers.animatic.wares import PARTS

DOOR = "door"
CLOSE = (*TIGHT, "MCU", "MS")
_HANDS = r"(?:hands?|fingers?|fingertips?|thumbs?|palms?|fists?)"
_LEAD = (
    r"(?:(?:a|an|the|one|two|both|her|his|their|its|pair of|old|young|wet|strong|gloved|bare|small|"
    r"weathered|trembling|careful|[\w-]+['’]s)\s+){0,3}"
)
_FACE = ("face", "eyes", "eye", "smile*", "frown*", "mouth", "brow*", "looks", "stares", "gazes")
_SOMEBODY = ("somebody", "he", "she", "they", "who", "him", "her face", "his face")
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight")


@dataclass(frozen=True)
class Insert:
    """A thing in close view. `cue` names its drawing, None for hands alone; `ware` is its part in
    the cast; `row` are the drawings of things laid out side by side instead of one."""

    cue: str | None
    ware: Ware | None = None
    hands: int = 0
    skin: Colour = (230, 198, 168)
    sleeve: Colour = (96, 104, 130)
    row: tuple[str, ...] = ()


def insert_for(brief: Brief, cast: Company) -> Insert | None:
    """The insert a shot asks for; None where people, or a view of the set, are the picture."""
    hands = _hands(brief, cast)
    body_parts_only = bool(hands) and brief.size in CLOSE
    alone = not cast.people or (cast.thing_leads and brief.size in TIGHT)
    if not body_parts_only and not alone:
        return None
    ware = cast.wares[0] if cast.wares else None
    cue = ware.cue if ware else _prop(brief)
    if brief.size not in CLOSE and ware is None:
        return None
    if cue is None and not hands:
        return None
    owner = cast.hands or (cast.people[0] if cast.people else Person(""))
    row = _row(brief, ware)
    return Insert(
        cue, ware, 0 if row else hands, palette.skin(owner), palette.clothes(owner), row
    )  # fmt: skip


def _prop(brief: Brief) -> str | None:
    cues = list(things(brief.action))
    if "wheel" not in cues and says(f"{brief.place} {brief.place_look}", "potter*", "clay"):
        cues = ["wheel", *cues] if says(brief.action, "wheel", "bowl", "pot", "clay") else cues
    if "wheel" in cues:
        return "wheel"
    if brief.size in (*TIGHT, "MCU") and _door(brief, cues):
        return DOOR
    return next((cue for cue in cues if cue != "hand" and drawn(cue)), None)


def _door(brief: Brief, cues: list[str]) -> bool:
    """Whether a door is what the view is of, and no car's, and nothing is before it."""
    things = [cue for cue in cues if cue == DOOR or (cue != "hand" and drawn(cue))]
    turned = things[:1] == ["key"] and says(brief.action, "lock", "keyhole", DOOR)
    return turned or (things[:1] == [DOOR] and "car" not in cues)


def _hands(brief: Brief, cast: Company) -> int:
    """How many hands the picture is about: none, one or two."""
    text = affirmed(brief.deeds)
    if {s.speaker for s in brief.speeches} & {p.name for p in cast.people}:
        return 0
    if not re.search(rf"\b{_HANDS}\b", text) and cast.hands is None:
        return 0
    many = re.search(
        r"\b(?:hands|fingers|fingertips|thumbs|palms|fists|other hand|the other)\b", text
    )
    count = 2 if many else 1
    if cast.hands is not None and not cast.people:
        return count
    leads = re.match(rf"\W*{_LEAD}{_HANDS}\b", text) is not None
    faces = brief.size not in TIGHT and says(text, *_FACE)
    unseen = not says(text, *_SOMEBODY) and not says(text, *_FACE)
    if brief.size in (*TIGHT, "MCU") and leads and not faces:
        return count
    return count if unseen and brief.size in CLOSE else 0


def _row(brief: Brief, ware: Ware | None) -> tuple[str, ...]:
    """Things side by side: the parts that the look lists, or the same thing so many times."""
    text = brief.action.casefold()
    if not says(text, "row", "rows", "side by side", "lined up", "laid out", "line up"):
        return ()
    counted = re.search(rf"\b({'|'.join(_COUNTS)})\b", text)
    count = _COUNTS.index(counted[1]) + 2 if counted else 3
    if ware is None:
        return (_prop(brief) or PRODUCT,) * count
    listed = [words(piece) for piece in ware.look.split(",")]
    parts = [next((w for w in reversed(piece) if w in PARTS), "") for piece in listed]
    if sum(map(bool, parts)) < 2:
        return (ware.cue,) * count
    return tuple((part or PRODUCT) for part in (parts * count)[: max(count, 2)])
