"""A progress bar with count, rate and time left, gone when the work is done.

Imported only when it is shown.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from kblink.report.console import open_console

if TYPE_CHECKING:
    from kblink import model


class _Rate(ProgressColumn):
    """How many units a second."""

    def render(self, task: Task) -> Text:
        """Return `12.3/s`, or nothing before there is a rate."""
        speed = task.finished_speed or task.speed
        if not speed:
            return Text()
        return Text(f"{speed:,.0f}/s" if speed >= 10 else f"{speed:.1f}/s", style="dim")


class Bar:
    """The bar of the stage that a run is in, on `stream`."""

    def __init__(self, stream: IO[str], *, color: bool) -> None:
        self._stage = ""
        self._task: TaskID | None = None
        self._live = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(compact=True),
            console=open_console(stream, color=color),
            transient=True,
        )
        self._live.start()

    def move(self, step: model.Progress) -> bool:
        """Show `step`, in place of the stage before it; return whether there is some way to go."""
        if self._task is None or step.stage != self._stage:
            if self._task is not None:
                self._live.remove_task(self._task)
            self._task = self._live.add_task(step.stage, completed=step.done, total=step.total)
            self._stage = step.stage
        self._live.update(self._task, completed=step.done)
        return step.done < step.total

    def say(self, line: str) -> None:
        """Print `line` above the bar."""
        self._live.console.print(Text(line))

    def close(self) -> None:
        """Remove the bar."""
        self._live.stop()
