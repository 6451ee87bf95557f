"""What a task is, and what one sort of task knows of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dbtool.model.fact import Fact

if TYPE_CHECKING:
    from dbtool.execute.connect import Connection
    from dbtool.execute.maintain.work import Work

Figures = Mapping[str, int]
# What a role has to be, or to have been granted, for a task.
Right = Literal["own", "maintain", "delete", "execute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that the live database declares and dbtool does.

    Shape: `held` says why it is not carried out, None where it is. `every` and `limit` are intervals; with
           `fixed` the task is due at `start` and every interval from there, as the clocks of `timezone` show
           it, else an interval after it was last done.
    """

    name: str
    fact: Fact
    every: str | None = None
    start: str | None = None
    timezone: str | None = None
    fixed: bool = False
    limit: str | None = None
    held: str | None = None

    @property
    def kind(self) -> str:
        """The kind of the declaration."""
        return self.fact.key.kind

    @property
    def path(self) -> tuple[str, ...]:
        """The raw names of what it is about."""
        return self.fact.key.path

    @property
    def object(self) -> str:
        """What it is about, for people."""
        return ".".join(self.path)

    @property
    def title(self) -> str:
        """The task in a line, for people."""
        return f"{self.name} {self.object}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a task is due.

    Shape: `at` is None where nobody can know since when; `overdue` is late by more than the interval.
    """

    at: datetime | None
    now: bool
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of task: all that the run has to know of it.

    Shape: `tasks` gives the tasks of a fact of `kind`; `carry_out` does one and counts what it did;
           `foresee` says what it would do, a line each; `clear` takes away what an interrupted one left, by
           the path and by what was journalled as its remains; `due` is for what the clock alone does not
           tell; `right` is what a role needs. An `alone` task holds the applier's lock, one with
           `own_session` shares its session with no other.
    """

    name: str
    kind: str
    emulated: bool = False
    tasks: Callable[[Any], Iterable[Task]]
    carry_out: Callable[[Work, Task], None]
    foresee: Callable[[Connection, Task], Iterable[str]]
    clear: Callable[[Work, tuple[str, ...], Any], None] | None = None
    due: Callable[[Connection, Task], Due] | None = None
    right: Right = "own"
    alone: bool = False
    own_session: bool = False
