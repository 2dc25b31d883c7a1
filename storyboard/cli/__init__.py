"""The command line: one thin file a command, loaded when it is called."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import signal
import sys
from typing import Final

import click

from storyboard import __version__
from storyboard.cli.groups import Group
from storyboard.errors import StoryboardError

COMMANDS: Final = {
    "init": "Start a small working project in a new folder.",
    "check": "Say everything that is wrong with a storyboard.",
    "fmt": "Lay out a storyboard's file, with its comments.",
    "explain": "Say what a problem's code means, with examples.",
    "schema": "Print the JSON Schema that an editor completes fields from.",
    "models": "List the models: their lengths, sound, pictures and prices.",
    "templates": "List the prompt templates: what each suits and needs.",
    "plan": "Show what a render would make, why, and what it costs.",
    "prompts": "Print the exact request of every shot, or of one.",
    "why": "Say what makes a shot's request another than the locked one.",
    "render": "Make what changed and cut the film.",
    "retake": "Buy further takes of a shot.",
    "takes": "List a shot's takes, with a picture of each.",
    "pick": "Choose the take that the film shows.",
    "approve": "Approve shots: their clips stay, whatever is changed.",
    "unapprove": "Take an approval back.",
    "cache": "List, check and clear away the clips.",
    "report": "Show the cost report of the last render.",
    "settings": "Show every setting in force and where it comes from.",
    "balance": "Show what is left on the account.",
    "recover": "Decide about requests whose answer was lost.",
    "emulate": "Emulate the WaveSpeed API on this machine, with faults.",
    "sheet": "Lay out the film's panels as one contact sheet.",
}


class _Commands(Group):
    """Knows every command by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"storyboard.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="storyboard")
def cli() -> None:
    """Films from a YAML storyboard: makes only what changed, and says what it costs.

    \b
    Begin with `storyboard init my-film`,
    then `storyboard render --draft my-film/film.yaml`.
    """


def _end(*_: object) -> None:
    """End as with Ctrl-C, also where that key is ignored (in a shell's background)."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def main() -> None:
    """Run the command line. Exits 0 done, 1 failed, 2 usage, 3 changes pending, 130 stopped."""
    # Pydantic would look for plugins among all that is installed: a tenth of a command's start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Reading makes much that stays and next to no cycles: Python looks for some 70 times too often.
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)  # nor is there any use in looking once more before the end
    # Whoever asks us to end gets the same care as Ctrl-C: nothing half-written, nothing lost.
    signal.signal(signal.SIGTERM, _end)
    try:
        status = cli.main(prog_name="storyboard", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        kept = "Stopped. Every clip that was finished is kept; "
        click.echo(f"{kept}what is bought and not here yet comes with the next run.", err=True)
        sys.exit(130)
    except StoryboardError as error:
        from storyboard.cli.output import print_diagnostics

        print_diagnostics(error.diagnostics)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has gone (`storyboard plan … | head`): not our failure.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"storyboard: {error.strerror or error}: {error.filename or 'output'}", err=True)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
