"""Colour: what the words say, and otherwise something stable that belongs to the name."""

from __future__ import annotations

import colorsys
import re

from storyboard.generate.providers.animatic.brief import Brief, Person, seed_of
from storyboard.generate.providers.animatic.cues import WEATHER, affirmed, found, words
from storyboard.generate.providers.animatic.finish import Light
from storyboard.generate.providers.animatic.ink import Colour

_NAMED: dict[str, Colour] = {
    "red": (176, 72, 62), "scarlet": (190, 62, 52), "crimson": (160, 52, 62),
    "orange": (208, 130, 70), "yellow": (222, 190, 96), "gold": (206, 168, 88),
    "mustard": (196, 160, 80), "green": (106, 138, 98), "olive": (130, 132, 88),
    "teal": (86, 142, 142), "blue": (92, 122, 164), "navy": (70, 84, 122),
    "purple": (126, 98, 142), "violet": (136, 108, 158), "pink": (214, 152, 150),
    "brown": (140, 108, 82), "tan": (190, 160, 122), "beige": (208, 190, 160),
    "khaki": (176, 162, 118), "grey": (146, 146, 150), "gray": (146, 146, 150),
    "silver": (182, 186, 190), "white": (226, 222, 212), "cream": (228, 214, 186),
    "black": (84, 82, 90), "dark": (104, 100, 108), "rust": (168, 100, 70),
}  # fmt: skip
_GARMENTS = r"(?:coat|ulster|jacket|dress|suit|shirt|robe|gown|uniform|cloak|cape|sweater|jumper|\
hoodie|blouse|overalls|apron|tunic|vest|kimono|sari|cardigan|jersey|parka|raincoat|trenchcoat)"
_HAIR: dict[str, Colour] = {
    "blond": (214, 184, 122), "blonde": (214, 184, 122), "red": (168, 92, 60),
    "ginger": (178, 104, 62), "auburn": (140, 84, 62), "grey": (168, 166, 164),
    "gray": (168, 166, 164), "white": (214, 210, 204), "silver": (190, 190, 192),
    "brown": (112, 86, 68), "black": (84, 80, 88), "dark": (98, 88, 86),
}  # fmt: skip
_SKIN: dict[str, Colour] = {
    "pale": (242, 220, 202), "fair": (240, 212, 190), "sallow": (226, 202, 164),
    "freckled": (240, 208, 184), "weathered": (214, 172, 138), "tanned": (206, 160, 122),
    "olive": (210, 172, 132), "brown": (164, 118, 88), "black": (124, 86, 66),
    "african": (124, 86, 66), "asian": (232, 200, 164), "indian": (176, 128, 94),
}  # fmt: skip
_LIGHT: dict[str, Light] = {
    "day": Light((255, 252, 244), (238, 240, 250)),
    "dawn": Light((255, 238, 222), (212, 212, 232)),
    "dusk": Light((255, 228, 198), (176, 168, 200)),
    "night": Light((150, 164, 200), (96, 104, 146)),
}
FOG = 13.0
"""Metres in which fog takes two thirds of a thing."""
_DIM = {"dim", "dark", "gloomy", "shadowy", "unlit", "candlelit"}
_DIMLY = Light((188, 172, 156), (98, 94, 112))
_LAMPLIT = Light((232, 212, 184), (140, 128, 138))
_TINTS: tuple[Colour, ...] = (
    (206, 196, 170), (190, 198, 190), (200, 186, 170), (186, 194, 204),
    (204, 190, 186), (196, 200, 176), (212, 196, 160), (184, 190, 184),
)  # fmt: skip


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """A colour `share` of the way from a to b."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def tone(colour: Colour, factor: float) -> Colour:
    """Lighter (above 1) or darker (below 1)."""
    return tuple(max(0, min(255, round(c * factor))) for c in colour)  # type: ignore[return-value]


def clothes(person: Person) -> Colour:
    """What somebody wears: the colour named before a garment, or one that belongs to the name."""
    look = person.look.casefold()
    worn = re.search(rf"\b({'|'.join(_NAMED)})\b(?:\s+\w+)?\s+{_GARMENTS}", look)
    worn = worn or re.search(rf"\b(?:in|wearing) ({'|'.join(_NAMED)})\b(?!\s+\w)", look)
    if worn:
        return mix(_NAMED[worn[1]], PALE, 0.16)
    hue = (seed_of("clothes", person.name) % 997) / 997
    r, g, b = colorsys.hsv_to_rgb(hue, 0.24, 0.70)
    return round(r * 255), round(g * 255), round(b * 255)


def hair(person: Person) -> Colour:
    """The colour of hair and beard."""
    found = re.search(
        rf"\b({'|'.join(_HAIR)})(?:,?\s+\w+)?[\s-](?:haired|hair|beard|moustache|curls|braids?|bun)",
        person.look.casefold(),
    )
    if found:
        return _HAIR[found[1]]
    if {"old", "elderly", "aged", "grandmother", "grandfather"} & set(words(person.look)):
        return _HAIR["grey"]
    return list(_HAIR.values())[(9, 10, 11, 4, 9, 11, 0, 10)[seed_of("hair", person.name) % 8]]


def skin(person: Person) -> Colour:
    """The colour of the face."""
    said = re.search(rf"\b({'|'.join(_SKIN)})\b(?:[\s-]+(?:skin\w*|complexion|face))", person.look)
    if said:
        return _SKIN[said[1]]
    for word in words(person.look):
        if word in ("pale", "sallow", "freckled", "weathered", "tanned", "african", "asian"):
            return _SKIN[word]
    return ((236, 208, 182), (228, 194, 162), (206, 164, 130), (240, 214, 192))[
        seed_of("skin", person.name) % 4
    ]


def setting(brief: Brief) -> Colour:
    """The wash that a place is drawn in: one for each place, leaning to the colours in its look."""
    base = _TINTS[seed_of("place", brief.place or brief.look) % len(_TINTS)]
    for word in words(f"{brief.place} {brief.place_look} {brief.look}"):
        if word in _NAMED and word not in ("red", "white", "black", "dark", "scarlet"):
            return mix(base, mix(_NAMED[word], PALE, 0.45), 0.6)
    return base


PALE: Colour = (236, 228, 212)


def light(brief: Brief) -> Light:
    """What the hour does to every colour; by night a lit room stays warm."""
    hour = _LIGHT.get(brief.time, _LIGHT["day"])
    if not brief.indoors:
        return _under_cloud(hour, brief.time) if overcast(brief) else hour
    dim = _DIM & set(words(f"{brief.place_look} {brief.mood}"))
    if brief.time == "night":
        return _DIMLY if dim else _LAMPLIT
    lit = softened(hour, 0.55)
    return Light(tone(lit.high, 0.86), tone(lit.low, 0.8)) if dim else lit


def weather(brief: Brief) -> list[str]:
    """What the words say of the weather, `fog` where they mean more than a little mist."""
    said = f"{brief.mood}. {brief.ambience}. {brief.place_look}. {brief.action}"
    cues = found(affirmed(f"{said}. {brief.look}"), WEATHER)
    # A film's look may have smoke in the air; only where a scene speaks of fog is nothing seen.
    return ["fog", *cues] if {"fog", "foggy"} & set(words(affirmed(said))) else cues


def overcast(brief: Brief) -> bool:
    """Whether clouds or fog cover the sky."""
    return not brief.indoors and bool({"rain", "snowfall", "fog"} & set(weather(brief)))


def _under_cloud(hour: Light, time: str) -> Light:
    """Without a sun the light has no colour, and less of it."""
    share = 0.4 if time == "night" else 0.75
    factor = {"night": 0.94, "day": 0.93, "dusk": 0.80, "dawn": 0.9}.get(time, 0.93)
    grey_high = mix(hour.high, (222, 226, 232), share)
    grey_low = mix(hour.low, (186, 192, 208), share if time != "night" else 0.1)
    return Light(tone(grey_high, factor), tone(grey_low, factor))


def softened(light: Light, share: float) -> Light:
    """Light nearer to plain day, by a share: for rooms, and for people against a set."""
    plain = _LIGHT["day"]
    return Light(mix(light.high, plain.high, share), mix(light.low, plain.low, share))


_MATERIALS: dict[str, Colour] = {
    "aluminium": (176, 186, 198), "aluminum": (176, 186, 198), "steel": (166, 176, 190),
    "chrome": (182, 190, 198), "brass": (206, 168, 88), "copper": (190, 120, 84),
    "wooden": (160, 122, 90), "leather": (146, 102, 74), "slate": (112, 120, 130),
    "marble": (222, 220, 214), "oak": (160, 122, 86), "walnut": (118, 86, 66),
    "concrete": (176, 176, 172), "stone": (170, 166, 158), "glass": (190, 206, 206),
}  # fmt: skip


def ware(person: Person) -> Colour:
    """A thing's own colour: the first that its look names, or one that belongs to the name."""
    return named(person.look) or clothes(Person(person.name))


def named(text: str) -> Colour | None:
    """The first colour or material that a text names."""
    known = _NAMED | _MATERIALS
    return next((known[word] for word in words(text) if word in known and word != "dark"), None)
