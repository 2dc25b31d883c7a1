"""A first and a last frame: which files, which shots, which models, and what stands in the body."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.errors import Diagnostic, StoryboardError
from tests.boards import SMALL, compiled
from tests.pictures import JPEG, PNG, WEBP


def with_frame(*lines: str, shot: str = "two") -> str:
    """The small film with more lines in one of its shots."""
    head = f"      - id: {shot}\n"
    assert head in SMALL
    return SMALL.replace(head, head + "".join(f"        {line}\n" for line in lines))


def problem(folder: Path, text: str) -> Diagnostic:
    with pytest.raises(StoryboardError) as caught:
        compiled(folder, text)
    (found,) = caught.value.diagnostics
    return found


@pytest.fixture
def panels(tmp_path: Path) -> Path:
    folder = tmp_path / "panels"
    folder.mkdir()
    (folder / "a.png").write_bytes(PNG)
    (folder / "b.jpg").write_bytes(JPEG)
    (folder / "c.webp").write_bytes(WEBP)
    return tmp_path


def test_a_panel_enters_by_its_content_and_chooses_the_sibling(panels: Path) -> None:
    shot = compiled(panels, with_frame("first_frame: panels/a.png")).shots[1]
    digest = hashlib.sha256(PNG).hexdigest()
    assert shot.request.model == "kwaivgi/kling-v2.6-pro/image-to-video"
    assert shot.request.body["image"] == f"asset:sha256:{digest}"
    assert "end_image" not in shot.request.body
    assert "aspect_ratio" not in shot.request.body
    assert shot.assets == {f"asset:sha256:{digest}": panels / "panels" / "a.png"}
    assert shot.follows is None


def test_the_key_depends_on_the_picture_and_not_on_its_name(panels: Path) -> None:
    def key(path: str) -> str:
        return compiled(panels, with_frame(f"first_frame: {path}")).shots[1].request.key

    before = key("panels/a.png")
    (panels / "other name.png").write_bytes(PNG)
    assert key("other name.png") == before
    assert key("./panels/a.png") == before
    (panels / "panels/a.png").write_bytes(PNG + b"\0")
    assert key("panels/a.png") != before


def test_a_first_and_a_last_frame(panels: Path) -> None:
    text = with_frame("first_frame: panels/a.png", "last_frame: panels/b.jpg")
    shot = compiled(panels, text).shots[1]
    last = f"asset:sha256:{hashlib.sha256(JPEG).hexdigest()}"
    assert shot.request.body["end_image"] == last
    assert len(shot.assets) == 2


def test_an_earlier_shots_last_frame_enters_by_its_key(tmp_path: Path) -> None:
    chain = with_frame("first_frame: {shot: one}").replace(
        "      - id: three\n", "      - id: three\n        first_frame: {shot: two}\n"
    )
    one, two, three = compiled(tmp_path, chain).shots
    assert two.request.body["image"] == f"last-frame:{one.request.key}"
    assert three.request.body["image"] == f"last-frame:{two.request.key}"
    assert (one.follows, two.follows, three.follows) == (None, "one", "two")
    assert not two.assets
    changed = compiled(tmp_path, chain.replace("Mara waits", "Mara sits")).shots
    assert {one.request.key, two.request.key, three.request.key}.isdisjoint(
        shot.request.key for shot in changed
    )


def test_renaming_the_earlier_shot_makes_no_other_request(tmp_path: Path) -> None:
    text = with_frame("first_frame: {shot: one}")
    renamed = text.replace("- id: one", "- id: uno").replace("{shot: one}", "{shot: uno}")
    keys = [shot.request.key for shot in compiled(tmp_path, text).shots]
    assert [shot.request.key for shot in compiled(tmp_path, renamed).shots] == keys


def test_the_drawing_does_not_change(panels: Path) -> None:
    plain = compiled(panels, SMALL).shots[1]
    assert compiled(panels, with_frame("first_frame: panels/a.png")).shots[1].draft == plain.draft


def test_a_template_knows_of_the_first_frame(panels: Path) -> None:
    (panels / "templates").mkdir()
    bare = "{{ 'Go on' if shot.first_frame else 'Begin' }}: {{ shot.action }}"
    (panels / "templates" / "bare.j2").write_text(bare)
    text = with_frame("first_frame: panels/a.png").replace(
        "title:", "defaults: {template: bare}\ntitle:"
    )
    assert [shot.prompt.split(":")[0] for shot in compiled(panels, text).shots] == [
        "Begin",
        "Go on",
        "Begin",
    ]


def _link(folder: Path) -> None:
    (folder / "panels/link.png").symlink_to(folder / "panels/a.png")


def _linked_folder(folder: Path) -> None:
    (folder / "away").symlink_to(folder / "panels")


def _large(folder: Path) -> None:
    (folder / "panels/large.png").write_bytes(PNG + bytes(20 * 2**20))


def _text(folder: Path) -> None:
    (folder / "panels/text.png").write_text("not a picture")


@pytest.mark.parametrize(
    ("path", "code", "prepare"),
    [
        ("panels/none.png", "missing-file", None),
        ("panels", "not-a-file", None),
        ("../a.png", "outside-project", None),
        ("panels/../panels/a.png", "outside-project", None),
        ("/etc/hostname", "outside-project", None),
        ('"panels\\\\a.png"', "outside-project", None),
        ("c:/a.png", "outside-project", None),
        ("panels/link.png", "outside-project", _link),
        ("away/a.png", "outside-project", _linked_folder),
        ("panels/large.png", "too-big", _large),
        ("panels/text.png", "not-a-picture", _text),
        ("panels/" + "x" * 300, "unreadable", None),
    ],
)
@pytest.mark.parametrize("word", ["first_frame", "last_frame"])
def test_a_file_that_is_refused(
    panels: Path, path: str, code: str, prepare: Callable[[Path], None] | None, word: str
) -> None:
    if prepare:
        prepare(panels)
    found = problem(panels, with_frame(f"{word}: {path}"))
    assert found.code == code
    assert found.span is not None
    assert found.span.text.strip() == f"{word}: {path}"
    assert str(panels) not in found.message


@pytest.mark.parametrize(
    ("shot", "wanted", "code", "says"),
    [
        ("two", "oen", "unknown-shot", "did you mean `one`?"),
        ("two", "two", "not-an-earlier-shot", "before it"),
        ("two", "three", "not-an-earlier-shot", "before it"),
        ("one", "three", "not-an-earlier-shot", "before it"),
    ],
)
def test_a_shot_that_is_not_an_earlier_one(
    tmp_path: Path, shot: str, wanted: str, code: str, says: str
) -> None:
    found = problem(tmp_path, with_frame(f"first_frame: {{shot: {wanted}}}", shot=shot))
    assert found.code == code
    assert says in (found.hint or "")
    assert found.span is not None
    assert found.span.text[found.span.column - 1 :].startswith(wanted)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ("{}", "is one picture"),
        ("{shot: one, file: panels/a.png}", "is one picture"),
        ("{sohot: one}", "`sohot` is not a field of a frame"),
        ("3", "`first_frame` must be a mapping"),
        ('""', "is empty"),
    ],
)
def test_a_frame_of_no_known_form(panels: Path, frame: str, message: str) -> None:
    assert message in problem(panels, with_frame(f"first_frame: {frame}")).message


def test_a_model_without_a_first_frame(panels: Path) -> None:
    found = problem(panels, with_frame("model: veo-3.1-fast", "first_frame: panels/a.png"))
    assert found.message == "veo-3.1-fast takes no first frame"
    assert found.hint == (
        "models that take one: kling-v2.6-pro, kling-v2.6-pro-i2v, kling-v2.6-std, "
        "kling-v2.6-std-i2v"
    )


def test_a_sibling_without_a_last_frame(panels: Path) -> None:
    frames = ("first_frame: panels/a.png", "last_frame: panels/b.jpg")
    found = problem(panels, with_frame("model: kling-v2.6-std", *frames))
    assert found.message == "kling-v2.6-std-i2v takes no last frame"
    assert found.hint == "models that take one: kling-v2.6-pro, kling-v2.6-pro-i2v"


@pytest.mark.parametrize("line", ["model: kling-v2.6-pro-i2v", "last_frame: panels/b.jpg"])
def test_a_model_that_needs_a_first_frame(panels: Path, line: str) -> None:
    found = problem(panels, with_frame(line))
    assert found.code == "missing-first-frame"


def test_a_form_of_picture_that_the_model_does_not_take(panels: Path) -> None:
    found = problem(panels, with_frame("first_frame: panels/c.webp"))
    assert found.message == (
        "`panels/c.webp` is WebP, not PNG or JPEG as it has to be for kling-v2.6-pro-i2v"
    )
    (panels / "panels/a.png").write_bytes(PNG + bytes(10_000_000))
    assert "more than the 10 MB" in problem(panels, with_frame("first_frame: panels/a.png")).message


def test_an_override_of_a_picture_is_a_web_address(panels: Path) -> None:
    model, address = "model: kling-v2.6-pro-i2v", "https://example.org/a.png"
    shot = compiled(panels, with_frame(model, f"overrides: {{image: '{address}'}}")).shots[1]
    assert shot.request.body["image"] == address
    assert not shot.assets
    found = problem(panels, with_frame(model, "overrides: {image: panels/a.png}"))
    assert found.hint == "for a file, write `first_frame:` on the shot"
