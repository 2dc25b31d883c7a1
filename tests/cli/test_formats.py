"""The same problems for people and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.boards import SMALL, write_board
from tests.cli.run import storyboard

BAD = SMALL.replace("size: LS", "size: LSS")
ODD = SMALL.replace("scenes:", "  cave: {name: Cave}\nscenes:", 1)


@pytest.mark.parametrize("command", ["check", "plan", "prompts", "render"])
def test_machines_read_stdout_and_people_stderr(tmp_path: Path, command: str) -> None:
    write_board(tmp_path, BAD)

    def run(form: str) -> tuple[str, str]:
        ran = storyboard(command, "film.yaml", "--format", form, cwd=tmp_path)
        assert ran.code == 1
        return ran.out, ran.err

    out, err = run("full")
    assert (out, "--> film.yaml:20:15" in err) == ("", True)
    out, err = run("concise")
    assert (out, err.splitlines()[0]) == (
        "",
        "film.yaml:20:15: error[wrong-value]: `size` cannot be `LSS` (did you mean `LS`?)",
    )
    out, err = run("json")
    assert (json.loads(out)["problems"][0]["span"]["line"], err) == (20, "")
    out, err = run("github")
    assert err == ""
    assert out.splitlines()[0] == (
        "::error file=film.yaml,line=20,endLine=20,col=15,endColumn=18,"
        "title=storyboard wrong-value::`size` cannot be `LSS`%0Ahelp: did you mean `LS`?"
    )


def test_warnings_of_a_good_storyboard(tmp_path: Path) -> None:
    file = write_board(tmp_path, ODD)
    for words in (["--json"], ["--format", "json"]):
        ran = storyboard("check", file, *words)
        assert ran.code == 0
        document = json.loads(ran.out)
        assert (document["errors"], document["warnings"]) == (0, 1)
        assert document["problems"][0]["code"] == "unused-location"
    assert storyboard("check", file, "--format", "github").out.startswith("::warning file=")
    assert json.loads(storyboard("check", write_board(tmp_path), "--json").out)["problems"] == []


def test_strict_makes_warnings_fail(tmp_path: Path) -> None:
    file = write_board(tmp_path, ODD)
    assert storyboard("check", file).code == 0
    ran = storyboard("check", "--strict", file)
    assert ran.code == 1
    assert ran.err.endswith(
        "1 warning\n`storyboard explain unused-location` tells more.\n"
        "Not good enough with --strict: mend it, or silence it where it stands, `ignore: [CODE]`.\n"
    )
    quiet = ODD.replace("title:", "ignore: [unused-location]\ntitle:")
    assert storyboard("check", "--strict", write_board(tmp_path, quiet)).code == 0


def test_a_plan_counts_the_warnings(tmp_path: Path) -> None:
    ran = storyboard("plan", "film.yaml", cwd=write_board(tmp_path, ODD).parent)
    assert ran.err == "1 warning: `storyboard check film.yaml` tells.\n"


def test_a_strange_format_is_a_mistake_in_the_call(tmp_path: Path) -> None:
    assert storyboard("check", write_board(tmp_path), "--format", "xml").code == 2
