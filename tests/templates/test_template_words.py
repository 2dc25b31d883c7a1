"""The packaged templates against whatever an author leaves out or ends with a comma."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.probe import FIELDS, fields_told
from storyboard.compile.prompts import Prompter
from storyboard.read.templates import read_templates
from tests.templates.rules import MALFORMED

PROMPTER = Prompter(read_templates(Path(__file__).parent))
PACKAGED = tuple(name for name in PROMPTER.names if "_" not in name)
SPEAKING = tuple(name for name in PACKAGED if name != "silent")
LIPS = {"music-video": "Mara sings, lips shaping every word."}

words = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(st.sampled_from(["wet", "stone", "lantern", "grey coat", "rain"]), min_size=1),
    st.sampled_from(["", ".", ",", ";", ":", "!", "?", ", ", ". ", "…"]),
)
FRAMELESS = ("dialogue", "documentary", "shot-list", "silent")

maybe = st.none() | words
names = st.sampled_from(["Mara", "Jonah", "The Narrator"])
people = st.fixed_dictionaries({"name": names, "look": maybe, "voice": maybe, "blocking": maybe})
things = st.fixed_dictionaries({"name": words, "look": maybe})
lines = st.fixed_dictionaries(
    {"speaker": names, "line": words, "tone": maybe, "voice": maybe, "off_screen": st.booleans()}
)


def facts(**changed: Any) -> dict[str, Any]:
    """A shot of which nothing is said but what it must say, with some facts changed."""
    shot: dict[str, Any] = {
        "size": "MS",
        "size_words": "medium shot",
        "angle": "eye",
        "angle_words": "eye level",
        "movement": "static",
        "movement_words": "the camera holds still",
        "composition": None,
        "music_cue": None,
        "lens": None,
        "action": "she waits",
        "sfx": [],
        "sound": True,
        "clip_seconds": 5,
    }
    bare: dict[str, Any] = {
        "film": {"title": "Not Tonight", "look": None, "aspect_ratio": "16:9"},
        "scene": scene(),
        "location": None,
        "style": None,
        "props": [],
        "shot": shot | changed.pop("shot", {}),
        "characters": [],
        "dialogue": [],
        "avoid": [],
    }
    return bare | changed


def scene(**said: str) -> dict[str, Any]:
    return dict.fromkeys(("heading", "time", "weather", "mood", "ambience")) | said


def said(speaker: str, line: str, *, off_screen: bool = False) -> dict[str, Any]:
    words = {"speaker": speaker, "line": line, "tone": None, "voice": None}
    return words | {"off_screen": off_screen}


def seen(name: str) -> dict[str, Any]:
    return {"name": name, "look": None, "voice": None, "blocking": None}


@st.composite
def any_facts(draw: st.DrawFn) -> dict[str, Any]:
    heard = st.lists(words, max_size=2)
    return facts(
        film={
            "title": "Not Tonight",
            "look": draw(maybe),
            "aspect_ratio": draw(st.sampled_from(["16:9", "9:16", "1:1"])),
        },
        scene={
            "heading": draw(maybe),
            "time": draw(st.none() | st.sampled_from(["dawn", "day", "dusk", "night"])),
            "weather": draw(maybe),
            "mood": draw(maybe),
            "ambience": draw(maybe),
        },
        style=draw(st.none() | st.fixed_dictionaries({"look": words})),
        props=draw(st.lists(things, max_size=2)),
        location=draw(
            st.none()
            | st.fixed_dictionaries(
                {"name": words, "set": st.sampled_from(["int", "ext"]), "look": maybe}
            )
        ),
        shot={
            "lens": draw(st.none() | st.integers(4, 1200)),
            "action": draw(words),
            "composition": draw(maybe),
            "music_cue": draw(maybe),
            "sfx": draw(heard),
            "sound": draw(st.booleans()),
        },
        characters=draw(st.lists(people, max_size=3)),
        dialogue=draw(st.lists(lines, max_size=3)),
        avoid=draw(heard),
    )


@pytest.mark.parametrize("template", PACKAGED)
@given(given_facts=any_facts())
def test_no_gap_and_no_stray_mark_whatever_is_left_out(
    template: str, given_facts: dict[str, Any]
) -> None:
    prompt = PROMPTER.render(template, given_facts).text
    unquoted = re.sub(r'"[^"]*"', '"…"', prompt)  # a line of dialogue ends as its author ended it
    faults = [fault for fault, pattern in MALFORMED.items() if re.search(pattern, unquoted)]
    assert not faults, prompt


@pytest.mark.parametrize("template", PACKAGED)
def test_nothing_but_the_list_is_avoided(template: str) -> None:
    assert PROMPTER.render(template, facts(avoid=["text", "logo"])).negative == "text, logo"
    assert PROMPTER.render(template, facts()).negative == ""


@pytest.mark.parametrize("template", PACKAGED)
def test_the_bare_shot_says_what_it_must(template: str) -> None:
    prompt = PROMPTER.render(template, facts()).text
    assert "medium shot, eye level" in prompt.lower()
    assert "The camera holds still." in prompt
    assert "She waits." in prompt
    assert "No background music." in prompt
    assert " ".join(prompt.split()).endswith("No dialogue, no narration.")


@pytest.mark.parametrize("template", PACKAGED)
def test_whatever_is_said_is_told(template: str) -> None:
    """Nothing that an author writes for the model is lost in a template."""
    told = {*fields_told(PROMPTER, template)}
    unsung = {"title"}  # a title is for people
    unsung |= {"aspect_ratio"} if template in FRAMELESS else set()
    unsung |= {"tone", "voice"} if template == "silent" else set()
    assert {"action", "size", "dialogue", "negative", "weather", "style"} <= told
    assert {*FIELDS} - told == unsung


@pytest.mark.parametrize("template", SPEAKING)
def test_linking_words_stand_between_lines(template: str) -> None:
    dialogue = [said("Mara", "No."), said("Jonah", "Why?"), said("Jonah", "Tell me.")]
    people = [seen("Mara"), seen("Jonah")]
    prompt = PROMPTER.render(template, facts(dialogue=dialogue, characters=people)).text
    flat = " ".join(prompt.split())
    assert '[Mara]: "No." Then [Jonah]: "Why?" After a pause, [Jonah]: "Tell me."' in flat


@pytest.mark.parametrize("template", PACKAGED)
def test_a_silent_speaker_moves_the_lips(template: str) -> None:
    silent = facts(dialogue=[said("Mara", "No.")], characters=[seen("Mara")], shot={"sound": False})
    prompt = PROMPTER.render(template, silent).text
    assert LIPS.get(template, "Mara speaks, lips moving naturally.") in prompt
    assert "No." not in prompt


@pytest.mark.parametrize("template", PACKAGED)
def test_music_is_refused_unless_it_was_asked_for(template: str) -> None:
    heard = scene(ambience="Soft dance music next door")
    prompt = PROMPTER.render(template, facts(scene=heard)).text
    assert "Soft dance music next door." in prompt
    assert "No background music" not in prompt


@pytest.mark.parametrize("template", PACKAGED)
def test_a_cue_is_the_music(template: str) -> None:
    prompt = PROMPTER.render(template, facts(shot={"music_cue": "low strings, swelling"})).text
    assert "Music: Low strings, swelling." in prompt
    assert "No background music" not in prompt


@pytest.mark.parametrize("template", PACKAGED)
def test_it_says_what_it_is_for(template: str) -> None:
    about = read_templates(Path(__file__).parent)[f"{template}.j2"].about
    assert all((about.words, about.suits, about.needs))


@pytest.mark.parametrize("template", SPEAKING)
def test_a_quotation_inside_a_line_does_not_end_it(template: str) -> None:
    prompt = PROMPTER.render(template, facts(dialogue=[said("Mara", 'He said "no".')])).text
    assert "\"He said 'no'.\"" in prompt


def test_without_a_location_the_heading_says_where() -> None:
    night = scene(heading="EXT. PIER - NIGHT", time="night")
    assert "Where: EXT. PIER - NIGHT." in PROMPTER.render("shot-list", facts(scene=night)).text
    place = {"name": "Pier", "set": "ext", "look": "black water"}
    prompt = PROMPTER.render("shot-list", facts(scene=night, location=place)).text
    assert "Where: Exterior at night. Pier: black water." in prompt
    assert "EXT." not in prompt
