"""Who and what is in the shot: people, wares that stand in the cast like actors, and hands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.beasts import BEASTS, COAT
from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.cues import PROPS, SHOOTS, affirmed, says, words
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.names import any_of
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
_MOUNTED = ("ride", "rides", "riding", "gallop", "gallops", "galloping", "trot", "trots",
            "trotting", "canter", "canters", "cantering", "on horseback", "in the saddle",
            "mounted")  # fmt: skip
_AFOOT = ("dismounts", "walks", "leads", "runs alongside", "beside the horse")
_NUMBERS = {"a pair of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
            "eight": 8, "nine": 9, "ten": 9, "several": 4, "a few": 3, "a group of": 5,
            "a crowd of": 9, "dozens of": 9, "a dozen": 9}  # fmt: skip
_ANYBODY = (
    r"(?:men|women|people|figures|soldiers|workers|children|strangers|policemen|passengers|"
    r"mourners|dancers|guests|villagers|riders|silhouettes|guards|sailors|nuns|monks|knights|"
    r"pirates|cowboys|students|nurses|doctors|boys|girls|kids|neighbours|neighbors|reporters|"
    r"journalists|customers|tourists|fans|players|jurors|robots|zombies|aliens|officers|"
    r"firefighters|crowd|crew|gang|family|choir|team|band|audience|jury|mob)"
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
            people += _each(person)
    leads = bool(wares) and wares[0].name == brief.people[0].name
    return Company(tuple(people), tuple(wares), hands, leads)


def _each(person: Person) -> list[Person]:
    """Somebody, or each of a group that the cast has as one: the soldiers, three nuns."""
    look = affirmed(person.look).casefold()
    counted = re.match(rf"(?:the |a |an )?({'|'.join(_NUMBERS)})\b", look)
    plural = re.search(rf"(?:^|\s){_ANYBODY}$", person.name.casefold()) is not None
    if not plural and not (counted and re.search(rf"\b{_ANYBODY}\b", look)):
        return [person]
    count = _NUMBERS[counted[1]] if counted else 4
    one = re.sub(r"\bwomen\b", "woman", re.sub(r"\bmen\b", "man", person.look))
    one = re.sub(r"\b(?!dress\b)([a-z]{2,}[^s\W])s\b", r"\1", one)
    return [replace(person, look=one, number=each) for each in range(1, min(count, 7) + 1)]


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


_CARRIED = ("lamp", "book", "letter", "phone", "cup", "glass", "bottle", "knife", "gun", "flower",
            "case", "flag")  # fmt: skip
_CARRIES = (
    r"hold(?:s|ing)?|carr(?:y|ies|ying)|rais(?:es|ing)|lifts?|lifting|reads?|reading|clutch\w*|"
    r"grip\w*|swing\w*|wav(?:es|ing)|takes?|sips?|drinks?|aims?|draws|offers?|points? with|with|"
    r"(?:speaks|speaking|talks|talking) (?:on|into)|answers|dials|plants|hoists"
)


def carried(brief: Brief) -> str | None:
    """What the action puts into somebody's hand, as the name of a drawing."""
    text = affirmed(brief.deeds)
    if re.search(rf"\b(?:{SHOOTS})", text):
        return "gun"
    for cue in _CARRIED:
        noun = "|".join((*PROPS[cue], cue))  # a glass by itself may be a window's
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
    """Whether the lead sits on a horse in this shot: one of the cast, or one that is named."""
    return _has_horse(brief) and says(brief.action, *_MOUNTED) and not says(brief.action, *_AFOOT)


def riders(brief: Brief) -> frozenset[str]:
    """Who of several sits on a horse, by name: whose words, up to the next name, say so."""
    if not _has_horse(brief):
        return frozenset()
    beasts = {person.name for person in brief.people if ware_cue(person) is not None}
    names = [p.name.casefold() for p in brief.people if p.name and p.name not in beasts]
    known = any_of(names)
    found: set[str] = set()
    for sentence in re.split(r"[.;!?]", brief.named.casefold()) if known else ():
        shared: list[str] = []
        for part in re.finditer(
            rf"\b(?P<who>{known})(?!\w)(?P<does>.*?)(?=\b(?:{known})(?!\w)|$)", sentence
        ):
            shared.append(part["who"])
            if re.fullmatch(r"\s*(?:,|and|&|with)\s*", part["does"]):
                continue
            if says(part["does"], *_MOUNTED) and not says(part["does"], "dismounts", "leads"):
                found.update(shared)
            shared = []
    return frozenset(person.name for person in brief.people if person.name.casefold() in found)


def horse_of(brief: Brief, wares: Sequence[Ware]) -> Ware:
    """The horse that somebody sits on: of the cast, else one without a name, as it is described."""
    named = next((ware for ware in wares if ware.cue == "horse"), None)
    if named is not None:
        return named
    words_before = rf"((?:[\w-]+ ){{0,2}})(?:{'|'.join(PROPS['horse'])})\b"
    described = re.search(words_before, brief.action.casefold())
    return Ware("", described[1] if described else "", "horse", COAT)


def _has_horse(brief: Brief) -> bool:
    cast = any(ware_cue(person) == "horse" for person in brief.people)
    return cast or says(brief.action, *PROPS["horse"], "horseback", "horses", "saddle", "gallop*")


def extras(brief: Brief) -> tuple[int, str]:
    """How many nameless people the action counts, and in what words; none where there is a cast."""
    text = affirmed(brief.action).casefold()
    numbers = "|".join(_NUMBERS)
    hit = re.search(rf"\b({numbers})\s+(?:[\w-]+\s+){{0,2}}?{_ANYBODY}\b[^.;]*", text)
    if hit:
        return _NUMBERS[hit[1]], hit[0]
    crowd = re.search(r"\b(?:a|the) crowd\b[^.;]*", text)
    return (9, crowd[0]) if crowd else (0, "")
