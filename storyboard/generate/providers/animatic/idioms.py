"""What the words of a place ask for, but not those that mean another thing in their company.

A gas station has no railway, a washing line no rails, and evening light no lamp.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from storyboard.generate.providers.animatic.cues import LAND, PROPS, ROOM, affirmed, found

_OF_LAND: Final = (
    # The line of a railway is told by its rails; these are others. What is gone takes a place.
    (r"\b(?:washing|clothes|laundry|tree|power|phone|telephone|finish(?:ing)?|start(?:ing)?|goal|"
     r"front|battle|picket|production|assembly|sky|coast|shore|snow|zip|fishing|base|touch|side|"
     r"chalk|white|yellow|painted|dotted)[- ]lines?\b", ""),
    (r"\blines? of (?!rails?\b)", ""),
    (r"\b(gas|petrol|filling|service|police|fire|bus|coach|charging|weather|radio|power|space|"
     r"research|polling|ranger|pumping|lifeboat)[- ]stations?\b", r"\1"),
    (r"\b(?:race|racing|running|athletics?|cycle|test|dirt|farm|cart|forest|mountain|muddy|sandy|"
     r"dusty|gravel|kart|go-kart)[- ]tracks?\b", "road"),
    (r"\b(?:diving|viewing|observation|oil|drilling|loading|landing|wooden|stone|raised)"
     r"[- ]platforms?\b", ""),
    (r"\b(?:country|farm|leafy|muddy|hedged|village|forest|woodland|quiet|cycle|bike|fast|slow)"
     r"[- ]lanes?\b", "road"),
    (r"\b(?:open|parking|green|empty|wide|vast|office|public|living|play|shared|storage|white|"
     r"event|blank|negative|personal|tight|narrow|small|large|big)[- ]space\b", ""),
    (r"\b(?:(?:soft|gold|golden|evening|morning|midday|noon|day|sun|moon|star|natural|warm|cold|"
     r"cool|low|gr[ae]y|last|first|fading|failing|dawn|dusk|sunset|twilight|winter|summer|spring|"
     r"autumn|afternoon|hazy|harsh|hard|pale|flat|bright|brilliant|dim|dappled|silver|silvery|"
     r"blue|pink|slanting|raking|late|early|northern|clear|thin|diffuse|overcast|ambient|"
     r"dull|weak|window|studio|available|key|rim|side|top|even)[- ])+light\b", ""),
    (r"\blight (?=rain|snow|wind|breeze|fog|mist|drizzle|haze|frost|cloud|clouds|traffic|blue|"
     r"green|gr[ae]y|brown|swell|surf|dust|wood|stone|sand)", ""),
    (r"\bin (?:the )?light\b", ""),
    (r"\b(?:letter|post|sand|phone|telephone|call|window|flower|nest|cardboard|horse|tool)"
     r"[- ]box(?:es)?\b|\bbox (?=hedge|tree|van)", ""),
    (r"\bice[- ](?=cream|coffee|box|bucket|lolly)", ""),
    (r"\b(?:loading|parking|engine|sick)[- ]bay\b|\bbay (?=window|tree|horse|mare)", ""),
    (r"\bwood (?=fence|floor|pile|stack|panel|stove|fire|smoke|deck|cabin|house|hut|wall|table)",
     ""),
    (r"\bstream of (?=people|traffic|cars|light|commuters)", ""),
)  # fmt: skip
_OF_ROOM: Final = (
    (r"\b(?:kitchen|steel|marble|work) (?:counters?|worktops?|surfaces?)\b|\bworktops?\b", "sink"),
    (r"\bhotel (?=lobby|bar|corridor|hallway|kitchen|reception|restaurant|lift|entrance|"
     r"foyer)", ""),
    (r"\bset (?=for|with|in|into|on|up|back|against|out|around|round|between)\b", ""),
    (r"\b(?:table|tv|television|tea|chess|dinner|train|box)[- ]set\b", ""),
    (r"\b(?:wood|wooden|oak|pine|glass|velvet|solar)[- ]panels?\b", ""),
    (r"\b(?:coffee|washing|vending|sewing|ice|fax|espresso|slot)[- ]machines?\b", ""),
    (r"\bfire[- ](?=escape|door|exit|extinguisher|alarm|truck|station|hose)", ""),
    (r"\b(?:screen door|folding screen|cell ?phone)\b", ""),
    (r"\b(?:time-worn|timeworn|old-time)\b", ""),
)  # fmt: skip
_OF_THINGS: Final = (
    (r"\b(?:car|truck|van) (?=keys?\b|radio|phone|alarm|horn|seat|park\b|parks\b)", ""),
    (r"\b(?:(?:we|they|you|i|to|who|people|all|others|crowd)) watch\b", ""),
    *(idiom for idiom in _OF_LAND if "light" in idiom[0]),
)


@lru_cache(maxsize=64)
def land(text: str) -> tuple[str, ...]:
    """The landscape that a text names, in its order."""
    return tuple(found(_meant(text, _OF_LAND), LAND))


@lru_cache(maxsize=64)
def fittings(text: str) -> tuple[str, ...]:
    """The furniture that a text names, in its order."""
    return tuple(found(_meant(text, _OF_ROOM), ROOM))


@lru_cache(maxsize=64)
def things(text: str) -> tuple[str, ...]:
    """The things that a text names, in its order."""
    return tuple(found(_meant(text, _OF_THINGS), PROPS))


def _meant(text: str, idioms: tuple[tuple[str, str], ...]) -> str:
    told = affirmed(text.casefold())
    for idiom, instead in idioms:
        told = re.sub(idiom, instead, told)
    return told
