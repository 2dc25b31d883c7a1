"""What is delivered beside the film: its forms, chapters, subtitles, poster and shot map."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from storyboard.compile.delivery import Deliverable, Delivery, Spoken
from storyboard.compile.shotlist import SceneHeader
from storyboard.cut import Cut, cut
from storyboard.cut.deliver import Material, deliver
from storyboard.cut.labels import labels_of
from storyboard.errors import StoryboardError
from storyboard.generate.media import probe
from storyboard.read.deliverables import USUAL_BURN_IN, Form, Subtitling
from storyboard.timing import FrameRate
from tests.cut.films import (
    SIZE,
    beeps,
    numbered_clip,
    pictures_of,
    read_number,
    shotlist,
    sound_of,
)

NTSC = FrameRate.parse("23.976")
LINES = {"sh0": (Spoken("Mara", "Not {tonight} & <never>."),)}
FORMS = (
    Deliverable("web", Form.WEB, SIZE, subtitles=Subtitling.SOFT),
    Deliverable("proxy", Form.PROXY, (160, 90), burn_in=USUAL_BURN_IN),
    Deliverable("master", Form.MASTER, SIZE),
    Deliverable("gif", Form.GIF, (64, 36)),
)


def silent(name: str) -> Callable[[int, int], None]:
    return lambda done, count: None


def made(folder: Path, *forms: Deliverable, lines: dict[str, tuple[Spoken, ...]] = LINES) -> Cut:
    """A film of three shots, 20 + 24 + 16 frames with a dissolve, in two scenes, delivered."""
    film = shotlist([(20, 0), (24, 8), (16, 0)], rate=NTSC)
    shots = (*film.shots[:2], replace(film.shots[2], scene_id="sc020"))
    scenes = (*film.scenes, SceneHeader("sc020", 2, "EXT. QUAI — DÉPART"))
    film = replace(film, shots=shots, scenes=scenes)
    clips = {
        shot.id: numbered_clip(
            folder / f"{shot.id}.mp4", number, 40, rate=NTSC.value, sound=beeps(1.6, [0.2])
        )
        for number, shot in enumerate(film.shots, start=1)
    }
    material = Material(film, clips, folder / "segments")
    whole = cut(
        film,
        clips,
        folder / "film.mp4",
        segments=material.segments,
        burn_in=False,
        labels=labels_of(film),
    )
    deliver(material, Delivery(forms, "sh1", lines), whole, silent)
    return whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivered")
    made(folder, *FORMS)
    return folder


@pytest.mark.parametrize("name", ["film.web.mp4", "film.proxy.mp4", "film.master.mov"])
def test_every_form_has_the_films_frames_and_sound(folder: Path, name: str) -> None:
    found = probe(folder / name)
    assert (found.frames, found.rate) == (60, NTSC.value)
    assert found.audio_seconds is not None
    assert abs(found.audio_seconds - found.seconds) < 1 / NTSC.value


def test_the_master_is_prores_made_of_the_clips(folder: Path) -> None:
    with av.open(str(folder / "film.master.mov")) as master:
        video, audio = master.streams.video[0], master.streams.audio[0]
        assert (video.codec_context.name, video.pix_fmt) == ("prores", "yuv422p10le")
        assert video.codec_context.codec_tag == "apch"  # 422 HQ
        assert (audio.codec_context.name, audio.rate) == ("pcm_s24le", 48_000)
    shown = [read_number(picture) for picture in pictures_of(folder / "film.master.mov")]
    assert shown[:20] == [(n, 1) for n in range(20)]
    assert shown[20:40] == [(n, 2) for n in range(20)]
    assert shown[48:] == [(n, 3) for n in range(8, 20)]


def test_the_masters_sound_is_the_films_before_aac(folder: Path) -> None:
    master, film = sound_of(folder / "film.master.mov"), sound_of(folder / "film.mp4")
    samples = round(60 * 48_000 / NTSC.value)
    pcm = master.reshape(-1, 2).T.astype(np.float64) / 2**31
    assert pcm.shape == (2, samples)
    beep = round(0.2 * 48_000)
    assert np.abs(pcm[:, : beep - 2048]).max() < 1e-4
    assert np.corrcoef(pcm[0, beep : beep + 1900], film[0, beep : beep + 1900])[0, 1] > 0.99


def test_a_master_that_is_there_is_left_alone(tmp_path: Path) -> None:
    master = tmp_path / "film.master.mov"
    made(tmp_path, FORMS[2])
    before = master.stat().st_mtime_ns
    first = master.read_bytes()
    made(tmp_path, FORMS[2])
    assert master.stat().st_mtime_ns == before
    master.write_bytes(master.read_bytes()[:-20_000])
    made(tmp_path, FORMS[2])
    assert probe(master).frames == 60
    made(tmp_path, replace(FORMS[2], burn_in=USUAL_BURN_IN))
    assert read_number(pictures_of(master)[0]) == (0, 1)
    assert master.read_bytes() != first


def test_a_proxy_is_small_and_says_which_shot_it_shows(folder: Path) -> None:
    proxy = pictures_of(folder / "film.proxy.mp4")
    assert proxy[0].shape == (135, 160)
    corner = proxy[5][8:20, 100:150].astype(int)
    assert corner.max() - corner.min() > 80  # white letters on a dark plate; the clip is flat here


def test_the_gif_shows_ten_pictures_a_second(folder: Path) -> None:
    with Image.open(folder / "film.gif") as gif:
        assert gif.size == (64, 36)
        assert gif.n_frames == int(60 / NTSC.value * 10)
        assert gif.info["duration"] == 100
        assert gif.info["loop"] == 0


@pytest.mark.parametrize("name", ["film.mp4", "film.web.mp4", "film.master.mov"])
def test_scenes_are_chapters(folder: Path, name: str) -> None:
    with av.open(str(folder / name)) as film:
        assert film.metadata["title"] == "Test"
        chapters = film.chapters()
    names = [chapter["metadata"]["title"] for chapter in chapters]
    assert names == ["INT. TEST", "EXT. QUAI — DÉPART"]
    cut_at = Fraction(44) / NTSC.value
    second = chapters[1]
    assert abs(second["start"] * second["time_base"] - cut_at) <= Fraction(1, 1000)


def test_subtitles_in_every_form(folder: Path) -> None:
    srt, vtt = ((folder / f"film.{kind}").read_text("utf-8") for kind in ("srt", "vtt"))
    assert "00:00:00,300 --> 00:00:00,834\nMARA: Not {tonight} & <never>.\n" in srt
    assert vtt.startswith("WEBVTT\n\n")
    assert "00:00:00.300 --> 00:00:00.834\nMARA: Not {tonight} &amp; &lt;never&gt;.\n" in vtt
    with av.open(str(folder / "film.web.mp4")) as web:
        track = web.streams.subtitles[0]
        assert track.codec_context.name == "mov_text"
        texts = [(p.pts, bytes(p)[2:].decode()) for p in web.demux(track) if p.size > 2]
    assert texts == [(300, "MARA: Not {tonight} & <never>.")]


def test_a_film_without_dialogue_has_no_subtitles(tmp_path: Path) -> None:
    made(tmp_path, FORMS[0], lines={})
    assert not list(tmp_path.glob("*.srt")) + list(tmp_path.glob("*.vtt"))
    with av.open(str(tmp_path / "film.web.mp4")) as web:
        assert not web.streams.subtitles


def test_the_poster_is_the_shots_first_picture(folder: Path) -> None:
    with Image.open(folder / "film.poster.jpg") as poster:
        luma = np.asarray(poster.convert("L"))
    assert read_number(luma) == (0, 2)


def test_the_shot_map(folder: Path) -> None:
    told = json.loads((folder / "film.shots.json").read_text("utf-8"))
    assert (told["fps"], told["frames"]) == ("24000/1001", 60)
    places = [(s["id"], s["scene"], s["start"], s["timecode"]) for s in told["shots"]]
    assert places == [
        ("sh0", "sc010", 0, "00:00:00:00"),
        ("sh1", "sc010", 20, "00:00:00:20"),
        ("sh2", "sc020", 44, "00:00:01:20"),
    ]


@pytest.mark.parametrize("name", ["film.web.mp4", "film.master.mov", "film.gif"])
def test_a_form_that_cannot_be_written_leaves_the_film(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(StoryboardError) as caught:
        made(tmp_path, *FORMS)
    assert [problem.code for problem in caught.value.diagnostics] == ["cannot-write"]
    assert probe(tmp_path / "film.mp4").frames == 60
    assert not list(tmp_path.glob(".*.part"))
