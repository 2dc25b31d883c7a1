"""Errors as values: they arrive whole from wherever they were raised."""

from __future__ import annotations

import pickle

import pytest

from storyboard.errors import Diagnostic, Severity, Span, StoryboardError
from storyboard.generate.providers.base import AccountTrouble


@pytest.mark.parametrize("kind", [StoryboardError, AccountTrouble])
def test_an_error_comes_whole_from_another_process(kind: type[StoryboardError]) -> None:
    place = Span("film.yaml", 3, 5, 7, "    duraton: 4s")
    problems = (
        Diagnostic("one", "the first", place, "try again", related=(("first here", place),)),
        Diagnostic("two", "the second", severity=Severity.WARNING),
    )
    arrived = pickle.loads(pickle.dumps(kind(*problems)))
    assert type(arrived) is kind
    assert arrived.diagnostics == problems
    assert str(arrived) == "the first; the second"
