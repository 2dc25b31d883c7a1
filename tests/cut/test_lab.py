"""The lab: files are made once, on any executor, with the same bytes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from storyboard.cut import Lab, cut
from storyboard.cut.cutter import no_progress
from storyboard.errors import StoryboardError
from storyboard.generate.takes import Clip
from tests.cut.films import beeps, numbered_clip, shotlist

FILM = shotlist([(20, 0), (20, 7), (16, 5)])


@contextmanager
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(3) as executor:
        yield executor


@contextmanager
def processes(count: int = 2) -> Iterator[Executor]:
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as executor:
        yield executor


@contextmanager
def cluster() -> Iterator[Executor]:
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings(), ExitStack() as stack:
        warnings.simplefilter("ignore")  # those of the cluster's own house
        local = stack.enter_context(
            distributed.LocalCluster(
                n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None
            )
        )
        yield stack.enter_context(distributed.Client(local)).get_executor()


EXECUTORS = [threads, processes, cluster]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        shot.id: numbered_clip(
            folder / f"{shot.id}.mp4", number, shot.needed, sound=beeps(1.2, [0.25])
        )
        for number, shot in enumerate(FILM.shots, start=1)
    }


@pytest.fixture(scope="module")
def wanted(clips: dict[str, Clip], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The film as one thread makes it."""
    folder = tmp_path_factory.mktemp("wanted")
    with Lab(workers=1) as lab:
        cut(FILM, clips, folder / "f.mp4", segments=folder / "s", burn_in=True, lab=lab)
    return (folder / "f.mp4").read_bytes()


@pytest.mark.parametrize("executors", EXECUTORS)
def test_any_executor_gives_the_same_bytes_and_the_same_errors(
    executors: Callable[[], AbstractContextManager[Executor]],
    clips: dict[str, Clip],
    wanted: bytes,
    tmp_path: Path,
) -> None:
    film = tmp_path / "f.mp4"
    rubble = tmp_path / "rubble.mp4"
    rubble.write_bytes(b"\0" * 5000)
    bad = {**clips, "sh2": Clip("0" * 64, rubble, clips["sh2"].media)}
    with executors() as executor:
        with Lab(executor) as lab:
            made = cut(FILM, clips, film, segments=tmp_path / "s", burn_in=True, lab=lab)
        assert made.encoded == made.segments == 5
        with pytest.raises(StoryboardError) as caught, Lab(executor) as lab:
            cut(FILM, bad, film, segments=tmp_path / "s", burn_in=True, lab=lab)
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.hint is None) == ("unreadable-clip", False)
    assert film.read_bytes() == wanted


def die(target: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_encoder_is_told_and_the_old_film_stays(
    clips: dict[str, Clip], wanted: bytes, tmp_path: Path
) -> None:
    film = tmp_path / "f.mp4"
    film.write_bytes(b"the film of yesterday")
    with processes(1) as executor, Lab(executor) as lab:
        lab.order(tmp_path / "x", partial(die, tmp_path / "x"))
        with pytest.raises(StoryboardError) as caught:
            cut(FILM, clips, film, segments=tmp_path / "s", burn_in=True, lab=lab)
    assert [problem.code for problem in caught.value.diagnostics] == ["encoder-killed"]
    assert film.read_bytes() == b"the film of yesterday"
    cut(FILM, clips, film, segments=tmp_path / "s", burn_in=True)
    assert film.read_bytes() == wanted


def test_a_pool_is_left_also_while_it_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells its jobs one after the other that they are lost. This once hung when the first was
    heard before the last was told."""
    tell = Future.set_exception

    def slowly(job: Future[None], error: BaseException) -> None:
        tell(job, error)
        time.sleep(0.02)

    monkeypatch.setattr(Future, "set_exception", slowly)
    recipes = {tmp_path / str(number): partial(die, tmp_path / "x") for number in range(20)}
    with (
        processes(1) as executor,
        pytest.raises(StoryboardError, match="killed"),
        Lab(executor) as lab,
    ):
        lab.make(recipes, no_progress)


def test_a_file_is_made_once_whoever_orders_it(tmp_path: Path) -> None:
    target, begun, go_on = tmp_path / "file", [], threading.Event()

    def slowly() -> None:
        begun.append(target)
        assert go_on.wait(20)
        target.touch()

    told: list[tuple[int, int]] = []
    with Lab(workers=4) as lab:
        job = lab.order(target, slowly)
        assert lab.order(target, slowly) is job
        assert not lab.made(target)
        threading.Timer(0.05, go_on.set).start()
        lab.make({target: slowly}, lambda done, count: told.append((done, count)))
        assert lab.made(target)
    assert (begun, told) == ([target], [(1, 1)])


def test_what_went_wrong_is_tried_again(tmp_path: Path) -> None:
    target, outcomes = tmp_path / "file", [OSError("not now"), None]

    def at_last() -> None:
        if error := outcomes.pop(0):
            raise error
        target.touch()

    with Lab() as lab:
        assert isinstance(lab.order(target, at_last).exception(), OSError)
        lab.make({target: at_last}, no_progress)
    assert target.exists()


def test_leaving_gives_up_what_is_not_begun(tmp_path: Path) -> None:
    begun = threading.Event()
    made: list[int] = []

    def work(number: int) -> None:
        begun.set()
        made.append(number)

    def until_then() -> None:
        begun.set()
        threading.Event().wait(0.2)

    def interrupted() -> None:
        with Lab(workers=1) as lab:
            lab.order(tmp_path / "first", until_then)
            for number in range(20):
                lab.order(tmp_path / str(number), partial(work, number))
            assert begun.wait(20)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert made == []
