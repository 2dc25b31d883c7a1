"""`storyboard settings`: what is in force, and why."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from storyboard.cli.apikey import KEY_VARIABLE, find_api_key
from storyboard.cli.config import PROJECT_FILE, Settings, load_settings, user_config
from storyboard.cli.output import console, print_json, talk


@click.command("settings")
@click.argument(
    "where", metavar="[FILE]", type=click.Path(exists=True, path_type=Path), default="."
)
@click.option("--json", "as_json", is_flag=True, help="Print the settings as JSON.")
def command(where: Path, as_json: bool) -> None:
    """Show every setting in force for FILE, a storyboard or its folder, and where it comes from.

    A flag wins over a STORYBOARD_ variable of the environment, this over storyboard.toml beside
    the storyboard, this over your own config.toml, and this over the default. Of the API key only
    its origin is shown.
    """
    folder = where if where.is_dir() else where.parent
    settings = load_settings(folder, {}, os.environ)
    found = find_api_key(os.environ)
    key_origin = found[1] if found else None
    if as_json:
        print_json(_document(settings, key_origin))
        return
    _print_table(settings, key_origin)
    for title, path in (("Project", folder / PROJECT_FILE), ("Yours", user_config(os.environ))):
        talk(f"{title + ':':<8} {path}{'' if path.exists() else ' (there is none)'}")


def _document(settings: Settings, key_origin: str | None) -> dict[str, Any]:
    return {
        "settings": [
            {
                "key": name,
                "value": str(value) if isinstance(value, Decimal) else value,
                "layer": settings.origins[name].layer,
                "origin": settings.origins[name].place,
            }
            for name, value in settings.values().items()
        ],
        "api_key": {"set": key_origin is not None, "origin": key_origin},
    }


def _print_table(settings: Settings, key_origin: str | None) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("setting", "value", "origin"):
        table.add_column(name, overflow="fold")
    for name, value in settings.values().items():
        table.add_row(name, _in_words(name, value), str(settings.origins[name]))
    table.add_row("API key", "set" if key_origin else "not set", key_origin or KEY_VARIABLE)
    console().print(table)


def _in_words(name: str, value: Any) -> str:
    if value is None:
        return {"render.max_cost": "no ceiling", "render.workers": "one a processor"}[name]
    if isinstance(value, Decimal):
        return f"{value} USD"
    return f"{value:g} s" if isinstance(value, float) else str(value)
