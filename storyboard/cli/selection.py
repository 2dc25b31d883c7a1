"""The options that name some of a film's shots: --shots, --scenes, --changed, --missing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import click

from storyboard.cli.mistyped import advice
from storyboard.cli.project import Project
from storyboard.cli.shots import find_shots
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.plan.plan import Plan
from storyboard.plan.selection import Selection, narrowed


def selection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options, handed on as the argument `selection`."""

    @functools.wraps(command)
    def with_selection(
        *args: Any,
        shots_like: tuple[str, ...],
        scenes_like: tuple[str, ...],
        changed: bool,
        missing: bool,
        **options: Any,
    ) -> Any:
        selection = Selection(
            _split("--shots", shots_like), _split("--scenes", scenes_like), changed, missing
        )
        return command(*args, selection=selection, **options)

    for option in (
        click.option("--missing", is_flag=True, help="Only shots whose final clip is not here."),
        click.option(
            "--changed",
            is_flag=True,
            help="Only shots whose request is not the locked one any more.",
        ),
        click.option(
            "--scenes", "scenes_like", metavar="PATTERN", multiple=True, help="Only these scenes."
        ),
        click.option(
            "--shots",
            "shots_like",
            metavar="PATTERN",
            multiple=True,
            help="Only these shots, such as 'sc020*' or 2-01; several with commas.",
        ),
    ):
        with_selection = option(with_selection)
    return with_selection


def _split(option: str, given: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for each in given:
        parts = [part.strip() for part in each.split(",") if part.strip()]
        if not parts:
            # Such as a variable of a script that is not set: the whole film is not meant by it.
            raise click.BadParameter("it is empty: leave it out for all of them", param_hint=option)
        found += parts
    return tuple(found)


def require_named(shotlist: Shotlist, selection: Selection) -> None:
    """Refuse a pattern that fits nothing. Raises BadParameter."""
    for option, pattern in selection.idle(shotlist):
        shots = option == "--shots"
        names = [shot.id for shot in shotlist.filmed] if shots else [s.id for s in shotlist.scenes]
        what = "shot" if shots else "scene"
        message = f"no {what} fits {pattern}. {advice(pattern.strip('*?'), names)}"
        raise click.BadParameter(message, param_hint=option)


def selected(project: Project, selection: Selection) -> tuple[CompiledShot, ...]:
    """The shots that are meant, in the order of the film.

    Raises BadParameter where a pattern fits nothing, and UsageError where nothing is left.
    """
    require_named(project.shotlist, selection)
    if selection.by_state:
        ids = selection.chosen(project.plan(draft=False))
        _require_some(ids, selection)
    else:
        ids = selection.named(project.shotlist)
    return tuple(shot for shot in project.shotlist.filmed if shot.id in ids)


def meant(
    project: Project, names: tuple[str, ...], selection: Selection
) -> tuple[CompiledShot, ...]:
    """The shots of the `names` or patterns, and those that are selected, in the order of the film.

    Raises BadParameter and UsageError as `selected` does, and where nothing was named at all.
    """
    if not names and not selection:
        raise click.UsageError("name shots, or select them with --shots, --scenes or --changed")
    patterns = tuple(name for name in names if any(sign in name for sign in "*?["))
    found = find_shots(project.shotlist, (name for name in names if name not in patterns))
    ids = {shot.id for shot in found}
    for some in (Selection(patterns), selection):
        ids |= {shot.id for shot in selected(project, some)} if some else set()
    return tuple(shot for shot in project.shotlist.filmed if shot.id in ids)


def narrow(plan: Plan, selection: Selection) -> Plan:
    """The plan for the shots that are meant. Raises as `selected` does."""
    if not selection:
        return plan
    require_named(plan.shotlist, selection)
    ids = selection.chosen(plan)
    _require_some(ids, selection)
    return narrowed(plan, ids)


def _require_some(ids: frozenset[str], selection: Selection) -> None:
    if not ids:
        states = [name for name in ("changed", "missing") if getattr(selection, name)]
        raise click.UsageError(
            f"no shot that is meant is {' or '.join(states)}: there is nothing to do"
        )
