"""`storyboard schema`: the JSON Schemas, for editors and for programs that read our documents."""

from __future__ import annotations

from typing import Final

import click

from storyboard.resources import folder

_END: Final = ".schema.json"


def names() -> list[str]:
    """What is described: a storyboard, the files it includes, the documents that commands write."""
    found = (path.name for path in folder("schemas").iterdir())
    return sorted(name.removesuffix(_END) for name in found if name.endswith(_END))


@click.command("schema")
@click.argument("name", type=click.Choice(names()), default="storyboard")
def command(name: str) -> None:
    """Print the JSON Schema of a storyboard, or of another document.

    An editor completes and explains every field once the schema is in a file,

    \b
        storyboard schema > storyboard.schema.json

    and film.yaml begins with `# yaml-language-server: $schema=storyboard.schema.json`.
    """
    click.echo((folder("schemas") / (name + _END)).read_text("utf-8"), nl=False)
