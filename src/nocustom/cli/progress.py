"""Long work on the terminal: one line on standard error, which is gone when the work is done."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from nocustom.cli import speech
from nocustom.locale import speak
from nocustom.words import Said

if TYPE_CHECKING:
    from rich.progress import Progress as Line

__all__ = ["Bar", "place"]


def place() -> Bar | None:
    """Where this process shows how far it has come: on a terminal, and nowhere else."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    return Bar()


class Bar:
    """A line with a bar, made only where something takes long."""

    def __init__(self) -> None:
        self._line: Line | None = None

    def show(self, said: Said, done: int, total: int | None) -> None:
        """As `progress.Shown`."""
        text = speak(said, speech.language())
        if self._line is None:
            self._line = _line()
            self._line.add_task(text, completed=done, total=total)
            self._line.start()
        (task,) = self._line.task_ids
        self._line.update(task, description=text, completed=done, total=total)
        self._line.refresh()

    def end(self) -> None:
        """As `progress.Shown`; the cursor is there again."""
        line, self._line = self._line, None
        if line is not None:
            line.stop()


def _line() -> Line:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(24), TaskProgressColumn(), TimeRemainingColumn(),
        console=Console(file=sys.stderr), transient=True, auto_refresh=False, redirect_stdout=False,
        redirect_stderr=False,
    )  # fmt: skip
