"""From a transition's words to the joint between two shots."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.cli.diagnostics import concise
from storyboard.compile.shotlist import Joint
from storyboard.errors import StoryboardError
from storyboard.read.transitions import KINDS
from tests.boards import SMALL, compiled


def joint(folder: Path, written: str) -> Joint:
    """What the first shot's transition, so written, compiles to."""
    return compiled(folder, SMALL.replace("dissolve 6f", written)).shots[0].joint


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("cut", Joint()),
        ("dissolve 8f", Joint("dissolve", 8)),
        ("wipe", Joint("wipe", 12, "left")),
        ("wipe right 0.25", Joint("wipe", 6, "right")),
        ("push 8f up", Joint("push", 8, "up")),
        ("{type: slide, direction: down, duration: 4f}", Joint("slide", 4, "down")),
        ("iris", Joint("iris", 12, "in")),
        ("iris out", Joint("iris", 12, "out")),
        ("hold 8f", Joint("hold", 8)),
        ("dip", Joint("dip", 12, colour="#ffffff")),
        ("fade 8f", Joint("fade", 8, colour="#000000")),
        ("fade white 8f", Joint("fade", 8, colour="#ffffff")),
        ("'fade #FFffFF 8f'", Joint("fade", 8, colour="#ffffff")),
        ("{type: dip, colour: red}", Joint("dip", 12, colour="#c81e1e")),
    ],
)
def test_words_and_mappings_become_a_joint(tmp_path: Path, written: str, expected: Joint) -> None:
    assert joint(tmp_path, written) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_half_a_second_and_the_handles_of_a_dissolve(
    tmp_path: Path, kind: str
) -> None:
    film = compiled(tmp_path, SMALL.replace("dissolve 6f", f"{kind} 7f"))
    assert (film.shots[0].tail, film.shots[1].head) == (4, 3)
    assert film.frames == 72
    assert joint(tmp_path, kind).frames == 12


def test_no_transition_enters_a_request(tmp_path: Path) -> None:
    """Handles of six frames fit the same clip, so that nothing at all may change."""
    said = ["cut", "fade white", "dip red", "wipe up", "push down", "slide right", "iris", "hold"]
    keys = set()
    for written in said:
        shots = compiled(tmp_path, SMALL.replace("dissolve 6f", written)).shots
        keys.add(tuple((shot.request.key, shot.draft.key) for shot in shots))
    assert len(keys) == 1


def on_the_last_shot(written: str) -> str:
    return SMALL.replace("sound: false", f"transition: {written}")


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.ends])
def test_nothing_follows_the_last_shot(tmp_path: Path, kind: str) -> None:
    with pytest.raises(StoryboardError) as caught:
        compiled(tmp_path, on_the_last_shot(f"{kind} 6f"))
    (found,) = caught.value.diagnostics
    assert concise(found).partition("film.yaml:")[2] == (
        f"41:21: error[nothing-follows]: a {kind} leads to the next shot, and this is the last "
        "one (leave it out, or end the film with `dissolve`, `fade` or `iris`)"
    )


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.ends])
def test_a_film_ends_with_some(tmp_path: Path, kind: str) -> None:
    last = compiled(tmp_path, on_the_last_shot(kind)).shots[-1]
    assert (last.joint.kind, last.joint.frames, last.tail) == (kind, 12, 0)


@pytest.mark.parametrize(
    ("inherited", "ending"), [("wipe 6f", Joint()), ("dissolve 6f", Joint("dissolve", 6))]
)
def test_an_inherited_transition_that_needs_a_shot_ends_in_a_cut(
    tmp_path: Path, inherited: str, ending: Joint
) -> None:
    text = SMALL.replace("dissolve 6f", "cut")
    text = text.replace("cast:", f"defaults: {{transition: {inherited}}}\ncast:", 1)
    film = compiled(tmp_path, text)
    assert [shot.joint.kind for shot in film.shots[:2]] == ["cut", inherited.split()[0]]
    assert film.shots[2].joint == ending
