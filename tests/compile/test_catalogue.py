"""The packaged models: what each is sent, what it costs, and what it cannot do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from storyboard.compile.catalogue import Catalogue, packaged_catalogue
from storyboard.compile.shotlist import CompiledShot
from storyboard.errors import Diagnostic, StoryboardError
from tests.boards import SMALL, compiled
from tests.pictures import PNG

CATALOGUE: Catalogue = packaged_catalogue()

_text, _flag = {"type": "string"}, {"type": "boolean"}
_scale = {"type": "number", "minimum": 0, "maximum": 1}


def _choice(*values: Any) -> dict[str, Any]:
    return {"enum": list(values)}


_KLING = {"prompt": _text, "negative_prompt": _text}
_KLING_3 = _KLING | {
    "duration": _choice(*range(3, 16)),
    "aspect_ratio": _choice("16:9", "9:16", "1:1"),
    "cfg_scale": _scale,
    "sound": _flag,
    "shot_type": _choice("customize"),
}
_SIZES = ("832*480", "480*832", "1280*720", "720*1280", "1920*1080", "1080*1920")
VENDORS: dict[str, dict[str, Any]] = {
    "kling-v2.6-pro": _KLING
    | {
        "cfg_scale": _scale,
        "sound": _flag,
        "aspect_ratio": _choice("1:1", "9:16", "16:9"),
        "duration": _choice(5, 10),
    },
    "kling-v2.6-std": _KLING
    | {"aspect_ratio": _choice("1:1", "9:16", "16:9"), "duration": _choice(5, 10)},
    "kling-v2.6-pro-i2v": _KLING
    | {"image": _text, "cfg_scale": _scale, "sound": _flag, "duration": _choice(5, 10)},
    "kling-v2.6-std-i2v": _KLING | {"image": _text, "duration": _choice(5, 10)},
    "kling-v2.5-turbo-pro": _KLING
    | {
        "aspect_ratio": _choice("1:1", "9:16", "16:9"),
        "duration": _choice(5, 10),
        "guidance_scale": _scale,
    },
    "kling-v3.0-std": _KLING_3,
    "kling-v3.0-pro": _KLING_3,
    "wan-2.5": _KLING
    | {
        "size": _choice(*_SIZES),
        "duration": _choice(5, 10),
        "enable_prompt_expansion": _choice(False),
        "seed": _choice(-1),
    },
    "seedance-v1-pro-fast": {
        "prompt": _text,
        "resolution": _choice("480p", "720p", "1080p"),
        "duration": _choice(*range(2, 13)),
        "aspect_ratio": _choice("21:9", "16:9", "4:3", "1:1", "3:4", "9:16"),
        "camera_fixed": _choice(False),
        "seed": _choice(-1),
    },
    "seedance-v1.5-pro": {
        "prompt": _text,
        "aspect_ratio": _choice("21:9", "16:9", "4:3", "1:1", "3:4", "9:16"),
        "duration": {"type": "integer", "minimum": 4, "maximum": 12},
        "resolution": _choice("480p", "720p", "1080p"),
        "generate_audio": _flag,
        "camera_fixed": _choice(False),
        "seed": _choice(-1),
    },
    "veo-3.1-fast": {
        "prompt": _text,
        "negative_prompt": _text,
        "aspect_ratio": _choice("16:9", "9:16"),
        "duration": _choice(4, 6, 8),
        "resolution": _choice("720p", "1080p", "4k"),
        "generate_audio": _flag,
    },
    "ltx-2-fast": {
        "prompt": _text,
        "duration": _choice(6, 8, 10, 12, 14, 16, 18, 20),
        "generate_audio": _flag,
    },
    "hailuo-2.3-standard": {
        "prompt": _text,
        "duration": _choice(6, 10),
        "enable_prompt_expansion": _choice(True),
    },
}
"""What each vendor takes, by the model's short name: every body holds just these."""


def board(model: str, *lines: str, ratio: str = "16:9", resolution: str = "1080p") -> str:
    """A film of one shot, its `model` in the storyboard's defaults."""
    spec = CATALOGUE.offers[model].spec
    more = [*lines, *(["first_frame: a.png"] if spec.speaks.first_frame else [])]
    return (
        f'storyboard: 1\ntitle: A film\naspect_ratio: "{ratio}"\nresolution: {resolution}\n'
        f"defaults:\n  model: {model}\n"
        "scenes:\n  - id: sc010\n    shots:\n      - id: one\n        action: She turns.\n"
        + "".join(f"        {line}\n" for line in more)
    )


def shot_of(folder: Path, text: str) -> CompiledShot:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.png").write_bytes(PNG)
    return compiled(folder, text).shots[0]


def problems(folder: Path, text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(StoryboardError) as caught:
        shot_of(folder, text)
    return caught.value.diagnostics


def test_every_packaged_model_is_tested() -> None:
    assert set(VENDORS) == set(CATALOGUE.offers)


@pytest.mark.parametrize("model", sorted(VENDORS))
@pytest.mark.parametrize("resolution", ["360p", "720p", "1080p"])
@pytest.mark.parametrize("length", ["24f", "4.5s"])
def test_a_body_is_all_that_the_vendor_takes(
    tmp_path: Path, model: str, resolution: str, length: str
) -> None:
    shot = shot_of(tmp_path, board(model, f"duration: {length}", resolution=resolution))
    schema = {
        "type": "object",
        "properties": VENDORS[model],
        "required": list(VENDORS[model]),
        "additionalProperties": False,
    }
    Draft202012Validator(schema).validate(dict(shot.request.body))
    assert shot.request.model == CATALOGUE.offers[model].spec.id


@pytest.mark.parametrize(
    ("model", "line", "usd"),
    [
        ("kling-v2.6-pro", "sound: false", "0.35"),
        ("kling-v2.6-pro", "{sound: false, duration: 6s}", "0.70"),
        ("kling-v2.6-pro", "sound: true", "0.70"),
        ("kling-v2.6-pro", "{sound: true, duration: 6s}", "1.40"),
        ("kling-v2.6-std", "duration: 4s", "0.21"),
        ("kling-v2.6-std", "duration: 6s", "0.42"),
        ("kling-v2.6-pro-i2v", "sound: false", "0.35"),
        ("kling-v2.6-pro-i2v", "sound: true", None),
        ("kling-v2.6-pro-i2v", "{sound: false, duration: 6s}", None),
        ("kling-v2.6-std-i2v", "duration: 4s", "0.21"),
        ("kling-v2.6-std-i2v", "duration: 6s", None),
        ("kling-v2.5-turbo-pro", "duration: 4s", "0.35"),
        ("kling-v2.5-turbo-pro", "duration: 6s", None),
        ("hailuo-2.3-standard", "duration: 4s", "0.28"),
        ("hailuo-2.3-standard", "duration: 7s", None),
        ("kling-v3.0-std", "duration: 3s", None),
        ("wan-2.5", "duration: 4s", None),
        ("seedance-v1-pro-fast", "duration: 2s", None),
        ("veo-3.1-fast", "duration: 4s", None),
        ("ltx-2-fast", "duration: 4s", None),
    ],
)
def test_a_price_is_the_vendors_or_unknown(
    tmp_path: Path, model: str, line: str, usd: str | None
) -> None:
    lines = [part.strip() for part in line.strip("{}").split(",")]
    price = shot_of(tmp_path, board(model, *lines)).price
    assert price == (None if usd is None else Decimal(usd))


@pytest.mark.parametrize(
    ("model", "ratio", "resolution", "name", "value"),
    [
        ("wan-2.5", "16:9", "360p", "size", "832*480"),
        ("wan-2.5", "16:9", "720p", "size", "1280*720"),
        ("wan-2.5", "9:16", "1080p", "size", "1080*1920"),
        ("seedance-v1.5-pro", "1:1", "540p", "resolution", "720p"),
        ("seedance-v1-pro-fast", "9:16", "360p", "resolution", "480p"),
        ("veo-3.1-fast", "9:16", "360p", "resolution", "720p"),
        ("veo-3.1-fast", "16:9", "1080p", "resolution", "1080p"),
    ],
)
def test_shape_and_resolution_in_each_models_own_words(
    tmp_path: Path, model: str, ratio: str, resolution: str, name: str, value: str
) -> None:
    shot = shot_of(tmp_path, board(model, ratio=ratio, resolution=resolution))
    assert shot.request.body[name] == value


def test_scale_and_sound_in_each_models_own_words(tmp_path: Path) -> None:
    scaled = shot_of(tmp_path, board("kling-v2.5-turbo-pro", "cfg_scale: 0.7"))
    assert scaled.request.body["guidance_scale"] == 0.7
    silent = shot_of(tmp_path, board("veo-3.1-fast", "sound: false"))
    assert silent.request.body["generate_audio"] is False


def test_an_override_replaces_what_the_catalogue_sends(tmp_path: Path) -> None:
    text = board("wan-2.5", 'overrides: {seed: 7, size: "832*480"}')
    body = shot_of(tmp_path, text).request.body
    assert (body["seed"], body["size"]) == (7, "832*480")
    assert (
        shot_of(tmp_path, board("veo-3.1-fast", "overrides: {seed: 7}")).request.body["seed"] == 7
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(VENDORS)), st.integers(1, 520))
def test_the_shortest_length_that_covers_the_shot(tmp_path: Path, model: str, frames: int) -> None:
    lengths = CATALOGUE.offers[model].spec.lengths
    text = board(model, f"duration: {frames}f")
    if frames > 24 * lengths[-1]:
        (found,) = problems(tmp_path, text)
        assert found.code == "shot-too-long"
        assert f"{lengths[-1]} s" in found.message
    else:
        bought = shot_of(tmp_path, text).clip_seconds
        assert bought == min(length for length in lengths if Fraction(frames, 24) <= length)


@pytest.mark.parametrize(
    ("model", "line", "message"),
    [
        ("kling-v2.6-std", "sound: true", "the clips of kling-v2.6-std are always silent"),
        ("wan-2.5", "sound: false", "the clips of wan-2.5 are always with sound"),
        ("kling-v2.6-std", "cfg_scale: 0.5", "kling-v2.6-std has no cfg_scale"),
        ("ltx-2-fast", "negative: [text]", "ltx-2-fast has no negative prompt"),
    ],
)
def test_what_is_written_and_cannot_be_followed_is_refused(
    tmp_path: Path, model: str, line: str, message: str
) -> None:
    (found,) = problems(tmp_path, board(model, line))
    assert (found.code, found.message) == ("not-honoured", message)
    assert found.span is not None
    assert found.span.text.strip() == line
    assert "it has: prompt, " in (found.hint or "")


def test_what_a_model_lacks_and_nobody_wrote_is_left_out(tmp_path: Path) -> None:
    assert "sound" not in shot_of(tmp_path, board("kling-v2.6-std")).request.body
    assert shot_of(tmp_path, board("kling-v2.6-std", "sound: false")).price == Decimal("0.21")
    assert shot_of(tmp_path, board("ltx-2-fast", "negative: []")).negative_prompt == ""


def test_a_scale_for_another_model_is_left_out_but_sound_is_not(tmp_path: Path) -> None:
    """What the storyboard's defaults say was written for their model, not for the shot's."""
    other = board("kling-v2.6-pro", "model: kling-v2.6-std")
    scale = other.replace("defaults:", "defaults:\n  cfg_scale: 0.7\n  negative: [text]")
    assert "cfg_scale" not in shot_of(tmp_path, scale).request.body
    (found,) = problems(tmp_path, other.replace("defaults:", "defaults:\n  sound: true"))
    assert found.span is not None
    assert found.span.text.strip() == "sound: true"
    assert "write `sound: false`" in (found.hint or "")
    assert [words for words, _ in found.related] == ["for shot one"]


def test_a_prompt_for_a_silent_model_has_no_brief_for_sound(tmp_path: Path) -> None:
    silent = SMALL.replace("title:", "defaults: {model: kling-v2.6-std}\ntitle:")
    spoken = compiled(tmp_path, SMALL).shots[1].prompt
    assert "Not tonight." in spoken
    assert "Slow waves" in spoken
    quiet = compiled(tmp_path, silent).shots[1]
    assert "Slow waves" not in quiet.prompt
    assert not quiet.sound


def test_sound_that_an_override_turns_off(tmp_path: Path) -> None:
    shot = shot_of(tmp_path, board("veo-3.1-fast", "overrides: {generate_audio: false}"))
    assert not shot.sound
    assert shot_of(tmp_path, board("veo-3.1-fast")).sound


@pytest.mark.parametrize(
    ("model", "ratio", "offered"),
    [
        ("veo-3.1-fast", "1:1", "16:9 or 9:16"),
        ("wan-2.5", "1:1", "16:9 or 9:16"),
        ("ltx-2-fast", "9:16", "16:9"),
    ],
)
def test_a_shape_that_is_not_offered(tmp_path: Path, model: str, ratio: str, offered: str) -> None:
    text = board(model, ratio=ratio)
    shot = text[text.index("      - id: one") :]
    (found,) = problems(tmp_path, text + shot.replace("id: one", "id: two"))
    assert found.code == "aspect-not-offered"
    assert found.message == f"the film is {ratio}; {model} makes {offered}"
    assert found.span is not None
    assert found.span.text == f'aspect_ratio: "{ratio}"'
    assert found.related[0][1].text.strip() == f"model: {model}"


def test_a_prompt_over_the_limit_is_told_at_the_action(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "bare.j2").write_text("{{ shot.action }}{{ shot.action }}")
    text = board("hailuo-2.3-standard", "template: bare")
    at_limit = text.replace("She turns.", "x" * 1000)
    assert len(shot_of(tmp_path, at_limit).prompt) == 2000
    (found,) = problems(tmp_path, text.replace("She turns.", "x" * 1001))
    assert found.code == "prompt-too-long"
    assert found.message == "the prompt has 2,002 characters; hailuo-2.3-standard reads 2,000"
    assert found.span is not None
    assert found.span.text.strip().startswith("action: xxx")


def test_a_parameter_that_a_model_lacks(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, board("veo-3.1-fast", "overrides: {sede: 7}"))
    assert (found.code, found.message) == (
        "unknown-parameter",
        "veo-3.1-fast has no parameter `sede`",
    )
    assert found.hint == (
        "did you mean `seed`? it has: prompt, aspect_ratio, duration, resolution, "
        "generate_audio, negative_prompt, seed"
    )


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("duration: 13", "`duration` must be from 4 to 12, not 13"),
        ("duration: 4.5", "`duration` must be a whole number, not the number 4.5"),
        ("aspect_ratio: 2:1", "must be one of 21:9, 16:9, 4:3, 1:1, 3:4, 9:16, not 2:1"),
        ("resolution: 8k", "must be one of 480p, 720p, 1080p, not 8k"),
    ],
)
def test_an_override_that_is_not_offered(tmp_path: Path, override: str, message: str) -> None:
    (found,) = problems(tmp_path, board("seedance-v1.5-pro", f"overrides: {{{override}}}"))
    assert found.code == "bad-parameter"
    assert message in found.message


def test_a_mistake_in_the_defaults_is_told_once(tmp_path: Path) -> None:
    wrong = SMALL.replace("title:", "defaults: {model: kling-9}\ntitle:")
    (found,) = problems(tmp_path, wrong)
    assert found.code == "unknown-model"
