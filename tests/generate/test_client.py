"""The cached client over a real store: once made, never made again; failures lose nothing."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import stat
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.client import Client
from storyboard.generate.order import Order
from storyboard.generate.store import Store
from storyboard.generate.takes import Take
from tests.media import make_clip


class Camera:
    """A provider with real files: copies a clip for every request, or fails as it is told."""

    name = "camera"

    def __init__(self, clip: Path, concurrency: int = 2) -> None:
        self.clip, self.concurrency = clip, concurrency
        self.asked: Counter[str] = Counter()
        self.running = self.most_running = 0
        self.broken: dict[str, str] = {}

    async def make(self, request: Request, into: Path, files: Mapping[str, Path]) -> None:
        self.asked[request.key] += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await asyncio.sleep(0.01)
            how = self.broken.get(str(request.body["n"]))
            if how == "refuses":
                raise StoryboardError.of("refused", "the camera refuses")
            if how == "rubbish":
                into.write_bytes(b"<html>not a film</html>")
            elif how != "nothing":
                shutil.copy(self.clip, into)
        finally:
            self.running -= 1


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", frames=6)


def requests(count: int) -> list[Request]:
    return [Request("camera", "copy", {"n": number}) for number in range(count)]


def orders(count: int) -> list[Order]:
    return [Order(request, f"shot{at}") for at, request in enumerate(requests(count))]


def test_made_once_then_reused(tmp_path: Path, clip: Path) -> None:
    camera, store = Camera(clip), Store(tmp_path / ".storyboard")
    first = Client(store, {"camera": camera}).run(orders(5))
    assert (len(first.takes), len(first.made)) == (5, 5)
    again = Client(store, {"camera": camera}).run(orders(6))
    assert again.made == {requests(6)[5].key}
    assert set(camera.asked.values()) == {1}
    assert camera.most_running == 2


def test_equal_requests_are_asked_once(tmp_path: Path, clip: Path) -> None:
    camera = Camera(clip)
    answers = Client(Store(tmp_path), {"camera": camera}).run(orders(1) * 4)
    assert len(answers.takes) == 1
    assert camera.asked.total() == 1


@pytest.mark.parametrize("how", ["refuses", "rubbish", "nothing"])
def test_one_failure_leaves_the_others(tmp_path: Path, clip: Path, how: str) -> None:
    camera, store = Camera(clip), Store(tmp_path)
    camera.broken = {"1": how}
    answers = Client(store, {"camera": camera}).run(orders(4))
    assert len(answers.made) == 3
    assert list(answers.failed) == [requests(4)[1].key]
    assert list((tmp_path / "incoming").iterdir()) == []
    camera.broken = {}
    assert len(Client(store, {"camera": camera}).run(orders(4)).made) == 1


def test_objects_are_read_only_and_results_readable(tmp_path: Path, clip: Path) -> None:
    store = Store(tmp_path)
    answers = Client(store, {"camera": Camera(clip)}).run(orders(2))
    for take in answers.takes.values():
        assert stat.S_IMODE(take.clip.path.stat().st_mode) == 0o444
        assert take.clip.media.frames == 6
    (record,) = [
        json.loads(path.read_text())
        for path in tmp_path.glob("results/*/*.json")
        if path.stem == requests(2)[1].key
    ]
    assert record["request"]["body"] == {"n": 1}
    assert len(list(tmp_path.glob("objects/*/*.mp4"))) == 1  # the same bytes are kept once
    assert (tmp_path / ".gitignore").read_text() == "*\n"
    assert (tmp_path / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f0688")


def test_a_damaged_result_is_made_again(tmp_path: Path, clip: Path) -> None:
    store, camera = Store(tmp_path), Camera(clip)
    Client(store, {"camera": camera}).run(orders(1))
    (path,) = tmp_path.glob("results/*/*.json")
    for damage in ("", "{}", "[1]", path.read_text()[:80]):
        path.write_text(damage)
        assert store.find(requests(1)[0]) is None
        assert store.held([requests(1)[0].key]) == {}
        assert len(Client(store, {"camera": camera}).run(orders(1)).made) == 1


def test_a_vanished_object_is_not_held(tmp_path: Path, clip: Path) -> None:
    store = Store(tmp_path)
    Client(store, {"camera": Camera(clip)}).run(orders(1))
    (path,) = tmp_path.glob("objects/*/*.mp4")
    path.unlink()
    assert store.held([requests(1)[0].key]) == {}
    assert store.find(requests(1)[0]) is None


def test_an_interruption_keeps_what_was_made(tmp_path: Path, clip: Path) -> None:
    store, camera = Store(tmp_path), Camera(clip)

    def stop_after_two(order: Order, take: Take | None) -> None:
        if len(list(tmp_path.glob("results/*/*.json"))) >= 2:
            raise KeyboardInterrupt

    with pytest.raises(BaseException):  # noqa: B017, PT011 - asyncio may wrap the interrupt
        Client(store, {"camera": camera}, on_done=stop_after_two).run(orders(8))
    kept = len(store.held(request.key for request in requests(8)))
    assert kept >= 2
    assert list((tmp_path / "incoming").iterdir()) == []
    assert len(Client(store, {"camera": camera}).run(orders(8)).made) == 8 - kept


def test_an_unwritable_store_says_so(tmp_path: Path, clip: Path) -> None:
    (tmp_path / "store").write_text("in the way")
    answers = Client(Store(tmp_path / "store"), {"camera": Camera(clip)}).run(orders(1))
    (problem,) = answers.failed.values()
    assert problem.code == "cannot-write"


def test_a_damaged_object_is_made_again_and_healed(tmp_path: Path, clip: Path) -> None:
    store, camera = Store(tmp_path), Camera(clip)
    Client(store, {"camera": camera}).run(orders(1))
    (path,) = tmp_path.glob("objects/*/*.mp4")
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[: len(whole) // 2])
    assert store.held([requests(1)[0].key]) == {}
    assert len(Client(store, {"camera": camera}).run(orders(1)).made) == 1
    assert path.read_bytes() == whole


def test_what_a_killed_run_left_half_written_is_swept_after_a_day(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.incoming():
        pass
    old, new = tmp_path / "incoming" / "old", tmp_path / "incoming" / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "clip.mp4").write_bytes(b"half")
    os.utime(old, (0, 0))
    store.sweep()
    assert not old.exists()
    assert new.exists()


def test_a_result_of_a_newer_version_is_not_made_again(tmp_path: Path, clip: Path) -> None:
    store, camera = Store(tmp_path), Camera(clip)
    Client(store, {"camera": camera}).run(orders(1))
    (path,) = tmp_path.glob("results/*/*.json")
    path.write_text('{"version": 99}')
    with pytest.raises(StoryboardError) as refused:
        Client(store, {"camera": camera}).run(orders(1))
    assert refused.value.diagnostics[0].code == "newer-store"
    assert camera.asked.total() == 1


def test_a_clip_that_comes_home_again_heals_a_damaged_one(tmp_path: Path, clip: Path) -> None:
    store, (first, second) = Store(tmp_path / ".storyboard"), requests(2)
    for request in (first, second):
        store.prepare()
        with store.incoming() as file:
            shutil.copy(clip, file)
            kept = store.put(request, file, Decimal("0.35"), "prediction").clip.path
        assert kept.read_bytes() == clip.read_bytes()
        kept.chmod(0o644)
        kept.write_bytes(b"\0" * clip.stat().st_size)
        kept.chmod(0o444)
