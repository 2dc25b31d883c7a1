"""A good storyboard to spoil, and what `load` says about the spoilt one."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.cli.diagnostics import concise, full
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.load import load

GOOD = """\
storyboard: 1
title: The Signal-Man
cast:
  mara: {name: Mara}
locations:
  quay: {name: The quay}
scenes:
  - id: sc010
    location: quay
    shots:
      - id: sc010_0010
        action: She waits.
        characters: [mara]
"""
"""Thirteen lines: what is added to the shot stands from line 14 on."""


def with_shot(*lines: str) -> str:
    """The good storyboard with more lines in its only shot."""
    return GOOD + "".join(f"        {line}\n" for line in lines)


def changed(old: str, new: str) -> str:
    """The good storyboard with something else in one place."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def problems(text: str | bytes) -> tuple[Diagnostic, ...]:
    """Everything `load` finds in a file `film.yaml` in the working directory, or fail."""
    Path("film.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(StoryboardError) as caught:
        load(Path("film.yaml"))
    return caught.value.diagnostics


def said(text: str | bytes) -> list[str]:
    """The problems, one line each, without the name of the file."""
    return [concise(found).removeprefix("film.yaml:") for found in problems(text)]


def shown(text: str | bytes) -> str:
    """The problems in full."""
    return "\n".join(full(found) for found in problems(text)) + "\n"
