"""What is delivered beside the film: its forms, chapters, subtitles, poster and shot map."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from PIL import Image

from storyboard.compile.delivery import Deliverable, Delivery
from storyboard.compile.dialogue import Spoken
from storyboard.compile.shotlist import SceneHeader
from storyboard.cut import Cut, cut
from storyboard.cut.cutter import laid_out
from storyboard.cut.deliver import Material, deliver
from storyboard.cut.labels import labels_of
from storyboard.cut.master import make_master
from storyboard.cut.profile import DRAFT
from storyboard.cut.score import make_score
from storyboard.cut.segments import plan_segments
from storyboard.cut.slating import Slating
from storyboard.errors import StoryboardError
from storyboard.generate.media import probe
from storyboard.read.burns import USUAL_BURN_IN
from storyboard.read.deliverables import Form, Subtitling
from storyboard.read.edit import Fit
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
LINES = (Spoken("Mara", "Not {tonight} & <never>."),)
FORMS = (
    Deliverable("web", Form.WEB, SIZE, subtitles=Subtitling.SOFT),
    Deliverable("proxy", Form.PROXY, (160, 90), burn_in=USUAL_BURN_IN),
    Deliverable("master", Form.MASTER, SIZE),
    Deliverable("gif", Form.GIF, (64, 36)),
)


def silent(name: str) -> Callable[[int, int], None]:
    return lambda done, count: None


def made(folder: Path, *forms: Deliverable, lines: tuple[Spoken, ...] = LINES) -> Cut:
    """A film of three shots, 20 + 24 + 16 frames with a dissolve, in two scenes, delivered."""
    film = shotlist([(20, 0), (24, 8), (16, 0)], rate=NTSC)
    shots = (
        replace(film.shots[0], dialogue=lines),
        film.shots[1],
        replace(film.shots[2], scene_id="sc020"),
    )
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
    deliver(material, Delivery(forms, "sh1"), whole, silent)
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


@pytest.mark.parametrize("name", ["film.mp4", "film.web.mp4", "film.proxy.mp4", "film.master.mov"])
def test_every_picture_says_that_its_colours_are_bt709(folder: Path, name: str) -> None:
    bt709 = (Colorspace.ITU709, ColorPrimaries.BT709, ColorTrc.BT709, ColorRange.MPEG)
    with av.open(str(folder / name)) as film:
        for f in film.decode(video=0):
            assert (f.colorspace, f.color_primaries, f.color_trc, f.color_range) == bt709
    assert b"colrncl" in (folder / name).read_bytes(), "and so does the container"


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
    for name in ("film.srt", "film.vtt"):
        (tmp_path / name).write_text("of the film as it was before")
    made(tmp_path, FORMS[0], lines=())
    assert not list(tmp_path.glob("*.srt")) + list(tmp_path.glob("*.vtt"))
    with av.open(str(tmp_path / "film.web.mp4")) as web:
        assert not web.streams.subtitles


def test_the_poster_is_the_shots_first_picture(folder: Path) -> None:
    with Image.open(folder / "film.poster.jpg") as poster:
        luma = np.asarray(poster.convert("L"))
    assert read_number(luma) == (0, 2)


def test_a_poster_that_came_out_wrong_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path)
    before = (tmp_path / "film.poster.jpg").read_bytes()
    save = Image.Image.save

    def cut_off(picture: Image.Image, target: Path, *how: Any, **more: Any) -> None:
        save(picture, target, *how, **more)
        target.write_bytes(target.read_bytes()[:-200])

    monkeypatch.setattr(Image.Image, "save", cut_off)
    with pytest.raises(StoryboardError, match="poster"):
        made(tmp_path)
    assert (tmp_path / "film.poster.jpg").read_bytes() == before


def test_the_shot_map(folder: Path) -> None:
    told = json.loads((folder / "film.shots.json").read_text("utf-8"))
    assert (told["fps"], told["frames"]) == ("24000/1001", 60)
    places = [(s["id"], s["scene"], s["start"], s["timecode"]) for s in told["shots"]]
    assert places == [
        ("sh0", "sc010", 0, "00:00:00:00"),
        ("sh1", "sc010", 20, "00:00:00:20"),
        ("sh2", "sc020", 44, "00:00:01:20"),
    ]


@pytest.mark.parametrize("name", ["mp4", "web.mp4", "proxy.mp4", "master.mov"])
def test_every_file_tells_title_and_shot_map(folder: Path, name: str) -> None:
    with av.open(str(folder / f"film.{name}")) as film:
        told = dict(film.metadata)
    assert told["title"] == "Test"
    shots = json.loads((folder / "film.shots.json").read_text("utf-8"))
    assert json.loads(told["description"]) == shots
    if name == "master.mov":
        assert told["com.apple.quicktime.title"] == "Test"


def test_a_long_shot_map_is_kept_whole(tmp_path: Path) -> None:
    film = shotlist([(1, 0)] * 4)
    many = replace(film, shots=tuple(replace(film.shots[n % 4], id=f"s{n}") for n in range(900)))
    labels = replace(labels_of(many), chapters=())
    assert len(labels.shots) > 1 << 16
    clip = numbered_clip(tmp_path / "clip.mp4", 1, 4)
    film = replace(film, shots=film.shots[:1])
    cut(film, {"sh0": clip}, tmp_path / "a.mp4", segments=tmp_path, burn_in=False, labels=labels)
    timeline = laid_out(film, {"sh0": clip}, ())
    planned = plan_segments(timeline, film, {"sh0": clip}, slating=Slating(), profile=DRAFT)
    make_master(planned, make_score(timeline, film, {"sh0": clip}), tmp_path / "a.mov", labels)
    for name in ("a.mp4", "a.mov"):
        with av.open(str(tmp_path / name)) as written:
            assert written.metadata["description"] == labels.shots


REEL = Deliverable("reel", Form.WEB, (72, 128))


def test_a_vertical_form_is_the_same_clips_filled_anew(tmp_path: Path) -> None:
    bars = replace(REEL, name="bars", fit=Fit.CONTAIN)
    made(tmp_path, REEL, bars, Deliverable("square", Form.SQUARE, (72, 72)))
    for name, size in (("reel", (72, 128)), ("bars", (72, 128)), ("square", (72, 72))):
        found = probe(tmp_path / f"film.{name}.mp4")
        assert (found.frames, found.rate, found.width, found.height) == (60, NTSC.value, *size)
    filled, barred = (pictures_of(tmp_path / f"film.{name}.mp4")[5] for name in ("reel", "bars"))
    assert filled[:10].mean() > 60
    assert barred[:40].max() < 24 < barred[44:84].mean()


def test_forms_share_segments_and_the_soundtrack(tmp_path: Path) -> None:
    segments = tmp_path / "segments"

    def files() -> tuple[int, int]:
        return len(list(segments.rglob("*.mp4"))), len(list(segments.rglob("*.m4a")))

    made(tmp_path, REEL)
    pictures, sounds = files()
    made(tmp_path, REEL, replace(REEL, name="again", subtitles=Subtitling.SOFT))
    assert files() == (pictures, sounds) == (8, 1)
    first, again = (pictures_of(tmp_path / f"film.{name}.mp4") for name in ("reel", "again"))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


def test_soft_subtitles_in_a_master(tmp_path: Path) -> None:
    made(tmp_path, replace(FORMS[2], subtitles=Subtitling.SOFT))
    assert probe(tmp_path / "film.master.mov").frames == 60
    with av.open(str(tmp_path / "film.master.mov")) as master:
        track = master.streams.subtitles[0]
        texts = [(p.pts, bytes(p)[2:].decode()) for p in master.demux(track) if p.size > 2]
    assert texts == [(300, "MARA: Not {tonight} & <never>.")]


@pytest.mark.parametrize("form", [FORMS[0], FORMS[2]])
def test_burnt_subtitles_are_there_when_they_are_read(tmp_path: Path, form: Deliverable) -> None:
    """From 300 to 834 ms at 24000/1001: the frames 8 to 19."""
    size = (320, 180)
    burnt = replace(form, size=size, subtitles=Subtitling.BURNT)
    made(tmp_path, replace(burnt, name="burnt"), replace(burnt, subtitles=Subtitling.NONE))
    clean = pictures_of(burnt.beside(tmp_path / "film.mp4"))
    path = replace(burnt, name="burnt").beside(tmp_path / "film.mp4")
    differs = [
        np.abs(a[:180].astype(int) - b[:180]) > 12
        for a, b in zip(clean, pictures_of(path), strict=True)
    ]
    assert [n for n, each in enumerate(differs) if each[120:].mean() > 0.05] == list(range(8, 20))
    assert not any(each[:108].any() for each in differs)
    with av.open(str(path)) as film:
        assert not film.streams.subtitles
    # The segments that show no subtitle are those of the clean form.
    if form.form is Form.WEB:
        assert len(list((tmp_path / "segments").rglob("*.mp4"))) == 4 + 4 + 1


@pytest.mark.parametrize("name", ["film.web.mp4", "film.master.mov", "film.gif"])
def test_a_form_that_cannot_be_written_leaves_the_film(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(StoryboardError) as caught:
        made(tmp_path, *FORMS)
    assert [problem.code for problem in caught.value.diagnostics] == ["cannot-write"]
    assert probe(tmp_path / "film.mp4").frames == 60
    assert not list(tmp_path.glob(".*.part"))
