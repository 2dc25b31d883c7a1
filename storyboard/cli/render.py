"""`storyboard render`: make what changed, cut the film, write the bill."""

from __future__ import annotations

from pathlib import Path

import click

from storyboard.cli.output import print_diagnostics, talk
from storyboard.cli.plan import summary as plan_summary
from storyboard.cli.progress import Steps
from storyboard.cli.project import Project, open_project, storyboard_file
from storyboard.cli.report import print_report
from storyboard.errors import StoryboardError
from storyboard.generate.providers.registry import open_providers
from storyboard.generate.run import generate
from storyboard.generate.takes import Takes
from storyboard.plan.plan import Plan, Source
from storyboard.report.cost import CostReport, Film, as_markdown, make_report


@click.command("render")
@storyboard_file
@click.option("--draft", is_flag=True, help="Draw the shots that are not bought yet, for free.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The film's file. [default: out/]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(file: Path, draft: bool, output: Path | None, as_json: bool) -> int:
    """Make the shots of FILE that changed and cut the film.

    The film and its cost report are written to `out/` beside FILE.
    """
    project = open_project(file)
    plan = project.plan(draft=draft)
    providers = open_providers()
    for planned in plan.to_generate:
        if planned.request.provider not in providers:
            talk(plan_summary(plan).strip())
            raise StoryboardError.of(
                "cannot-buy",
                f"{len(plan.to_generate)} shots are not bought yet, and this version cannot buy "
                f"from {planned.request.provider}",
                hint=f"draw them for free: storyboard render --draft {file}",
            )
    target = output or project.output(".mp4", draft=draft)
    with Steps(as_json=as_json) as steps:
        step = steps.begin(
            "draw" if draft else "generate", len({s.request.key for s in plan.shots})
        )
        takes = generate(plan, project.store, providers, on_done=lambda order, outcome: step())
        if takes.failed:
            return _say_failures(project, plan, takes, target)
        film = _cut(project, plan, takes, target, steps)
    report = make_report(plan, takes, film)
    _write_report(report, target)
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        print_report(report)
        talk(f"\nFilm:   {target}\nReport: {target.with_suffix('.report.md')}")
    return 0


def _cut(project: Project, plan: Plan, takes: Takes, target: Path, steps: Steps) -> Film:
    from storyboard.cut import cut

    progress = steps.begin_counted("cut")
    made = cut(
        project.shotlist,
        {shot: take.clip for shot, take in takes.by_shot.items()},
        target,
        segments=project.store.segments,
        burn_in=plan.draft,
        drawn={s.shot.id for s in plan.shots if s.source is Source.DRAWN},
        progress=progress,
    )
    print_diagnostics(made.warnings) if made.warnings else None
    return Film(
        file=target.name,
        frames=made.frames,
        fps=str(made.rate),
        width=made.size[0],
        height=made.size[1],
        seconds=float(made.rate.seconds(made.frames)),
        segments=made.segments,
        segments_encoded=made.encoded,
    )


def _say_failures(project: Project, plan: Plan, takes: Takes, target: Path) -> int:
    """Nothing is cut over a gap; what was made is kept and reported."""
    print_diagnostics(takes.failed.values())
    _write_report(make_report(plan, takes, None), target)
    talk(
        f"Not cut: {', '.join(takes.failed)} could not be made. The other clips are kept; "
        f"run the same command again to make only what is missing."
    )
    return 1


def _write_report(report: CostReport, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.with_suffix(".report.json").write_text(
            report.model_dump_json(indent=2) + "\n", "utf-8"
        )
        target.with_suffix(".report.md").write_text(as_markdown(report), "utf-8")
    except OSError as error:
        raise StoryboardError.of(
            "cannot-write", f"the report beside {target} cannot be written: {error.strerror}"
        ) from error
