"""The commands as a user meets them, mistakes included."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.boards import SMALL, write_board
from tests.cli.run import storyboard

COMMANDS = ("init", "check", "explain", "plan", "prompts", "render", "report", "sheet")


def test_help_names_every_command() -> None:
    ran = storyboard("--help")
    assert ran.code == 0
    for name in COMMANDS:
        assert f"  {name} " in ran.out
        assert storyboard(name, "--help").code == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("chek film.yaml", "there is no command chek. Did you mean check?"),
        ("film.yaml", "for example: storyboard plan film.yaml"),
        ("templates sohw", "there is no command sohw. Did you mean show?"),
        ("templates films/a.yaml", "Write --project films for those of its project."),
        ("models film.yaml", "Write --project . for those of its project."),
        ("cache purge", "There are: adopt-file, gc, ls, show, verify."),
        ("check flim.yaml", "there is no file flim.yaml. Beside it: film.yaml, cast.yaml."),
    ],
)
def test_a_call_that_is_none_is_answered_with_the_one_meant(
    tmp_path: Path, words: str, expected: str
) -> None:
    write_board(tmp_path)
    (tmp_path / "cast.yaml").write_text("cast: {}\n")
    ran = storyboard(*words.split(), cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert expected in ran.err


def test_version() -> None:
    from storyboard import __version__

    assert storyboard("--version").out.strip().endswith(__version__)


def test_start_up_stays_light(tmp_path: Path) -> None:
    """The heavy libraries are imported by the stages that need them, not by `plan`."""
    import subprocess
    import sys

    file = write_board(tmp_path)
    program = (
        "import sys; from storyboard.cli import cli\n"
        "cli.main(sys.argv[1:], standalone_mode=False)\n"
        "heavy = {'moviepy', 'av', 'numpy', 'httpx', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    for words in (["--help"], ["check", str(file)], ["plan", str(file)], ["prompts", str(file)]):
        done = subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_init_makes_a_project_that_is_good_and_overwrites_nothing(tmp_path: Path) -> None:
    assert storyboard("init", "film", cwd=tmp_path).code == 0
    assert storyboard("check", "film/film.yaml", cwd=tmp_path).code == 0
    before = (tmp_path / "film" / "film.yaml").read_bytes()
    again = storyboard("init", "film", cwd=tmp_path)
    assert again.code == 1
    assert "error[already-there]" in again.err
    assert (tmp_path / "film" / "film.yaml").read_bytes() == before


def test_check_says_how_long_the_film_is(tmp_path: Path) -> None:
    ran = storyboard("check", write_board(tmp_path))
    assert ran.code == 0
    assert "2 scenes, 3 shots, 00:00:03:00 (72 frames)" in ran.err


def test_every_problem_at_once(tmp_path: Path) -> None:
    text = (
        SMALL.replace("size: LS", "size: LSS")
        .replace("duration: 24f", "duraton: 24f")
        .replace("time: tense", "mood: tense")
        .replace("fps: 24", "fps: fast")
        .replace("title: A small film", "fps: fast\ntitle: A small film")
    )
    ran = storyboard("check", "film.yaml", cwd=write_board(tmp_path, text).parent)
    assert ran.code == 1
    assert ran.err.count("error[") == 3
    assert "did you mean `duration`?" in ran.err
    assert "--> film.yaml:" in ran.err
    problems = json.loads(storyboard("check", "--json", tmp_path / "film.yaml").out)["problems"]
    assert [found["severity"] for found in problems] == ["error"] * 3 + ["warning"]


@pytest.mark.parametrize("command", ["check", "plan", "prompts", "render", "report", "sheet"])
def test_a_missing_file_and_a_folder_are_mistakes_in_the_call(tmp_path: Path, command: str) -> None:
    for wrong in (tmp_path / "nowhere.yaml", tmp_path):
        ran = storyboard(command, wrong)
        assert ran.code == 2
        assert str(wrong) in ran.err


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00bad", b"\t- tab", b"title: [", b"just words", b"- a\n- list\n", b"\0"],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "film.yaml"
    file.write_bytes(content)
    for command in ("check", "plan", "render"):
        ran = storyboard(command, file)
        assert ran.code == 1
        assert "error[" in ran.err
        assert str(file) in ran.err


def test_a_huge_file_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "film.yaml"
    with file.open("wb") as stream:
        os.truncate(stream.fileno(), 200 * 1024 * 1024)
    ran = storyboard("check", file)
    assert ran.code == 1
    assert "error[too-big]" in ran.err


def test_prompts_of_one_shot_by_id_or_number(tmp_path: Path) -> None:
    file = write_board(tmp_path)
    by_id, by_number = storyboard("prompts", file, "two"), storyboard("prompts", file, "1-02")
    assert by_id.out == by_number.out
    assert "Not tonight." in by_id.out
    (body,) = json.loads(storyboard("prompts", "--json", file, "two").out)
    assert body["model"] == "kwaivgi/kling-v2.6-pro/text-to-video"
    assert sorted(body["body"]) == sorted(
        ["prompt", "negative_prompt", "cfg_scale", "sound", "aspect_ratio", "duration"]
    )
    wrong = storyboard("prompts", file, "tow")
    assert wrong.code == 2
    assert "Did you mean two?" in wrong.err


def test_report_before_any_render(tmp_path: Path) -> None:
    ran = storyboard("report", write_board(tmp_path))
    assert ran.code == 1
    assert "error[no-report]" in ran.err
    assert "storyboard render --draft" in ran.err


def test_sheet_before_any_render(tmp_path: Path) -> None:
    ran = storyboard("sheet", write_board(tmp_path))
    assert ran.code == 1
    assert "error[not-rendered]" in ran.err
