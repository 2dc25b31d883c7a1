"""A file is whole or absent."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from storyboard.errors import StoryboardError
from storyboard.files import landing


def test_a_file_lands_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "film.mp4"
    with landing(target) as part:
        part.write_bytes(b"film")
        assert not target.exists()
    assert target.read_bytes() == b"film"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("a bug")])
def test_whatever_interrupts_the_old_file_stays(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "film.mp4"
    target.write_bytes(b"old")

    def interrupted() -> None:
        with landing(target) as part:
            part.write_bytes(b"half")
            raise error

    with pytest.raises(type(error)):
        interrupted()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_said_with_advice(tmp_path: Path) -> None:
    target = tmp_path / "film.mp4"
    with pytest.raises(StoryboardError) as caught, landing(target):
        raise OSError(errno.ENOSPC, "No space left on device")
    (problem,) = caught.value.diagnostics
    assert problem.code == "cannot-write"
    assert "the disk is full" in (problem.hint or "")
    assert list(tmp_path.iterdir()) == []
