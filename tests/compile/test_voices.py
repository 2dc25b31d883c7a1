"""A draft knows whether it can speak, and only where somebody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard import voices
from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import project_catalogue
from storyboard.compile.shotlist import CompiledShot
from storyboard.read.load import load
from storyboard.read.models import read_models
from storyboard.read.templates import read_templates
from tests.boards import SMALL, write_board


def shots(folder: Path, text: str = SMALL) -> tuple[CompiledShot, ...]:
    loaded = load(write_board(folder, text))
    catalogue = project_catalogue(read_models(folder))
    return compile_storyboard(loaded, read_templates(folder), catalogue).filmed


def test_a_voice_is_part_of_the_drafts_of_those_who_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "installed", lambda: None)
    without = shots(tmp_path)
    monkeypatch.setattr(voices, "installed", lambda: "espeak-ng 0.2.4")
    with_voice = shots(tmp_path)
    speaking = [shot.speech for shot in without]
    assert True in speaking
    assert False in speaking
    for one, other in zip(without, with_voice, strict=True):
        assert one.request.key == other.request.key
        assert (one.draft.key != other.draft.key) is one.speech
        assert ("speech" in other.draft.body) is one.speech


def test_a_draft_speaks_a_line_when_it_is_told_to(tmp_path: Path) -> None:
    text = SMALL.replace("- mara: Not tonight.", "- mara: Not tonight.\n            at: 0.5s")
    plain, told = shots(tmp_path), shots(tmp_path, text)
    starts = [[line.get("at") for line in shot.draft.body["dialogue"]] for shot in told]
    assert [12] in starts
    assert [shot.request.key for shot in plain] == [shot.request.key for shot in told]
