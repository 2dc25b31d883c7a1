"""Transitions that do not fit are told at the transition that is too long, once."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.cli.diagnostics import concise, full
from storyboard.compile.joints import too_long
from storyboard.compile.shotlist import Joint
from storyboard.errors import StoryboardError
from tests.boards import SMALL, compiled


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(StoryboardError) as caught:
        compiled(folder, text)
    file = f"{folder}/film.yaml"
    return [concise(found).replace(file, "film.yaml") for found in caught.value.diagnostics]


def test_the_transition_is_shown_and_the_shot_named(tmp_path: Path) -> None:
    with pytest.raises(StoryboardError) as caught:
        compiled(tmp_path, SMALL.replace("dissolve 6f", "dissolve 99s"))
    (found,) = caught.value.diagnostics
    assert full(found).replace(f"{tmp_path}/", "") == (
        "error[transition-too-long]: a dissolve of 2376 frames is too long for a shot of 24\n"
        "  --> film.yaml:25:21\n"
        "   |\n"
        "19 |       - id: one\n"
        "   |             --- in this shot\n"
        "...\n"
        "25 |         transition: dissolve 99s\n"
        "   |                     ^^^^^^^^^^^^\n"
        "   = help: make it at most 48 frames, or the shot longer"
    )


def test_the_shot_before_is_to_blame_for_its_own(tmp_path: Path) -> None:
    text = SMALL.replace("dissolve 6f", "dissolve 52f").replace("duration: 1s", "duration: 3s", 1)
    assert told(tmp_path, text) == [
        "film.yaml:25:21: error[transition-too-long]: a dissolve of 52 frames is too long for a "
        "shot of 24 (make it at most 48 frames, or the shot longer)"
    ]


def test_one_that_all_inherit_is_told_once(tmp_path: Path) -> None:
    text = SMALL.replace("cast:", "defaults: {transition: dissolve 99s}\ncast:", 1)
    assert told(tmp_path, text.replace("        transition: dissolve 6f\n", "")) == [
        "film.yaml:6:24: error[transition-too-long]: a dissolve of 2376 frames is too long for a "
        "shot of 24 (make it shorter, or the shot longer)"
    ]


def test_two_that_fit_alone_and_not_together(tmp_path: Path) -> None:
    text = SMALL.replace("dissolve 6f", "iris 30f").replace(
        "- id: two\n", "- id: two\n        transition: dissolve 20f\n"
    )
    assert told(tmp_path, text) == [
        "film.yaml:25:21: error[transition-too-long]: an iris of 30 frames is too long for a "
        "shot of 24 with the one at its other end (make it at most 28 frames, or the shot longer)"
    ]


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_the_length_that_is_named_fits_both_shots(first: int, second: int, third: int) -> None:
    """In a film of three shots, whose first two have the transitions: done as told, it is fine."""
    with TemporaryDirectory() as folder:
        lengths = [first, second, third]
        joints = [2 * first + 40, 4]
        text = three_shots(lengths, joints)
        try:
            compiled(Path(folder), text)
        except StoryboardError as error:
            for found in error.diagnostics:
                named = re.search(r"at most (\d+) frames", found.hint or "")
                if named is None or "dissolve of 4 " in found.message:
                    return
                assert found.code == "transition-too-long"
                joints[0] = int(named[1])
            compiled(Path(folder), three_shots(lengths, joints))


def three_shots(lengths: list[int], joints: list[int]) -> str:
    shots = [
        f"      - {{id: s{n}, action: x, sound: false, duration: {length}f{joint}}}"
        for n, (length, joint) in enumerate(
            zip(lengths, [*(f", transition: dissolve {each}f" for each in joints), ""], strict=True)
        )
    ]
    return "storyboard: 1\ntitle: x\nscenes:\n  - id: sc010\n    shots:\n" + "\n".join(shots) + "\n"


@given(st.integers(0, 90), st.integers(0, 90), st.integers(1, 60), st.booleans())
def test_the_length_that_is_named_fits_and_one_more_does_not(
    before: int, own: int, frames: int, last: bool
) -> None:
    joints = [Joint("dissolve", before), Joint("dissolve", own)]
    unfit = too_long(*joints, frames, last=last)
    named = re.search(r"at most (\d+) frames", unfit.problem.hint or "") if unfit else None
    if unfit is None or named is None:
        return
    blamed = 0 if unfit.is_before else 1
    for more, fits in ((0, True), (1, False)):
        joints[blamed] = Joint("dissolve", int(named[1]) + more)
        assert (too_long(*joints, frames, last=last) is None) is fits
