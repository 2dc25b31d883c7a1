"""`storyboard cache`: clips are listed, checked, cleared away and adopted; no money is lost."""

from __future__ import annotations

import json
import os
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.generate.emulator.server import Emulator
from storyboard.generate.media import probe
from tests.boards import SMALL
from tests.cli.run import Ran, storyboard
from tests.cli.studio import Studio
from tests.cut.films import numbered_clip

OTHER = SMALL.replace("The empty pier.", "The pier, empty.")


@pytest.fixture
def studio(tmp_path: Path, service: Emulator) -> Studio:
    """Three bought shots, in git."""
    studio = Studio(tmp_path, service)
    assert studio.run("render", "--yes").code == 0
    git(studio, "init", "-q", "-b", "main")
    commit(studio)
    return studio


def git(studio: Studio, *words: str) -> str:
    who = {
        f"GIT_{role}_{what}": "a@b"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["git", "-C", str(studio.file.parent), *words],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull},
    ).stdout


def commit(studio: Studio) -> None:
    git(studio, "add", "-A")
    git(studio, "commit", "-q", "-m", "x")


def cache(studio: Studio, name: str, *words: str | Path) -> Ran:
    return storyboard("cache", name, studio.file, *words)


def clips(studio: Studio) -> list[Any]:
    found: list[Any] = json.loads(cache(studio, "ls", "--json").out)
    return found


def clip_of(studio: Studio, shot: str) -> Any:
    (found,) = [each for each in clips(studio) if shot in [a["shot"] for a in each["answers"]]]
    return found


def actions(studio: Studio) -> dict[str, str]:
    return {shot["id"]: shot["action"] for shot in studio.json("plan")["shots"]}


def test_the_list_says_what_each_clip_is_and_who_names_it(studio: Studio) -> None:
    found = clips(studio)
    assert {each["answers"][0]["shot"] for each in found} == {"one", "two", "three"}
    assert sum(Decimal(each["answers"][0]["cost"]) for each in found) == studio.billed
    assert {tuple(each["named_by"]) for each in found} == {("HEAD", "main", "storyboard.lock")}
    assert all(each["paid"] and Path(each["file"]).is_file() for each in found)
    ran = cache(studio, "ls")
    assert "3 clips" in ran.err
    assert "1.75 USD" in ran.err


def test_one_clip_is_shown_with_its_request(studio: Studio) -> None:
    wanted = clip_of(studio, "three")
    for digits in (wanted["clip"][:10], wanted["answers"][0]["key"][:10]):
        shown = json.loads(cache(studio, "show", digits).out)
        assert shown["clip"] == wanted["clip"]
        assert "empty pier" in shown["answers"][0]["request"]["body"]["prompt"]
    for digits in ("zz", "0123456789", ""):
        ran = cache(studio, "show", digits)
        assert (ran.code, "error[no-clip]" in ran.err) == (1, True)


def test_nothing_that_is_named_is_cleared_away(studio: Studio) -> None:
    before = clips(studio)
    ran = cache(studio, "gc", "--paid", "--yes")
    assert "nothing to delete" in ran.err
    assert clips(studio) == before


def test_drawings_of_what_was_are_cleared_away_after_they_are_shown(studio: Studio) -> None:
    studio.write(OTHER)
    assert studio.run("render", "--draft").code == 0
    drawn = {each["clip"] for each in clips(studio) if not each["paid"]}
    assert len(drawn) == 1
    assert "nothing to delete" in cache(studio, "gc", "--yes").err
    studio.write(SMALL)
    ran = cache(studio, "gc")
    assert ran.code == 0
    assert next(iter(drawn))[:12] in ran.out
    assert "Nothing was deleted: --yes deletes 1 clip" in ran.err
    assert drawn < {each["clip"] for each in clips(studio)}
    assert cache(studio, "gc", "--yes").code == 0
    assert not drawn & {each["clip"] for each in clips(studio)}
    assert set(actions(studio).values()) == {"keep"}


def test_a_paid_clip_goes_only_when_it_is_said_and_no_branch_names_it(studio: Studio) -> None:
    old = clip_of(studio, "three")["clip"]
    git(studio, "switch", "-q", "-c", "rewrite")
    studio.write(OTHER)
    assert studio.run("render", "--yes").code == 0
    commit(studio)
    assert "nothing to delete" in cache(studio, "gc", "--paid", "--yes").err
    git(studio, "branch", "-q", "-D", "main")
    ran = cache(studio, "gc", "--yes")
    assert "1 clip that nothing names cost money: gc --paid takes them too" in ran.err
    assert old in {each["clip"] for each in clips(studio)}
    assert "that cost 0.35 USD" in cache(studio, "gc", "--paid", "--yes").err
    assert old not in {each["clip"] for each in clips(studio)}
    assert set(actions(studio).values()) == {"keep"}


@pytest.mark.parametrize("ref", ["tag", "tag of a tag", "stash", "remote", "worktree"])
def test_a_clip_that_only_another_ref_names_is_kept(
    studio: Studio, tmp_path: Path, ref: str
) -> None:
    before = {each["clip"] for each in clips(studio)}
    studio.write(OTHER)
    assert studio.run("render", "--yes").code == 0
    (new,) = {each["clip"] for each in clips(studio)} - before
    if ref == "stash":
        git(studio, "stash", "-q")
    else:
        git(studio, "switch", "-q", "-c", "rewrite")
        commit(studio)
        if ref == "tag of a tag":
            git(studio, "tag", "-a", "-m", "one", "inner")
            git(studio, "tag", "-a", "-m", "two", "outer", "inner")
            git(studio, "tag", "-d", "inner")
        elif ref == "worktree":
            git(studio, "worktree", "add", "-q", "--detach", str(tmp_path / "elsewhere"))
        else:
            name = "refs/tags/kept" if ref == "tag" else "refs/remotes/origin/rewrite"
            git(studio, "update-ref", name, "rewrite")
        git(studio, "switch", "-q", "main")
        git(studio, "branch", "-q", "-D", "rewrite")
    studio.write(SMALL)
    assert "nothing to delete" in cache(studio, "gc", "--paid", "--yes").err
    assert new in {each["clip"] for each in clips(studio)}


def test_a_clip_that_only_the_index_names_is_kept(studio: Studio) -> None:
    """It goes into the next commit, whatever the lock says by then."""
    before = {each["clip"] for each in clips(studio)}
    studio.write(OTHER)
    assert studio.run("render", "--yes").code == 0
    (new,) = {each["clip"] for each in clips(studio)} - before
    git(studio, "add", "storyboard.lock")
    studio.write(SMALL)
    assert studio.run("render", "--yes").code == 0
    assert "nothing to delete" in cache(studio, "gc", "--paid", "--yes").err
    (kept,) = [each for each in clips(studio) if each["clip"] == new]
    assert kept["named_by"] == ["index"]


def test_a_clip_that_a_branch_names_in_another_folder_is_kept(studio: Studio) -> None:
    """The folder had another name then."""
    before = clips(studio)
    git(studio, "branch", "-q", "old")
    before_it = studio.file.parent
    (before_it / "movie").mkdir()
    for name in ("film.yaml", "storyboard.lock", "storyboard.toml", ".storyboard"):
        (before_it / name).rename(before_it / "movie" / name)
    studio.file = before_it / "movie" / "film.yaml"
    studio.write(OTHER)
    assert studio.run("render", "--yes").code == 0
    commit(studio)
    assert "nothing to delete" in cache(studio, "gc", "--paid", "--yes").err
    assert len(clips(studio)) == len(before) + 1
    assert any("old:storyboard.lock" in each["named_by"] for each in clips(studio))


@pytest.mark.parametrize("trouble", ["owner", "no git", "a lost object"])
def test_no_paid_clip_goes_while_git_cannot_be_asked(studio: Studio, trouble: str) -> None:
    git(studio, "switch", "-q", "-c", "rewrite")
    studio.write(OTHER)
    assert studio.run("render", "--yes").code == 0
    commit(studio)
    surroundings = {}
    if trouble == "owner":
        surroundings = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    elif trouble == "no git":
        surroundings = {"PATH": "/nowhere"}
    else:
        said = ["git", "-C", str(studio.file.parent), "rev-parse", "main:storyboard.lock"]
        blob = subprocess.run(said, check=True, capture_output=True, text=True).stdout.strip()
        path = studio.file.parent / ".git" / "objects" / blob[:2] / blob[2:]
        path.chmod(0o600)
        path.unlink()
    before = clips(studio)
    ran = storyboard("cache", "gc", studio.file, "--paid", "--yes", **surroundings)
    assert (ran.code, "error[git-unreadable]" in ran.err) == (1, True)
    assert clips(studio) == before
    ran = storyboard("cache", "ls", studio.file, **surroundings)
    assert (ran.code, "warning[git-unreadable]" in ran.err) == (0, True)


def test_takes_that_were_not_picked_stay_with_the_one_that_was(studio: Studio) -> None:
    assert studio.run("retake", "three", "--yes").code == 0
    assert "nothing to delete" in cache(studio, "gc", "--paid", "--yes").err
    assert studio.run("pick", "three", "2").code == 0
    assert "nothing to delete" in cache(studio, "gc", "--paid", "--yes").err
    assert len(clips(studio)) == 4


def test_a_clip_that_cannot_be_opened_is_told_and_the_rest_is_looked_at(studio: Studio) -> None:
    path = Path(clip_of(studio, "two")["file"])
    path.unlink()
    path.mkdir()
    damaged = Path(clip_of(studio, "three")["file"])
    damaged.chmod(0o644)
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    ran = cache(studio, "verify")
    assert ran.code == 1
    assert "cannot be read (Is a directory)" in ran.err
    assert (studio.file.parent / ".storyboard" / "quarantine" / damaged.name).is_file()


@pytest.mark.parametrize("lost", ["request", "prediction"])
def test_a_record_that_is_not_whole_is_none(studio: Studio, lost: str) -> None:
    key = clip_of(studio, "two")["answers"][0]["key"]
    path = studio.file.parent / ".storyboard" / "results" / key[:2] / f"{key}.json"
    record = json.loads(path.read_text())
    del record[lost]
    path.write_text(json.dumps(record))
    assert cache(studio, "ls").code == 0
    assert cache(studio, "gc", "--paid", "--yes").code == 0
    assert actions(studio)["two"] == "missing-object"


def test_a_file_is_not_adopted_over_an_approval(studio: Studio, tmp_path: Path) -> None:
    assert studio.run("approve", "three").code == 0
    studio.write(OTHER)
    own = numbered_clip(tmp_path / "own.mp4", 3, 120).path
    ran = cache(studio, "adopt-file", "three", own)
    assert (ran.code, "error[approved]" in ran.err) == (1, True)
    assert "approved = " in studio.lock.read_text()


def test_what_is_on_its_way_is_kept(studio: Studio) -> None:
    """Its clip is here, and the run that brought it died before it could say so."""
    key = clip_of(studio, "one")["answers"][0]["key"]
    import sqlite3

    with sqlite3.connect(studio.file.parent / ".storyboard" / "journal.sqlite") as journal:
        journal.execute("UPDATE attempt SET state = 'submitted' WHERE key = ?", (key,))
    journal.close()
    studio.lock.unlink()
    git(studio, "rm", "-q", "--cached", "storyboard.lock")
    git(studio, "commit", "-q", "--amend", "-m", "x")
    studio.write(SMALL.replace("Mara waits", "Mara stands"))
    cache(studio, "gc", "--paid", "--yes")
    assert key in {answer["key"] for each in clips(studio) for answer in each["answers"]}


@pytest.mark.parametrize("damage", ["a bit", "gone"])
def test_a_lost_clip_is_lost_money_and_fetched_not_bought(studio: Studio, damage: str) -> None:
    bought = clip_of(studio, "two")
    path = Path(bought["file"])
    if damage == "gone":
        path.unlink()
    else:
        path.chmod(0o644)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    ran = cache(studio, "verify")
    assert ran.code == 1
    assert "error[lost-clip]" in ran.err
    assert f"two (prediction {bought['answers'][0]['prediction']}, 0.70 USD)" in ran.err
    assert "Lost: 0.70 USD." in ran.err
    assert not path.exists()
    kept = studio.file.parent / ".storyboard" / "quarantine" / path.name
    assert kept.exists() is (damage == "a bit")
    assert actions(studio)["two"] != "generate"
    assert studio.json("plan")["cost"] == "0"
    assert studio.run("render", "--yes").code == 0
    assert studio.billed == Decimal("1.75")
    assert cache(studio, "verify").code == 0


def test_a_whole_store_is_said_to_be_whole(studio: Studio) -> None:
    ran = cache(studio, "verify")
    assert ran.code == 0
    assert "3 clips: 3 whole, 0 damaged; 0 gone." in ran.err


def test_a_file_is_adopted_and_need_not_be_bought(tmp_path: Path, service: Emulator) -> None:
    studio = Studio(tmp_path, service)
    own = numbered_clip(tmp_path / "own.mp4", 3, 120).path
    assert cache(studio, "adopt-file", "three", own).code == 0
    assert own.is_file()
    assert actions(studio) == {"one": "generate", "two": "generate", "three": "keep"}
    assert studio.run("render", "--yes").code == 0
    assert studio.billed == Decimal("1.40")
    assert probe(studio.file.parent / "out" / "film.mp4").frames == 72
    again = cache(studio, "adopt-file", "three", own)
    assert (again.code, "error[take-there]" in again.err, "--take 2" in again.err) == (
        1,
        True,
        True,
    )
    other = numbered_clip(tmp_path / "other.mp4", 4, 120).path
    assert cache(studio, "adopt-file", "three", other, "--take", "2").code == 0
    assert "take = 2" in studio.lock.read_text()
    studio.write(OTHER)
    # The lock names take 2, and take 1 stays with it.
    assert "nothing to delete" in cache(studio, "gc", "--paid", "--yes").err
    assert len([each for each in clips(studio) if each["paid"]]) == 4


def test_what_is_adopted_is_looked_at(tmp_path: Path, service: Emulator) -> None:
    studio = Studio(tmp_path, service)
    short = numbered_clip(tmp_path / "short.mp4", 3, 6).path
    ran = cache(studio, "adopt-file", "three", short)
    assert (ran.code, "warning[short-clip]" in ran.err) == (0, True)
    text = tmp_path / "text.mp4"
    text.write_text("not a film")
    ran = cache(studio, "adopt-file", "one", text)
    assert (ran.code, "error[unreadable-media]" in ran.err) == (1, True)
    assert cache(studio, "adopt-file", "nobody", short).code == 2
    assert cache(studio, "adopt-file", "one", tmp_path / "nowhere.mp4").code == 2


def test_without_git_and_without_clips(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(SMALL)
    for name in ("ls", "verify", "gc"):
        ran = storyboard("cache", name, tmp_path / "film.yaml", PATH="/nowhere")
        assert ran.code == 0, ran.err
    assert not (tmp_path / ".storyboard").exists()
