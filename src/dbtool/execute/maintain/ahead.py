"""Partitions that are due, made at the end of an apply: a new partitioned table takes no row without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from uuid import uuid4

from dbtool.catalog.query import one
from dbtool.catalog.server import server_info
from dbtool.errors import DbtoolError, StepFailed
from dbtool.execute.connect import Connection, Timeouts, connect
from dbtool.execute.locks import APPLIER, acquire
from dbtool.execute.maintain import partition_rule
from dbtool.execute.maintain.journal import Journal, open_journal
from dbtool.execute.maintain.partition_survey import survey
from dbtool.execute.maintain.reading import read_tasks
from dbtool.execute.maintain.relations import RelationGone
from dbtool.execute.maintain.single import carry_out
from dbtool.execute.maintain.task import Task
from dbtool.execute.maintain.work import Work
from dbtool.execute.progress import Progress
from dbtool.execute.runner import Runner
from dbtool.execute.watch import Watch
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.model.statement import Statement

APPLICATION_NAME = "dbtool"


def make_partitions(url: str, timeouts: Timeouts, progress: Progress) -> int:
    """Make the partitions that are due in the whole database, and give their number; none is dropped.

    Errors: StepFailed with all that could not be made, the others made.
    """
    with connect(url, autocommit=True, application_name=f"{APPLICATION_NAME} lock") as side:
        if not list(due_rules(side)):
            return 0
        acquire(side, APPLIER, progress=progress)
        open_journal(side)
        tasks = list(due_rules(side))
        with connect(
            url, autocommit=True, application_name=APPLICATION_NAME, timeouts=timeouts
        ) as connection:
            progress.begin(len(tasks), "Making partitions")
            try:
                return _make(side, connection, tasks, timeouts, progress)
            finally:
                progress.end()


def due_rules(connection: Connection) -> Iterator[Task]:
    """Give the partition rules that have something to make; one whose table is gone has nothing."""
    for task in read_tasks(connection, server_info(connection)):
        if isinstance(task.fact, PartitionRule) and _is_due(connection, task.fact):
            yield task


def _is_due(connection: Connection, rule: PartitionRule) -> bool:
    try:
        return bool(survey(connection, rule).to_make)
    except RelationGone:
        return False
    except DbtoolError:
        return True  # what is wrong is said when it is carried out


def _make(
    side: Connection, connection: Connection, tasks: list[Task], timeouts: Timeouts, progress: Progress
) -> int:
    journal = Journal(side, uuid4(), one(side, "SELECT pg_catalog.now() AS now")["now"])
    server, made, errors = server_info(side), 0, list[DbtoolError]()
    for task in tasks:
        runner = Runner(connection, timeouts=timeouts, progress=progress, watch=Watch(side, progress))
        work = Work(connection=connection, server=server, runner=runner, timeouts=timeouts, progress=progress)
        progress.step_started(Statement(sql="", note=task.title))
        result = carry_out(work, task, journal, nullcontext, _make_only)
        progress.step_done(Statement(sql="", note=task.title), 0.0)
        made += result.figures.get("made", 0)
        errors += result.errors
    if errors:
        raise StepFailed(
            "; ".join(str(error) for error in errors),
            hint="\n".join(dict.fromkeys(error.hint for error in errors if error.hint)) or None,
        )
    return made


def _make_only(work: Work, task: Task) -> None:
    assert isinstance(task.fact, PartitionRule)
    partition_rule.make(work, survey(work.connection, task.fact))
