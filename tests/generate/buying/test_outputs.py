"""What comes home: rubbish is never kept, a clip that lacks something is kept and told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from fractions import Fraction
from pathlib import Path

import httpx
import pytest

from storyboard.errors import Severity, StoryboardError
from storyboard.generate import backoff
from storyboard.generate.media import probe
from storyboard.generate.providers.wavespeed.download import Downloads
from tests.generate.buying.answers import answered_by
from tests.generate.buying.shop import Shop, only
from tests.media import make_clip

MENDED_BY_PATIENCE = [
    *(f"output:http-{status}@times=2" for status in (403, 404, 429, 500, 503)),
    "output:reset@times=2",
    "output:truncated@times=2",
    "output:html@times=2",
    "output:empty@times=2",
    "output:redirect",
    "output:slow@seconds=0.2",
]
RUBBISH = ["output:truncated", "output:html", "output:empty", "output:http-404"]
LACKING = {
    "output:silent": "silent-clip",
    "output:mute": "silent-clip",
    "output:short": "short-clip",
    "output:wrong-aspect": "wrong-aspect",
    "task:nsfw": "flagged",
}


@pytest.mark.parametrize("fault", MENDED_BY_PATIENCE)
def test_a_download_is_tried_again(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    answers = shop.buy(shop.order("a"))
    (take,) = answers.takes.values()
    assert probe(take.clip.path).seconds == 5
    assert answers.warnings == ()
    assert shop.events() == ["accepted"]
    shop.check_books()


@pytest.mark.parametrize("fault", RUBBISH)
def test_rubbish_is_not_kept_and_fetched_anew_by_the_next_run(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    failure = only(shop.buy(shop.order("a")).failed)
    assert failure.code == "bad-output"
    assert failure.message.startswith("a: ")
    assert "not bought again" in (failure.hint or "")
    assert list(shop.store.root.glob("objects/*/*")) == []
    assert list((shop.store.root / "incoming").iterdir()) == []
    shop.fail()
    answers = shop.buy(shop.order("a"))
    assert (len(answers.made), sum(answers.spent.values())) == (1, 0)
    shop.check_books()


@pytest.mark.parametrize("fault", LACKING)
def test_a_clip_that_lacks_something_is_kept_and_told(shop: Shop, fault: str) -> None:
    shop.fail(fault)
    answers = shop.buy(shop.order("a", sound=True))
    assert len(answers.made) == 1
    ((shot, warning),) = answers.warnings
    assert shot == "a"
    assert (warning.code, warning.severity) == (LACKING[fault], Severity.WARNING)
    assert "a" in warning.message.split(":")[0].split()
    assert warning.hint
    shop.check_books()


def test_a_clip_as_it_was_bought_is_not_complained_about(shop: Shop) -> None:
    wanted = [
        shop.order(aspect, aspect=aspect, sound=sound)
        for aspect in ("16:9", "9:16", "1:1")
        for sound in (True, False)
    ]
    answers = shop.buy(*wanted)
    assert (len(answers.made), answers.warnings) == (6, ())


def test_what_is_no_film_is_told_as_what_it_is(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def rubbish(self: Downloads, url: str, into: Path, ahead: Callable[[], bool]) -> None:
        into.write_bytes(b"\0\0\0\x18ftypmp42 and then nothing")

    with monkeypatch.context() as patch:
        patch.setattr(Downloads, "fetch", rubbish)
        failure = only(shop.buy(shop.order("a")).failed)
    assert failure.code == "bad-output"
    assert "a: " in failure.message
    assert len(shop.open()) == 1
    assert len(shop.buy(shop.order("a")).made) == 1
    assert shop.events() == ["accepted"]


def fetch(url: str, into: Path) -> StoryboardError:
    async def attempt() -> None:
        downloads = Downloads(1)
        try:
            await downloads.fetch(url, into, lambda: False)
        finally:
            await downloads.close()

    with pytest.raises(StoryboardError) as caught:
        asyncio.run(attempt())
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        *("", "file:///etc/passwd", "http://", "http://[::1", "http://a b/", "https://\x7f/"),
        *("http://a..b/clip.mp4", f"http://{'a' * 64}.example/", "http://127.0.0.1:99999/"),
    ],
)
def test_an_address_that_is_none_is_a_failure_of_one_shot(tmp_path: Path, url: str) -> None:
    assert fetch(url, tmp_path / "clip.mp4").diagnostics[0].code == "bad-output"


@pytest.mark.parametrize("part", [Fraction(1, 2), Fraction(99, 100)])
def test_a_clip_that_ends_early_without_a_word_is_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: Fraction
) -> None:
    # No length is announced, and the table of frames stands first: what is there would play.
    whole = make_clip(tmp_path / "whole.mp4", frames=48, first=True).read_bytes()
    assert whole.find(b"moov") < whole.find(b"mdat")
    sent = [whole[: int(len(whole) * part)], whole]

    async def streamed() -> AsyncIterator[bytes]:
        yield sent.pop(0)

    answered_by(lambda request: httpx.Response(200, content=streamed()), monkeypatch)
    monkeypatch.setattr(backoff, "full_jitter", lambda *caps: iter([0.0] * 9))
    kept = tmp_path / "clip.mp4"

    async def fetching() -> None:
        downloads = Downloads(1)
        await downloads.fetch("http://output.example/clip.mp4", kept)
        await downloads.close()

    asyncio.run(fetching())
    assert sent == []
    assert kept.read_bytes() == whole


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_a_failure_of_one_shot(shop: Shop) -> None:
    (take,) = shop.buy(shop.order("a")).takes.values()
    url = f"{shop.emulator.output_url}/outputs/{take.prediction}.mp4"
    (problem,) = fetch(url, Path("/dev/full")).diagnostics
    assert problem.code == "cannot-write"
    assert "No space" in problem.message
