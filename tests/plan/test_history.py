"""Plans beside a lock: what a render leaves is kept, what only the edit says buys nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.cli import plan_table
from storyboard.cli.plan_table import print_plan
from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import packaged_catalogue
from storyboard.compile.explain import explain
from storyboard.compile.shotlist import Shotlist
from storyboard.generate.lockfile import entries_after, entry_of
from storyboard.generate.media import Media
from storyboard.generate.takes import Clip, Take, Takes
from storyboard.plan.changes import Past, Said
from storyboard.plan.identity import History, entry_ids, fits, of_take, standing_by
from storyboard.plan.lock import Entry
from storyboard.plan.plan import MADE, Action, Inventory, Plan, PlannedShot, Source, make_plan
from storyboard.read.load import Loaded, load
from storyboard.read.templates import read_templates, with_parts
from tests.boards import SMALL, write_board

CATALOGUE = packaged_catalogue()
MEDIA = Media(24, Fraction(24), 640, 360, None, None)
DAY = datetime(2026, 11, 26, tzinfo=UTC)


@dataclass
class Project:
    """A film, its lock and what was bought: a store and a provider that always delivers."""

    folder: Path
    text: str = SMALL
    entries: dict[str, Entry] = field(default_factory=dict)
    bought: dict[str, Take] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)

    def compiled(self) -> tuple[Loaded, Shotlist]:
        loaded = load(write_board(self.folder, self.text))
        ids = {shot.id for scene in loaded.storyboard.scenes for shot in scene.shots}
        standing = standing_by(self.entries, ids)
        templates = read_templates(self.folder)
        return loaded, compile_storyboard(loaded, templates, CATALOGUE, standing)

    def _said(self, loaded: Loaded, shotlist: Shotlist) -> dict[str, Said]:
        files = with_parts(read_templates(self.folder), "shot-list.j2")
        return {
            shot.id: Said(explain(loaded, shot.id), "shot-list", files, shot.clip_seconds)
            for shot in shotlist.filmed
        }

    def plan(self) -> Plan:
        loaded, shotlist = self.compiled()
        inventory = Inventory(
            {key: take.cost for key, take in self.bought.items()},
            clips={key: take.clip.sha256 for key, take in self.bought.items()},
        )
        past = {
            key: Past(take.request, self.said[key].document() if key in self.said else None)
            for key, take in self.bought.items()
        }
        history = History(self.entries, past, self._said(loaded, shotlist))
        return make_plan(shotlist, inventory, draft=False, history=history)

    def render(self) -> None:
        plan = self.plan()
        said = self._said(*self.compiled())
        for planned in plan.shots:
            if planned.action in MADE:
                self.buy(planned)
                self.said[planned.request.key] = said[planned.shot.id]
        takes = {shot.shot.id: self.bought[shot.request.key] for shot in plan.shots}
        self.entries = entries_after(plan, Takes(takes))

    def buy(self, planned: PlannedShot) -> Take:
        request = planned.request
        digest = hashlib.sha256(request.key.encode()).hexdigest()
        take = Take(request, Clip(digest, Path("x.mp4"), MEDIA), planned.cost, "p", DAY)
        return self.bought.setdefault(request.key, take)

    def approve(self, at: int) -> None:
        shot = sorted(self.entries)[at % len(self.entries)]
        self.entries[shot] = replace(self.entries[shot], approved=date(2026, 11, 27))

    def swap(self, at: int) -> None:
        """Change the ids of two shots over."""
        ids = re.findall("- id: (one|two|three|last)", self.text)
        one, other = ids[at], ids[(at + 1) % len(ids)]
        text = self.text.replace(f"- id: {one}\n", "- id: x\n")
        self.text = text.replace(f"- id: {other}\n", f"- id: {one}\n").replace(
            ": x\n", f": {other}\n"
        )

    def pick(self, at: int, number: int) -> None:
        plan = self.plan()
        planned = plan.shots[at % len(plan.shots)]
        request = of_take(planned.shot.request, number)
        entry = planned.entry
        if entry is None or entry.approved is None:
            take = self.buy(replace(planned, request=request))
            self.entries[planned.shot.id] = entry_of(take)


SENT = (
    ("pencil on paper", "watercolour"),
    ("slow dolly in", "static"),
    ("The empty pier.", "The pier is empty."),
    ("mood: tense", "mood: gentle"),
    ("sound: false", "sound: true"),
    ("duration: 24f", "duration: 8s"),
)
NAMES = (
    ("id: three", "id: last"),
    ("id: one", "id: three"),
    ("id: last", "id: one"),
)
OF_THE_EDIT = (
    ("title: A small film\n", "title: A small film\nbudget: 100\n"),
    ("duration: 24f", "duration: 90f"),
    ("id: three", "id: last"),
    ("dissolve 6f", "dissolve 10f"),
    ("        transition: dissolve 6f\n", ""),
    ("action: She shakes", "notes: Ask her again.\n        action: She shakes"),
    ("action: She shakes", "caption: Later\n        action: She shakes"),
    ("action: She shakes", "audio: {gain: -6dB}\n        action: She shakes"),
    ("action: She shakes", "fit: blur\n        action: She shakes"),
    ("action: She shakes", "speed: 0.5\n        action: She shakes"),
    ("  - id: sc010\n", "  - id: opening\n"),
)


def _edited(edits: Collection[int]) -> str:
    """The film with some of the edits in it; the last one turns the order of the scenes."""
    text = SMALL
    for at, (old, new) in enumerate(OF_THE_EDIT):
        text = text.replace(old, new) if at in edits else text
    if len(OF_THE_EDIT) in edits:
        head, first, second = text.split("\n  - id: ")
        text = "\n  - id: ".join((head, second.rstrip("\n"), first)) + "\n"
    return text


steps = st.one_of(
    st.tuples(st.just("edit"), st.sampled_from(SENT)),
    st.tuples(st.just("edit"), st.sampled_from(NAMES)),
    st.tuples(st.just("swap"), st.integers(0, 2)),
    st.tuples(st.just("approve"), st.integers(0, 2)),
    st.tuples(st.just("pick"), st.tuples(st.integers(0, 2), st.integers(1, 3))),
    st.just(("render", None)),
)


@settings(max_examples=25)
@given(st.lists(steps, max_size=6))
def test_after_a_render_all_is_kept(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, object]]
) -> None:
    project = Project(tmp_path_factory.mktemp("film"))
    project.render()
    for step, what in done:
        if step == "edit":
            assert isinstance(what, tuple)
            if what[1] not in project.text or not what[1].startswith("id: "):
                project.text = project.text.replace(what[0], what[1])
        elif step == "swap":
            assert isinstance(what, int)
            project.swap(what)
        elif step == "approve":
            assert isinstance(what, int)
            project.approve(what)
        elif step == "pick":
            assert isinstance(what, tuple)
            project.pick(*what)
        else:
            project.render()
    approved = {entry.clip for entry in project.entries.values() if entry.approved}
    locked = {entry.key for entry in project.entries.values()}
    elsewhere = replace(project, bought={}, said={}).plan()
    assert not {shot.request.key for shot in elsewhere.to_generate} & locked
    names = {shot.entry.clip for shot in elsewhere.shots if shot.entry and shot.entry.approved}
    project.render()
    again = project.plan()
    assert not again.changed
    assert again.cost == 0
    assert {shot.action for shot in again.shots} <= {Action.KEEP, Action.STALE_APPROVED}
    # Also without a store, but for the shots that were given another name and other words.
    kept = {entry.clip for entry in project.entries.values() if entry.approved}
    assert names <= kept <= approved
    before = dict(project.entries)
    project.render()
    assert project.entries == before


@settings(max_examples=40)
@given(st.lists(st.integers(0, len(OF_THE_EDIT)), max_size=8), st.booleans())
def test_what_the_edit_does_never_buys(
    tmp_path_factory: pytest.TempPathFactory, done: list[int], picked: bool
) -> None:
    project = Project(tmp_path_factory.mktemp("film"))
    project.render()
    if picked:
        project.pick(2, 2)
    made: set[int] = set()
    for edit in done:
        made ^= {edit}
        project.text = _edited(made)
        plan = project.plan()
        assert {shot.action for shot in plan.shots} == {Action.KEEP}
        assert plan.cost == 0
        assert not plan.drops


def test_a_shot_that_begins_with_another_is_bound_to_what_that_one_shows(tmp_path: Path) -> None:
    text = SMALL.replace("sound: false", "sound: false\n        first_frame: {shot: two}")
    project = Project(tmp_path, text)
    project.render()
    bound = project.plan().shots[2].request.body
    project.approve(sorted(project.entries).index("two"))
    project.text = project.text.replace("She shakes her head.", "She nods.")
    plan = project.plan()
    assert [shot.action for shot in plan.shots] == [
        Action.KEEP,
        Action.STALE_APPROVED,
        Action.KEEP,
    ]
    assert plan.shots[2].request.body == bound
    project.entries["two"] = replace(project.entries["two"], approved=None)
    plan = project.plan()
    assert [shot.action for shot in plan.shots[1:]] == [Action.GENERATE] * 2


def test_a_picked_take_is_what_the_next_shot_begins_with(tmp_path: Path) -> None:
    text = SMALL.replace("sound: false", "sound: false\n        first_frame: {shot: two}")
    project = Project(tmp_path, text)
    project.render()
    project.pick(1, 2)
    plan = project.plan()
    assert [shot.action for shot in plan.shots[1:]] == [Action.KEEP, Action.GENERATE]
    second = of_take(plan.shots[1].shot.request, 2).key
    assert f"last-frame:{second}" in plan.shots[2].request.body.values()


def test_a_take_that_the_storyboard_names_is_not_the_locks_to_change(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.render()
    project.pick(2, 3)
    project.text = SMALL.replace(
        "        sound: false\n", "        sound: false\n        take: 2\n"
    )
    planned = project.plan().shots[2]
    assert (planned.action, planned.request.take) == (Action.RETAKE, 2)
    assert [(each.name, each.new) for each in planned.changes] == [("take", 2)]


def test_ids_of_renamed_shots(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.render()
    project.pick(2, 2)
    project.text = SMALL.replace("id: three", "id: last")
    _, shotlist = project.compiled()
    known = entry_ids(shotlist, History(project.entries))
    assert known == {"one": "one", "two": "two", "last": "three"}
    assert fits(shotlist.filmed[2], project.entries["three"])
    assert project.plan().shots[2].request.take == 2


def test_the_plan_as_it_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path)
    project.render()
    project.approve(0)
    project.entries["gone"] = replace(project.entries["one"], key="e" * 64)
    project.text = (
        SMALL.replace("slow dolly in", "static")
        .replace("The empty pier.", "The pier is empty.")
        .replace("mood: tense", "mood: gentle")
    )
    print_plan(project.plan())
    said = capsys.readouterr().out.replace(f"{tmp_path}/", "")
    assert [line.rstrip() for line in said.splitlines()] == EXPECTED.splitlines()


def test_a_long_plan_is_told_in_plain_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_table, "_AT_A_GLANCE", 2)
    print_plan(Project(tmp_path).plan())
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "+  1-01  one  LS  1.00 s  generate: no clip of this request yet  0.70"
    assert len([line for line in lines if line.startswith("+  ")]) == 3
    assert lines[-1].startswith("This costs 1.75 USD.")


def test_a_clip_that_is_not_here_is_told_with_what_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project(tmp_path)
    project.render()
    _, shotlist = project.compiled()
    history = History(project.entries)
    plan = make_plan(shotlist, Inventory(), draft=False, history=history)
    assert plan.cost == 0
    assert {shot.action for shot in plan.shots} == {Action.MISSING_OBJECT}
    assert plan.shots[0].reason == (
        "not in this store: bought for 0.70 USD on 2026-11-26 as prediction p"
    )
    again = make_plan(shotlist, Inventory(), draft=False, history=history, rebuy_missing=True)
    assert again.cost == Decimal("1.75")
    drawn = make_plan(shotlist, Inventory(), draft=True, history=history)
    assert {(shot.action, shot.source) for shot in drawn.shots} == {(Action.GENERATE, Source.DRAWN)}


EXPECTED = """\
   shot  id     size  length  why                                                                                      USD
!  1-01  one    LS    1.00 s  stale-approved: movement and 1 more changed at film.yaml:21; the approved clip is kept  0.00
+  1-02  two    MCU   1.00 s  generate: scene.mood changed at film.yaml:16                                            0.70
+  2-01  three  ELS   1.00 s  generate: action changed at film.yaml:42                                                0.35
-        gone                 drop: no longer in the storyboard; it was approved                                      0.00

one, stale-approved:
  movement: {"type": "dolly", "direction": "in", "speed": "slow"} → {"type": "static", "speed": "normal"}  (shot film.yaml:21)
  scene.mood: "tense" → "gentle"  (scene film.yaml:16)

two, generate:
  scene.mood: "tense" → "gentle"  (scene film.yaml:16)

three, generate:
  action: "The empty pier." → "The pier is empty."  (shot film.yaml:42)

Plan: 2 to generate, 0 to keep, 1 approved and stale, 1 to drop. Film: 00:00:03:00, 72 frames at 24.
This costs 1.05 USD. Still to buy for the final film: 1.05 USD of 1.75 USD.

Approved and stale: one. The film keeps what was approved; `render --include-approved` buys anew.
"""  # noqa: E501
