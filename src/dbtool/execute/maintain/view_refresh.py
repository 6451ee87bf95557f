"""Materialized views refreshed, as it was declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psycopg import sql

from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.maintain.relations import Relation, RelationGone, find, leaves
from dbtool.execute.maintain.task import Sort, Task
from dbtool.execute.maintain.work import Work
from dbtool.kinds.upkeep.view_refresh import ViewRefresh

MATERIALIZED = "m"


class NotConcurrently(StepFailed):
    """A view that cannot be refreshed while it is read."""

    code = "not-concurrently"


def _tasks(refresh: ViewRefresh) -> Iterable[Task]:
    yield Task(name=SORT.name, fact=refresh, every=refresh.schedule_interval)


def _carry_out(work: Work, task: Task) -> None:
    view = _view(work.connection, task)
    concurrently = _concurrently(task, view)
    if concurrently and not view.populated:
        work.note(f"{task.object} was never filled, so it is refreshed plainly this time")
    name = sql.Identifier(*task.path)
    how = sql.SQL("REFRESH MATERIALIZED VIEW CONCURRENTLY {}")
    if not concurrently or not view.populated:
        how = sql.SQL("REFRESH MATERIALIZED VIEW {}")
    before = _size(work.connection, view)
    work.retrying(lambda: work.run(how.format(name), f"refreshes {task.object}"))
    work.count(size_before=before, size_after=_size(work.connection, view))


def _view(connection: Connection, task: Task) -> Relation:
    schema, name = task.path
    found = find(connection, schema, name)
    if found.kind != MATERIALIZED:
        raise RelationGone(
            f"{task.object} is no materialized view any more", hint="`dbtool diff` says what has become of it"
        )
    return found


def _concurrently(task: Task, view: Relation) -> bool:
    """Say whether readers are left alone, as it was declared."""
    assert isinstance(task.fact, ViewRefresh)
    if task.fact.concurrently and not view.unique_index:
        raise NotConcurrently(
            f"{task.object} has no unique index, so it cannot be refreshed concurrently",
            hint="declare a unique index on columns of the view, without expressions and without a "
            "condition; or leave concurrently out",
        )
    return task.fact.concurrently


def _size(connection: Connection, view: Relation) -> int:
    return sum(leaf.size for leaf in leaves(connection, view.oid))


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    view = _view(connection, task)
    how = "concurrently" if _concurrently(task, view) and view.populated else "while nobody can read it"
    yield f"refresh {task.object}, {how}"


SORT = Sort(
    name="refresh",
    kind="view_refresh",
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    right="maintain",
)
