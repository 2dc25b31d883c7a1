"""Who does what: of an action's words those that say what each of several people does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from storyboard.generate.providers.animatic.brief import Brief, Person
from storyboard.generate.providers.animatic.cues import deed_at, doing, says
from storyboard.generate.providers.animatic.names import any_of

_SHARED: Final = re.compile(r"\s*(?:,|and|&|with|, and|together with)\s*")
"""All that stands between two names whose bearers do the same."""
_LIKEWISE: Final = re.compile(r"\s*(?:frame|screen|camera|by|at|beside|behind|on|in|opposite)\b")
"""How somebody's words begin who does as the one before: A sits frame left and B frame right."""
_DOES: Final = re.compile(r",? ?(?:who |who's |as (?:he|she|they) )?(?:is |are |\w+ly )*")
"""What may stand between the name of whom a clause is about and the verb."""
TOGETHER: Final = ("dance", "hug", "fight")
"""What two do with each other: it takes both."""
_TOGETHER: Final = ("they", "both", "together", "two", "all")


def roles(brief: Brief, people: Sequence[Person]) -> list[str | None]:
    """The pose of each, the lead first; None for whom the words leave free.

    Where no name says whose deed it is, it is the lead's, and that of `they`.
    """
    own = deeds(brief.named, brief.people or people)
    whole = doing(brief.deeds)
    if whole in TOGETHER and len(people) == 2:
        return [whole, whole]
    found = [own.get(person.name) for person in people]
    if whole in ("cover", "warn") or not any(found):
        found[0] = whole  # a covered face is what the shot is about, whoever is named
    if whole in ("walk", "run", "sit", *TOGETHER, "row", "jump") and says(
        brief.action, *_TOGETHER, whole
    ):
        found = [each or whole for each in found]
    return found


def deeds(action: str, people: Iterable[Person]) -> Mapping[str, str]:
    """The pose that the words ask of each, by name; who is not said to do anything is missing.

    The first name of a sentence is its subject. A later name is one only where its verb follows
    at once: in `Mara nods to Abel and walks off` it is not Abel who walks.
    """
    spelled = {person.name.casefold(): person.name for person in people if person.name}
    if not spelled:
        return {}
    known = any_of(spelled)
    found: dict[str, str] = {}
    for sentence in re.split(r"[.;:!?]", action.casefold()):
        for name, pose in _of_sentence(sentence, known).items():
            # Who rows sits anyway, wherever that is said.
            if pose == "row" or spelled[name] not in found:
                found[spelled[name]] = pose
    return found


def _of_sentence(sentence: str, known: str) -> Mapping[str, str]:
    places = list(re.finditer(rf"\b(?:{known})(?!\w)", sentence))
    if not places:
        return {}
    ends = [*(place.start() for place in places[1:]), len(sentence)]
    said = [
        (place[0], sentence[place.end() : end]) for place, end in zip(places, ends, strict=True)
    ]
    if re.match(r"\s*\w+ing\b", before := sentence[: places[0].start()]):
        said[0] = (said[0][0], f"{before}{said[0][1]}")  # Sitting at the desk, Abel reads
    found: dict[str, str] = {}
    waiting: list[str] = []
    last: str | None = None
    joined = False
    for number, (name, words) in enumerate(said):
        hit = deed_at(words)
        pose = hit[1] if hit else None
        # After `A and B` the verb is said of both, and of B as of the first.
        if hit and number > len(waiting) and not _DOES.fullmatch(words[: hit[0]].lstrip(" ")):
            pose = None
        if pose is None and joined and last and _LIKEWISE.match(words):
            pose = last
        if pose is not None:
            found |= {other: pose for other in (*waiting, name) if other not in found}
            waiting, last = [], pose
        elif _SHARED.fullmatch(words):
            waiting.append(name)
        else:
            waiting = []
        joined = re.search(r"\b(?:and|while)\s*$", words) is not None
    return found
