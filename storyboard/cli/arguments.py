"""What the commands share of their calls: the storyboard's file, its variant, its variables."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from storyboard.read.edition import Edition
from storyboard.read.fields import IDENTIFIER
from storyboard.read.source import beside


def checked_output(path: Path, endings: str | tuple[str, ...], file: Path) -> Path:
    """Where the author wants a result. Raises BadParameter for a place that would do harm."""
    wanted = (endings,) if isinstance(endings, str) else endings
    if path.suffix.lower() not in wanted:
        raise click.BadParameter(
            f"{path} has to end in {' or '.join(wanted)}", param_hint="--output"
        )
    if path.is_dir():
        raise click.BadParameter(f"{path} is a folder", param_hint="--output")
    inside = path.resolve()
    kept = [file.parent / name for name in (".storyboard", "templates", "models", "panels")]
    if any(inside.is_relative_to(folder.resolve()) for folder in kept):
        raise click.BadParameter(
            f"{path} lies among the project's own files; write it to out/", param_hint="--output"
        )
    return path


def storyboard_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument FILE. A folder or a missing file is a mistake in the call: exit 2."""

    def existing(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
        if value.is_dir():
            inside = value / "film.yaml"
            hint = f" Did you mean {inside}?" if inside.is_file() else ""
            raise click.BadParameter(f"{value} is a folder, not a storyboard.{hint}")
        if not value.exists():
            near = beside(value)
            hint = f" Beside it: {', '.join(near)}." if near else ""
            raise click.BadParameter(f"there is no file {value}.{hint}")
        try:
            value.name.encode()
        except UnicodeEncodeError:
            # The lock names the storyboard by it, and is text.
            raise click.BadParameter("the file's name is not UTF-8: rename it") from None
        return value

    return click.argument("file", type=click.Path(path_type=Path), callback=existing)(command)


def edition_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --variant and --set, handed on as the argument `edition`."""

    def pairs(
        ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
    ) -> Mapping[str, str]:
        given: dict[str, str] = {}
        for pair in value:
            name, sign, text = pair.partition("=")
            if not sign or not name:
                raise click.BadParameter(f"write NAME=VALUE, not {pair}")
            if name in given:
                raise click.BadParameter(f"{name} is set twice")
            given[name] = text
        return given

    @functools.wraps(command)
    def with_edition(
        *args: Any, variant: str | None, given: Mapping[str, str], **options: Any
    ) -> Any:
        return command(*args, edition=Edition(variant, given), **options)

    setting = click.option(
        "--set",
        "given",
        metavar="NAME=VALUE",
        multiple=True,
        callback=pairs,
        help="Give a variable of `vars` another value.",
    )
    return variant_option(setting(with_edition))


def standing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that buy what is otherwise kept, or waited for."""
    approved = click.option(
        "--include-approved",
        is_flag=True,
        help="Buy approved shots anew whose request has changed, instead of keeping their clips.",
    )
    missing = click.option(
        "--rebuy-missing",
        is_flag=True,
        help="Buy clips once more that the lock names and nobody has here.",
    )
    return approved(missing(command))


def variant_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --variant. Its name becomes a part of files' names."""

    def named(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(IDENTIFIER, value):
            raise click.BadParameter(f"{value} cannot be the name of a variant")
        return value

    return click.option(
        "--variant", metavar="NAME", callback=named, help="A variant instead of the film."
    )(command)
