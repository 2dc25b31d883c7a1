"""From a storyboard to requests: bodies, lengths, prices, handles and what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.errors import Diagnostic, StoryboardError
from tests.boards import SMALL, compiled

quick = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def problems(folder: Path, text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(StoryboardError) as caught:
        compiled(folder, text)
    return caught.value.diagnostics


def test_the_body_is_complete_and_exact(tmp_path: Path) -> None:
    shot = compiled(tmp_path).shots[1]
    assert shot.request.provider == "wavespeed"
    assert shot.request.model == "kwaivgi/kling-v2.6-pro/text-to-video"
    assert set(shot.request.body) == {
        "prompt",
        "negative_prompt",
        "cfg_scale",
        "sound",
        "aspect_ratio",
        "duration",
    }
    assert shot.request.body["aspect_ratio"] == "16:9"
    assert shot.request.body["sound"] is True
    assert shot.request.body["duration"] == 5
    assert shot.request.body["cfg_scale"] == 0.5
    assert shot.request.body["negative_prompt"] == "watermark, text, logo, glitch, noisy audio"
    assert "Not tonight." in shot.prompt


@pytest.mark.parametrize(
    ("sound", "duration", "price"),
    [
        ("false", "5s", "0.35"),
        ("false", "6s", "0.70"),
        ("true", "5s", "0.70"),
        ("true", "9s", "1.40"),
    ],
)
def test_prices_of_the_vendors_table(tmp_path: Path, sound: str, duration: str, price: str) -> None:
    text = SMALL.replace("sound: false", f"sound: {sound}").replace("24f", duration)
    assert compiled(tmp_path, text).shots[2].price == Decimal(price)


def test_a_dissolves_handles_can_make_the_dearer_clip_necessary(tmp_path: Path) -> None:
    text = SMALL.replace("duration: 1s\n        characters: [mara, finn]", "duration: 5s\n")
    shot = compiled(tmp_path, text).shots[0]
    assert (shot.head, shot.frames, shot.tail) == (0, 120, 3)
    assert shot.clip_seconds == 10


def test_an_override_is_sent_and_checked(tmp_path: Path) -> None:
    text = SMALL.replace("sound: false", "overrides: {cfg_scale: 1, duration: 10}")
    shot = compiled(tmp_path, text).shots[2]
    assert shot.request.body["cfg_scale"] == 1.0
    assert shot.request.body["duration"] == 10
    wrong = problems(tmp_path, text.replace("duration: 10", "duration: 7, seed: 4"))
    assert [found.code for found in wrong] == ["bad-parameter", "unknown-parameter"]
    assert "5, 10" in wrong[0].message
    assert wrong[1].hint is not None
    assert "cfg_scale" in wrong[1].hint
    assert all(found.span is not None and found.span.line > 30 for found in wrong)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("sound: false", "model: kling-v2.6-por", "unknown-model", "did you mean `kling-v2.6-pro`"),
        ("sound: false", "model: veo", "unknown-model", "did you mean `veo-3.1-fast`?"),
        ("sound: false", "template: shotlist", "unknown-template", "did you mean `shot-list`"),
        ("duration: 24f", "duration: 11s", "shot-too-long", "split it"),
        ("duration: 24f", "duration: 0f", "too-short", ""),
        ("dissolve 6f", "dissolve 3s", "transition-too-long", "at most 48 frames"),
        ("sound: false", "overrides: {prompt: " + "x" * 2501 + "}", "bad-parameter", ""),
    ],
)
def test_what_is_refused_says_where_and_what_to_do(
    tmp_path: Path, old: str, new: str, code: str, says: str
) -> None:
    found = problems(tmp_path, SMALL.replace(old, new))
    assert code in [each.code for each in found]
    first = next(each for each in found if each.code == code)
    assert first.span is not None
    assert first.span.file.endswith("film.yaml")
    assert says in (first.hint or "")


def test_a_template_error_points_into_the_template_and_at_the_shot(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mine.j2").write_text("A film.\n{{ shot.acton }}\n")
    text = SMALL.replace("sound: false", "template: mine")
    (found,) = problems(tmp_path, text)
    assert found.code == "template-error"
    assert found.message == "the template uses `acton`, which is not defined"
    assert found.hint == "did you mean `action`?"
    assert found.span is not None
    assert (found.span.file.endswith("mine.j2"), found.span.line) == (True, 2)
    assert found.related[0][1].text.strip() == "template: mine"


def test_a_projects_template_goes_before_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "terse.j2").write_text(
        "{% set negative %}hands{% endset %}\nOnly: {{ shot.action }}"
    )
    shot = compiled(tmp_path, SMALL.replace("sound: false", "template: terse")).shots[2]
    assert shot.prompt == "Only: The empty pier."
    assert shot.negative_prompt == "hands"


def keys(folder: Path, text: str) -> dict[str, tuple[str, str]]:
    return {
        shot.action: (shot.request.key, shot.draft.key) for shot in compiled(folder, text).shots
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- id: one", "- id: renamed"),
        ("- id: sc010", "- id: other"),
        ("title: A small film", "title: Another title"),
        ("mara", "mary"),
        ("pier\n", "jetty\n"),
        ("duration: 1s", "duration: 00:00:00:23"),
        ("dissolve 6f", "cut"),
        ("dissolve 6f", "dissolve 8f"),
        ("size: LS", "size: LS\n        fit: contain"),
        ("size: LS", "size: LS\n        speed: 2"),
        ("size: LS", "size: LS\n        freeze: 12f"),
        ("size: LS", "size: LS\n        caption: Later that night."),
        ("size: LS", "size: LS\n        title: {text: Mara, for: 12f}"),
        ("action: The empty pier.", "action: The empty pier.\n        notes: hold it"),
        ("fps: 24", "fps: 24  # a comment"),
        ("action: She shakes her head.", "action: >-\n          She shakes\n          her head."),
    ],
)
def test_edits_that_are_not_sent_make_no_other_request(tmp_path: Path, old: str, new: str) -> None:
    text = SMALL.replace("  pier:", "  jetty:") if new == "jetty\n" else SMALL
    assert keys(tmp_path, text.replace(old, new)) == keys(tmp_path, SMALL)


THREE = SMALL.replace("  - id: sc020\n    location: pier\n    time: dawn\n    shots:\n", "")
"""The same three shots in one scene."""


@quick
@given(st.permutations(range(3)))
def test_a_reorder_makes_no_other_request(tmp_path: Path, order: list[int]) -> None:
    head, *shots = THREE.split("      - id: ")
    shots[-1] = shots[-1].rstrip("\n") + "\n"
    moved = head + "".join("      - id: " + shots[at] for at in order)
    assert keys(tmp_path / "moved", moved) == keys(tmp_path / "plain", THREE)


def test_one_action_changes_one_request(tmp_path: Path) -> None:
    before, after = keys(tmp_path, SMALL), keys(tmp_path, SMALL.replace("runs up", "walks up"))
    assert len(set(before.values()) & set(after.values())) == 2


@quick
@given(st.integers(1, 240), st.sampled_from(["24", "25", "30", "23.976"]))
def test_the_clip_always_covers_the_shot(tmp_path: Path, frames: int, fps: str) -> None:
    text = SMALL.replace("title:", f"fps: {fps}\ntitle:").replace("24f", f"{frames}f")
    shotlist = compiled(tmp_path, text)
    for shot in shotlist.shots:
        assert shotlist.rate.frames(Fraction(shot.clip_seconds)) >= shot.needed
        assert shot.draft.body["frames"] >= shot.frames
    assert shotlist.frames == sum(shot.frames for shot in shotlist.shots)


def test_a_scene_without_a_location_is_drawn_where_its_heading_says(tmp_path: Path) -> None:
    bare = SMALL.replace("    location: pier\n", "", 1)
    bare = bare.replace("EXT. PIER - NIGHT", "INT. KITCHEN - NIGHT", 1)
    shot, *_ = compiled(tmp_path, bare).filmed
    assert shot.draft.body["location"] == {"name": "KITCHEN", "set": "int", "look": None}
    shot, *_ = compiled(tmp_path, bare.replace("INT. KITCHEN - NIGHT", "Prologue")).filmed
    assert shot.draft.body["location"] is None
