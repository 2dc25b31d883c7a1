"""The options of a draft: --draft, --panels-only, --burn-in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from storyboard.read.burns import Burn, named_burns
from storyboard.read.edition import Edition


def draft_options(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options --draft, which does `what`, and those of a draft alone: --panels-only and
    --burn-in, which enters the argument `edition`."""

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def checked(
            *args: Any,
            edition: Edition,
            draft: bool,
            panels_only: bool,
            burn_in: tuple[Burn, ...] | None,
            **options: Any,
        ) -> Any:
            # A saved plan says itself that it is of a draft.
            for option, given in (("--panels-only", panels_only), ("--burn-in", burn_in)):
                if given not in (False, None) and not draft:
                    raise click.UsageError(f"{option} goes with --draft")
            edition = replace(edition, burn_in=burn_in)
            return command(*args, edition=edition, draft=draft, panels_only=panels_only, **options)

        for option in (
            click.option(
                "--burn-in",
                metavar="NAMES",
                callback=_named_burns,
                help="What a draft shows beside its pictures, such as slate,timecode; all or none.",
            ),
            click.option(
                "--panels-only",
                is_flag=True,
                help="In a draft, draw the shots that are bought too.",
            ),
            click.option("--draft", is_flag=True, help=what),
        ):
            checked = option(checked)
        return checked

    return with_options


def _named_burns(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[Burn, ...] | None:
    try:
        return None if value is None else named_burns(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
