"""`storyboard models`: who makes clips, how, and for how much."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from storyboard.cli.groups import Group
from storyboard.cli.mistyped import advice
from storyboard.cli.output import console, print_json
from storyboard.compile.catalogue import Catalogue, ModelSpec, Offer, Parameter, project_catalogue
from storyboard.money import show
from storyboard.read.models import read_models

_project = click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The folder whose models/*.yaml count too. [default: this folder]",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("models", cls=Group, invoke_without_command=True)
@_project
@_as_json
@click.pass_context
def command(ctx: click.Context, project: Path, as_json: bool) -> None:
    """List the models a storyboard can choose, those of the project among them."""
    if ctx.invoked_subcommand is not None:
        ctx.obj = project
        return
    offers = list(project_catalogue(read_models(project)).offers.values())
    if as_json:
        print_json({"models": [_document(offer) for offer in offers]})
    else:
        _print_list(offers)


@command.command("show")
@click.argument("model")
@_project
@_as_json
@click.pass_context
def show_model(ctx: click.Context, model: str, project: Path, as_json: bool) -> None:
    """Show the parameters, prices and notes of MODEL, by its short name or the vendor's id."""
    folder = ctx.obj if project == Path() else project
    offer = _find(project_catalogue(read_models(folder)), model)
    if as_json:
        print_json(_document(offer))
    else:
        _print_model(offer)


def _find(catalogue: Catalogue, name: str) -> Offer:
    offer = catalogue.find(name)
    if offer is None:
        known = [*catalogue.offers, *(each.spec.id for each in catalogue.offers.values())]
        message = f"there is no model {name}. {advice(name, known, list(catalogue.offers))}"
        raise click.BadParameter(message, param_hint="MODEL")
    return offer


def _print_list(offers: list[Offer]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("model", "id", "seconds", "sound", "first frame", "USD a clip"):
        table.add_column(name, no_wrap=name == "model", overflow="fold")
    for offer in offers:
        spec = offer.spec
        table.add_row(
            offer.name,
            spec.id,
            lengths_text(spec.lengths),
            _sound(spec),
            _first_frame(spec),
            _price_range(spec),
        )
    out = console()
    out.print(table)
    out.print("\nA price by quote is asked of the provider: storyboard plan --quote.")


def lengths_text(lengths: tuple[int, ...]) -> str:
    """Lengths in a few characters: `5, 10`, `3 to 15`, `6 to 20 by 2`."""
    steps = {after - before for before, after in itertools.pairwise(lengths)}
    if len(lengths) > 3 and len(steps) == 1:
        step = steps.pop()
        return f"{lengths[0]} to {lengths[-1]}" + (f" by {step}" if step > 1 else "")
    return ", ".join(map(str, lengths))


def _sound(spec: ModelSpec) -> str:
    if spec.speaks.sound is not None:
        return "yes or no"
    return {True: "always", False: "never", None: "?"}[spec.always.sound]


def _first_frame(spec: ModelSpec) -> str:
    if spec.speaks.first_frame is not None:
        return "needed, last too" if spec.speaks.last_frame is not None else "needed"
    return "yes" if spec.with_first_frame else "no"


def _prices(spec: ModelSpec) -> list[Decimal | None]:
    """The price of each combination of settings that the price rules or a clip's length tell
    apart; None where the catalogue does not know it."""
    names = dict.fromkeys([spec.speaks.seconds, *(n for rule in spec.prices for n in rule.when)])
    if spec.speaks.sound is not None:
        names[spec.speaks.sound] = None
    choices = [_choices(spec, name) for name in names]
    return [spec.price(dict(zip(names, each, strict=True))) for each in itertools.product(*choices)]


def _choices(spec: ModelSpec, name: str) -> list[Any]:
    parameter = spec.parameters[name]
    if name == spec.speaks.seconds:
        return list(spec.lengths)
    return [True, False] if parameter.type == "boolean" else [*parameter.choices, None]


def _price_range(spec: ModelSpec) -> str:
    prices = _prices(spec)
    known = sorted({price for price in prices if price is not None})
    if not known:
        return "quote"
    ends = show(known[0]) if len(known) == 1 else f"{show(known[0])} to {show(known[-1])}"
    return f"{ends} or quote" if None in prices else ends


def _print_model(offer: Offer) -> None:
    from rich.table import Table

    spec, out = offer.spec, console()
    out.print(f"{offer.name}: {spec.title}", style="bold")
    out.print(f"{spec.id}, sold by {offer.provider}")
    out.print(f"clips of {lengths_text(spec.lengths)} s; sound: {_sound(spec)}", end="")
    out.print(f"; first frame: {_first_frame(spec)}", end="")
    out.print(f", made by {spec.with_first_frame}\n" if spec.with_first_frame else "\n")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("parameter", "type", "takes", "default", "storyboard's word"):
        table.add_column(name, no_wrap=name != "takes")
    for name, parameter in spec.parameters.items():
        table.add_row(
            f"{name}{' *' if parameter.required else ''}",
            parameter.type,
            _takes(parameter),
            "" if parameter.default is None else _value(parameter.default),
            spec.words.get(name, ""),
        )
    out.print(table)
    out.print("* required\n")
    for rule in spec.prices:
        settings = ", ".join(f"{name} {_value(value)}" for name, value in rule.when.items())
        out.print(f"{show(rule.usd)} USD  {settings}")
    if None in _prices(spec):
        out.print(f"quote     {'everything else' if spec.prices else 'every request'}")
    if spec.languages:
        out.print(f"speech: {spec.speech}")
    for subject, words in spec.notes.items():
        out.print(f"{subject}: {words}")


def _takes(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(map(_value, parameter.choices))
    if parameter.formats:
        return ", ".join(parameter.formats)
    if parameter.max_length:
        return f"at most {parameter.max_length:,} characters"
    return parameter.range


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _document(offer: Offer) -> dict[str, Any]:
    spec = offer.spec
    known = [price for price in _prices(spec) if price is not None]
    return {
        "name": offer.name,
        "provider": offer.provider,
        **spec.model_dump(mode="json", exclude_defaults=True),
        "lengths": list(spec.lengths),
        "usd": {
            "lowest": str(min(known)) if known else None,
            "highest": str(max(known)) if known else None,
            "complete": None not in _prices(spec),
        },
    }
