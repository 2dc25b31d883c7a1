"""What was sent and did not come home: collected, adopted, given up, and never bought unasked."""

from __future__ import annotations

import json
from decimal import Decimal

import httpx
import pytest

from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper
from storyboard.generate.store import Store
from tests.boards import SMALL, write_board
from tests.cli.run import storyboard
from tests.cli.studio import KEY, Studio


def test_an_unconfirmed_shot_waits_for_a_decision(studio: Studio) -> None:
    studio.service.set_faults("submit:lost-answer@prompt=empty pier", "item:no-input")
    ran = studio.run("render", "--yes")
    assert ran.code == 1
    assert "not known whether three was bought" in ran.err
    assert "recover" in ran.err
    assert studio.billed == Decimal("1.75")
    studio.service.set_faults("item:no-input")
    assert studio.run("render", "--yes").code == 1
    assert studio.billed == Decimal("1.75")
    (open_shot,) = studio.json("recover")
    assert (open_shot["shot"], open_shot["state"]) == ("three", "unconfirmed")
    lost = next(
        accepted.id
        for accepted in studio.service.ledger.accepted()
        if "empty pier" in str(accepted.received["prompt"])
    )
    assert studio.run("recover", "--adopt", "three", lost).code == 0
    done = studio.json("render", "--yes")
    assert [shot["clip"] for shot in done["shots"]] == ["bought"] * 3
    assert studio.billed == Decimal("1.75") == Decimal(done["spent_in_all"])
    assert studio.json("recover") == []


def test_nobody_decides_about_what_a_render_is_at_work_on(studio: Studio) -> None:
    studio.service.set_faults("submit:lost-answer@prompt=empty pier", "item:no-input")
    studio.run("render", "--yes")
    store = Store(studio.file.parent / ".storyboard")
    with Journal(store.journal) as journal, Keeper(store.locks, journal.run) as keeper:
        (attempt,) = journal.open_attempts()
        keeper.hold()
        assert journal.take_over(attempt)
        for words in (["--resubmit", "three"], ["--adopt", "three", "x"]):
            ran = studio.run("recover", *words)
            assert ran.code == 1
            assert "in-use" in ran.err
        assert journal.open_attempts()[0].keeper == journal.run
    assert studio.run("recover", "--resubmit", "three").code == 0


def _unconfirmed(studio: Studio) -> str:
    """A shot `three` whose answer was lost and not found; the id that it really has."""
    studio.service.set_faults("submit:lost-answer@prompt=empty pier", "item:hidden")
    assert studio.run("render", "--yes").code == 1
    studio.service.set_faults()
    return next(a.id for a in studio.service.ledger.accepted() if "empty pier" in a.prompt)


def test_what_is_adopted_is_shown_first(studio: Studio) -> None:
    lost = _unconfirmed(studio)
    ran = studio.run("recover", "--adopt", "three", lost)
    assert ran.code == 0
    assert f"{lost}: kwaivgi/kling-v2.6-pro/text-to-video, completed, created 2" in ran.err
    assert "its input fits" in ran.err
    assert studio.run("render").code == 0
    assert studio.billed == Decimal("1.75")


def test_an_id_that_the_service_does_not_know_is_refused(studio: Studio) -> None:
    _unconfirmed(studio)
    ran = studio.run("recover", "--adopt", "three", "no-such-id")
    assert ran.code == 1
    assert "error[unknown-prediction]" in ran.err
    assert [each["state"] for each in studio.json("recover")] == ["unconfirmed"]
    ran = studio.run("recover", "--adopt", "three", "no-such-id", "--force")
    assert ran.code == 0
    assert "does not know" in ran.err
    assert [each["prediction"] for each in studio.json("recover")] == ["no-such-id"]


@pytest.mark.parametrize("model", ["pro", "std"])
def test_a_prediction_of_something_else_is_refused(studio: Studio, model: str) -> None:
    _unconfirmed(studio)
    body = {"prompt": "a cat", "negative_prompt": "", "aspect_ratio": "16:9", "duration": 5}
    if model == "pro":
        body |= {"cfg_scale": 0.5, "sound": False}
    other = httpx.post(
        f"{studio.service.url}/api/v3/kwaivgi/kling-v2.6-{model}/text-to-video",
        json=body,
        headers={"Authorization": f"Bearer {KEY}"},
    ).json()["data"]["id"]
    ran = studio.run("recover", "--adopt", "three", other)
    assert ran.code == 1
    assert "error[other-prediction]" in ran.err
    assert ("was asked for with another" if model == "pro" else "kling-v2.6-std") in ran.err
    assert [each["state"] for each in studio.json("recover")] == ["unconfirmed"]
    assert studio.run("recover", "--adopt", "three", other, "--force").code == 0


@pytest.mark.parametrize("trouble", ["offline", "no key", "wrong key", "not the API"])
def test_what_cannot_be_checked_is_adopted_and_that_is_said(studio: Studio, trouble: str) -> None:
    lost = _unconfirmed(studio)
    addresses = {"offline": "http://127.0.0.1:9", "not the API": f"{studio.service.url}/else"}
    ran = storyboard(
        "recover",
        studio.file,
        "--adopt",
        "three",
        lost,
        WAVESPEED_API_KEY={"no key": "", "wrong key": "wsk-wrong-0000000"}.get(trouble, KEY),
        WAVESPEED_BASE_URL=addresses.get(trouble, studio.service.url),
    )
    assert ran.code == 0
    assert f"{lost} was not checked: " in ran.err
    assert studio.run("render").code == 0
    assert studio.billed == Decimal("1.75")


def test_a_resubmission_is_somebodys_decision(studio: Studio) -> None:
    studio.service.set_faults("submit:lost-answer@prompt=empty pier", "item:no-input")
    studio.run("render", "--yes")
    studio.service.set_faults()
    assert studio.run("recover", "--resubmit", "three").code == 0
    assert studio.run("render", "--yes").code == 0
    assert studio.billed == Decimal("2.10")
    assert studio.run("recover", "--adopt", "three", "x").code == 1


def test_what_is_known_to_be_bought_is_neither_adopted_nor_given_up(studio: Studio) -> None:
    studio.service.set_faults("output:html@prompt=empty pier")
    assert studio.run("render", "--yes").code == 1
    for words in (("--adopt", "three", "another-id"), ("--resubmit", "three")):
        ran = studio.run("recover", *words)
        assert ran.code == 1
        assert "error[already-bought]" in ran.err
    studio.service.set_faults()
    plan = studio.json("plan")
    assert plan["cost"] == "0"
    assert plan["shots"][2]["action"] == "collect"
    assert studio.run("render").code == 0
    assert studio.billed == Decimal("1.75")


def test_collecting_never_buys_again_without_somebodys_word(studio: Studio) -> None:
    (studio.file.parent / "storyboard.toml").write_text(
        "[wavespeed]\nlevel = 'ultra'\npoll_first = 0.05\npoll_longest = 0.1\ndeadline = 1\n"
    )
    studio.service.set_faults("task:stuck@prompt=empty pier")
    assert studio.run("render", "--yes").code == 1
    sent = len(studio.service.ledger.accepted())
    write_board(studio.file.parent, SMALL.replace("The empty pier.", "The pier is empty."))
    ran = studio.run("render")
    assert ran.code == 2  # the edited shot has to be agreed to
    write_board(studio.file.parent)
    again = studio.run("render")
    assert again.code == 1
    assert "still-running" in again.err
    assert len(studio.service.ledger.accepted()) == sent


def test_a_vanished_clip_is_fetched_again_not_bought_again(studio: Studio) -> None:
    studio.run("render", "--yes")
    for path in (studio.file.parent / ".storyboard" / "objects").rglob("*.mp4"):
        path.unlink()
    plan = studio.json("plan")
    assert (plan["cost"], {shot["action"] for shot in plan["shots"]}) == ("0", {"missing-object"})
    ran = studio.run("render")
    assert ran.code == 0, ran.err
    assert studio.billed == Decimal("1.75")
    assert studio.json("report", "--ledger")["spent_in_all"] == "1.75"


def test_a_clip_that_is_lost_for_good_is_somebodys_decision(studio: Studio) -> None:
    studio.run("render", "--yes")
    refused = studio.run("recover", "--resubmit", "three", "--force")
    assert refused.code == 1
    assert "the clip of three is here" in refused.err
    for path in (studio.file.parent / ".storyboard" / "objects").rglob("*.mp4"):
        path.unlink()
    studio.service.set_faults("output:http-404@prompt=empty pier")
    ran = studio.run("render", "--yes")
    assert ran.code == 1
    assert "lost-clip" in ran.err
    assert studio.billed == Decimal("1.75")
    studio.service.set_faults()
    assert studio.run("recover", "--resubmit", "three").code == 1
    assert studio.run("recover", "--resubmit", "three", "--force").code == 0
    assert studio.run("render", "--yes").code == 0
    assert studio.billed == Decimal("2.10")


def test_an_unconfirmed_request_of_an_edited_shot_is_not_forgotten(studio: Studio) -> None:
    studio.service.set_faults("submit:lost-answer@prompt=empty pier", "item:no-input")
    studio.run("render", "--yes")
    write_board(studio.file.parent, SMALL.replace("The empty pier.", "The pier is bare."))
    studio.service.set_faults("item:no-input", "submit:lost-answer@prompt=bare")
    ran = studio.run("render", "--yes")
    assert ran.code == 1
    several = studio.run("recover", "--resubmit", "three")
    assert "several-attempts" in several.err
    keys = [each["request_key"] for each in studio.json("recover")]
    assert studio.run("recover", "--resubmit", keys[1][:12]).code == 0
    studio.service.set_faults("item:no-input")
    ran = studio.run("render", "--yes")
    assert ran.code == 1
    assert "not known whether three was bought" in ran.err
    film = json.loads((studio.file.parent / ".storyboard" / "last-report.json").read_text())
    assert [shot["clip"] for shot in film["shots"]] == ["bought"] * 3
