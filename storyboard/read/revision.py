"""A project's files as they stood at a git revision, read from git's objects.

Nothing of the checkout or the index is touched: the files are written to another folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from storyboard.errors import StoryboardError

_OURS: Final = (".storyboard", "out")
"""Folders of ours in which nothing is that a storyboard is made of."""
_LINK: Final = "120000"
_SUBMODULE: Final = "160000"
_POINTER: Final = b"version https://git-lfs.github.com/spec/v1\n"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Revision:
    """A commit, by the name that was given and by its id, seen from a folder of its repository."""

    name: str
    commit: str
    folder: Path
    prefix: str

    def write(self, into: Path) -> None:
        """Write the folder's files as they stood into another one. Nothing, if it was not there.

        What git keeps as a pointer to large-file storage is written whole where that is here.
        """
        tree = f"{self.commit}:{self.prefix.rstrip('/')}"
        if _git(self.folder, "cat-file", "-e", tree).returncode:
            return
        listed = _answer(self.folder, "ls-tree", "-r", "-z", "--full-tree", tree)
        large = self._large_files()
        with subprocess.Popen(
            ["git", "-C", str(self.folder), "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as objects:
            assert objects.stdin is not None
            assert objects.stdout is not None
            for mode, blob, name in _files(listed):
                objects.stdin.write(f"{blob}\n".encode())
                objects.stdin.flush()
                _, *about = objects.stdout.readline().split()
                if len(about) != 2:
                    raise _unreadable(f"{name} is not here as it stood at {self.name}")
                size = int(about[1])
                _write(into / name, mode, objects.stdout, size)
                objects.stdout.read(1)
                _smudge(into / name, large)
            objects.stdin.close()

    def _large_files(self) -> Path:
        common = _git(self.folder, "rev-parse", "--git-common-dir").stdout.decode().strip()
        return self.folder / common / "lfs" / "objects"


def versions(folder: Path, name: str) -> dict[str, bytes]:
    """Every file of this name in the repository, as every branch, tag, remote branch and stash has
    it, and the index, which the next commit will: by the ref's name, with the path where it is not
    the one of this folder.

    In whatever folder, since that may have had another name. Empty outside a repository. Raises
    StoryboardError `git-unreadable` where git cannot say what there is.
    """
    here = folder.resolve()
    repository = any((parent / ".git").exists() for parent in (here, *here.parents))
    if not repository and "GIT_DIR" not in os.environ:
        return {}
    prefix = _answer(folder, "rev-parse", "--show-prefix").decode().strip("\n")
    found: dict[str, bytes] = {}
    blobs: dict[str, bytes] = {}
    for ref, blob, where in _listed(folder):
        if PurePosixPath(where).name == name:
            if blob not in blobs:
                blobs[blob] = _answer(folder, "cat-file", "blob", blob)
            found[ref if where == prefix + name else f"{ref}:{where}"] = blobs[blob]
    return found


def _listed(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Where every file of the repository is named, its object and its path.

    The index names only what is not committed.
    """
    committed: set[str] = set()
    for ref in _refs(folder):
        listed = _answer(folder, "ls-tree", "-r", "-z", "--full-tree", ref)
        for _, kind, blob, path in _entries(listed):
            if kind == "blob":
                committed.add(blob)
                yield ref.removeprefix("refs/").removeprefix("heads/"), blob, path
    # In a conflict it has the file three times: as it was before, as it is here, as it is there.
    staged = _answer(folder, "ls-files", "-s", "-z", "--full-name", ":/")
    for mode, blob, stage, path in _entries(staged):
        if mode != _SUBMODULE and blob not in committed:
            yield "index" if stage == "0" else f"index {stage}", blob, path


def _refs(folder: Path) -> Iterator[str]:
    """HEAD, here and of other worktrees, every ref that leads to files, and every stash."""
    if not _git(folder, "rev-parse", "-q", "--verify", "HEAD^{commit}").returncode:
        yield "HEAD"
    # Where no branch is checked out, nothing else may lead to what is.
    listed = _answer(folder, "worktree", "list", "--porcelain")
    for worktree in os.fsdecode(listed).split("\n\n"):
        lines = worktree.splitlines()
        if "detached" in lines:
            yield next(line for line in lines if line.startswith("HEAD ")).removeprefix("HEAD ")
    form = "--format=%(objecttype) %(*objecttype) %(refname)"
    for line in os.fsdecode(_answer(folder, "for-each-ref", form)).splitlines():
        kind, tagged, ref = line.split(" ")
        # A tag may be of a tag.
        last = _answer(folder, "cat-file", "-t", ref + "^{}") if tagged == "tag" else b""
        if {kind, tagged, last.decode().strip()} & {"commit", "tree"}:
            yield ref
    if not _git(folder, "rev-parse", "-q", "--verify", "refs/stash").returncode:
        yield from _answer(folder, "rev-list", "-g", "refs/stash").decode().split()


def _answer(folder: Path, *words: str) -> bytes:
    """What git says. Raises StoryboardError `git-unreadable` where it does not."""
    try:
        ran = _git(folder, *words)
    except FileNotFoundError:
        raise _unreadable("git is not installed") from None
    if ran.returncode:
        raise _unreadable(_said(ran))
    return ran.stdout


def _unreadable(why: str) -> StoryboardError:
    return StoryboardError.of(
        "git-unreadable",
        f"git cannot say what is in this repository: {why}",
        hint="mend that as git advises (a partial clone needs its remote)",
    )


def find_revision(folder: Path, name: str) -> Revision:
    """The commit that a branch, a tag, an id or an expression such as `HEAD~2` names.

    Raises StoryboardError `no-git`, `no-repository` or `no-revision`.
    """
    try:
        prefix = _git(folder, "rev-parse", "--show-prefix")
    except FileNotFoundError as error:
        raise StoryboardError.of(
            "no-git", "git is not installed", hint="install it, or leave --against out"
        ) from error
    if prefix.returncode:
        raise StoryboardError.of(
            "no-repository",
            f"{folder} is in no git repository: {_said(prefix)}",
            hint="run `git init` there, or leave --against out",
        )
    # An option where a name should be would be git's to obey.
    found = (
        None
        if name.startswith("-")
        else _git(folder, "rev-parse", "-q", "--verify", name + "^{commit}")
    )
    if found is None or found.returncode:
        raise StoryboardError.of(
            "no-revision",
            f"git knows no revision `{name}`",
            hint="name a branch, a tag or a commit; a shallow clone needs `git fetch --unshallow`",
        )
    return Revision(name, found.stdout.decode().strip(), folder, prefix.stdout.decode().strip("\n"))


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    surroundings = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    return subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, env=surroundings, check=False
    )


def _said(ran: subprocess.CompletedProcess[bytes]) -> str:
    return ran.stderr.decode(errors="replace").strip().removeprefix("fatal: ")


def _entries(listed: bytes) -> Iterator[tuple[str, str, str, str]]:
    """The three words and the path of each line of `ls-tree -z` or `ls-files -s -z`."""
    for line in filter(None, listed.split(b"\0")):
        about, _, path = line.partition(b"\t")
        first, second, third = about.decode().split()
        yield first, second, third, os.fsdecode(path)


def _files(listed: bytes) -> Iterator[tuple[str, str, PurePosixPath]]:
    """Mode, object and path of every file that `ls-tree -z` lists; no submodules."""
    for mode, kind, blob, path in _entries(listed):
        name = PurePosixPath(path)
        if kind == "blob" and name.parts[0] not in _OURS and ".." not in name.parts:
            yield mode, blob, name


def _write(target: Path, mode: str, content: IO[bytes], size: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if mode == _LINK:
        with suppress(OSError):
            target.symlink_to(os.fsdecode(content.read(size)))
        return
    with target.open("wb") as file:
        while size:
            piece = content.read(min(size, _CHUNK))
            if not piece:
                raise _unreadable("it ended in the middle of a file")
            file.write(piece)
            size -= len(piece)


def _smudge(path: Path, large: Path) -> None:
    """Put a large file in the place of the pointer to it, where git-lfs has it here."""
    if path.is_symlink() or path.stat().st_size > 1024:
        return
    text = path.read_bytes()
    if text.startswith(_POINTER):
        fields = dict(
            line.split(" ", 1) for line in text.decode(errors="replace").splitlines() if " " in line
        )
        oid = fields.get("oid", "").removeprefix("sha256:")
        whole = large / oid[:2] / oid[2:4] / oid
        if oid.isalnum() and whole.is_file():
            shutil.copyfile(whole, path)
