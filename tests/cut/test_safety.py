"""Whatever breaks, the old films stay, the error says what to do, and the next run goes on."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import av
import pytest

from storyboard.cut import burnin
from storyboard.cut.gif import make_gif
from storyboard.cut.seal import is_sealed, seal
from storyboard.errors import Diagnostic, StoryboardError
from tests.cut import cutter
from tests.cut.cutter import FILM, OUTPUTS, STEPS, material, produce
from tests.cut.films import RATE

Films = dict[str, bytes]


def films(out: Path) -> Films:
    return {name: (out / name).read_bytes() for name in OUTPUTS}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Films, Films]:
    """Both versions as they are when nothing breaks."""
    found = []
    for version in (1, 2):
        folder = tmp_path_factory.mktemp(f"version{version}")
        produce(folder, version)
        found.append(films(folder / "out"))
    assert all(found[0][name] != found[1][name] for name in OUTPUTS)
    return found[0], found[1]


@contextmanager
def refused() -> Iterator[list[Diagnostic]]:
    """What the block is refused for."""
    problems: list[Diagnostic] = []
    with pytest.raises(StoryboardError) as caught:
        yield problems
    problems += caught.value.diagnostics


@pytest.mark.parametrize("step", STEPS)
def test_a_cut_that_is_killed_leaves_whole_films_and_the_next_goes_on(
    step: str, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    before, after = versions
    produce(tmp_path, 1)
    order = json.dumps({"folder": str(tmp_path), "version": 2, "die_at": step})
    killed = subprocess.run(
        [sys.executable, "-m", "tests.cut.cutter", order],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert killed.returncode == -9, killed.stderr
    left = films(tmp_path / "out")
    assert all(left[name] in (before[name], after[name]) for name in OUTPUTS)
    assert left["film.gif"] == before["film.gif"]
    if "film" in step or "segment" in step:
        assert left == before
    produce(tmp_path, 2)
    assert films(tmp_path / "out") == after


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)],
            check=False,
            capture_output=True,
        ).returncode
    )
    if not mounted:
        pytest.skip("needs the right to mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, room: int) -> Path:
    """Fill a file system until so many bytes are free, rounded down to pages."""
    filler = disk / "filler"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler.write_bytes(b"\1" * max(0, free - room))
    return filler


@pytest.mark.parametrize("full", ["film", "master", "segments"])
def test_a_full_disk_leaves_the_films_of_before(
    full: str, disk: Path, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    before, after = versions
    out = tmp_path / "out" if full == "segments" else disk / "out"
    if full == "segments":
        (disk / "segments").mkdir()
        (tmp_path / "segments").symlink_to(disk / "segments")
    produce(tmp_path, 1, out)
    room = 16_384 if full != "master" else len(after["film.web.mp4"]) + 65_536
    assert room < len(after["film.master.mov"])
    filler = fill(disk, room)
    with refused() as problems:
        produce(tmp_path, 2, out)
    assert [problem.code for problem in problems] == ["cannot-write"]
    assert "the disk is full" in (problems[0].hint or "")
    left = films(out)
    assert left["film.mp4"] == (after if full == "master" else before)["film.mp4"]
    assert left["film.master.mov"] == before["film.master.mov"]
    assert not list(tmp_path.rglob("*.part")) + list(disk.rglob("*.part"))
    filler.unlink()
    produce(tmp_path, 2, out)
    assert films(out) == after


def test_a_full_disk_leaves_the_preview_of_before(
    disk: Path, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    film, preview = tmp_path / "film.mp4", disk / "film.gif"
    film.write_bytes(versions[0]["film.mp4"])
    preview.write_bytes(b"the preview of yesterday")
    fill(disk, 8192)
    with refused() as problems:
        make_gif(film, preview, (128, 72), FILM.frames, RATE.value)
    assert [problem.code for problem in problems] == ["cannot-write"]
    assert "the disk is full" in (problems[0].hint or "")
    assert preview.read_bytes() == b"the preview of yesterday"
    assert not list(disk.glob(".*"))


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def holed(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(500) + data[middle + 500 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "one bit": flipped,
    "a hole": holed,
    "half of it": lambda data: data[: len(data) // 2],
    "a byte more": lambda data: data + b"\0",
    "nothing": lambda data: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_clip_is_never_shown(
    damage: str, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    """Its bytes are not those of the take, whatever a decoder would make of them."""
    produce(tmp_path, 1)
    found = material(tmp_path, 2)
    clip = found.clips["sh1"]
    whole = clip.path.read_bytes()
    clip.path.write_bytes(DAMAGES[damage](whole))
    kept = replace(found, clips={**found.clips, "sh1": clip})
    with pytest.MonkeyPatch.context() as patch, refused() as problems:
        patch.setattr(cutter, "material", lambda folder, version: kept)
        produce(tmp_path, 2)
    (problem,) = problems
    assert problem.code == "unreadable-clip"
    assert str(clip.path) in (problem.hint or "")
    assert films(tmp_path / "out") == versions[0]
    assert not list(tmp_path.rglob("*.part"))


def made_up(path: Path) -> int:
    """How many pictures of a clip its decoder has to make up in part; 0 if it refuses the clip."""
    try:
        with av.open(str(path)) as clip:
            return sum(frame.is_corrupt for frame in clip.decode(video=0))
    except av.error.FFmpegError:
        return 0


def test_a_clip_that_came_damaged_is_told(tmp_path: Path) -> None:
    """Its bytes are those of the take, and the decoder passes over the damage."""
    found = material(tmp_path, 1)
    clip = found.clips["sh0"]
    whole = clip.path.read_bytes()
    media = whole.index(b"mdat")
    for at in range(media + 600, media + 1600, 7):
        data = whole[:at] + hashlib.sha256(bytes(at)).digest()[:10] + whole[at + 10 :]
        clip.path.write_bytes(data)
        if made_up(clip.path):
            break
    else:
        pytest.fail("no damage found that the decoder passes over")
    came = replace(clip, sha256=hashlib.sha256(data).hexdigest())
    kept = replace(found, clips={**found.clips, "sh0": came})
    with pytest.MonkeyPatch.context() as patch, refused() as problems:
        patch.setattr(cutter, "material", lambda folder, version: kept)
        produce(tmp_path, 1)
    assert [problem.code for problem in problems] == ["unreadable-clip"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_in_the_cache_is_made_again(
    damage: str, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    """A segment, the soundtrack and a master that was there."""
    produce(tmp_path, 1)
    for pattern in ("segments/*/*.mp4", "segments/*/*.m4a", "out/film.master.mov"):
        path = min(tmp_path.glob(pattern))
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    for name in ("film.mp4", "film.web.mp4"):
        (tmp_path / "out" / name).unlink()
    produce(tmp_path, 1)
    assert films(tmp_path / "out") == versions[0]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_soundtrack_damaged_behind_a_finished_film_is_made_again(
    damage: str, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    """The film is there, and how loud it is stands in a file that cannot be read."""
    produce(tmp_path, 1)
    (sound,) = tmp_path.glob("segments/*/*.m4a")
    whole = sound.read_bytes()
    sound.write_bytes(DAMAGES[damage](whole))
    produce(tmp_path, 1)
    assert films(tmp_path / "out") == versions[0]
    assert sound.read_bytes() == whole


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """Which file lies under each film's name: one that is written anew is another."""
    found = {name: (folder / name).stat() for name in OUTPUTS}
    return {name: (each.st_ino, each.st_mtime_ns) for name, each in found.items()}


def test_films_that_are_there_are_left_as_they_are(
    versions: tuple[Films, Films], tmp_path: Path
) -> None:
    produce(tmp_path, 1)
    before = written(tmp_path / "out")
    produce(tmp_path, 1)
    assert written(tmp_path / "out") == before
    produce(tmp_path, 2)
    assert not set(written(tmp_path / "out").values()) & set(before.values())
    assert films(tmp_path / "out") == versions[1]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", OUTPUTS)
def test_a_film_that_was_altered_is_made_again(
    damage: str, name: str, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    produce(tmp_path, 1)
    path = tmp_path / "out" / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    if path.read_bytes() == versions[0][name]:
        pytest.skip("the hole is where nothing was")
    before = written(tmp_path / "out")
    produce(tmp_path, 1)
    assert films(tmp_path / "out") == versions[0]
    changed = {each for each, file in written(tmp_path / "out").items() if file != before[each]}
    assert changed == {name}


def test_a_film_of_another_version_in_its_place_is_made_again(
    versions: tuple[Films, Films], tmp_path: Path
) -> None:
    produce(tmp_path, 1)
    produce(tmp_path, 2, tmp_path / "other")
    for name in OUTPUTS:
        (tmp_path / "other" / name).replace(tmp_path / "out" / name)
    produce(tmp_path, 1)
    assert films(tmp_path / "out") == versions[0]


@pytest.mark.parametrize("text", ["", "12", "12 0000", "\xff", "one two three"])
def test_a_note_that_cannot_be_read_says_nothing(
    text: str, versions: tuple[Films, Films], tmp_path: Path
) -> None:
    produce(tmp_path, 1)
    for note in tmp_path.glob("segments/*/*.film"):
        note.write_bytes(text.encode("latin-1"))
    produce(tmp_path, 1)
    assert films(tmp_path / "out") == versions[0]


def test_a_seal_tells_any_change(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"what was written")
    assert not is_sealed(path)
    seal(path)
    assert is_sealed(path)
    sealed = path.read_bytes()
    for at in range(len(sealed)):
        path.write_bytes(sealed[:at] + bytes([sealed[at] ^ 4]) + sealed[at + 1 :])
        assert not is_sealed(path)
        path.write_bytes(sealed[:at])
        assert not is_sealed(path)


@pytest.mark.parametrize("font", ["missing.ttf", "rubble.ttf"])
def test_a_font_that_cannot_be_read(
    font: str, versions: tuple[Films, Films], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    produce(tmp_path, 1)
    (tmp_path / "rubble.ttf").write_bytes(b"\0" * 900)
    monkeypatch.setattr(burnin, "typeface", lambda text: tmp_path / font)
    with refused() as problems:
        produce(tmp_path, 2)
    assert [problem.code for problem in problems] == ["font-missing"]
    assert problems[0].hint
    assert films(tmp_path / "out") == versions[0]
