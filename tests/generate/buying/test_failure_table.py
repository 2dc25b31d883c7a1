"""The failure table, row by row, over real HTTP: what is sent again, what never, what stops all.

Each row also asks whether the emulator's books and ours agree to the cent.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from storyboard.errors import StoryboardError
from storyboard.generate.providers.wavespeed import api
from tests.generate.buying.shop import PRICE, Shop, only
from tests.generate.buying.shop import shop as open_shop

SENT_AGAIN = [
    "submit:http-429@times=2",
    "submit:http-429@times=1,retry-after=0",
    "submit:envelope-error@times=1,code=429",
]
REFUSED = {
    "submit:http-400": "request-refused",
    "submit:http-404": "unknown-model-id",
    "submit:envelope-error@code=1401": "request-refused",
    "submit:envelope-error@code=1200": "moderated",
    "submit:envelope-error@code=404": "unknown-model-id",
}
STOPS = {
    "submit:http-401": "bad-api-key",
    "submit:http-402": "no-balance",
    "submit:http-403": "account-blocked",
    "submit:envelope-error": "no-balance",
}
NOT_TAKEN_BUT_WHO_KNOWS = [
    "submit:http-500",
    "submit:http-502",
    "submit:http-503",
    "submit:http-504",
    "submit:reset",
    "submit:envelope-error",
]
TAKEN_AND_LOST = [
    "submit:lost-answer",
    "submit:lost-reset",
    "submit:lost-http-500",
    "submit:lost-http-502",
    "submit:lost-http-503",
    "submit:lost-http-504",
    "submit:lost-envelope",
    "submit:cut-answer",
    "submit:garbled-answer",
    "submit:html-answer",
    "submit:no-id",
]
JUST_SLOW = ["submit:slow@seconds=0.3", "submit:stall@seconds=0.3", "task:slow@seconds=0.3"]
FAILS_FOR_GOOD = {
    "task:failed": "task-failed",
    "task:failed-1200": "moderated",
    "task:failed-1400": "task-failed",
    "task:failed-1401": "task-failed",
    "task:failed-1402": "no-media",
    "task:cancelled": "task-failed",
    "task:timeout": "task-failed",
}
MAY_BE_BOUGHT_AGAIN = [f"task:failed-{code}" for code in (1403, 1405, 5000, 5003, 5004)]
POLLS = [
    *(f"poll:http-{status}@times=2" for status in (402, 403, 404, 429, 500, 502, 503, 504)),
    "poll:http-429@times=1,retry-after=0",
    "poll:reset@times=2",
    "poll:lost-answer@times=2",
    "poll:garbled-answer@times=2",
    "poll:html-answer@times=2",
    "poll:slow@seconds=0.2,times=2",
    "task:odd-status",
]


@pytest.mark.parametrize("fault", SENT_AGAIN)
def test_what_was_surely_not_taken_is_sent_again(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    answers = shop.buy(shop.order("a"))
    assert (len(answers.made), shop.events()) == (1, ["accepted"])
    assert sum(shop.accepted().values()) == 1
    shop.check_books()


def test_what_is_never_taken_is_given_up_and_owes_nothing(shop: Shop) -> None:
    shop.fail("submit:http-429")
    failure = only(shop.buy(shop.order("a")).failed)
    assert failure.code == "not-sent"
    assert "a" in failure.message
    assert shop.events() == []
    assert shop.open() == ()
    assert 5 <= shop.rejected() <= 12


def test_a_service_that_is_not_there_owes_nothing(shop: Shop) -> None:
    with pytest.raises(StoryboardError) as caught:
        shop.buy(shop.order("a"), url="http://127.0.0.1:1")
    assert caught.value.diagnostics[0].code == "no-connection"
    assert (shop.events(), shop.open()) == ([], ())


@pytest.mark.parametrize("fault", REFUSED)
def test_a_final_refusal_is_told_and_the_others_go_on(shop: Shop, fault: str) -> None:
    name, _, rest = fault.partition("@")
    shop.fail(f"{name}@prompt=<bad>,{rest}")
    answers = shop.buy(shop.order("bad"), *shop.orders(2))
    failure = only(answers.failed)
    assert failure.code == REFUSED[fault]
    assert "bad" in failure.message
    assert failure.hint
    assert len(answers.made) == 2
    assert shop.rejected() == 1
    assert sorted(shop.events()) == ["accepted", "accepted", "refused"]
    shop.check_books()


@pytest.mark.parametrize("fault", STOPS)
def test_account_trouble_stops_the_run_and_collects_what_is_in_flight(
    shop: Shop, fault: str
) -> None:
    code = ",code=402" if "envelope" in fault else ""
    shop.fail(f"{fault}@prompt=<shot2>{code}", "task:slow@seconds=0.3")
    answers = shop.buy(*shop.orders(7), concurrent=3)
    assert len(answers.made) == 2
    assert len(shop.accepted()) == 2
    assert shop.rejected() == 1
    assert sorted(f.code for f in answers.failed.values()) == sorted(
        [STOPS[fault], *["not-sent"] * 4]
    )
    assert shop.open() == ()
    shop.check_books()
    shop.fail()
    assert len(shop.buy(*shop.orders(7)).made) == 5
    shop.check_books()


@pytest.mark.parametrize("fault", NOT_TAKEN_BUT_WHO_KNOWS)
def test_what_may_have_been_taken_is_never_sent_again(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    failure = only(shop.buy(shop.order("a")).failed)
    assert failure.code == "unconfirmed"
    assert "storyboard recover" in (failure.hint or "")
    shop.fail()
    assert only(shop.buy(shop.order("a")).failed).code == "unconfirmed"
    assert shop.rejected() == 1
    assert shop.events() == ["unconfirmed"]
    shop.check_books()


@pytest.mark.parametrize("fault", TAKEN_AND_LOST)
def test_a_lost_answer_is_looked_up_and_adopted(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    answers = shop.buy(*shop.orders(3))
    assert len(answers.made) == 3
    assert sorted(shop.events()) == ["adopted"] * 3 + ["unconfirmed"] * 3
    assert set(shop.accepted().values()) == {1}
    assert sum(answers.spent.values()) == 3 * PRICE
    shop.check_books()


@pytest.mark.parametrize("fault", JUST_SLOW)
def test_slowness_is_waited_out(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    assert len(shop.buy(shop.order("a")).made) == 1
    assert shop.events() == ["accepted"]
    shop.check_books()


@pytest.mark.parametrize(
    ("fault", "events"),
    [("submit:slow@seconds=0.9", ["unconfirmed", "adopted"]), ("submit:stall", ["unconfirmed"])],
)
def test_an_answer_that_takes_too_long_is_lost(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, fault: str, events: list[str]
) -> None:
    monkeypatch.setattr(api, "_TIMEOUT", httpx.Timeout(0.4))
    shop.fail(fault)
    shop.buy(shop.order("a"))
    assert shop.events() == events
    shop.check_books()


@pytest.mark.parametrize("fault", FAILS_FOR_GOOD)
def test_a_task_that_failed_for_good_is_not_bought_again(shop: Shop, fault: str) -> None:
    shop.fail(f"{fault}@prompt=<bad>")
    answers = shop.buy(shop.order("bad"), shop.order("good"))
    failure = only(answers.failed)
    assert failure.code == FAILS_FOR_GOOD[fault]
    assert "bad" in failure.message
    assert sum(answers.spent.values()) == PRICE
    assert sorted(shop.events()) == ["accepted", "accepted", "failed", "refunded"]
    shop.check_books()


def test_a_deleted_task_is_not_refunded(shop: Shop) -> None:
    shop.fail("task:deleted")
    answers = shop.buy(shop.order("a"))
    assert only(answers.failed).code == "task-failed"
    assert "refund" not in (only(answers.failed).hint or "")
    assert sum(answers.spent.values()) == PRICE
    assert shop.events() == ["accepted", "failed"]
    shop.check_books()


@pytest.mark.parametrize("fault", MAY_BE_BOUGHT_AGAIN)
def test_a_task_that_failed_by_chance_is_bought_again(shop: Shop, fault: str) -> None:
    shop.fail(f"{fault}@times=2")
    answers = shop.buy(shop.order("a"))
    assert len(answers.made) == 1
    assert sum(answers.spent.values()) == PRICE
    assert shop.events() == [*["accepted", "failed", "refunded"] * 2, "accepted"]
    shop.check_books()


@pytest.mark.parametrize("fault", MAY_BE_BOUGHT_AGAIN[:2])
def test_it_is_bought_again_twice_at_most(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    answers = shop.buy(shop.order("a"))
    assert "3 times" in only(answers.failed).message
    assert sum(answers.spent.values()) == 0
    assert shop.events() == ["accepted", "failed", "refunded"] * 3
    assert shop.open() == ()
    shop.check_books()


@pytest.mark.parametrize("fault", POLLS)
def test_polling_never_gives_a_paid_task_up(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    answers = shop.buy(*shop.orders(2))
    assert len(answers.made) == 2
    assert shop.events() == ["accepted"] * 2
    shop.check_books()


@pytest.mark.parametrize("fault", ["task:slow@seconds=1.2", "poll:http-503@within=1.2"])
def test_past_the_deadline_a_task_is_left_to_the_next_run(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    failure = only(shop.buy(shop.order("a"), deadline=0.4).failed)
    assert failure.code == "still-running"
    assert "a" in failure.message
    assert [attempt.state for attempt in shop.open()] == ["submitted"]
    answers = shop.buy(shop.order("a"))
    assert (len(answers.made), sum(answers.spent.values())) == (1, 0)
    assert shop.events() == ["accepted"]
    shop.check_books()


def test_a_task_that_never_ends_is_not_bought_again(shop: Shop) -> None:
    shop.fail("task:stuck")
    for _ in range(3):
        assert only(shop.buy(shop.order("a"), deadline=0.2).failed).code == "still-running"
    assert shop.events() == ["accepted"]
    shop.check_books()


def test_a_completed_task_without_outputs_keeps_its_place(shop: Shop) -> None:
    shop.fail("task:no-output")
    for _ in range(2):
        failure = only(shop.buy(shop.order("a")).failed)
        assert failure.code == "no-output"
    assert shop.events() == ["accepted"]
    assert len(shop.open()) == 1


def test_a_key_that_dies_while_polling_stops_the_buying(shop: Shop) -> None:
    shop.fail("poll:http-401@prompt=<shot0>", "task:slow@seconds=0.2")
    answers = shop.buy(*shop.orders(6), concurrent=1)
    assert len(shop.accepted()) == 1
    assert {f.code for f in answers.failed.values()} == {"bad-api-key", "not-sent"}
    assert len(shop.open()) == 1
    shop.fail()
    assert len(shop.buy(*shop.orders(6)).made) == 6
    assert set(shop.accepted().values()) == {1}
    shop.check_books()


@pytest.mark.parametrize(("status", "code"), [(402, "no-balance"), (403, "account-blocked")])
def test_an_account_that_is_refused_an_answer_asks_again(
    shop: Shop, status: int, code: str
) -> None:
    shop.fail(f"poll:http-{status}@times=3")
    assert len(shop.buy(*shop.orders(2)).made) == 2
    shop.fail(f"poll:http-{status}@prompt=<late>")
    assert only(shop.buy(shop.order("late")).failed).code == code
    assert len(shop.open()) == 1
    shop.fail()
    assert len(shop.buy(shop.order("late")).made) == 1
    shop.check_books()


def test_a_wrong_key_is_known_before_anything_is_sent(shop: Shop) -> None:
    with pytest.raises(StoryboardError) as caught:
        shop.buy(shop.order("a"), key="wsk-wrong-999999")
    (problem,) = caught.value.diagnostics
    assert problem.code == "bad-api-key"
    assert "WAVESPEED_API_KEY" in (problem.hint or "")
    assert shop.rejected() == 0
    assert shop.events() == []


def test_a_balance_that_answers_401_stops_before_anything_is_sent(shop: Shop) -> None:
    shop.fail("balance:http-401")
    with pytest.raises(StoryboardError, match="API key"):
        shop.buy(shop.order("a"))
    assert shop.theirs() == []


def test_a_balance_that_cannot_be_told_stops_nothing(shop: Shop) -> None:
    shop.fail("balance:http-500")
    assert len(shop.buy(shop.order("a")).made) == 1


def test_an_empty_account_is_told_with_what_to_do(tmp_path: Path) -> None:
    with open_shop(tmp_path, balance=Decimal("0.80")) as shop:
        _run_out_of_money(shop)


def _run_out_of_money(shop: Shop) -> None:
    answers = shop.buy(*shop.orders(5), concurrent=1)
    assert len(answers.made) == 2
    codes = [f.code for f in answers.failed.values()]
    assert sorted(codes) == ["no-balance", "not-sent", "not-sent"]
    assert shop.rejected() == 1
    shop.check_books()
