"""Files go up once and free of charge; the live price is asked without buying."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.order import Order
from tests.generate.buying.shop import PRICE, Shop, only

UPLOADS_THAT_COME_ROUND = [
    *(f"upload:http-{status}@times=2" for status in (429, 500, 503)),
    "upload:reset@times=2",
    "upload:lost-answer@times=2",
]
UPLOADS_THAT_DO_NOT = {
    "upload:http-400": "not-sent",
    "upload:http-500": "not-sent",
    "upload:http-401": "bad-api-key",
}
PRICES_THAT_COME_ROUND = ["price:http-429@times=2", "price:http-500@times=2"]
PRICES_THAT_DO_NOT = {
    "price:http-404": "no-quote",
    "price:http-500": "no-quote",
    "price:http-401": "bad-api-key",
}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "panel.png"
    Image.new("RGB", (160, 90), "navy").save(path)
    return path


def moving(shop: Shop, shot: str, picture: Path) -> Order:
    name = f"asset:sha256:{hashlib.sha256(picture.read_bytes()).hexdigest()}"
    body = {
        "prompt": f"<{shot}> it moves, in {shop.film}",
        "image": name,
        "negative_prompt": "",
        "cfg_scale": 0.5,
        "sound": False,
        "duration": 5,
    }
    request = Request("wavespeed", "kwaivgi/kling-v2.6-pro/image-to-video", body)
    return Order(request, shot, PRICE, files={name: picture}, seconds=5, aspect="16:9")


def test_a_file_of_two_shots_goes_up_once(shop: Shop, picture: Path) -> None:
    answers = shop.buy(moving(shop, "a", picture), moving(shop, "b", picture))
    assert (len(answers.made), answers.warnings) == (2, ())
    addresses = {entry.received["image"] for entry in shop.theirs()}
    assert len(addresses) == 1
    shop.check_books()


@pytest.mark.parametrize("fault", UPLOADS_THAT_COME_ROUND)
def test_an_upload_is_tried_again(shop: Shop, picture: Path, fault: str) -> None:
    shop.fail(fault)
    assert len(shop.buy(moving(shop, "a", picture)).made) == 1
    shop.check_books()


@pytest.mark.parametrize("fault", UPLOADS_THAT_DO_NOT)
def test_what_cannot_go_up_is_not_bought(shop: Shop, picture: Path, fault: str) -> None:
    shop.fail(fault)
    answers = shop.buy(*(moving(shop, name, picture) for name in "abc"))
    codes = {failure.code for failure in answers.failed.values()}
    assert codes - {"not-sent"} == {UPLOADS_THAT_DO_NOT[fault]} - {"not-sent"}
    assert len(answers.failed) == 3
    assert shop.theirs() == []
    assert shop.events() == []


def test_a_file_that_vanished_is_told(shop: Shop, picture: Path) -> None:
    order = moving(shop, "a", picture)
    picture.unlink()
    (failure,) = shop.buy(order).failed.values()
    assert failure.code == "unreadable"
    assert "panel.png" in failure.message


def test_a_lost_answer_about_an_uploaded_file_is_found(shop: Shop, picture: Path) -> None:
    shop.fail("submit:lost-answer")
    assert len(shop.buy(moving(shop, "a", picture)).made) == 1
    assert shop.events() == ["unconfirmed", "adopted"]
    shop.check_books()


def test_later_runs_use_a_picture_where_it_was_put_up(shop: Shop, picture: Path) -> None:
    before = len(shop.emulator.ledger.uploads())
    for shot in "abc":
        assert len(shop.buy(moving(shop, shot, picture)).made) == 1
    assert len(shop.emulator.ledger.uploads()) == before + 1
    assert len({entry.received["image"] for entry in shop.theirs()}) == 1


def test_two_names_of_the_same_bytes_are_one_upload(shop: Shop, picture: Path) -> None:
    before = len(shop.emulator.ledger.uploads())
    asset = moving(shop, "a", picture)
    name = f"last-frame:{'0' * 64}"
    body = {**asset.request.body, "image": name, "prompt": f"<b> in {shop.film}"}
    frame = replace(asset, request=replace(asset.request, body=body), files={name: picture})
    assert len(shop.buy(asset, frame).made) == 2
    assert len(shop.emulator.ledger.uploads()) == before + 1


@pytest.mark.parametrize(("days", "uploads"), [(5.9, 1), (6.1, 2), (-0.1, 2)])
def test_an_address_is_used_while_it_is_surely_alive(
    shop: Shop, picture: Path, days: float, uploads: int
) -> None:
    before = len(shop.emulator.ledger.uploads())
    shop.buy(moving(shop, "a", picture))
    at = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    with contextlib.closing(sqlite3.connect(shop.store.journal)) as book, book:
        book.execute("UPDATE upload SET at = ?", (at,))
    assert len(shop.buy(moving(shop, "b", picture)).made) == 1
    assert len(shop.emulator.ledger.uploads()) == before + uploads


def test_an_address_of_another_service_is_not_used(shop: Shop, picture: Path) -> None:
    shop.buy(moving(shop, "a", picture))
    before = len(shop.emulator.ledger.uploads())
    elsewhere = shop.url.replace("127.0.0.1", "localhost")
    assert len(shop.buy(moving(shop, "b", picture), url=elsewhere).made) == 1
    assert len(shop.emulator.ledger.uploads()) == before + 1


def test_a_picture_that_the_service_lost_is_put_up_again(shop: Shop, picture: Path) -> None:
    shop.buy(moving(shop, "a", picture))
    shop.emulator.ledger.delete_upload(shop.emulator.ledger.uploads()[-1])
    before = len(shop.emulator.ledger.uploads())
    answers = shop.buy(*(moving(shop, shot, picture) for shot in "bcd"))
    assert len(answers.made) == 3
    assert len(shop.emulator.ledger.uploads()) == before + 1
    shop.check_books()
    assert len(shop.buy(moving(shop, "e", picture)).made) == 1
    assert len(shop.emulator.ledger.uploads()) == before + 1


def test_a_picture_that_cannot_be_read_where_it_was_just_put_up_is_told(
    shop: Shop, picture: Path
) -> None:
    shop.fail("task:failed-1402")
    assert only(shop.buy(moving(shop, "a", picture)).failed).code == "no-media"
    assert shop.accepted().total() == 1
    shop.fail()
    before = len(shop.emulator.ledger.uploads())
    assert len(shop.buy(moving(shop, "a", picture)).made) == 1
    assert len(shop.emulator.ledger.uploads()) == before + 1
    shop.check_books()


def test_a_refused_request_gets_a_new_address_for_an_old_picture_once(
    shop: Shop, picture: Path
) -> None:
    shop.buy(moving(shop, "a", picture))
    before = len(shop.emulator.ledger.uploads())
    shop.fail("submit:http-400@times=1")
    assert len(shop.buy(moving(shop, "b", picture)).made) == 1
    assert len(shop.emulator.ledger.uploads()) == before + 1
    shop.fail("submit:http-400")
    assert only(shop.buy(moving(shop, "c", picture)).failed).code == "request-refused"
    assert len(shop.emulator.ledger.uploads()) == before + 2
    shop.check_books()


@pytest.mark.parametrize("name", ["asset", "last-frame"])
def test_a_lost_answer_about_a_picture_is_found_by_the_next_run(
    shop: Shop, picture: Path, name: str
) -> None:
    order = moving(shop, "a", picture)
    if name == "last-frame":
        name = f"last-frame:{'0' * 64}"
        body = {**order.request.body, "image": name}
        order = replace(order, request=replace(order.request, body=body), files={name: picture})
    shop.fail("submit:lost-answer", "item:hidden")
    assert only(shop.buy(order).failed).code == "unconfirmed"
    shop.fail()
    assert len(shop.buy(order).made) == 1
    assert shop.events() == ["unconfirmed", "adopted"]
    assert shop.accepted().total() == 1
    shop.check_books()


def test_what_was_lost_with_an_older_address_is_still_found(shop: Shop, picture: Path) -> None:
    lost = moving(shop, "lost", picture)
    shop.fail("submit:lost-answer", "item:hidden")
    assert only(shop.buy(lost).failed).code == "unconfirmed"
    shop.fail("task:failed-1402@times=1", "item:hidden")
    assert len(shop.buy(moving(shop, "b", picture)).made) == 1
    shop.fail()
    assert len(shop.buy(lost).made) == 1
    assert len({entry.received["image"] for entry in shop.theirs()}) == 2
    shop.check_books()


def quote(shop: Shop) -> Decimal:
    async def ask() -> Decimal:
        async with shop.provider() as provider:
            return await provider.quote(shop.order("a").request)

    return asyncio.run(ask())


@pytest.mark.parametrize("fault", PRICES_THAT_COME_ROUND)
def test_a_price_is_asked_again(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    assert quote(shop) == PRICE
    assert shop.theirs() == []


@pytest.mark.parametrize("fault", PRICES_THAT_DO_NOT)
def test_no_price_is_told(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    with pytest.raises(StoryboardError) as caught:
        quote(shop)
    assert caught.value.diagnostics[0].code == PRICES_THAT_DO_NOT[fault]
