"""`storyboard render`: make what changed, cut the film, write the bill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click

from storyboard import voices
from storyboard.cli import shop
from storyboard.cli.agreement import agree
from storyboard.cli.arguments import (
    checked_output,
    edition_options,
    standing_options,
    storyboard_file,
)
from storyboard.cli.drafting import draft_options
from storyboard.cli.locking import keep_lock
from storyboard.cli.output import print_diagnostics, print_failures, problem_format, talk
from storyboard.cli.progress import Steps
from storyboard.cli.project import Project, open_project
from storyboard.cli.report import print_report
from storyboard.cli.saved_plan import SUFFIX, Render
from storyboard.cli.selection import narrow, selection_options
from storyboard.cut import Lab, cut
from storyboard.cut.deliver import Material, deliver, film_print, prints_of
from storyboard.cut.labels import labels_of
from storyboard.cut.rushes import Rushes
from storyboard.files import check_writable, landing
from storyboard.generate.attempt import Limits
from storyboard.generate.bill import spent_in_all
from storyboard.generate.providers.base import Provider
from storyboard.generate.providers.registry import local_providers
from storyboard.generate.run import generate, stand_ins
from storyboard.generate.takes import Take, Takes
from storyboard.plan.plan import Plan, Source
from storyboard.plan.selection import Selection
from storyboard.read.edition import Edition
from storyboard.report.cost import CostReport, Film, as_markdown, make_report


@click.command("render")
@storyboard_file
@edition_options
@problem_format
@draft_options("Draw the shots that are not bought yet, for free.")
@click.option("-y", "--yes", is_flag=True, help="Agree to the plan's price without being asked.")
@click.option("--max-cost", metavar="USD", help="Agree to spend up to this much in this run.")
@click.option("--quote", is_flag=True, help="Ask the provider for prices that are unknown.")
@click.option("--level", help="Your account's level: bronze, silver, gold or ultra.")
@standing_options
@selection_options
@click.option("--partial", is_flag=True, help="Cut over gaps, with drawings marked as missing.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The film's file. [default: out/]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    file: Path,
    edition: Edition,
    selection: Selection,
    draft: bool,
    panels_only: bool,
    yes: bool,
    max_cost: str | None,
    quote: bool,
    level: str | None,
    include_approved: bool,
    rebuy_missing: bool,
    partial: bool,
    output: Path | None,
    as_json: bool,
) -> int:
    """Make the shots of FILE that changed and cut the film.

    Without --draft the plan and its price are shown and somebody has to agree. The film, what
    `deliverables` lists and the cost report are written to `out/` beside it. FILE may also be
    a plan that `plan -o` wrote: it is carried out if it still holds, and refused if not.
    """
    asked = Render(file, edition, draft, include_approved, rebuy_missing, panels_only)
    if file.suffix == SUFFIX:
        asked = asked.from_plan(quote=quote)
    draft = asked.draft
    if selection and (draft or asked.saved is not None):
        raise click.UsageError(
            "a draft draws every shot, and a saved plan says itself what is made: leave the "
            "selection out"
        )
    if draft and (max_cost or quote or include_approved or rebuy_missing):
        raise click.UsageError(
            "a draft never spends: leave --max-cost, --quote, --include-approved and "
            "--rebuy-missing out"
        )
    if output is not None:
        checked_output(output, ".mp4", asked.file)
    project = open_project(asked.file, asked.edition, include_approved=asked.include_approved)
    settings = shop.settings_for(asked.file, level=level, max_cost=max_cost)
    if project.lock_warnings:
        print_diagnostics(project.lock_warnings)

    def make(quotes: Mapping[str, Decimal] = asked.quotes) -> Plan:
        plan = project.plan(
            draft=draft,
            quotes=quotes,
            rebuy_missing=asked.rebuy_missing,
            panels_only=asked.panels_only,
        )
        return narrow(plan, selection)

    plan, providers, limits = make(), local_providers(), Limits()
    asked.require_fresh(plan)
    if draft and (lost := [each for each in project.warnings if each.code == "missing-glyph"]):
        print_diagnostics(lost)
    if not draft:
        plan, sellers, limits = agree(project, make, settings, yes=yes, quote=quote)
        providers = {**providers, **sellers}
    target = output or project.output(".mp4", draft=draft)
    check_writable(target)
    with Lab(workers=settings.workers) as lab, Steps(as_json=as_json) as steps:
        takes = _generate(project, plan, providers, limits, lab, steps)
        if not draft:
            keep_lock(project, plan, takes)
        film = None
        if not takes.gaps:
            film = _cut(project, plan, takes, target, lab, steps)
        elif partial:
            film = _cut(project, plan, stand_ins(plan, takes, project.store), target, lab, steps)
    report = make_report(plan, takes, film, spent_in_all(project.store.journal))
    _say(project, takes, report, target, as_json=as_json)
    _write_reports(project, report, target)
    return 1 if takes.failed or takes.others else 0


def _generate(
    project: Project,
    plan: Plan,
    providers: Mapping[str, Provider],
    limits: Limits,
    lab: Lab,
    steps: Steps,
) -> Takes:
    """Make the clips; what can be cut of those that are there is encoded meanwhile."""
    material = Material(
        project.shotlist,
        {},
        project.store.segments,
        _drawn(plan),
        takes={shot.shot.id: shot.request.take for shot in plan.shots},
        draft=plan.draft,
    )
    prints = prints_of(material, project.delivery)
    rushes = Rushes(prints, lab, material.segments)
    step = steps.begin("draw" if plan.draft else "generate", len(plan.shots))

    def arrived(shot: str, take: Take | None) -> None:
        # Drawing keeps every core busy as it is.
        if take is not None and not plan.draft:
            rushes.add(shot, take.clip)
        step()

    return generate(plan, project.store, providers, limits, arrived)


def _drawn(plan: Plan) -> set[str]:
    return {shot.shot.id for shot in plan.shots if shot.source is Source.DRAWN}


def _cut(project: Project, plan: Plan, takes: Takes, target: Path, lab: Lab, steps: Steps) -> Film:
    material = Material(
        replace(project.shotlist, beep=plan.draft and project.delivery.draft_beep),
        {shot: take.clip for shot, take in takes.by_shot.items()},
        project.store.segments,
        _drawn(plan) | takes.gaps,
        takes.gaps,
        {shot: take.request.take for shot, take in takes.by_shot.items()},
        plan.draft,
    )
    film = film_print(material, project.delivery)
    made = cut(
        material.shotlist,
        material.clips,
        target,
        segments=material.segments,
        burn_in=film.slating.burns,
        drawn=material.drawn,
        missing=material.missing,
        takes=material.takes,
        subtitles=film.subtitles,
        lab=lab,
        progress=steps.begin_counted("cut"),
        profile=film.profile,
        labels=labels_of(project.shotlist),
    )
    deliver(material, project.delivery, made, steps.begin_counted, lab)
    if made.warnings:
        print_diagnostics(made.warnings)
    return Film(
        file=target.name,
        frames=made.frames,
        fps=str(made.rate),
        width=made.size[0],
        height=made.size[1],
        seconds=float(made.rate.seconds(made.frames)),
        segments=made.segments,
        segments_encoded=made.encoded,
        loudness_lufs=round(made.loudness.reached.lufs, 1) if made.loudness else None,
        loudness_asked=project.shotlist.loudness if made.loudness else None,
        true_peak_dbtp=round(made.loudness.reached.true_peak, 1) if made.loudness else None,
    )


def _sound(film: Film) -> str:
    if film.loudness_lufs is None:
        return "silent"
    said = f"{film.loudness_lufs:.1f} LUFS, true peak {film.true_peak_dbtp:.1f} dBTP"
    if film.loudness_asked is not None and film.loudness_lufs < film.loudness_asked - 1:
        # See `cut/loudness.py`.
        said += f" (asked for {film.loudness_asked:g}: its peaks, or its silences, allow no more)"
    return said


def _murmured(project: Project, report: CostReport) -> str:
    """That nobody speaks in a draft, and how they would."""
    speaks = any(shot.speech for shot in project.shotlist.filmed)
    if not report.draft or not speaks or voices.installed():
        return ""
    return "; lines are murmured (`pip install 'storyboard[voice]'` lets drafts speak)"


def _say(
    project: Project, takes: Takes, report: CostReport, target: Path, *, as_json: bool
) -> None:
    """The bill, then what went wrong and what to do about it."""
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        print_report(report)
    if takes.warnings:
        print_diagnostics(
            replace(warning, span=warning.span or project.places.get(shot))
            for shot, warning in takes.warnings
        )
    if report.film is not None:
        forms = project.delivery.deliverables
        made = {
            "Film": str(target),
            "Sound": _sound(report.film) + _murmured(project, report),
            **{form.name.capitalize(): str(form.beside(target)) for form in forms},
            "Report": str(target.with_suffix(".report.md")),
        }
        width = max(map(len, made)) + 2
        for name, value in made.items():
            talk(f"{name + ':':<{width}}{value}")
    if takes.others:
        talk("\nSent for an earlier version of the storyboard:")
        print_diagnostics(takes.others)
    if takes.failed:
        print_failures(takes.failed, project.places)
    if takes.gaps:
        cut = "Cut with drawings in place of" if report.film else "Not cut: there is no clip of"
        gaps = [shot.id for shot in report.shots if shot.id in takes.gaps]
        talk(f"{cut} {', '.join(gaps)}. Everything else is kept.")


def _write_reports(project: Project, report: CostReport, target: Path) -> None:
    """The report of this run, for `storyboard report`; beside the film if there is a new one."""
    document = report.model_dump_json(indent=2) + "\n"
    pages = {project.last_report: document}
    if report.film is not None:
        pages[target.with_suffix(".report.json")] = document
        pages[target.with_suffix(".report.md")] = as_markdown(report)
    for path, text in pages.items():
        with landing(path) as part:
            part.write_text(text, "utf-8")
