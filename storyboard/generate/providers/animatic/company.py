"""Who and what is in the shot: people, wares that stand in the cast like actors, and hands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.beasts import BEASTS
from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.cues import PROPS, SHOOTS, affirmed, says, words
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.things import THINGS
from storyboard.generate.providers.animatic.wares import WARES

PRODUCT = "product"
"""The cue of a thing that nobody has drawn yet: a tidy box with a label."""
HANDS = ("hand", "hands", "fingers", "fingertips")
_SURELY = (
    "man", "men", "woman", "women", "boy", "girl", "child", "baby", "he", "she", "lady",
    "person", "gentleman", "year-old", "year old", "years old", "of twenty", "of thirty",
    "of forty", "of fifty", "of sixty", "of seventy", "hair", "haired", "beard", "bearded",
    "moustache", "wears", "wearing", "dressed", "figure", "humanoid",
)  # fmt: skip
_PERHAPS = ("face", "faced", "coat", "dress", "his", "her", "eyes", "skin", "jacket", "uniform")
"""Words of people that a thing may have too: a watch has a face, a door a coat of paint."""
_STUFF = frozenset(
    "chair table stool sofa desk kettle toaster pan laptop computer tablet headphones earbuds ring "
    "necklace bracelet drone console guitar violin piano machine device gadget product can tin "
    "tube jar pen pencil brush razor soap candle backpack handbag wallet umbrella keyboard mouse "
    "printer microphone tripod helmet glove scarf shirt toy doll ball kite tent stove heater fan "
    "mixer blender oven fridge engine motor tool hammer drill saw screwdriver spanner coin medal "
    "trophy statue vacuum charger battery cable router sunglasses cake bread burger pizza "
    "chocolate fruit apple packet carton bar capsule pill serum cream lipstick skateboard "
    "tractor rocket plane aeroplane airplane helicopter".split()
)
_CUT = re.compile(r"[,;:.(]|\b(?:of|with|that|which|in|on|for|from|and|to|made|size|the size)\b")
_MOUNTED = ("rides", "riding", "on horseback", "in the saddle", "gallops", "galloping", "trots",
            "trotting", "canters", "cantering", "mounted")  # fmt: skip
_AFOOT = ("dismounts", "walks", "leads", "runs alongside", "beside the horse")
_NUMBERS = {"a pair of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
            "eight": 8, "nine": 9, "ten": 9, "several": 4, "a few": 3, "a group of": 5,
            "a crowd of": 9, "dozens of": 9, "a dozen": 9}  # fmt: skip
_ANYBODY = (
    r"(?:men|women|people|figures|soldiers|workers|children|strangers|policemen|passengers|"
    r"mourners|dancers|guests|villagers|riders|silhouettes)"
)


@dataclass(frozen=True)
class Ware:
    """A thing in the cast: its tag, the drawing it has, and a colour that is its own."""

    name: str
    look: str
    cue: str
    colour: Colour


@dataclass(frozen=True)
class Company:
    """The cast of one shot, sorted. `hands` are named as such, without a body."""

    people: tuple[Person, ...]
    wares: tuple[Ware, ...]
    hands: Person | None
    thing_leads: bool


def company(brief: Brief) -> Company:
    """Sort a cast into people, wares and hands."""
    people: list[Person] = []
    wares: list[Ware] = []
    hands: Person | None = None
    for person in brief.people:
        if _head(person.name) in HANDS:
            hands = hands or person
        elif (cue := ware_cue(person)) is not None:
            wares.append(Ware(person.name, person.look, cue, palette.ware(person)))
        else:
            people.append(person)
    leads = bool(wares) and wares[0].name == brief.people[0].name
    return Company(tuple(people), tuple(wares), hands, leads)


def ware_cue(person: Person) -> str | None:
    """Which drawing somebody in the cast is, if it is a thing and nobody; by name and look."""
    look = affirmed(person.look)
    if says(f"{person.name}. {look}", *_SURELY):
        return None
    named = _drawing(_head(person.name)) if _common(person.name) else None
    if named is None and says(look, *_PERHAPS):
        return None
    cue = named or _drawing(_head(look))
    if cue == "lamp" and says(f"{person.name} {look}", "bicycle", "lens", "torch", "headlamp"):
        return "headlamp"
    return cue


def _common(name: str) -> bool:
    """Whether a name is a common noun: "the lamp", "Wren lamp", but not a Mr Bell or a Rose."""
    parts = name.split()
    return len(parts) > 1 and (parts[0].casefold() in ("the", "a", "an") or parts[-1].islower())


def _head(text: str) -> str:
    """The noun that a phrase is about: the last word before it goes into particulars."""
    phrase = words(_CUT.split(text.casefold().replace("a pair of", ""), maxsplit=1)[0])
    return phrase[-1] if phrase else ""


def drawn(cue: str) -> bool:
    """Whether there is a drawing of a thing, or an animal; of most vehicles there is none."""
    return cue in THINGS or cue in WARES or cue in BEASTS or cue in ("wheel", "bowl")


def _drawing(noun: str) -> str | None:
    for word in (noun, noun.removesuffix("s")):
        for cue, names in PROPS.items():
            if word in names and drawn(cue):
                return cue
        if word in _STUFF:
            return PRODUCT
    return None


_CARRIED = ("lamp", "book", "letter", "phone", "cup", "bottle", "knife", "gun", "flower", "case",
            "flag")  # fmt: skip
_CARRIES = (
    r"hold(?:s|ing)?|carr(?:y|ies|ying)|rais(?:es|ing)|lifts?|lifting|reads?|reading|clutch\w*|"
    r"grip\w*|swing\w*|wav(?:es|ing)|takes?|sips?|drinks?|aims?|draws|offers?|points? with|with|"
    r"(?:speaks|speaking|talks|talking) (?:on|into)|answers|dials"
)


def carried(brief: Brief) -> str | None:
    """What the action puts into somebody's hand, as the name of a drawing."""
    text = affirmed(brief.deeds)
    if re.search(rf"\b(?:{SHOOTS})", text):
        return "gun"
    for cue in _CARRIED:
        noun = "|".join(PROPS[cue])
        near = rf"(?:{_CARRIES})\s+(?:[\w’'-]+\s+){{0,3}}?(?:{noun})\b"
        held = (
            rf"\b(?:{noun})\s+(?:[\w-]+\s+){{0,2}}?in (?:his|her|their|one|a)\s+(?:\w+\s+)?hands?\b"
        )
        if re.search(rf"\b{near}|{held}", text):
            return cue
    return None


def rides(brief: Brief, person: Person) -> bool:
    """Whether somebody sits on a bicycle in this shot."""
    wheels = ("bicycle", "bike", "cycl*", "motorbike", "motorcycle", "scooter", "moped")
    return says(brief.action, *wheels, "handlebar*", "rides", "riding", "pedal*") and (
        says(f"{person.name} {person.look} {brief.action}", *wheels)
        and not says(brief.action, "walks", "pushes", "leans", "dismounts", "wheels")
    )


def mounted(brief: Brief) -> bool:
    """Whether the lead sits on a horse of the cast in this shot."""
    if not any(ware_cue(person) == "horse" for person in brief.people):
        return False
    return says(brief.action, *_MOUNTED) and not says(brief.action, *_AFOOT)


def extras(brief: Brief) -> tuple[int, str]:
    """How many nameless people the action counts, and in what words; none where there is a cast."""
    text = affirmed(brief.action).casefold()
    numbers = "|".join(_NUMBERS)
    hit = re.search(rf"\b({numbers})\s+(?:[\w-]+\s+){{0,2}}?{_ANYBODY}\b[^.;]*", text)
    if hit:
        return _NUMBERS[hit[1]], hit[0]
    crowd = re.search(r"\b(?:a|the) crowd\b[^.;]*", text)
    return (9, crowd[0]) if crowd else (0, "")
