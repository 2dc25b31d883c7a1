"""Drafts of clips and drawings: swapped shot by shot, told apart, or drawn throughout."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyboard.cli.project import open_project
from tests.boards import SMALL, write_board
from tests.cli.run import storyboard
from tests.cut.films import flat, write_clip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A film whose third shot is bought: five seconds of light grey."""
    file = write_board(tmp_path)
    buy(file, "three")
    return file


def buy(file: Path, *shots: str) -> None:
    project = open_project(file)
    for shot in project.shotlist.filmed:
        if shot.id in shots:
            pictures = flat(200, 24 * shot.clip_seconds, (640, 360))
            clip = write_clip(file.parent / "clip.mp4", pictures)
            project.store.put(shot.request, clip.path, Decimal("0.35"), "prediction")


def render(file: Path, *words: str) -> dict[str, Any]:
    ran = storyboard("render", "--draft", "--json", *words, file)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def frames(file: Path) -> list[np.ndarray]:
    with av.open(str(file.parent / "out" / "film.draft.mp4")) as film:
        return [each.to_ndarray(format="gray").astype(int) for each in film.decode(video=0)]


def is_grey(picture: np.ndarray) -> bool:
    return bool(np.abs(picture[120:] - picture[200, 300]).max() < 6)


def test_a_mixed_draft_shows_the_clip_marked_and_the_others_drawn(file: Path) -> None:
    render(file)
    mixed = frames(file)
    assert [is_grey(mixed[at]) for at in (6, 40, 60)] == [False, False, True]
    render(file, "--panels-only")
    drawn = frames(file)
    assert [is_grey(drawn[at]) for at in (6, 40, 60)] == [False, False, False]
    assert len(drawn) == len(mixed) == 72
    # The mark of the mixed one says more than that it is a draft.
    where = np.argwhere(np.abs(mixed[6] - drawn[6]) > 40)
    assert where[:, 0].min() > 24  # below the slate
    assert where[:, 0].max() < 60
    assert where[:, 1].max() - where[:, 1].min() > 40
    # What is bought stays bought, and is shown again when it is asked for.
    assert render(file)["film"]["segments_encoded"] == 0


def test_a_plan_says_what_is_drawn_and_a_saved_one_keeps_to_it(file: Path) -> None:
    def sources(*words: str) -> list[str]:
        ran = storyboard("plan", "--draft", "--json", *words, file)
        return [shot["source"] for shot in json.loads(ran.out)["shots"]]

    assert sources() == ["drawn", "drawn", "bought"]
    assert sources("--panels-only") == ["drawn"] * 3
    saved = file.parent / "plan.json"
    storyboard("plan", "--draft", "--panels-only", "-o", saved, file)
    ran = storyboard("render", "--json", saved)
    assert ran.code == 0, ran.err
    assert [shot["made_now"] for shot in json.loads(ran.out)["shots"]] == [True] * 3
    assert not is_grey(frames(file)[60])


@pytest.mark.parametrize("command", ["plan", "render"])
def test_panels_only_is_of_a_draft(file: Path, command: str) -> None:
    ran = storyboard(command, "--panels-only", file)
    assert ran.code == 2
    assert "--panels-only goes with --draft" in ran.err


def test_only_a_draft_is_marked_as_one(tmp_path: Path) -> None:
    text = SMALL + "deliverables: {proxy: {burn_in: [draft]}}\n"
    file = write_board(tmp_path, text)
    buy(file, "one", "two", "three")
    for words, name in ((("--yes",), "film.proxy.mp4"), (("--draft",), "film.draft.proxy.mp4")):
        ran = storyboard("render", *words, file, WAVESPEED_API_KEY="none")
        assert ran.code == 0, ran.err
        with av.open(str(file.parent / "out" / name)) as film:
            *_, last = film.decode(video=0)
        picture = last.to_ndarray(format="gray").astype(int)
        assert bool(np.ptp(picture) > 100) is ("--draft" in words)
