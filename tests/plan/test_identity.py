"""Which entry of the lock is about which shot, when shots change names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from storyboard.compile.shotlist import Shotlist
from storyboard.plan.identity import History, entry_ids
from storyboard.plan.lock import Entry
from storyboard.plan.plan import Action, Inventory, make_plan
from tests.boards import compiled

SHOTS = ("Rain.", "Snow.", "Hail.")
APPROVED = date(2026, 11, 27)


def film(folder: Path, **shots: str) -> Shotlist:
    """Shots by their ids, each with its action."""
    lines = [f"      - {{id: {id_}, action: {action}}}" for id_, action in shots.items()]
    head = "storyboard: 1\ntitle: Weather\nscenes:\n  - id: sc010\n    shots:\n"
    return compiled(folder, head + "\n".join(lines) + "\n")


def locked(shotlist: Shotlist, *approved: str) -> dict[str, Entry]:
    return {
        shot.id: Entry(
            shot.request.key,
            "b" * 64,
            Decimal("0.35"),
            date(2026, 11, 26),
            approved=APPROVED if shot.id in approved else None,
        )
        for shot in shotlist.filmed
    }


@pytest.mark.parametrize("order", list(permutations(SHOTS)))
@pytest.mark.parametrize("approved", [(), ("one",), ("one", "two", "three")])
def test_shots_that_changed_names_with_each_other_are_known(
    tmp_path: Path, order: tuple[str, ...], approved: tuple[str, ...]
) -> None:
    ids = ("one", "two", "three")
    before = film(tmp_path, **dict(zip(ids, SHOTS, strict=True)))
    after = film(tmp_path, **dict(zip(ids, order, strict=True)))
    known = entry_ids(after, History(locked(before, *approved)))
    assert known == {id_: ids[SHOTS.index(action)] for id_, action in zip(ids, order, strict=True)}


def test_a_shot_put_in_before_others_that_are_numbered_anew(tmp_path: Path) -> None:
    before = film(tmp_path, s1="Rain.", s2="Snow.")
    after = film(tmp_path, s1="Hail.", s2="Rain.", s3="Snow.")
    assert entry_ids(after, History(locked(before))) == {"s2": "s1", "s3": "s2"}
    # With an approval its id keeps it: nobody can tell this from a copy, made to keep the words.
    known = entry_ids(after, History(locked(before, "s1", "s2")))
    assert known == {"s1": "s1", "s2": "s2"}


def test_a_copy_does_not_take_the_approval_with_it(tmp_path: Path) -> None:
    before = film(tmp_path, one="Rain.")
    after = film(tmp_path, copy="Rain.", one="Hail.")
    entries = locked(before, "one")
    assert entry_ids(after, History(entries)) == {"one": "one"}
    held = {entry.key: entry.price for entry in entries.values()}
    clips = {entry.key: entry.clip for entry in entries.values()}
    plan = make_plan(after, Inventory(held, clips=clips), draft=False, history=History(entries))
    assert plan.cost == 0
    assert Action.GENERATE not in {shot.action for shot in plan.shots}


def test_an_approved_shot_that_says_what_another_said_keeps_its_clip(tmp_path: Path) -> None:
    before = film(tmp_path, one="Rain.", two="Snow.")
    after = film(tmp_path, one="Snow.", two="Hail.")
    assert entry_ids(after, History(locked(before, "one"))) == {"one": "one", "two": "two"}
    assert entry_ids(after, History(locked(before, "two"))) == {"one": "one", "two": "two"}


def test_a_picked_take_goes_with_its_shot(tmp_path: Path) -> None:
    before = film(tmp_path, one="Rain.", two="Snow.")
    entries = locked(before)
    second = replace(before.filmed[0].request, take=2)
    entries["one"] = replace(entries["one"], key=second.key, take=2)
    after = film(tmp_path, one="Snow.", two="Rain.")
    plan = make_plan(after, Inventory(), draft=False, history=History(entries))
    assert [shot.request.take for shot in plan.shots] == [1, 2]
    assert {shot.action for shot in plan.shots} == {Action.MISSING_OBJECT}
