"""What a storyboard says about its sound: how a clip's is used, effects, and music.

All of this is the edit's: nothing of it is sent to a model or drawn.
"""

from __future__ import annotations

from pydantic import Field, StrictBool

from storyboard.read.fields import Amount, Gain, Id, Length, Part, SoundPath


class Audio(Part):
    """How the film uses the sound of a shot's clip.

    With a `lead` it is heard before its picture is seen (a J cut), with a `trail` it goes on under
    the next one (an L cut).
    """

    gain: Gain = 0.0
    mute: StrictBool = False
    fade_in: Length | None = None
    fade_out: Length | None = None
    lead: Length | None = None
    trail: Length | None = None


class Effect(Part):
    """A sound file that begins at a moment of its shot and plays to its end."""

    file: SoundPath
    at: Length | None = None
    gain: Gain = 0.0


class Music(Part):
    """A sound file under a part of the film, from one shot's or scene's beginning to an end."""

    file: SoundPath
    first: Id | None = Field(None, alias="from")
    last: Id | None = Field(None, alias="to")
    skip: Length | None = Field(None, alias="in")
    gain: Gain = 0.0
    duck: Amount = 0.0
    fade_in: Length | None = None
    fade_out: Length | None = None
    loop: StrictBool = False
