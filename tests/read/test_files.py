"""Files that cannot be read: each is refused in a sentence, in bounded time and memory."""

from __future__ import annotations

import os
import resource
import socket
from pathlib import Path

import pytest

from storyboard.cli.diagnostics import concise
from storyboard.errors import StoryboardError
from storyboard.read.load import load
from tests.read.boards import GOOD


def refused(path: Path) -> str:
    with pytest.raises(StoryboardError) as caught:
        load(path)
    (problem,) = caught.value.diagnostics
    return concise(problem)


def test_a_missing_file_names_its_neighbours() -> None:
    Path("film.yaml").touch()
    expected = "error[missing-file]: there is no file flim.yaml (beside it: film.yaml)"
    assert refused(Path("flim.yaml")) == expected


def test_a_missing_folder() -> None:
    expected = "error[missing-file]: there is no file nowhere/film.yaml (check the path)"
    assert refused(Path("nowhere/film.yaml")) == expected


def test_a_link_to_nothing() -> None:
    Path("film.yaml").symlink_to("gone.yaml")
    expected = "error[missing-file]: film.yaml is a link to a file that does not exist"
    assert refused(Path("film.yaml")) == expected


def test_a_link_to_itself() -> None:
    Path("film.yaml").symlink_to("film.yaml")
    assert refused(Path("film.yaml")).startswith("error[unreadable]: film.yaml cannot be read: ")


def test_a_file_for_a_folder() -> None:
    Path("film.yaml").touch()
    assert "there is no file film.yaml/x" in refused(Path("film.yaml/x"))


def test_a_folder_names_the_storyboard_in_it() -> None:
    Path("signalman").mkdir()
    Path("signalman/film.yaml").touch()
    assert refused(Path("signalman")) == (
        "error[not-a-file]: signalman is a folder, not a storyboard "
        "(did you mean signalman/film.yaml?)"
    )


def test_a_pipe_nobody_writes_to_does_not_block() -> None:
    os.mkfifo("film.yaml")
    assert refused(Path("film.yaml")) == (
        "error[not-a-file]: film.yaml is a pipe or a device, not a file "
        "(save the storyboard in a file first)"
    )


def test_a_socket_and_a_device() -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("film.yaml")
        assert refused(Path("film.yaml")).startswith("error[not-a-file]: film.yaml is a pipe")
    assert refused(Path(os.devnull)).startswith("error[not-a-file]: ")


def test_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("storyboard.read.source.os.open", forbidden)
    expected = "error[no-permission]: film.yaml may not be read (check the file's permissions)"
    assert refused(Path("film.yaml")) == expected


def test_a_name_no_file_can_have() -> None:
    assert refused(Path("a\0b")).startswith("error[unreadable]: a␀b cannot be read: ")
    assert refused(Path("x" * 5000)).startswith("error[unreadable]: ")


def test_a_huge_file_is_refused_unread() -> None:
    with Path("film.yaml").open("wb") as file:
        file.truncate(200 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(Path("film.yaml")) == (
        "error[too-big]: film.yaml has 200.0 MiB; a storyboard has at most 8 MiB "
        "(is it really a storyboard? pictures and sound are referred to, not put in)"
    )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024


def test_the_path_is_shown_as_it_was_given(tmp_path: Path) -> None:
    Path("part").mkdir()
    Path("part/film.yaml").write_text(GOOD)
    assert load(Path("part/film.yaml")).places.value(("title",)).file == "part/film.yaml"
    there = tmp_path / "part/film.yaml"
    loaded = load(there)
    assert loaded.places.value(("title",)).file == str(there)
    assert loaded.path == there


def test_a_byte_order_mark_is_no_part_of_the_storyboard() -> None:
    Path("film.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(Path("film.yaml")).storyboard.title == "The Signal-Man"
