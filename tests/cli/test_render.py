"""The main job, end to end: draw, cut, report; then only what changed."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from storyboard.generate.media import probe
from tests.boards import SMALL, write_board
from tests.cli.run import storyboard


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_board(tmp_path_factory.mktemp("film"))
    ran = storyboard("render", "--draft", file)
    assert ran.code == 0, ran.err
    return file


def render(file: Path) -> dict[str, Any]:
    ran = storyboard("render", "--draft", "--json", file)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def planned(file: Path) -> list[str]:
    ran = storyboard("plan", "--draft", "--json", file)
    return [s["id"] for s in json.loads(ran.out)["shots"] if s["action"] == "generate"]


def test_the_film_is_as_long_as_the_plan_says(rendered: Path) -> None:
    plan = json.loads(storyboard("plan", "--json", rendered).out)
    film = probe(rendered.parent / "out" / "film.draft.mp4")
    assert film.frames == plan["frames"] == 72
    assert film.rate == 24
    assert (film.width, film.height) == (640, 360)
    assert film.audio_seconds is not None
    assert abs(film.audio_seconds - film.seconds) <= Fraction(1, 24)


def test_an_unchanged_storyboard_makes_nothing(rendered: Path) -> None:
    assert planned(rendered) == []
    report = render(rendered)
    assert [shot["id"] for shot in report["shots"] if shot["made_now"]] == []
    assert report["film"]["segments_encoded"] == 0


def test_an_unchanged_render_starts_light(rendered: Path) -> None:
    """With nothing to composite, moviepy is not even imported."""
    program = (
        "import sys; from storyboard.cli import cli\n"
        "cli.main(sys.argv[1:], standalone_mode=False)\n"
        "assert 'moviepy' not in sys.modules"
    )
    words = [sys.executable, "-c", program, "render", "--draft", str(rendered)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_one_edited_action_makes_one_shot(rendered: Path) -> None:
    write_board(rendered.parent, SMALL.replace("She shakes her head.", "She nods."))
    assert planned(rendered) == ["two"]
    report = render(rendered)
    assert [shot["id"] for shot in report["shots"] if shot["made_now"]] == ["two"]
    write_board(rendered.parent)
    assert planned(rendered) == []


def test_reorder_rename_and_comment_make_nothing(rendered: Path) -> None:
    head, one, two_and_rest = SMALL.split("      - id: ")[0], *SMALL.split("      - id: ", 2)[1:]
    two, rest = two_and_rest.split("  - id: sc020", 1)
    swapped = f"{head}      - id: {two}      - id: {one}  - id: sc020{rest}"
    changed = swapped.replace("id: one", "id: renamed") + "# the end\n"
    write_board(rendered.parent, changed)
    assert planned(rendered) == []
    report = render(rendered)
    assert [shot["id"] for shot in report["shots"]] == ["two", "renamed", "three"]
    assert not any(shot["made_now"] for shot in report["shots"])
    assert report["film"]["frames"] == 72
    write_board(rendered.parent)


def test_the_report_of_the_last_render(rendered: Path) -> None:
    render(rendered)
    table = storyboard("report", rendered)
    assert table.code == 0
    assert "Still to buy for the final film: 1.75 USD" in table.out
    assert "1.75" in table.out
    written = json.loads((rendered.parent / "out" / "film.draft.report.json").read_text())
    assert json.loads(storyboard("report", "--json", rendered).out) == written
    assert written["total"]["spent_now"] == "0.00"
    assert "| **Total** |" in storyboard("report", "--markdown", rendered).out


def test_what_is_listed_is_delivered_beside_the_film(tmp_path: Path) -> None:
    file = write_board(tmp_path, SMALL + "deliverables: {proxy: {}, gif: {width: 64}}\n")
    ran = storyboard("render", "--draft", file)
    assert ran.code == 0, ran.err
    out = tmp_path / "out"
    names = {path.name.removeprefix("film.draft.") for path in out.iterdir()}
    pages = {"mp4", "poster.jpg", "shots.json", "srt", "vtt", "report.md", "report.json"}
    assert names == pages | {"proxy.mp4", "gif"}
    assert probe(out / "film.draft.proxy.mp4").frames == 72
    assert "Proxy:" in ran.err
    assert "MARA: Not tonight." in (out / "film.draft.srt").read_text("utf-8")


def test_the_contact_sheet(rendered: Path) -> None:
    from PIL import Image

    render(rendered)
    target = rendered.parent / "sheet.png"
    assert storyboard("sheet", rendered, "-o", target, "--columns", "2").code == 0
    with Image.open(target) as sheet:
        assert len(sheet.getcolors(1 << 24) or ()) > 100
    paper = rendered.parent / "sheet.pdf"
    ran = storyboard("sheet", rendered, "-o", paper, "--layout", "board", "--paper", "letter")
    assert (ran.code, paper.read_bytes()[:4]) == (0, b"%PDF")
    ran = storyboard("sheet", rendered, "-o", paper, "--layout", "board", "--columns", "2")
    assert (ran.code, "a board has one shot a row" in ran.err) == (2, True)
    ran = storyboard("sheet", rendered, "-o", paper.with_suffix(".gif"))
    assert (ran.code, "has to end in .png or .pdf" in ran.err) == (2, True)


def test_detailed_exitcode(rendered: Path, tmp_path: Path) -> None:
    render(rendered)
    assert storyboard("plan", "--draft", "--detailed-exitcode", rendered).code == 0
    fresh = write_board(tmp_path)
    assert storyboard("plan", "--draft", "--detailed-exitcode", fresh).code == 3
    assert storyboard("plan", "--draft", fresh).code == 0
    assert not (tmp_path / ".storyboard").exists()


def test_a_failed_cut_loses_no_clip_and_no_film(rendered: Path) -> None:
    film = rendered.parent / "out" / "film.draft.mp4"
    before = film.read_bytes()
    write_board(rendered.parent, SMALL.replace("The empty pier.", "The pier at dawn."))
    segments = rendered.parent / ".storyboard" / "segments"
    shutil.rmtree(segments)
    segments.write_text("a file where a folder should be")
    ran = storyboard("render", "--draft", rendered)
    assert ran.code == 1
    assert "error[cannot-write]" in ran.err
    segments.unlink()
    assert planned(rendered) == []
    assert film.read_bytes() == before
    write_board(rendered.parent)


def test_where_nobody_can_agree_nothing_is_bought(rendered: Path) -> None:
    ran = storyboard("render", rendered)
    assert ran.code == 2
    assert "nobody is here to agree to 1.75 USD" in ran.err
    assert "--draft" in ran.err


@pytest.mark.parametrize("where", ["film.yaml", "film", ".storyboard/film.mp4", "templates/a.mp4"])
def test_no_output_destroys_what_the_author_wrote(rendered: Path, where: str) -> None:
    before = rendered.read_bytes()
    for command in (["render", "--draft"], ["sheet"]):
        ran = storyboard(*command, rendered, "-o", rendered.parent / where)
        assert ran.code == 2
        assert "--output" in ran.err
    assert rendered.read_bytes() == before


def test_an_unwritable_output_is_known_before_anything_is_drawn(tmp_path: Path) -> None:
    file = write_board(tmp_path)
    (tmp_path / "out").write_text("a file where a folder should be")
    ran = storyboard("render", "--draft", file)
    assert ran.code == 1
    assert "error[cannot-write]" in ran.err
    assert not (tmp_path / ".storyboard").exists()


def test_the_report_is_found_wherever_the_film_went(rendered: Path, tmp_path: Path) -> None:
    assert storyboard("render", "--draft", rendered, "-o", tmp_path / "a.mp4").code == 0
    assert json.loads(storyboard("report", "--json", rendered).out)["film"]["file"] == "a.mp4"


def test_a_reader_that_stops_reading_is_no_failure(rendered: Path) -> None:
    for words in ("plan", "report", "models", "prompts"):
        file = [] if words == "models" else [str(rendered)]
        program = "from storyboard.cli import main; main()"
        line = shlex.join([sys.executable, "-c", program, words, *file])
        done = subprocess.run(
            ["bash", "-c", f"{line} | head -n 1 >/dev/null; exit ${{PIPESTATUS[0]}}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), words


def test_a_full_disk_behind_stdout_is_said(rendered: Path) -> None:
    program = "from storyboard.cli import main; main()"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", program, "plan", str(rendered)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left on device" in done.stderr
