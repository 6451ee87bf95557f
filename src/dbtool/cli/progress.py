"""Progress as people see it: bars on a terminal, lines in a pipe; and as programs do, in events."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from dbtool.model.statement import Statement

NOTE_WIDTH = 60


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, with what was done and what was left."""


class Watch:
    """A Progress that only remembers how far the run is; as a context it says so when Ctrl-C ends the run.

    `name` is the database's, which stands before what the run is called.
    """

    def __init__(self, name: str = "") -> None:
        self._name = name
        self.title, self.total, self.done, self.at = name, 0, 0, ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        if isinstance(error, KeyboardInterrupt) and not isinstance(error, Interrupted):
            raise Interrupted(self.left()) from None

    def begin(self, total: int, title: str) -> None:
        self.title = ": ".join(filter(None, [self._name, title]))
        self.total, self.done, self.at = total, 0, ""

    def step_started(self, step: Statement) -> None:
        self.at = label(step)

    def step_done(self, step: Statement, seconds: float) -> None:
        self.done, self.at = self.done + 1, ""

    def note(self, text: str) -> None:
        pass

    def warn(self, text: str) -> None:
        typer.echo(f"warning: {text}", err=True)

    def end(self) -> None:
        pass

    def left(self) -> str:
        """Give one line about how far the run came."""
        if not self.total:
            return "interrupted"
        during = f", during: {self.at}" if self.at else ""
        return f"interrupted after {self.done} of {self.total} steps of {self.title}{during}"


class Lines(Watch):
    """Progress as plain lines, one for each step that is done."""

    def begin(self, total: int, title: str) -> None:
        super().begin(total, title)
        self.note(f"{self.title}: {total} step{'' if total == 1 else 's'}")

    def step_done(self, step: Statement, seconds: float) -> None:
        super().step_done(step, seconds)
        width = len(str(self.total))
        self.note(f"[{self.done:>{width}}/{self.total}] {label(step)} ({seconds:.2f} s)")

    def note(self, text: str) -> None:
        typer.echo(text, err=True)


class Events(Watch):
    """Progress as JSON, one object in each line: what happened, when, and how far the run is."""

    def begin(self, total: int, title: str) -> None:
        super().begin(total, title)
        self._event("begun", title=title, total=total)

    def step_started(self, step: Statement) -> None:
        super().step_started(step)
        self._event("started", done=self.done, total=self.total, step=label(step))

    def step_done(self, step: Statement, seconds: float) -> None:
        super().step_done(step, seconds)
        self._event("done", done=self.done, total=self.total, step=label(step), seconds=round(seconds, 3))

    def note(self, text: str) -> None:
        self._event("note", text=text)

    def warn(self, text: str) -> None:
        self._event("warning", text=text)

    def _event(self, event: str, **what: Any) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"event": event, "at": at, "database": self._name, **what}, ensure_ascii=False)
        typer.echo(line, err=True)


class Bars(Watch):
    """Progress as a bar with the current step's note beside it."""

    def __init__(self, name: str = "", *, color: bool) -> None:
        super().__init__(name)
        self._color = color
        self._bars: Progress | None = None
        self._task: TaskID | None = None

    def begin(self, total: int, title: str) -> None:
        super().begin(total, title)
        self._task = self._started().add_task(self.title, total=total, note="")

    def step_started(self, step: Statement) -> None:
        super().step_started(step)
        self._update()

    def step_done(self, step: Statement, seconds: float) -> None:
        super().step_done(step, seconds)
        self._update()

    def note(self, text: str) -> None:
        if self._bars:
            self._bars.console.print(text, markup=False, highlight=False)
        else:
            typer.echo(text, err=True)

    def warn(self, text: str) -> None:
        self.note(f"warning: {text}")

    def end(self) -> None:
        if self._bars:
            self._bars.stop()
        self._bars = self._task = None

    def _update(self) -> None:
        if self._bars and self._task is not None:
            self._bars.update(self._task, completed=self.done, note=self.at[:NOTE_WIDTH])

    def _started(self) -> Progress:
        if self._bars is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[note]}", markup=False),
                console=Console(file=sys.stderr, no_color=not self._color),
            )
            self._bars.start()
        return self._bars


def label(step: Statement) -> str:
    """Give what a step is called: its note, else the first line of its SQL."""
    return step.note or next((line.strip() for line in step.sql.splitlines() if line.strip()), "")
