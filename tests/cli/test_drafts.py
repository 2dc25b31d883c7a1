"""Drafts of clips and drawings: swapped shot by shot, told apart, or drawn throughout."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyboard.cli.project import open_project
from storyboard.generate.providers.animatic.lettered import words_top
from storyboard.generate.providers.animatic.linetimes import line_times
from tests.boards import SMALL, write_board
from tests.cli.run import storyboard
from tests.cut.films import flat, write_clip
from tests.cut.sounds import sound_file, tone


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A film whose third shot is bought: five seconds of light grey."""
    file = write_board(tmp_path)
    buy(file, "three")
    return file


def buy(file: Path, *shots: str) -> None:
    project = open_project(file)
    for shot in project.shotlist.filmed:
        if shot.id in shots:
            pictures = flat(200, 24 * shot.clip_seconds, (640, 360))
            clip = write_clip(file.parent / "clip.mp4", pictures)
            project.store.put(shot.request, clip.path, Decimal("0.35"), "prediction")


def read(file: Path, name: str = "film.draft.mp4") -> list[np.ndarray]:
    with av.open(str(file.parent / "out" / name)) as film:
        return [each.to_ndarray(format="gray").astype(int) for each in film.decode(video=0)]


def render(file: Path, *words: str) -> dict[str, Any]:
    ran = storyboard("render", "--draft", "--json", *words, file)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def is_grey(picture: np.ndarray) -> bool:
    return bool(np.abs(picture[120:] - picture[200, 300]).max() < 6)


def test_a_mixed_draft_shows_the_clip_marked_and_the_others_drawn(file: Path) -> None:
    render(file)
    mixed = read(file)
    assert [is_grey(mixed[at]) for at in (6, 40, 60)] == [False, False, True]
    render(file, "--panels-only")
    drawn = read(file)
    assert [is_grey(drawn[at]) for at in (6, 40, 60)] == [False, False, False]
    assert len(drawn) == len(mixed) == 72
    # The mark of the mixed one says more than that it is a draft.
    where = np.argwhere(np.abs(mixed[6] - drawn[6]) > 40)
    assert where[:, 0].min() > 24  # below the slate
    assert where[:, 0].max() < 60
    assert where[:, 1].max() - where[:, 1].min() > 40
    # What is bought stays bought, and is shown again when it is asked for.
    assert render(file)["film"]["segments_encoded"] == 0


def test_a_plan_says_what_is_drawn_and_a_saved_one_keeps_to_it(file: Path) -> None:
    def sources(*words: str) -> list[str]:
        ran = storyboard("plan", "--draft", "--json", *words, file)
        return [shot["source"] for shot in json.loads(ran.out)["shots"]]

    assert sources() == ["drawn", "drawn", "bought"]
    assert sources("--panels-only") == ["drawn"] * 3
    saved = file.parent / "plan.json"
    storyboard("plan", "--draft", "--panels-only", "-o", saved, file)
    ran = storyboard("render", "--json", saved)
    assert ran.code == 0, ran.err
    assert [shot["made_now"] for shot in json.loads(ran.out)["shots"]] == [True] * 3
    assert not is_grey(read(file)[60])


def test_a_shot_whose_price_nobody_knows_is_drawn_all_the_same(tmp_path: Path) -> None:
    text = SMALL.replace("look: pencil", "defaults: {model: kling-v3.0-std}\nlook: pencil")
    document = render(write_board(tmp_path, text))
    assert Decimal(document["total"]["spent_now"]) == 0
    assert (tmp_path / "out" / "film.draft.mp4").exists()


@pytest.mark.parametrize("command", ["plan", "render"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--panels-only",), "--panels-only goes with --draft"),
        (("--burn-in", "none"), "--burn-in goes with --draft"),
        (("--draft", "--burn-in", "slat"), "there is no `slat`; did you mean `slate`?"),
        (("--draft", "--burn-in", "all,slate"), "`all` stands alone; leave the other names out"),
        (("--draft", "--burn-in", ""), "names nothing; write `none` for that"),
    ],
)
def test_a_mistake_in_the_options_of_a_draft(
    file: Path, command: str, words: tuple[str, ...], said: str
) -> None:
    ran = storyboard(command, *words, file)
    assert ran.code == 2
    assert said in ran.err


def test_only_a_draft_is_marked_as_one(tmp_path: Path) -> None:
    text = SMALL + "deliverables: {proxy: {burn_in: [draft]}}\n"
    file = write_board(tmp_path, text)
    buy(file, "one", "two", "three")
    for words, name in ((("--yes",), "film.proxy.mp4"), (("--draft",), "film.draft.proxy.mp4")):
        ran = storyboard("render", *words, file, WAVESPEED_API_KEY="none")
        assert ran.code == 0, ran.err
        assert bool(np.ptp(read(file, name)[-1]) > 100) is ("--draft" in words)


CAPTIONED = SMALL.replace(
    "action: She shakes", "caption: Later that night.\n        action: She shakes"
)
NOTHING = "draft: {burn_in: false}\n"


def touched(a: list[np.ndarray], b: list[np.ndarray], frame: int) -> np.ndarray:
    return np.abs(a[frame] - b[frame]) > 40


@pytest.mark.parametrize("shape", ["16:9", "9:16", "1:1"])
def test_a_caption_leaves_what_is_said_to_be_read(tmp_path: Path, shape: str) -> None:
    """In a drawing, where both stand at the foot, and in the dissolve into it."""
    films = []
    for text in (CAPTIONED, CAPTIONED.replace("caption: Later that night.", "")):
        file = write_board(tmp_path, text.replace("16:9", shape).replace("360p", "540p"))
        top = words_top(open_project(file).shotlist.filmed[1].draft)
        render(file)
        films.append(read(file))
    assert top is not None
    for frame in (26, 30, 36):
        rows = np.flatnonzero(touched(*films, frame).any(axis=1))
        assert rows.max() < top * films[0][0].shape[0]
        assert rows.max() > (top - 0.03) * films[0][0].shape[0]


def test_everything_can_be_switched_off_by_a_variant(tmp_path: Path) -> None:
    """The picture then fills the frame, and each word comes back by itself."""
    text = SMALL.replace("size: MCU", "size: MCU\n        lens: 50")
    file = write_board(tmp_path, text + "variants: {clean: {draft: {burn_in: false}}}\n")
    render(file, "--variant", "clean")
    clean = read(file, "film.clean.draft.mp4")
    seen: dict[str, np.ndarray] = {}
    words = ("slate", "lens", "duration", "timecode", "frames", "take", "draft", "dialogue")
    for word in words:
        write_board(tmp_path, text + f"draft: {{burn_in: [{word}]}}\n")
        render(file)
        seen[word] = touched(read(file), clean, 42)
        assert 0 < seen[word].mean() < 0.12, word
        rows, columns = np.nonzero(seen[word])
        at_foot, at_right = word == "dialogue", word in ("timecode", "frames")
        assert bool(rows.min() > 240) is at_foot, word
        if not at_foot:
            assert bool(columns.min() > 320) is at_right, word


def test_what_is_said_stands_in_clips_and_drawings_once(tmp_path: Path) -> None:
    burnt = "deliverables: {web: {subtitles: burnt}}\n"
    file = write_board(tmp_path, SMALL + burnt)
    render(file)
    drawn, web = read(file), read(file, "film.draft.web.mp4")
    # The drawing says it itself: no second subtitle is burnt into the deliverable.
    assert not (np.abs(drawn[42] - web[42])[200:] > 60).any()
    buy(file, "two")
    render(file)
    said = read(file)[42]
    write_board(tmp_path, SMALL + "draft: {burn_in: [slate, lens, timecode, draft]}\n")
    render(file)
    rows = np.flatnonzero((np.abs(said - read(file)[42]) > 40).any(axis=1))
    assert rows.min() > 250
    assert rows.max() < 340


def test_a_draft_beeps_where_it_is_told_to_and_nothing_is_drawn_anew(file: Path) -> None:
    render(file)
    written = file.read_text()
    file.write_text(written + "draft: {beep: true}\n")
    report = render(file)
    assert [shot["id"] for shot in report["shots"] if shot["made_now"]] == []
    with av.open(str(file.parent / "out" / "film.draft.mp4")) as film:
        sound = np.concatenate([each.to_ndarray()[0] for each in film.decode(audio=0)])
    first, after = sound[: 48_000 // 24], sound[48_000 // 12 : 48_000 // 4]
    hertz = int(np.abs(np.fft.rfft(first)).argmax()) * 24
    assert hertz == pytest.approx(1000, abs=30)
    assert np.abs(first).max() > 2 * np.abs(after).max()


def test_a_film_that_stays_softer_than_asked_says_so(tmp_path: Path) -> None:
    loud = render(write_board(tmp_path, SMALL + "loudness: -6\n"))["film"]
    assert loud["loudness_lufs"] < loud["loudness_asked"] - 1
    ran = storyboard("render", "--draft", tmp_path / "film.yaml")
    assert "(asked for -6: its peaks, or its silences, allow no more)" in ran.err
    write_board(tmp_path, SMALL + f"loudness: {loud['loudness_lufs']}\n")
    ran = storyboard("render", "--draft", tmp_path / "film.yaml")
    assert "asked for" not in ran.err
    assert "LUFS" in ran.err


def test_what_is_burnt_in_can_be_said_in_the_call(tmp_path: Path) -> None:
    file = write_board(tmp_path, SMALL + "draft: {burn_in: [slate]}\n")
    render(file)
    written = read(file)
    render(file, "--burn-in", "none")
    clean = read(file)
    assert touched(written, clean, 42).any()
    render(file, "--burn-in", " slate")
    assert not touched(written, read(file), 42).any()
    saved = tmp_path / "plan.json"
    assert storyboard("plan", "--draft", "--burn-in", "none", "-o", saved, file).code == 0
    assert storyboard("render", saved).code == 0
    assert not touched(clean, read(file), 42).any()
    render(file, "--burn-in", "all")
    assert touched(written, read(file), 42).any()


def test_a_recorded_line_is_read_while_it_is_heard_and_above_the_strip(tmp_path: Path) -> None:
    sound_file(tmp_path / "line.wav", tone(0.4, 440))
    recorded = "tone: tired\n            recording: line.wav\n            at: 0.25s"
    quiet = "draft: {burn_in: [slate, lens, timecode, panel, draft, action]}\n"
    file = write_board(tmp_path, SMALL.replace("tone: tired", recorded) + quiet)
    render(file)
    silent = read(file)
    write_board(tmp_path, SMALL.replace("tone: tired", recorded))
    document = render(file)
    assert not any(shot["made_now"] for shot in document["shots"])
    film = read(file)
    read_in = [frame for frame in range(28, 47) if touched(film, silent, frame).any()]
    assert read_in == [*range(24 + 6, read_in[-1] + 1)]
    assert 36 <= read_in[-1] <= 42
    top = words_top(open_project(file).shotlist.filmed[1].draft)
    assert top is not None
    assert np.flatnonzero(touched(film, silent, 32).any(axis=1)).max() < top * 360


@pytest.mark.parametrize("burns", ["none", "action", "dialogue", "slate"])
def test_the_sheet_takes_the_drawings_whatever_is_burnt_in(tmp_path: Path, burns: str) -> None:
    file = write_board(tmp_path)
    assert storyboard("sheet", file).code == 1
    render(file, "--burn-in", burns)
    ran = storyboard("sheet", file)
    assert ran.code == 0, ran.err
    assert (tmp_path / "out" / "film.sheet.png").is_file()


def test_a_drafts_subtitles_are_timed_as_its_drawings_are(tmp_path: Path) -> None:
    longer = SMALL.replace("size: MCU\n        duration: 1s", "size: MCU\n        duration: 5s")
    file = write_board(tmp_path, longer)
    assert storyboard("render", file, "--draft").code == 0
    clips = (tmp_path / ".storyboard" / "objects").glob("*/*.mp4")
    ((start, end),) = next(times for clip in clips if (times := line_times(clip)))
    # The shot before it lasts a second.
    wanted = [int(1000 + 1000 * start), int(1000 + 1000 * max(end, start + 1))]
    said = (tmp_path / "out" / "film.draft.srt").read_text().splitlines()[1]
    found = [int(time.split(":")[2].replace(",", "")) for time in said.split(" --> ")]
    assert found == wanted
