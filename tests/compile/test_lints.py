"""What is valid and deserves a second look: the exact words, with place, numbers and hint."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from storyboard.cli.diagnostics import concise, full
from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import packaged_catalogue, project_catalogue
from storyboard.compile.lints import LINTS, lint
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.lints import LINTS as NAMES
from storyboard.read.load import load
from storyboard.read.models import read_models
from storyboard.read.templates import read_templates
from tests.boards import write_board
from tests.cut.sounds import sound_file, tone

ROOT = Path(__file__).parents[2]

HEAD = """\
storyboard: 1
title: A film
cast:
  mara: {name: Mara}
  finn: {name: Finn}
"""


def film(*shots: str, top: str = "") -> str:
    """A storyboard of one scene with these shots, each the fields of a mapping."""
    lines = "".join(f"      - {{id: s{n}, {shot}}}\n" for n, shot in enumerate(shots, 1))
    return f"{HEAD}{top}scenes:\n  - id: sc010\n    shots:\n{lines}"


def found(folder: Path, text: str) -> tuple[Diagnostic, ...]:
    loaded = load(write_board(folder, text))
    catalogue = project_catalogue(read_models(folder))
    return lint(loaded, compile_storyboard(loaded, read_templates(folder), catalogue), catalogue)


def to_the_point(folder: Path, text: str) -> list[Diagnostic]:
    """The warnings but for people that these small films do not use, and for Chinese letters,
    which are missing where the extra `cjk` is."""
    beside = {"unused-character"} | ({"missing-glyph"} if "我" in text else set())
    return [each for each in found(folder, text) if each.code not in beside]


def warned(folder: Path, text: str) -> list[str]:
    """The warnings that a film is about, one line each."""
    return [
        concise(each).replace(f"{folder}/film.yaml:", "") for each in to_the_point(folder, text)
    ]


BOTH = "characters: [mara, finn]"
LAST = "action: z"
SAYS = "action: x, characters: [mara, finn], dialogue: [{mara: %s}]"

WARNINGS = {
    "a field left empty": (
        film(f"{BOTH}, lens: , action: x", top="defaults: {lens: 35}\n"),
        "10:44: warning[empty-field]: `lens` is empty, which takes away what it would inherit "
        "(give it a value or leave it out; where it is meant, write `null`)",
    ),
    "muted sound": (
        film(f"{BOTH}, action: x, sound: true, audio: {{mute: true}}"),
        "9:82: warning[muted-sound]: the sound of `s1` is bought, and it is muted "
        "(`sound: false` sounds the same and saves 0.35 USD, unless the clip is bought already)",
    ),
    "muted by speed": (
        film(f"{BOTH}, action: x, speed: 2, duration: 4s"),
        "9:62: warning[muted-sound]: the sound of `s1` is bought, and at speed 2 it is mute "
        "(`sound: false` sounds the same and saves 0.70 USD, unless the clip is bought already)",
    ),
    "muted, at a price that is not known": (
        film("action: x, model: veo-3.1-fast, audio: {mute: true}"),
        "9:64: warning[muted-sound]: the sound of `s1` is bought, and it is muted "
        "(`sound: false` sounds the same and may cost less, unless the clip is bought already)",
    ),
    "muted for all": (
        film("action: x", "action: y", "action: x", top="defaults: {audio: {mute: true}}\n"),
        "6:26: warning[muted-sound]: the sound of 3 shots is bought, and it is muted "
        "(`sound: false` sounds the same and saves 0.70 USD, unless the clip is bought already)",
    ),
    "letters that no typeface has": (
        film(f"{BOTH}, action: The stone says ᚠᚢᚠ."),
        "9:52: warning[missing-glyph]: no typeface here has ᚠ ᚢ: each is drawn as · (write it in "
        "letters that are Latin, Greek, Cyrillic or, with the extra `cjk`, Chinese, Japanese or "
        "Korean; prompts are sent as they are)",
    ),
    "a name that no typeface has, in two shots": (
        film(SAYS % "Yes.", SAYS % "No.").replace("Mara}", "ᚠᚢ}"),
        "4:16: warning[missing-glyph]: no typeface here has ᚠ ᚢ: each is drawn as · (write it in "
        "letters that are Latin, Greek, Cyrillic or, with the extra `cjk`, Chinese, Japanese or "
        "Korean; prompts are sent as they are)",
    ),
    "a caption that no typeface has": (
        film(f"{BOTH}, caption: ᚠ, action: x"),
        "9:53: warning[missing-glyph]: no typeface here has ᚠ: each is drawn as · (write it in "
        "letters that are Latin, Greek, Cyrillic or, with the extra `cjk`, Chinese, Japanese or "
        "Korean; prompts are sent as they are)",
    ),
    "a prompt near the limit": (
        film(*["action: " + "word " * 377 + "end, characters: [mara, finn], template: brim"]),
        "9:26: warning[near-prompt-limit]: the prompt has 2,401 of the 2,500 characters that "
        "kling-v2.6-pro reads (shorten what the shot says, or choose a terser template; over the "
        "limit it is an error)",
    ),
    "a negative prompt near the limit": (
        film(
            "action: x",
            "action: y",
            top="defaults: {negative: [" + ", ".join([f"w{'o' * 1198}d"] * 2) + "]}\n",
        ),
        "6:22: warning[near-prompt-limit]: the negative prompt has 2,402 of the 2,500 characters "
        "that kling-v2.6-pro reads (shorten what the shot says, or choose a terser template; over "
        "the limit it is an error)",
    ),
    "dialogue in a silent shot": (
        film(SAYS % "Not tonight." + ", sound: false"),
        "9:55: warning[silent-dialogue]: Mara speaks in a shot without sound "
        "(write `sound: true` on the shot, 0.35 USD more, or give the line a `recording:`)",
    ),
    "dialogue and a model that is always silent": (
        film(
            "action: x, dialogue: [{mara: No.}, {finn: Yes.}]",
            top="defaults: {model: kling-v2.6-std, sound: false}\n",
        ),
        "10:29: warning[silent-dialogue]: Mara and Finn speak in a shot without sound "
        "(kling-v2.6-std makes silent clips: choose another model, or add a `recording:`)",
    ),
    "rushed dialogue": (
        film(SAYS % "I told you before that nobody crosses here at night" + ", duration: 2s", LAST),
        "9:55: warning[rushed-dialogue]: 10 words in 2.00 s are 300 words a minute; people say "
        "about 160 (give the shot 3.8 s or say it in 5 words, or let the sound go on under the "
        "next shot with `audio: {trail: …}`)",
    ),
    "rushed dialogue in Chinese": (
        film(SAYS % "我早就告诉过你晚上没有人从这里过河的" + ", duration: 2s"),
        "9:55: warning[rushed-dialogue]: 18 characters in 2.00 s are 540 characters a minute; "
        "people say about 260 (give the shot 4.2 s or say it in 8 characters)",
    ),
    "a language that is not spoken": (
        film(SAYS % "Ich habe dir gesagt dass wir heute nicht fahren" + ", duration: 4s"),
        "9:73: warning[unspoken-language]: this line is in German; kling-v2.6-pro speaks Chinese "
        "or English (write it in Chinese or English, or buy the shot silent and give the line a "
        "`recording:`)",
    ),
    "a script that is not spoken": (
        film(SAYS % "Сегодня ночью нет"),
        "9:73: warning[unspoken-language]: this line is in Cyrillic script; kling-v2.6-pro speaks "
        "Chinese or English (write it in Chinese or English, or buy the shot silent and give the "
        "line a `recording:`)",
    ),
    "a little more than a clip": (
        film("action: x, duration: 5.25"),
        "9:39: warning[oversized-clip]: a clip of 10 s is bought for 5.25 s of use; one of 5 s "
        "costs 0.70 USD less (make the shot 0.25 s shorter (6 frames))",
    ),
    "a little more than a clip, for a dissolve": (
        film("action: x, duration: 5s, transition: dissolve 12f", "action: y"),
        "9:39: warning[oversized-clip]: a clip of 10 s is bought for 5.25 s of use, handles "
        "included; one of 5 s costs 0.70 USD less (make the shot 0.25 s shorter (6 frames), or the "
        "transitions)",
    ),
    "a little more than a clip, three times": (
        film("action: x", "action: y", "action: z", top="defaults: {duration: 5.25}\n"),
        "6:22: warning[oversized-clip]: 3 clips of 10 s are bought for 5.25 s of use each; those "
        "of 5 s cost 2.10 USD less in all (make the shots 0.25 s shorter (6 frames))",
    ),
    "a little more than a clip, twice as fast": (
        film("action: x, duration: 61f, speed: 2, sound: false"),
        "9:39: warning[oversized-clip]: a clip of 10 s is bought for 5.08 s of use; one of 5 s "
        "costs 0.35 USD less (make the shot 0.04 s shorter (1 frame))",
    ),
    "a clip that an override makes too long": (
        film("action: x, duration: 4s, overrides: {duration: 10}"),
        "9:65: warning[oversized-clip]: a clip of 10 s is bought for 4.00 s of use; one of 5 s "
        "costs 0.70 USD less (leave the override out: the cheapest length that covers the shot is "
        "chosen)",
    ),
    "the same view twice": (
        film(*[f"{BOTH}, action: {a}, size: CU, angle: low, lens: 85" for a in "xy"]),
        "10:14: warning[jump-cut]: the cut from `s1` jumps: Finn and Mara in CU, low angle, 85 mm, "
        "as before (move the camera by 30 degrees or more, change the size by two steps, put "
        "another shot between, or dissolve)",
    ),
    "a shot with a scene's id": (
        film("action: x").replace("id: s1", "id: sc010"),
        "9:14: warning[clashing-ids]: the shot `sc010` has the id of a scene "
        "(give it another; in `music` the name means the whole scene)",
    ),
    "a shot with nearly a scene's id": (
        film("action: x").replace("id: s1", "id: SC010"),
        "9:14: warning[clashing-ids]: the shot `SC010` has the id of a scene, `sc010`, but for its "
        "case (give it another; in `music` the name means the whole scene)",
    ),
    "ids that differ in case": (
        film("action: x", "action: y").replace("id: s2", "id: S1"),
        "10:14: warning[clashing-ids]: `S1` and `s1` are two shots whose ids differ in case alone "
        "(give one of them another; people and some disks will not tell them apart)",
    ),
}


@pytest.fixture(autouse=True)
def _a_template_of_known_length(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "brim.j2").write_text("{{ shot.action }}" + "!" * 513)
    with wave.open(str(tmp_path / "no.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 4000)


@pytest.mark.parametrize(("text", "expected"), WARNINGS.values(), ids=WARNINGS)
def test_a_warning_is_told_in_one_line(tmp_path: Path, text: str, expected: str) -> None:
    assert warned(tmp_path, text) == [expected]


@pytest.mark.parametrize("text", [text for text, _ in WARNINGS.values()], ids=WARNINGS)
def test_every_warning_can_be_silenced_for_the_film_the_scene_and_the_shot(
    tmp_path: Path, text: str
) -> None:
    (problem,) = to_the_point(tmp_path, text)
    everywhere = text.replace("title:", f"ignore: [{problem.code}]\ntitle:")
    assert warned(tmp_path, everywhere) == []
    in_scenes = text.replace("shots:", f"ignore: [{problem.code}]\n    shots:")
    assert (in_scenes != text, warned(tmp_path, in_scenes)) == (True, [])
    in_shots = text.replace("action: ", f"ignore: [{problem.code}], action: ")
    assert warned(tmp_path, in_shots) == []


FINE = {
    "null where it is meant": film("action: x, lens: null", top="defaults: {lens: 35}\n"),
    "a field left empty where nothing is inherited": film("action: x, lens: "),
    "sound that is heard elsewhere": film(
        "action: x, audio: {mute: true}", "action: x", top="ignore: [jump-cut]\n"
    ),
    "a muted clip of a model that has no silent one": film(
        "action: x, model: wan-2.5, audio: {mute: true}"
    ),
    "a silent clip, muted": film("action: x, sound: false, audio: {mute: true}"),
    "a recorded line in a silent shot": film(
        f"{BOTH}, action: x, sound: false, dialogue: [{{mara: No., recording: no.wav}}]"
    ),
    "a short prompt": film("action: x"),
    "a line at ease": film(SAYS % "I told you before that nobody crosses here" + ", duration: 3s"),
    "a long line that goes on under the next shot": film(
        SAYS % "I told you before that nobody crosses here at night"
        + ", duration: 2s, audio: {trail: 2s}",
        "action: y, duration: 4s",
    ),
    "a clip that is used": film("action: x, duration: 8s"),
    "a clip far over the shorter one": film("action: x, duration: 6.5s"),
    "a clip that two shots use": film("action: x, duration: 5.2s", "action: x, duration: 5.2s"),
    "an override that is needed": film("action: x, duration: 8s, overrides: {duration: 10}"),
    "views that differ in size": film(
        *[f"{BOTH}, action: x, size: {size}, angle: eye, lens: 35" for size in ("CU", "MS")]
    ),
    "views that leave the angle open": film(
        *[f"{BOTH}, action: {a}, size: CU, lens: 85" for a in "xy"]
    ),
    "views that leave the lens open": film(
        *[f"{BOTH}, action: {a}, size: CU, angle: eye" for a in "xy"]
    ),
    "views of other people": film(
        *[
            f"characters: [{who}], action: x, size: CU, angle: eye, lens: 85"
            for who in ("mara", "finn")
        ]
    ),
    "views of nobody": film(*[f"action: {a}, size: CU, angle: eye, lens: 85" for a in "xy"]),
    "a dissolve between": film(
        *[
            f"{BOTH}, action: {a}, size: CU, angle: eye, lens: 85, transition: dissolve"
            for a in "xy"
        ]
    ),
    "a camera that moves": film(
        *[f"{BOTH}, action: {a}, size: CU, angle: eye, lens: 85, movement: pan" for a in "xy"]
    ),
    "a shot that goes on where the other ended": film(
        f"{BOTH}, action: x, size: CU, angle: eye, lens: 85",
        f"{BOTH}, action: y, size: CU, angle: eye, lens: 85, first_frame: {{shot: s1}}",
    ),
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_nothing_is_said_without_cause(tmp_path: Path, text: str) -> None:
    assert warned(tmp_path, text) == []


def test_so_many_that_nobody_reads_them_are_cut_off(tmp_path: Path) -> None:
    shots = [f"action: x{n}, duration: 5.2s" for n in range(1001)]
    *told, last = (each.code for each in found(tmp_path, film(*shots)))
    assert (len(told), last) == (1000, "too-many-problems")


def test_warnings_of_several_files_come_as_people_read_them(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: sc020\nshots: [{id: t1, action: y, duration: 5.2s}]\n")
    text = film("action: x, duration: 5.3s") + "  - include: a.yaml\n"
    files = [each.span.file for each in found(tmp_path, text) if each.span]
    assert [Path(file).name for file in files] == ["film.yaml"] * 3 + ["a.yaml"]


def test_the_view_before_is_shown(tmp_path: Path) -> None:
    text = film(*[f"characters: [mara], action: {a}, size: CU, angle: low, lens: 9" for a in "xy"])
    _, problem = found(tmp_path, text)
    assert full(problem).replace(f"{tmp_path}/", "") == (
        "warning[jump-cut]: the cut from `s1` jumps: Mara in CU, low angle, 9 mm, as before\n"
        "  --> film.yaml:10:14\n"
        "   |\n"
        " 9 |       - {id: s1, characters: [mara], action: x, size: CU, angle: low, lens: 9}\n"
        "   |              -- the same view\n"
        "10 |       - {id: s2, characters: [mara], action: y, size: CU, angle: low, lens: 9}\n"
        "   |              ^^\n"
        "   = help: move the camera by 30 degrees or more, change the size by two steps, put "
        "another shot between, or dissolve"
    )


def test_unused_people_and_places_can_be_silenced_too(tmp_path: Path) -> None:
    text = film("action: x", top="locations: {pier: {name: Pier}}\n")
    codes = [each.code for each in found(tmp_path, text)]
    assert codes == ["unused-character", "unused-character", "unused-location"]
    quiet = text.replace("title:", "ignore: [unused-character, unused-location]\ntitle:")
    assert found(tmp_path, quiet) == ()


@pytest.mark.parametrize(
    ("top", "shot", "expected"),
    [
        (
            "ignore: [unused-charcter]\n",
            "",
            "6:10: error[wrong-value]: item 1 of `ignore` cannot be `unused-charcter` "
            "(did you mean `unused-character`?)",
        ),
        (
            "",
            ", ignore: [loud]",
            "9:38: error[wrong-value]: item 1 of `ignore` cannot be `loud` (write `clashing-ids`, "
            "`empty-field`, `heading-differs`, `jump-cut`, `missing-glyph`, `muted-sound`, "
            "`named-twice`, `near-prompt-limit`, `oversized-clip`, `rushed-dialogue`, "
            "`silent-cue`, `silent-dialogue`, `unspoken-language`, `unused-character`, "
            "`unused-location`, `unused-prop`, `unused-style` or `unused-variable`)",
        ),
    ],
)
def test_what_is_no_lint_cannot_be_silenced(
    tmp_path: Path, top: str, shot: str, expected: str
) -> None:
    with pytest.raises(StoryboardError) as caught:
        load(write_board(tmp_path, film("action: x" + shot, top=top)))
    (problem,) = [each for each in caught.value.diagnostics if each.severity == "error"]
    assert concise(problem).replace(f"{tmp_path}/film.yaml:", "") == expected


def test_the_names_are_those_of_the_lints() -> None:
    assert {*NAMES} == {
        *LINTS,
        *(f"unused-{each}" for each in ("character", "location", "style", "prop", "variable")),
    }
    assert list(NAMES) == sorted(NAMES)


@pytest.mark.parametrize("name", ["signalman", "launch-teaser", "square-loop"])
def test_the_examples_are_clean(name: str) -> None:
    folder = ROOT / "examples" / name
    loaded, catalogue = load(folder / "film.yaml"), packaged_catalogue()
    shotlist = compile_storyboard(loaded, read_templates(folder), catalogue)
    assert lint(loaded, shotlist, catalogue) == ()


def test_a_recorded_line_is_heard_in_a_silent_shot(tmp_path: Path) -> None:
    sound_file(tmp_path / "no.wav", tone(1))
    lines = "{mara: No., recording: no.wav}, {finn: Yes.}"
    text = film(f"{BOTH}, action: x, sound: false, dialogue: [{lines}]")
    (told,) = warned(tmp_path, text)
    assert "Finn speaks in a shot without sound" in told
    assert warned(tmp_path, text.replace("{finn: Yes.}", "")) == []


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        ("heading: EXT. PIER - NIGHT, time: night", []),
        ("heading: The pier, location: pier, time: night", []),
        ("time: night", []),
        (
            "heading: The pier, time: night",
            [
                "warning[heading-differs]: the heading says no time, and the scene's time is night "
                "(where no location is, the heading is what is sent; let it end in `- NIGHT`)"
            ],
        ),
        (
            "heading: EXT. PIER - DAY, time: night",
            [
                "warning[heading-differs]: the heading says DAY, and the scene's time is night "
                "(where no location is, the heading is what is sent; let it end in `- NIGHT`)"
            ],
        ),
        (
            "heading: EXT. PIER - DAY, location: pier, time: night",
            [
                "warning[heading-differs]: the heading says DAY, and the scene's time is night "
                "(the time is what is sent; let the heading say the same)"
            ],
        ),
    ],
)
def test_a_time_that_is_not_sent_is_told(tmp_path: Path, scene: str, expected: list[str]) -> None:
    top = "locations: {pier: {name: Old pier}}\n"
    fields = "".join(f"    {field}\n" for field in scene.split(", "))
    text = film("action: x", top=top).replace("    shots:\n", f"{fields}    shots:\n")
    told = [line for line in warned(tmp_path, text) if "unused" not in line]
    assert [line.split(" ", 1)[1] for line in told] == expected


def test_a_template_of_ones_own_may_say_the_time(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir(exist_ok=True)
    (tmp_path / "templates" / "mine.j2").write_text("{{ shot.action }} at {{ scene.time }}\n")
    text = film("action: x, template: mine").replace(
        "    shots:\n", "    heading: The pier\n    time: night\n    shots:\n"
    )
    assert warned(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            film(
                "action: x, sound: false, sfx: [a bell], music_cue: low strings",
                "action: y, sfx: [a bell]",
                "action: z, sound: false",
                "action: w, sound: false, sfx: [a bell], ignore: [silent-cue]",
                top="defaults: {music_cue: low strings}\n",
            ),
            [
                "warning[silent-cue]: the sound effects of a shot without sound are not sent "
                "(buy the shot with sound, or name a file of it in `effects`)",
                "warning[silent-cue]: the music cue of a shot without sound is not sent "
                "(buy the shot with sound, or name a file of it in `music`)",
            ],
        ),
        (
            film(
                "action: x, characters: [mara, {finn: left}, mara: right]",
                "action: y, props: [lamp, lamp]",
                "action: z, characters: [mara, mara: in the mirror], ignore: [named-twice]",
                top="props: {lamp: {name: A lamp}}\n",
            ),
            [
                "warning[named-twice]: `mara` is in the `characters` of this shot twice "
                "(leave one out: a model shows as many as it is told of)",
                "warning[named-twice]: `lamp` is in the `props` of this shot twice "
                "(leave one out: a model shows as many as it is told of)",
            ],
        ),
    ],
    ids=["cues that are not sent, where the shot itself says them", "who is in a shot twice"],
)
def test_each_of_several_is_told(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [line.split(" ", 1)[1] for line in warned(tmp_path, text)] == expected
