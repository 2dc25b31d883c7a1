"""Lost answers: looked up, adopted when exactly one prediction fits, never sent again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
import pytest

from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Limits
from storyboard.generate.buyer import Buyer
from storyboard.generate.journal import Journal
from storyboard.generate.keeper import Keeper
from storyboard.generate.providers.base import AnswerLost, Ticket
from storyboard.generate.providers.wavespeed.api import WaveSpeedApi
from storyboard.generate.providers.wavespeed.settings import Secret
from tests.generate.buying.answers import answered_by
from tests.generate.buying.shop import KEY, MODEL, Shop, only

LISTS_THAT_COME_ROUND = [
    "list:http-429@times=2",
    "list:http-500@times=2",
    "list:http-503@times=2",
    "list:reset@times=2",
    "list:slow@seconds=0.2",
    "item:hidden@within=0.04",
    "item:inputs",
]
LISTS_THAT_DO_NOT = ["list:http-503", "list:reset", "list:http-401", "item:hidden", "item:no-input"]


@pytest.mark.parametrize("fault", LISTS_THAT_COME_ROUND)
def test_it_is_found_in_the_same_run(shop: Shop, fault: str) -> None:
    shop.fail("submit:lost-answer", fault)
    assert len(shop.buy(shop.order("a")).made) == 1
    assert shop.events() == ["unconfirmed", "adopted"]
    shop.check_books()


@pytest.mark.parametrize("fault", LISTS_THAT_DO_NOT)
def test_what_cannot_be_found_waits_for_a_run_that_finds_it(shop: Shop, fault: str) -> None:
    shop.fail("submit:lost-answer", fault)
    assert only(shop.buy(shop.order("a")).failed).code == "unconfirmed"
    assert only(shop.buy(shop.order("a")).failed).code == "unconfirmed"
    assert set(shop.accepted().values()) == {1}
    shop.fail()
    answers = shop.buy(shop.order("a"))
    assert len(answers.made) == 1
    assert shop.events() == ["unconfirmed", "adopted"]
    shop.check_books()


def test_a_key_that_dies_at_the_list_stops_the_buying(shop: Shop) -> None:
    shop.fail("submit:lost-answer@prompt=<shot0>", "list:http-401")
    answers = shop.buy(*shop.orders(4), concurrent=1)
    assert sorted(f.code for f in answers.failed.values()) == [*["not-sent"] * 3, "unconfirmed"]
    assert len(shop.accepted()) == 1


def test_of_two_that_fit_none_is_adopted(shop: Shop) -> None:
    shop.fail("submit:lost-answer")
    api = WaveSpeedApi(shop.emulator.url, Secret(KEY), 1)

    async def somebody_else_buys_the_same() -> None:
        with pytest.raises(AnswerLost):
            await api.submit(MODEL, shop.order("a").request.body)
        await api.close()

    asyncio.run(somebody_else_buys_the_same())
    for _ in range(2):
        failure = only(shop.buy(shop.order("a")).failed)
        assert failure.code == "unconfirmed"
        assert "2 predictions fit" in failure.message
        assert all(each.id in failure.message for each in shop.theirs())
        assert "--adopt a ID" in (failure.hint or "")
    assert shop.accepted().total() == 2


def test_takes_of_one_request_never_share_a_prediction(shop: Shop) -> None:
    shop.fail("submit:lost-answer@p=0.5", "submit:slow@seconds=0.2")
    takes = [shop.order("a", take=number) for number in range(1, 9)]
    answers = shop.buy(*takes)
    assert {failure.code for failure in answers.failed.values()} <= {"unconfirmed"}
    assert shop.accepted().total() == 8
    claimed = [entry.prediction for entry in shop.entries() if entry.amount > 0]
    assert len(claimed) == len(set(claimed)) == len(answers.made)
    assert set(claimed) <= {entry.id for entry in shop.theirs()}


def test_an_unconfirmed_request_takes_room_under_the_limit(shop: Shop) -> None:
    shop.fail("submit:lost-answer", "item:hidden")
    limits = Limits(project=shop.order("a").price * 2)
    shop.buy(shop.order("a"), limits=limits)
    shop.fail("item:hidden")
    answers = shop.buy(
        shop.order("a"), shop.order("b"), shop.order("c"), limits=limits, concurrent=1
    )
    assert sorted(f.code for f in answers.failed.values()) == ["over-budget", "unconfirmed"]
    assert shop.accepted().total() == 2


def test_an_item_that_moves_to_the_next_page_is_one_item(monkeypatch: pytest.MonkeyPatch) -> None:
    """While we turn the pages new predictions come in, and push an old one into view again."""

    def page(number: int) -> list[dict[str, str]]:
        others = [{"id": str(at), "status": "created"} for at in range(99)]
        mine = [{"id": "mine", "status": "created"}]
        return others + mine if number == 1 else mine

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"items": page(json.loads(request.content)["page"])})

    async def listed() -> Sequence[str]:
        api = WaveSpeedApi("http://127.0.0.1", Secret(KEY), 1)
        try:
            now = datetime.now(UTC)
            return [found.id for found in await api.predictions(MODEL, now, now)]
        finally:
            await api.close()

    answered_by(answer, monkeypatch)
    assert asyncio.run(listed()).count("mine") == 1


def test_a_prediction_adopted_elsewhere_makes_the_accepted_one_unconfirmed(shop: Shop) -> None:
    """The search for a twin's lost answer may find our prediction before its id reaches us."""

    first, second = shop.order("a", take=1), shop.order("a", take=2)
    shop.store.prepare()
    with Journal(shop.store.journal) as journal:
        lost = journal.unconfirmed(
            journal.intend(first.request, "a", first.price, Limits()), "lost"
        )
        provider = shop.provider()

        async def run() -> None:
            async with provider:
                submit = provider.submit

                async def taken(request: object, body: object) -> Ticket:
                    ticket = await submit(request, body)  # type: ignore[arg-type]
                    journal.adopted(lost, ticket.id, "found in the list")
                    return ticket

                provider.submit = taken  # type: ignore[method-assign]
                buyer = Buyer(
                    provider,
                    shop.store,
                    journal,
                    Keeper(shop.store.locks, journal.run),
                    Limits(),
                    search_after=(0,),
                )
                with pytest.raises(StoryboardError) as caught:
                    await buyer.buy(second)
                assert caught.value.diagnostics[0].code == "unconfirmed"

        asyncio.run(run())
    assert [str(attempt.state) for attempt in shop.open()] == ["submitted", "unconfirmed"]
    assert shop.accepted().total() == 1
