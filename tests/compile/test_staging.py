"""What is sent of the staging and what is not: facts, takes, trims, panels and headings."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.cut.timeline import lay_out
from tests.boards import SMALL, compiled
from tests.compile.test_build import problems

TWO = "- id: two\n        size: MCU\n"


def with_two(*lines: str, top: str = "") -> str:
    """The small film with more lines in its second shot."""
    return top + SMALL.replace(TWO, TWO + "".join(f"        {line}\n" for line in lines))


def second(folder: Path, *lines: str, top: str = "") -> CompiledShot:
    return compiled(folder, with_two(*lines, top=top)).filmed[1]


@pytest.mark.parametrize(
    ("line", "top", "said"),
    [
        ("style: noir", "styles: {noir: hard light}\n", "Look: Pencil on paper; hard light."),
        ("props: [lamp]", "props: {lamp: {name: Lamp, look: brass}}\n", "Props: Lamp (brass)."),
        ("composition: low in frame", "", "Composition: Low in frame."),
        ("music_cue: low strings", "", "Sound: Slow waves. Music: Low strings.\n"),
    ],
)
def test_what_is_sent(tmp_path: Path, line: str, top: str, said: str) -> None:
    shot = second(tmp_path, line, top=top)
    assert said in shot.prompt
    assert shot.request.key != second(tmp_path).request.key


def test_weather_blocking_and_who_is_off_screen_are_sent(tmp_path: Path) -> None:
    text = SMALL.replace("mood: tense", "mood: tense\n    weather: thin rain")
    text = text.replace("characters: [mara]", "characters: [mara: frame left]")
    prompt = compiled(tmp_path, text).filmed[1].prompt
    assert "Where: Exterior at night, thin rain. Old pier: wet planks, a lamp." in prompt
    assert "Who: Mara (tall woman in a raincoat), frame left." in prompt
    hidden = SMALL.replace("tone: tired", "tone: tired\n            off_screen: true")
    prompt = compiled(tmp_path, hidden).filmed[1].prompt
    assert "Off screen, while nobody in the picture speaks, [Mara, low and weathered" in prompt
    stranger = SMALL.replace("- mara: Not", "- finn: Not")
    seen = stranger.replace("tone: tired", "tone: tired\n            off_screen: false")
    assert "ff screen" in compiled(tmp_path, stranger).filmed[1].prompt
    assert "ff screen" not in compiled(tmp_path, seen).filmed[1].prompt


def test_a_style_and_a_cue_are_inherited(tmp_path: Path) -> None:
    text = (
        "styles: {noir: hard light, ink: ink lines}\ndefaults: {style: noir, music_cue: a waltz}\n"
    )
    scene = SMALL.replace("    mood: tense", "    mood: tense\n    defaults: {style: ink}")
    prompts = [shot.prompt for shot in compiled(tmp_path, text + scene).filmed]
    assert ["ink lines" in prompt for prompt in prompts] == [True, True, False]
    assert ["hard light" in prompt for prompt in prompts] == [False, False, True]
    assert ["A waltz." in prompt for prompt in prompts] == [
        True,
        True,
        False,
    ]  # the third is silent


def test_another_take_is_another_request_with_the_same_words(tmp_path: Path) -> None:
    first, other = second(tmp_path), second(tmp_path, "take: 2")
    assert other.request.body == first.request.body
    assert (other.request.take, other.request.key != first.request.key) == (2, True)
    assert other.draft.key == first.draft.key
    assert second(tmp_path, "take: 1").request.key == first.request.key


def with_panels(folder: Path, *colours: str) -> None:
    for name, colour in zip("abc", colours, strict=False):
        Image.new("RGB", (32, 18), colour).save(folder / f"{name}.png")


def panels_of(shot: CompiledShot) -> list[tuple[str, int]]:
    """The names of the files in the draft's request, each with the frame where it begins."""
    names = {name: path.name for name, path in shot.panels.items()}
    return [(names[each["picture"]], each["at"]) for each in shot.draft.body["panels"]]


def test_panels_are_drawn_and_never_sent(tmp_path: Path) -> None:
    with_panels(tmp_path, "red")
    shot, plain = second(tmp_path, "panels: [a.png]"), second(tmp_path)
    assert (shot.request, shot.assets) == (plain.request, {})
    assert shot.draft.key != plain.draft.key
    digest = hashlib.sha256((tmp_path / "a.png").read_bytes()).hexdigest()
    assert shot.panels == {f"asset:sha256:{digest}": tmp_path / "a.png"}
    assert panels_of(shot) == [("a.png", 0)]
    assert "panels" not in plain.draft.body


def test_a_drawing_is_known_by_its_content(tmp_path: Path) -> None:
    with_panels(tmp_path, "red", "red", "blue")
    red, same, blue = (second(tmp_path, f"panels: [{name}.png]").draft.key for name in "abc")
    assert red == same != blue


@pytest.mark.parametrize(
    ("written", "starts"),
    [
        ("[a.png, b.png, c.png]", [0, 8, 16]),
        ("[{file: a.png, for: 12f}, b.png, c.png]", [0, 12, 18]),
        ("[a.png, {file: b.png, for: 4f}, c.png]", [0, 10, 14]),
        ("[{file: a.png, for: 2f}, {file: b.png, for: 2f}, {file: c.png, for: 2f}]", [0, 2, 4]),
        ("[a.png, b.png, {file: c.png, for: 17f}]", [0, 4, 7]),
    ],
)
def test_panels_follow_each_other(tmp_path: Path, written: str, starts: list[int]) -> None:
    with_panels(tmp_path, "red", "green", "blue")
    shot = second(tmp_path, f"panels: {written}")
    assert panels_of(shot) == list(zip(("a.png", "b.png", "c.png"), starts, strict=True))


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("[{file: a.png, for: 24f}, b.png]", 43),
        ("[a.png, {file: b.png, for: 24f}]", 18),
    ],
)
def test_a_panel_that_the_shot_has_no_time_for(tmp_path: Path, written: str, column: int) -> None:
    with_panels(tmp_path, "red", "green")
    (found,) = problems(tmp_path, with_two(f"panels: {written}"))
    assert found.code == "panel-not-seen"
    assert "take all of it" in found.message
    assert found.span is not None
    assert found.span.column == column


@pytest.mark.parametrize(
    ("written", "column"),
    [("[a.png, {file: b.png, for: 0f}]", 44), ("[{file: a.png, for: 0s}, b.png]", 37)],
)
def test_a_panel_that_stays_for_no_time(tmp_path: Path, written: str, column: int) -> None:
    with_panels(tmp_path, "red", "green")
    (found,) = problems(tmp_path, with_two(f"panels: {written}"))
    assert found.code == "panel-not-seen"
    assert found.message == "this panel stays for less than a frame"
    assert found.span is not None
    assert found.span.column == column


def starts(film: Shotlist) -> dict[str, int]:
    """The frame of each clip with which its shot begins."""
    return {shot.id: shot.head for shot in film.filmed}


def test_a_trim_says_where_in_its_clip_a_shot_begins(tmp_path: Path) -> None:
    plain, trimmed = compiled(tmp_path), compiled(tmp_path, with_two("trim: 12f"))
    assert starts(plain) == {"one": 0, "two": 3, "three": 0}
    assert starts(trimmed) == {"one": 0, "two": 12, "three": 0}
    assert trimmed.frames == plain.frames
    assert trimmed.filmed[1].needed == 12 + 24
    assert trimmed.filmed[1].request.key == plain.filmed[1].request.key
    timeline = lay_out(trimmed, {shot.id: shot.needed for shot in trimmed.filmed})
    assert timeline.warnings == ()


def test_a_trim_with_an_end_says_how_long_the_shot_is(tmp_path: Path) -> None:
    text = with_two("trim: {in: 12f, out: 2s}").replace(TWO, "- id: two\n        size: MCU\n")
    text = text.replace("duration: 1s\n        characters: [mara]\n", "characters: [mara]\n")
    film = compiled(tmp_path, text)
    assert (film.filmed[1].frames, film.filmed[1].head) == (36, 12)
    fast = compiled(tmp_path, text.replace("trim:", "speed: 2\n        trim:"))
    assert (fast.filmed[1].frames, fast.filmed[1].head, fast.filmed[1].needed) == (18, 6, 48)


def test_a_trim_can_ask_for_a_longer_clip(tmp_path: Path) -> None:
    assert second(tmp_path, "trim: 3.9s").clip_seconds == 5
    longer = second(tmp_path, "trim: 4.5s")
    assert (longer.clip_seconds, longer.needed) == (10, 108 + 24)
    (problem,) = problems(tmp_path, with_two("trim: 9.5s"))
    assert problem.code == "shot-too-long"
    assert "this shot needs 10.50 s with 228 frames of trim and handles" in problem.message


def test_a_j_cut_does_not_move_the_picture_of_a_trimmed_shot(tmp_path: Path) -> None:
    text = with_two("trim: 12f", "audio: {lead: 8f}").replace("sound: false", "sound: true")
    assert starts(compiled(tmp_path, text))["two"] == 12


@pytest.mark.parametrize(
    ("lines", "code", "message"),
    [
        (
            ["trim: {in: 2s, out: 1s}"],
            "trim-empty",
            "the trim ends at frame 24 of the clip, and begins at 48",
        ),
        (
            ["trim: {in: 12f, out: 2s}"],
            "trim-contradicts",
            "the trim makes a shot of 36 frames, and its duration is 24",
        ),
        (
            ["trim: 2f"],
            "trim-no-handle",
            "the dissolve into this shot shows 3 frames before its trim, and there are 2",
        ),
    ],
)
def test_a_trim_that_cannot_be(tmp_path: Path, lines: list[str], code: str, message: str) -> None:
    (problem,) = problems(tmp_path, with_two(*lines))
    assert (problem.code, problem.message) == (code, message)
    assert problem.span is not None
    assert problem.span.text.strip() == lines[0]


def test_a_heading_says_set_and_time_where_nobody_else_does(tmp_path: Path) -> None:
    text = SMALL.replace("    time: night\n", "").replace(", set: ext", "")
    prompt = compiled(tmp_path, text).filmed[0].prompt
    assert prompt == compiled(tmp_path).filmed[0].prompt
    indoors = compiled(tmp_path, text.replace("EXT. PIER", "INT. PIER")).filmed
    assert "Where: Interior at night. Old pier" in indoors[0].prompt
    assert "Where: Exterior at dawn. Old pier" in indoors[2].prompt  # a scene without a heading


BURNS = "draft: {burn_in: [%s]}\n"


def without(folder: Path, burns: str) -> list[list[str]]:
    film = compiled(folder, BURNS % burns + SMALL).filmed
    return [shot.draft.body.get("without", []) for shot in film]


def test_what_is_lettered_in_a_drawing_is_of_the_draft_alone(tmp_path: Path) -> None:
    """The second shot is the only one with a line; a shot without one is not drawn anew."""
    assert without(tmp_path, "action, dialogue") == [[], [], []]
    assert without(tmp_path, "slate, action") == [[], ["dialogue"], []]
    assert without(tmp_path, "dialogue") == [["action"]] * 3
    assert without(tmp_path, "") == [["action"], ["action", "dialogue"], ["action"]]
    plain = compiled(tmp_path, SMALL).filmed
    for burns in ("", "dialogue, action", "slate, dialogue, action, lens"):
        film = compiled(tmp_path, BURNS % burns + SMALL).filmed
        assert [shot.request.key for shot in film] == [shot.request.key for shot in plain]
        same = "action" in burns
        assert [a.draft == b.draft for a, b in zip(film, plain, strict=True)] == [same] * 3


def test_a_slate_knows_the_shots_length_and_its_panels(tmp_path: Path) -> None:
    with_panels(tmp_path, "red", "green")
    slate = second(tmp_path, "panels: [a.png, {file: b.png, for: 6f}]").slate
    assert (slate.seconds, slate.panels) == (1, (0, 18))
