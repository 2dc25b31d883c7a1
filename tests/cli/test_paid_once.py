"""What anybody paid for once is not bought again: in clones, under other names, in other films."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.generate.emulator.server import Emulator
from tests.boards import SMALL
from tests.cli.studio import Studio

SHORT = SMALL + "variants:\n  short: {title: A shorter film, scenes: {sc020: null}}\n"
WATERCOLOUR = SHORT.replace("pencil on paper", "watercolour")
NEW = "      - id: four\n        size: LS\n        duration: 1s\n        action: Gulls.\n"
LIKE_THREE = SMALL.split("    shots:\n")[2].replace("id: three", "id: four")
WAITING = SHORT.replace("sound: false", "sound: false\n        first_frame: {shot: two}")
UNKNOWN = SMALL.replace("look: pencil", "defaults: {model: kling-v3.0-std}\nlook: pencil")


@pytest.fixture
def studio(tmp_path: Path, service: Emulator) -> Studio:
    """A film with a variant, the film bought."""
    studio = Studio(tmp_path, service, SHORT)
    assert studio.run("render", "--yes").code == 0
    return studio


def actions(studio: Studio, *words: str) -> dict[str, str]:
    return {shot["id"]: shot["action"] for shot in studio.json("plan", *words)["shots"]}


def swapped(text: str) -> str:
    """The ids of two shots changed over."""
    text = text.replace("id: one", "id: x").replace("id: two", "id: one")
    return text.replace("id: x", "id: two")


def test_a_variant_in_a_clone_buys_nothing_again(tmp_path: Path, studio: Studio) -> None:
    other = studio.clone(tmp_path / "clone")
    assert set(actions(other, "--variant", "short").values()) == {"missing-object"}
    assert other.run("render", "--yes", "--variant", "short").code == 1
    assert studio.billed == Decimal("1.75")


@pytest.mark.parametrize("before", [True, False])
def test_a_copy_of_a_shot_in_a_clone_is_bought_no_more_than_that(
    tmp_path: Path, studio: Studio, before: bool
) -> None:
    other = studio.clone(tmp_path / "clone")
    three = "      - id: three\n"
    text = SHORT.replace(three, LIKE_THREE + three) if before else SMALL + LIKE_THREE
    other.write(text)
    assert set(actions(other).values()) == {"missing-object"}
    ran = other.run("render", "--yes")
    assert ran.code == 1
    assert "not-agreed" not in ran.out + ran.err
    assert studio.billed == Decimal("1.75")
    bought = other.json("render", "--yes", "--rebuy-missing")
    assert Decimal(bought["total"]["spent_now"]) == Decimal("1.75")


def test_shots_that_changed_names_show_their_clips(tmp_path: Path, studio: Studio) -> None:
    assert studio.run("retake", "two", "--yes").code == 0
    assert studio.run("pick", "two", "2").code == 0
    assert studio.run("approve", "one", "two").code == 0
    billed = studio.billed
    for store in (False, True):
        other = studio.clone(tmp_path / str(store), store=store)
        other.write(swapped(SHORT))
        found = actions(other)
        assert set(found.values()) == ({"keep"} if store else {"missing-object"})
    assert other.run("render", "--yes").code == 0
    assert studio.billed == billed
    lock = other.lock.read_text()
    assert lock.count("approved = ") == 2
    assert "take = 2" in lock.split(".shots.one]")[1].split("[")[0]


def test_a_take_in_a_clone_is_another_than_the_locked_one(tmp_path: Path, studio: Studio) -> None:
    other = studio.clone(tmp_path / "clone")
    ran = other.run("retake", "three", "--yes")
    assert (ran.code, "take 2" in ran.err) == (0, True)
    assert "not in this store" in other.run("takes", "three").out
    assert actions(other)["three"] == "missing-object"


def test_an_approved_shot_that_is_renamed_keeps_its_clip(tmp_path: Path, studio: Studio) -> None:
    assert studio.run("approve", "three").code == 0
    studio.write(WATERCOLOUR.replace("id: three", "id: trois"))
    assert actions(studio)["trois"] == "stale-approved"
    assert studio.run("render", "--yes", "--shots", "trois").code == 0
    assert studio.billed == Decimal("1.75")
    assert studio.lock.read_text().count("approved = ") == 1
    # Another shot is none of the same, whatever its name is.
    studio.write(SHORT.replace("id: three", "id: drei").replace("The empty pier.", "A gull."))
    assert actions(studio)["drei"] == "generate"


def test_of_two_copies_nobody_knows_which_was_approved(studio: Studio) -> None:
    assert studio.run("approve", "three").code == 0
    text = WATERCOLOUR.replace("id: three", "id: trois").split("variants:")[0] + LIKE_THREE
    studio.write(text)
    found = actions(studio)
    assert (found["trois"], found["four"]) == ("generate", "keep")
    assert "it was approved" in studio.run("plan").out


def test_what_is_decided_while_a_film_is_rendered_stays_decided(studio: Studio) -> None:
    studio.service.set_faults("task:slow@prompt=Gulls,seconds=3")
    studio.write(SHORT.replace("      - id: three\n", f"{NEW}      - id: three\n"))
    done = []
    render = threading.Thread(target=lambda: done.append(studio.run("render", "--yes")))
    render.start()
    deadline = 100
    while not studio.service.ledger.accepted()[3:] and deadline:
        deadline -= 1
        threading.Event().wait(0.1)
    assert studio.run("approve", "three").code == 0
    assert render.is_alive()
    render.join()
    assert done[0].code == 0
    lock = studio.lock.read_text()
    assert "approved = " in lock.split(".shots.three]")[1]
    assert ".shots.four]" in lock


def test_two_renders_side_by_side_lock_what_both_bought(tmp_path: Path, service: Emulator) -> None:
    studio = Studio(tmp_path, service, SMALL)
    runs = [
        threading.Thread(target=studio.run, args=("render", "--yes", "--shots", shot))
        for shot in ("one", "two", "three")
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    lock = studio.lock.read_text()
    assert [f".shots.{shot}]" in lock for shot in ("one", "two", "three")] == [True] * 3
    assert studio.billed == Decimal("1.75")


def test_a_conflict_is_settled_for_every_film_by_its_own_storyboard(
    tmp_path: Path, studio: Studio
) -> None:
    """What fits the storyboard is on our side, and theirs was made later."""
    assert studio.run("render", "--yes", "--variant", "short").code == 0
    ours = studio.lock.read_text()
    theirs = ours.replace("made = 20", "made = 21")
    for key in [line for line in theirs.splitlines() if line.startswith("key = ")]:
        theirs = theirs.replace(key, f'key = "{key[7:-1][::-1]}"')
    other = studio.clone(tmp_path / "clone")
    other.lock.write_text(f"<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n")
    assert set(actions(other).values()) == {"missing-object"}
    assert other.lock.read_text() == ours
    assert set(actions(other, "--variant", "short").values()) == {"missing-object"}


def test_in_a_conflict_a_shot_begins_with_what_the_settled_one_shows(
    tmp_path: Path, service: Emulator
) -> None:
    """The storyboard is ours, with take 2 of a shot; they wrote it anew, and later."""
    studio = Studio(tmp_path, service, WAITING)
    assert studio.run("render", "--yes").code == 0
    for words in (("retake", "two", "--yes"), ("pick", "two", "2"), ("render", "--yes")):
        assert studio.run(*words).code == 0
    ours, billed = studio.lock.read_text(), studio.billed
    head, two = ours.split(".shots.two]")
    key = two.split('key = "')[1][:64]
    two = two.replace(key, key[::-1]).replace("take = 2", "take = 1")
    theirs = head + ".shots.two]" + two.replace("made = 20", "made = 21")
    studio.lock.write_text(f"<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n")
    ran = studio.run("render", "--yes")
    assert ran.code == 0, ran.err
    assert studio.billed == billed
    assert set(actions(studio).values()) == {"keep"}
    assert studio.lock.read_text() == ours


def test_a_pick_says_what_else_is_another_then(tmp_path: Path, service: Emulator) -> None:
    studio = Studio(tmp_path, service, WAITING)
    assert studio.run("render", "--yes").code == 0
    assert studio.run("retake", "two", "--yes").code == 0
    ran = studio.run("pick", "two", "2", "--in-storyboard")
    assert ran.code == 0, ran.err
    assert "three begins with its last frame" in ran.err
    assert "0.35 USD" in ran.err
    assert actions(studio) == {"one": "keep", "two": "keep", "three": "generate"}


def test_a_missing_take_of_an_unknown_price_is_asked_for_and_within_the_limits(
    tmp_path: Path, service: Emulator
) -> None:
    studio = Studio(tmp_path, service, UNKNOWN)
    assert studio.run("render", "--yes", "--quote").code == 0
    assert studio.run("retake", "three", "--yes", "--quote").code == 0
    assert studio.run("pick", "three", "2").code == 0
    other = studio.clone(tmp_path / "clone")
    billed = studio.billed
    over = other.run("render", "--rebuy-missing", "--quote", "--yes", "--max-cost", "0.01")
    assert over.code == 1
    assert studio.billed == billed
    plan = other.json("plan", "--rebuy-missing", "--quote")
    assert plan["to_quote"] == 0
    made = other.json("render", "--rebuy-missing", "--quote", "--yes")
    assert Decimal(made["total"]["spent_now"]) == studio.billed - billed
    assert Decimal(plan["cost"]) == studio.billed - billed > 0
    assert all(Decimal(shot["cost"]) > 0 for shot in plan["shots"])


def test_an_empty_pattern_does_not_mean_the_whole_film(studio: Studio) -> None:
    for option in ("--shots", "--scenes"):
        ran = studio.run("render", "--yes", option, "")
        assert (ran.code, f"{option}: it is empty" in ran.err) == (2, True)


def test_what_is_changed_is_known_without_the_store(tmp_path: Path, studio: Studio) -> None:
    other = studio.clone(tmp_path / "clone")
    other.write(SHORT.replace("The empty pier.", "Nobody."))
    found = actions(other, "--changed")
    assert [shot for shot, action in found.items() if action == "generate"] == ["three"]


def test_an_approval_is_said_when_it_is_written(studio: Studio) -> None:
    studio.write(SHORT.replace("      - id: three\n", f"{NEW}      - id: three\n"))
    ran = studio.run("approve", "--shots", "*")
    assert (ran.code, "error[not-locked]" in ran.err, "is approved" in ran.err) == (1, True, False)


def test_what_was_approved_and_is_nowhere_is_not_bought_as_something_else(
    tmp_path: Path, studio: Studio
) -> None:
    assert studio.run("approve", "three").code == 0
    other = studio.clone(tmp_path / "clone")
    other.write(WATERCOLOUR)
    assert actions(other, "--rebuy-missing")["three"] == "missing-object"
    ran = other.run("render", "--yes", "--shots", "three", "--rebuy-missing")
    assert (ran.code, "--include-approved" in ran.out + ran.err) == (1, True)
    assert studio.billed == Decimal("1.75")
    assert actions(other, "--include-approved")["three"] == "generate"
