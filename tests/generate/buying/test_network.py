"""What stands between us and the API, or in its place: proxies, wrong addresses, odd answers."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.journal import Journal
from storyboard.generate.order import Order
from storyboard.generate.providers.base import Made, NotAccepted, TaskFailed, Ticket
from storyboard.generate.providers.wavespeed import wire
from storyboard.generate.providers.wavespeed.download import Downloads
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.providers.wavespeed.settings import (
    Limits,
    Secret,
    WaveSpeedSettings,
    api_address,
)
from storyboard.generate.quotes import live_quotes
from storyboard.generate.uploads import addresses_of
from tests.generate.buying.shop import KEY, MODEL, PRICE, Shop, only
from tests.generate.buying.shop import shop as open_shop

_T = TypeVar("_T")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@dataclass
class Host:
    """A server that says one thing, whatever it is asked, and keeps what it was asked."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @classmethod
    def saying(cls, status: int, document: object) -> Host:
        return cls(status, json.dumps(document).encode())


@contextmanager
def serving(host: Host) -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            host.paths.append(self.path)
            host.keys.append(self.headers.get("Authorization"))
            self.send_response(host.status)
            for name, value in {"Content-Length": str(len(host.body)), **host.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(host.body)

        do_GET = do_POST = do_CONNECT = answer

        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        host.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def ask(url: str, question: Callable[[WaveSpeed], Awaitable[_T]], deadline: float = 5) -> _T:
    async def asking() -> _T:
        settings = WaveSpeedSettings(url, Limits(100_000, 8), deadline, 0.02, 0.1)
        async with WaveSpeed(settings, Secret(KEY)) as provider:
            return await question(provider)

    return asyncio.run(asking())


def refusal(url: str, question: Callable[[WaveSpeed], Awaitable[object]], **more: Any) -> Any:
    with pytest.raises(StoryboardError) as caught:
        ask(url, question, **more)
    (problem,) = caught.value.diagnostics
    return problem


def paint(path: Path, colour: str) -> str:
    """Paint a picture; the name that stands for it in a body."""
    Image.new("RGB", (160, 90), colour).save(path)
    return f"asset:sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def moving(shop: Shop, shot: str, picture: Path, colour: str) -> Order:
    name = paint(picture, colour)
    body = {"prompt": f"it moves, in {shop.film}", "image": name, "sound": False, "duration": 5}
    request = Request("wavespeed", "kwaivgi/kling-v2.6-pro/image-to-video", body)
    return Order(request, shot, PRICE, files={name: picture}, seconds=5, aspect="16:9")


# The key.


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_does_not_get_the_key_of_an_emulator(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with serving(Host(502)) as proxy:
        monkeypatch.setenv(name, proxy.url)
        url = shop.url.replace("127.0.0.1", "localhost")
        assert ask(url, lambda provider: provider.quote(shop.order("a").request)) == PRICE
    assert proxy.keys == []


@pytest.mark.parametrize("before", range(290, 301))
def test_a_key_that_a_service_repeats_is_hidden_also_where_its_words_are_cut(before: int) -> None:
    with serving(Host.saying(400, {"message": "x" * before + KEY})) as host:
        order = Request("wavespeed", MODEL, {"prompt": "a"})
        problem = refusal(host.url, lambda provider: provider.submit(order, {}))
    assert KEY[:3] not in problem.message


# Pictures.


def test_a_picture_that_changed_after_planning_is_not_sent(shop: Shop, tmp_path: Path) -> None:
    order = moving(shop, "a", tmp_path / "panel.png", "navy")
    paint(tmp_path / "panel.png", "red")
    failure = only(shop.buy(order).failed)
    assert failure.code == "file-changed"
    assert "panel.png" in failure.message
    assert (shop.theirs(), shop.events()) == ([], [])


@pytest.mark.parametrize("kind", ["asset:sha256:", "last-frame:"])
@pytest.mark.parametrize("nested", [False, True])
def test_a_picture_that_is_not_at_hand_is_not_sent_by_its_name(
    shop: Shop, kind: str, nested: bool
) -> None:
    name = kind + "0" * 64
    request = Request("wavespeed", MODEL, {"prompt": "a", "image": [name] if nested else name})
    assert only(shop.buy(Order(request, "a")).failed).code == "no-picture"
    assert shop.events() == []


@pytest.mark.parametrize("before", ["asset: ", "last-frame: ", "asset:sha256:" + "0" * 63])
def test_a_prompt_that_begins_like_a_picture_is_text(shop: Shop, before: str) -> None:
    order = shop.order("a")
    body = {**order.request.body, "prompt": f"{before} <a> in {shop.film}"}
    order = replace(order, request=replace(order.request, body=body))
    shop.fail("submit:lost-answer")
    assert len(shop.buy(order).made) == 1
    assert shop.events() == ["unconfirmed", "adopted"]
    other = replace(order.request, body={**body, "prompt": f"{before} something else"})
    found = ask(shop.url, lambda provider: provider.find(other, datetime.now(UTC), {}))
    assert list(found) == []


def test_a_lost_clip_of_another_picture_is_not_adopted(shop: Shop, tmp_path: Path) -> None:
    red = moving(shop, "red", tmp_path / "red.png", "red")
    blue = moving(shop, "blue", tmp_path / "blue.png", "blue")
    shop.fail("submit:http-500")
    assert only(shop.buy(red).failed).code == "unconfirmed"
    shop.fail()
    assert len(shop.buy(blue).made) == 1
    (theirs,) = shop.theirs()

    with Journal(shop.store.journal) as journal:
        known = addresses_of(journal, shop.url)

    def find(order: Order) -> Any:
        return ask(
            shop.url, lambda provider: provider.find(order.request, datetime.now(UTC), known)
        )

    assert theirs.received["image"]
    assert list(find(blue)) == [Ticket(theirs.id)]
    assert list(find(red)) == []
    assert only(shop.buy(red).failed).code == "unconfirmed"


# Prices.


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"price": 0.116666655}, "0.116667"),
        ({"price": 0.35}, "0.35"),
        ({"price": 0.30000000000000004}, "0.3"),
        ({"price": "0.7", "currency": "USD"}, "0.7"),
        ({"price": 0.35, "discounted_price": 0}, "0.35"),
        ({"price": 0.35, "discounted_price": -1}, "0.35"),
        ({"price": 0.35, "discounted_price": 0.3}, "0.3"),
        ({"price": 0.35, "discounted_price": None}, "0.35"),
        ({"price": 10}, "10"),
    ],
)
def test_a_price_is_in_millionths_rounded_up(said: object, meant: str) -> None:
    request = Request("wavespeed", MODEL, {"prompt": "a"})
    with serving(Host.saying(200, {"code": 200, "data": said})) as host:
        assert ask(host.url, lambda provider: provider.quote(request)) == Decimal(meant)


@pytest.mark.parametrize(
    "said",
    [
        {"price": 0},
        {"price": -0.35},
        {"price": float("nan")},
        {"price": float("inf")},
        {"price": 1e40},
        {"price": 0, "discounted_price": 0},
        {"price": 0.35, "currency": "EUR"},
        {"discounted_price": 0},
        {},
    ],
)
def test_what_cannot_be_a_price_is_none(said: object) -> None:
    request = Request("wavespeed", MODEL, {"prompt": "a"})
    with serving(Host.saying(200, {"code": 200, "data": said})) as host:
        problem = refusal(host.url, lambda provider: provider.quote(request))
    assert problem.code == "no-quote"


def test_a_fine_price_can_be_bought_at(tmp_path: Path) -> None:
    with open_shop(tmp_path, price_factor=Decimal("0.33333333")) as shop:
        order = shop.order("a")
        (price,) = live_quotes(shop.provider(), [order.request]).values()
        assert price == Decimal("0.116667")
        answers = shop.buy(replace(order, price=price))
        assert sum(answers.spent.values()) == price


def test_requests_that_differ_in_their_pictures_share_a_price(tmp_path: Path) -> None:
    bodies = [
        {"prompt": f"a {n}", "image": f"asset:sha256:{n * 64}", "style": "prompt: warm"}
        for n in "01"
    ]
    bodies.append({**bodies[0], "style": "prompt: cold"})
    requests = [Request("wavespeed", MODEL, body) for body in bodies]
    asked: list[object] = []

    class Seller(WaveSpeed):
        async def quote(self, request: Request) -> Decimal:
            asked.append(request.body["style"])
            return await super().quote(request)

    with serving(Host.saying(200, {"code": 200, "data": {"price": 0.35}})) as host:
        seller = Seller(WaveSpeedSettings(host.url), Secret(KEY))
        assert set(live_quotes(seller, requests).values()) == {PRICE}
    assert sorted(map(str, asked)) == ["prompt: cold", "prompt: warm"]


# Polls.


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("code", "own", "again"), [(5000, None, True), (1402, None, False), (500, 5003, True)]
)
def test_a_failed_prediction_in_an_error_is_a_failed_prediction(
    status: int, code: int, own: int | None, again: bool
) -> None:
    data = {"id": "p1", "status": "failed", "code": own}
    with (
        serving(Host.saying(status, {"code": code, "message": "no luck", "data": data})) as host,
        pytest.raises(TaskFailed, match="no luck") as caught,
    ):
        ask(host.url, lambda provider: provider.wait(Ticket("p1")), deadline=1)
    assert caught.value.again == again


def test_an_error_about_another_prediction_tells_nothing() -> None:
    said = {"code": 5000, "data": {"id": "p2", "status": "failed"}}
    with serving(Host.saying(200, said)) as host:
        problem = refusal(host.url, lambda seller: seller.wait(Ticket("p1")), deadline=0.3)
    assert problem.code == "still-running"


def test_a_prediction_that_stays_unknown_is_told_without_a_guess_at_its_age(shop: Shop) -> None:
    shop.fail("poll:http-404")
    failure = only(shop.buy(shop.order("a"), deadline=0.4).failed)
    assert failure.code == "prediction-gone"
    assert "7 days" not in failure.message
    assert "storyboard recover" in (failure.hint or "")
    shop.fail()
    assert len(shop.buy(shop.order("a")).made) == 1
    shop.check_books()


def test_a_prediction_that_was_deleted_is_told_long_before_the_deadline(shop: Shop) -> None:
    shop.fail("task:stuck")
    shop.buy(shop.order("a"), deadline=0.2)
    (lost,) = shop.theirs()
    shop.emulator.ledger.delete(lost.id)
    provider = shop.provider(deadline=3600, forgotten_after=0.3)

    async def wait() -> None:
        async with provider:
            await asyncio.wait_for(provider.wait(Ticket(lost.id)), 20)

    with pytest.raises(StoryboardError) as caught:
        asyncio.run(wait())
    assert caught.value.diagnostics[0].code == "prediction-gone"
    assert only(shop.buy(shop.order("a"), forgotten_after=0.3).failed).code == "prediction-gone"
    assert [str(attempt.state) for attempt in shop.open()] == ["submitted"]
    assert shop.accepted().total() == 1


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_prediction_is_not_gone_for_a_few_answers(shop: Shop, times: int) -> None:
    shop.fail(f"poll:http-404@times={times}")
    assert len(shop.buy(shop.order("a"), forgotten_after=0).made) == 1


def test_a_young_prediction_may_be_unknown_for_as_long_as_the_deadline(shop: Shop) -> None:
    shop.fail("poll:http-404@within=0.5")
    assert len(shop.buy(shop.order("a"), deadline=20).made) == 1


# Addresses.

NOT_THE_API = {
    "a redirect": Host(301, headers={"Location": "/elsewhere"}),
    "nothing": Host(404, b"<html>"),
    "another verb": Host(405),
    "no verb": Host(501),
    "a page": Host(200, b"<html>welcome</html>"),
}


@pytest.mark.parametrize("what", NOT_THE_API)
def test_a_wrong_address_is_known_before_anything_is_sent(shop: Shop, what: str) -> None:
    with serving(replace(NOT_THE_API[what], paths=[], keys=[])) as host:
        with pytest.raises(StoryboardError) as caught:
            shop.buy(shop.order("a"), url=host.url)
        (problem,) = caught.value.diagnostics
        assert problem.code == "not-the-api"
        assert host.url.removeprefix("http://") in problem.message
        assert set(host.paths) == {"/api/v3/balance"}
    assert (shop.events(), shop.open()) == ([], ())
    assert len(shop.buy(shop.order("a")).made) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_balance_that_is_not_told_now_stops_nothing(status: int) -> None:
    with serving(Host(status, b"<html>")) as host:
        assert ask(host.url, lambda provider: provider.preflight()) is None


def test_a_service_that_cannot_be_reached_is_told() -> None:
    problem = refusal("http://127.0.0.1:1", lambda provider: provider.preflight())
    assert problem.code == "no-connection"
    assert "127.0.0.1:1" in problem.message


def test_a_submit_that_is_redirected_is_not_lost() -> None:
    request = Request("wavespeed", MODEL, {"prompt": "a"})
    with serving(Host(307, headers={"Location": "/elsewhere"})) as host:
        problem = refusal(host.url, lambda provider: provider.submit(request, {}))
    assert problem.code == "not-the-api"
    assert len(host.paths) == 1


@pytest.mark.parametrize("end", ["", "/", "/api/v3", "/api/v3/"])
def test_an_address_may_end_with_the_version(shop: Shop, end: str) -> None:
    assert api_address(shop.url + end) == shop.url
    assert ask(shop.url + end, lambda provider: provider.preflight()) is not None


# The machine's settings.


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://user:secret@127.0.0.1:9"),
        ("HTTP_PROXY", "foo://secret:9"),
        ("HTTPS_PROXY", "http://secret:port"),
        ("SSL_CERT_FILE", "/secret/file"),
    ],
)
def test_network_settings_that_cannot_be_used_are_told_without_their_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    problem = refusal("https://127.0.0.1:1", lambda provider: provider.preflight())
    assert problem.code == "network-settings"
    assert "secret" not in problem.message
    assert name in (problem.hint or "")


# Odds and ends of HTTP.


def wanted_pause(said: str) -> float | None:
    request = Request("wavespeed", MODEL, {"prompt": "a"})
    with (
        serving(Host(429, headers={"Retry-After": said})) as host,
        pytest.raises(NotAccepted) as caught,
    ):
        ask(host.url, lambda provider: provider.submit(request, {}))
    return caught.value.wait


def test_a_pause_may_be_asked_for_with_a_date() -> None:
    def date(seconds: float) -> str:
        return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)

    assert wanted_pause("7") == 7
    assert 50 < (wanted_pause(date(60)) or 0) <= 60
    assert wanted_pause(date(-60)) == 0
    assert wanted_pause(date(86400)) == 300
    assert wanted_pause(date(60).replace("GMT", "-0000")) is not None
    assert wanted_pause("soon") is None


def test_addresses_and_timings_are_read_where_they_are_told() -> None:
    told = wire.prediction(
        {"id": "p", "urls": {"get": "https://a/p", "n": 1}, "timings": {"inference": 1200}}
    )
    assert (told.urls, told.timings.inference) == ({"get": "https://a/p"}, 1200)
    odds: tuple[object, ...] = (None, "soon", [], {"inference": "soon"}, {"inference": None})
    for odd in odds:
        untold = wire.prediction({"id": "p", "urls": odd, "timings": odd})
        assert untold.timings.inference is None
        assert set(untold.urls) <= {"inference"}


def test_a_clip_that_its_host_packs_is_whole(tmp_path: Path) -> None:
    clip = bytes(range(256)) * 64
    headers = {"Content-Encoding": "gzip", "Content-Type": "video/mp4"}
    with serving(Host(200, gzip.compress(clip), headers)) as host:
        kept = tmp_path / "clip.mp4"
        ask(host.url, lambda provider: provider.fetch(Made(host.url), kept, lambda: False))
    assert (tmp_path / "clip.mp4").read_bytes() == clip
    assert len(host.paths) == 1


@pytest.mark.parametrize("patience", [3, 10**6])
def test_a_download_lets_others_go_first_and_comes_home_all_the_same(
    tmp_path: Path, patience: int
) -> None:
    asked: list[int] = []

    def ahead() -> bool:
        asked.append(len(host.paths))
        return len(asked) <= patience

    async def fetching() -> None:
        downloads = Downloads(1)
        try:
            await downloads.fetch(host.url, tmp_path / "clip.mp4", ahead)
        finally:
            await downloads.close()

    with serving(Host(200, b"\0 a clip")) as host:
        asyncio.run(asyncio.wait_for(fetching(), 5))
    assert set(asked) == {0}
    assert len(asked) >= min(patience + 1, 5)
    assert (tmp_path / "clip.mp4").read_bytes() == b"\0 a clip"
