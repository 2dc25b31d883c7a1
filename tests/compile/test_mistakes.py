"""Mistakes in what shots ask of models, prompts and the edit: the exact words, place and hint."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PIL import Image

from storyboard.cli.diagnostics import concise, full
from storyboard.cli.project import open_project
from storyboard.errors import Diagnostic, StoryboardError
from tests.boards import write_board

HEAD = """\
storyboard: 1
title: A film
fps: 24
"""


def film(*shots: str, top: str = "") -> str:
    """A storyboard of one scene with these shots, each the fields of a mapping.

    Without `top` the first of them stands in line 7.
    """
    lines = "".join(f"      - {{id: s{n}, action: x, {shot}}}\n" for n, shot in enumerate(shots, 1))
    return f"{HEAD}{top}scenes:\n  - id: sc010\n    shots:\n{lines}"


def problems(folder: Path, text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(StoryboardError) as caught:
        open_project(write_board(folder, text))
    return caught.value.diagnostics


def said(folder: Path, text: str) -> list[str]:
    return [
        concise(each).replace(f"{folder}/", "").replace("film.yaml:", "")
        for each in problems(folder, text)
    ]


MISTAKES = {
    "a value out of the model's range": (
        film("overrides: {cfg_scale: 3}"),
        "7:52: error[bad-parameter]: `cfg_scale` must be from 0 to 1, not 3 (see `storyboard "
        "models show kling-v2.6-pro`)",
    ),
    "a value the model does not offer": (
        film("overrides: {duration: 7}"),
        "7:51: error[bad-parameter]: `duration` must be one of 5, 10, not 7 (see `storyboard "
        "models show kling-v2.6-pro`)",
    ),
    "text for a number of the model's": (
        film('overrides: {cfg_scale: "0.5"}'),
        '7:52: error[bad-parameter]: `cfg_scale` must be a number, not the text "0.5" (see '
        "`storyboard models show kling-v2.6-pro`)",
    ),
    "a parameter misspelt": (
        film("overrides: {cfg_scal: 0.5}"),
        "7:41: error[unknown-parameter]: kling-v2.6-pro has no parameter `cfg_scal` (did you "
        "mean `cfg_scale`? it has: prompt, negative_prompt, cfg_scale, sound, aspect_ratio, "
        "duration)",
    ),
    "a parameter of another model": (
        film("overrides: {camera: fixed}"),
        "7:41: error[unknown-parameter]: kling-v2.6-pro has no parameter `camera` (it has: "
        "prompt, negative_prompt, cfg_scale, sound, aspect_ratio, duration)",
    ),
    "a picture as an override": (
        film("model: kling-v2.6-pro-i2v, overrides: {image: panels/a.png}"),
        "7:75: error[bad-parameter]: `image` in overrides must be a web address (for a file, "
        "write `first_frame:` on the shot)",
    ),
    "a model that wants a picture": (
        film("model: kling-v2.6-pro-i2v"),
        "7:14: error[missing-first-frame]: kling-v2.6-pro-i2v makes a clip from a picture, and "
        "the shot names none (add `first_frame:` with a file or an earlier shot, or choose "
        "another model)",
    ),
    "a model that takes no last frame": (
        film("model: kling-v2.6-std, sound: false, last_frame: panels/a.png"),
        "7:66: error[no-frame]: kling-v2.6-std-i2v takes no last frame (models that take one: "
        "kling-v2.6-pro, kling-v2.6-pro-i2v)",
    ),
    "a picture of a kind that is not taken": (
        film("first_frame: panels/a.webp"),
        "7:42: error[bad-picture]: `panels/a.webp` is WebP, not PNG or JPEG as it has to be for "
        "kling-v2.6-pro-i2v (save it in another form)",
    ),
    "a model that is always silent": (
        film("model: kling-v2.6-std, sound: true"),
        "7:59: error[not-honoured]: the clips of kling-v2.6-std are always silent (write `sound: "
        "false` on the shot or choose another model; it has: prompt, negative_prompt, "
        "aspect_ratio, duration)",
    ),
    "a model without a scale": (
        film("model: kling-v2.6-std, sound: false, cfg_scale: 0.7"),
        "7:77: error[not-honoured]: kling-v2.6-std has no cfg_scale (leave `cfg_scale` out or "
        "choose another model; it has: prompt, negative_prompt, aspect_ratio, duration)",
    ),
    "a shape that is not made": (
        film("model: ltx-2-fast", top='aspect_ratio: "9:16"\n'),
        "4:15: error[aspect-not-offered]: the film is 9:16; ltx-2-fast makes 16:9 (choose "
        "another model or another aspect ratio)",
    ),
    "a shot longer than any clip": (
        film("duration: 12s"),
        "7:39: error[shot-too-long]: this shot needs 12.00 s; kling-v2.6-pro makes clips of 5 or "
        "10 s (split it into two shots or shorten it)",
    ),
    "a shot too long with its handles": (
        film("duration: 10s, transition: dissolve", ""),
        "7:39: error[shot-too-long]: this shot needs 10.25 s with 6 frames of handles for its "
        "transitions; kling-v2.6-pro makes clips of 5 or 10 s (split it into two shots or "
        "shorten it)",
    ),
    "a shot too long, as all are": (
        film("", "", top="defaults: {duration: 15s}\n"),
        "4:22: error[shot-too-long]: this shot needs 15.00 s; kling-v2.6-pro makes clips of 5 or "
        "10 s (split it into two shots or shorten it)",
    ),
    "an override too short": (
        film("duration: 8s, overrides: {duration: 5}"),
        "7:65: error[clip-too-short]: a clip of 5 s does not cover the 192 frames this shot "
        "needs (leave the override out: the cheapest length that fits is chosen)",
    ),
    "a shot of no frame": (
        film("duration: 0.01"),
        "7:39: error[too-short]: a shot lasts at least one frame",
    ),
    "a transition at the end that leads on": (
        film("", "transition: wipe"),
        "8:41: error[nothing-follows]: a wipe leads to the next shot, and this is the last one "
        "(leave it out, or end the film with `dissolve`, `fade` or `iris`)",
    ),
    "a transition too long": (
        film("duration: 1s, transition: fade 3s", ""),
        "7:55: error[transition-too-long]: a fade of 72 frames is too long for a shot of 24 "
        "(make it at most 49 frames, or the shot longer)",
    ),
    "a transition too long for the next shot": (
        film("duration: 4s, transition: dissolve 3s", "duration: 1s"),
        "7:55: error[transition-too-long]: a dissolve of 72 frames is too long for a shot of 24 "
        "(make it at most 48 frames, or the shot longer)",
    ),
    "a freeze of a whole shot": (
        film("duration: 1s, freeze: 1s"),
        "7:51: error[freeze-too-long]: the freeze takes 24 frames of a shot of 24 (make it "
        "shorter than the shot: it holds the last frame that was shown)",
    ),
    "a title that comes too late": (
        film("duration: 1s, title: {text: Mara, at: 2s}"),
        "7:67: error[title-not-seen]: the title comes after 48 frames, when its shot of 24 is "
        "over (let it come earlier)",
    ),
    "a title that is not there long enough": (
        film("duration: 1s, title: {text: Mara, for: 0.01}"),
        "7:68: error[title-not-seen]: the title stays for less than a frame (let it stay long "
        "enough to be read)",
    ),
    "a J cut at the beginning": (
        film("audio: {lead: 8f}"),
        "7:43: error[no-neighbour]: there is no shot before this one that its sound could reach "
        "into (leave `lead` out)",
    ),
    "an L cut at the end": (
        film("", "audio: {trail: 8f}"),
        "8:44: error[no-neighbour]: there is no shot after this one that its sound could reach "
        "into (leave `trail` out)",
    ),
    "an L cut longer than the next shot": (
        film("audio: {trail: 30f}", "duration: 1s"),
        "7:44: error[audio-too-long]: the sound goes on 30 frames after its picture, and the "
        "shot after it lasts 24 (make `trail` shorter)",
    ),
    "fades longer than a shot": (
        film("duration: 1s, audio: {fade_in: 1s, fade_out: 1s}"),
        "7:74: error[fades-too-long]: the fades take 48 frames, and the sound lasts 24 (make the "
        "fades shorter)",
    ),
    "fades longer than the music": (
        film("duration: 1s", top="music: [{file: audio/bell.wav, fade_in: 1s, fade_out: 1s}]\n"),
        "4:55: error[fades-too-long]: the fades take 48 frames, and the music plays for 24 (make "
        "the fades shorter)",
    ),
    "an effect that comes too late": (
        film("duration: 1s, effects: [{file: audio/bell.wav, at: 1s}]"),
        "7:80: error[effect-too-late]: the effect begins after 24 frames, and its shot lasts 24 "
        "(begin it earlier, or give it to the next shot)",
    ),
    "a negative prompt too long": (
        film("", top=f"defaults: {{negative: [{'x' * 1500}, {'y' * 1500}]}}\n"),
        "4:22: error[prompt-too-long]: the negative prompt has 3,002 characters; kling-v2.6-pro "
        "reads 2,500 (shorten `negative`: a model heeds the first few things of a list)",
    ),
    "a template that names what is not there": (
        film("template: acton"),
        "templates/acton.j2:1:1: error[template-error]: the template uses `acton`, which is not "
        "defined (did you mean `action`?)",
    ),
    "a template that is not closed": (
        film("template: unclosed"),
        "templates/unclosed.j2:1:1: error[template-error]: the template ends inside an open `{% "
        "if %}` (write `{% endif %}` where it is to end)",
    ),
    "a template without end": (
        film("template: endless"),
        "templates/endless.j2:1:1: error[template-error]: the template `endless` has no end, or is "
        "nested too deeply",
    ),
    "a template that reaches for what it must not": (
        film("template: reach"),
        "templates/reach.j2:1:1: error[template-error]: the template cannot be rendered: access "
        "to attribute '__class__' of 'dict' object is unsafe. (a template knows film, scene, "
        "location, style, shot, characters, props, dialogue, avoid, and reaches nothing behind "
        "them)",
    ),
}
TEMPLATES = {
    "acton": "{{ shot.acton }}",
    "unclosed": "{% if shot %}",
    "endless": '{% include "endless.j2" %}',
    "reach": "{{ shot.__class__ }}",
}


@pytest.fixture(autouse=True)
def _a_project(tmp_path: Path) -> None:
    for name in ("panels", "audio", "templates"):
        (tmp_path / name).mkdir()
    for name in ("a.png", "a.webp"):
        Image.new("RGB", (32, 18), "grey").save(tmp_path / "panels" / name)
    for name, text in TEMPLATES.items():
        (tmp_path / "templates" / f"{name}.j2").write_text(text)
    with wave.open(str(tmp_path / "audio" / "bell.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 8000)


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str, expected: str) -> None:
    assert said(tmp_path, text) == [expected]


def test_what_is_inherited_is_shown_with_a_shot_that_inherits_it(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, film("lens: 9", top="defaults: {duration: 15s}\n"))
    assert full(problem).replace(f"{tmp_path}/", "") == (
        "error[shot-too-long]: this shot needs 15.00 s; kling-v2.6-pro makes clips of 5 or 10 s\n"
        " --> film.yaml:4:22\n"
        "  |\n"
        "4 | defaults: {duration: 15s}\n"
        "  |                      ^^^\n"
        "...\n"
        "8 |       - {id: s1, action: x, lens: 9}\n"
        "  |              -- for this shot, which inherits it\n"
        "  = help: split it into two shots or shorten it"
    )


@pytest.mark.parametrize(
    "text",
    [
        film(*["overrides: {x: 1}"] * 1100),
        film("overrides: {" + ", ".join(f"x{n}: 1" for n in range(100_000)) + "}"),
    ],
    ids=["shots", "overrides"],
)
def test_a_thousand_mistakes_are_enough(tmp_path: Path, text: str) -> None:
    codes = [each.code for each in problems(tmp_path, text)]
    assert codes == ["unknown-parameter"] * 1000 + ["too-many-problems"]
