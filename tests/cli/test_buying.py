"""Buying from the command line, against the emulated service over real HTTP."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from storyboard.generate.media import probe
from tests.boards import SMALL, write_board
from tests.cli.studio import KEY, Studio


def test_what_is_sent_is_what_was_planned_and_it_is_paid_once(studio: Studio) -> None:
    planned = {body["key"]: body["body"] for body in studio.json("prompts")}
    bought = studio.json("render", "--yes")
    sent = [accepted.received for accepted in studio.service.ledger.accepted()]
    assert sorted(sent, key=str) == sorted(planned.values(), key=str)
    assert all(a.received == a.billed for a in studio.service.ledger.accepted())
    assert bought["total"]["spent_now"] == bought["spent_in_all"] == "1.75"
    assert studio.billed == Decimal("1.75")
    film = probe(studio.file.parent / "out" / "film.mp4")
    assert film.frames == bought["film"]["frames"] == 72
    again = studio.json("render")
    assert again["total"]["spent_now"] == "0.00"
    assert again["total"]["saved_by_reuse"] == "1.75"
    assert studio.billed == Decimal("1.75")
    ledger = studio.json("report", "--ledger")
    assert ledger["total"] == ledger["spent_in_all"] == "1.75"
    assert [line["event"] for line in ledger["entries"]] == ["accepted"] * 3
    assert studio.service.leaked_keys == []


def test_an_edit_of_the_cut_buys_nothing_and_a_changed_word_one_shot(studio: Studio) -> None:
    studio.run("render", "--yes")
    write_board(studio.file.parent, SMALL.replace("24f", "20f").replace("dissolve 6f", "cut"))
    assert studio.run("render").code == 0
    assert studio.billed == Decimal("1.75")
    write_board(studio.file.parent, SMALL.replace("The empty pier.", "The pier is empty."))
    assert studio.json("plan")["cost"] == "0.35"
    assert studio.run("render", "--yes").code == 0
    assert studio.billed == Decimal("2.10")


def test_a_bought_shot_is_used_in_the_draft(studio: Studio) -> None:
    studio.run("render", "--yes")
    write_board(studio.file.parent, SMALL.replace("The empty pier.", "The pier is empty."))
    clips = [shot["clip"] for shot in studio.json("render", "--draft")["shots"]]
    assert clips == ["bought", "bought", "drawn"]
    assert studio.billed == Decimal("1.75")


def test_a_ceiling_stops_the_buying_and_says_what_is_missing(studio: Studio) -> None:
    ran = studio.run("render", "--max-cost", "1.00")
    assert ran.code == 1
    assert "--max-cost of 1.00 USD" in ran.err
    assert studio.billed <= Decimal("1.00")
    assert not (studio.file.parent / "out" / "film.mp4").exists()
    assert studio.run("render", "--yes").code == 0
    assert studio.billed == Decimal("1.75")


def test_the_storyboards_budget_holds_over_all_runs(tmp_path: Path, service: Emulator) -> None:
    studio = Studio(tmp_path, service, SMALL.replace("title:", "budget: 1.40\ntitle:"))
    assert studio.run("render", "--yes").code == 1
    assert studio.run("render", "--yes").code == 1
    assert studio.billed <= Decimal("1.40")
    ran = studio.run("render", "--yes")
    assert "the budget of 1.40 USD" in ran.err
    assert "film.yaml:" in ran.err


def test_a_task_that_was_deleted_is_paid_and_still_to_buy(studio: Studio) -> None:
    studio.service.set_faults("task:deleted@prompt=empty pier")
    report = studio.json("render", "--yes")
    (failure,) = report["not_made"]
    assert (failure["shot"], failure["code"]) == ("three", "task-failed")
    assert "buys it anew" in failure["next_step"]
    assert (report["total"]["spent_now"], report["still_to_buy"]) == ("1.75", "0.35")
    studio.service.set_faults()
    assert studio.json("render", "--yes")["spent_in_all"] == "2.10"
    assert studio.billed == Decimal("2.10")


def test_a_partial_film_says_in_the_picture_what_is_missing(studio: Studio) -> None:
    studio.service.set_faults("task:failed-1200@prompt=empty pier")
    ran = studio.run("render", "--yes", "--partial")
    assert ran.code == 1
    assert "three" in ran.err
    assert "moderation" in ran.err
    film = probe(studio.file.parent / "out" / "film.mp4")
    assert film.frames == 72
    report = json.loads((studio.file.parent / "out" / "film.report.json").read_text())
    assert [shot["clip"] for shot in report["shots"]] == ["bought", "bought", "missing"]
    assert Decimal(report["total"]["spent_now"]) == studio.billed == Decimal("1.40")


def test_a_wrong_key_stops_before_anything_is_sent(studio: Studio) -> None:
    ran = studio.run("render", "--yes", key="wsk-wrong-0000000")
    assert ran.code == 1
    assert "error[bad-api-key]" in ran.err
    assert studio.service.ledger.accepted() == []
    assert studio.run("render", "--yes", key="").code == 1


def test_an_account_without_balance(tmp_path: Path) -> None:
    with running_emulator(Settings(key=KEY, balance=Decimal("0.50"))) as service:
        ran = Studio(tmp_path, service).run("render", "--yes")
        assert ran.code == 1
        assert "balance" in ran.err
        assert service.ledger.billed_total() <= Decimal("0.50")


def test_a_quote_that_differs_from_the_table_is_flagged(tmp_path: Path) -> None:
    with running_emulator(Settings(key=KEY, price_factor=Decimal("0.5"))) as service:
        studio = Studio(tmp_path, service)
        ran = studio.run("plan", "--quote")
        assert "quoted at 0.35 USD today; the catalogue says 0.70 USD" in ran.err
        assert "This costs 0.875 USD" in ran.out


def test_a_price_nobody_knows_is_asked_for(tmp_path: Path, service: Emulator) -> None:
    text = SMALL.replace("look: pencil", "defaults: {model: kling-v3.0-std}\nlook: pencil")
    studio = Studio(tmp_path, service, text)
    refused = studio.run("render", "--yes")
    assert refused.code == 1
    assert "error[price-unknown]" in refused.err
    bought = studio.json("render", "--yes", "--quote")
    assert Decimal(bought["total"]["spent_now"]) == studio.billed > 0


def test_a_shot_begins_with_the_last_frame_of_another(tmp_path: Path, service: Emulator) -> None:
    text = SMALL.replace("sound: false", "sound: false\n        first_frame: {shot: two}")
    text = text.replace("      - id: two\n", "      - id: two\n        first_frame: panels/a.png\n")
    folder = tmp_path / "film" / "panels"
    folder.mkdir(parents=True)
    Image.new("RGB", (640, 360), (90, 120, 150)).save(folder / "a.png")
    studio = Studio(tmp_path, service, text)
    ran = studio.run("render", "--yes", "--quote")
    assert ran.code == 0, ran.err
    sent = {a.model: a.received for a in service.ledger.accepted() if "image" in a.received}
    assert sent
    for body in sent.values():
        assert str(body["image"]).startswith("http://127.0.0.1")
    billed = studio.billed
    assert studio.run("render", "--yes").code == 0
    assert studio.billed == billed


def test_the_key_stands_nowhere(studio: Studio) -> None:
    studio.service.set_faults("task:failed-1200@prompt=empty pier")
    runs = [studio.run("render", "--yes"), studio.run("recover"), studio.run("report", "--ledger")]
    for ran in runs:
        assert KEY not in ran.out + ran.err
    for path in studio.file.parent.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path
    assert studio.service.leaked_keys == []


def test_a_missing_journal_stops_the_buying(studio: Studio) -> None:
    studio.run("render", "--yes")
    for path in (studio.file.parent / ".storyboard").glob("journal.sqlite*"):
        path.unlink()
    write_board(studio.file.parent, SMALL.replace("The empty pier.", "The pier is empty."))
    ran = studio.run("render", "--yes")
    assert ran.code == 1
    assert "error[journal-missing]" in ran.err
    assert studio.billed == Decimal("1.75")


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("output:wrong-aspect", "wrong-aspect", "the clip of two is "),
        ("output:short", "short-clip", "the clip of two lasts 4.00 s of the 5 s bought"),
        ("output:silent", "silent-clip", "the clip of two has no sound, and sound was bought"),
        ("output:mute", "silent-clip", "the clip of two has no sound, and sound was bought"),
        ("task:nsfw", "flagged", "two: WaveSpeed flagged the clip of prediction "),
    ],
)
def test_a_clip_that_is_not_quite_what_was_bought_is_told_with_its_place(
    studio: Studio, fault: str, code: str, words: str
) -> None:
    studio.service.set_faults(f"{fault}@prompt=She shakes")
    ran = studio.run("render", "--yes")
    assert ran.code == 0
    assert f"warning[{code}]: {words}" in ran.err
    assert f"{studio.file}:26:13" in ran.err
    assert "= help: " in ran.err
