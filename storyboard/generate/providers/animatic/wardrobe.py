"""Wardrobe: what sets one person's silhouette apart, read from the words of the cast list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storyboard.generate.providers.animatic import palette
from storyboard.generate.providers.animatic.brief import Person, seed_of
from storyboard.generate.providers.animatic.cues import affirmed, says
from storyboard.generate.providers.animatic.ink import Colour

_HATS = (
    ("helmet", ("helmet", "astronaut", "spacesuit", "diver", "knight")),
    ("top", ("top hat", "opera hat")),
    ("bowler", ("bowler", "derby")),
    ("cap", ("cap", "kepi", "police*", "conductor", "driver", "guard", "captain", "pilot")),
    ("hood", ("hood", "hooded", "cloak", "cowl", "monk", "nun", "hijab", "headscarf",
              "shawl")),
    ("beanie", ("beanie", "woollen hat", "knit hat", "turban", "kerchief", "bandana")),
    ("brim", ("hat", "fedora", "stetson", "cowboy", "bonnet", "sombrero", "detective")),
)  # fmt: skip
BARE = ("bareheaded", "bare-headed", "bare headed", "bare head", "bared head", "bared heads",
        "hatless",
         "hat in hand", "hat in his hand*", "hat in her hand*", "cap in hand",
         "cap in his hand*", "cap in her hand*")  # fmt: skip
_ROBOT = ("robot", "android", "cyborg", "droid", "automaton")
_METAL: Colour = (206, 210, 216)
_LONG = re.compile(r"\blong,?(\s+\w+){0,2}\s+hair\b", re.IGNORECASE)
_SHORT = re.compile(r"\bshort,?(\s+\w+){0,2}\s+hair\b|\bshort-haired\b", re.IGNORECASE)
_WOMAN = ("woman", "girl", "lady", "she", "her", "mother", "daughter", "sister", "wife", "queen",
          "grandmother", "aunt", "nurse", "actress", "heroine", "bride", "widow", "miss",
          "mrs", "nun", "waitress", "princess", "ballerina", "nanny", "witch")  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """How one person is drawn. `height` in metres; colours are those of the washes."""

    name: str
    height: float
    broad: float
    garment: str
    cloth: Colour
    legs: Colour
    skin: Colour
    hair: Colour
    hat: str | None
    hairdo: str
    beard: str | None
    glasses: bool
    woman: bool
    old: bool
    scarf: Colour | None


def dress(person: Person) -> Figure:
    """Read a person's look; what it leaves open is chosen by name, once and for all."""
    look = affirmed(f"{person.name}. {person.look}")
    pick = seed_of("figure", person.name)
    woman = says(look, *_WOMAN)
    child = says(person.look, "child", "boy", "girl", "kid", "little", "toddler")
    robot = says(look, *_ROBOT)
    cloth = palette.named(look) or _METAL if robot else palette.clothes(person)
    height = 1.66 if woman else 1.76
    height += 0.10 if says(look, "tall", "giant", "lanky", "towering") else 0.0
    height -= 0.12 if says(look, "short", "small", "tiny", "petite", "stout", "dwarf") else 0.0
    broad = (
        1.16
        if says(look, "stout", "heavy", "burly", "fat", "broad*", "muscular", "stocky")
        else 1.0
    )
    broad = 0.92 if says(look, "thin", "slim", "gaunt", "lean", "slender", "lanky") else broad
    return Figure(
        name=person.name,
        height=1.22 if child else height,
        broad=broad * (0.9 if woman else 1.0) * (0.95 if child else 1.0),
        garment=_garment(look, casual=child or robot),
        cloth=cloth,
        legs=palette.mix(palette.tone(cloth, 0.62), (92, 88, 96), 0.55),
        skin=palette.mix(cloth, _METAL, 0.6) if robot else palette.skin(person),
        hair=palette.tone(_METAL, 0.8) if robot else palette.hair(person),
        hat=None if says(look, *BARE) else _hat(look),
        hairdo="bald" if robot else _hairdo(look, woman, pick),
        beard=_beard(look, woman or child or robot, pick),
        glasses=says(look, "glasses", "spectacles", "goggles", "sunglasses"),
        woman=woman,
        old=says(look, "old", "elderly", "fifty", "sixty", "seventy", "aged", "wrinkled", "grand*"),
        scarf=(186, 92, 76) if says(look, "scarf", "muffler", "tie", "cravat", "bandana") else None,
    )


def _hat(look: str) -> str | None:
    return next((hat for hat, names in _HATS if says(look, *names)), None)


def _garment(look: str, casual: bool) -> str:
    if says(look, "dress", "gown", "skirt", "sari", "kimono"):
        return "dress"
    if says(look, "robe", "robes", "cloak", "cape", "monk", "nun", "priest", "cassock", "wizard"):
        return "robe"
    if says(look, "coat", "overcoat", "ulster", "trenchcoat", "raincoat", "greatcoat", "parka"):
        return "coat"
    if says(look, "shirt", "sweater", "jumper", "hoodie", "jersey", "blouse", "t-shirt",
            "tracksuit", "pyjamas", "kit", "overalls", "dungarees"):  # fmt: skip
        return "shirt"
    suited = says(look, "jacket", "suit", "blazer", "uniform", "tuxedo", "tailcoat")
    return "shirt" if casual and not suited else "jacket"


def _hairdo(look: str, woman: bool, pick: int) -> str:
    if says(look, "bald", "shaved"):
        return "bald"
    if says(look, "bun", "ponytail", "pinned", "tied back"):
        return "bun"
    if says(look, "braid*", "plait*", "pigtail*"):
        return "braids"
    if says(look, "bob", "bobbed"):
        return "bob"
    if says(look, "long-haired", "flowing") or _LONG.search(look):
        return "long"
    if says(look, "curls", "curly", "afro"):
        return "curls"
    if says(look, "cropped", "crew cut", "pixie cut") or _SHORT.search(look):
        return "short"
    return ("long", "bun", "bob")[pick % 3] if woman else "short"


def _beard(look: str, smooth: bool, pick: int) -> str | None:
    if says(look, "clean-shaven", "clean shaven", "beardless"):
        return None
    if says(look, "beard*", "whiskers", "unshaven"):
        return "beard"
    if says(look, "moustache*", "mustache*"):
        return "moustache"
    young = says(look, "young", "youth", "teen*", "student", "eighteen", "nineteen", "twenty")
    return None if smooth or young or pick % 5 else "moustache"
