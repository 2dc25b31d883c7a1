"""Every fault, over real HTTP. A fault that no test knows fails the first test."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import httpx
import pytest

from storyboard.errors import StoryboardError
from storyboard.generate.emulator.faults import FAULTS, Fault, parse_fault
from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from tests.emulator.talk import (
    KEY,
    MODEL,
    Seen,
    client,
    ended,
    ordered,
    output_of,
    result,
    submit,
)

HTTP = [name for name in FAULTS if ":http-" in name and name.partition(":")[0] != "output"]
RESET = [name for name in FAULTS if name.endswith(":reset") and not name.startswith("output")]
LOST_HTTP = [name for name in FAULTS if name.startswith("submit:lost-http-")]
TASK_CODES = [name for name in FAULTS if name.startswith("task:failed-")]
OUTPUT_HTTP = [name for name in FAULTS if name.startswith("output:http-")]
SLOW = [name for name in FAULTS if name.endswith(":slow") and not name.startswith("task")]
GARBLED = ["submit:garbled-answer", "poll:garbled-answer"]
HTML = ["submit:html-answer", "poll:html-answer"]
SINGLE = """
    submit:envelope-error submit:stall submit:lost-answer submit:lost-reset submit:lost-envelope
    submit:cut-answer submit:no-id task:failed task:cancelled task:timeout task:deleted task:stuck
    task:slow task:odd-status task:nsfw task:no-output poll:lost-answer output:reset
    output:truncated output:html output:empty output:silent output:mute output:short
    output:wrong-aspect output:redirect item:hidden item:no-input item:inputs upload:lost-answer
""".split()


def test_every_fault_has_a_test() -> None:
    tested = [*HTTP, *RESET, *LOST_HTTP, *TASK_CODES, *OUTPUT_HTTP, *SLOW, *GARBLED, *HTML, *SINGLE]
    assert Counter(tested) == Counter(list(FAULTS))


def call(api: httpx.Client, emulator: Emulator, kind: str, **options: Any) -> httpx.Response:
    """One call of that kind."""
    match kind:
        case "submit":
            return submit(api)
        case "poll":
            return api.get(f"predictions/{emulator.ledger.accepted()[-1].id}/result")
        case "output":
            last = emulator.ledger.accepted()[-1].id
            return httpx.get(f"{emulator.output_url}/outputs/{last}.mp4")
        case "list":
            return api.post("predictions", json={"page": 1, "page_size": 5})
        case "price":
            return api.post("model/price", json={"model_id": MODEL, "inputs": {}})
        case "upload":
            return api.post("media/upload/binary", files={"file": ("a.png", b"png", "image/png")})
    return api.get(kind)


@pytest.mark.parametrize("name", HTTP)
def test_http_errors(emulator: Emulator, api: httpx.Client, name: str) -> None:
    ordered(api)
    before = emulator.ledger.accepted()
    kind, status = name.split(":http-")
    emulator.set_faults(Fault(name, times=1))
    answer = call(api, emulator, kind)
    assert answer.status_code == int(status)
    if status in ("502", "504"):
        assert "<html>" in answer.text
    else:
        assert answer.json()["code"] == int(status)
        assert answer.json()["message"]
    assert len(emulator.ledger.accepted()) == len(before)
    assert call(api, emulator, kind).status_code == 200


def test_a_429_may_say_when_to_come_back(emulator: Emulator, api: httpx.Client) -> None:
    emulator.set_faults("submit:http-429@retry-after=2,times=1", "submit:http-429@times=1")
    assert submit(api).headers["retry-after"] == "2"
    assert "retry-after" not in submit(api).headers
    assert submit(api).status_code == 200


@pytest.mark.parametrize("name", RESET)
def test_resets(emulator: Emulator, api: httpx.Client, name: str) -> None:
    ordered(api)
    before = emulator.ledger.accepted()
    emulator.set_faults(Fault(name, times=1))
    kind = name.partition(":")[0]
    with pytest.raises(httpx.ReadError):
        call(api, emulator, kind)
    assert len(emulator.ledger.accepted()) == len(before)
    assert call(api, emulator, kind).status_code == 200


@pytest.mark.parametrize("name", SLOW)
def test_slow_answers(emulator: Emulator, api: httpx.Client, name: str) -> None:
    ordered(api)
    call(api, emulator, "output")
    emulator.set_faults(Fault(name, seconds=0.2, times=1))
    begun = time.monotonic()
    assert call(api, emulator, name.partition(":")[0]).status_code == 200
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize(("name", "bought"), [("submit:slow", True), ("submit:stall", False)])
def test_who_does_not_wait_has_bought_or_not(
    emulator: Emulator, api: httpx.Client, name: str, bought: bool
) -> None:
    before = len(emulator.ledger.accepted())
    emulator.set_faults(Fault(name, seconds=0.3))
    with pytest.raises(httpx.ReadTimeout):
        api.post(MODEL, json={"prompt": "Impatient"}, timeout=0.1)
    time.sleep(0.4)
    assert len(emulator.ledger.accepted()) - before == bought


def test_an_error_in_disguise(emulator: Emulator, api: httpx.Client) -> None:
    before = len(emulator.ledger.accepted())
    emulator.set_faults("submit:envelope-error@code=403,times=1", "submit:envelope-error")
    first, second = submit(api), submit(api)
    assert (first.status_code, first.json()["code"]) == (200, 403)
    assert (second.status_code, second.json()["code"]) == (200, 500)
    assert len(emulator.ledger.accepted()) == before


def bought_once(emulator: Emulator, api: httpx.Client, fault: str) -> httpx.Response | Exception:
    """What a client sees of a submit whose answer goes wrong; it is billed all the same."""
    before, billed = len(emulator.ledger.accepted()), emulator.ledger.billed_total()
    emulator.set_faults(f"{fault}@times=1")
    try:
        seen: httpx.Response | Exception = submit(api)
    except httpx.TransportError as error:
        seen = error
    assert len(emulator.ledger.accepted()) == before + 1
    entry = emulator.ledger.accepted()[-1]
    assert entry.fault == fault
    assert emulator.ledger.billed_total() - billed == entry.price
    assert ended(api, entry.id)["status"] == "completed"
    return seen


@pytest.mark.parametrize("name", LOST_HTTP)
def test_accepted_yet_answered_with_an_error(
    emulator: Emulator, api: httpx.Client, name: str
) -> None:
    seen = bought_once(emulator, api, name)
    assert isinstance(seen, httpx.Response)
    assert seen.status_code == int(name[-3:])


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("submit:lost-answer", httpx.RemoteProtocolError),
        ("submit:lost-reset", httpx.ReadError),
        ("submit:cut-answer", httpx.RemoteProtocolError),
    ],
)
def test_accepted_yet_the_connection_breaks(
    emulator: Emulator, api: httpx.Client, name: str, error: type[Exception]
) -> None:
    assert isinstance(bought_once(emulator, api, name), error)


@pytest.mark.parametrize(
    "name", ["submit:lost-envelope", "submit:no-id", "submit:garbled-answer", "submit:html-answer"]
)
def test_accepted_yet_the_answer_is_no_use(
    emulator: Emulator, api: httpx.Client, name: str
) -> None:
    seen = bought_once(emulator, api, name)
    assert isinstance(seen, httpx.Response)
    assert seen.status_code == 200
    if name in GARBLED + HTML:
        with pytest.raises(ValueError, match=r"."):
            seen.json()
    elif name == "submit:no-id":
        assert seen.json()["data"]["id"] == ""
    else:
        assert seen.json()["code"] == 500


@pytest.mark.parametrize("name", TASK_CODES)
def test_tasks_that_fail_with_a_code(emulator: Emulator, api: httpx.Client, name: str) -> None:
    billed = emulator.ledger.billed_total()
    emulator.set_faults(name)
    data = ended(api, ordered(api))
    assert (data["status"], data["code"]) == ("failed", int(name.rpartition("-")[2]))
    assert data["error"]
    assert data["outputs"] == []
    assert emulator.ledger.accepted()[-1].refunded
    assert emulator.ledger.billed_total() == billed


@pytest.mark.parametrize(
    ("name", "refunded"),
    [("failed", True), ("cancelled", True), ("timeout", True), ("deleted", False)],
)
def test_tasks_that_end_badly(
    emulator: Emulator, api: httpx.Client, name: str, refunded: bool
) -> None:
    left = api.get("balance").json()["data"]["balance"]
    emulator.set_faults(f"task:{name}")
    data = ended(api, ordered(api))
    assert data["status"] == name
    assert data["error"]
    assert "code" not in data
    assert emulator.ledger.accepted()[-1].refunded is refunded
    assert (api.get("balance").json()["data"]["balance"] == left) is refunded


def test_tasks_with_a_twist(emulator: Emulator, api: httpx.Client) -> None:
    emulator.set_faults("task:nsfw@prompt=nude", "task:no-output@prompt=nothing")
    nude = ended(api, ordered(api, "A nude descends a staircase."))
    assert nude["has_nsfw_contents"] == [True]
    assert len(nude["outputs"]) == 1
    assert ended(api, ordered(api, "nothing"))["outputs"] == []
    assert ended(api, ordered(api))["has_nsfw_contents"] == [False]


def test_tasks_that_take_their_time(emulator: Emulator, api: httpx.Client) -> None:
    emulator.set_faults(
        "task:stuck@prompt=stuck",
        "task:slow@prompt=slow,seconds=0.2",
        "task:odd-status@prompt=slow",
    )
    stuck, slow = ordered(api, "stuck"), ordered(api, "slow")
    assert result(api, stuck)["status"] == "processing"
    assert result(api, slow)["status"] == "warming_up"
    time.sleep(0.2)
    assert result(api, slow)["status"] == "completed"
    assert result(api, stuck)["status"] == "processing"


def test_polls_break_and_heal(emulator: Emulator, api: httpx.Client) -> None:
    prediction = ordered(api)
    emulator.set_faults(
        "poll:http-404@within=0.3", "poll:lost-answer@times=1", "poll:garbled-answer@times=2"
    )
    assert api.get(f"predictions/{prediction}/result").status_code == 404
    time.sleep(0.3)
    with pytest.raises(httpx.RemoteProtocolError):
        result(api, prediction)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"."):
            result(api, prediction)
    assert result(api, prediction)["status"] == "completed"
    emulator.set_faults("poll:html-answer")
    assert "<html>" in api.get(f"predictions/{prediction}/result").text


@pytest.mark.parametrize("name", OUTPUT_HTTP)
def test_outputs_that_are_refused(emulator: Emulator, api: httpx.Client, name: str) -> None:
    url = output_of(api)
    emulator.set_faults(f"{name}@times=2")
    statuses = [httpx.get(url).status_code for _ in range(3)]
    assert statuses == [int(name[-3:])] * 2 + [200]


def partly(url: str) -> tuple[bytes, int]:
    """The bytes that come before the connection breaks, and how many were announced."""
    got = b""
    with httpx.stream("GET", url) as answer:
        try:
            for chunk in answer.iter_bytes():
                got += chunk
        except httpx.RemoteProtocolError:
            return got, int(answer.headers["content-length"])
    raise AssertionError("the file came whole")


def test_outputs_that_break_off(emulator: Emulator, api: httpx.Client) -> None:
    url = output_of(api)
    whole = httpx.get(url).content
    emulator.set_faults("output:truncated@times=1", "output:reset@times=1")
    got, announced = partly(url)
    assert announced == len(whole)
    assert 0 < len(got) < len(whole)
    assert whole.startswith(got)
    with pytest.raises(httpx.ReadError):
        httpx.get(url)
    assert httpx.get(url).content == whole


def test_outputs_that_are_no_video(emulator: Emulator, api: httpx.Client) -> None:
    url = output_of(api)
    emulator.set_faults("output:html@times=1", "output:empty@times=1", "output:redirect@times=1")
    page = httpx.get(url)
    assert page.headers["content-type"].startswith("text/html")
    assert page.status_code == 200
    empty = httpx.get(url)
    assert (empty.status_code, empty.content) == (200, b"")
    moved = httpx.get(url)
    assert moved.status_code == 302
    assert httpx.get(url, follow_redirects=True).content == httpx.get(url).content


def test_a_redirect_leads_to_the_same_clip(emulator: Emulator, api: httpx.Client) -> None:
    url = output_of(api)
    whole = httpx.get(url).content
    emulator.set_faults("output:redirect")
    assert httpx.get(url, follow_redirects=True).content == whole


def test_outputs_that_are_not_what_was_bought(emulator: Emulator, api: httpx.Client) -> None:
    url = output_of(api, sound=True)
    good = Seen(httpx.get(url).content)
    emulator.set_faults(
        *(f"output:{name}@times=1" for name in ("silent", "mute", "short", "wrong-aspect"))
    )
    silent, mute, short, square = (Seen(httpx.get(url).content) for _ in range(4))
    assert (good.codecs, good.seconds, good.shape) == (["h264", "aac"], 5, (320, 180))
    assert silent.codecs == ["h264"]
    assert (mute.codecs, mute.loudest) == (["h264", "aac"], 0)
    assert short.seconds == 4
    assert square.shape == (240, 240)


def test_the_list_hides_and_forgets(emulator: Emulator, api: httpx.Client) -> None:
    prediction = ordered(api, "Lost and found")

    def listed() -> dict[str, Any]:
        answer = call(api, emulator, "list").json()["data"]["items"]
        return {item["id"]: item for item in answer}

    emulator.set_faults("item:hidden@prompt=Lost,within=0.2", "item:no-input@prompt=Lost,times=1")
    assert prediction not in listed()
    time.sleep(0.2)
    assert "input" not in listed()[prediction]
    assert listed()[prediction]["input"]["prompt"] == "Lost and found"
    emulator.set_faults("item:inputs")
    assert listed()[prediction]["inputs"]["prompt"] == "Lost and found"
    assert "input" not in listed()[prediction]


def test_an_upload_whose_answer_is_lost(emulator: Emulator, api: httpx.Client) -> None:
    emulator.set_faults("upload:lost-answer@times=1")
    with pytest.raises(httpx.RemoteProtocolError):
        call(api, emulator, "upload")
    assert call(api, emulator, "upload").status_code == 200


def test_which_submit_a_fault_befalls(emulator: Emulator, api: httpx.Client) -> None:
    emulator.set_faults("submit:http-503@prompt=lamp,times=2", "submit:http-500@prompt=storm")
    statuses = [submit(api, prompt).status_code for prompt in ("door", "lamp", "lamp", "lamp")]
    assert statuses == [200, 503, 503, 200]
    assert [submit(api, "storm").status_code for _ in range(3)] == [500] * 3


def test_the_nth_submit_takes_its_fault_to_its_output() -> None:
    faults = (parse_fault("submit:http-503@nth=2"), parse_fault("output:http-404@nth=3"))
    with running_emulator(Settings(faults=faults)) as emulator, client(emulator) as api:
        first = output_of(api)
        assert submit(api).status_code == 503
        assert [httpx.get(url).status_code for url in (first, output_of(api))] == [200, 404]


def test_chance_is_the_seeds() -> None:
    def statuses(seed: int) -> list[int]:
        faults = (Fault("balance:http-500", p=0.3),)
        settings = Settings(seed=seed, faults=faults)
        with running_emulator(settings) as emulator, client(emulator) as api:
            return [api.get("balance").status_code for _ in range(60)]

    first = statuses(1)
    assert first == statuses(1)
    assert first != statuses(2)
    assert 8 <= first.count(500) <= 28


def test_a_fault_is_read_from_a_line() -> None:
    assert parse_fault("poll:http-429@p=0.2,times=3,retry-after=1,within=2.5") == Fault(
        "poll:http-429", p=0.2, times=3, retry_after=1, within=2.5
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("submit:lost-anser", "lost-answer"),
        ("output:truncated@n=3", "known: prompt, nth"),
        ("output:truncated@nth=third", "known"),
        ("output:truncated@p=2", None),
        ("", None),
    ],
)
def test_a_line_that_makes_no_sense(text: str, said: str | None) -> None:
    with pytest.raises(StoryboardError) as caught:
        parse_fault(text)
    (diagnostic,) = caught.value.diagnostics
    assert said is None or said in str(diagnostic.hint)


@pytest.mark.parametrize("path", ["outputs/x.mp4", "moved/x.mp4", "uploads/x/y.png"])
def test_a_key_at_the_output_host_is_seen(path: str) -> None:
    with running_emulator(Settings(key=KEY)) as emulator, client(emulator) as api:
        assert httpx.get(output_of(api)).status_code == 200
        assert emulator.leaked_keys == []
        url = f"{emulator.output_url}/{path}"
        httpx.get(url, headers={"Authorization": f"Bearer {KEY}"})
        httpx.get(url, headers={"X-Token": KEY})
        httpx.get(url, params={"api_key": KEY})
        leaks = [(leak.path, leak.header) for leak in emulator.leaked_keys]
        assert leaks == [
            (f"/{path}", header) for header in ("authorization", "x-token", "the query")
        ]
        assert KEY.encode() not in emulator.ledger.path.read_bytes()
