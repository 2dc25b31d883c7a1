"""`storyboard fmt`: a file laid out the one way, with its comments."""

from __future__ import annotations

import difflib
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from storyboard.cli.output import counted, print_diagnostics, problem_format, talk
from storyboard.errors import StoryboardError
from storyboard.files import landing
from storyboard.read.layout import laid_out
from storyboard.read.source import read_bytes, source_of

_STDIN = Path("-")


@click.command("fmt")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
)
@problem_format
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option("--diff", is_flag=True, help="As --check, and print what would change.")
def command(files: tuple[Path, ...], check: bool, diff: bool) -> int:
    """Lay out storyboards, scenes and libraries: order of fields, indents, spaces, quotes.

    Values stay as they are written, and comments with what they are about. With - as FILE the text
    comes from stdin and goes to stdout. A file that cannot be laid out is left alone, and said.
    """
    changed: list[Path] = []
    refused: list[StoryboardError] = []
    names = tuple(dict.fromkeys(files))
    for file in names:
        try:
            data = sys.stdin.buffer.read() if file == _STDIN else read_bytes(file, str(file))
            source = source_of(data, "stdin" if file == _STDIN else str(file))
            old = data.decode("utf-8")
            new = _as_written(laid_out(source), old)
            if diff:
                click.echo("".join(_difference(file, old, new)), nl=False)
            elif file == _STDIN and not check:
                sys.stdout.buffer.write(new.encode())
            elif new != old and not check:
                _write(file, new)
        except StoryboardError as error:
            refused.append(error)
            continue
        if new != old:
            changed.append(file)
    print_diagnostics((each for error in refused for each in error.diagnostics), result=True)
    _report(changed, len(names) - len(refused), dry=check or diff)
    return int(bool(refused) or (bool(changed) and (check or diff)))


def _as_written(text: str, old: str) -> str:
    """The text with the line ends that the file has."""
    return text.replace("\n", "\r\n") if "\r\n" in old else text


def _write(file: Path, text: str) -> None:
    target = file.resolve()  # a link stays one
    with landing(target) as part:
        part.write_bytes(text.encode())
        shutil.copymode(target, part)


def _difference(file: Path, old: str, new: str) -> Iterable[str]:
    lines = (old.splitlines(keepends=True), new.splitlines(keepends=True))
    for line in difflib.unified_diff(*lines, f"{file}", f"{file} (laid out)"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _report(changed: list[Path], good: int, *, dry: bool) -> None:
    for file in changed:
        if file != _STDIN or dry:
            talk(f"{'Would lay out' if dry else 'Laid out'} {file}")
    same = good - len(changed)
    if same and _STDIN not in changed:
        talk(f"{counted(same, 'file')} already laid out.")
