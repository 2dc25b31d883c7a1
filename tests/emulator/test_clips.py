"""The clips: real files, of what was bought, each its own."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from storyboard.compile.catalogue import packaged_catalogue
from storyboard.generate.emulator.clips import Payload, size_for
from storyboard.generate.emulator.server import Emulator, running_emulator
from storyboard.generate.emulator.settings import Settings
from storyboard.generate.media import frame_at, probe
from tests.emulator.talk import Seen, client, ended, ordered, output_of, submit


@pytest.mark.parametrize(
    ("aspect", "shape"), [("16:9", (320, 180)), ("9:16", (180, 320)), ("1:1", (240, 240))]
)
@pytest.mark.parametrize(("seconds", "sound"), [(5, True), (10, False)])
def test_a_clip_is_what_was_bought(
    api: httpx.Client,
    tmp_path: Path,
    aspect: str,
    shape: tuple[int, int],
    seconds: int,
    sound: bool,
) -> None:
    content = httpx.get(output_of(api, aspect_ratio=aspect, duration=seconds, sound=sound)).content
    seen = Seen(content)
    assert (seen.shape, seen.rate, seen.seconds) == (shape, 24, seconds)
    assert seen.codecs == (["h264", "aac"] if sound else ["h264"])
    assert seen.moves
    assert (seen.loudest > 0.05) is sound
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    media = probe(path)
    assert (media.frames, media.seconds) == (seconds * 24, seconds)
    assert (media.audio_seconds is not None) is sound


def test_the_same_order_twice_gives_two_files_that_stay_the_same(api: httpx.Client) -> None:
    first, second = output_of(api), output_of(api)
    assert httpx.get(first).content != httpx.get(second).content
    assert httpx.get(first).content == httpx.get(first).content


def test_prompts_look_different(api: httpx.Client, tmp_path: Path) -> None:
    looks = set()
    for prompt in ("A lamp is lit.", "A storm comes.", "Two men wait.", "The sea, at night."):
        path = tmp_path / "clip.mp4"
        path.write_bytes(httpx.get(output_of(api, prompt)).content)
        looks.add(tuple(frame_at(path, 0)[0, 0]))
    assert len(looks) > 1


def test_full_size_at_another_rate_padded() -> None:
    assert size_for(Fraction(16, 9), full=True) == (1920, 1080)
    assert size_for(Fraction(9, 16), full=True) == (1080, 1920)
    with running_emulator(Settings(fps=30, clip_bytes=3_000_000)) as emulator:
        with client(emulator) as api:
            url = output_of(api)
        content = httpx.get(url).content
        assert len(content) == 3_000_000
        assert Seen(content).rate == 30


def test_a_download_can_go_on_where_it_broke_off(api: httpx.Client) -> None:
    url = output_of(api)
    whole = httpx.get(url)
    assert int(whole.headers["content-length"]) == len(whole.content)
    rest = httpx.get(url, headers={"Range": "bytes=1000-"})
    assert rest.status_code == 206
    assert rest.content == whole.content[1000:]
    assert httpx.get(url, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_downloads_are_counted(emulator: Emulator, api: httpx.Client) -> None:
    url = output_of(api)
    httpx.get(url)
    httpx.get(url)
    assert emulator.ledger.accepted()[-1].downloads == 2
    assert httpx.get(f"{emulator.output_url}/outputs/nobody.mp4").status_code == 404


def png() -> bytes:
    """A red picture, 4:3."""
    buffer = io.BytesIO()
    Image.new("RGB", (120, 90), (200, 30, 30)).save(buffer, "PNG")
    return buffer.getvalue()


def uploaded(api: httpx.Client, content: bytes) -> str:
    """Where an uploaded picture is."""
    file = {"file": ("still.png", content, "image/png")}
    answer = api.post("media/upload/binary", files=file)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["download_url"])


def test_an_upload_comes_back(api: httpx.Client) -> None:
    url = uploaded(api, png())
    assert url.endswith("/still.png")
    assert httpx.get(url).content == png()
    assert api.post("media/upload/binary", files={"other": b"x"}).status_code == 400


MOVING = "kwaivgi/kling-v2.6-pro/image-to-video"


def test_a_clip_starts_from_its_picture_and_has_its_shape(
    api: httpx.Client, tmp_path: Path
) -> None:
    assert submit(api, model=MOVING).status_code == 400
    path = tmp_path / "clip.mp4"
    url = output_of(api, model=MOVING, image=uploaded(api, png()))
    path.write_bytes(httpx.get(url).content)
    media = probe(path)
    assert (media.width, media.height) == (240, 180)
    red, green, blue = (int(value) for value in frame_at(path, 0)[5, -5])
    assert red > 150
    assert max(green, blue) < 80


@pytest.mark.parametrize("what", ["gone", "a path", "no picture", "the last one is none"])
def test_a_picture_that_cannot_be_used_fails_the_task(
    emulator: Emulator, api: httpx.Client, what: str
) -> None:
    good, bad = uploaded(api, png()), uploaded(api, b"Not a picture.")
    body = {
        "gone": {"image": f"{emulator.output_url}/uploads/nobody/still.png"},
        "a path": {"image": "panels/still.png"},
        "no picture": {"image": bad},
        "the last one is none": {"image": good, "end_image": bad},
    }[what]
    data = ended(api, ordered(api, model=MOVING, **body))
    assert (data["status"], data["code"]) == ("failed", 1402)
    assert emulator.ledger.accepted()[-1].refunded


def test_every_model_of_the_catalogue_can_be_bought(api: httpx.Client, tmp_path: Path) -> None:
    """Whatever a model calls things, the clip is of the length, shape and sound it was asked."""
    picture = uploaded(api, png())
    for offer in packaged_catalogue().offers.values():
        spec, words = offer.spec, offer.spec.speaks
        body: dict[str, Any] = {words.prompt: "A lamp is lit.", words.seconds: spec.lengths[0]}
        if words.first_frame:
            body[words.first_frame] = picture
        answer = api.post(spec.id, json=body)
        assert answer.status_code == 200, (offer.name, answer.text)
        (url,) = ended(api, answer.json()["data"]["id"])["outputs"]
        seen = Seen(httpx.get(url).content)
        assert seen.seconds == spec.lengths[0], offer.name
        if words.first_frame:
            assert seen.shape == (240, 180), offer.name
        if spec.always.sound is not None:
            assert ("aac" in seen.codecs) is spec.always.sound, offer.name


@pytest.mark.parametrize(("size", "shape"), [("1280*720", (320, 180)), ("480*832", (180, 312))])
def test_a_size_has_a_shape_too(api: httpx.Client, size: str, shape: tuple[int, int]) -> None:
    url = output_of(api, model="alibaba/wan-2.5/text-to-video", size=size, duration=5)
    assert Seen(httpx.get(url).content).shape == shape


def test_a_payload_can_be_read_from_anywhere() -> None:
    payload = Payload.of(b"clip" * 20_000, "prediction", 200_000)
    whole = b"".join(payload.chunks())
    assert len(whole) == payload.size == 200_000
    for start, stop in ((0, 1), (79_990, 80_030), (150_000, None)):
        assert b"".join(payload.chunks(start, stop)) == whole[start:stop]
