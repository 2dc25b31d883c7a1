"""The look on a face, as a shot's words have it."""

from __future__ import annotations

from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.face import ASLEEP


def mood_of(brief: Brief) -> str:
    """The mood in which the lead's face is drawn: `calm` where nothing is said."""
    if says(brief.action, "sleep", "sleeps", "sleeping", "asleep", "dozes", "unconscious",
            "eyes closed", "eyes shut", "closed eyes", "dead"):  # fmt: skip
        return ASLEEP
    text = f"{brief.mood} {brief.action} " + " ".join(s.manner for s in brief.speeches)
    if says(text, "uneasy", "afraid", "fear*", "worr*", "sad", "grief", "dread", "nervous", "tense",
            "haunt*", "weep*", "anxious", "tired", "lonely", "melanchol*"):  # fmt: skip
        return "worried"
    if says(text, "ang*", "furious", "rage", "threat*", "menac*", "stern", "grim", "cold"):
        return "angry"
    if says(
        text, "happy", "joy*", "warm", "friendly", "smil*", "laugh*", "glad", "playful", "hope*"
    ):
        return "glad"
    return "calm"
