"""Commands that have commands: a word that is none of them is answered with the one meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from storyboard.cli.mistyped import advice


class Group(click.Group):
    """A group that knows what is most likely meant by a command that it does not have."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """As click does it. Raises UsageError with a suggestion."""
        name, known = args[0], self.list_commands(ctx)
        if name in known or name.startswith("-"):
            return super().resolve_command(ctx, args)
        raise click.UsageError(f"there is no command {name}. {self._hint(name, known)}", ctx)

    def _hint(self, name: str, known: list[str]) -> str:
        if name.endswith((".yaml", ".yml")):
            if any(option.name == "project" for option in self.params):
                return f"Write --project {Path(name).parent} for those of its project."
            return f"Say first what to do with the file, for example: storyboard plan {name}"
        return advice(name, known)
