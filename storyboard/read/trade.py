"""What the trade and other tools call otherwise: hints for those who write it here.

None of it is read as if it were ours, so that every file says a thing in the same word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final


def _each(words: str, meant: str) -> dict[str, str]:
    return dict.fromkeys(words.split(", "), meant)


_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "shot": {
        **_each("description, visual, visuals, what, picture, prompt, text_prompt", "action"),
        **_each("camera, camera_move, camera_movement, move, motion", "movement"),
        **_each("shot_size, shot_type, framing, frame_size, scale, shot", "size"),
        "camera_angle": "angle",
        **_each("length, seconds, secs, runtime, dur", "duration"),
        **_each("actors, people, who, talent, cast", "characters"),
        **_each("lines, speech, vo, voiceover, voice_over, narration, narrator", "dialogue"),
        **_each("sound_effects, sounds, foley, audio_fx, sound_fx", "sfx"),
        **_each("comment, comments, remark, remarks, memo", "notes"),
        **_each("subtitle, lower_third, super, overlay", "caption"),
        **_each("focal_length, focal", "lens"),
        **_each("start_image, start_frame, first_image, init_image", "first_frame"),
        **_each("end_image, end_frame, last_image, tail_image", "last_frame"),
        **_each("guidance, guidance_scale, cfg", "cfg_scale"),
        **_each("number, slate, name, label", "id"),
        **_each("drawing, drawings, sketch, board", "panels"),
    },
    "scene": {
        **_each("slug, slugline, title, description", "heading"),
        **_each("time_of_day, tod", "time"),
        **_each("set, place, setting, where", "location"),
        **_each("number, name, label", "id"),
    },
    "storyboard": {
        **_each("name, film", "title"),
        **_each("framerate, frame_rate, rate", "fps"),
        **_each("characters, people, actors", "cast"),
        **_each("sets, places", "locations"),
        **_each("aspect, ratio", "aspect_ratio"),
        **_each("variables, var, params, parameters", "vars"),
        "style": "look",
    },
    "character": _each("description, appearance, looks, style", "look"),
    "location": _each("description, appearance, looks, style", "look"),
    "line of dialogue": {
        **_each("text, words, says", "line"),
        **_each("who, name, character", "speaker"),
        **_each("emotion, delivery, mood, parenthetical", "tone"),
        **_each("vo, voiceover, voice_over, os, offscreen", "off_screen"),
    },
}
"""Fields by what has them: the name somebody may know, and ours."""

_ADVICE: Final[Mapping[str, str]] = {
    **_each(
        "prompt, text_prompt",
        "write `action`, of which a template makes the prompt: see `storyboard prompts`",
    ),
    **_each(
        "vo, voiceover, voice_over, narration, narrator",
        "write it in `dialogue`, with `off_screen: true`",
    ),
    "seed": "write `overrides: {seed: …}`, if the model has one: see `storyboard models`",
}
"""Where the name alone would not help in a shot."""

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "size": {
        **_each("extreme close up, xcu, detail, insert", "`ECU`"),
        **_each("bcu, big close up, very close up, choker", "`VCU`"),
        **_each("close up, closeup, close, tight, face", "`CU`"),
        **_each("medium close up, bust", "`MCU`"),
        **_each("medium, mid, mid shot, waist", "`MS`"),
        **_each("mws, mls, medium wide, medium long, cowboy, american, knees", "`MLS`"),
        **_each("full, full body", "`FS`"),
        **_each("long", "`LS`"),
        **_each("wide", "`WS`"),
        **_each("ews, xls, xws, extreme wide, extreme long, establishing, aerial", "`ELS`"),
        **_each(
            "ots, over the shoulder",
            "`MCU`, name both in `characters`, and say over whose shoulder in the `action`",
        ),
        **_each("two, 2, 2s, twoshot", "`MS`, and name both in `characters`"),
        **_each("pov, point of view", "how much is seen, and say in the `action` who looks"),
    },
    "angle": {
        **_each("eye level, level, straight, straight on, neutral, normal", "`eye`"),
        **_each("bird's eye, birds eye, birdseye, top, top down, aerial, god's eye", "`overhead`"),
        **_each("worm's eye, worms eye, floor", "`ground`"),
        **_each("canted, tilted, oblique, dutch tilt, dutch angle", "`dutch`"),
        **_each("above, high angle, down", "`high`"),
        **_each("below, low angle, up", "`low`"),
    },
    "transition": {
        **_each("cross, crossfade, cross fade, crossdissolve, xfade, mix, lap", "`dissolve`"),
        **_each("smash, jump, match, hard, straight, none", "`cut`"),
        **_each("flash", "`dip`"),
        **_each("circle", "`iris`"),
        "l": "`cut`, and let this shot's sound go on: `audio: {trail: 12f}`",
        "j": "`cut`, and let the next shot's sound begin early: there `audio: {lead: 12f}`",
    },
    "movement": {
        **_each("push", "`dolly`, with `direction: in`"),
        **_each("pull", "`dolly`, with `direction: out`"),
        **_each("track, tracking, crab", "`truck`"),
        **_each("boom, jib", "`crane`"),
        **_each("arc", "`orbit`"),
        **_each("whip, swish", "`pan`, with `speed: fast`"),
        **_each("steadicam, gimbal", "`dolly`"),
        **_each("locked, still, fixed, none", "`static`"),
    },
}
"""Words by their field: what somebody may write, and what to write instead."""

_MOVES: Final[Mapping[str, str]] = {
    **_each("push in, track in, tracking in, truck in, move in, creep in, push", "dolly in"),
    **_each("pull back, pull out, track back, track out, truck out, move out, pull", "dolly out"),
    **_each("tracking, track, dolly left, lateral, crab", "truck left"),
    **_each("track left, tracking left, crab left", "truck left"),
    **_each("track right, tracking right, crab right, dolly right", "truck right"),
    **_each("boom up, jib up, rise", "crane up"),
    **_each("boom down, jib down, boom, jib, sink", "crane down"),
    **_each("whip pan, swish pan, whip, swish", "fast pan"),
    "crash zoom": "fast zoom",
    **_each("arc, circle, rotate around", "orbit"),
    **_each("steadicam, gimbal, follow, following", "dolly in"),
    **_each("locked off, locked, lock off, still, fixed, none, no movement, stationary", "static"),
    **_each("shaky, shake, hand held", "handheld"),
    **_each("pull focus, focus pull", "rack focus"),
    "pan up": "tilt up",
    "pan down": "tilt down",
    "tilt left": "pan left",
    "tilt right": "pan right",
}


_SPEEDS: Final[Mapping[str, str]] = {
    **_each("slowly, gently, gentle, subtle", "slow"),
    **_each("quick, quickly, rapid, rapidly", "fast"),
}


_FILLING: Final = frozenset("to the a an of on towards toward camera and very".split())


def field_meant(noun: str, name: str) -> str | None:
    """Our field for a name that somebody may know it by; `noun` is what has the field."""
    return _FIELDS.get(noun, {}).get(name)


def advice(noun: str, name: str) -> str | None:
    """What to write for a name that says more than one of our fields."""
    return _ADVICE.get(name) if noun == "shot" else None


def word_meant(field: str, word: str) -> str | None:
    """What to write in a field for a word of the trade, behind `write `."""
    return _WORDS.get(field, {}).get(_plain(word))


def move_meant(words: str) -> str | None:
    """A camera move in our words, `slow dolly in`, where the trade's are among them."""
    plain = _plain(words)
    longest = sorted((known for known in _MOVES if re.search(rf"\b{known}\b", plain)), key=len)
    if longest:
        plain = re.sub(rf"\b{longest[-1]}\b", _MOVES[longest[-1]], plain)
    told = [_SPEEDS.get(word, word) for word in plain.split() if word not in _FILLING]
    told.sort(key=lambda word: word not in _SPEEDS.values())
    meant = " ".join(told)
    return meant if meant != _plain(words) else None


def _plain(words: str) -> str:
    """In small letters, without hyphens and without the word shot."""
    return re.sub(r" shot$", "", re.sub(r"[-_\s]+", " ", words[:80].lower()).strip())
