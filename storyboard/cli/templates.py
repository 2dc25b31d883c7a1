"""`storyboard templates`: the ways a shot is put into words, and what each needs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from storyboard.cli.diagnostics import visible
from storyboard.cli.groups import Group
from storyboard.cli.output import console, print_json
from storyboard.compile.probe import fields_told, sample_prompt
from storyboard.compile.prompts import Prompter, TemplateProblem
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.templates import PACKAGED, SUFFIX, TemplateText, read_templates
from storyboard.read.words import suggestion

_project = click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The folder whose templates/*.j2 count too. [default: this folder]",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("templates", cls=Group, invoke_without_command=True)
@_project
@_as_json
@click.pass_context
def command(ctx: click.Context, project: Path, as_json: bool) -> None:
    """List the templates that a shot can choose, those of the project among them."""
    if ctx.invoked_subcommand is not None:
        ctx.obj = project
        return
    templates = read_templates(project)
    names = Prompter(templates).names
    if as_json:
        listed = [_document(templates, name) for name in names]
        print_json({"templates": listed})
    else:
        _print_list(templates, names)


@command.command("show")
@click.argument("template")
@_project
@_as_json
@click.pass_context
def show_template(ctx: click.Context, template: str, project: Path, as_json: bool) -> None:
    """Show what TEMPLATE suits and needs, what it tells a model, and a prompt it makes."""
    templates = read_templates(ctx.obj if project == Path() else project)
    prompter = Prompter(templates)
    name = template.removesuffix(SUFFIX)
    if name not in prompter.names:
        hint = suggestion(name, prompter.names, "there are")
        raise click.BadParameter(f"there is no template {name}; {hint}", param_hint="TEMPLATE")
    try:
        blocks, told = prompter.blocks(name), fields_told(prompter, name)
        sample = sample_prompt(prompter, name)
    except TemplateProblem as problem:
        used = tuple(("used here", span) for span in problem.used)
        what = problem.message, problem.span, problem.hint
        raise StoryboardError(Diagnostic("template-error", *what, related=used)) from problem
    found = _document(templates, name) | {
        "tells": list(told),
        "blocks": list(blocks),
        "sample": {"prompt": sample.text, "negative": sample.negative},
    }
    if as_json:
        print_json(found)
    else:
        _print_one(found)


def _document(templates: Mapping[str, TemplateText], name: str) -> dict[str, Any]:
    template = templates[name + SUFFIX]
    about = template.about
    return {
        "name": name,
        "file": template.file,
        "packaged": template.packaged,
        "hides": not template.packaged and PACKAGED + name + SUFFIX in templates,
        "about": about.words,
        "suits": about.suits,
        "needs": about.needs,
    }


def _print_list(templates: Mapping[str, TemplateText], names: tuple[str, ...]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("template", no_wrap=True)
    table.add_column("suits", overflow="fold", ratio=1)
    table.add_column("needs", overflow="fold", ratio=1)
    table.add_column("from", no_wrap=True)
    for name in names:
        each = _document(templates, name)
        suits = each["suits"] or each["about"]
        table.add_row(name, visible(suits), visible(each["needs"]), _origin(each))
    console().print(table)
    click.echo("`storyboard templates show NAME` shows what one tells a model, and a prompt.")


def _origin(each: Mapping[str, Any]) -> str:
    if each["packaged"]:
        return "packaged"
    return "project, hides a packaged one" if each["hides"] else "project"


def _print_one(found: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"{found['name']} ({_origin(found)})\n{visible(found['file'])}")
    lines = {
        "": found["about"],
        "suits: ": found["suits"],
        "needs: ": found["needs"],
        "tells: ": ", ".join(found["tells"]),
        "blocks: ": ", ".join(found["blocks"]),
    }
    for label, text in lines.items():
        if text:
            out.print(label + visible(text))
    out.print("\nOf a shot that says everything it makes:\n")
    for line in found["sample"]["prompt"].splitlines():
        click.echo(visible(line))
    click.echo(f"\navoid: {visible(found['sample']['negative']) or '(nothing)'}")
