"""`storyboard fmt`, as it is called."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from tests.boards import SMALL
from tests.cli.run import storyboard

UNTIDY = "title:   'x'   # a name\nstoryboard: 1\n"
TIDY = 'storyboard: 1\ntitle: "x"     # a name\n'


def _files(folder: Path) -> tuple[Path, Path]:
    untidy, tidy = folder / "film.yaml", folder / "good.yaml"
    untidy.write_text(UNTIDY)
    tidy.write_text(TIDY)
    return untidy, tidy


def test_files_are_laid_out_in_place(tmp_path: Path) -> None:
    untidy, tidy = _files(tmp_path)
    untidy.chmod(0o640)
    before = tidy.stat().st_mtime_ns, tidy.stat().st_ino
    link = tmp_path / "link.yaml"
    link.symlink_to(untidy)
    ran = storyboard("fmt", link, tidy)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"Laid out {link}\n1 file already laid out.\n"
    assert untidy.read_text() == TIDY
    assert stat.S_IMODE(untidy.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert (tidy.stat().st_mtime_ns, tidy.stat().st_ino) == before
    assert storyboard("fmt", "--check", untidy, tidy).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "film.yaml",
        "good.yaml",
        "link.yaml",
    ]


def test_check_and_diff_write_nothing(tmp_path: Path) -> None:
    untidy, tidy = _files(tmp_path)
    ran = storyboard("fmt", "--check", untidy, tidy)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"Would lay out {untidy}\n1 file already laid out.\n"
    ran = storyboard("fmt", "--diff", untidy)
    assert ran.code == 1
    assert ran.out == (
        f"--- {untidy}\n+++ {untidy} (laid out)\n@@ -1,2 +1,2 @@\n"
        "-title:   'x'   # a name\n storyboard: 1\n+title: \"x\"     # a name\n"
    )
    assert untidy.read_text() == UNTIDY


def test_what_cannot_be_laid_out_is_left_alone(tmp_path: Path) -> None:
    untidy, _ = _files(tmp_path)
    odd, bad = tmp_path / "odd.yaml", tmp_path / "bad.yaml"
    odd.write_text("? a\n: b\n")
    bad.write_text("a: [b\nc: 1\nc: 2\n")
    ran = storyboard("fmt", "--format", "concise", odd, bad, untidy, tmp_path / "none.yaml")
    assert ran.code == 1
    assert f"{odd}:1:3: error[cannot-format]" in ran.err
    assert "error[yaml-syntax]" in ran.err
    assert "error[missing-file]" in ran.err
    assert f"Laid out {untidy}\n" in ran.err
    assert "already" not in ran.err
    assert (odd.read_text(), bad.read_text()) == ("? a\n: b\n", "a: [b\nc: 1\nc: 2\n")


def test_from_stdin_to_stdout(tmp_path: Path) -> None:
    for text, code, out in (
        (UNTIDY, 0, TIDY),
        (UNTIDY.replace("\n", "\r\n"), 0, TIDY.replace("\n", "\r\n")),
        (SMALL, 0, SMALL),
        ("a: {", 1, ""),
        ("", 0, ""),
    ):
        done = subprocess.run(
            [sys.executable, "-c", "from storyboard.cli import main; main()", "fmt", "-"],
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout.decode()) == (code, out)
