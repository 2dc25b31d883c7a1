"""The key goes to the API's host, and stands nowhere else."""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from storyboard.generate.providers.base import AccountTrouble, NotAccepted
from storyboard.generate.providers.wavespeed.api import Unanswered, WaveSpeedApi
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.providers.wavespeed.settings import Limits, Secret, WaveSpeedSettings
from tests.generate.buying.answers import answered_by
from tests.generate.buying.shop import KEY, MODEL, Shop

EVERYTHING = [
    "submit:http-503@prompt=<shot1>",
    "submit:http-400@prompt=<shot2>",
    "submit:lost-answer@p=0.3",
    "task:failed-1200@prompt=<shot3>",
    "poll:http-502@times=1",
    "output:html@prompt=<shot4>",
    "output:redirect@p=0.5",
]


def test_the_key_is_in_no_file_log_or_message(
    shop: Shop, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    shop.fail(*EVERYTHING)
    answers = shop.buy(*shop.orders(10))
    assert len(answers.failed) == 4
    assert any("httpcore" in record.name for record in caplog.records)
    said = "".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert KEY not in said + repr(answers) + "".join(capfd.readouterr())
    files = [path for path in shop.root.rglob("*") if path.is_file()]
    assert any(path.name == "journal.sqlite" for path in files)
    for path in files:
        assert KEY.encode() not in path.read_bytes(), path
    assert shop.emulator.leaked_keys == []


def test_the_key_is_in_no_traceback(shop: Shop) -> None:
    shop.fail("balance:http-401")
    with pytest.raises(AccountTrouble) as caught:
        shop.buy(shop.order("a"))
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert KEY not in "".join(shown.format())


def test_the_key_is_in_no_traceback_of_a_lost_connection() -> None:
    async def ask() -> None:
        api = WaveSpeedApi("http://127.0.0.1:1", Secret(KEY), 1)
        try:
            await api.submit(MODEL, {"prompt": "x"})
        finally:
            await api.close()

    with pytest.raises(NotAccepted) as caught:
        asyncio.run(ask())
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert KEY not in "".join(shown.format())


class _Echo(BaseHTTPRequestHandler):
    """A service that repeats the key it was sent, in an answer of the status in the path."""

    def _answer(self) -> None:
        status = 401 if "balance" in self.path else 400
        body = f'{{"code": {status}, "message": "no good: {self.headers["Authorization"]}"}}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def echo() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_service_that_repeats_the_key_is_not_repeated() -> None:
    async def ask(url: str) -> list[str]:
        api, said = WaveSpeedApi(url, Secret(KEY), 1), []
        try:
            for call in (api.balance(), api.submit(MODEL, {"prompt": "x"}), api.result("id")):
                try:
                    await call
                except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
                    said.append(str(error))
        finally:
            await api.close()
        return said

    with echo() as url:
        said = asyncio.run(ask(url))
    assert len(said) == 3
    assert all("no good: Bearer" in words for words in said)
    assert KEY not in "".join(said)


def test_the_key_does_not_follow_a_redirect_of_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[httpx.Request] = []

    def elsewhere(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"Location": "https://elsewhere.example/"})

    async def ask() -> None:
        api = WaveSpeedApi("http://127.0.0.1:1", Secret(KEY), 1)
        try:
            with pytest.raises(Unanswered):
                await api.balance()
        finally:
            await api.close()

    answered_by(elsewhere, monkeypatch)
    asyncio.run(ask())
    assert [request.url.host for request in seen] == ["127.0.0.1"]


def test_an_upload_brings_no_key_to_the_output_host(shop: Shop, tmp_path: Path) -> None:
    picture = tmp_path / "panel.png"
    picture.write_bytes(b"not looked at here")

    async def send() -> str:
        settings = WaveSpeedSettings(shop.url, Limits(1000, 1))
        async with WaveSpeed(settings, Secret(KEY)) as provider:
            return await provider._api.upload(picture.name, picture.read_bytes())

    address = asyncio.run(send())
    assert httpx.get(address).content == picture.read_bytes()
    assert shop.emulator.leaked_keys == []
