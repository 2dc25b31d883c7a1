"""The lock's text: sorted, stable, and read back whole, even out of a merge conflict."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storyboard.errors import StoryboardError
from storyboard.plan.lock import Entry, Film, Lock, lock_text, merged, parse_lock
from storyboard.read.fields import IDENTIFIER

MAIN, TALL = Film("film.yaml"), Film("film.yaml", "tall")
ENTRY = Entry("a" * 64, "b" * 64, Decimal("0.70"), date(2026, 11, 26), prediction="p-1")
OTHER = replace(ENTRY, key="c" * 64, clip="d" * 64, prediction="p-2")

digests = st.text("0123456789abcdef", min_size=64, max_size=64)
entries = st.builds(
    Entry,
    digests,
    digests,
    st.decimals(0, 1000, places=2),
    st.dates(),
    st.integers(1, 99),
    st.none() | st.text(min_size=1),
    st.none() | st.dates(),
)
names = st.from_regex(IDENTIFIER, fullmatch=True)
films = st.builds(Film, st.text(min_size=1).filter(lambda n: n != "version"), st.none() | names)
shots = st.dictionaries(names, entries, min_size=1, max_size=3)


def test_the_file_is_for_people_and_git() -> None:
    approved = replace(OTHER, take=2, approved=date(2026, 11, 27))
    lock = Lock({TALL: {"one": ENTRY}, MAIN: {"two": approved, "one": ENTRY}})
    a, b, c, d = (letter * 64 for letter in "abcd")
    assert (
        lock_text(lock)
        == f"""\
# The clip of every shot, as `storyboard render` left it. Commit this file beside the storyboard.
# After a merge conflict, run `storyboard plan`: it puts the file together anew.
version = 1

["film.yaml".shots.one]
take = 1
key = "{a}"
clip = "{b}"
prediction = "p-1"
price = "0.70"
made = 2026-11-26

["film.yaml".shots.two]
take = 2
key = "{c}"
approved = 2026-11-27
clip = "{d}"
prediction = "p-2"
price = "0.70"
made = 2026-11-26

["film.yaml".variants.tall.one]
take = 1
key = "{a}"
clip = "{b}"
prediction = "p-1"
price = "0.70"
made = 2026-11-26
"""
    )


@given(st.dictionaries(films, shots, max_size=3))
def test_what_is_written_is_read_back(films: dict[Film, dict[str, Entry]]) -> None:
    text = lock_text(Lock(films))
    again = parse_lock(text, "storyboard.lock")
    assert again.films == films
    assert lock_text(again) == text


def _merged(folder: Path, base: Lock, ours: Lock, theirs: Lock, style: str = "merge") -> str:
    """What git makes of two changes of a lock."""
    for name, lock in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text(lock_text(lock), "utf-8")
    how = ["--diff3"] if style == "diff3" else []
    words = ["git", "merge-file", "-p", *how, "ours", "base", "theirs"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_two_shots_changed_by_two_people_merge_by_themselves(tmp_path: Path) -> None:
    base = Lock({MAIN: {"one": ENTRY, "two": ENTRY}})
    ours = Lock({MAIN: {"one": OTHER, "two": ENTRY}})
    theirs = Lock({MAIN: {"one": ENTRY, "two": OTHER}})
    found = parse_lock(_merged(tmp_path, base, ours, theirs), "storyboard.lock")
    assert found == Lock({MAIN: {"one": OTHER, "two": OTHER}})


def test_an_approval_and_another_clip_never_merge_unseen(tmp_path: Path) -> None:
    base = Lock({MAIN: {"one": ENTRY, "two": ENTRY}})
    ours = Lock({MAIN: {"one": replace(ENTRY, approved=date(2026, 11, 27)), "two": ENTRY}})
    theirs = Lock({MAIN: {"one": replace(OTHER, prediction="p-1"), "two": ENTRY}})
    found = parse_lock(_merged(tmp_path, base, ours, theirs), "storyboard.lock")
    assert found.conflict is not None
    settled, unsettled = found.of(MAIN, lambda shot, entry: entry.key == OTHER.key)
    assert settled == ours.films[MAIN]
    assert unsettled == ()


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_a_conflict_is_settled_by_approval_then_by_the_storyboard(
    tmp_path: Path, style: str
) -> None:
    base = Lock({MAIN: {"one": ENTRY, "two": ENTRY, "three": ENTRY}})
    mine = replace(ENTRY, key="e" * 64)
    ours = Lock({MAIN: dict.fromkeys(("one", "two", "three"), mine)})
    approved = replace(OTHER, approved=date(2026, 11, 27))
    theirs = Lock({MAIN: {"one": approved, "two": OTHER, "three": OTHER}})
    found = parse_lock(_merged(tmp_path, base, ours, theirs, style), "storyboard.lock")
    assert found.conflict is not None
    assert found.conflict.line == 7

    def suits(shot: str, entry: Entry) -> bool:
        return (shot, entry) == ("two", mine)

    settled, unsettled = found.of(MAIN, suits)
    assert settled["one"] == approved
    assert settled["two"] == mine
    assert unsettled == ("three",)
    assert parse_lock(lock_text(found.settled(lambda _: suits)[0]), "x").conflict is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version = 1", "version = 2", "newer version"),
        ("version = 1", "", "no `version`"),
        ("take = 1", "take = 0", "number from 1"),
        ("take = 1", "take = 99999999999999999", "number from 1 to 99"),
        ('"0.70"', '"1e9999"', "amount in USD"),
        ('"0.70"', '"-1"', "amount in USD"),
        ("2026-11-26", "2026-11-26T10:00:00", "days like"),
        ("a" * 64, "a" * 63, "64 hex digits"),
        ("take = 1", "takes = 1", "`takes` that is unknown"),
        ("take = 1", "take = = 1", "not TOML"),
        (".shots.one]", ".one]", "not the table of a film"),
    ],
)
def test_a_lock_that_is_none_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    text = lock_text(Lock({MAIN: {"one": ENTRY}})).replace(old, new)
    with pytest.raises(StoryboardError, match=said) as caught:
        parse_lock(text, "storyboard.lock")
    assert caught.value.diagnostics[0].code in {"bad-lock", "newer-lock"}


few = st.dictionaries(st.sampled_from(["one", "two", "three"]), entries, max_size=3)


@given(few, few, few)
def test_a_change_is_carried_over_to_what_others_changed(
    now: dict[str, Entry], before: dict[str, Entry], after: dict[str, Entry]
) -> None:
    # One that goes while another comes may be a shot that was renamed, which is another test's.
    assume(not before.keys() - after.keys() or not after.keys() - before.keys())
    assert merged(before, before, after) == after
    assert merged(now, before, before) == now
    assert merged(after, before, after) == after
    found = merged(now, before, after)
    for shot in {*now, *before, *after}:
        if after.get(shot) == before.get(shot):
            assert found.get(shot) == now.get(shot)
        elif now.get(shot) == before.get(shot):
            assert found.get(shot) == after.get(shot)
        elif (theirs := now.get(shot)) is not None and theirs.approved:
            assert found.get(shot) == theirs


def test_an_approval_comes_along_to_the_name_that_its_shot_has_now() -> None:
    approved = replace(ENTRY, approved=date(2026, 11, 27))
    assert merged({"one": approved}, {"one": ENTRY}, {"first": ENTRY}) == {"first": approved}
    kept = merged({"one": approved}, {"one": ENTRY}, {"first": OTHER})
    assert kept == {"one": approved, "first": OTHER}
