"""What a run of maintenance gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dbtool.errors import DbtoolError
from dbtool.execute.maintain.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """What became of one task.

    Shape: `state` is `done`, `failed`, `stopped` where time was up in the middle, `not tried` where it was up
           before, `foreseen` in a dry run; `notes` are lines for its report.
    """

    task: Task
    state: str
    figures: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    errors: tuple[DbtoolError, ...] = ()
    seconds: float = 0.0

    def took(self, seconds: float) -> TaskResult:
        """Give the result with the time that it took."""
        return replace(self, seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What one run did on one database.

    Shape: `busy` says who works on it already, where nothing was done for that; `held` are tasks that are
           never carried out here, as each of them says.
    """

    tasks: tuple[TaskResult, ...]
    held: tuple[Task, ...] = ()
    busy: str | None = None

    @property
    def ok(self) -> bool:
        """Whether no task failed."""
        return not any(result.state == "failed" for result in self.tasks)


def not_tried(task: Task) -> TaskResult:
    """Give the result of a task for which no time was left."""
    return TaskResult(task=task, state="not tried", notes=("--max-runtime was over",))
