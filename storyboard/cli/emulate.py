"""`storyboard emulate`: a WaveSpeed of one's own, on loopback."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storyboard.cli.output import talk
from storyboard.errors import StoryboardError
from storyboard.generate.emulator.faults import FAULTS, STAGES, parse_fault

if TYPE_CHECKING:
    from storyboard.compile.catalogue import Catalogue
    from storyboard.generate.emulator.server import Emulator

_LEVELS = ("unlimited", "bronze", "silver", "gold", "ultra")


class _WithFaults(click.Command):
    """Lists every fault below the options."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Faults, as NAME or NAME@CONDITION=VALUE,…"):
            formatter.write_text(
                "Conditions: prompt=TEXT (part of the prompt), nth=N (the Nth submit), within=S "
                "(the prediction is younger), p=0..1 (probability), times=N (at most; for each "
                "prediction where the fault is of a poll, an output or an item). "
                "More about some: seconds=S, code=N, retry-after=S."
            )
        for kind, call in STAGES.items():
            with formatter.section(f"{kind} – {call}"):
                formatter.write_dl(
                    [(name, text) for name, text in FAULTS.items() if name.startswith(f"{kind}:")]
                )


class _Usd(click.ParamType[Decimal]):
    name = "usd"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        try:
            found = Decimal(str(value))
        except ArithmeticError:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not found.is_finite():
            self.fail(f"{value!r} is not a number", param, ctx)
        return found


@click.command("emulate", cls=_WithFaults)
@click.option("--port", default=8787, show_default=True, help="Port of the API; 0 takes any.")
@click.option("--output-port", default=0, help="Port of the output host; 0 takes any.")
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the books in this SQLite file, and go on with those that are in it.",
)
@click.option("--key", help="The only API key that is accepted. Any, if not given.")
@click.option("--latency", default=2.0, show_default=True, help="Seconds that a task takes.")
@click.option("--jitter", default=0.0, help="Up to this many seconds more, at random.")
@click.option("--seed", default=0, help="Of all chance.")
@click.option("--level", type=click.Choice(_LEVELS), default="unlimited", help="Account level.")
@click.option(
    "--per-minute", type=click.IntRange(1), help="Submits a minute, in place of the level's."
)
@click.option(
    "--concurrent", type=click.IntRange(1), help="Tasks at once, in place of the level's."
)
@click.option("--rate-window", default=60.0, help="Seconds that count as that minute.")
@click.option("--balance", type=_Usd(), default="10000", show_default=True, help="USD to spend.")
@click.option("--price-factor", type=_Usd(), default="1", help="Bill this times the catalogue.")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Sell the models in this folder's models/*.yaml too.",
)
@click.option("--fault", "faults", multiple=True, metavar="FAULT", help="See below; repeatable.")
@click.option("--bare", is_flag=True, help="Answer without the envelope.")
@click.option(
    "--statuses",
    metavar="WORDS",
    default="created,processing,completed",
    show_default=True,
    help="The words for received, running and done.",
)
@click.option(
    "--invalid",
    type=click.Choice(("refuse", "fail-task")),
    default="refuse",
    help="What a wrong parameter does: HTTP 400, or a task that fails with code 1400 or 1401.",
)
@click.option(
    "--broke-status",
    type=click.Choice(("402", "403")),
    default="402",
    show_default=True,
    help="The answer where the balance is too low.",
)
@click.option(
    "--nsfw-field",
    type=click.Choice(("false", "null", "absent")),
    default="false",
    show_default=True,
    help="What has_nsfw_contents holds where nothing was found.",
)
@click.option(
    "--output-items",
    type=click.Choice(("urls", "objects")),
    default="urls",
    show_default=True,
    help="Outputs as addresses, or as objects with a url.",
)
@click.option(
    "--list-input",
    type=click.Choice(("input", "inputs", "absent")),
    default="input",
    show_default=True,
    help="Where the predictions list shows the body.",
)
@click.option("--fps", type=click.IntRange(1, 60), default=24, show_default=True)
@click.option("--full-size", is_flag=True, help="Clips of 1080 lines, not of 180.")
@click.option("--clip-bytes", default=0, help="Pad every clip to this many bytes.")
def command(faults: tuple[str, ...], **options: Any) -> None:
    """Emulate the WaveSpeed API on 127.0.0.1, to try and to test with, for no money.

    Set WAVESPEED_BASE_URL to the address that is printed, and WAVESPEED_API_KEY to anything.
    Clips are real MP4 files of the length, shape and sound asked for.
    """
    try:
        from storyboard.generate.emulator.server import serve
        from storyboard.generate.emulator.settings import LEVELS, UNLIMITED, Level, Settings
    except ModuleNotFoundError as error:
        raise StoryboardError.of(
            "no-emulator",
            f"the emulator needs {error.name}, which is not installed",
            hint="pip install 'storyboard[emulator]'",
        ) from error
    base = LEVELS.get(options.pop("level"), UNLIMITED)
    per_minute, concurrent = options.pop("per_minute"), options.pop("concurrent")
    options["level"] = Level(per_minute or base.per_minute, concurrent or base.concurrent)
    options["models"] = _models(options.pop("project"))
    options["envelope"] = not options.pop("bare")
    options["statuses"] = _three_words(options["statuses"])
    options["broke_status"] = int(options["broke_status"])
    settings = Settings(faults=tuple(parse_fault(text) for text in faults), **options)
    try:
        serve(settings, _announce)
    except KeyboardInterrupt:
        talk("The emulator has stopped.")


def _models(project: Path | None) -> Catalogue:
    from storyboard.compile.catalogue import packaged_catalogue, project_catalogue
    from storyboard.read.models import read_models

    return project_catalogue(read_models(project)) if project else packaged_catalogue()


def _three_words(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(","))
    if len(words) != 3 or not all(words):
        raise click.BadParameter("three words, separated by commas", param_hint="--statuses")
    return words


def _announce(emulator: Emulator) -> None:
    # A script waits for this line: it has to be the first. click flushes each line.
    click.echo(f"listening on {emulator.url}")
    click.echo(f"outputs on {emulator.output_url}")
