"""The lab: makes the files of the cache, each of them once, on any executor."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from pathlib import Path
from types import TracebackType

from storyboard.errors import StoryboardError

Recipe = Callable[[], None]
"""Makes one file, whole or not at all. It is plain enough to be sent to another process."""

Recipes = Mapping[Path, Recipe]
"""How each file is made."""

Progress = Callable[[int, int], None]
"""Called with (done, all) files: those that were not in the cache."""


class Lab:
    """Makes files on an executor; a file that two films need is made for both.

    The default is threads, one a processor or as many as `workers`: the encoder runs beside
    Python, so that they use all cores and need no start. Any other executor does, if what it runs
    on sees the same folders: processes, or a cluster's `Client.get_executor()`. It stays its
    owner's to shut down.

    Leaving the block gives up what has not been begun and waits for what has. Use it from one
    thread.
    """

    def __init__(self, executor: Executor | None = None, *, workers: int | None = None) -> None:
        self._own = None if executor else ThreadPoolExecutor(workers or os.cpu_count() or 1)
        self._executor = executor or self._own
        self._jobs: dict[Path, Future[None]] = {}

    def __enter__(self) -> Lab:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A broken pool ends all its jobs itself, and stumbles over one that is cancelled meanwhile:
        # the jobs behind that would never end.
        if not any(_lost(job) for job in self._jobs.values()):
            for job in self._jobs.values():
                job.cancel()
        wait([job for job in self._jobs.values() if not job.cancelled()])
        if self._own:
            self._own.shutdown()

    def order(self, path: Path, recipe: Recipe) -> Future[None]:
        """The job that makes a file, begun now if it is not there or went wrong. Never raises."""
        job = self._jobs.get(path)
        if job is None or (job.done() and not _good(job)):
            assert self._executor is not None
            try:
                job = self._executor.submit(recipe)
            except BrokenExecutor as error:
                job = Future()
                job.set_exception(error)
            self._jobs[path] = job
        return job

    def made(self, path: Path) -> bool:
        """Whether the file was made here, rather than found."""
        job = self._jobs.get(path)
        return job is not None and job.done() and _good(job)

    def make(self, recipes: Recipes, progress: Progress) -> None:
        """Make the files that are not there, in any order, and wait for them.

        Raises what the first failure raised, and StoryboardError `encoder-killed`.
        """
        jobs = [self.order(path, recipe) for path, recipe in recipes.items() if not path.exists()]
        for done, job in enumerate(as_completed(jobs), start=1):
            try:
                job.result()
            except BrokenExecutor as error:
                raise StoryboardError.of(
                    "encoder-killed",
                    f"a process that encodes was killed: {error}",
                    hint="out of memory? what was finished is kept: cut again, with fewer workers",
                ) from error
            progress(done, len(jobs))


def _good(job: Future[None]) -> bool:
    """Whether a job that is over made its file."""
    return not job.cancelled() and job.exception() is None


def _lost(job: Future[None]) -> bool:
    """Whether the executor broke under a job."""
    return job.done() and not job.cancelled() and isinstance(job.exception(), BrokenExecutor)
