"""Every code is explained, and truly: its bad example has it, its good one has not."""

from __future__ import annotations

import re
import wave
from pathlib import Path
from textwrap import indent

import pytest
from PIL import Image

from storyboard.cli.codes import Explanation, explanations
from storyboard.cli.config import load_settings
from storyboard.cli.project import open_project
from storyboard.errors import StoryboardError
from storyboard.read.fields import written_fields
from storyboard.read.lints import LINTS
from storyboard.read.model import Shot, Storyboard
from tests.cli.codes import emitted
from tests.cli.run import storyboard

KNOWN = explanations()
EXAMPLES = [each for each in KNOWN.values() if each.examples("bad")]
TOLD_WITH = (
    "Files",
    "YAML",
    "Fields",
    "Names",
    "The edit",
    "Deliverables",
    "Models and prompts",
    "Lints",
)
"""The families of what people write, which have examples."""
NO_EXAMPLE = {
    "no-permission", "unreadable", "too-big", "recording-too-long", "not-utf8", "empty-file",
    "too-many-files", "too-deep", "too-many-values", "too-many-problems", "not-checked-yet",
    "missing-parameter", "too-long", "later-version", "too-many-variants", "unknown-variant",
}  # fmt: skip
"""Codes of those families that a few lines of text cannot show."""


def test_every_code_that_is_emitted_is_explained() -> None:
    codes, _ = emitted()
    missing = {code: place for code, place in codes.items() if code not in KNOWN}
    assert missing == {}, "add a section `## CODE` to a file in storyboard/cli/codes/"
    assert len(codes) > 130


def test_every_code_that_is_explained_is_emitted() -> None:
    codes, patterns = emitted()
    shapes = [re.compile(pattern) for pattern in patterns]
    gone = [
        code
        for code in KNOWN
        if code not in codes and not any(shape.fullmatch(code) for shape in shapes)
    ]
    assert gone == [], "nothing emits these any more: delete their sections"
    for shape in shapes:
        assert any(shape.fullmatch(code) for code in KNOWN), shape


@pytest.mark.parametrize("told", KNOWN.values(), ids=KNOWN)
def test_an_explanation_is_whole(told: Explanation) -> None:
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", told.code)
    assert len(told.title) <= 90
    assert told.title.endswith(".")
    assert "What to do:" in told.text.replace("\n", " ") or "see `" in told.text
    assert len(told.examples("bad")) == len(told.examples("good"))
    assert all(len(line) <= 110 for line in told.page().splitlines())
    if told.family in TOLD_WITH:
        assert bool(told.examples("bad")) is (told.code not in NO_EXAMPLE)


def test_each_code_stands_once() -> None:
    folder = Path(__file__).parents[2] / "storyboard" / "cli" / "codes"
    written = [
        line for path in folder.glob("*.md") for line in path.read_text().splitlines()
        if line.startswith("## ")
    ]  # fmt: skip
    assert len(written) == len(set(written)) == len(KNOWN)


def test_the_lints_are_a_family() -> None:
    assert {code for code, told in KNOWN.items() if told.family == "Lints"} == set(LINTS)


@pytest.mark.parametrize("told", EXAMPLES, ids=lambda told: told.code)
def test_the_examples_are_true(told: Explanation, tmp_path: Path) -> None:
    for number, (language, text) in enumerate(told.examples("bad")):
        folder = tmp_path / f"bad{number}"
        assert told.code in _codes(folder, language, text)
    for number, (language, text) in enumerate(told.examples("good")):
        assert _codes(tmp_path / f"good{number}", language, text) <= {"unused-character"}


def _codes(folder: Path, language: str, text: str) -> set[str]:
    """What is said of an example, put into a small project."""
    _project(folder)
    text = re.sub(r"\(([\d,]+) characters [^)]*\)", _so_many, text)
    if language == "toml":
        (folder / "storyboard.toml").write_text(text)
        (folder / "user.toml").write_text("")
        try:
            load_settings(folder, {}, {"STORYBOARD_CONFIG": str(folder / "user.toml")})
        except StoryboardError as error:
            return {problem.code for problem in error.diagnostics}
        return set()
    if language == "jinja":
        (folder / "templates" / "mine.j2").write_text(text)
        text = "template: mine\n"
    film, *others = re.split(r"^# (\S+\.yaml)\n", text, flags=re.MULTILINE)
    for name, content in zip(others[::2], others[1::2], strict=True):
        (folder / name).write_text(content)
    (folder / "film.yaml").write_text(_film(film))
    try:
        return {problem.code for problem in open_project(folder / "film.yaml").warnings}
    except StoryboardError as error:
        return {problem.code for problem in error.diagnostics}


def _so_many(found: re.Match[str]) -> str:
    """Items of a list of so many characters in all, with the commas between them."""
    count = int(found[1].replace(",", ""))
    return "x" * 1000 + ", " + "y" * 1000 + ", " + "z" * (count - 2004)


def _film(text: str) -> str:
    """A whole storyboard around a few of its fields, a list of shots, or a few fields of a shot."""
    first = re.match(r"[a-z_]+(?=:)", text)
    name = first[0] if first else ""
    shared = name in written_fields(Shot) and name not in ("title", "ignore", "props")
    if text.startswith("- id") or text.startswith("- {id"):
        return _film("scenes:\n  - id: sc010\n    shots:\n" + indent(text, "      "))
    if shared or name == "duraton":
        action = "" if "action:" in text else "action: She waits.\n"
        return _film("- id: one\n" + indent(action + text, "  "))
    head = "storyboard: 1\n" + ("" if re.search("^title:", text, re.MULTILINE) else "title: x\n")
    scenes = "scenes:\n  - id: sc010\n    shots: [{id: one, action: She waits.}]\n"
    rest = "" if re.search("^scenes:", text, re.MULTILINE) else scenes
    assert text.startswith("%") or name in written_fields(Storyboard), text
    return text + head + rest if text.startswith("%") else head + text + rest


def _project(folder: Path) -> None:
    for name in ("panels", "audio", "lib", "scenes", "models", "templates"):
        (folder / name).mkdir(parents=True)
    picture = Image.new("RGB", (32, 18), "grey")
    picture.save(folder / "panels" / "a.png")
    picture.save(folder / "panels" / "a.webp")
    others = [Image.new("RGB", (32, 18), "white")]
    picture.save(folder / "panels" / "moving.webp", save_all=True, append_images=others)
    with wave.open(str(folder / "audio" / "bell.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48000)
        sound.writeframes(b"\0\1" * 48000)


def test_a_code_is_explained_on_a_page() -> None:
    ran = storyboard("explain", "duplicate-key")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "duplicate-key: A field is written twice in the same place.\n"
        "\n"
        "YAML readers often keep the last and say nothing. Here it is an error: the one you are "
        "looking at might\n"
        "not be the one that counts.\n"
        "\n"
        "Bad:\n"
        "\n"
        "    size: CU\n"
        "    size: MS\n"
        "\n"
        "Good:\n"
        "\n"
        "    size: MS\n"
        "\n"
        "What to do: keep one of them.\n"
    )


def test_without_a_code_all_are_listed() -> None:
    ran = storyboard("explain")
    assert ran.code == 0
    for code, told in KNOWN.items():
        assert re.search(f"^  {code} +{re.escape(told.title)}$", ran.out, re.MULTILINE)


def test_a_misspelt_code() -> None:
    ran = storyboard("explain", "unknwon-field")
    assert ran.code == 2
    assert "there is no code unknwon-field. Did you mean unknown-field?" in ran.err
    ran = storyboard("explain", "qqqqqqqq")
    assert ran.code == 2
    assert "`storyboard explain` lists them." in ran.err
