"""`storyboard check`: everything that is wrong, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

import click

from storyboard.cli.arguments import edition_options, storyboard_file
from storyboard.cli.output import counted, print_diagnostics, problem_format, talk, use_format
from storyboard.cli.project import Project, Sources, open_sources
from storyboard.errors import Diagnostic, Span, StoryboardError, raise_errors
from storyboard.read.edition import Edition
from storyboard.read.tree import Tree
from storyboard.read.variant import place_of
from storyboard.read.yaml import MappingPlace


@click.command("check")
@storyboard_file
@edition_options
@problem_format
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.pass_context
def command(ctx: click.Context, file: Path, edition: Edition, as_json: bool, strict: bool) -> int:
    """Read FILE, compile every shot and say what is wrong with it, all at once.

    Each of its variants is checked too, unless one is chosen.
    """
    if as_json:
        use_format(ctx, "json")
    project, variants, warnings = _checked(open_sources(file, edition), edition)
    print_diagnostics(warnings, result=True)
    if strict and warnings:
        talk(
            "Not good enough with --strict: mend it, or silence it where it stands, "
            "`ignore: [CODE]`."
        )
        return 1
    shotlist = project.shotlist
    cards = f"{counted(len(shotlist.cards), 'card')}, " if shotlist.cards else ""
    length = shotlist.rate.timecode(shotlist.frames)
    also = f" with {', '.join(variants)}" if variants else ""
    talk(
        f"{file}{also} is good: {counted(len(shotlist.scenes), 'scene')}, "
        f"{counted(len(shotlist.filmed), 'shot')}, {cards}"
        f"{length} ({shotlist.frames} frames)"
    )
    return 0


def _checked(
    sources: Sources, edition: Edition
) -> tuple[Project, list[str], tuple[Diagnostic, ...]]:
    """The project, the variants that were checked with it and what they all warn of.

    Raises StoryboardError with what is wrong in any of them, each problem once.
    """
    variants = sources.variants if edition.variant is None else []
    problems: list[Diagnostic] = []
    told: set[tuple[object, ...]] = set()
    project: Project | None = None
    for variant in (edition.variant, *variants):
        try:
            made = sources.project(replace(edition, variant=variant))
            project, found = project or made, made.warnings
        except StoryboardError as error:
            found = error.diagnostics
        problems += _of_variant(found, told, sources, variant) if variant in variants else found
        told |= set(map(_words, found))
    raise_errors(problems)
    if project is None:
        raise AssertionError("a storyboard was refused and nothing was reported")
    return project, variants, tuple(problems)


def _of_variant(
    found: Iterable[Diagnostic],
    told: AbstractSet[tuple[object, ...]],
    sources: Sources,
    variant: str,
) -> Iterator[Diagnostic]:
    """What is news in a variant, with the variant it is about.

    That it leaves somebody out, of whom the film makes use, is no news. What stands elsewhere is
    good as it is read there, so that its message has to say in which variant it is not.
    """
    at = sources.tree.places.key(("variants", variant))
    for problem in found:
        if _words(problem) in told or problem.code.startswith("unused-"):
            continue
        message, related = problem.message, problem.related
        if problem.span:
            related = (*related, (f"in the variant {variant}", at))
        if not problem.span or not _stands_in(sources.tree, variant, problem.span):
            message += f", in the variant {variant}"
        yield replace(problem, message=message, related=related)


def _words(problem: Diagnostic) -> tuple[object, ...]:
    """What makes a problem another one than those told before."""
    return problem.code, problem.span, problem.message


def _stands_in(tree: Tree, variant: str, span: Span) -> bool:
    """Whether a place is in what is written of a variant."""
    over, order = place_of(tree, variant), tree.places.order
    if not isinstance(over, MappingPlace):
        return False
    first, behind = (tree.text.span(at) for at in (over.extent.start, over.extent.stop))
    return order(first) <= order(span) < order(behind)
