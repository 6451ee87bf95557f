"""One run of maintenance on one database: what is due, task after task, each journalled.

One run at a time holds the maintainer's lock. An apply holds another: a run does not begin beside it, lets
it go first between two parts of its work, and holds its lock while partitions are made, which it makes too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg

from dbtool.catalog.query import one
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.errors import DbtoolError, LockedByAnother
from dbtool.execute.connect import Connection, Timeouts, connect
from dbtool.execute.failures import failure
from dbtool.execute.maintain import aggregate_refresh
from dbtool.execute.maintain.gate import applying, enter
from dbtool.execute.maintain.journal import Journal, open_journal, prune
from dbtool.execute.maintain.outcome import RunResult, TaskResult, not_tried
from dbtool.execute.maintain.reading import Selection, read_tasks, sort_of
from dbtool.execute.maintain.recovery import recover
from dbtool.execute.maintain.schedule import Standing, standings
from dbtool.execute.maintain.single import carry_out
from dbtool.execute.maintain.task import Task
from dbtool.execute.maintain.work import TimeIsUp
from dbtool.execute.maintain.workplace import APPLICATION_NAME, Workplace
from dbtool.execute.progress import Progress, Silent
from dbtool.model.statement import Statement

STANDBY = "this server is a standby; maintenance is the primary's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run behaves.

    Shape: `force` does also what is not due; with `wait` another run, or an apply, is waited for.
    Units: `max_runtime_ms` is of the whole run on one database, 0 for no limit.
    """

    selection: Selection = field(default_factory=Selection)
    force: bool = False
    wait: bool = False
    max_runtime_ms: int = 0
    timeouts: Timeouts = field(default_factory=Timeouts)


def run(url: str, options: Options, progress: Progress | None = None) -> RunResult:
    """Carry out what is due, and give what became of each task.

    Shape:  `busy` says why nothing was done: another session works on the database, or it is a standby.
    Errors: as `connect`; InsufficientRights where dbtool's own tables are closed; ServerUnavailable where the
            lock's connection is lost. KeyboardInterrupt passes; the next run clears what it left.
    """
    progress = progress or Silent()
    deadline = time.monotonic() + options.max_runtime_ms / 1000 if options.max_runtime_ms else None
    with connect(url, autocommit=True, application_name=f"{APPLICATION_NAME} lock") as side:
        server = server_info(side)
        chosen = chosen_tasks(side, server, options.selection)
        if not any(task.held is None for task in chosen):
            return RunResult(tasks=(), held=tuple(chosen))
        if one(side, "SELECT pg_catalog.pg_is_in_recovery() AS standby")["standby"]:
            return RunResult(tasks=(), busy=STANDBY)
        try:
            enter(side, wait=options.wait, deadline=deadline, progress=progress)
        except LockedByAnother as busy:
            return RunResult(tasks=(), busy=busy.message)
        prunable = open_journal(side)
        with Workplace(url, side, server, options.timeouts, progress, deadline) as place:
            result = _work(place, side, options, progress)
        if prunable:
            prune(side)
    return result


def chosen_tasks(connection: Connection, server: ServerInfo, selection: Selection) -> list[Task]:
    """Give the tasks that a selection means."""
    return [task for task in read_tasks(connection, server) if selection.takes(task)]


def _work(place: Workplace, side: Connection, options: Options, progress: Progress) -> RunResult:
    # Where time is up meanwhile, no task is begun either.
    with suppress(TimeIsUp), applying(side, place.deadline, progress):
        recover(place.work(), side, progress)
    server = server_info(side)
    found = standings(side, chosen_tasks(side, server, options.selection))
    chosen = in_order([each for each in found if each.task.held is None and (options.force or each.due.now)])
    journal = Journal(side, uuid4(), one(side, "SELECT pg_catalog.now() AS now")["now"])
    results: list[TaskResult] = []
    if chosen:
        progress.begin(len(chosen), "Maintaining")
    try:
        for each in chosen:
            if place.deadline is not None and time.monotonic() >= place.deadline:
                results.append(not_tried(each.task))
                continue
            results.append(_one(place, each.task, journal, progress))
    finally:
        progress.end()
    return RunResult(tasks=tuple(results), held=tuple(each.task for each in found if each.task.held))


def _one(place: Workplace, task: Task, journal: Journal, progress: Progress) -> TaskResult:
    sort = sort_of(task)
    statement = Statement(sql="", note=task.title)
    progress.step_started(statement)
    started = time.monotonic()
    if sort.own_session:
        place.renew()
    result = _guarded(
        task,
        lambda: carry_out(
            place.work(), task, journal, lambda: applying(place.side, place.deadline, progress)
        ),
    )
    if sort.own_session:
        place.renew()
    seconds = time.monotonic() - started
    progress.step_done(statement, seconds)
    return result.took(seconds)


def _guarded(task: Task, attempt: Callable[[], TaskResult]) -> TaskResult:
    """Give the result, a failure too where no connection could be had for the task."""
    try:
        return attempt()
    except DbtoolError as error:
        return TaskResult(task=task, state="failed", errors=(error,))
    except psycopg.Error as error:
        found = failure(error, Statement(sql="", note=task.title))
        return TaskResult(task=task, state="failed", errors=(found,))


def in_order(chosen: Sequence[Standing]) -> list[Standing]:
    """Give the tasks with what has waited longest first, partitions before all else.

    A run that is cut short by its time would otherwise never come to what stands at the end. Aggregates are
    refreshed in the order given all the same: each after those that it reads.
    """

    def rank(standing: Standing) -> tuple[bool, float]:
        begun = standing.started_at
        # What one run did the next does in the same order: the hour is near enough.
        return not sort_of(standing.task).alone, begun.timestamp() // 3600 if begun else 0.0

    refreshes = iter([each for each in chosen if _refreshes(each)])
    ordered = sorted(chosen, key=rank)
    return [next(refreshes) if _refreshes(each) else each for each in ordered]


def _refreshes(standing: Standing) -> bool:
    return sort_of(standing.task).emulated and standing.task.name == aggregate_refresh.NAME
