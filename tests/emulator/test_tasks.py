"""Tasks over time: their way to the end, the list of them, queues, and a life after a restart."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from storyboard.errors import StoryboardError
from storyboard.generate.emulator.faults import parse_fault
from storyboard.generate.emulator.ledger import Ledger
from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import LEVELS, Level, Settings
from tests.emulator.talk import MODEL, client, ended, ordered, result, submit


def test_a_task_is_created_then_runs_then_is_completed() -> None:
    with running_emulator(Settings(latency=0.3)) as emulator, client(emulator) as api:
        first = submit(api).json()
        assert (first["code"], first["message"]) == (200, "success")
        data = first["data"]
        assert (data["status"], data["outputs"], data["error"]) == ("created", [], "")
        assert data["model"] == MODEL
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", data["created_at"])
        assert httpx.URL(data["urls"]["get"]).path == f"/api/v3/predictions/{data['id']}/result"
        assert result(api, data["id"])["status"] == "processing"
        time.sleep(0.3)
        done = result(api, data["id"])
        assert (done["status"], len(done["outputs"])) == ("completed", 1)
        assert done["timings"]["inference"] == pytest.approx(300, abs=2)
        assert emulator.ledger.accepted()[0].polls == 2


def test_the_list_is_paged_newest_first(emulator: Emulator, api: httpx.Client) -> None:
    ids = [ordered(api, f"Page {number}") for number in range(5)]

    def page(number: int) -> list[str]:
        answer = api.post("predictions", json={"page": number, "page_size": 2})
        assert answer.json()["data"]["page"] == number
        return [item["id"] for item in answer.json()["data"]["items"]]

    assert page(1) + page(2) == ids[::-1][:4]
    item = api.post("predictions", json={"page": 1, "page_size": 1}).json()["data"]["items"][0]
    assert item["input"]["prompt"] == "Page 4"


@pytest.mark.parametrize(
    "query", [{}, {"page": 1}, {"page": 1, "page_size": 101}, {"page": 0, "page_size": 5},
              {"page": 1, "page_size": 5, "created_after": "yesterday"}]
)  # fmt: skip
def test_a_bad_page_is_refused(api: httpx.Client, query: dict[str, object]) -> None:
    assert api.post("predictions", json=query).status_code == 400


def test_the_list_is_filtered(emulator: Emulator, api: httpx.Client) -> None:
    def ids(**query: object) -> list[str]:
        answer = api.post("predictions", json={"page": 1, "page_size": 100, **query})
        return [item["id"] for item in answer.json()["data"]["items"]]

    early = ordered(api)
    time.sleep(0.02)
    between = datetime.now(UTC)
    emulator.set_faults("task:failed")
    late = ordered(api)
    assert late in ids(created_after=between.isoformat())
    assert early not in ids(created_after=between.isoformat())
    assert early in ids(created_before=between.isoformat())
    assert late not in ids(created_before=between.isoformat())
    assert late in ids(status="failed")
    assert early not in ids(status="failed")
    assert early in ids(model=MODEL)
    assert ids(model="another/model") == []
    assert ids(created_after=(between + timedelta(hours=1)).isoformat()) == []


def test_a_deleted_prediction_is_gone_for_the_client_only(
    emulator: Emulator, api: httpx.Client
) -> None:
    prediction = ordered(api)
    assert api.post("predictions/delete", json={"ids": [prediction]}).status_code == 200
    assert api.get(f"predictions/{prediction}/result").status_code == 404
    assert emulator.ledger.accepted()[-1].id == prediction
    assert emulator.ledger.accepted()[-1].deleted


def test_over_the_rate_is_429_and_not_accepted() -> None:
    settings = Settings(level=Level(per_minute=2, concurrent=9), rate_window=0.4)
    with running_emulator(settings) as emulator, client(emulator) as api:
        assert [submit(api).status_code for _ in range(3)] == [200, 200, 429]
        assert len(emulator.ledger.accepted()) == 2
        time.sleep(0.4)
        assert submit(api).status_code == 200


def test_over_the_concurrency_tasks_queue() -> None:
    settings = Settings(level=Level(per_minute=99, concurrent=2), latency=0.3)
    with running_emulator(settings) as emulator, client(emulator) as api:
        ids = [ordered(api) for _ in range(5)]
        assert [result(api, found)["status"] for found in ids[1:3]] == ["processing", "created"]
        entries = emulator.ledger.accepted()
        begun = [entry.starts - entries[0].starts for entry in entries]
        assert begun == pytest.approx([0, 0, 0.3, 0.3, 0.6], abs=0.1)
        assert ended(api, ids[2])["status"] == "completed"


def test_the_levels_are_the_vendors() -> None:
    assert LEVELS["bronze"] == Level(2, 2)
    assert LEVELS["ultra"] == Level(5000, 10000)


def test_predictions_outlive_the_emulator(tmp_path: Path) -> None:
    books = tmp_path / "ledger.sqlite"
    settings = Settings(ledger=books, level=Level(9, 1), latency=0.2)
    with running_emulator(settings) as first, client(first) as api:
        prediction = ordered(api, "Before")
        port = httpx.URL(first.url).port
    with running_emulator(Settings(ledger=books, port=port or 0)) as second, client(second) as api:
        assert second.url == first.url
        done = ended(api, prediction)
        assert httpx.get(done["outputs"][0]).status_code == 200
        assert ordered(api, "After") != prediction
    with Ledger(books) as ledger:
        assert [entry.prompt for entry in ledger.accepted()] == ["Before", "After"]
        assert ledger.accepted()[0].downloads == 1


def test_a_port_that_is_taken_and_a_ledger_that_is_none_are_said(
    emulator: Emulator, tmp_path: Path
) -> None:
    port = httpx.URL(emulator.url).port or 0
    with (
        pytest.raises(StoryboardError, match=f"port {port}"),
        running_emulator(Settings(port=port)),
    ):
        pass
    (tmp_path / "notes.txt").write_text("Not a database at all, but long enough to look." * 9)
    with (
        pytest.raises(StoryboardError, match=r"notes\.txt"),
        running_emulator(Settings(ledger=tmp_path / "notes.txt")),
    ):
        pass


def test_it_stops_at_once_whoever_waits() -> None:
    faults = (parse_fault("submit:stall@seconds=60"),)
    with running_emulator(Settings(faults=faults)) as emulator, client(emulator) as api:
        with pytest.raises(httpx.ReadTimeout):
            api.post(MODEL, json={"prompt": "Impatient"}, timeout=0.1)
        waiting = threading.Thread(target=_submit_in_vain, args=(api,))
        waiting.start()
        time.sleep(0.2)
    waiting.join(timeout=5)
    assert not waiting.is_alive()


def _submit_in_vain(api: httpx.Client) -> None:
    with contextlib.suppress(httpx.TransportError):
        submit(api)


def test_sixty_four_at_once_are_all_in_the_books() -> None:
    async def one(api: httpx.AsyncClient, number: int) -> str:
        answer = await api.post(MODEL, json={"prompt": f"Shot {number}"})
        prediction = answer.json()["data"]["id"]
        await api.get(f"predictions/{prediction}/result")
        return str(prediction)

    async def crowd(url: str) -> list[str]:
        headers = {"Authorization": "Bearer any"}
        async with httpx.AsyncClient(base_url=f"{url}/api/v3", headers=headers) as api:
            return await asyncio.gather(*(one(api, number) for number in range(64)))

    with running_emulator(Settings(latency=0.5)) as emulator:
        ids = asyncio.run(crowd(emulator.url))
        entries = emulator.ledger.accepted()
        assert sorted(ids) == sorted(entry.id for entry in entries)
        assert [entry.polls for entry in entries] == [1] * 64
        assert {round(entry.ends - entry.starts, 3) for entry in entries} == {0.5}
