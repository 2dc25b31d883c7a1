"""Speaking to an emulator as a client does, but in as few words as a test needs."""

from __future__ import annotations

import io
import time
from fractions import Fraction
from typing import Any

import av
import httpx

from storyboard.generate.emulator.server import Emulator

KEY = "wsk-of-these-tests"
MODEL = "kwaivgi/kling-v2.6-pro/text-to-video"
SILENT = {"sound": False, "aspect_ratio": "16:9", "duration": 5, "cfg_scale": 0.5}


def client(emulator: Emulator) -> httpx.Client:
    """A client with the right key."""
    return httpx.Client(
        base_url=f"{emulator.url}/api/v3", headers={"Authorization": f"Bearer {KEY}"}, timeout=10
    )


def submit(
    api: httpx.Client, prompt: str = "A lamp is lit.", model: str = MODEL, **body: Any
) -> httpx.Response:
    """Order a clip."""
    return api.post(model, json={**SILENT, "prompt": prompt, **body})


def ordered(api: httpx.Client, prompt: str = "A lamp is lit.", **body: Any) -> str:
    """The id of a clip that was ordered, which has to work."""
    answer = submit(api, prompt, **body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["id"])


def result(api: httpx.Client, prediction: str) -> dict[str, Any]:
    """What the API says of a prediction now."""
    answer = api.get(f"predictions/{prediction}/result")
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


def ended(api: httpx.Client, prediction: str) -> dict[str, Any]:
    """What the API says of a prediction that has ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        data = result(api, prediction)
        if data["status"] in ("completed", "failed", "cancelled", "timeout", "deleted"):
            return data
        time.sleep(0.01)
    raise AssertionError(f"still {data['status']}")


def output_of(api: httpx.Client, prompt: str = "A lamp is lit.", **body: Any) -> str:
    """The address of a clip that is made."""
    (url,) = ended(api, ordered(api, prompt, **body))["outputs"]
    return str(url)


class Seen:
    """What a clip's bytes really hold."""

    def __init__(self, content: bytes) -> None:
        with av.open(io.BytesIO(content)) as container:
            video = container.streams.video[0]
            self.shape = (video.width, video.height)
            self.rate = video.average_rate
            self.codecs = [stream.codec_context.name for stream in container.streams]
            frames = list(container.decode(video=0))
            self.frames = len(frames)
            self.moves = (frames[0].to_ndarray() != frames[-1].to_ndarray()).any()
            self.seconds = Fraction(self.frames) / Fraction(video.average_rate or 1)
            self.loudest = 0.0
            if container.streams.audio:
                container.seek(0)
                self.loudest = max(
                    float(abs(frame.to_ndarray()).max()) for frame in container.decode(audio=0)
                )
