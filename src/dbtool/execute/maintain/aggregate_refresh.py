"""Continuous aggregates refreshed where TimescaleDB has none: by windows, as the declared policy would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbtool.catalog.server import server_info
from dbtool.diff.report_rows import counted
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.filling import due_windows, fill
from dbtool.execute.emulation.place import Place, find
from dbtool.execute.maintain.relations import RelationGone
from dbtool.execute.maintain.task import Sort, Task
from dbtool.execute.maintain.work import Work
from dbtool.kinds.timescale.further_refresh import FurtherRefresh
from dbtool.kinds.timescale.refresh import Refresh

NAME = "refresh"


def _tasks(refresh: Refresh | FurtherRefresh) -> Iterable[Task]:
    yield Task(
        name=NAME,
        fact=refresh,
        every=refresh.schedule_interval,
        start=refresh.initial_start,
        timezone=refresh.timezone,
        fixed=refresh.initial_start is not None,
        held=None if refresh.scheduled else "its schedule is off",
    )


def _carry_out(work: Work, task: Task) -> None:
    assert isinstance(task.fact, Refresh | FurtherRefresh)
    fill(work, _place(work.connection, task), task.fact)


def _place(connection: Connection, task: Task) -> Place:
    place = find(connection, server_info(connection), task.path[:2])
    if place is None:
        raise RelationGone(
            f"nothing stands in for the continuous aggregate {task.object}",
            hint="`dbtool apply` makes it, and moves what an older dbtool or the Community edition has left",
        )
    return place


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    assert isinstance(task.fact, Refresh | FurtherRefresh)
    found = due_windows(connection, _place(connection, task), task.fact)
    yield f"refresh {counted(len(found), 'window')} of {task.object}"


SORT = Sort(
    name=NAME,
    kind=Refresh.kind,
    emulated=True,
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
)
FURTHER = Sort(
    name=NAME,
    kind=FurtherRefresh.kind,
    emulated=True,
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
)
