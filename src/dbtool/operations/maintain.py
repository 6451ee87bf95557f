"""`dbtool maintain run` and `status`: from the live database alone, with or without a project."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import psycopg

from dbtool.catalog.query import one
from dbtool.definitions.names import BadName, parsed
from dbtool.errors import DbtoolError, InsufficientRights, WrongUsage
from dbtool.execute.connect import Connection, Timeouts, connect
from dbtool.execute.failures import failure
from dbtool.execute.locks import APPLIER, MAINTAINER, holder
from dbtool.execute.maintain.ahead import due_rules, make_partitions
from dbtool.execute.maintain.outcome import RunResult, TaskResult
from dbtool.execute.maintain.partition_rule import statements
from dbtool.execute.maintain.reading import Selection, checked_selection, sort_of
from dbtool.execute.maintain.run import Options, chosen_tasks, in_order
from dbtool.execute.maintain.run import run as run_tasks
from dbtool.execute.maintain.schedule import Standing, standings
from dbtool.execute.maintain.single import missing_right
from dbtool.execute.maintain.task import Task
from dbtool.execute.maintain.workplace import APPLICATION_NAME
from dbtool.execute.progress import Progress
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.model.statement import Statement
from dbtool.operations.sources import Live, live_url, open_live
from dbtool.settings import Subject

PARTITIONS = "partitions that are due"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintainRequest:
    """What a run is asked for. Units: `max_runtime_ms` is for each database, 0 for no limit."""

    only: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    wait: bool = False
    max_runtime_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintainResult:
    """What a run did on one database. Shape: `run.tasks` are foreseen ones where `dry_run`."""

    database: str
    run: RunResult
    dry_run: bool = False
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintainStatus:
    """Where each task of one database stands.

    Shape: `running` names the session that maintains it now. Units: `now` is the server's clock.
    """

    database: str
    now: datetime
    running: str | None = None
    tasks: tuple[Standing, ...] = field(default=())

    @property
    def behind(self) -> tuple[Standing, ...]:
        """What monitoring wants to know of: overdue by more than an interval, or not ended well."""
        return tuple(
            each for each in self.tasks if each.due.overdue or each.problem or each.state in ENDED_BADLY
        )


ENDED_BADLY = ("failed", "interrupted")


def maintain(subject: Subject, request: MaintainRequest, *, progress: Progress) -> MaintainResult:
    """Carry out what is due on the live database, or say what would be.

    Errors: WrongUsage for a selection that means nothing; as `connect`; InsufficientRights where dbtool's own
            tables are closed. A task that fails is in the result.
    """
    started = time.monotonic()
    selection = _selection(request)
    _refuse_nothing(subject, selection)
    if request.dry_run:
        result = _foreseen(subject, selection, request.force)
    else:
        options = Options(
            selection=selection,
            force=request.force,
            wait=request.wait,
            max_runtime_ms=request.max_runtime_ms,
            timeouts=_timeouts(subject),
        )
        result = run_tasks(live_url(subject), options, progress)
    seconds = time.monotonic() - started
    return MaintainResult(database=subject.name, run=result, dry_run=request.dry_run, seconds=seconds)


def maintain_status(subject: Subject) -> MaintainStatus:
    """Give where each task stands; reads only."""
    with open_live(subject) as live:
        return upkeep_of(subject, live)


def upkeep_of(subject: Subject, live: Live) -> MaintainStatus:
    """Give where each task stands, by an open connection.

    Errors: InsufficientRights where the journal of maintenance is closed to this role.
    """
    running, applying = holder(live.connection, MAINTAINER), holder(live.connection, APPLIER)
    found = standings(live.connection, chosen_tasks(live.connection, live.server, Selection()))
    return MaintainStatus(
        database=subject.name,
        now=one(live.connection, "SELECT pg_catalog.clock_timestamp() AS now")["now"].astimezone(UTC),
        running=running,
        tasks=tuple(_as_seen(each, running, applying) for each in found),
    )


def make_due_partitions(subject: Subject, progress: Progress) -> int:
    """Make the partitions that are due, at the end of an apply, and give their number. Errors: StepFailed."""
    return make_partitions(live_url(subject), _timeouts(subject), progress)


def due_partitions(connection: Connection) -> Plan:
    """Give what `make_due_partitions` would run for the rules that the database has already."""
    found = []
    for task in due_rules(connection):
        assert isinstance(task.fact, PartitionRule)
        try:
            found += [
                Step(
                    sql=text,
                    key=Key("table", (task.fact.schema, task.fact.table)),
                    note=f"{note[0].upper()}{note[1:]}.",
                    lock=f"SHARE UPDATE EXCLUSIVE on {task.object}",
                )
                for note, text in statements(connection, task.fact)
            ]
        except DbtoolError:
            continue  # the apply says what is wrong, once there is something to apply
    return Plan(steps=tuple(found))


def _timeouts(subject: Subject) -> Timeouts:
    target = subject.target
    return Timeouts(lock_ms=target.lock_timeout_ms, statement_ms=target.statement_timeout_ms)


def _selection(request: MaintainRequest) -> Selection:
    tables = []
    for text in request.tables:
        try:
            name = parsed(text)
        except BadName as error:
            raise WrongUsage(f"--table: {error}", hint=error.hint) from None
        tables.append((name.schema, name.name))
    return checked_selection(request.only, tables)


def _refuse_nothing(subject: Subject, selection: Selection) -> None:
    """Refuse a selection that means none of the tasks: misspelt in cron, it would do nothing forever."""
    if not (selection.only or selection.tables):
        return
    with open_live(subject) as live:
        every = chosen_tasks(live.connection, live.server, Selection())
    if every and not any(selection.takes(task) for task in every):
        known = ", ".join(dict.fromkeys(task.title for task in every))
        raise WrongUsage("no task is meant by --only and --table", hint=f"there are {known}")


def _foreseen(subject: Subject, selection: Selection, force: bool) -> RunResult:
    url = live_url(subject)
    with (
        connect(
            url, autocommit=True, application_name=APPLICATION_NAME, timeouts=_timeouts(subject)
        ) as connection,
        open_live(subject) as live,
    ):
        found = standings(connection, chosen_tasks(connection, live.server, selection))
        chosen = in_order([each for each in found if each.task.held is None and (force or each.due.now)])
        results = []
        for each in chosen:
            result = _foresee(connection, each.task)
            right = sort_of(each.task).right
            for error in result.errors:
                if isinstance(error, InsufficientRights) and not error.hint:
                    error.hint = missing_right(right, each.task, live.server)
            results.append(result)
    return RunResult(tasks=tuple(results), held=tuple(each.task for each in found if each.task.held))


def _foresee(connection: Connection, task: Task) -> TaskResult:
    try:
        return TaskResult(task=task, state="foreseen", notes=tuple(sort_of(task).foresee(connection, task)))
    except DbtoolError as error:
        return TaskResult(task=task, state="failed", errors=(error,))
    except psycopg.Error as error:
        found = failure(error, Statement(sql="", note=task.title))
        return TaskResult(task=task, state="failed", errors=(found,))


def _as_seen(standing: Standing, running: str | None, applying: str | None) -> Standing:
    """Give the standing with a task that is still called started seen for what it is."""
    if standing.state != "started":
        return standing
    at_work = running or (applying and sort_of(standing.task).alone)
    return replace(standing, state="running" if at_work else "interrupted")
