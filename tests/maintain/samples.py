"""Results built by hand, as values, for what the command line prints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dbtool.errors import StepFailed
from dbtool.execute.maintain.outcome import RunResult, TaskResult
from dbtool.execute.maintain.schedule import Standing
from dbtool.execute.maintain.task import Due, Task
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.upkeep.maintenance import Maintenance
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from dbtool.operations.maintain import MaintainResult, MaintainStatus

NOW = datetime(2026, 11, 21, 14, 0, 30, tzinfo=UTC)
PARTITIONS = Task(
    name="partitions", fact=PartitionRule(schema="public", table="events", by="month"), every="1 month"
)
DELETE = Task(
    name="delete",
    fact=RowRetention(schema="public", table="logs", column="at", delete_after="90 days"),
    every="1 day",
)
REFRESH = Task(
    name="refresh",
    fact=ViewRefresh(schema="reporting", name="daily", schedule_interval="1 day", concurrently=True),
    every="1 day",
)
VACUUM = Task(
    name="vacuum", fact=Maintenance(schema="public", table="logs", vacuum="06:00:00"), every="06:00:00"
)
COLUMNSTORE = Task(
    name="columnstore_policy",
    fact=ColumnstorePolicy(schema="public", table="bars", after="7 days"),
    held="the columnstore is of the Community edition",
)
NO_INDEX = StepFailed(
    "reporting.daily has no unique index, so it cannot be refreshed concurrently",
    hint="declare a unique index on columns of the view, without expressions and without a condition; "
    "or leave concurrently out",
)
RAN = MaintainResult(
    database="octopus",
    run=RunResult(
        tasks=(
            TaskResult(
                task=PARTITIONS,
                state="done",
                figures={"made": 3, "dropped": 1},
                notes=(
                    "public.events_old, made by hand, has time between 2026-10-01 and 2026-11-01: which is "
                    "left to it",
                ),
                seconds=0.42,
            ),
            TaskResult(task=DELETE, state="stopped", figures={"deleted": 1_250_000}, seconds=7190.0),
            TaskResult(task=REFRESH, state="failed", errors=(NO_INDEX,), seconds=0.01),
            TaskResult(
                task=VACUUM,
                state="done",
                figures={
                    "dead_before": 4000,
                    "dead_after": 0,
                    "size_before": 734003,
                    "size_after": 157286,
                },
                seconds=1.2,
            ),
        ),
        held=(COLUMNSTORE,),
    ),
    seconds=7192.5,
)
BUSY = MaintainResult(
    database="fx",
    run=RunResult(
        tasks=(),
        busy='another dbtool maintain works on this database: pid 4711, role "keeper", dbtool maintain lock',
    ),
    seconds=0.1,
)
FORESEEN = MaintainResult(
    database="fx",
    run=RunResult(tasks=(TaskResult(task=VACUUM, state="foreseen", notes=("vacuum public.logs",)),)),
    dry_run=True,
    seconds=0.1,
)


def _standing(task: Task, state: str | None, hours: float, due: Due, error: str | None = None) -> Standing:
    begun = NOW - timedelta(hours=hours) if state else None
    ended = begun + timedelta(seconds=90) if begun and state != "interrupted" else None
    return Standing(
        task=task,
        state=state,
        started_at=begun,
        finished_at=ended,
        done_at=begun if state == "done" else None,
        figures={"made": 3} if task is PARTITIONS else {},
        error=error,
        due=due,
    )


STANDS = MaintainStatus(
    database="octopus",
    now=NOW,
    tasks=(
        _standing(PARTITIONS, "done", 5, Due(at=datetime(2026, 12, 1, tzinfo=UTC), now=False)),
        _standing(DELETE, "done", 72, Due(at=NOW - timedelta(hours=48), now=True, overdue=True)),
        _standing(REFRESH, "failed", 1, Due(at=NOW - timedelta(hours=1), now=True), str(NO_INDEX)),
        _standing(VACUUM, None, 0, Due(at=NOW - timedelta(hours=2), now=True)),
        _standing(COLUMNSTORE, None, 0, Due(at=None, now=False)),
    ),
)
