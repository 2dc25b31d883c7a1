"""Files go up once and free of charge; the live price is asked without buying."""

from __future__ import annotations

import asyncio
import hashlib
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.order import Order
from tests.generate.buying.shop import PRICE, Shop

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
