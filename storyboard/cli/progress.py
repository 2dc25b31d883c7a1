"""Progress of long work: bars on a terminal, plain lines elsewhere, always on stderr."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from storyboard.cli.output import console, talk


class Steps:
    """The steps of a render, one after the other, each with a count."""

    def __init__(self, *, as_json: bool) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        self._console = console(err=True)
        self._silent = as_json and not self._console.is_terminal
        self._bars = Progress(
            TextColumn("{task.description:<8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> Steps:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def begin(self, name: str, count: int) -> Callable[[], None]:
        """Start a step of so many parts; call what is returned after each."""
        done = 0
        report = self.begin_counted(name)
        report(0, count)

        def step() -> None:
            nonlocal done
            done += 1
            report(done, count)

        return step

    def begin_counted(self, name: str) -> Callable[[int, int], None]:
        """Start a step that tells itself how far it is: (done, of)."""
        task = self._bars.add_task(name, total=None)
        said = -1

        def report(done: int, count: int) -> None:
            nonlocal said
            self._bars.update(task, completed=done, total=count)
            if not self._console.is_terminal and not self._silent:
                tenth = done * 10 // max(count, 1)
                if tenth != said or done == count:
                    talk(f"{name}: {done} of {count}")
                said = tenth

        return report
