"""When tasks are due, by what was journalled and by what their sort says itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg

from dbtool.catalog.ledger import readable
from dbtool.catalog.query import one, rows, text_of
from dbtool.catalog.server import server_info
from dbtool.catalog.session import snapshot
from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection
from dbtool.execute.failures import failure
from dbtool.execute.maintain.reading import sort_of
from dbtool.execute.maintain.task import Due, Task
from dbtool.model.statement import Statement

HOLDS = "what maintenance has done"
_SCHEDULE = Path(__file__).with_name("schedule.sql")
# By joins: to_regclass asks for USAGE on the schema, and the journal may be closed to a monitoring role.
_READABLE = """
SELECT
  coalesce(pg_catalog.bool_or(r.readable), false) AS journal
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
CROSS JOIN LATERAL (
  SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
) AS r (readable)
WHERE n.nspname = 'dbtool' AND c.relname = 'journal'
"""
_SINCE = "SELECT pg_catalog.max(finished_at) AS since FROM dbtool.journal WHERE NOT open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a task stands.

    Shape: `state` is that of the last time it was begun, None for never; `problem` says why nobody can tell
           when it is due.
    """

    task: Task
    state: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    done_at: datetime | None = None
    figures: Mapping[str, int]
    error: str | None = None
    due: Due
    problem: DbtoolError | None = None


def standings(connection: Connection, tasks: Sequence[Task]) -> list[Standing]:
    """Give where each task stands, in the order given; reads only.

    Errors: InsufficientRights where the journal of maintenance is closed to this role.
    """
    clocks = _clocks(connection, [task for task in tasks if task.held is None])
    found = []
    for task in tasks:
        standing = clocks.get((task.name, task.kind, task.path))
        if standing is None:
            standing = Standing(task=task, figures={}, due=Due(at=None, now=task.held is None))
        found.append(_asked(connection, standing))
    return found


def _clocks(
    connection: Connection, tasks: Sequence[Task]
) -> dict[tuple[str, str, tuple[str, ...]], Standing]:
    with snapshot(connection):
        if not tasks or not readable(connection, server_info(connection), "maintenance", HOLDS):
            return {}
        since = one(connection, _SINCE)["since"] if one(connection, _READABLE)["journal"] else None
        said = json.dumps([_values(number, task) for number, task in enumerate(tasks)])
        found = rows(connection, text_of(_SCHEDULE), {"tasks": said, "since": since})
    return {
        (task.name, task.kind, task.path): Standing(
            task=task,
            state=row["state"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            done_at=row["done_at"],
            figures=row["figures"] or {},
            error=row["error"],
            due=Due(at=row["at"], now=row["due"], overdue=row["overdue"]),
        )
        for row in found
        for task in [tasks[row["number"]]]
    }


def _values(number: int, task: Task) -> Mapping[str, object]:
    return {
        "number": number,
        "kind": task.kind,
        "path": task.path,
        "name": task.name,
        "every": task.every,
        "start": task.start,
        "zone": task.timezone,
        "fixed": task.fixed,
    }


def _asked(connection: Connection, standing: Standing) -> Standing:
    """Give the standing with what its sort says of when it is due, where it has a say."""
    task = standing.task
    asked = sort_of(task).due if task.held is None else None
    if asked is None:
        return standing
    due, problem = Due(at=None, now=True), None
    try:
        due = asked(connection, task)
    except DbtoolError as error:
        # What is wrong shows when it is carried out; a status says it at once.
        problem = error
    except psycopg.Error as error:
        problem = failure(error, Statement(sql="", note=f"looking at {task.object}"))
    return replace(standing, due=due, problem=problem)
