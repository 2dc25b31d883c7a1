"""What the emulated service takes, drops, refuses and bills."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from tests.emulator.talk import KEY, MODEL, client, ended, ordered, submit


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"prompt": ""}, "prompt"),
        ({"prompt": 7}, "prompt"),
        ({"prompt": "x" * 2501}, "prompt"),
        ({"negative_prompt": "x" * 2501}, "negative_prompt"),
        ({"cfg_scale": 1.01}, "cfg_scale"),
        ({"cfg_scale": "0.5"}, "cfg_scale"),
        ({"sound": "yes"}, "sound"),
        ({"aspect_ratio": "4:3"}, "aspect_ratio"),
        ({"duration": 7}, "duration"),
        ({"duration": "5"}, "duration"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(
    emulator: Emulator, api: httpx.Client, body: dict[str, Any], field: str
) -> None:
    before = len(emulator.ledger.accepted())
    answer = submit(api, **body)
    assert answer.status_code == answer.json()["code"] == 400
    assert f'"{field}"' in answer.json()["message"]
    assert len(emulator.ledger.accepted()) == before
    assert emulator.ledger.rejected()[-1].status == 400


def test_the_vendors_own_sample_without_a_prompt_is_refused(api: httpx.Client) -> None:
    sample = {"cfg_scale": 0.5, "sound": True, "aspect_ratio": "1:1", "duration": 5}
    assert api.post(MODEL, json=sample).status_code == 400


def test_unknown_keys_are_dropped_and_defaults_are_billed(
    emulator: Emulator, api: httpx.Client
) -> None:
    sent = {"prompt": "A typo costs double.", "soudn": False, "seed": 4}
    answer = api.post(MODEL, json=sent)
    assert answer.status_code == 200
    entry = emulator.ledger.accepted()[-1]
    assert entry.id == answer.json()["data"]["id"]
    assert entry.received == sent
    assert entry.billed == {
        "prompt": "A typo costs double.",
        "cfg_scale": 0.5,
        "sound": True,
        "aspect_ratio": "1:1",
        "duration": 5,
    }
    assert entry.price == Decimal("0.70")


@pytest.mark.parametrize(
    ("sound", "seconds", "usd"),
    [(False, 5, "0.35"), (False, 10, "0.70"), (True, 5, "0.70"), (True, 10, "1.40")],
)
def test_the_bill_is_the_vendors_table(
    emulator: Emulator, api: httpx.Client, sound: bool, seconds: int, usd: str
) -> None:
    before = emulator.ledger.billed_total()
    inputs = {"sound": sound, "duration": seconds}
    ordered(api, **inputs)
    assert emulator.ledger.billed_total() - before == Decimal(usd)
    quote = api.post("model/price", json={"model_id": MODEL, "inputs": inputs}).json()["data"]
    assert (quote["price"], quote["currency"]) == (float(usd), "USD")


def test_a_partial_quote_is_the_floor(api: httpx.Client) -> None:
    def quote(**inputs: Any) -> float:
        answer = api.post("model/price", json={"model_id": MODEL, "inputs": inputs})
        return float(answer.json()["data"]["discounted_price"])

    assert quote() == 0.35
    assert quote(sound=True) == 0.70
    assert quote(duration=10) == 0.70


def test_a_price_that_the_catalogue_does_not_know_is_billed_all_the_same(
    emulator: Emulator, api: httpx.Client
) -> None:
    model = "kwaivgi/kling-v3.0-std/text-to-video"
    quote = api.post("model/price", json={"model_id": model, "inputs": {}}).json()["data"]
    answer = api.post(model, json={"prompt": "A lamp is lit."})
    assert answer.status_code == 200
    assert emulator.ledger.accepted()[-1].price == Decimal(str(quote["price"])) > 0


def test_the_models_endpoint_shows_the_schema(api: httpx.Client) -> None:
    models = {model["model_id"]: model for model in api.get("models").json()["data"]}
    pro = models[MODEL]
    assert (pro["type"], pro["base_price"]) == ("text-to-video", 0.35)
    schema = pro["api_schema"]["api_schemas"][0]["request_schema"]
    assert schema["required"] == ["prompt"]
    assert schema["properties"]["duration"]["enum"] == [5, 10]
    assert schema["properties"]["aspect_ratio"]["default"] == "1:1"
    assert schema["properties"]["sound"]["default"] is True


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer wrong", f"Basic {KEY}"])
def test_a_wrong_key_opens_nothing(emulator: Emulator, key: str) -> None:
    before = len(emulator.ledger.accepted())
    with httpx.Client(base_url=f"{emulator.url}/api/v3", headers={"Authorization": key}) as api:
        assert submit(api).status_code == 401
        assert api.get("balance").status_code == 401
        assert api.get("models").status_code == 401
    assert len(emulator.ledger.accepted()) == before


def test_an_unknown_model_is_not_found(api: httpx.Client) -> None:
    assert api.post("kwaivgi/kling-v9/text-to-video", json={"prompt": "x"}).status_code == 404
    assert api.post("model/price", json={"model_id": "no/such", "inputs": {}}).status_code == 404


def test_a_body_that_is_no_object_is_refused(api: httpx.Client) -> None:
    assert api.post(MODEL, content=b"[1]").status_code == 400
    assert api.post(MODEL, content=b'{"prompt": ').status_code == 400


def test_an_empty_account_buys_nothing() -> None:
    with running_emulator(Settings(balance=Decimal("0.80"))) as poor, client(poor) as api:
        ordered(api)
        assert api.get("balance").json()["data"]["balance"] == 0.45
        ordered(api)
        answer = submit(api)
        assert answer.status_code == answer.json()["code"] == 402
        assert poor.ledger.billed_total() == Decimal("0.70")


def test_other_ways_of_the_service() -> None:
    settings = Settings(
        balance=Decimal("0.40"),
        broke_status=403,
        envelope=False,
        invalid="fail-task",
        statuses=("pending", "queued", "succeeded"),
        output_items="objects",
        nsfw_field="absent",
        price_factor=Decimal("1.1"),
    )
    with running_emulator(settings) as odd, client(odd) as api:
        wrong = submit(api, duration=7, sound=True, prompt="Wrong").json()
        assert wrong["status"] == "pending"
        failed = api.get(f"predictions/{wrong['id']}/result").json()
        assert (failed["status"], failed["code"]) == ("failed", 1401)
        assert "duration" in failed["error"]
        missing = submit(api, prompt="").json()
        assert api.get(f"predictions/{missing['id']}/result").json()["code"] == 1400
        assert odd.ledger.billed_total() == 0

        good = submit(api).json()
        assert odd.ledger.accepted()[-1].price == Decimal("0.385")
        done = api.get(f"predictions/{good['id']}/result").json()
        assert done["status"] == "succeeded"
        assert done["outputs"][0]["url"].endswith(".mp4")
        assert "has_nsfw_contents" not in done
        assert submit(api).status_code == 403


@pytest.mark.parametrize("field", ["false", "null"])
def test_the_nsfw_field_comes_in_two_shapes(field: Any) -> None:
    with running_emulator(Settings(nsfw_field=field)) as emulator, client(emulator) as api:
        expected = {"false": [False], "null": [None]}[field]
        assert ended(api, ordered(api))["has_nsfw_contents"] == expected
